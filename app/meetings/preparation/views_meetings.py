"""The secretariat's list of meetings, and the form that makes or changes one."""

from starlette.responses import Response

from app.errors import BadInput
from app.meetings import acts
from app.meetings.acts import MeetingForm
from app.meetings.facts import InMeeting
from app.meetings.models import Meeting
from app.meetings.papers.audience import crowds
from app.meetings.queries import sections
from app.web import answers
from app.web.call import Call


def index(call: Call) -> Response:
    """All meetings: drafts, upcoming, past."""
    return answers.html(call, "prepare/meetings.html", sections=sections(call.session))


def new_form(call: Call) -> Response:
    """An empty form; the groups of all members are chosen beforehand, as they attend nearly every meeting."""
    first = [group.id for group in crowds(call.session)][:1]
    return _form(call, MeetingForm(time="10:00", place="議場", groups=tuple(first)), None, {})


def create(call: Call) -> Response:
    """Make the meeting and go on to its preparation."""
    form = acts.form_of(call)
    try:
        meeting = acts.create_meeting(call.session, call.by, form)
    except BadInput as error:
        return _form(call, form, None, error.fields)
    return answers.see_other(f"/prepare/meetings/{meeting.id}")


def edit_form(call: Call) -> Response:
    """The form with the meeting's present values."""
    meeting = call.loaded(InMeeting).meeting
    return _form(call, acts.form_for(meeting, acts.group_ids(call.session, meeting.id)), meeting, {})


def change(call: Call) -> Response:
    """Change the meeting and go back to its preparation."""
    form, meeting = acts.form_of(call), call.loaded(InMeeting).meeting
    try:
        acts.change_meeting(call.session, call.by, meeting, form)
    except BadInput as error:
        return _form(call, form, meeting, error.fields)
    return answers.see_other(f"/prepare/meetings/{meeting.id}")


def _form(call: Call, form: MeetingForm, meeting: Meeting | None, errors: dict[str, str]) -> Response:
    return answers.html(
        call,
        "prepare/meeting_form.html",
        status=422 if errors else 200,
        form=form,
        meeting=meeting,
        errors=errors,
        crowds=crowds(call.session),
    )
