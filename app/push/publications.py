"""What is told to open screens: that there is something new about a topic. Never what it is: each asks for that itself.

Written for other processes as JSON of this version; what another version says is left alone, and the sweep tells it.
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
    """Something new about a topic, for whoever hears it by this key (a person, a meeting; "" for all of the topic).

    `seq`: the ledger's record that it stands for, so that nobody is told twice; None when there is none.
    """

    topic: str
    key: str
    seq: int | None = None


def publish(session: Session, topic: str, key: str = "", *, seq: int | None = None) -> None:
    """Tell it once this writing unit has committed, and never when it has not. The key is no secret (a row's id).

    Raises ValueError for a topic or key that is too long.
    """
    if not 0 < len(topic) <= TOPIC_CHARACTERS or len(key) > KEY_CHARACTERS:
        raise ValueError(f"no topic and key to publish: {topic!r}, {key!r}")
    kept = session.info.setdefault(_PENDING, {})
    kept[topic, key] = Publication(topic, key, seq)  # of several records in one unit the last stands for all


def published(session: Session) -> list[Publication]:
    """What this unit tells when it commits."""
    return list(session.info.get(_PENDING, {}).values())


def write(publication: Publication, origin: str) -> str:
    """For the processes beside this one. `origin`: who says it, so that nobody hears itself."""
    whole = {
        "v": VERSION,
        "from": origin,
        "topic": publication.topic,
        "key": publication.key,
        "seq": publication.seq,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def read(untrusted_text: str) -> tuple[Publication, str] | None:
    """What another process wrote, and its origin; None for what is not of this version."""
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
