"""What can go wrong when a paper is to be disposed of: one class per cause, told in a sentence."""

from app.errors import BadInput, Conflict


class DisposalOpen(Conflict):
    """The disposal of this paper was asked for already."""

    code = "D409"
    sentence = "この資料の廃棄は、もう申し出られています。「廃棄」の画面で確かめてください。"


class DisposalDecided(Conflict):
    """The proposal was decided or taken back before."""

    code = "D410"
    sentence = "この申し出は、もう決まったか、取り下げられています。「廃棄」の画面で確かめてください。"


class DisposalStale(Conflict):
    """The paper is gone or was disposed of, its time goes on again, or whoever asked may not ask any more."""

    code = "D411"
    sentence = (
        "申し出のあとで、資料か保存期間が変わったか、申し出た人が担当を外れました。何も廃棄していません。"
        "「廃棄」の画面で、いまの内容を確かめてください。"
    )


class PaperChangedMeanwhile(Conflict):
    """The paper is not as it was on the screen from which its disposal was asked for."""

    code = "D412"
    sentence = "画面をひらいたあとで、この資料が変わりました。まだ申し出ていません。いまの内容を確かめてください。"


class StillPermitted(Conflict):
    """A permit for the paper can be used, or waits for its decision or confirmation."""

    code = "D413"
    sentence = (
        "この資料には、使える許可か、決裁を待つ許可があるため、廃棄できません。"
        "議長が許可を取り消すか、期限が過ぎてから、もう一度行ってください。"
    )


class CopiesLeft(Conflict):
    """Numbered paper copies of it are out, or are kept and were not destroyed."""

    code = "D414"
    sentence = (
        "この資料の紙の予備が残っているため、廃棄できません。"
        "「許可」の「紙の予備」で、戻して処分したことを記録し、「廃棄と返却の記録」で 2 人目が確かめてから、"
        "もう一度行ってください。"
    )


class UnderInquiry(Conflict):
    """Somebody whom a running inquiry is about has done something with the paper in the time that it covers."""

    code = "D415"
    sentence = (
        "この資料は、いま行われている調査の対象にかかわるため、廃棄できません。"
        "調査担当の任期が終わってから、もう一度行ってください。"
    )


class MeetingToCome(Conflict):
    """The paper lies before a meeting of today or later."""

    code = "D416"
    sentence = (
        "この資料の会議がまだ終わっていないため、廃棄できません。読ませたくないときは、資料を取り下げてください。"
    )


class RecordsInDoubt(Conflict):
    """A row by which is decided was altered or taken away beside the service."""

    code = "D417"
    sentence = (
        "この資料か、その許可や役職の記録が、システムの外から書き換えられた疑いがあるため、廃棄できません。"
        "サーバーの運用者に、gijo seals を頼んでください。"
    )


class KeepingOpen(Conflict):
    """A shorter time was asked for already."""

    code = "D418"
    sentence = "保存期間を短くすることは、もう申し出られています。「廃棄」の画面で確かめてください。"


class KeepingDecided(Conflict):
    """That was decided or taken back before."""

    code = "D419"
    sentence = "この申し出は、もう決まったか、取り下げられています。「廃棄」の画面で確かめてください。"


class KeepingStale(Conflict):
    """The paper or meeting is gone or has another time, or whoever asked may not ask any more."""

    code = "D420"
    sentence = (
        "申し出のあとで、資料か会議か、その保存期間が変わったか、申し出た人が担当を外れました。"
        "何も変えていません。いまの保存期間を確かめてください。"
    )


class KeepingAsBefore(Conflict):
    """It is the time that was set already."""

    code = "D421"
    sentence = "いまと同じ保存期間なので、何も変えていません。変えるときは、ちがう期間を選んでください。"


class KeepingChangedMeanwhile(Conflict):
    """Another time was set since the screen was opened."""

    code = "D422"
    sentence = "画面をひらいたあとで、保存期間が変わりました。何も変えていません。いまの期間を確かめてください。"


class NoneChosen(BadInput):
    """No disposal was ticked, or neither button pressed."""

    code = "D423"
    sentence = (
        "まだ何も決めていません。資料を選んでから、「選んだ資料を廃棄する」か「選んだものを認めない」を押してください。"
    )


class KeepingOfSecret(Conflict):
    """A clerk sets the time of a meeting of which a paper is 3A."""

    code = "D424"
    sentence = (
        "この会議には機密性3A の資料があるため、保存期間は議会事務局長が決めます。議会事務局長に頼んでください。"
        "ほかの資料は、資料の画面で一つずつ決められます。"
    )
