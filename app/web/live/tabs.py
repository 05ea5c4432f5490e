"""One open tab: what it hears of, and what waits to be told to it. Only the event loop touches it. Knows no domain."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.errors import AppError
from app.push.publications import Publication

Holder = TypeVar("Holder")

_IN_ANY_CASE = 1 << 62
"""Above every number of a record: told whatever the tab has seen."""


@dataclass(frozen=True)
class Answered:
    """An answer on its way to a tab: by which keys it hears of these topics now, and how far into the ledger it saw."""

    text: str
    heard: Mapping[str, frozenset[str]]
    seen: int


@dataclass(eq=False)
class Tab(Generic[Holder]):
    """One socket. `holder`: what `Watch` knows it by. `topics`: what it asked for once and hears of from then on.

    What waits to be told is a name and a number each, so that a slow reader costs no memory. What an answer has seen
    is not told again, whichever way it comes: pushed, or found by the sweep.
    """

    session_id: str
    holder: Holder
    seen: int
    topics: set[str] = field(default_factory=set)
    ending: AppError | None = None
    is_caught_up: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _heard: dict[str, frozenset[str]] = field(default_factory=dict)
    _seen: dict[str, int] = field(default_factory=dict)
    _pending: dict[str, int] = field(default_factory=dict)

    def ask(self, topics: frozenset[str]) -> None:
        """The tab asks, and wants to hear of it from now on."""
        self.topics |= topics
        self.tell(topics)

    def tell(self, topics: Iterable[str], *, seq: int = _IN_ANY_CASE) -> None:
        """Something is new; `seq`: unless an answer has seen so far into the ledger."""
        for topic in topics:
            self._pending[topic] = max(seq, self._pending.get(topic, 0))
            self.wake.set()

    def hear(self, publications: Iterable[Publication]) -> None:
        """Take of it what it hears."""
        for told in publications:
            if told.key in self._heard.get(told.topic, ()):
                self.tell((told.topic,), seq=_IN_ANY_CASE if told.seq is None else told.seq)

    def take(self) -> frozenset[str]:
        """What is to be answered now; nothing of it waits any more."""
        taken, self._pending = self._pending, {}
        return frozenset(topic for topic, seq in taken.items() if seq > self._seen.get(topic, self.seen))

    def answered(self, answer: Answered) -> None:
        """It is told so far."""
        for topic, keys in answer.heard.items():
            self._heard[topic] = keys
            self._seen[topic] = max(answer.seen, self._seen.get(topic, 0))

    def end(self, error: AppError) -> None:
        """Close it, saying why; the first reason stays."""
        self.ending = self.ending or error
        self.wake.set()
