"""Topics: the subjects of which an open tab can get news. Each declares its action, its answer and its records.

Domains export their topics as data; `TOPICS` in `app/routes.py` lists them. Knows no domain.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.access.actions import PAPER_BYTES, Action
from app.audit.news import LedgerNews
from app.audit.vocabulary import EventKind
from app.errors import BadInput
from app.push.publications import TOPIC_CHARACTERS, Publication
from app.web.call import Call
from app.web.refusal import Refused

EVERYBODY = ""
"""The key of news for everybody who may hear the topic."""


def _everybody(_call: Call) -> frozenset[str]:
    return frozenset({EVERYBODY})


def _everybody_of(_record: LedgerNews) -> tuple[str, ...]:
    return (EVERYBODY,)


@dataclass(frozen=True)
class Topic:
    """One topic. `action`: decided anew for every answer. `answer`: from the call to small JSON, nothing of a paper.

    `keys`: the keys whose news this caller's tab hears, such as the person's id. `records`: the kinds of ledger records
    that are news of the topic; `about`: the keys that such a record is for. Without records, only `publish` tells it.
    """

    name: str
    action: Action
    answer: Callable[[Call], object]
    keys: Callable[[Call], frozenset[str]] = _everybody
    records: frozenset[EventKind] = frozenset()
    about: Callable[[LedgerNews], Iterable[str]] = _everybody_of

    def __post_init__(self) -> None:
        if not 0 < len(self.name) <= TOPIC_CHARACTERS:
            raise ValueError(f"{self.name!r} is no name of a topic")
        if self.action in PAPER_BYTES:
            raise TypeError(f"{self.name}: nothing of a paper passes through a socket")


class Topics:
    """All topics of a socket, by name. Raises ValueError when two have the same name."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        listed = tuple(topics)
        self._by_name: Mapping[str, Topic] = {topic.name: topic for topic in listed}
        if len(self._by_name) != len(listed):
            raise ValueError(f"topics with one name: {[topic.name for topic in listed]}")
        self.kinds = frozenset(kind for topic in listed for kind in topic.records)
        self.recorded = frozenset(topic.name for topic in listed if topic.records)
        """Names of the topics whose news the sweep finds in the ledger."""

    def answer(self, call: Call) -> dict[str, object]:
        """The answer to each topic that the call asks for. Raises BadInput, and Refused for a topic not allowed."""
        return {topic.name: topic.answer(call) for topic in self._admitted(call)}

    def heard(self, call: Call) -> dict[str, frozenset[str]]:
        """For each topic that the call asks for, the keys by which its tab hears of it."""
        return {name: self._by_name[name].keys(call) for name in call.asked}

    def publications_of(self, record: LedgerNews) -> Iterator[Publication]:
        """The publications that a new ledger record makes: one for each topic and key that it is news for."""
        for topic in self._by_name.values():
            if record.kind in topic.records:
                yield from (Publication(topic.name, key, record.seq) for key in topic.about(record))

    def _admitted(self, call: Call) -> list[Topic]:
        if unknown := call.asked - self._by_name.keys():
            raise BadInput(cause=f"no such topic {min(unknown)!r}")
        asked = [self._by_name[name] for name in sorted(call.asked)]
        for topic in asked:
            decision = call.judge(topic.action)
            if not decision.is_allowed:
                raise Refused(call, decision)
        return asked
