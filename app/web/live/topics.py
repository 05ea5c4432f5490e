"""What an open tab may ask to hear of: each topic with who may, what it is told, and which news are news of it.

Domains export theirs as data, the route table lists them. Knows no domain.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.access.actions import PAPER_BYTES, Action
from app.access.policy import decide
from app.audit.news import LedgerNews
from app.audit.vocabulary import EventKind
from app.errors import BadInput
from app.push.publications import TOPIC_CHARACTERS, Publication
from app.web.call import Call
from app.web.refusal import Refused

EVERYBODY = ""
"""The key of news that concern all who may hear the topic."""


def _everybody(_call: Call) -> frozenset[str]:
    return frozenset({EVERYBODY})


def _everybody_of(_record: LedgerNews) -> tuple[str, ...]:
    return (EVERYBODY,)


@dataclass(frozen=True)
class Topic:
    """One topic. `action` is decided anew for every answer; `answer` is small JSON, and nothing of a paper.

    `keys`: whose news a tab hears. `records`: kinds of records that are news of it, and `about` whose (keys). A topic
    without records is told by `publish` alone.
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
    """All topics, each name once. Raises ValueError for a name that is there twice."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        listed = tuple(topics)
        self._by_name: Mapping[str, Topic] = {topic.name: topic for topic in listed}
        if len(self._by_name) != len(listed):
            raise ValueError(f"topics with one name: {[topic.name for topic in listed]}")
        self.kinds = frozenset(kind for topic in listed for kind in topic.records)
        self.recorded = frozenset(topic.name for topic in listed if topic.records)
        """Those that the sweep finds in the ledger, too."""

    def answer(self, call: Call) -> dict[str, object]:
        """What the call asks, by topic. Raises BadInput, and Refused for what the person may not hear."""
        return {topic.name: topic.answer(call) for topic in self._admitted(call)}

    def heard(self, call: Call) -> dict[str, frozenset[str]]:
        """By which keys the tab hears of what the call asks."""
        return {name: self._by_name[name].keys(call) for name in call.asked}

    def publications_of(self, record: LedgerNews) -> Iterator[Publication]:
        """What a record tells."""
        for topic in self._by_name.values():
            if record.kind in topic.records:
                yield from (Publication(topic.name, key, record.seq) for key in topic.about(record))

    def _admitted(self, call: Call) -> list[Topic]:
        if unknown := call.asked - self._by_name.keys():
            raise BadInput(cause=f"no such topic {min(unknown)!r}")
        asked = [self._by_name[name] for name in sorted(call.asked)]
        for topic in asked:
            decision = decide(call.actor, topic.action, None, call.services.handling)
            if not decision.is_allowed:
                raise Refused(call, decision)
        return asked
