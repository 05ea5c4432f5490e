"""Errors about permits, with the sentences that people are told."""

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


class NothingToGrant(AppError):
    """What would be granted could not be handed to its asker: the paper or the asker is not what it was.

    `heading`, `advice`: what has happened, and what to do.
    """

    status, code = 409, "K109"

    def __init__(self, heading: str, advice: str) -> None:
        super().__init__(sentence=f"{heading}。{advice}")


class ShownOtherwise(AppError):
    """What the decision rests on has changed since the desk was opened."""

    status, code = 409, "K110"
    sentence = (
        "この画面をひらいたあとに、資料の区分か、申請した人の扱いか、日付が変わりました。まだ決まっていません。"
        "いまの内容を見て、もう一度決めてください。"
    )


class CopyElsewhere(AppError):
    """Somebody has counted the copy since the screen was opened."""

    status, code = 409, "K111"
    sentence = "この画面をひらいたあとで、この部の状態が変わりました。いまの状態を見て、もう一度押してください。"


class CopyNotReady(AppError):
    """A copy that was not printed whole, or whose permit is over, does not go out."""

    status, code = 409, "K112"
    sentence = "この部は渡せません。許可の期間のうちに、すべての資料の PDF を受け取って、印刷してから渡してください。"


class RefusedBefore(AppError):
    """The chair has refused or revoked an exception for this person and paper: the next one waits for the chair."""

    status, code = 409, "K113"
    sentence = (
        "この人のこの資料の例外は、議長が不許可にしたか、取り消しています。緊急でも、先には始められません。"
        "「例外許可を申請」から申請し、議長の決定を待ってください。"
    )


class BookletFailed(AppError):
    """Tried more than once in vain."""

    status, code = 503, "K105"
    sentence = "PDF を作れませんでした。回数は減っていません。もう一度作ってもだめなら、議会事務局に連絡してください。"


class BookletNotReady(AppError):
    """Not asked for, not bound yet, or another session is being handed it."""

    status, code = 409, "K106"
    sentence = "受け取れる PDF がまだありません。「許可」の画面から、もう一度「PDF を受け取る」を押してください。"


class BookletOutdated(AppError):
    """The paper, its level or its holder are called otherwise now. It is being bound anew."""

    status, code = 409, "K107"
    sentence = "資料の扱いが変わったため、PDF を作り直しています。「許可」の画面から、もう一度受け取ってください。"


class FetchedTooOften(AppError):
    """The same issue, asked for again after lost lines."""

    status, code = 403, "K108"
    sentence = "同じ PDF を送り直せる回数を超えました。必要なときは、もう一度申請してください。"


class BookletRefused(AppError):
    """The mark could not be made: an unmarked PDF never leaves, and no use is counted."""

    status, code = 503, "K104"
    sentence = "PDF を作れません。氏名の透かしを作れませんでした。議会事務局に連絡してください。"
