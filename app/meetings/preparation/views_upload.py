"""A paper's first step: registered and put under an agenda item; its file follows as a raw body."""

from starlette.responses import Response

from app.access.levels import Marks
from app.meetings.facts import InMeeting
from app.meetings.papers.bringing import bring_paper
from app.meetings.preparation.forms import NewPaperForm
from app.web import answers
from app.web.call import Call


def add_paper(call: Call) -> Response:
    """Register a paper for those who attend the meeting; the answer says where its file goes."""
    form = NewPaperForm.demand(call)
    version = bring_paper(
        call.session,
        call.by,
        call.loaded(InMeeting).meeting,
        file_name=form.file_name,
        title=form.title,
        agenda_item=form.agenda_item,
        marks=form.marks_after(Marks()),
    )
    return answers.json(
        {
            "material": version.material_id,
            "version": version.id,
            "upload": f"/prepare/versions/{version.id}/file",
            "stopped": f"/prepare/versions/{version.id}/stopped",
        },
        201,
    )
