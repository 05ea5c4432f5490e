"""What can go wrong with a paper: one class per cause, told in a sentence."""

from collections.abc import Sequence

from app.errors import AppError, BadInput


class VersionTaken(AppError):
    """A file for this version has arrived already, or is being received."""

    status, code = 409, "M101"
    sentence = "このファイルは、もう受け取っています。新しいファイルは「差し替える」から入れてください。"


class FileOfAnother(AppError):
    """The sender is not the person who registered the file. The rules for a file are those of who registered it."""

    status, code = 403, "M167"
    sentence = "ファイルを送れるのは、登録したご本人だけです。「差し替える」から、あらためてファイルを入れてください。"


class UploadBroken(AppError):
    """The upload was broken off before the file was complete."""

    status, code = 400, "M102"
    sentence = "ファイルの送信が途中で切れました。もう一度入れてください。"


class UploadFrozen(AppError):
    """Reading is frozen, and this file would be the first one of a paper that is published."""

    status, code = 423, "M158"
    sentence = (
        "閲覧凍結中のため、公開している資料の、はじめてのファイルは入れられません。"
        "解除されてから、もう一度入れてください。"
    )


class PaperHeld(AppError):
    """A hold stands on the paper: nothing of it is disposed of until two persons have lifted that (6-5(3))."""

    status, code = 409, "M171"
    sentence = (
        "この資料は保全中のため、消したり捨てたりできません。"
        "「台帳」の「保全の記録」で 2 人が解除してから、もう一度行ってください。"
    )


class PaperDisposed(AppError):
    """The paper was disposed of by two persons: nothing of it can be opened, and nothing is done with it any more."""

    status, code = 409, "M174"
    sentence = "この資料は廃棄したので、戻すことも変えることもできません。要るときは、新しい資料として入れてください。"


class UploadHeld(AppError):
    """The file would take the place of one that waits to be sent out, and that a hold lets nobody throw away."""

    status, code = 409, "M172"
    sentence = (
        "この資料は保全中で、送り出す前の版を捨てられません。その版を先に送り出すか、"
        "「台帳」の「保全の記録」が解除されてから、もう一度入れてください。"
    )


class UploadOverruled(AppError):
    """During the upload or the conversion, the sender lost the right to it: by office, or by the paper's new level."""

    status, code = 403, "M130"
    sentence = (
        "ファイルの処理の間に、登録した人の権限か、資料の区分が変わりました。"
        "この資料を扱える人が、もう一度入れてください。"
    )


class UploadRefused(AppError):
    """The file cannot be used; code and sentence are those of the viewer's failure."""

    status, code = 422, "M103"

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence=sentence, cause=code)
        self.code = code


class PersonalNumberHeld(UploadRefused):
    """A file that shows what looks like a 個人番号: the administrator alone may bring it, having looked."""

    code = "M162"

    def __init__(self, pages: Sequence[int]) -> None:
        named = "、".join(map(str, pages[:8])) + (f"ほか {len(pages) - 8}" if len(pages) > 8 else "")
        super().__init__(
            self.code,
            f"個人番号（マイナンバー）とみられる 12 けたの数字があります（{named}\u00a0ページ）。"
            "特定個人情報は置けません。このファイルを取り除き、数字を消した PDF を入れ直してください。"
            "個人番号ではないときは、議会事務局長が確かめて、局長が入れ直してください。",
        )


class PagesOfAnotherNumber(AppError):
    """Pages made anew were more or fewer than those that readers have."""

    status, code = 409, "M160"
    sentence = "作り直すと、ページ数が変わります。元のファイルを確かめて、差し替えてください。"


class PagesHeld(AppError):
    """A page made anew would look different, in a version that is released or whose release waits."""

    status, code = 409, "M161"
    sentence = (
        "作り直すと、住民に公開しているページの見た目が変わるため、前のページのままにしています。"
        "住民への公開をやめると作り直します。新しいページを確かめてから、もう一度公開を依頼してください。"
    )


class StillConverting(AppError):
    """An earlier file of this paper is still being received or converted."""

    status, code = 409, "M104"
    sentence = "この資料は、いま処理しています。終わってから、もう一度操作してください。"


class LabelChangedMeanwhile(AppError):
    """The paper has another label or file by now than those on the screen on which a label was chosen."""

    status, code = 409, "M150"
    sentence = (
        "画面をひらいたあとで、この資料の区分かファイルが変わりました。"
        "画面を読み込み直して、いまの区分とファイルを確かめてから、もう一度選んでください。"
    )


