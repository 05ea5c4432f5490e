"""What can go wrong when a version is sent out or put back, beside what `app.materials.errors` has."""

from app.errors import AppError


class ReplacementNotAsShown(AppError):
    """The paper, its readers or one of its files is not as it was on the screen from which the version was sent out."""

    status, code = 409, "M173"
    sentence = (
        "画面をひらいたあとで、資料名、区分、読む人、ファイルのどれかが変わりました。何も変えていません。"
        "いまの内容を確かめて、もう一度押してください。"
    )


class SentOutByAnother(AppError):
    """The person who brought the file asked to send it out or put it back; for 完全性2 it has to be another one."""

    status, code = 409, "M157"
    sentence = (
        "完全性2 の資料は、読む人に出す版を入れた人とは別の人が、見比べて公開するか、前の版に戻します。"
        "ほかの書記か事務局長に頼んでください。"
    )
