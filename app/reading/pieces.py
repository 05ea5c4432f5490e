"""Goes through papers one after another, in short pieces of work, so that pages go before it.

Each paper is a call of its own, about which the gate has decided (`Call.among`).
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.materials.queries import Paper
from app.reading.errors import PapersChanged
from app.web.call import Call

Hit = TypeVar("Hit")

_WORK_SECONDS, _PIECE_SECONDS = 0.2, 1.0
"""After so long, of a processor or by the clock, an answer is given; the rest is asked for, behind others who wait."""
_MOST_PAPERS = 10
"""Papers that one answer tells of."""
_MARK_DIGITS = 16
MARK_CHARACTERS = 80
"""The longest mark that is read; one that is cut off names no papers."""


class Unready(Exception):
    """A paper that cannot be looked through yet."""


@dataclass
class Piece(Generic[Hit]):
    """One piece of looking through papers. `last`: what names the papers up to which it came; "" when it was the end.

    `since`, `looked`, `of`: how many were looked through before it, and by now, and how many there are. `unready`: how
    many of this piece cannot be looked through yet. `hits`: what was found in each paper that has something.
    """

    of: int
    since: int
    looked: int
    last: str = ""
    unready: int = 0
    hits: list[Hit] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """For the ledger: how far it came, and from where and without how many, if that is not from the first on."""
        counts = {"looked": self.looked, "of": self.of, "found": len(self.hits)}
        return counts | {name: n for name, n in (("since", self.since), ("unready", self.unready)) if n}


def next_piece(calls: Sequence[Call], after: str, look: Callable[[Call], Hit | None]) -> Piece[Hit]:
    """The piece after the mark `after`, which ends after some time or some papers with hits. Raises PapersChanged.

    `look`: what is found in a paper, None for nothing; raises Unready.
    """
    since = _place_after(calls, after)
    piece: Piece[Hit] = Piece(len(calls), since, since)
    work_ends, ends = time.thread_time() + _WORK_SECONDS, time.monotonic() + _PIECE_SECONDS
    for call in calls[piece.looked :]:
        piece.looked += 1
        try:
            hit = look(call)
        except Unready:
            piece.unready += 1
        else:
            piece.hits += [hit] if hit is not None else []
        is_over = time.thread_time() > work_ends or time.monotonic() > ends
        if (is_over or len(piece.hits) >= _MOST_PAPERS) and piece.looked < len(calls):
            piece.last = _mark(calls[: piece.looked])
            break
    return piece


def _place_after(calls: Sequence[Call], after: str) -> int:
    if not after:
        return 0
    last = after.partition("-")[0]
    place = next((place for place, call in enumerate(calls, 1) if call.material_id == last), None)
    if place is None or _mark(calls[:place]) != after:
        raise PapersChanged
    return place


def _mark(looked: Sequence[Call]) -> str:
    """The id of the last of these papers, and a digest of all of them, each in the version that was looked through.

    So a paper that has come before the last one since then, or has another version now, is not passed over unseen.
    """
    digest = hashlib.sha256()
    for call in looked:
        paper = call.loaded(Paper)
        digest.update(f"{paper.material_id} {paper.version_id}\n".encode())
    return f"{looked[-1].material_id}-{digest.hexdigest()[:_MARK_DIGITS]}"
