"""The secretariat's list of meetings, and the form that makes or changes one."""

from starlette.responses import Response

from app.meetings import acts
from app.meetings.acts import MeetingPlan
from app.meetings.facts import InMeeting
from app.meetings.models import Meeting
from app.meetings.papers.audience import crowds
from app.meetings.preparation.forms import NO_GROUPS, MeetingForm
from app.meetings.queries import sections
from app.web import answers
from app.web.call import Call


def index(call: Call) -> Response:
    """All meetings: drafts, upcoming, past."""
    return answers.html(call, "prepare/meetings.html", sections=sections(call.session))


def new_form(call: Call) -> Response:
    """An empty form; the groups of all members are chosen beforehand, as they attend nearly every meeting."""
    first = [group.id for group in crowds(call.session)][:1]
    return _page(call, MeetingForm(time="10:00", place="議場", groups=first), None)


def create(call: Call) -> Response:
    """Make the meeting and go on to its preparation."""
    form = MeetingForm.read(call)
    if (plan := _plan(call, form)) is None:
        return _page(call, form, None)
    meeting = acts.create_meeting(call.session, call.by, plan)
    return answers.see_other(f"/prepare/meetings/{meeting.id}")


def edit_form(call: Call) -> Response:
    """The form with the meeting's present values."""
    meeting = call.loaded(InMeeting).meeting
    return _page(call, MeetingForm.of(meeting, acts.group_ids(call.session, meeting.id)), meeting)


def change(call: Call) -> Response:
    """Change the meeting and go back to its preparation."""
    form, meeting = MeetingForm.read(call), call.loaded(InMeeting).meeting
    if (plan := _plan(call, form)) is None:
        return _page(call, form, meeting)
    acts.change_meeting(call.session, call.by, meeting, plan)
    return answers.see_other(f"/prepare/meetings/{meeting.id}")


def _plan(call: Call, form: MeetingForm) -> MeetingPlan | None:
    """What was asked for; None leaves what is wrong in the form. Groups that are gone are left out."""
    groups = acts.known_groups(call.session, form.groups) if form.has("groups") else []
    if not groups:
        form.blame("groups", NO_GROUPS)
    return None if form.errors else MeetingPlan(form.title, form.starts_at, form.place, groups)


def _page(call: Call, form: MeetingForm, meeting: Meeting | None) -> Response:
    return answers.html(
        call,
        "prepare/meeting_form.html",
        status=422 if form.errors else 200,
        form=form,
        meeting=meeting,
        groups=[(crowd.id, f"{crowd.name}（{crowd.people}\u00a0人）") for crowd in crowds(call.session)],
    )
