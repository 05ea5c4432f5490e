"""Forms of the acts on a paper, and how an act answers the form or the script that sent one."""

import contextlib
from collections.abc import Iterator

from starlette.responses import Response

from app.access.levels import Availability, Confidentiality, Integrity, Marks, Regime, Source
from app.errors import AppError, NextStep
from app.materials.acts import FILE_NAME_LIMIT, REASON_LIMIT, TITLE_LIMIT, tidy_file_name, tidy_title
from app.materials.models import Binding
from app.proposals.screens import DecisionForm
from app.web import answers
from app.web.answers import wants_json
from app.web.call import Call
from app.web.forms.fields import checkbox, choice, either, ids, maybe, number, one_id, text, way, when_sent
from app.web.forms.form import Form
from app.web.forms.seen import SeenListForm, SeenProposalForm, SeenThingForm, SeenWordsForm


class PaperForm(Form):
    """The base of forms about a paper. `back`: the path to go to afterwards, "" for the paper's own page."""

    back = way("")


class MarksForm(Form):
    """Whose information a paper is, its 完全性 and 可用性; each None where it was not asked."""

    source = when_sent(choice("出どころ", Source))
    integrity = when_sent(choice("完全性", Integrity))
    availability = when_sent(choice("可用性", Availability))

    def marks_after(self, former: Marks) -> Marks:
        """The paper's marks after this form; those that were not sent stay as they were."""
        return Marks(
            self.source or former.source, self.integrity or former.integrity, self.availability or former.availability
        )


class LabelForm(SeenWordsForm, PaperForm, MarksForm):
    """A new label for a paper, its marks, and the reason. `made_from`: the mark of what the screen showed."""

    label = choice("区分", Confidentiality, wrong="区分をえらんでください。")
    reason = text("理由", most=REASON_LIMIT, required=False)
    marks_from = when_sent(one_id("ひらいたときの扱い"))


class LabelDecisionForm(DecisionForm, PaperForm):
    """The second person's decision on a proposed label, or on proposed marks."""

    decision = either("決定", yes="confirm", no="refuse", wrong="「確認する」か「差し戻す」をえらんでください。")


class ReleaseForm(SeenThingForm, PaperForm):
    """Why a paper is to be opened to residents. `made_from`: the mark of the version that the screen showed.

    `is_no_procedure`: whoever asks has made sure of it, as a procedure is never opened to them (N 10).
    """

    is_no_procedure = checkbox("この資料は実施手順ではないことを確かめた（実施手順は公開できません）")
    reason = text("理由", most=REASON_LIMIT, required=False)


class ReleaseDecisionForm(DecisionForm, PaperForm):
    """The second person's decision on a release."""

    decision = either("決定", yes="confirm", no="refuse", wrong="「公開する」か「差し戻す」をえらんでください。")


def _one_blank(typed: str) -> str:
    return " ".join(typed.split())


_TITLE_SENTENCE = f"資料名を 1〜{TITLE_LIMIT} 文字で入力してください。"


class TitleForm(SeenWordsForm, PaperForm):
    """A new title for a paper. `made_from`: the mark of the title that the screen showed."""

    title = text("資料名", most=TITLE_LIMIT, tidy=tidy_title, blank=_TITLE_SENTENCE, long=_TITLE_SENTENCE)


class BindingForm(PaperForm):
    """On which side a paper is bound."""

    binding = choice("とじ方", Binding)


class RegimeForm(PaperForm):
    """Under whose rules a paper stands; None: as its source tells."""

    regime = maybe(choice("よる規程", Regime))


class ReadersForm(SeenListForm, PaperForm):
    """Who may read: ids of groups and of persons. `seen`: those of both that were ticked."""

    groups = ids("読む人")
    people = ids("読む人")


class WithdrawalForm(PaperForm):
    """Why a paper is closed to its readers."""

    reason = text("理由", most=REASON_LIMIT, tidy=_one_blank, blank="取り下げる理由を入力してください。")


class BringingBackForm(PaperForm):
    """Why a withdrawn paper is opened again."""

    reason = text("もとに戻す理由", most=REASON_LIMIT, tidy=_one_blank, required=False)


class StoppedForm(Form):
    """The size in bytes of a file that a proxy in front of the service refused as too large."""

    size = number("大きさ", least=0, most=10**12)


class ReplacementForm(PaperForm):
    """Which version is meant: the one that was on the screen."""

    version = one_id("版", blank="画面を読み込み直して、もう一度操作してください。")


class SendOutForm(SeenProposalForm, ReplacementForm):
    """Why readers get another version. `shown`: the mark of what the screen showed of the paper and its files."""

    reason = text("理由", most=REASON_LIMIT, tidy=_one_blank, blank="差し替える理由を入力してください。")
    former_open = checkbox("前の版も、読む人が見られるようにする")


class PutBackForm(SeenProposalForm, ReplacementForm):
    """Why readers get the former version again. `shown`: likewise."""

    reason = text("理由", most=REASON_LIMIT, tidy=_one_blank, blank="前の版に戻す理由を入力してください。")


class FileForm(PaperForm):
    """The name of a file whose bytes will follow as a raw body."""

    file_name = text("ファイルの名前", most=FILE_NAME_LIMIT, required=False, tidy=tidy_file_name)


class OutlookForm(Form):
    """A label to be previewed before it is chosen, and the papers that it would be the label of."""

    level = maybe(choice("区分", Confidentiality, wrong="区分をえらんでください。"))
    papers = ids("資料")


def back_path(call: Call, form: PaperForm) -> str:
    """Where a form goes on to: its own `back`, else the paper's page."""
    if form.back:
        return form.back
    return f"/prepare/materials/{call.material_id}" if call.material_id else "/prepare"


def answer(call: Call, form: PaperForm, values: dict[str, object]) -> Response:
    """After an act: JSON for scripts, 303 for forms."""
    return answers.json(values) if wants_json(call) else answers.see_other(back_path(call, form))


@contextlib.contextmanager
def way_back(call: Call, form: PaperForm) -> Iterator[None]:
    """Check the form, then run the block; a refusal of either gets a link back to the screen that the form was on."""
    try:
        form.must_hold()
        yield
    except AppError as error:
        error.next_step = error.next_step or NextStep(back_path(call, form), "もとの画面に戻る")
        raise
