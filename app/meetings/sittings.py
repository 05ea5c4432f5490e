"""Whether a sitting that a person attends is going on now. What only a sitting closes is closed in doubt, too."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.decisions import Denied, deny
from app.access.reasons import Reason
from app.access.roles import Role
from app.meetings.models import CalledOff, Meeting, MeetingGroup
from app.meetings.queries import attended_ids
from app.members.models import Group, GroupMember, Office
from app.seals import altered_rows

_SAYING_SO = (Meeting, MeetingGroup, Group, GroupMember, Office)
LENGTH = timedelta(hours=8)
"""How long after its beginning a sitting counts as going on; long enough for a long day, so nobody has to close it."""
_BY_DAY = range(6, 22)
"""The hours in Japan at which a sitting that explains a use at night is published and begins."""


def _since() -> datetime:
    return clock.now() - LENGTH


def _is_begun(moment: datetime) -> bool:
    return _since() < moment <= clock.now()


def goes_on(meeting: Meeting) -> bool:
    """One meeting: published, begun at most eight hours ago, and not called off before it began.

    Who ends a sitting early opens nothing by it: it counts until the eight hours are over.
    """
    if meeting.state != "published":
        return False
    called, off = meeting.formerly_at or meeting.starts_at, meeting.called_off_at
    if meeting.called_off and _is_begun(called) and (off is None or off >= called):
        return True
    return not meeting.is_cancelled and _is_begun(meeting.starts_at)


def is_over(meeting: Meeting) -> bool:
    """True once its eight hours and the day that it was called for have passed: it was held, or nobody came."""
    day_ends = days.ends(clock.jst(meeting.starts_at).date())
    return clock.now() >= max(meeting.starts_at + LENGTH, day_ends)


def _may_go_on() -> ColumnElement[bool]:
    """The condition that finds every meeting of which `goes_on` may be true."""
    begun = [(column <= clock.now()) & (column > _since()) for column in (Meeting.starts_at, Meeting.formerly_at)]
    return or_(*begun)


def went_on(session: Session, moment: datetime) -> bool:
    """Whether a sitting that was announced went on at a moment; without asking who attended, and of cancelled ones no.

    Announced: published by day, on a day before its own, to begin by day. Who wants to be unseen at night has no time
    to make one, and everybody who attends has seen it.
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
    """The sittings that go on now, as their rows say; the one that began last comes first. See `is_in_doubt`."""
    query = select(Meeting).where(Meeting.state == "published", _may_go_on())
    found = session.scalars(query.order_by(Meeting.starts_at.desc(), Meeting.id))
    return [meeting for meeting in found if meeting.is_intact and goes_on(meeting)]


def is_in_doubt(session: Session) -> bool:
    """True while a row that could say that a sitting goes on, or who attends it, was altered or taken away by SQL.

    Every row is read: one that was altered may be found by no condition. Of rows that are gone it is noticed when a
    sitting goes on that nobody attends.
    """
    attended = exists().where(MeetingGroup.meeting_id == Meeting.id)
    by_nobody = select(Meeting.id).where(Meeting.published_at.is_not(None), _may_go_on(), ~attended)
    return bool(list(altered_rows(session, _SAYING_SO))) or session.execute(by_nobody).first() is not None


def group_is_sitting(session: Session, group_id: str) -> bool:
    """Whether the group attends a sitting that goes on. Raises Denied while nobody can tell (`is_in_doubt`)."""
    meetings = [meeting.id for meeting in going_on(session)]
    query = select(MeetingGroup).where(MeetingGroup.meeting_id.in_(meetings), MeetingGroup.group_id == group_id)
    if session.scalars(query).first() is not None:
        return True
    if is_in_doubt(session):
        raise Denied(deny(Reason.ALTERED, "6-5(1)②"))
    return False


def is_on_for(session: Session, person_id: str, roles: Collection[Role]) -> bool:
    """True while a sitting goes on that one of the person's groups attends, and while nobody can tell (`is_in_doubt`).

    For what only a sitting closes. `roles`: the offices that the person holds now; one that ended since the sitting
    began counts until it is over, as a membership of a group does: nobody is taken out meanwhile (`group_is_sitting`).
    """
    sitting = going_on(session)
    begun = [meeting.formerly_at or meeting.starts_at for meeting in sitting]
    held = set(roles) | _ended_since(session, person_id, begun)
    meetings = [meeting.id for meeting in sitting]
    is_on = bool(meetings) and attended_ids(session, person_id, held, meetings, since=min(begun))
    return bool(is_on) or is_in_doubt(session)


def _ended_since(session: Session, person_id: str, begun: Collection[datetime]) -> set[Role]:
    """The offices that the person held when the first of these sittings began, or since, and holds no more.

    An end that is entered once it has begun, for a moment before it, is taken for one of now.
    """
    if not begun:
        return set()
    is_late = or_(Office.ends_at > min(begun), Office.end_given_at > min(begun))
    ended = select(Office).where(Office.person_id == person_id, is_late)
    found = session.scalars(ended.where(Office.starts_at <= clock.now()))
    return {Role(office.role) for office in found if office.is_intact}
