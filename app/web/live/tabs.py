"""One open tab: the topics it hears of, and those that wait to be answered. Used on the event loop only. No domain."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.errors import AppError
from app.push.publications import Publication

Holder = TypeVar("Holder")

_IN_ANY_CASE = 1 << 62
"""A number above every record's: for news that is told whatever the tab's answers have seen of the ledger."""


@dataclass(frozen=True)
class Answered:
    """An answer for a tab, as JSON text.

    `heard`: for each topic in it, the keys by which the tab hears of it from now on. `seen`: number of the last ledger
    record that the answer has seen.
    """

    text: str
    heard: Mapping[str, frozenset[str]]
    seen: int


@dataclass(eq=False)
class Tab(Generic[Holder]):
    """The state of one socket.

    `holder`: what `Watch` remembers of it. `topics`: what it asked for once, and hears of from then on. `seen`: number
    of the ledger's last record at its admission. `ending`: why it has to close. `wake`: set when there is something to
    do. `_heard`: its keys by topic. `_seen`: by topic, the last record that an answer has seen.

    `_pending`: topics that wait to be answered, each with the number of its newest record, and nothing of its content:
    a slow reader costs no memory. News that an answer has seen already is dropped, whether it was pushed or swept.
    """

    session_id: str
    person_id: str
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
        """The tab asks for these topics: answer them, and tell of them from now on."""
        self.topics |= topics
        self.tell(topics)

    def tell(self, topics: Iterable[str], *, seq: int = _IN_ANY_CASE) -> None:
        """There is news of these topics. `seq`: its record; dropped when an answer has seen that record."""
        for topic in topics:
            self._pending[topic] = max(seq, self._pending.get(topic, 0))
            self.wake.set()

    def hear(self, publications: Iterable[Publication]) -> None:
        """Note those publications whose topic and key this tab hears."""
        for told in publications:
            if told.key in self._heard.get(told.topic, ()):
                self.tell((told.topic,), seq=_IN_ANY_CASE if told.seq is None else told.seq)

    def take(self) -> frozenset[str]:
        """The topics to answer now; after this none is waiting."""
        taken, self._pending = self._pending, {}
        return frozenset(topic for topic, seq in taken.items() if seq > self._seen.get(topic, self.seen))

    def answered(self, answer: Answered) -> None:
        """Note what an answer has seen, and the keys by which the tab hears of its topics from now on."""
        for topic, keys in answer.heard.items():
            self._heard[topic] = keys
            self._seen[topic] = max(answer.seen, self._seen.get(topic, 0))

    def end(self, error: AppError) -> None:
        """Have the socket closed with this error, unless it has an ending already."""
        self.ending = self.ending or error
        self.wake.set()
