"""Lists of meetings: all of them for the secretariat, the published ones a person attends for everybody else."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.meetings.models import Attachment, Meeting, MeetingGroup
from app.members.models import Group, GroupMember


@dataclass(frozen=True)
class ListedMeeting:
    """A meeting in the secretariat's list."""

    meeting: Meeting
    groups: str
    papers: int


@dataclass(frozen=True)
class Sections:
    """The secretariat's list in its three parts."""

    drafts: list[ListedMeeting]
    upcoming: list[ListedMeeting]
    past: list[ListedMeeting]


def today_start() -> datetime:
    """Midnight on the council's wall clock: a meeting of this morning is still today's."""
    return clock.jst(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)


def sections(session: Session) -> Sections:
    """Every meeting: drafts and upcoming ones by time, past ones newest first."""
    counting = select(Attachment.meeting_id, func.count(Attachment.material_id)).group_by(Attachment.meeting_id)
    counts = {meeting_id: papers for meeting_id, papers in session.execute(counting)}  # noqa: C416 - a row is no pair to dict()
    groups: dict[str, list[str]] = {}
    named = select(MeetingGroup.meeting_id, Group.name).join(Group, Group.id == MeetingGroup.group_id)
    for meeting_id, name in session.execute(named.order_by(Group.position)):
        groups.setdefault(meeting_id, []).append(name)
    meetings = session.scalars(select(Meeting).order_by(Meeting.starts_at, Meeting.id)).all()
    listed = [ListedMeeting(each, "・".join(groups.get(each.id, [])), counts.get(each.id, 0)) for each in meetings]
    today = today_start()
    return Sections(
        drafts=[each for each in listed if each.meeting.published_at is None],
        upcoming=[each for each in listed if each.meeting.published_at and each.meeting.starts_at >= today],
        past=[each for each in reversed(listed) if each.meeting.published_at and each.meeting.starts_at < today],
    )


def attended(session: Session, person_id: str) -> list[Meeting]:
    """Published meetings that one of the person's groups attends, by time."""
    own = select(GroupMember.group_id).where(GroupMember.person_id == person_id)
    mine = select(MeetingGroup.meeting_id).where(MeetingGroup.group_id.in_(own))
    query = select(Meeting).where(Meeting.published_at.is_not(None), Meeting.id.in_(mine))
    return list(session.scalars(query.order_by(Meeting.starts_at, Meeting.id)))