class VersionChangedMeanwhile(AppError):
    """Readers get another version by now than the one on the screen."""

    status, code = 409, "M164"
    sentence = (
        "画面をひらいたあとで、この資料が差し替えられました。まだ依頼していません。"
        "もとの画面で、いまの版を確かめてから、もう一度操作してください。"
    )


class TitleChangedMeanwhile(AppError):
    """The paper was renamed since the screen was opened. `now`: its present title. `typed`: the title in the form."""

    status, code = 409, "M165"

    def __init__(self, now: str, typed: str) -> None:
        super().__init__(
            sentence=(
                f"画面をひらいたあとで、ほかの人が資料名を「{now}」に変えました。"
                f"「{typed}」にするときは、もとの画面で、もう一度変えてください。"
            )
        )


class LabelChangeOpen(AppError):
    """A change of this paper's label waits for its second person."""

    status, code = 409, "M105"
    sentence = "この資料には、確認を待っている区分の変更があります。確認が済んでから、もう一度操作してください。"


class MarksChangeOpen(AppError):
    """A change of this paper's source, 完全性 or 可用性 waits for its second person."""

    status, code = 409, "M152"
    sentence = (
        "この資料には、確認を待っている完全性・可用性・出どころの変更があります。"
        "確認が済んでから、もう一度操作してください。"
    )


class LabelChangeStale(AppError):
    """The paper's label or file has changed since the change of its label was asked for."""

    status, code = 409, "M106"
    sentence = (
        "依頼のあとで、区分が変わったか、ファイルが差し替えられたか、依頼した人が担当を外れました。"
        "画面を読み込み直して、いまの区分と内容を確かめてください。"
    )


class LabelHeldByFile(AppError):
    """A proposed 3A cannot end while readers get a file that came under it: nobody decided to lower that file."""

    status, code = 409, "M154"
    sentence = (
        "機密性3A の依頼のあとで入れたファイルが使われているため、依頼の前の区分には戻せません。"
        "ファイルを見たうえで機密性3A を確認し、そのあと 2 人で区分を引き下げてください。"
    )


class LabelReliedOn(AppError):
    """The asker of a 3A takes it back after another person did something with the paper, relying on it being 3A."""

    status, code = 409, "M138"
    sentence = (
        "依頼のあとで、ほかの人がこの資料に手を加えたため、取り消せません。"
        "事務局長に、「資料の確認」の画面で差し戻すよう頼んでください。"
    )


class LabelChangeDecided(AppError):
    """The change of the label was decided before."""

    status, code = 409, "M107"
    sentence = "この区分の変更は、もう確認が済んでいます。画面を読み込み直してください。"


class NotReleasable(AppError):
    """The paper is not level 1, not published or withdrawn, or a newer file is on its way (6-1(14)③)."""

    status, code = 409, "M108"
    sentence = (
        "住民に公開できるのは、議員に公開した機密性1 の資料だけです。区分と公開の状態を確かめてください。"
        "差し替えの途中のときは、終わってから操作してください。"
    )


class ReleasedAlready(AppError):
    """The current version is open to residents already."""

    status, code = 409, "M124"
    sentence = "この資料は、もう住民に公開しています。画面を読み込み直してください。"


class NotReleased(AppError):
    """The paper is not released, so there is nothing to end."""

    status, code = 409, "M125"
    sentence = "この資料は、住民に公開していません。画面を読み込み直してください。"


class ReleaseOpen(AppError):
    """A release of this paper waits for its second person."""

    status, code = 409, "M126"
    sentence = "この資料の住民への公開は、もう依頼されています。資料の画面で、確認の様子を見てください。"


class ReleaseDecided(AppError):
    """The release was decided, or taken back, before."""

    status, code = 409, "M127"
    sentence = "この公開の依頼は、もう決まったか、取り消されています。資料の画面を読み込み直してください。"


class ReleaseNotReady(AppError):
    """The file that residents would save is not made yet, or could not be made."""

    status, code = 409, "M129"
    sentence = "公開するファイルがまだできていません。公開の依頼の画面を読み込み直して、準備の様子を確かめてください。"


class ReleaseStale(AppError):
    """The paper's file, label, publication or withdrawal has changed since the release was asked for, or the file for
    residents and what was found in it since the screen was drawn.
    """

    status, code = 409, "M128"
    sentence = (
        "依頼したとき、または画面をひらいたときから、ファイル、公開用の PDF、区分、公開の状態のどれかが変わりました。"
        "公開の依頼の画面をひらき直して、いまの内容を確かめてください。無効になっていたら、もう一度依頼してください。"
    )


