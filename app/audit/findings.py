"""Findings of alterations: rows that do not fit their seals, objects that do not open. Each is reported once.

The code that finds something is inside a unit of work, often one that only reads. So findings are recorded by a thread
of their own, which starts with the first finding; most services never have one.
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.audit.rows.missed import known_rows
from app.seals import AlteredRow, Sealed, altered_rows, is_there

log = logging.getLogger("gijo.evidence")


_UNDOES = {"gone": "back", "back": "gone", "row": "right", "right": "row"}


class FoundRow(NamedTuple):
    """`what`: "row", "right" (it fits its seal again), "gone" (a row that is missing), "back" (it is there again) or
    "object". `name`: table and key, or the object's name.
    """

    what: str
    name: str


class Findings:
    """Calls `tell` once for each finding, from a thread. `tell` records the finding and raises the alarm.

    It returns False for what turns out to be none; the same is then a new finding when it is made again.

    A finding that has ended (`look_again`, or the row is back) is a new one when it is made again.
    """

    def __init__(self) -> None:
        self.tell: Callable[[FoundRow], bool] | None = None
        self._told: set[FoundRow] = set()
        self._queue: queue.SimpleQueue[FoundRow | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def note(self, what: str, name: str) -> None:
        """Report a finding, unless it was reported before."""
        found = FoundRow(what, name)
        with self._lock:
            if found in self._told:
                return
            self._told.add(found)
            self._told.discard(FoundRow(_UNDOES.get(what, ""), name))
            log.error("found altered: %s %s", what, name)
            if self._thread is None:
                self._queue = queue.SimpleQueue()  # one of its own: the former thread may still be telling
                self._thread = threading.Thread(target=self._run, args=(self._queue,), name="findings", daemon=True)
                self._thread.start()
            self._queue.put(found)

    def note_row(self, row: AlteredRow) -> None:
        """Report a row that does not fit its seal, or is gone."""
        self.note(row.what, f"{row.table}/{row.key}")

    def look_again(self, session: Session, models: Sequence[type[Sealed]]) -> None:
        """Check every row of these tables, which reports those that do not fit their seals, and report those that were
        reported before and fit again. One that was reported because it is missing has to be there.
        """
        with self._lock:  # before the rows are read: what is found meanwhile may have been altered after its reading
            told = {found.name for found in self._told if found.what == "row"}
        told |= {f"{row.table}/{row.key}" for row in known_rows(session).altered}  # by processes that run no more, too
        still = {f"{row.table}/{row.key}" for row in altered_rows(session, models)}
        by_table = {model.__tablename__: model for model in models}
        for name in sorted(told - still):
            table, _, key = name.partition("/")
            with suppress(ValueError):  # a name of several rows, of which only the number is known, is none of a row
                if table in by_table and is_there(session, by_table[table], key):
                    self.note("right", name)

    def close(self) -> None:
        """Report the findings that wait, and those made while they are told, then stop. Findings after this start the
        thread again.
        """
        while True:
            with self._lock:
                thread, self._thread = self._thread, None
                self._queue.put(None)
            if thread is None:
                return
            thread.join()

    def _run(self, waiting: "queue.SimpleQueue[FoundRow | None]") -> None:
        while (found := waiting.get()) is not None:
            if self.tell is None:
                continue
            try:
                is_told = self.tell(found)
            except Exception:
                log.exception("could not record what was found: %s %s", *found)
                is_told = False
            if not is_told:
                with self._lock:
                    self._told.discard(found)  # The next one to find it reports it again.
