"""The state shared by the slots of one worker."""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.db import Database
from app.jobs.kinds import AnyJobKind

IsHeld = Callable[[Session, AnyJobKind], bool]


def _never(_session: Session, _kind: AnyJobKind) -> bool:
    return False


class Shift:
    """Shared by a worker's slots: whether they are to stop, and whether one of them does work that somebody waits for.

    `urgent`: the kinds that somebody waits for. `is_held`: whether work of a kind must wait at this moment: none is
    begun, and of what is under way no step is kept.
    """

    def __init__(
        self,
        database: Database,
        urgent: Collection[AnyJobKind],
        stop: threading.Event | None = None,
        is_held: IsHeld = _never,
    ) -> None:
        self.database = database
        self.urgent = urgent
        self.is_held = is_held
        self.stop = stop or threading.Event()
        self._lock = threading.Lock()
        self._hurrying = 0

    @property
    def is_hurried(self) -> bool:
        """True while a slot does work that somebody waits for."""
        return self._hurrying > 0

    @contextmanager
    def hurrying(self) -> Iterator[None]:
        """For a slot, around work that somebody waits for."""
        with self._lock:
            self._hurrying += 1
        try:
            yield
        finally:
            with self._lock:
                self._hurrying -= 1
