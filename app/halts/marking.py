"""What this process knows of its marks (`marks/watch.py` looks): kept in memory, so that a page asks no database."""

import time
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.access.stops.marking import MarkState

_INSTALLED = "gijo.marking"


class MarkStanding:
    """What the watch of this process has found last. Without a watch nothing is closed: no page is made for anybody.

    `clock`: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._good_until = clock()
        self.is_lost_here = False
        self.is_lost_elsewhere = False

    def install(self, unit_info: dict[str, object]) -> None:
        """Make `marks_now` work in every unit of a database, whose sessions get `unit_info`."""
        unit_info[_INSTALLED] = self

    def is_well(self, seconds: float) -> None:
        """The marks were found, or there is nothing that bears one; this holds so long."""
        self._good_until = self._clock() + seconds

    @property
    def state(self) -> MarkState:
        if self.is_lost_here or self.is_lost_elsewhere:
            return MarkState.LOST
        return MarkState.FOUND if self._clock() < self._good_until else MarkState.UNCHECKED


def marks_now(session: Session) -> MarkState:
    """Whether pages that are made in this process bear their marks, as far as it knows."""
    standing = session.info.get(_INSTALLED)
    return standing.state if isinstance(standing, MarkStanding) else MarkState.FOUND
