"""What the second person is told, whatever the kind, when the word was given about something else than stands now."""

from app.errors import Conflict


class NotAsShown(Conflict):
    """The proposal, or what its effect rests on, is not what the screen showed; the screen is shown anew."""

    code = "E410"
    sentence = (
        "画面をひらいたあとで、申し出の内容か、その対象が変わりました。何も変えていません。"
        "いまの内容を確かめて、もう一度決めてください。"
    )
