"""The forms of the screens of disposal."""

from app.proposals.acts import REASON_LIMIT
from app.proposals.screens import DecisionForm
from app.web.forms.fields import either, ids, text
from app.web.forms.form import Form
from app.web.forms.seen import SeenWordsForm


class DisposalAskForm(SeenWordsForm):
    """Why a paper is to be disposed of. `made_from`: the mark of what the screen showed of it."""

    reason = text("廃棄する理由", most=REASON_LIMIT)


class DuePapersForm(Form):
    """The papers whose time is over that are to be disposed of, and why."""

    papers = ids("廃棄する資料", blank="廃棄する資料を選んでください。")
    reason = text("廃棄する理由", most=REASON_LIMIT)


class DisposalDecisionForm(DecisionForm):
    """The second person's decision on a disposal."""

    decision = either("決定", yes="confirm", no="refuse", wrong="「廃棄する」か「認めない」をえらんでください。")
