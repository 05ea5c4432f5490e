"""Which units of workers and commands write decisions without a record of the ledger, and why each of them may.

What a request changes is looked at by the service itself (`app/audit/owed.py`). A job, a worker's tidying, a command
has no request, so tests look: a unit opened in `app/` that changed sealed rows and recorded nothing has to stand here.
"""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FrameType

from sqlalchemy import Connection, event, inspect
from sqlalchemy.orm import Mapper, Session, object_session

from app.audit import owed
from app.audit.append import recorded
from app.audit.vocabulary import EventKind
from app.seals import Sealed

_APP = Path(__file__).parents[2] / "app"
_CHANGED = "tests.sealed_changed"
_ALL = frozenset(EventKind)
_BELOW = ("db.py", "audit/append.py")

_COPY = "a marked copy for one holder: what leaves of it is recorded when it leaves, what ends it was recorded before"
_COUNTS = "counts what the ledger tells already; what is unusual in it is an alarm, which is recorded"
_NOT_YET = "which converter reads a file that nobody has yet; it is recorded when it is ready or has failed"
_RECEIVED = "its last byte has left: the use was counted and recorded before the first one"
_BEFORE_A_RELEASE = "a file that nobody gets before a release, whose record names it; one that follows is recorded"
_SET_BACK = "the ledger itself was set back and takes nothing; that it was, is recorded when somebody has accepted it"
_A_STEP = "the first step of a sign-in, which is recorded when done or refused; a request's, but for tests"
_LONG_OVER = "sessions and devices of strangers that opened nothing; what ended them was recorded before"
SILENT = {
    "auth/alarms/raising.py:tell_set_back": _SET_BACK,
    "auth/alarms/habits/watch.py:_look_at_some": _COUNTS,
    "auth/signin/password_step.py:give_password": _A_STEP,
    "materials/intake/conversion.py:_begin": _NOT_YET,
    "materials/releases/cleaning.py:_keep": _BEFORE_A_RELEASE,
    "materials/releases/cleaning.py:tell_given_up": _BEFORE_A_RELEASE,
    "materials/releases/cleaning.py:want_missing": _BEFORE_A_RELEASE,
    "permits/booklets/binding.py:_plan": _COPY,
    "permits/booklets/binding.py:_keep": _COPY,
    "permits/booklets/binding.py:_fail": _COPY,
    "permits/booklets/binding.py:clear": _COPY,
    "permits/booklets/views.py:_note_taken": _RECEIVED,
    "permits/reserves/volumes/views.py:_note_taken": _RECEIVED,
    "permits/reserves/volumes/binding.py:_plan": _COPY,
    "permits/reserves/volumes/binding.py:_keep": _COPY,
    "permits/reserves/volumes/binding.py:_fail": _COPY,
    "permits/reserves/volumes/binding.py:clear_volumes": _COPY,
    "worker.py:_forget_devices": _LONG_OVER,
}
"""File and function that open the unit."""


class SilentUnits:
    """The units outside requests that changed sealed rows without a record, by file and function; with the tables."""

    def __init__(self) -> None:
        self.found: dict[str, set[str]] = {}

    def take(self) -> dict[str, set[str]]:
        """What was found since the last time and does not stand in `SILENT`."""
        found, self.found = self.found, {}
        return {unit: tables for unit, tables in found.items() if unit not in SILENT}

    def look(self, session: Session) -> None:
        """A unit is about to be committed."""
        tables: set[str] = session.info.pop(_CHANGED, set())
        is_request = owed._OF_THIS_REQUEST.get() is not None
        if tables and not is_request and not recorded(session, _ALL):
            opener = _opener(sys._getframe())
            if opener is not None:
                self.found.setdefault(opener, set()).update(tables)


@cache
def watched() -> SilentUnits:
    """The one watch of this process, from now on."""
    units = SilentUnits()
    for what in ("before_insert", "before_update", "before_delete"):
        event.listen(Sealed, what, _note, propagate=True)
    event.listen(Session, "before_commit", units.look)
    return units


def _note(_mapper: Mapper[Sealed], _connection: Connection, row: Sealed) -> None:
    state = inspect(row)
    is_kept = state.persistent and state.session is not None and row not in state.session.deleted
    if is_kept and not any(state.attrs[name].history.has_changes() for name in row.sealed_columns):
        return  # only of what decides nothing
    if (session := object_session(row)) is not None:
        session.info.setdefault(_CHANGED, set()).add(row.__tablename__)


def _opener(frame: FrameType | None) -> str | None:
    """The innermost function of ours that is below no part of the database; None when it is a test's."""
    for file, function in _ours(frame):
        if not file.is_relative_to(_APP):
            return None
        name = str(file.relative_to(_APP))
        if name not in _BELOW:
            return f"{name}:{function}"
    return None


def _ours(frame: FrameType | None) -> Iterator[tuple[Path, str]]:
    root = str(_APP.parent)
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(root) and "/.venv/" not in file and file != __file__:
            yield Path(file), frame.f_code.co_name
        frame = frame.f_back
