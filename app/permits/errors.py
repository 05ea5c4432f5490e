"""What may be told about a permit."""

from app.errors import AppError


class PermitUsedUp(AppError):
    status, code = 403, "K101"
    sentence = "この許可は、期限が過ぎたか、決められた回数を使い終わりました。必要なときは、もう一度申請してください。"


class AskedAlready(AppError):
    status, code = 409, "K102"
    sentence = "この資料の申請は、もう出ています。議長の決定をお待ちください。"
