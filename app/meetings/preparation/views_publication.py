"""The check before publication, and publication itself."""

from starlette.responses import Response

from app.access.roles import Role
from app.materials.queries import load_material
from app.meetings.facts import InMeeting, PlacedPaper
from app.meetings.papers.queries import paper_of
from app.meetings.preparation.forms import PublishForm
from app.meetings.preparation.views import can_rows, with_way_back
from app.meetings.publication import Check, check, lock_papers, publish_meeting, publish_paper
from app.web import answers
from app.web.call import Call


def show_check(call: Call) -> Response:
    """The page with what must be put right first, and what publication will mean at each level."""
    return _page(call, _check(call))


def publish(call: Call) -> Response:
    """Publish the meeting with its papers, as the check showed them; else the check comes back as it is now."""
    form, meeting = PublishForm.read(call), call.loaded(InMeeting).meeting
    lock_papers(call.session, meeting)
    checked = _check(call)
    if form.is_stale(checked.mark) and meeting.published_at is None:
        return _page(call, checked, is_stale=True)
    with_way_back(call, lambda: publish_meeting(call.session, call.by, meeting, checked))
    return answers.see_other(f"/prepare/meetings/{meeting.id}")


def _check(call: Call) -> Check:
    return check(call.session, call.actor, call.loaded(InMeeting).meeting, call.handling)


def _page(call: Call, checked: Check, *, is_stale: bool = False) -> Response:
    outlook = [
        {"level": each.level.value, "titles": each.titles, "rows": can_rows(each.lines)} for each in checked.outlook
    ]
    return answers.html(
        call,
        "prepare/check.html",
        status=409 if is_stale else 200,
        meeting=call.loaded(InMeeting).meeting,
        check=checked,
        outlook=outlook,
        is_stale=is_stale,
        sees_3a=call.actor.holds(Role.ADMINISTRATOR),
    )


def publish_one(call: Call) -> Response:
    """Publish one paper that was added to a published meeting."""
    placed = call.loaded(PlacedPaper)
    meeting, attachment = placed.meeting, placed.attachment
    paper = paper_of(call.session, call.actor, load_material(call.session, attachment.material_id, locked=True))
    form = PublishForm.read(call)
    with_way_back(
        call, lambda: publish_paper(call.session, call.by, meeting, paper, is_as_shown=not form.is_stale(paper.mark))
    )
    return answers.see_other(f"/prepare/meetings/{meeting.id}#paper-{attachment.material_id}")
