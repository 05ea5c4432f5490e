"""Counts the long answers that each caller is being sent. A lane counts a request only until its first piece leaves."""

from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass, field
from typing import TypeVar

from app.web.lanes.lanes import TooMuchAtOnce

AT_ONCE_EACH = 2
"""Long answers to one caller at the same time: two, because one whose line broke still counts for a while."""

Piece = TypeVar("Piece")


@dataclass
class Streams:
    """How many long answers each caller is being sent, by the caller's key. Used on the event loop only: no lock."""

    at_once_each: int = AT_ONCE_EACH
    _by_caller: Counter[str] = field(default_factory=Counter)

    def check(self, caller: str) -> None:
        """Raise TooMuchAtOnce when this caller is being sent as many as one may be."""
        if self._by_caller[caller] >= self.at_once_each:
            raise TooMuchAtOnce(cause=f"{caller}: long answers")

    async def counted(self, caller: str, pieces: AsyncIterable[Piece]) -> AsyncIterator[Piece]:
        """Pass the pieces on; counts from when the first is asked for until the last was sent or it is closed."""
        self._by_caller[caller] += 1
        try:
            async for piece in pieces:
                yield piece
        finally:
            self._by_caller[caller] -= 1
            if not self._by_caller[caller]:
                del self._by_caller[caller]
