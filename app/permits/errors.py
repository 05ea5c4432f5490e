"""What may be told about a permit."""

from app.errors import AppError


class PermitUsedUp(AppError):
    status, code = 403, "K101"
    sentence = "この許可は、期限が過ぎたか、決められた回数を使い終わりました。必要なときは、もう一度申請してください。"


class AskedAlready(AppError):
    status, code = 409, "K102"
    sentence = "この資料の申請は、もう出ています。議長の決定をお待ちください。"


class DecidedBefore(AppError):
    """Somebody decided while this person was looking at it."""

    status, code = 409, "K103"
    sentence = "この申請は、もう決裁されています。「許可の決裁」をひらき直して、結果を確かめてください。"


class BookletRefused(AppError):
    """The mark could not be made: an unmarked PDF never leaves, and no use is counted."""

    status, code = 503, "K104"
    sentence = "PDF を作れません。氏名の透かしを作れませんでした。議会事務局に連絡してください。"
