"""Whether a sitting that a person attends is on now, as a part of somebody else's query."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, exists

from app import clock
from app.db import UtcDateTime
from app.meetings.models import Meeting, MeetingGroup
from app.members.models import GroupMember

LENGTH = timedelta(hours=8)
"""How long a sitting counts as going on: nobody has to close it, and a long day is covered."""


def _since() -> datetime:
    return clock.now() - LENGTH


def is_on_for(person_id: ColumnElement[str]) -> ColumnElement[bool]:
    """EXISTS: a published meeting of one of the person's groups has begun at most eight hours ago.

    "Now" is read when the query runs, so that the query can be built once.
    """
    return exists().where(
        Meeting.state == "published",
        Meeting.starts_at <= bindparam("sitting_now", callable_=clock.now, type_=UtcDateTime),
        Meeting.starts_at > bindparam("sitting_since", callable_=_since, type_=UtcDateTime),
        MeetingGroup.meeting_id == Meeting.id,
        GroupMember.group_id == MeetingGroup.group_id,
        GroupMember.person_id == person_id,
    )
