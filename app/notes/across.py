"""A person's own notes and bookmarks on all papers, in the order of the agenda: asked for piece by piece, and searched.

The gate decides about each paper, as it does about a page. Of a paper that its reader may not read any more nothing is
told; that there are notes on it is said as a number, where the person may know of the paper.
"""

from collections.abc import Sequence
from functools import partial

from starlette.responses import Response

from app.access.actions import Action
from app.access.reasons import Reason
from app.audit import notes
from app.audit.vocabulary import Event, EventKind
from app.materials.queries import Paper
from app.notes.forms import AllNotesForm
from app.notes.listing import PaperNotes, notes_on
from app.notes.marks import Wanted
from app.notes.queries import is_noted_by
from app.reading import several
from app.reading.pieces import Piece, next_piece
from app.reading.several import WHY_LEFT_OUT, AgendaPlace, left_out, places_of
from app.web import answers
from app.web.call import Call, Candidate, Issue

_WHY_LEFT_OUT = {**WHY_LEFT_OUT, Reason.WITHDRAWN: "議会事務局が取り下げた資料です"}


def noted(call: Call) -> Sequence[Candidate]:
    """All papers that this person has noted, also those that were withdrawn; for the gate to decide about each."""
    return several.candidates(call, several.of_everything(call.session, is_noted_by(call.viewer.person_id)))


def screen(call: Call) -> Response:
    """The screen on which somebody looks through their own notes on all papers."""
    if call.actor.owes_rules:  # before anything is read (1章5)
        return answers.see_other("/rules/owed")
    return answers.html(call, "notes/all.html", may_share=call.may(Action.NOTES_UNSHARE))


def across(call: Call) -> Issue:
    """JSON: the person's own notes, paper by paper.

    `{"papers": [{"material", "title", "level", "is_released", "meeting", "item", and what `listing.notes_on` has}],
    "of": how many papers with notes there are, "next": what to send as `after` to go on, "" at the end,
    "left_out": [{"count", "why"}]}`.
    """
    form = AllNotesForm.demand(call)
    piece = next_piece(call.among, form.after, partial(_look, is_wanted=form.q))
    where = places_of(call, [of.material_id or "" for of, _ in piece.hits])
    values = {
        "papers": [_told(of, found, where.get(of.material_id or "", AgendaPlace())) for of, found in piece.hits],
        "of": piece.of,
        "next": piece.last,
        "left_out": left_out(call, _WHY_LEFT_OUT),
    }
    told = [event for _, found in piece.hits for event in found.events]
    return Issue(answers.json(values), (_record(call, piece), *told))


def _look(call: Call, is_wanted: Wanted | None) -> tuple[Call, PaperNotes] | None:
    with call.turn.behind():
        found = notes_on(call, is_wanted)
    return None if found.is_empty else (call, found)


def _told(call: Call, found: PaperNotes, place: AgendaPlace) -> dict[str, object]:
    return {**place.tell(call.loaded(Paper)), **found.values}


def _record(call: Call, piece: Piece[tuple[Call, PaperNotes]]) -> Event:
    """The record of the list itself; each paper of which something is told has its own."""
    return notes.event(call.by, EventKind.NOTES_LISTED, notes.RecordSubject(), **piece.counts)
