"""Limits how many requests of one session, and of one person, are under way: until the answer's last byte was sent.

A lane counts a request only until its answer is made. A client that reads its answers slowly keeps a connection for
each, and behind a proxy nothing but the request says whose connection it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.web.lanes.callers import Caller
from app.web.lanes.lanes import TooMuchAtOnce


@dataclass(frozen=True)
class UnderWayLimits:
    """Most at once: of one session, and of all sessions of a person. A browser asks for up to 128 things at once."""

    session: int = 160
    person: int = 320


UNDER_WAY = UnderWayLimits()


@dataclass
class UnderWay:
    """The counts of one process. Used on the event loop only, so it needs no lock."""

    limits: UnderWayLimits = UNDER_WAY
    _count: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def place(self, caller: Caller) -> Iterator[None]:
        """Count one request while the block runs. Raises TooMuchAtOnce. Callers not signed in are not counted."""
        bounds: dict[str, int] = {}
        if caller.session_id:
            bounds[f"session {caller.session_id}"] = self.limits.session
        if caller.person_id is not None:
            bounds[f"person {caller.person_id}"] = self.limits.person
        count = self._count
        for key, most in bounds.items():
            if count.get(key, 0) >= most:
                raise TooMuchAtOnce(cause=caller.key)
        for key in bounds:
            count[key] = count.get(key, 0) + 1
        try:
            yield
        finally:
            for key in bounds:
                count[key] -= 1
                if not count[key]:
                    del count[key]
