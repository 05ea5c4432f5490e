"""Looks through papers one after another, in short pieces of work, so that pages go before it.

Each paper is a call of its own, about which the gate has decided (`Call.among`).
"""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from app.access.decisions import Duty
from app.errors import PaperDamaged
from app.materials.pages.contents import words_of
from app.materials.queries import Paper
from app.materials.words.finding import Places, Term, found_on, pages_with
from app.materials.words.folding import FOLD
from app.search.errors import PapersChanged, WordsNotGathered
from app.vault.objects import text_name
from app.web.call import Call

_WORK_SECONDS, _PIECE_SECONDS = 0.2, 1.0
"""After so long, of a processor or by the clock, an answer is given; the rest is asked for, behind others who wait."""
_MOST_PAPERS = 10
"""Papers that one answer tells of."""
_MOST_QUOTED = 2
"""Pages of each of them that are told."""
MARK_DIGITS = 16


@dataclass(frozen=True)
class PaperHits:
    """A paper that has the words: on which pages, how often on each, and some of the pages with a quotation."""

    call: Call
    pages: Mapping[int, int]
    told: Sequence[dict[str, object]]

    @property
    def numbers(self) -> list[int]:
        """The pages that are told."""
        return list(self.pages)[: len(self.told)]


@dataclass
class Piece:
    """One piece of looking through papers. `last`: what names the papers up to which it came; "" when it was the end.

    `since`, `looked`, `of`: how many were looked through before it, and by now, and how many there are. `unready`: how
    many of this piece cannot be searched yet.
    """

    of: int
    since: int
    looked: int
    last: str = ""
    unready: int = 0
    hits: list[PaperHits] = field(default_factory=list)


def look_through(calls: Sequence[Call], terms: Sequence[Term], after: str) -> Piece:
    """The next piece, which ends after some time or some papers with hits. Raises PapersChanged."""
    since = _place_after(calls, after)
    piece = Piece(len(calls), since, since)
    work_ends, ends = time.thread_time() + _WORK_SECONDS, time.monotonic() + _PIECE_SECONDS
    for call in calls[piece.looked :]:
        piece.looked += 1
        try:
            hits = _look(call, terms)
        except (WordsNotGathered, PaperDamaged):  # what is damaged is noted, and hides no hit in other papers
            piece.unready += 1
        else:
            piece.hits += [hits] if hits.pages else []
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
    return f"{looked[-1].material_id}-{digest.hexdigest()[:MARK_DIGITS]}"


def _look(call: Call, terms: Sequence[Term]) -> PaperHits:
    words = words_in(call)
    with call.turn.behind():
        pages = pages_with(words, terms)
    told = [told_of_page(call, number, pages[number], terms) for number in list(pages)[:_MOST_QUOTED]]
    return PaperHits(call, pages, [{**one, "boxes": []} for one in told])


def words_in(call: Call) -> tuple[str, ...]:
    """The folded words of the pages of the call's paper. Raises WordsNotGathered."""
    paper = call.loaded(Paper)
    is_gathered = paper.has_seen_words and paper.state == "ready" and paper.fold == FOLD
    if not is_gathered or paper.sealed_key is None or paper.version_id is None:
        raise WordsNotGathered
    with call.turn.aside():  # while it comes from the store, others have their turn
        return call.services.vault.words(paper.sealed_key, paper.version_id, paper.making)


def told_of_page(call: Call, number: int, times: int, terms: Sequence[Term]) -> dict[str, object]:
    """What is told of a page that has the words: how often, where, and the first place quoted unless it is forbidden.

    `{"page", "times", "boxes": [[left, top, right, bottom]], "quote": {"before", "word", "after"} or null}`
    """
    found = _on_page(call, number, terms)
    is_quoted = call.decision is not None and Duty.NO_QUOTE not in call.decision.duties
    quote = asdict(found.quote) if found is not None and is_quoted else None
    return {"page": number, "times": times, "boxes": found.boxes if found is not None else [], "quote": quote}


def _on_page(call: Call, number: int, terms: Sequence[Term]) -> Places | None:
    paper = call.loaded(Paper)
    version_id = paper.version_id or ""
    with call.turn.aside():
        written = call.services.vault.read(
            paper.sealed_key or "", version_id, text_name(version_id, number, paper.making)
        )
    with call.turn.behind():
        return found_on(words_of(written), terms)
