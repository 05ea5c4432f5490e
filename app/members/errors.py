"""The errors of acts about people, groups and offices."""

from app.errors import AppError, BadInput


class OwnOffice(AppError):
    status, code = 403, "A602"
    sentence = "自分の役職、任期、退任を、自分で決めることはできません。ほかの事務局長に頼んでください。"


class NotInForce(AppError):
    status, code = 409, "A603"
    sentence = "ほかの人が先に変更しました。画面を読み込み直して、いまの状態を確かめてください。"


class NotAllBack(AppError):
    status, code = 409, "A604"
    sentence = "返却されていない端末があるため、退任の手続きを閉じられません。返却を記録してから閉じてください。"


class SecrecyMissing(AppError):
    status, code = 409, "A605"
    sentence = "守秘の確認が記録されていないため、退任の手続きを閉じられません。確認を記録してから閉じてください。"


class StillInOffice(AppError):
    status, code = 409, "A606"
    sentence = "まだ任期の中なので、退任の手続きを閉じられません。任期が終わってから閉じてください。"


class NeedsTwoPersons(AppError):
    status, code = 409, "A607"
    sentence = (
        "議長、副責任者、議会事務局長、調査担当の役職とその人の退任、書記の任命と任期の延長は、1 人では決められません。"
        "その人の画面の「役職の申し出」から申し出て、ほかの人の確認を受けてください。"
    )


class OfficeChangeOpen(AppError):
    status, code = 409, "A608"
    sentence = "この人の役職については、確認を待つ申し出がもうあります。「役職の申し出」の画面で確かめてください。"


class OfficeChangeDecided(AppError):
    status, code = 409, "A609"
    sentence = "この申し出は、もう決まったか、取り下げられています。「役職の申し出」の画面で結果を確かめてください。"


class OfficeChangeStale(AppError):
    status, code = 409, "A610"
    sentence = "申し出のあとに、この人の役職か、申し出た人の役職が変わりました。必要なら、もう一度申し出てください。"


class GroupStands(BadInput):
    """While a sitting goes on, nobody can be taken out of a group that attends. That would open what it closes."""

    code = "A621"

    def __init__(self) -> None:
        super().__init__(
            fields={
                "person": "開いている会議に出ている集まりから、人を外すことはできません。"
                "会議が始まってから 8 時間たったあとで外してください。加えることはできます。"
            }
        )


class OwnGroup(AppError):
    """An administrator tried to put themselves into a group, and so to read its papers by their own decision."""

    status, code = 403, "A620"
    sentence = "自分を会派・委員会に入れることはできません。ほかの事務局長に頼んでください。"
