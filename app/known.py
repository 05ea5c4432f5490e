"""What a reading unit of work has found and need not find again: it sees the database as of one moment."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlalchemy.orm import Session

KNOWN = "gijo.known"
"""Where a reading unit's `info` keeps what it has found. Units that write, and glances, have no such entry."""
_Found = TypeVar("_Found")


def once(session: Session, question: Hashable, find: Callable[[], _Found]) -> _Found:
    """What `find` returns: found once in a reading unit, and at each call in any other.

    `question` names what is found, and nothing else in the unit may have that name. `find` must depend on the database
    alone, not on what the time is, and nobody may change what it returns. What it raises is not kept.
    """
    known = session.info.get(KNOWN)
    if known is None:
        return find()
    if question not in known:
        known[question] = find()
    found: _Found = known[question]
    return found
