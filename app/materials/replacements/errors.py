"""What can go wrong when a version is sent out or put back, beside what `app.materials.errors` has."""

from app.errors import AppError


class ReplacementNotAsShown(AppError):
    """The paper, its readers or one of its files is not as it was on the screen from which the version was sent out."""

    status, code = 409, "M173"
    sentence = (
        "画面をひらいたあとで、資料名、区分、読む人、ファイルのどれかが変わりました。何も変えていません。"
        "いまの内容を確かめて、もう一度押してください。"
    )
