"""Forms that carry what they were made from, so that other people's changes meanwhile are not lost or overwritten.

A form that replaces a whole list carries the list that was on the screen, and changes only what was changed in it
(`merging.merged`). A form of text carries a mark of the former text (`merging.mark`), and is shown again when the text
has changed.
A second person's word carries the mark of what was shown of the proposal: nothing else is confirmed by it. So does
the word that gives readers another file, though it may be one person's.
"""

from app.web.forms.fields import ids, one_id, when_sent
from app.web.forms.form import Form


class SeenListForm(Form):
    """`seen`: ids of what was ticked when the form was drawn; None when it was not sent: the list is taken whole."""

    seen = when_sent(ids("ひらいたときの一覧"))


class SeenWordsForm(Form):
    """`made_from`: the mark of what stood in the form when it was drawn; None when it was not sent."""

    made_from = when_sent(one_id("ひらいたときの内容"))

    def is_stale(self, now: str) -> bool:
        """True when something else stands now; `now` is its mark. What is no mark at all was made from nothing."""
        return "made_from" in self.errors or self.made_from not in {None, now}


class SeenThingForm(SeenWordsForm):
    """`made_from`, of an act that one person makes effective at once and that nobody can undo as a whole: without the
    mark of what was on the screen nothing is done.
    """

    def is_stale(self, now: str) -> bool:
        """True when something else stands now, and when it was not said what was shown."""
        return super().is_stale(now) or self.made_from is None


class SeenProposalForm(Form):
    """`shown`: the mark of what was on the second person's screen; "" when it was not sent, which fits nothing."""

    shown = one_id("ひらいたときの内容")
