"""Makes sure that a request that changes something leaves a ledger record: the gate begins it, each commit reports.

A row with one writing unit that changed something without a record is refused at its commit, and nothing is kept. A
view with units of its own can be checked only when it ends: its commits stay, but the answer is an error, so that no
test of it passes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.orm import Session

from app.db import forget_changes, has_changed
from app.errors import AppError


class RecordOwed(AppError):
    """A request changed something without a record. A mistake of ours, so the person sees the general sentence."""

    code = "L500"


class Owed:
    """Whether one request has changed something, and whether it has recorded something. Counts from `begin` on."""

    def __init__(self, what: str, *, in_one_unit: bool) -> None:
        self._what = what
        self._is_in_one_unit = in_one_unit
        self._is_due = self._has_changed = self.has_recorded = False

    def begin(self, session: Session) -> None:
        """Count from here on. Before, identification may have written the session's activity, which needs no record."""
        self._is_due, self._has_changed, self.has_recorded = True, False, False
        forget_changes(session)

    def note(self, session: Session, *, is_recorded: bool) -> None:
        """A unit is about to commit. Raises RecordOwed when it is the request's only one and a record is missing."""
        self._has_changed = self._has_changed or has_changed(session)
        self.has_recorded = self.has_recorded or is_recorded
        if self._is_in_one_unit:
            self.check()

    def check(self) -> None:
        """Raise RecordOwed when something was changed and nothing recorded."""
        if self._is_due and self._has_changed and not self.has_recorded:
            raise RecordOwed(cause=f"{self._what} changed something without a record")


_OF_THIS_REQUEST: ContextVar[Owed | None] = ContextVar("owed", default=None)


@contextmanager
def owing(what: str, *, in_one_unit: bool) -> Iterator[Owed]:
    """To be put around a row's view and its units, in the thread that runs them. Raises RecordOwed at its end."""
    owed = Owed(what, in_one_unit=in_one_unit)
    token = _OF_THIS_REQUEST.set(owed)
    try:
        yield owed
    finally:
        _OF_THIS_REQUEST.reset(token)
    owed.check()


def note_record() -> None:
    """Note that a record of this request was committed apart from the view's units (`commit_now`)."""
    if (owed := _OF_THIS_REQUEST.get()) is not None:
        owed.has_recorded = True


def note_commit(session: Session, *, is_recorded: bool) -> None:
    """Called at every commit of a writing unit. Raises RecordOwed. Does nothing outside a request."""
    if (owed := _OF_THIS_REQUEST.get()) is not None:
        owed.note(session, is_recorded=is_recorded)
