"""What the slots of one worker share."""

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from app.db import Database
from app.jobs.kinds import AnyJobKind


class Shift:
    """That the slots are to stop, and whether one of them does what somebody waits for."""

    def __init__(self, database: Database, urgent: Collection[AnyJobKind], stop: threading.Event | None = None) -> None:
        self.database = database
        self.urgent = urgent
        self.stop = stop or threading.Event()
        self._lock = threading.Lock()
        self._hurrying = 0

    @property
    def is_hurried(self) -> bool:
        """True while a slot does what somebody waits for."""
        return self._hurrying > 0

    @contextmanager
    def hurrying(self) -> Iterator[None]:
        """Within, somebody waits for what is done."""
        with self._lock:
            self._hurrying += 1
        try:
            yield
        finally:
            with self._lock:
                self._hurrying -= 1
