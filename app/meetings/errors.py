"""What can go wrong while a meeting is prepared: one class per cause, told in a sentence."""

from app.errors import AppError


class ItemHasPapers(AppError):
    """An item cannot go while papers stand under it."""

    status, code = 409, "M111"
    sentence = "この日程には資料があります。資料をほかの日程へ移してから、削除してください。"


class ItemHasChildren(AppError):
    """An item cannot go while others hang under it."""

    status, code = 409, "M112"
    sentence = "この日程の下に、ほかの日程があります。下の日程を移すか削除してから、削除してください。"


class ItemGone(AppError):
    """Somebody removed the item first."""

    status, code = 409, "M113"
    sentence = "この日程は、ほかの人が先に削除しました。会議の準備の画面を読み込み直してください。"


class PaperNotHere(AppError):
    """The paper is not attached to this meeting."""

    status, code = 409, "M114"
    sentence = "この資料は、この会議にありません。会議の準備の画面を読み込み直してください。"


class NotPublishable(AppError):
    """The check found something that stands in the way."""

    status, code = 409, "M115"
    sentence = "公開の前に直すところがあります。公開前の確認の画面で確かめてください。"


class PublishedAlready(AppError):
    """A second publication, by a second clerk or a second press."""

    status, code = 409, "M116"
    sentence = "この会議は、もう公開されています。"


class MeetingNotPublished(AppError):
    """A single paper is published only after its meeting."""

    status, code = 409, "M117"
    sentence = "会議がまだ公開されていません。公開前の確認へ進んで、会議と資料をいっしょに公開してください。"


class PaperNotReady(AppError):
    """The check found something in this one paper."""

    status, code = 409, "M118"
    sentence = "この資料は、まだ公開できません。状態の欄に出ている指示のとおりに直してください。"
