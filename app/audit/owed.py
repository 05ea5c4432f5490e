"""What a request owes the ledger: whatever it changes leaves a record. The gate asks, every commit answers.

A request's one writing unit is refused at its commit, and nothing of it is kept. A view with units of its own is told
when it ends: what it committed stands, but it answers with an error, so that it survives no test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.orm import Session

from app.db import forget_changes, has_changed
from app.errors import AppError


class RecordOwed(AppError):
    """An act changed something and recorded nothing. A fault of ours, so the person gets the common sentence."""

    code = "L500"


class Owed:
    """One request's debt to the ledger; nothing is owed until `begin`."""

    def __init__(self, what: str, *, in_one_unit: bool) -> None:
        self._what = what
        self._is_in_one_unit = in_one_unit
        self._is_due = self._has_changed = self.has_recorded = False

    def begin(self, session: Session) -> None:
        """From here on. What identification has written (that somebody is there) was no act."""
        self._is_due, self._has_changed, self.has_recorded = True, False, False
        forget_changes(session)

    def note(self, session: Session, *, is_recorded: bool) -> None:
        """One unit is about to commit. Raises RecordOwed when it was the only chance to record."""
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
    """Around a row's view and its units of work, in the thread that runs them. Raises RecordOwed."""
    owed = Owed(what, in_one_unit=in_one_unit)
    token = _OF_THIS_REQUEST.set(owed)
    try:
        yield owed
    finally:
        _OF_THIS_REQUEST.reset(token)
    owed.check()


def note_record() -> None:
    """A record of this request's that became durable in a unit of its own."""
    if (owed := _OF_THIS_REQUEST.get()) is not None:
        owed.has_recorded = True


def note_commit(session: Session, *, is_recorded: bool) -> None:
    """The ledger's word at every commit, of whatever unit. Raises RecordOwed. Outside a request nothing is owed."""
    if (owed := _OF_THIS_REQUEST.get()) is not None:
        owed.note(session, is_recorded=is_recorded)
