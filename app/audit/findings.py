"""Findings of alterations: rows that do not fit their seals, objects that do not open. Each is reported once.

The code that finds something is inside a unit of work, often one that only reads. So findings are recorded by a thread
of their own, which starts with the first finding; most services never have one.
"""

import logging
import queue
import threading
from collections.abc import Callable
from typing import NamedTuple

from app.seals import AlteredRow

log = logging.getLogger("gijo.evidence")


class Found(NamedTuple):
    """`what`: "row", "gone" (a row that is missing) or "object". `name`: table and key, or the object's name."""

    what: str
    name: str


class Findings:
    """Calls `tell` once for each finding, from a thread. `tell` records the finding and raises the alarm."""

    def __init__(self) -> None:
        self.tell: Callable[[Found], None] | None = None
        self._told: set[Found] = set()
        self._queue: queue.SimpleQueue[Found | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def note(self, what: str, name: str) -> None:
        """Report a finding, unless it was reported before."""
        found = Found(what, name)
        with self._lock:
            if found in self._told:
                return
            self._told.add(found)
            log.error("found altered: %s %s", what, name)
            self._queue.put(found)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="findings", daemon=True)
                self._thread.start()

    def note_row(self, row: AlteredRow) -> None:
        """Report a row that does not fit its seal, or is gone."""
        self.note("gone" if row.is_gone else "row", f"{row.table}/{row.key}")

    def close(self) -> None:
        """Report the findings that wait, then stop. Findings after this start the thread again."""
        with self._lock:
            thread, self._thread = self._thread, None
            if thread is not None:
                self._queue.put(None)
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while (found := self._queue.get()) is not None:
            if self.tell is None:
                continue
            try:
                self.tell(found)
            except Exception:
                log.exception("could not record what was found: %s %s", *found)
                with self._lock:
                    self._told.discard(found)  # The next one to find it reports it again.
