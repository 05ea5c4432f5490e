"""HTTP for a meeting that does not take place as called: one screen with every act, and what each one is closed by."""

from datetime import datetime, timedelta

from starlette.responses import Response

from app import clock
from app.meetings import sittings
from app.meetings.calling_off import acts
from app.meetings.calling_off.forms import CancelForm, PutOffForm
from app.meetings.facts import InMeeting
from app.meetings.models import Meeting
from app.meetings.papers.placing import attachments_of
from app.meetings.preparation.views import with_way_back
from app.web import answers
from app.web.call import Call


def show(call: Call) -> Response:
    """The screen."""
    return _page(call, CancelForm(), PutOffForm(time=f"{clock.jst(_meeting(call).starts_at):%H:%M}"))


def cancel(call: Call) -> Response:
    """The meeting does not take place."""
    form, meeting = CancelForm.read(call), _meeting(call)
    if form.errors:
        return _page(call, form, PutOffForm())
    with_way_back(call, lambda: acts.cancel(call.session, call.by, meeting, form.reason))
    return _back(meeting)


def put_off(call: Call) -> Response:
    """The meeting is held, or goes on, at another time."""
    form, meeting = PutOffForm.read(call), _meeting(call)
    if form.has("day", "time") and form.starts_at <= clock.now():
        form.blame("day", "これからの日時を入力してください。")
    if form.errors:
        return _page(call, CancelForm(), form)
    with_way_back(
        call, lambda: acts.put_off(call.session, call.by, meeting, form.how, form.starts_at, form.put_off_reason)
    )
    return _back(meeting)


def take_back(call: Call) -> Response:
    """The meeting takes place as it was called."""
    with_way_back(call, lambda: acts.take_back(call.session, call.by, _meeting(call)))
    return _back(_meeting(call))


def hide(call: Call) -> Response:
    """The meeting becomes a draft again."""
    with_way_back(call, lambda: acts.hide(call.session, call.by, _meeting(call)))
    return _back(_meeting(call))


def delete(call: Call) -> Response:
    """The draft is deleted."""
    with_way_back(call, lambda: acts.delete_draft(call.session, call.by, _meeting(call)))
    return answers.see_other("/prepare?done=deleted")


def _meeting(call: Call) -> Meeting:
    return call.loaded(InMeeting).meeting


def _back(meeting: Meeting) -> Response:
    return answers.see_other(f"/prepare/meetings/{meeting.id}")


def _until_words(moment: datetime) -> str:
    """「12月8日（火）午前10時」; for midnight 「12月8日（火）の終わり」, of the day that ends."""
    local = clock.jst(moment)
    if local.hour or local.minute:
        return clock.meeting_text(moment)
    return f"{clock.day_text(moment - timedelta(minutes=1))}の終わり"


def _page(call: Call, cancelling: CancelForm, putting_off: PutOffForm) -> Response:
    meeting = _meeting(call)
    hindrance = acts.what_hinders(call.session, call.by, meeting)
    return answers.html(
        call,
        "prepare/calling_off.html",
        status=422 if cancelling.errors or putting_off.errors else 200,
        meeting=meeting,
        cancelling=cancelling,
        putting_off=putting_off,
        hindrance="" if hindrance is None else hindrance.sentence,
        is_over=sittings.is_over(meeting),
        has_begun=meeting.starts_at <= clock.now(),
        may_take_back=acts.may_take_back(meeting),
        way_back_until=_until_words(acts.way_back_until(meeting)),
        papers=len(attachments_of(call.session, meeting.id)),
    )
