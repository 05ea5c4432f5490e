"""Errors about permits, with the sentences that people are told."""

from app.errors import AppError


class PermitUsedUp(AppError):
    status, code = 403, "K101"
    sentence = "この許可は、期限が過ぎたか、決められた回数を使い終わりました。必要なときは、もう一度申請してください。"


class AskedAlready(AppError):
    status, code = 409, "K102"
    sentence = "この資料の申請は、もう出ています。議長の決定をお待ちください。"


class DecidedBefore(AppError):
    """Another person has decided since the screen was opened."""

    status, code = 409, "K103"
    sentence = "この申請は、もう決裁されています。「許可の決裁」をひらき直して、結果を確かめてください。"


class NothingToGrant(AppError):
    """The request cannot be granted, because its asker could not use it now: the paper or the asker has changed.

    `heading`, `advice`: what has happened, and what to do.
    """

    status, code = 409, "K109"

    def __init__(self, heading: str, advice: str) -> None:
        super().__init__(sentence=f"{heading}。{advice}")


class ShownOtherwise(AppError):
    """What the desk showed for the decision has changed since it was opened."""

    status, code = 409, "K110"
    sentence = (
        "この画面をひらいたあとに、資料の区分か、申請した人の扱いか、日付が変わりました。まだ決まっていません。"
        "いまの内容を見て、もう一度決めてください。"
    )


class CopyElsewhere(AppError):
    """Another person has counted the copy since the screen was opened."""

    status, code = 409, "K111"
    sentence = "この画面をひらいたあとで、この部の状態が変わりました。いまの状態を見て、もう一度押してください。"


class CopyHeld(AppError):
    """A hold stands on a paper of the copy, whose mark, and what is written on it, an inquiry may need (6-5(3))."""

    status, code = 409, "K118"
    sentence = (
        "この部の資料は保全中のため、処分できません。そのまま保管してください。"
        "「台帳」の「保全の記録」で 2 人が解除してから、もう一度行ってください。"
    )


class CopyGoneOut(AppError):
    """A copy is printed no more once it was handed out, came back, was lost or destroyed."""

    status, code = 409, "K119"
    sentence = (
        "この部は、もう渡したか、戻ったか、処分したので、印刷できません。"
        "同じ番号の紙が 2 つになり、数えられなくなります。要るときは「例外許可を申請」から申請してください。"
    )


class CopyNotReady(AppError):
    """A copy cannot go out that was not printed whole, or whose permit has ended."""

    status, code = 409, "K112"
    sentence = "この部は渡せません。許可の期間のうちに、すべての資料の PDF を受け取って、印刷してから渡してください。"


class RefusedBefore(AppError):
    """The chair has refused or revoked an exception for this person and paper, so no emergency can be begun for it."""

    status, code = 409, "K113"
    sentence = (
        "この人のこの資料の例外は、議長が不許可にしたか、取り消しています。緊急でも、先には始められません。"
        "「例外許可を申請」から申請し、議長の決定を待ってください。"
    )


class BookletFailed(AppError):
    """The PDF could not be made in several tries."""

    status, code = 503, "K105"
    sentence = "PDF を作れませんでした。回数は減っていません。もう一度作ってもだめなら、議会事務局に連絡してください。"


class BookletNotReady(AppError):
    """The PDF was not asked for, is not bound yet, or is being sent to another session."""

    status, code = 409, "K106"
    sentence = "受け取れる PDF がまだありません。「許可」の画面から、もう一度「PDF を受け取る」を押してください。"


class BookletOutdated(AppError):
    """Title, level or the holder's name in the PDF are out of date. It is being bound anew."""

    status, code = 409, "K107"
    sentence = "資料の扱いが変わったため、PDF を作り直しています。「許可」の画面から、もう一度受け取ってください。"


class FetchedTooOften(AppError):
    """The same issue was fetched too often after broken connections."""

    status, code = 403, "K108"
    sentence = "同じ PDF を送り直せる回数を超えました。必要なときは、もう一度申請してください。"


class BookletRefused(AppError):
    """The marks could not be made. A PDF without marks is never sent, and no use is counted."""

    status, code = 503, "K104"
    sentence = "PDF を作れません。氏名の透かしを作れませんでした。議会事務局に連絡してください。"


class VolumeEmpty(AppError):
    """Nothing of a copy can be bound: the permits were used, have ended, or what they are for has changed."""

    status, code = 409, "K114"
    sentence = (
        "この部に綴じられる資料がありません。許可の期間と残りの回数を確かめ、"
        "要るときは「例外許可を申請」から申請してください。"
    )


class VolumeNotReady(AppError):
    """The volume was not asked for, is not bound yet, or is being sent to another session."""

    status, code = 409, "K115"
    sentence = "受け取れる冊子がまだありません。部の画面で「冊子を作る」を押し、できあがってから受け取ってください。"


class VolumeWithheld(AppError):
    """A paper of the volume may not be sent to this device, place or session."""

    status, code = 403, "K117"
    sentence = (
        "この冊子には、いまの端末、場所、本人確認では受け取れない資料が入っています。"
        "議会の決められたネットワークで、支給端末にパスキーでサインインし直してから、受け取ってください。"
    )


class VolumeOutdated(AppError):
    """Since the volume was bound, one of its papers or permits has changed. It is being bound anew."""

    status, code = 409, "K116"
    sentence = (
        "綴じたあとで、資料か許可が変わったため、冊子を作り直しています。回数は減っていません。"
        "部の画面の「綴じない資料」で、何が変わったかを確かめてから、受け取ってください。"
    )
