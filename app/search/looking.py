"""Looks for words in papers, one after another. Each is a call of its own, about which the gate has decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from app.access.decisions import Duty
from app.errors import PaperDamaged
from app.materials.pages.contents import words_of
from app.materials.queries import Paper
from app.materials.recognition.queries import recognised_turns
from app.materials.words.finding import Places, Term, found_on, pages_with
from app.materials.words.folding import BREAK, FOLD
from app.reading.pieces import Piece, Unready, next_piece
from app.search.errors import WordsNotGathered
from app.vault.objects import recognised_page_name, text_name
from app.web.call import Call

_MOST_QUOTED = 2
"""Pages of each of them that are told."""
NameOfPage = Callable[[str, int, int], str]


@dataclass(frozen=True)
class PaperHits:
    """A paper that has the words: on which pages, how often on each, and some of the pages with a quotation.

    `is_partly_lost`: words that a machine recognised are lacking, so that it may have more, or some after all.
    """

    call: Call
    pages: Mapping[int, int]
    told: Sequence[dict[str, object]]
    is_partly_lost: bool = False

    @property
    def numbers(self) -> list[int]:
        """The pages that are told."""
        return list(self.pages)[: len(self.told)]


def look_through(calls: Sequence[Call], terms: Sequence[Term], after: str) -> tuple[Piece[PaperHits], int]:
    """The next piece, which ends after some time or some papers with hits, and how many of it are partly lost.

    Raises PapersChanged.
    """
    lost: list[PaperHits] = []
    return next_piece(calls, after, partial(_look_if_ready, terms=terms, turns=turns_of(calls), lost=lost)), len(lost)


def _look_if_ready(
    call: Call, terms: Sequence[Term], turns: Mapping[str, int], lost: list[PaperHits]
) -> PaperHits | None:
    """The hits of a paper, None when it has none; also put to the partly `lost` ones if it is. Raises Unready."""
    try:
        hits = _look(call, terms, turns)
    except (WordsNotGathered, PaperDamaged) as error:  # what is damaged is noted, and hides no hit in other papers
        raise Unready from error
    if hits.is_partly_lost:
        lost.append(hits)
    return hits if hits.pages else None


def turns_of(calls: Sequence[Call]) -> Mapping[str, int]:
    """Which turn of its recognised words is told, of each version of these papers that has any."""
    if not calls:
        return {}
    versions = [call.loaded(Paper).version_id or "" for call in calls]
    return recognised_turns(calls[0].session, calls[0].services.settings, versions)


def _look(call: Call, terms: Sequence[Term], turns: Mapping[str, int]) -> PaperHits:
    words = words_in(call, turns)
    with call.turn.behind():
        pages = words.pages_with(terms)
    told = [told_of_page(call, words, number, pages[number], terms) for number in list(pages)[:_MOST_QUOTED]]
    return PaperHits(call, pages, [{**one, "boxes": []} for one in told], is_partly_lost(words, told))


def is_partly_lost(words: "GatheredWords", told: Sequence[Mapping[str, object]]) -> bool:
    """Whether words that a machine recognised are lacking: all of them, or those of one of the pages that are told."""
    return words.is_partly_lost or any(one["lost"] for one in told)


@dataclass(frozen=True)
class GatheredWords:
    """The folded words of a paper's pages: those that its file holds, and those that a machine recognised, if any.

    `is_partly_lost`: there were recognised ones, and they cannot be opened any more.
    """

    own: Sequence[str]
    recognised: Sequence[str] = ()
    is_partly_lost: bool = False

    def pages_with(self, terms: Sequence[Term]) -> dict[int, int]:
        """As `finding.pages_with`, by both kinds of words together."""
        if not self.recognised:
            return pages_with(self.own, terms)
        return pages_with([BREAK.join(both) for both in zip(self.own, self.recognised, strict=True)], terms)

    def is_recognised(self, number: int) -> bool:
        """Whether a machine recognised words on this page."""
        return bool(self.recognised) and bool(self.recognised[number - 1])


def words_in(call: Call, turns: Mapping[str, int]) -> GatheredWords:
    """The folded words of the pages of the call's paper. Raises WordsNotGathered, PaperDamaged.

    Recognised words that were lost keep nobody from the paper's own: the vault has noted the damage.
    """
    paper = call.loaded(Paper)
    is_gathered = paper.has_seen_words and paper.state == "ready" and paper.fold == FOLD
    if not is_gathered or paper.sealed_key is None or paper.version_id is None:
        raise WordsNotGathered
    with call.turn.aside():  # while it comes from the store, others have their turn
        own = call.services.vault.words(paper.sealed_key, paper.version_id, paper.making)
        turn = turns.get(paper.version_id, 0)
        if not turn:
            return GatheredWords(own)
        try:
            recognised = call.services.vault.recognised(paper.sealed_key, paper.version_id, paper.making, turn)
        except PaperDamaged:
            return GatheredWords(own, is_partly_lost=True)
        return GatheredWords(own, recognised)


def told_of_page(call: Call, words: GatheredWords, number: int, times: int, terms: Sequence[Term]) -> dict[str, object]:
    """What is told of a page that has the words: how often, where, and the first place quoted unless it is forbidden.

    `{"page", "times", "boxes": [[left, top, right, bottom]], "quote": {"before", "word", "after"} or null,
    "recognised": whether a place rests on words that a machine recognised, "lost": whether those of this page are}`
    """
    own, recognised, is_lost = _on_page(call, text_name, number, terms), None, False
    if words.is_recognised(number):
        try:
            recognised = _on_page(call, recognised_page_name, number, terms)
        except PaperDamaged:  # as in `words_in`
            is_lost = True
    found = [places for places in (own, recognised) if places is not None]
    is_quoted = call.decision is not None and Duty.NO_QUOTE not in call.decision.duties
    return {
        "page": number,
        "times": times,
        "boxes": [box for places in found for box in places.boxes],
        "quote": asdict(found[0].quote) if found and is_quoted else None,
        "recognised": recognised is not None,
        "lost": is_lost,
    }


def _on_page(call: Call, name_of: NameOfPage, number: int, terms: Sequence[Term]) -> Places | None:
    paper = call.loaded(Paper)
    version_id = paper.version_id or ""
    with call.turn.aside():
        written = call.services.vault.read(
            paper.sealed_key or "", version_id, name_of(version_id, number, paper.making)
        )
    with call.turn.behind():
        return found_on(words_of(written), terms)
