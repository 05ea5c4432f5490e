"""The secretariat's list of meetings, and the form that makes or changes one."""

from collections.abc import Sequence

from starlette.responses import Response

from app.meetings import acts
from app.meetings.acts import MeetingPlan
from app.meetings.copying import copy_meeting
from app.meetings.errors import AttendeesStand, MomentStands
from app.meetings.facts import InMeeting
from app.meetings.home.queries import NewsSource, wanted_of
from app.meetings.models import Meeting
from app.meetings.papers.audience import crowds
from app.meetings.preparation.forms import NO_GROUPS, MeetingForm
from app.meetings.queries import sections
from app.web import answers
from app.web.call import Call


def index(call: Call, *, wants: Sequence[NewsSource]) -> Response:
    """All meetings: drafts, upcoming, past; above them what the council lacks and this person can put right."""
    wanted = wanted_of(call.session, call.actor, wants)
    is_deleted = call.query.one("done") == "deleted"
    return answers.html(
        call, "prepare/meetings.html", sections=sections(call.session), wanted=wanted, is_deleted=is_deleted
    )


def new_form(call: Call) -> Response:
    """An empty form; the groups of all members are chosen beforehand, as they attend nearly every meeting."""
    first = [group.id for group in crowds(call.session)][:1]
    return _page(call, MeetingForm(time="10:00", place="議場", groups=first), None)


def create(call: Call) -> Response:
    """Make the meeting and go on to its preparation."""
    form = MeetingForm.read(call)
    plan = _plan(call, form)
    if plan is not None and acts.is_made(call.session, plan):
        form.blame("title", "同じ日時に、同じ名前の会議がもうあります。「会議」の一覧から、そちらをひらいてください。")
    if plan is None or form.errors:
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
    now = MeetingForm.of(meeting, acts.group_ids(call.session, meeting.id))
    if form.is_stale(now["made_from"].value):
        form.blame("title", "ほかの人がこの会議を変えました。上の「いまの内容」を確かめてください。")
        return _page(call, form, meeting, now)
    if (plan := _plan(call, form)) is None:
        return _page(call, form, meeting)
    try:
        acts.change_meeting(call.session, call.by, meeting, plan)
    except (AttendeesStand, MomentStands) as error:
        form.take(error)
        return _page(call, form, meeting)
    return answers.see_other(f"/prepare/meetings/{meeting.id}")


def copy(call: Call) -> Response:
    """Make a draft of the same words, groups and agenda, and go on to its day and title."""
    made = copy_meeting(call.session, call.by, call.loaded(InMeeting).meeting)
    return answers.see_other(f"/prepare/meetings/{made.id}/edit")


def _plan(call: Call, form: MeetingForm) -> MeetingPlan | None:
    """The values for a meeting from its form; None with the errors in the form. Ids of deleted groups are left out."""
    groups = acts.known_groups(call.session, form.groups) if form.has("groups") else []
    if not groups:
        form.blame("groups", NO_GROUPS)
    return None if form.errors else MeetingPlan(form.title, form.starts_at, form.place, groups)


def _page(call: Call, form: MeetingForm, meeting: Meeting | None, now: MeetingForm | None = None) -> Response:
    """The screen of a form. `now`: the meeting's present values, when another person has changed it meanwhile."""
    known = [(crowd.id, f"{crowd.name}（{crowd.people}\u00a0人）") for crowd in crowds(call.session)]
    return answers.html(
        call,
        "prepare/meeting_form.html",
        status=422 if form.errors else 200,
        form=form,
        meeting=meeting,
        groups=known,
        now=now,
        made_from=(now or form)["made_from"].value,
        attending_now="、".join(words for group, words in known if now is not None and group in now.typed["groups"]),
    )
