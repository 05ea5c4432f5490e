"""The forms of the screens of disposal."""

from collections.abc import Iterable

from app.proposals.acts import REASON_LIMIT
from app.proposals.screens import DecisionForm
from app.web.forms.fields import either, text, ticks
from app.web.forms.form import Form
from app.web.forms.seen import SeenThingForm


class DisposalAskForm(SeenThingForm):
    """Why a paper is to be disposed of. `made_from`: the mark of what the screen showed of it."""

    reason = text("廃棄する理由", most=REASON_LIMIT)


_BETWEEN = " "


def _marks(ticked: Iterable[str]) -> dict[str, str]:
    """The mark that came with each id, "" for one that came without; each is `id`, a blank and `mark`."""
    return {each.partition(_BETWEEN)[0]: each.partition(_BETWEEN)[2] for each in ticked}


class DuePapersForm(Form):
    """The papers to be disposed of whose time is over, each with the mark of its line on the screen, and why."""

    papers = ticks("廃棄する資料", most=200, blank="廃棄する資料を選んでください。")
    reason = text("廃棄する理由", most=REASON_LIMIT)

    @property
    def marks(self) -> dict[str, str]:
        """The mark of each paper that was ticked, by its id, in one order, in which they are locked; {} without any."""
        return dict(sorted(_marks(self.papers).items())) if self.has("papers") else {}


class DisposalDecisionForm(DecisionForm):
    """The second person's decision on a disposal."""

    decision = either("決定", yes="confirm", no="refuse", wrong="「廃棄する」か「認めない」をえらんでください。")


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
        return _marks(self.chosen) if self.has("chosen") else {}

    @property
    def chosen_ids(self) -> list[str]:
        """The ids alone, in one order, in which they are locked."""
        return sorted(self.marks)
