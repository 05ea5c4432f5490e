"""The check before publication, and publication itself."""

from starlette.responses import Response

from app.access.roles import Role
from app.materials.queries import load_material
from app.meetings.facts import InMeeting, PlacedPaper
from app.meetings.papers.queries import paper_of
from app.meetings.preparation.views import can_rows, with_way_back
from app.meetings.publication import check, publish_meeting, publish_paper
from app.web import answers
from app.web.call import Call


def show_check(call: Call) -> Response:
    """What stands in the way, and what publication will mean at each level."""
    meeting = call.loaded(InMeeting).meeting
    result = check(call.session, meeting, call.services.handling)
    outlook = [
        {"level": each.level.value, "titles": each.titles, "rows": can_rows(each.lines)} for each in result.outlook
    ]
    sees_3a = call.actor.holds(Role.ADMINISTRATOR)
    return answers.html(call, "prepare/check.html", meeting=meeting, check=result, outlook=outlook, sees_3a=sees_3a)


def publish(call: Call) -> Response:
    """Publish the meeting with its papers."""
    meeting = call.loaded(InMeeting).meeting
    with_way_back(call, lambda: publish_meeting(call.session, call.by, meeting, call.services.handling))
    return answers.see_other(f"/prepare/meetings/{meeting.id}")


def publish_one(call: Call) -> Response:
    """Publish one paper that was added to a published meeting."""
    placed = call.loaded(PlacedPaper)
    meeting, attachment = placed.meeting, placed.attachment
    paper = paper_of(call.session, load_material(call.session, attachment.material_id, locked=True))
    with_way_back(call, lambda: publish_paper(call.session, call.by, meeting, paper))
    return answers.see_other(f"/prepare/meetings/{meeting.id}#paper-{attachment.material_id}")
