"""Searches papers. Each answer is an Issue: what is told of their words is recorded first, a record for each paper."""

from starlette.responses import Response

from app.audit import notes
from app.audit.vocabulary import Event, EventKind
from app.materials.queries import Paper
from app.meetings.facts import InMeeting
from app.meetings.models import Meeting
from app.reading.issue import event
from app.reading.pieces import Piece
from app.reading.several import AgendaPlace, left_out, places_of
from app.search.forms import AcrossForm, SearchForm
from app.search.looking import PaperHits, is_partly_lost, look_through, told_of_page, turns_of, words_in
from app.web import answers
from app.web.call import Call, Issue

_AT_ONCE = 30
"""Pages of one paper that one answer tells of; the next ones are asked for."""


def in_paper(call: Call) -> Issue:
    """JSON: on which pages the words stand, as `told_of_page` tells it. Raises WordsNotGathered.

    `{"pages": number of pages that have them, "places": how often in all, "found": [a page, …], "is_partly_lost":
    whether words that a machine recognised are lacking}`, boxes in fractions of the page.
    """
    form = SearchForm.demand(call)
    words = words_in(call, turns_of([call]))
    every = words.pages_with(form.q)
    numbers = [number for number in every if number > form.after][:_AT_ONCE]
    found = [told_of_page(call, words, number, every[number], form.q) for number in numbers]
    values = {"pages": len(every), "places": sum(every.values()), "found": found}
    values["is_partly_lost"] = is_partly_lost(words, found)
    return Issue(answers.json(values), (_record(call, numbers, len(every)),))


def across(call: Call) -> Issue:
    """JSON: in which of the papers that this person may read the words stand, in the order of the agenda.

    `{"papers": [{"material", "title", "level", "is_released", "meeting", "item", "pages", "places", "found": [the first
    pages]}], "looked": papers looked through by now, "of": how many there are, "next": what to send as `after` to go
    on, "" at the end, "unready": papers of this piece that cannot be searched yet, "partly_lost": papers of it of which
    recognised words are lacking, "left_out": [{"count", "why"}]}`.
    """
    form = AcrossForm.demand(call)
    piece, partly_lost = look_through(call.among, form.q, form.after)
    where = places_of(call, [hits.call.material_id or "" for hits in piece.hits])
    values = {
        "papers": [_told(hits, where.get(hits.call.material_id or "", AgendaPlace())) for hits in piece.hits],
        "looked": piece.looked,
        "of": piece.of,
        "next": piece.last,
        "unready": piece.unready,
        "partly_lost": partly_lost,
        "left_out": left_out(call),
    }
    told = [_record(hits.call, hits.numbers, len(hits.pages)) for hits in piece.hits]
    return Issue(answers.json(values), (_record_of_search(call, piece, partly_lost), *told))


def screen(call: Call) -> Response:
    """The screen on which somebody searches the papers of the meeting in the path, or all that they may read."""
    if call.actor.owes_rules:  # before anything is read (1章5)
        return answers.see_other("/rules/owed")
    meeting = _meeting(call)
    here = [{"words": "この会議の資料", "action": f"/meetings/{meeting.id}/search/hits"}] if meeting else []
    scopes = [*here, {"words": "読める資料すべて", "action": "/search/hits"}]
    return answers.html(call, "search/search.html", meeting=meeting, scopes=scopes)


def _meeting(call: Call) -> Meeting | None:
    return call.subject.meeting if isinstance(call.subject, InMeeting) else None


def _told(hits: PaperHits, place: AgendaPlace) -> dict[str, object]:
    return {
        **place.tell(hits.call.loaded(Paper)),
        "pages": len(hits.pages),
        "places": sum(hits.pages.values()),
        "found": hits.told,
    }


def _record(call: Call, numbers: list[int], found: int) -> Event:
    """The record of what is told of one paper: the numbers of the pages, and on how many the words stand."""
    return event(call, EventKind.PLACES_ISSUED, pages=",".join(map(str, numbers)), found=found)


def _record_of_search(call: Call, piece: Piece[PaperHits], partly_lost: int) -> Event:
    """The record of the search itself: in papers without a record of their own the words do not stand.

    But for those before `since`, of which the pieces before tell, and `unready` ones, which were not looked through. In
    `partly_lost` ones not all words were looked through.
    """
    meeting = _meeting(call)
    detail: notes.Detail = {"meeting": meeting.id} if meeting else {}
    if partly_lost:
        detail["partly_lost"] = partly_lost
    about = notes.RecordSubject(detail=detail)
    return notes.event(call.by, EventKind.PAPERS_SEARCHED, about, **piece.counts)
