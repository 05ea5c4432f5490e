"""What a person reads when a note cannot be kept. What was written stays on the tablet's screen."""

from app.errors import AppError


class NoteNotReadable(AppError):
    """A script sent what is no note: nothing of it is kept."""

    status, code = 422, "N422"
    sentence = "このメモは保存できない形です。書いた内容を控えて、議会事務局に連絡してください。"


class NotesOfAnother(AppError):
    """The screen is another person's than the session: somebody else has signed in on the tablet meanwhile."""

    status, code = 409, "N403"
    sentence = "このメモは、別の人の画面で書かれたので保存しません。資料をひらき直してください。"


class PageFullOfNotes(AppError):
    status, code = 409, "N409"
    sentence = "このページのメモがいっぱいです。使わないメモを消してください。消すと、続きを保存できます。"


class PaperFullOfNotes(AppError):
    status, code = 409, "N410"
    sentence = "この資料のメモがいっぱいです。使わないメモを消してください。消すと、続きを保存できます。"


class NoteDamaged(AppError):
    """The key or the row was altered beside the service, or one of them is missing."""

    status, code = 500, "N501"
    sentence = "このページのメモを開けません。データが壊れています。議会事務局に連絡してください。"
