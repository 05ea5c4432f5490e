"""Whether a sitting that a person attends is on at a moment, as a part of somebody else's query."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists

from app.meetings.models import Meeting, MeetingGroup
from app.members.models import GroupMember

LENGTH = timedelta(hours=8)
"""How long a sitting counts as going on: nobody has to close it, and a long day is covered."""


def is_on_for(person_id: ColumnElement[str], moment: datetime) -> ColumnElement[bool]:
    """EXISTS: a published meeting of one of the person's groups has begun at most eight hours before the moment."""
    return exists().where(
        Meeting.state == "published",
        Meeting.starts_at <= moment,
        Meeting.starts_at > moment - LENGTH,
        MeetingGroup.meeting_id == Meeting.id,
        GroupMember.group_id == MeetingGroup.group_id,
        GroupMember.person_id == person_id,
    )
