"""The forms of the screens of disposal."""

from app.proposals.acts import REASON_LIMIT
from app.proposals.screens import DecisionForm
from app.web.forms.fields import either, ids, text, ticks
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


_BETWEEN = " "


class ChosenForm(Form):
    """The disposals that a second person has ticked, each with the mark of what the screen showed of it, and the word.

    `chosen`: an id, a blank and the mark.
    """

    chosen = ticks("廃棄する資料", most=200, blank="資料を選んでください。")
    decision = either("決定", yes="confirm", no="refuse", wrong="「廃棄する」か「認めない」をえらんでください。")
    reason = text("決定の理由", most=REASON_LIMIT, required=False)

    @property
    def marks(self) -> dict[str, str]:
        """The mark of each that was ticked, by its id; {} where none was."""
        ticked = self.chosen if self.has("chosen") else ()
        return {each.partition(_BETWEEN)[0]: each.partition(_BETWEEN)[2] for each in ticked}

    @property
    def chosen_ids(self) -> list[str]:
        """The ids alone, in one order, in which they are locked."""
        return sorted(self.marks)
