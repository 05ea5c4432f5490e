"""Whether a sitting that a person attends goes on now. When that is in doubt, it counts as going on.

A sitting closes some things to its attendees, such as personal devices without the chair's approval.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.decisions import Denied, deny
from app.access.reasons import Reason
from app.access.roles import Role
from app.audit.rows.missed import is_any_missing
from app.meetings.models import CalledOff, Meeting, MeetingGroup
from app.meetings.queries import attended_ids
from app.members.models import Group, GroupMember, Office
from app.seals import altered_rows

_SAYING_SO = (Meeting, MeetingGroup, Group, GroupMember, Office)
LENGTH = timedelta(hours=8)
"""How long after its beginning a sitting counts as going on. As long as a long day, so that nobody has to close it."""
_BY_DAY = range(6, 22)
"""The hours in Japan at which a sitting must have been published, and must begin, to explain use at night."""


def _since() -> datetime:
    return clock.now() - LENGTH


def _is_begun(moment: datetime) -> bool:
    return _since() < moment <= clock.now()


def goes_on(meeting: Meeting) -> bool:
    """True for a published meeting that began at most eight hours ago and was not called off before it began.

    Ending a sitting early does not change this, so that nobody can open by it what the sitting closes.
    """
    if meeting.state != "published":
        return False
    called, off = meeting.formerly_at or meeting.starts_at, meeting.called_off_at
    if meeting.called_off and _is_begun(called) and (off is None or off >= called):
        return True
    return not meeting.is_cancelled and _is_begun(meeting.starts_at)


def is_over(meeting: Meeting) -> bool:
    """True once its eight hours and the day that it was called for have passed."""
    day_ends = days.ends(clock.jst(meeting.starts_at).date())
    return clock.now() >= max(meeting.starts_at + LENGTH, day_ends)


def _may_go_on() -> ColumnElement[bool]:
    """A condition in SQL that every meeting meets of which `goes_on` may be true."""
    begun = [(column <= clock.now()) & (column > _since()) for column in (Meeting.starts_at, Meeting.formerly_at)]
    return or_(*begun)


def went_on(session: Session, moment: datetime) -> bool:
    """Whether an announced sitting went on at a moment, whoever attended it. Cancelled ones do not count.

    Announced means published by day, on an earlier day than its own, to begin by day. So a person who wants to hide
    their use at night cannot make up a sitting for it without all who attend having seen it before.
    """
    begun = select(Meeting).where(
        Meeting.state == "published",
        Meeting.called_off != CalledOff.CANCELLED.value,
        Meeting.starts_at <= moment,
        Meeting.starts_at > moment - LENGTH,
    )
    return any(meeting.is_intact and _was_announced(meeting) for meeting in session.scalars(begun))


def _was_announced(meeting: Meeting) -> bool:
    if meeting.published_at is None:
        return False
    announced, begins = clock.jst(meeting.published_at), clock.jst(meeting.starts_at)
    return announced.date() < begins.date() and announced.hour in _BY_DAY and begins.hour in _BY_DAY


def going_on(session: Session) -> list[Meeting]:
    """The sittings that go on now by their rows; the one that began last comes first. See `is_in_doubt`."""
    query = select(Meeting).where(Meeting.state == "published", _may_go_on())
    found = session.scalars(query.order_by(Meeting.starts_at.desc(), Meeting.id))
    return [meeting for meeting in found if meeting.is_intact and goes_on(meeting)]


def is_in_doubt(session: Session) -> bool:
    """True while a row that could say that a sitting goes on, or who attends it, was altered or deleted by SQL.

    Every row is read, because an altered one may meet no condition. Deleted rows are noticed by the worker, and at once
    when a sitting goes on that no group attends.
    """
    attended = exists().where(MeetingGroup.meeting_id == Meeting.id)
    by_nobody = select(Meeting.id).where(Meeting.published_at.is_not(None), _may_go_on(), ~attended)
    is_altered = bool(list(altered_rows(session, _SAYING_SO))) or is_any_missing(session, _SAYING_SO)
    return is_altered or session.execute(by_nobody).first() is not None


def group_is_sitting(session: Session, group_id: str) -> bool:
    """Whether the group attends a sitting that goes on. Raises Denied while that is in doubt (`is_in_doubt`)."""
    meetings = [meeting.id for meeting in going_on(session)]
    query = select(MeetingGroup).where(MeetingGroup.meeting_id.in_(meetings), MeetingGroup.group_id == group_id)
    if session.scalars(query).first() is not None:
        return True
    if is_in_doubt(session):
        raise Denied(deny(Reason.ALTERED, "6-5(1)②"))
    return False


def is_on_for(session: Session, person_id: str, roles: Collection[Role]) -> bool:
    """True while a sitting goes on that one of the person's groups attends, and while that is in doubt (`is_in_doubt`).

    For rules about sittings. `roles`: the offices that the person holds now. Offices and memberships that ended since
    the sitting began still count until it is over; see also `group_is_sitting`.
    """
    sitting = going_on(session)
    begun = [meeting.formerly_at or meeting.starts_at for meeting in sitting]
    held = set(roles) | _ended_since(session, person_id, begun)
    meetings = [meeting.id for meeting in sitting]
    is_on = bool(meetings) and attended_ids(session, person_id, held, meetings, since=min(begun))
    return bool(is_on) or is_in_doubt(session)


def _ended_since(session: Session, person_id: str, begun: Collection[datetime]) -> set[Role]:
    """The offices that the person held when the first of these sittings began, or since, and holds no more.

    An end that was entered after the sitting began counts from its entry, even if it names an earlier moment.
    """
    if not begun:
        return set()
    is_late = or_(Office.ends_at > min(begun), Office.end_given_at > min(begun))
    ended = select(Office).where(Office.person_id == person_id, is_late)
    found = session.scalars(ended.where(Office.starts_at <= clock.now()))
    return {Role(office.role) for office in found if office.is_intact}