class WithdrawnAlready(AppError):
    """The paper is withdrawn already."""

    status, code = 409, "M109"
    sentence = "この資料は、もう取り下げられています。画面を読み込み直してください。"


class NotWithdrawn(AppError):
    """The paper is not withdrawn, so it cannot be restored."""

    status, code = 409, "M110"
    sentence = "この資料は、取り下げられていません。画面を読み込み直してください。"


class NotRemovable(AppError):
    """The file cannot be removed, because somebody could read a part of it, or still can."""

    status, code = 409, "M121"
    sentence = "削除できるのは、受け取りに失敗した資料だけです。公開した資料は取り下げてください。"


class PersonsOnly(BadInput):
    """A 3A paper may have only persons as readers, no groups (2(1))."""

    code = "M122"
    sentence = "機密性3A の資料は、読む人を一人ずつえらんでください。会派や委員会ではえらべません。"


class NoReaders(BadInput):
    """A paper must have at least one reader."""

    code = "M123"
    sentence = "読む人を一つ以上えらんでください。"


class AdministratorNamed(BadInput):
    """An administrator named themselves, where administrators read of class 3 only what names them."""

    code = "M168"
    sentence = "この議会では、議会事務局長は自分を読む人に加えられません。ほかの事務局の人に頼んでください。"


class ClerkNamed(BadInput):
    """A clerk named a clerk as a reader. Refused: named readers go on reading when the paper becomes 3A."""

    code = "M131"
    sentence = "書記を読む人にできるのは、議会事務局長だけです。事務局長に頼んでください。"


class TitleReleased(AppError):
    """The paper is released, so one person alone may not change the name that residents read."""

    status, code = 409, "M132"
    sentence = (
        "住民に公開している資料の題名は変えられません。公開をやめてから題名を直し、もう一度 2 人で公開してください。"
    )


class ReplacementGone(AppError):
    """What was looked at no longer waits: it was sent out or thrown away, or another file has come."""

    status, code = 409, "M133"
    sentence = (
        "見比べた版は、もう公開を待っていません。ほかの人が公開したか、捨てたか、新しいファイルが入りました。"
        "資料の画面を読み込み直して、いまの版を確かめてください。"
    )


class NoFormerVersion(AppError):
    """The version that was to be put back is not the one before the present one."""

    status, code = 409, "M134"
    sentence = (
        "戻せるのは、いまの版のひとつ前の版だけです。画面を読み込み直して確かめてください。"
        "それより前の版に戻すときは、そのファイルを「差し替える」から入れてください。"
    )


class StillReleased(AppError):
    """The present version is released, by two persons. The release has to be ended before, as an act of its own."""

    status, code = 409, "M135"
    sentence = (
        "この版は住民に公開しているため、前の版に戻せません。住民への公開をやめてから、もう一度操作してください。"
    )


class PaperRead(NotRemovable):
    """A person outside the secretariat was sent something of the paper. It can only be withdrawn, as evidence stays."""

    code = "M136"
    sentence = "この資料は、もう読んだ人がいるか、許可の申請があるので、取り除けません。取り下げてください。"


class LabelAwaitsSending(AppError):
    """A lowering was asked for while a replacement waits: it would be decided by one file, and open the other."""

    status, code = 409, "M139"
    sentence = (
        "差し替えた版が公開を待っている間は、機密性を下げられません。"
        "その版を公開するか、捨ててから、もう一度区分を変えてください。"
    )


class ReplacementLevelHigher(AppError):
    """The replacement came under a higher label than the paper has now; the lowering was decided for another file."""

    status, code = 409, "M149"
    sentence = (
        "新しい版は、いまの区分より高い機密性のときに入れたものです。区分を下げたのは、いまの版についてだけです。"
        "区分を上げてから公開するか、この版を捨てて、もう一度入れてください。"
    )


class FormerLevelHigher(AppError):
    """The former file had a higher label; the lowering was decided for the file that replaced it."""

    status, code = 409, "M140"
    sentence = (
        "前の版は、いまの区分より高い機密性で扱われていました。区分を下げたのは、いまの版についてだけです。"
        "機密性を元の区分に上げてから、もう一度戻してください。"
    )


class NothingRecognised(AppError):
    """The pages that were named have no recognised words, or none that could be recognised again."""

    status, code = 409, "M175"
    sentence = "そのページには、機械で読み取った文字がありません。画面を読み込み直して、ページを確かめてください。"
