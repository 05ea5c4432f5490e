"""Lanes: kinds of requests with threads of their own, so that none waits for another kind. In each lane one caller may
use only a part of the threads, so that others find some free.

Pages have a queue of their own (`app/web/lines.py`), and so have sockets (`app/web/live/sockets.py`).
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum

import anyio

from app.errors import AppError, Busy


class Lane(StrEnum):
    """The kind of a row's work. SCREENS: short; STREAMS: uploads; HASHING: passwords; LONG: whatever takes seconds;
    SEARCH: looking through many papers.
    """

    SCREENS = "screens"
    STREAMS = "streams"
    HASHING = "hashing"
    LONG = "long"
    SEARCH = "search"
    SOCKETS = "sockets"


@dataclass(frozen=True)
class Width:
    """The limits of a lane. A caller is a person, or an address where nobody is signed in.

    `threads`: how many the lane has; `each`: how many of them one caller may have. `each_waiting`, `waiting`: how many
    requests of one caller, and of all, may wait. `patience_seconds`: after waiting so long a request is refused (Busy).
    """

    threads: int
    each: int
    each_waiting: int
    waiting: int
    patience_seconds: float


WIDTHS: Mapping[Lane, Width] = {
    Lane.SCREENS: Width(threads=24, each=12, each_waiting=300, waiting=600, patience_seconds=30),
    Lane.STREAMS: Width(threads=12, each=3, each_waiting=3, waiting=24, patience_seconds=60),
    Lane.HASHING: Width(threads=4, each=3, each_waiting=60, waiting=240, patience_seconds=10),
    Lane.LONG: Width(threads=4, each=1, each_waiting=3, waiting=12, patience_seconds=60),
    Lane.SEARCH: Width(threads=2, each=1, each_waiting=3, waiting=60, patience_seconds=20),
    Lane.SOCKETS: Width(threads=4, each=2, each_waiting=600, waiting=6000, patience_seconds=30),
}
"""The limits of every lane. Those of HASHING let a whole council behind one address sign in at the same time.

In no lane can one caller have all threads, or half of all places (running and waiting).
"""

ENTERED: ContextVar[Lane | None] = ContextVar("lane", default=None)
"""The lane of the request that is being served; None outside requests."""


class TooMuchAtOnce(AppError):
    """The caller has as many requests running and waiting as one caller may have."""

    status, code = 429, "E428"
    sentence = "同時に行える数を超えています。いま進んでいるものが終わってから、もう一度操作してください。"
    wait_seconds = 10


@dataclass
class _Own:
    """One caller's places in a lane, and the number of its requests that run or wait."""

    places: anyio.CapacityLimiter
    count: int = 0


@dataclass
class _Places:
    """The state of one lane. Used on the event loop only, so it needs no lock."""

    width: Width
    threads: anyio.CapacityLimiter
    by_caller: dict[str, _Own] = field(default_factory=dict)
    count: int = 0


class Lanes:
    """All lanes of a process."""

    def __init__(self, widths: Mapping[Lane, Width] = WIDTHS) -> None:
        self._lanes = {lane: _Places(width, anyio.CapacityLimiter(width.threads)) for lane, width in widths.items()}

    @asynccontextmanager
    async def place(self, lane: Lane, caller: str) -> AsyncIterator[None]:
        """Hold one thread's place in the block. Raises TooMuchAtOnce (this caller), Busy (the lane is full or slow)."""
        places, own = self._lanes[lane], self._line_up(self._lanes[lane], caller)
        token = ENTERED.set(lane)
        try:
            try:
                with anyio.fail_after(places.width.patience_seconds):
                    # The caller's own share first: waiting for it, the caller occupies no place of the lane.
                    await own.places.acquire()
                    try:
                        await places.threads.acquire()
                    except BaseException:
                        own.places.release()
                        raise
            except TimeoutError as error:
                raise Busy(cause=f"waited too long in {lane}") from error
            try:
                yield
            finally:
                places.threads.release()
                own.places.release()
        finally:
            ENTERED.reset(token)
            self._leave(places, caller, own)

    @staticmethod
    def _line_up(places: _Places, caller: str) -> _Own:
        width = places.width
        own = places.by_caller.get(caller) or _Own(anyio.CapacityLimiter(width.each))
        if own.count >= width.each + width.each_waiting:
            raise TooMuchAtOnce(cause=caller)
        if places.count >= width.threads + width.waiting:
            raise Busy(cause="the lane is full")
        places.by_caller[caller] = own
        own.count += 1
        places.count += 1
        return own

    @staticmethod
    def _leave(places: _Places, caller: str, own: _Own) -> None:
        own.count -= 1
        places.count -= 1
        if own.count == 0:
            del places.by_caller[caller]
