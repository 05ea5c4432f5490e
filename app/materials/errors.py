"""What can go wrong with a paper: one class per cause, told in a sentence."""

from app.errors import AppError, BadInput


class VersionTaken(AppError):
    """A file for this version arrived before, or is arriving."""

    status, code = 409, "M101"
    sentence = "このファイルは、もう受け取っています。新しいファイルは「差し替える」から入れてください。"


class UploadBroken(AppError):
    """The sender went away, or stalled, before the file was whole."""

    status, code = 400, "M102"
    sentence = "途中で切れました。もう一度入れてください。"


class UploadRefused(AppError):
    """The file cannot be used; code and sentence are those of the viewer's failure."""

    status, code = 422, "M103"

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence=sentence, cause=code)
        self.code = code


class StillConverting(AppError):
    """A former file of this paper is on its way."""

    status, code = 409, "M104"
    sentence = "この資料は、いま処理しています。終わってから、もう一度操作してください。"


class LabelChangeOpen(AppError):
    """A second person has yet to decide."""

    status, code = 409, "M105"
    sentence = "この資料には、確認を待っている区分の変更があります。確認が済んでから、もう一度操作してください。"


class LabelChangeStale(AppError):
    """The label is no longer the one the change was asked for."""

    status, code = 409, "M106"
    sentence = "依頼のあとで区分が変わりました。画面を読み込み直して、いまの区分を確かめてください。"


class LabelChangeDecided(AppError):
    """Somebody decided before."""

    status, code = 409, "M107"
    sentence = "この区分の変更は、もう確認が済んでいます。画面を読み込み直してください。"


class NotReleasable(AppError):
    """Not level 1, not published, or withdrawn (6-1(14)③)."""

    status, code = 409, "M108"
    sentence = "住民に公開できるのは、議員に公開した機密性1 の資料だけです。区分と公開の状態を確かめてください。"


class WithdrawnAlready(AppError):
    """Somebody withdrew it before."""

    status, code = 409, "M109"
    sentence = "この資料は、もう取り下げられています。画面を読み込み直してください。"


class NotWithdrawn(AppError):
    """There is nothing to restore."""

    status, code = 409, "M110"
    sentence = "この資料は、取り下げられていません。画面を読み込み直してください。"


class NotRemovable(AppError):
    """Something of it was, or may still be, readable."""

    status, code = 409, "M121"
    sentence = "削除できるのは、受け取りに失敗した資料だけです。公開した資料は取り下げてください。"


class PersonsOnly(BadInput):
    """A 3A paper addressed to a group (2(1): named persons)."""

    code = "M122"
    sentence = "機密性3A の資料は、読む人を一人ずつえらんでください。会派や委員会ではえらべません。"


class NoReaders(BadInput):
    """A paper for nobody."""

    code = "M123"
    sentence = "読む人を一つ以上えらんでください。"
