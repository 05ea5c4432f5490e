"""Publications: messages that a topic has news. They never hold the news itself, which each tab asks for by the gate.

Between processes they are JSON with a version. One of another version is ignored; the sweep finds its news.
"""

import json
from dataclasses import dataclass

from sqlalchemy.orm import Session

TOPIC_CHARACTERS = 20
KEY_CHARACTERS = 64
VERSION = 1

_PENDING = "gijo.publications"


@dataclass(frozen=True)
class Publication:
    """There is news of a topic, for the tabs that hear it by this key (a person's or a meeting's id; "" for all).

    `seq`: number of the ledger record that it is about, by which a tab knows that it was told; None without one.
    """

    topic: str
    key: str
    seq: int | None = None


def publish(session: Session, topic: str, key: str = "", *, seq: int | None = None) -> None:
    """Have news of a topic told after this writing unit has committed; nothing is told when it is rolled back.

    `key`: no secret, since other processes see it (a row's id). Raises ValueError for a topic or key that is too long.
    """
    if not 0 < len(topic) <= TOPIC_CHARACTERS or len(key) > KEY_CHARACTERS:
        raise ValueError(f"no topic and key to publish: {topic!r}, {key!r}")
    kept = session.info.setdefault(_PENDING, {})
    kept[topic, key] = Publication(topic, key, seq)  # of several records in one unit the last stands for all


def published(session: Session) -> list[Publication]:
    """The publications that this unit has made so far."""
    return list(session.info.get(_PENDING, {}).values())


def write(publication: Publication, origin: str) -> str:
    """A publication as text for other processes. `origin`: this process, so that it can drop its own messages."""
    whole = {
        "v": VERSION,
        "from": origin,
        "topic": publication.topic,
        "key": publication.key,
        "seq": publication.seq,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def read(untrusted_text: str) -> tuple[Publication, str] | None:
    """The publication and origin in a text that `write` made in some process; None when it is not of this version."""
    try:
        whole = json.loads(untrusted_text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(whole, dict) or whole.get("v") != VERSION:
        return None
    topic, key, seq, origin = (whole.get(name) for name in ("topic", "key", "seq", "from"))
    if not isinstance(topic, str) or not isinstance(key, str) or not isinstance(origin, str):
        return None
    if seq is not None and type(seq) is not int:
        return None
    return Publication(topic, key, seq), origin
