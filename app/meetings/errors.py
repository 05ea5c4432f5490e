"""The errors of preparing a meeting: one class for each cause, with the sentence for people."""

from app.errors import AppError, BadInput, NextStep


class ItemHasPapers(AppError):
    """An item cannot be removed while papers are under it."""

    status, code = 409, "M111"
    sentence = "この日程には資料があります。資料をほかの日程へ移してから、削除してください。"


class ItemHasChildren(AppError):
    """An item cannot be removed while other items are under it."""

    status, code = 409, "M112"
    sentence = "この日程の下に、ほかの日程があります。下の日程を移すか削除してから、削除してください。"


class MeetingGone(AppError):
    """The meeting does not exist; a colleague may have deleted the draft."""

    status, code = 409, "M166"
    sentence = "この会議は、ほかの人が先に削除しました。「会議」の一覧で確かめてください。"

    def __init__(self, *, cause: str = "") -> None:
        super().__init__(next_step=NextStep("/prepare", "会議の一覧に戻る"), cause=cause)


class ItemGone(AppError):
    """The item does not exist; a colleague may have removed it."""

    status, code = 409, "M113"
    sentence = "この日程は、ほかの人が先に削除しました。会議の準備の画面を読み込み直してください。"


class PaperNotHere(AppError):
    """The paper is not attached to this meeting."""

    status, code = 409, "M114"
    sentence = "この資料は、この会議にありません。会議の準備の画面を読み込み直してください。"


class NotPublishable(AppError):
    """The check before publication found something that must be put right first."""

    status, code = 409, "M115"
    sentence = "公開の前に直すところがあります。公開前の確認の画面で確かめてください。"


class PublishedAlready(AppError):
    """The meeting is published already, by another clerk or a second press of the button."""

    status, code = 409, "M116"
    sentence = "この会議は、もう公開されています。画面を読み込み直して、いまの状態を確かめてください。"


class MeetingNotPublished(AppError):
    """A single paper cannot be published before its meeting."""

    status, code = 409, "M117"
    sentence = "会議がまだ公開されていません。公開前の確認へ進んで、会議と資料をいっしょに公開してください。"


class PaperNotReady(AppError):
    """The check found something in this one paper."""

    status, code = 409, "M118"
    sentence = "この資料は、まだ公開できません。状態の欄に出ている指示のとおりに直してください。"


class PaperChanged(AppError):
    """Others have changed the file, the label or the readers since the screen showed them."""

    status, code = 409, "M156"
    sentence = (
        "この資料は、画面をひらいたあとで、ファイル、区分、読める人のどれかが変わりました。公開していません。"
        "いまの内容を確かめて、もう一度公開してください。"
    )


class CalledOffAlready(AppError):
    """The meeting was cancelled or put off before."""

    status, code = 409, "M141"
    sentence = "この会議は、もう中止か延会になっています。先にそれを取り消してから、操作してください。"


class MeetingOver(AppError):
    """The day of the meeting has passed, so that it cannot be called off any more."""

    status, code = 409, "M155"
    sentence = (
        "この会議の日は過ぎているので、中止や延会にはできません。あらためて開くときは、新しい会議を作ってください。"
    )


class NotCalledOff(AppError):
    """There is nothing to take back."""

    status, code = 409, "M142"
    sentence = "この会議は、中止にも延会にもなっていません。画面を読み込み直してください。"


class AttendeesStand(BadInput):
    """While a sitting goes on, no group can be taken out of it: that would open what the sitting closes."""

    code = "M153"

    def __init__(self) -> None:
        super().__init__(
            fields={"groups": "開いている会議から、集まりを外すことはできません。終わってから外してください。"}
        )


class MomentStands(BadInput):
    """The moment of a published meeting that has begun or was cancelled cannot be changed: others relied on it."""

    code = "M151"

    def __init__(self, sentence: str) -> None:
        super().__init__(fields={"day": sentence})


class TooLateToTakeBack(AppError):
    """The moment for which the meeting was called has passed: people have stayed away, or come."""

    status, code = 409, "M143"
    sentence = "始まる時刻か、もとの会議の日を過ぎたので、取り消せません。開き直すときは、新しい会議を作ってください。"


class MeetingRead(AppError):
    """A member has read a paper of the meeting, or it has begun, so it cannot be hidden again."""

    status, code = 409, "M144"
    sentence = (
        "資料を読んだ人がいるか、会議が始まっているので、未公開には戻せません。「会議を中止する」を使ってください。"
    )


class SecretPapersPublished(AppError):
    """A 3A paper is published in the meeting, which a clerk may not touch."""

    status, code = 409, "M145"
    sentence = "機密性3A の資料が公開されているので、未公開に戻せるのは事務局長だけです。事務局長に頼んでください。"


class NotADraft(AppError):
    """A published meeting is not deleted."""

    status, code = 409, "M146"
    sentence = "公開している会議は削除できません。未公開に戻すか、中止にしてください。"


class DraftHasPapers(AppError):
    """A draft is deleted only once it has no papers."""

    status, code = 409, "M147"
    sentence = "この会議には資料があります。資料を取り除いてから、会議を削除してください。"


class MeetingCancelled(AppError):
    """No paper can be published in a cancelled meeting."""

    status, code = 409, "M148"
    sentence = "中止になった会議には、資料を公開できません。中止を取り消すか、別の会議に入れてください。"
