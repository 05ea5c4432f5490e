"""A paper's first step: registered and put under an agenda item; its file follows as a raw body."""

from starlette.responses import Response

from app.access.levels import Marks
from app.materials.intake.acts import register
from app.materials.intake.files import ACCEPTED
from app.materials.readers import default_groups, narrowed
from app.meetings.acts import group_ids
from app.meetings.agenda import items_of
from app.meetings.facts import InMeeting
from app.meetings.papers.matching import item_for
from app.meetings.papers.placing import attach
from app.meetings.preparation.forms import NewPaperForm
from app.members.models import Group
from app.web import answers
from app.web.call import Call


def add_paper(call: Call) -> Response:
    """Register a paper for those who attend the meeting; the answer says where its file goes.

    Without a title in the form, the title is the file's name without its ending.
    """
    session, meeting = call.session, call.loaded(InMeeting).meeting
    form = NewPaperForm.demand(call)
    title = form.title or ACCEPTED.without_ending(form.file_name)
    item = item_for(items_of(session, meeting.id), form.agenda_item, f"{form.file_name} {title}")
    groups = [group for each in group_ids(session, meeting.id) if (group := session.get(Group, each))]
    words = f"{title} {form.file_name} {item.title if item else ''}"
    readers = narrowed(groups or default_groups(session), words)
    marks = form.marks_after(Marks())
    material, version = register(session, call.by, title=title, file_name=form.file_name, groups=readers, marks=marks)
    attach(session, meeting, material.id, item.id if item else form.agenda_item)
    return answers.json(
        {
            "material": material.id,
            "version": version.id,
            "upload": f"/prepare/versions/{version.id}/file",
            "stopped": f"/prepare/versions/{version.id}/stopped",
        },
        201,
    )
