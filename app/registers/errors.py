"""Why something was not written into a register."""

from app.errors import AppError


class ChangedMeanwhile(AppError):
    """Somebody else has changed the entry since the screen was opened."""

    status, code = 409, "G409"
    sentence = (
        "この記録は、画面をひらいたあとに、ほかの人が変更しました。入力は残っています。"
        "いまの内容を見て、もう一度記録してください。"
    )


class NotNext(AppError):
    """The entry does not lead to that state."""

    status, code = 409, "G410"
    sentence = "この記録は、いまの状態からその状態にはできません。画面を読み込み直して、いまの状態を確かめてください。"
