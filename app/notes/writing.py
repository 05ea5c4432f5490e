"""Takes up what a person wrote on a page. It opens nothing, and its answer tells nothing of the notes."""

from dataclasses import replace
from functools import partial

from starlette.responses import Response

from app.access.actions import Action
from app.materials.queries import Paper
from app.notes import acts
from app.notes.carrying import opened_before
from app.notes.errors import NotesOfAnother
from app.notes.forms import NotesForm
from app.notes.merging import NoteChanges
from app.notes.sharing.acts import announce_written
from app.reading.errors import NoSuchPage, PageNotReady
from app.reading.since import reads_former
from app.web import answers
from app.web.call import Call


def keep(call: Call) -> Response:
    """Keep what was written on a page. JSON: `{"counter", "is_joined"}`; joined with what another tablet wrote, to be
    asked for anew. The answer tells nothing of the notes.

    What was written on a version that was replaced before it could be sent is kept on that one, to be taken along.
    """
    form = NotesForm.demand(call)
    paper = _former(call, form.former) if form.former else call.loaded(Paper)
    page = page_in(call, paper)
    if form.writer != call.viewer.person_id:
        raise NotesOfAnother
    changes = NoteChanges(form.put, form.gone, form.is_seen)
    before, after = acts.keep(call.session, call.services.keyring, call.viewer.person_id, paper, page, changes)
    if before != after:
        announce_written(call.session, call.viewer.person_id, paper, page)
    return answers.json({"counter": after, "is_joined": before != form.seen or after == before})


def _former(call: Call, version_id: str) -> Paper:
    """The call's paper in a version that this person had open before. Raises NoSuchPage."""
    paper, may_read = call.loaded(Paper), partial(reads_former, call, action=Action.NOTES_KEEP)
    for version in opened_before(call.session, call.viewer.person_id, paper, may_read):
        if version.id == version_id:
            return replace(paper, version_id=version.id, state=version.state, pages=version.pages)
    raise NoSuchPage


def page_in(call: Call, paper: Paper) -> int:
    """The number of the page in the path. Raises PageNotReady, NoSuchPage."""
    page = call.number("n")
    if paper.version_id is None or paper.state != "ready":
        raise PageNotReady
    if not 1 <= page <= (paper.pages or 0):
        raise NoSuchPage
    return page
