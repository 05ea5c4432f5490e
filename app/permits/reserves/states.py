"""The states of a paper copy, and which may follow which."""

from enum import StrEnum


class CopyState(StrEnum):
    """KEPT: printed or not, at the secretariat. OUT: with its person. BACK: counted in. LOST: not found.

    GONE: destroyed.
    """

    KEPT = "kept"
    OUT = "out"
    BACK = "back"
    LOST = "lost"
    GONE = "gone"

    @property
    def words(self) -> str:
        """The name of the state on screens."""
        return _WORDS[self]

    @property
    def leads_to(self) -> tuple["CopyState", ...]:
        """The states that may follow; a copy that came back does not go out again.

        A copy that came back, or was printed and never handed out, can only be destroyed. One that was counted as
        destroyed is back when the second person did not confirm it.
        """
        return _LEADS_TO.get(self, ())


_WORDS = {
    CopyState.KEPT: "事務局にある",
    CopyState.OUT: "渡している",
    CopyState.BACK: "戻った",
    CopyState.LOST: "なくなった",
    CopyState.GONE: "処分した",
}
_LEADS_TO = {
    CopyState.KEPT: (CopyState.OUT, CopyState.GONE),
    CopyState.OUT: (CopyState.BACK, CopyState.LOST),
    CopyState.BACK: (CopyState.GONE,),
    CopyState.LOST: (CopyState.BACK,),
    CopyState.GONE: (CopyState.BACK,),
}
