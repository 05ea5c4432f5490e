"""A person's own notes for the reader's script. What leaves is recorded first, as every byte of the paper is."""

import base64

from starlette.responses import Response

from app.audit.vocabulary import EventKind
from app.materials.queries import Paper
from app.notes import acts
from app.notes.errors import NotesOfAnother
from app.notes.forms import NotesForm
from app.notes.marks import INKS, PageOfNotes, told
from app.notes.merging import NoteChanges
from app.notes.models import NotedPage
from app.notes.queries import counters_of, noted_pages
from app.notes.sealing import key_on_tablets, opened, own_key
from app.reading.errors import NoSuchPage, PageNotReady
from app.reading.issue import event
from app.web import answers
from app.web.call import Call, Issue


def index(call: Call) -> Response:
    """JSON: which pages of the version this person has noted, and the key of what waits on their tablet.

    `{"pages": {"3": the page's counter}, "key": 32 bytes in base64}`
    """
    version_id, person_id = call.loaded(Paper).version_id or "", call.viewer.person_id
    key = base64.b64encode(key_on_tablets(call.services.keyring, person_id, version_id)).decode()
    return answers.json({"pages": counters_of(call.session, person_id, version_id), "key": key})


def of_page(call: Call) -> Issue:
    """JSON with a page's notes: `{"counter": how often it was changed, "marks": [as `marks.told` has them]}`."""
    version_id, page = _page(call)
    row = call.session.get(NotedPage, (call.viewer.person_id, version_id, page))
    marks = []
    if row is not None:
        key = own_key(call.session, call.services.keyring, call.viewer.person_id)
        marks = [told(mark) for mark in opened(row, key).marks.values()]
    values = {"counter": row.counter if row else 0, "marks": marks}
    return Issue(answers.json(values), (event(call, EventKind.NOTES_ISSUED, page=page),))


def listed(call: Call) -> Issue:
    """JSON with what of the version's notes can be read in a list: words and bookmarks, and how many lines there are.

    `{"pages": [{"page", "marks": [texts and bookmarks, as `marks.told` has them], "lines": strokes and highlights}]}`
    """
    paper, person_id = call.loaded(Paper), call.viewer.person_id
    rows = noted_pages(call.session, person_id, paper.version_id or "")
    key = own_key(call.session, call.services.keyring, person_id) if rows else b""
    pages = [_listed(row.page, opened(row, key)) for row in rows]
    recorded = event(call, EventKind.NOTES_ISSUED, pages=",".join(str(row.page) for row in rows))
    return Issue(answers.json({"pages": [page for page in pages if page["marks"] or page["lines"]]}), (recorded,))


def _listed(page: int, notes: PageOfNotes) -> dict[str, object]:
    words = [told(mark) for mark in notes.marks.values() if mark.kind not in INKS]
    return {"page": page, "marks": words, "lines": len(notes.marks) - len(words)}


def keep(call: Call) -> Response:
    """Keep what was written on a page. JSON: `{"counter", "is_joined"}`; joined with what another tablet wrote, to be
    asked for anew. The answer tells nothing of the notes.
    """
    form = NotesForm.demand(call)
    _, page = _page(call)
    if form.writer != call.viewer.person_id:
        raise NotesOfAnother
    changes = NoteChanges(form.put, form.gone)
    before, after = acts.keep(
        call.session, call.services.keyring, call.viewer.person_id, call.loaded(Paper), page, changes
    )
    return answers.json({"counter": after, "is_joined": before != form.seen or after == before})


def _page(call: Call) -> tuple[str, int]:
    """The version and the number of the page in the path. Raises PageNotReady, NoSuchPage."""
    paper, page = call.loaded(Paper), call.number("n")
    if paper.version_id is None or paper.state != "ready":
        raise PageNotReady
    if not 1 <= page <= (paper.pages or 0):
        raise NoSuchPage
    return paper.version_id, page
