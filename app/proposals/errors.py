"""The error, for all kinds, when the second person decided about something that has changed since it was shown."""

from app.errors import Conflict


class NotAsShown(Conflict):
    """The proposal, or what its effect depends on, has changed since the screen was shown, which is shown again."""

    code = "E410"
    sentence = (
        "画面をひらいたあとで、申し出の内容か、その対象が変わりました。何も変えていません。"
        "いまの内容を確かめて、もう一度決めてください。"
    )
