"""A person's own notes for the reader's script. What leaves is recorded first, as every byte of the paper is."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from starlette.responses import Response

from app.access.actions import Action
from app.audit.vocabulary import Event, EventKind
from app.materials.models import Material, Version
from app.materials.queries import Paper, level_of
from app.notes import acts, carrying
from app.notes.carrying import alignments, left_behind, opened_before
from app.notes.errors import NoteDamaged, NotesOfAnother
from app.notes.forms import NotesForm
from app.notes.marks import INKS, told
from app.notes.merging import NoteChanges
from app.notes.models import NotedPage
from app.notes.queries import counters_of, noted_pages
from app.notes.sealing import key_on_tablets, opened, own_key
from app.reading.errors import NoSuchPage, PageNotReady
from app.reading.issue import event
from app.reading.since import reads_former
from app.web import answers
from app.web.call import Call, Issue


def index(call: Call) -> Response:
    """JSON: which pages of the version this person has noted, and the key of what waits on their tablet.

    `{"pages": {"3": the page's counter}, "former": pages noted on other versions, "key": 32 bytes in base64,
    "waiting": {id of a former version that this person had open: the key of what waits of it}}`
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
    return answers.json({"pages": pages, "former": former, "key": key, "waiting": waiting})


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
    """JSON with a page's notes: `{"counter": how often it was changed, "marks": [as `marks.told` has them], "was"}`.

    `was`: the number of the page before a replacement changed it, until the person has looked; else 0.
    """
    paper = call.loaded(Paper)
    page = _page(call, paper)
    row = call.session.get(NotedPage, (call.viewer.person_id, paper.version_id, page))
    marks, was = [], 0
    if row is not None:
        key = own_key(call.session, call.services.keyring, call.viewer.person_id)
        notes = opened(row, key)
        marks, was = [told(mark) for mark in notes.marks.values()], notes.was
    values = {"counter": row.counter if row else 0, "marks": marks, "was": was}
    return Issue(answers.json(values), (event(call, EventKind.NOTES_ISSUED, page=page),))


def listed(call: Call) -> Issue:
    """JSON with what of the version's notes can be read in a list: words and bookmarks, and how many lines there are.

    `{"pages": [{"page", "marks": [texts and bookmarks, as `marks.told` has them], "lines": strokes and highlights,
    "is_damaged": only of one that cannot be opened}],
    "placeless": likewise, of pages of former versions that have no page in this one}`
    """
    paper, person_id = call.loaded(Paper), call.viewer.person_id
    rows = noted_pages(call.session, person_id, paper.version_id or "")
    former = left_behind(call.session, person_id, paper, partial(reads_former, call, action=Action.NOTES_READ))
    key = own_key(call.session, call.services.keyring, person_id) if rows or former else b""
    values = {
        name: [page for page in (_listed(row, key) for row in of) if any(page[each] for each in page if each != "page")]
        for name, of in (("pages", rows), ("placeless", [row for row, _ in former]))
    }
    recorded = event(call, EventKind.NOTES_ISSUED, pages=_numbers(rows))
    return Issue(answers.json(values), (recorded, *_of_former(call, former)))


def _of_former(call: Call, former: Sequence[tuple[NotedPage, Version]]) -> Iterator[Event]:
    """One record for each former version, since the numbers of the pages and the level are that version's own."""
    for version in dict.fromkeys(version for _, version in former):
        material = call.session.get_one(Material, version.material_id)
        level = max(level_of(version, material), call.loaded(Paper).level, key=lambda each: each.rank)
        pages = _numbers([row for row, of in former if of is version])
        recorded = event(call, EventKind.NOTES_ISSUED, level=level.value, pages=pages)
        yield replace(recorded, version_id=version.id)


def _numbers(rows: Sequence[NotedPage]) -> str:
    return ",".join(str(row.page) for row in rows)


def _listed(row: NotedPage, key: bytes) -> dict[str, object]:
    """What a list has of a page; one that is damaged says so, and keeps nobody from the others."""
    try:
        notes = opened(row, key)
    except NoteDamaged:
        return {"page": row.page, "marks": [], "lines": 0, "is_damaged": True}
    words = [told(mark) for mark in notes.marks.values() if mark.kind not in INKS]
    return {"page": row.page, "marks": words, "lines": len(notes.marks) - len(words)}


def keep(call: Call) -> Response:
    """Keep what was written on a page. JSON: `{"counter", "is_joined"}`; joined with what another tablet wrote, to be
    asked for anew. The answer tells nothing of the notes.

    What was written on a version that was replaced before it could be sent is kept on that one, to be taken along.
    """
    form = NotesForm.demand(call)
    paper = _former(call, form.former) if form.former else call.loaded(Paper)
    page = _page(call, paper)
    if form.writer != call.viewer.person_id:
        raise NotesOfAnother
    changes = NoteChanges(form.put, form.gone, form.is_seen)
    before, after = acts.keep(call.session, call.services.keyring, call.viewer.person_id, paper, page, changes)
    return answers.json({"counter": after, "is_joined": before != form.seen or after == before})


def _former(call: Call, version_id: str) -> Paper:
    """The call's paper in a version that this person had open before. Raises NoSuchPage."""
    paper, may_read = call.loaded(Paper), partial(reads_former, call, action=Action.NOTES_KEEP)
    for version in opened_before(call.session, call.viewer.person_id, paper, may_read):
        if version.id == version_id:
            return replace(paper, version_id=version.id, state=version.state, pages=version.pages)
    raise NoSuchPage


def _page(call: Call, paper: Paper) -> int:
    """The number of the page in the path. Raises PageNotReady, NoSuchPage."""
    page = call.number("n")
    if paper.version_id is None or paper.state != "ready":
        raise PageNotReady
    if not 1 <= page <= (paper.pages or 0):
        raise NoSuchPage
    return page
