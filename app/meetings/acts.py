"""Creating and changing a meeting: its words, its time, and which groups attend."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.meetings.models import Meeting, MeetingGroup
from app.meetings.subjects import about_meeting
from app.members.models import Group

TITLE_LIMIT = 200
PLACE_LIMIT = 100


@dataclass(frozen=True)
class MeetingPlan:
    """What a meeting is to be; `groups` are the ids of those that attend."""

    title: str
    starts_at: datetime
    place: str
    groups: Sequence[str]


def group_ids(session: Session, meeting_id: str) -> list[str]:
    """Ids of the groups that attend."""
    return list(session.scalars(select(MeetingGroup.group_id).where(MeetingGroup.meeting_id == meeting_id)))


def known_groups(session: Session, ids: Sequence[str]) -> list[str]:
    """Those of the ids that are a group's, in their order."""
    known = set(session.scalars(select(Group.id)))
    return [group for group in ids if group in known]


def create_meeting(session: Session, by: By, plan: MeetingPlan) -> Meeting:
    """A new draft."""
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


def change_meeting(session: Session, by: By, meeting: Meeting, plan: MeetingPlan) -> None:
    """Change words, time, place or attendance."""
    meeting.title, meeting.place, meeting.starts_at = plan.title, plan.place, plan.starts_at
    if set(group_ids(session, meeting.id)) != set(plan.groups):
        session.execute(delete(MeetingGroup).where(MeetingGroup.meeting_id == meeting.id))
        session.add_all(MeetingGroup(meeting_id=meeting.id, group_id=group) for group in plan.groups)
    note(session, by, EventKind.MEETING_CHANGED, about_meeting(meeting), change="meeting", title=meeting.title)
