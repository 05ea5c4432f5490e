"""Looks for words in papers, one after another. Each is a call of its own, about which the gate has decided."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from app.access.decisions import Duty
from app.errors import PaperDamaged
from app.materials.pages.contents import words_of
from app.materials.queries import Paper
from app.materials.words.finding import Places, Term, found_on, pages_with
from app.materials.words.folding import FOLD
from app.reading.pieces import Piece, Unready, next_piece
from app.search.errors import WordsNotGathered
from app.vault.objects import text_name
from app.web.call import Call

_MOST_QUOTED = 2
"""Pages of each of them that are told."""


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


def look_through(calls: Sequence[Call], terms: Sequence[Term], after: str) -> Piece[PaperHits]:
    """The next piece, which ends after some time or some papers with hits. Raises PapersChanged."""
    return next_piece(calls, after, partial(_look_if_ready, terms=terms))


def _look_if_ready(call: Call, terms: Sequence[Term]) -> PaperHits | None:
    """The hits of a paper, None when it has none. Raises Unready."""
    try:
        hits = _look(call, terms)
    except (WordsNotGathered, PaperDamaged) as error:  # what is damaged is noted, and hides no hit in other papers
        raise Unready from error
    return hits if hits.pages else None


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
