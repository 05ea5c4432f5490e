"""Checks the marks of pages while they are served: at the start, by the clock, and by what other processes found."""

import logging
import socket
import threading
import time

from sqlalchemy import select

from app.access.stops.marking import MarkState
from app.auth.alarms.once import ToTell, raise_once
from app.auth.alarms.raising import AlarmKind
from app.db import Database, new_id
from app.errors import AppError
from app.halts.marking import MarkStanding
from app.marks.acts import enter, leave, what_is_closed
from app.marks.checking import CheckedPage, CheckFinding, CheckOutcome, check_marks
from app.marks.models import MarkCheck
from app.reading.images import PressRoom

log = logging.getLogger("gijo.marks")

_LOOK_SECONDS = 2.0
_WAIT_SECONDS = {CheckOutcome.LOST: 30.0, CheckOutcome.UNDONE: 3.0, CheckOutcome.EMPTY: 60.0}
_HOLDS = 3
"""A success holds so many times as long as until the next check: a machine may be busy, and a database away."""


class MarkWatch:
    """Checks in a thread of its own that ends with `close`; the first time in `start`, before anything is served.

    What is missing closes this process at once, and every other within two seconds. When it is found again, all open.
    """

    def __init__(self, database: Database, room: PressRoom, *, every_minutes: int) -> None:
        self.standing = MarkStanding()
        self.standing.install(database.unit_info)
        self._database, self._room, self._every_seconds = database, room, 60.0 * every_minutes
        self._id, self._machine = new_id(), socket.gethostname()
        self._lacking: CheckedPage | None = None
        self._due_at = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="marks", daemon=True)

    def start(self) -> None:
        """Check, and go on in the thread."""
        self.check()
        self._thread.start()

    def close(self) -> None:
        """End the thread; returns when it uses the database no more."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
            try:
                with self._database.write() as session:
                    opened = leave(session, self._id)
                self._tell(opened)
            except AppError as error:  # its row is over in two minutes
                log.warning("what this process found of its marks is not taken back: %s", type(error).__name__)

    def check(self) -> CheckFinding:
        """Check now, close or open, and tell of it. Raises nothing: what stands in the way is a finding, too."""
        found = self._found()
        if found.outcome is CheckOutcome.LOST:
            log.error("the marks of pages are lost: %s", found.words)
            self._lacking, self.standing.is_lost_here = found.page, True
        elif found.outcome.is_well:
            self._lacking, self.standing.is_lost_here = None, False
            self.standing.is_well(_HOLDS * self._every_seconds)
        wait = _WAIT_SECONDS.get(found.outcome, self._every_seconds)
        try:
            self._enter(found)
            self.look_elsewhere()
        except AppError as error:
            log.warning("what was found of the marks of pages waits to be entered: %s", type(error).__name__)
            wait = _WAIT_SECONDS[CheckOutcome.UNDONE]
        except Exception:
            log.exception("what was found of the marks of pages is not entered")
            wait = _WAIT_SECONDS[CheckOutcome.UNDONE]
        if self.standing.state is not MarkState.FOUND:
            wait = min(wait, _WAIT_SECONDS[CheckOutcome.LOST])
        self._due_at = time.monotonic() + min(wait, self._every_seconds)
        return found

    def look_elsewhere(self) -> None:
        """Close while another process has lost its marks. Raises what the database raises."""
        with self._database.glance() as session:
            lost = select(MarkCheck.id).where(MarkCheck.outcome == CheckOutcome.LOST.value, MarkCheck.id != self._id)
            is_lost = session.scalars(lost.limit(1)).first() is not None
        if is_lost and not self.standing.is_lost_elsewhere:  # what this process finds may open it
            self._due_at = min(self._due_at, time.monotonic() + _WAIT_SECONDS[CheckOutcome.LOST])
        self.standing.is_lost_elsewhere = is_lost

    def _found(self) -> CheckFinding:
        try:
            return check_marks(self._room, self._database, self._lacking)
        except AppError as error:
            return CheckFinding(CheckOutcome.UNDONE, error.sentence)
        except Exception as error:
            log.exception("the marks of pages could not be checked")
            return CheckFinding(CheckOutcome.UNDONE, f"確かめるプログラムの誤りです（{type(error).__name__}）。")

    def _enter(self, found: CheckFinding) -> None:
        is_overdue = self.standing.state is MarkState.UNCHECKED
        with self._database.write() as session:
            opened = enter(session, self._id, self._machine, found, is_overdue=is_overdue)
        self._tell(opened)

    def _tell(self, opened: list[ToTell]) -> None:
        raise_once(self._database, AlarmKind.MARKS, lambda session: [*what_is_closed(session), *opened])

    def _run(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            if time.monotonic() >= self._due_at:
                self.check()
                continue
            try:
                self.look_elsewhere()
            except AppError:
                pass  # without the database no page leaves, as nothing can be recorded
            except Exception:
                log.exception("what other processes found of their marks could not be read")
