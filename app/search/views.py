"""Searches a paper. The answer is an Issue: what is told of a paper's words is recorded first."""

from dataclasses import asdict

from app.access.decisions import Duty
from app.audit.vocabulary import EventKind
from app.materials.models import Version
from app.materials.pages.contents import words_of
from app.materials.queries import Paper
from app.materials.words.finding import Places, found_on, pages_with
from app.materials.words.folding import FOLD
from app.reading.issue import event
from app.search.errors import WordsNotGathered
from app.search.forms import SearchForm
from app.vault.objects import text_name
from app.web import answers
from app.web.call import Call, Issue

_AT_ONCE = 30
"""Pages that one answer tells of; the next ones are asked for."""


def in_paper(call: Call) -> Issue:
    """JSON: on which pages the words stand, where on each, and the first place quoted unless the level forbids it.

    `{"pages": number of pages that have them, "places": how often in all, "found": [{"page", "times", "boxes": [[left,
    top, right, bottom]], "quote": {"before", "word", "after"} or null}]}`, boxes in fractions of the page. Raises
    WordsNotGathered.
    """
    form = SearchForm.demand(call)
    paper = call.loaded(Paper)
    every = pages_with(_words(call, paper), form.q)
    told = [number for number in every if number > form.after][:_AT_ONCE]
    is_quoted = call.decision is not None and Duty.NO_QUOTE not in call.decision.duties
    found = []
    for number in told:
        on_page = _on_page(call, paper, number, form.q)
        found.append(_told(number, every[number], on_page, is_quoted=is_quoted))
    values = {"pages": len(every), "places": sum(every.values()), "found": found}
    record = event(call, EventKind.PLACES_ISSUED, pages=",".join(map(str, told)), found=len(every))
    return Issue(answers.json(values), (record,))


def _words(call: Call, paper: Paper) -> tuple[str, ...]:
    """The folded words of the paper's pages. Raises WordsNotGathered."""
    version = call.session.get(Version, paper.version_id) if paper.has_seen_words and paper.state == "ready" else None
    if version is None or version.fold != FOLD or paper.sealed_key is None:
        raise WordsNotGathered
    with call.turn.aside():  # while it comes from the store, others have their turn
        return call.services.vault.words(paper.sealed_key, version.id, paper.making)


def _on_page(call: Call, paper: Paper, number: int, terms: list[str]) -> Places | None:
    version_id = paper.version_id or ""
    with call.turn.aside():
        written = call.services.vault.read(
            paper.sealed_key or "", version_id, text_name(version_id, number, paper.making)
        )
    return found_on(words_of(written), terms)


def _told(number: int, times: int, found: Places | None, *, is_quoted: bool) -> dict[str, object]:
    quote = asdict(found.quote) if found is not None and is_quoted else None
    return {"page": number, "times": times, "boxes": found.boxes if found is not None else [], "quote": quote}
