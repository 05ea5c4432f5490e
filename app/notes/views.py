"""A person's own notes for the reader's script. What leaves is recorded first, as every byte of the paper is."""

import base64
from functools import partial

from starlette.responses import Response

from app.access.actions import Action
from app.audit.vocabulary import EventKind
from app.materials.queries import Paper
from app.notes import carrying
from app.notes.carrying import alignments, left_behind, opened_before
from app.notes.forms import PagesForm
from app.notes.marks import PageOfNotes, told
from app.notes.models import NotedPage
from app.notes.queries import counters_of, noted_pages
from app.notes.sealing import key_on_tablets, opened, opened_pages, own_key
from app.notes.sharing.opening import pages_shared, shown_state
from app.notes.writing import page_in
from app.reading.issue import event
from app.reading.since import reads_former, sees_version
from app.web import answers
from app.web.call import Call, Issue

_PIECE_BYTES = 1024 * 1024
"""About so much of a paper's notes one answer gives."""


def index(call: Call) -> Response:
    """JSON: which pages of the version this person has noted, and the key of what waits on their tablet.

    `{"pages": {"3": the page's counter}, "former": pages noted on other versions, "key": 32 bytes in base64,
    "waiting": {id of a former version that this person had open: the key of what waits of it}, "sharing": the numbers
    of the pages that this person shares, null for all, "shown": a digest of what others show them, "" for nothing}`
    """
    paper, person_id = call.loaded(Paper), call.viewer.person_id
    version_id = paper.version_id or ""
    may_read = partial(reads_former, call, action=Action.NOTES_KEEP)
    former = len(left_behind(call.session, person_id, paper, may_read)) if paper.is_current else 0
    pages = counters_of(call.session, person_id, version_id)
    waiting = {
        each.id: _key_on_tablets(call, each.id) for each in opened_before(call.session, person_id, paper, may_read)
    }
    key = _key_on_tablets(call, version_id)
    told = {"pages": pages, "former": former, "key": key, "waiting": waiting}
    return answers.json({**told, "sharing": pages_shared(call, paper), "shown": shown_state(call, paper)})


def _key_on_tablets(call: Call, version_id: str) -> str:
    key = key_on_tablets(call.services.keyring, call.viewer.person_id, version_id)
    return base64.b64encode(key).decode()


def carry(call: Call) -> Response:
    """Take the notes on former versions along to this one. JSON: `{"placeless": pages of notes that found none}`."""
    paper, person_id, keyring = call.loaded(Paper), call.viewer.person_id, call.services.keyring
    may_read = partial(reads_former, call, action=Action.NOTES_KEEP)
    became = alignments(call.session, call.services.vault, person_id, paper, may_read)
    placeless = carrying.carry(call.session, keyring, person_id, paper, became, may_read) if became else []
    return answers.json({"placeless": len(placeless)})


def of_page(call: Call) -> Issue:
    """JSON with a page's notes: `{"counter", "marks": [as `marks.told` has them], "was", "was_of"}`.

    `counter`: how often it was changed. `was`: the number of the page before a replacement changed it, until the person
    has looked; else 0. `was_of`: the version of that page, "" where the person may not see it. The record does not say
    of which page.
    """
    paper = call.loaded(Paper)
    page = page_in(call, paper)
    row = call.session.get(NotedPage, (call.viewer.person_id, paper.version_id, page))
    values: dict[str, object] = {"counter": 0, "marks": [], "was": 0, "was_of": ""}
    if row is not None:
        values = _page(call, row, opened(row, own_key(call.session, call.services.keyring, call.viewer.person_id)))
    return Issue(answers.json(values), (event(call, EventKind.NOTES_ISSUED),))


def of_paper(call: Call) -> Issue:
    """JSON with the notes on all pages after `?after=`: `{"pages": {number: as `of_page` has it}, "next"}`.

    `next`: what to send as `after` to go on, 0 at the end. Pages that cannot be opened are left out. All are given at
    once, so that the ledger does not say by the time of a record which pages have notes.
    """
    form = PagesForm.asked(call)
    person_id, version_id = call.viewer.person_id, call.loaded(Paper).version_id or ""
    rows = noted_pages(call.session, person_id, version_id, after=form.after)
    key = own_key(call.session, call.services.keyring, person_id) if rows else b""
    given = list(rows)
    while len(given) > 1 and sum(row.size_bytes for row in given) > _PIECE_BYTES:
        given.pop()
    pages = {row.page: _page(call, row, page) for row, page in opened_pages(given, key)}
    following = given[-1].page if len(given) < len(rows) else 0
    return Issue(answers.json({"pages": pages, "next": following}), (event(call, EventKind.NOTES_ISSUED),))


def _page(call: Call, row: NotedPage, notes: PageOfNotes) -> dict[str, object]:
    marks = [told(mark) for mark in notes.marks.values()]
    was_of = notes.was_of if notes.was_of and sees_version(call, notes.was_of) else ""
    return {"counter": row.counter, "marks": marks, "was": notes.was, "was_of": was_of}
