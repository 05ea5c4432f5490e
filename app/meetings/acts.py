"""Creating and changing a meeting: its words, its time, and which groups attend."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.halts.queries import must_not_be_frozen
from app.meetings import sittings
from app.meetings.errors import AttendeesStand, MomentStands
from app.meetings.models import Meeting, MeetingGroup
from app.meetings.subjects import about_meeting
from app.members.models import Group
from app.seals import RowAltered

TITLE_LIMIT = 200
PLACE_LIMIT = 100


@dataclass(frozen=True)
class MeetingPlan:
    """The values for a new or changed meeting. `groups`: ids of the groups that attend."""

    title: str
    starts_at: datetime
    place: str
    groups: Sequence[str]


def group_ids(session: Session, meeting_id: str) -> list[str]:
    """Ids of the groups that attend. Raises RowAltered: what is made of them would be sealed with one put there."""
    rows = session.scalars(select(MeetingGroup).where(MeetingGroup.meeting_id == meeting_id)).all()
    if altered := [row.group_id for row in rows if not row.is_intact]:
        raise RowAltered(cause=f"meeting_group {meeting_id} {altered} does not fit its seal")
    return [row.group_id for row in rows]


def known_groups(session: Session, ids: Sequence[str]) -> list[str]:
    """The ids among these that belong to a group, in their order; others are left out. Raises RowAltered.

    A group whose row was altered is refused, since the name by which it was chosen may be false.
    """
    found = {group.id: group for group in session.scalars(select(Group).where(Group.id.in_(ids)))}
    if altered := [group.id for group in found.values() if not group.is_intact]:
        raise RowAltered(cause=f"people_group {altered} does not fit its seal")
    return [group for group in ids if group in found]


def is_made(session: Session, plan: MeetingPlan) -> bool:
    """True when a meeting of this title and moment exists already, as after a form that was sent twice."""
    same = (Meeting.title == plan.title, Meeting.starts_at == plan.starts_at, Meeting.called_off == "")
    return session.scalar(select(Meeting.id).where(*same).limit(1)) is not None


def create_meeting(session: Session, by: By, plan: MeetingPlan) -> Meeting:
    """Create a meeting as a draft, with its record."""
    meeting = Meeting(
        title=plan.title,
        place=plan.place,
        starts_at=plan.starts_at,
        created_at=clock.now(),
        created_by=by.person_id,
    )
    session.add(meeting)
    session.flush()
    session.add_all(MeetingGroup(meeting_id=meeting.id, group_id=group) for group in plan.groups)
    note(session, by, EventKind.MEETING_CREATED, about_meeting(meeting), title=meeting.title)
    return meeting


def _check_moment(meeting: Meeting, wanted: datetime) -> None:
    """Check that the moment of a meeting that has begun is not moved. Raises MomentStands.

    That moment decides what can still be taken back or hidden.
    """
    is_moved = wanted != meeting.starts_at.replace(second=0, microsecond=0)
    if not is_moved or meeting.published_at is None:
        return
    if meeting.is_cancelled:
        raise MomentStands("中止になった会議の日時は変えられません。中止を取り消すか、新しい会議を作ってください。")
    has_begun = meeting.starts_at <= clock.now()
    if has_begun and wanted > clock.now():
        raise MomentStands("始まった会議の日時は、先に延ばせません。延会か流会として、新しい日時に移してください。")
    if sittings.goes_on(meeting):  # an earlier beginning would end it now, and with it what only a sitting closes
        raise MomentStands("開いている会議の日時は変えられません。会議が終わってから直してください。")
    if not has_begun and wanted <= clock.now():
        raise MomentStands("公開している会議を、過ぎた日時には変えられません。これからの日時を入力してください。")


def change_meeting(session: Session, by: By, meeting: Meeting, plan: MeetingPlan) -> None:
    """Change a meeting's words, time, place or groups, with a record. Raises MomentStands, AttendeesStand."""
    _check_moment(meeting, plan.starts_at)
    former, wanted = set(group_ids(session, meeting.id)), set(plan.groups)
    if sittings.goes_on(meeting) and not former <= wanted:
        raise AttendeesStand
    if wanted - former:
        must_not_be_frozen(session, by)
    meeting.title, meeting.place, meeting.starts_at = plan.title, plan.place, plan.starts_at
    if former != wanted:
        for attending in session.scalars(select(MeetingGroup).where(MeetingGroup.meeting_id == meeting.id)).all():
            if attending.group_id not in wanted:
                session.delete(attending)
        session.add_all(MeetingGroup(meeting_id=meeting.id, group_id=group) for group in sorted(wanted - former))
    note(session, by, EventKind.MEETING_CHANGED, about_meeting(meeting), change="meeting", title=meeting.title)
