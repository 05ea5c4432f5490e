"""Forms of the acts on a paper, and how an act answers the form or the script that sent one."""

import contextlib
from collections.abc import Iterator

from starlette.responses import Response

from app.access.levels import Confidentiality
from app.errors import AppError, NextStep
from app.materials.acts import REASON_LIMIT, TITLE_LIMIT, tidy_title
from app.web import answers
from app.web.answers import wants_json
from app.web.call import Call
from app.web.forms.fields import choice, either, ids, maybe, text, way
from app.web.forms.form import Form

FILE_NAME_LIMIT = 1000


class PaperForm(Form):
    """What every act on a paper takes: where to go on to, "" for the paper's own page."""

    back = way("")


class LabelForm(PaperForm):
    """Another label, and why."""

    label = choice("区分", Confidentiality, wrong="区分をえらんでください。")
    reason = text("理由", most=REASON_LIMIT, required=False)


class LabelDecisionForm(PaperForm):
    """The second person's word: whether the change is confirmed."""

    decision = either("決定", yes="confirm", no="refuse", wrong="「確認する」か「差し戻す」をえらんでください。")
    reason = text("理由", most=REASON_LIMIT, required=False)


def _one_blank(typed: str) -> str:
    return " ".join(typed.split())


_TITLE_SENTENCE = f"資料名を 1〜{TITLE_LIMIT} 文字で入力してください。"


class TitleForm(PaperForm):
    """Another name."""

    title = text("資料名", most=TITLE_LIMIT, tidy=tidy_title, blank=_TITLE_SENTENCE, long=_TITLE_SENTENCE)


class ReadersForm(PaperForm):
    """Who may read: ids of groups and of persons."""

    groups = ids("読む人")
    people = ids("読む人")


class WithdrawalForm(PaperForm):
    """Why a paper is closed to its readers."""

    reason = text("理由", most=REASON_LIMIT, tidy=_one_blank, blank="取り下げる理由を入力してください。")


class FileForm(PaperForm):
    """A file that is going to follow as a raw body: what it is called where it lies now."""

    file_name = text("ファイルの名前", most=FILE_NAME_LIMIT, required=False)


class OutlookForm(Form):
    """A label that somebody looks at before choosing it, and for whom."""

    level = maybe(choice("区分", Confidentiality, wrong="区分をえらんでください。"))
    groups = ids("読む人")
    people = ids("読む人")
    readers = text("読む人", most=1000, required=False)


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
    """A refusal, also of the form itself, leads back to where the form was."""
    try:
        form.must_hold()
        yield
    except AppError as error:
        error.next_step = error.next_step or NextStep(back_path(call, form), "もとの画面に戻る")
        raise
