"""Loads what a decision about a meeting looks at, and puts the meeting (and its item or paper) into `call.subject`."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.facts import MeetingFacts
from app.errors import NotFound
from app.meetings.errors import ItemGone, PaperNotHere
from app.meetings.models import AgendaItem, Attachment, Meeting, MeetingGroup
from app.members.models import GroupMember
from app.web.call import Call


@dataclass(frozen=True)
class InMeeting:
    """The meeting that a URL names."""

    meeting: Meeting


@dataclass(frozen=True)
class OnAgenda(InMeeting):
    """A meeting with one item of its agenda."""

    item: AgendaItem


@dataclass(frozen=True)
class PlacedPaper(InMeeting):
    """A meeting with the place of one paper in it."""

    attachment: Attachment


def load_meeting(session: Session, meeting_id: str, *, locked: bool = False) -> Meeting:
    """The meeting; locked, so that two people who change one agenda come one after the other. Raises NotFound."""
    query = select(Meeting).where(Meeting.id == meeting_id)
    meeting = session.scalars(query.with_for_update() if locked else query).first()
    if meeting is None:
        raise NotFound(cause=f"no meeting {meeting_id[:40]}")
    return meeting


def attends(session: Session, person_id: str | None, meeting_id: str) -> bool:
    """True when a group that attends the meeting counts the person among its people."""
    query = (
        select(MeetingGroup.group_id)
        .join(GroupMember, GroupMember.group_id == MeetingGroup.group_id)
        .where(MeetingGroup.meeting_id == meeting_id, GroupMember.person_id == person_id)
    )
    return person_id is not None and session.execute(query).first() is not None


def meeting(call: Call) -> MeetingFacts:
    """Facts of the meeting in the path."""
    found = load_meeting(call.session, call.path("meeting"), locked=call.request.method == "POST")
    call.subject = InMeeting(found)
    return _facts(call, found)


def agenda_item(call: Call) -> MeetingFacts:
    """Facts of the meeting, with one item of its agenda. Raises ItemGone when somebody removed it."""
    found = load_meeting(call.session, call.path("meeting"), locked=True)
    item = call.session.get(AgendaItem, call.path("item"))
    if item is None or item.meeting_id != found.id:
        raise ItemGone
    call.subject = OnAgenda(found, item)
    return _facts(call, found)


def attached_paper(call: Call) -> MeetingFacts:
    """Facts of the meeting, with one paper attached to it. Raises PaperNotHere."""
    found = load_meeting(call.session, call.path("meeting"), locked=True)
    attachment = call.session.get(Attachment, call.path("material"))
    if attachment is None or attachment.meeting_id != found.id:
        raise PaperNotHere
    call.subject = PlacedPaper(found, attachment)
    call.material_id = attachment.material_id
    return _facts(call, found)


def _facts(call: Call, found: Meeting) -> MeetingFacts:
    return MeetingFacts(
        is_published=found.published_at is not None,
        is_attendee=attends(call.session, call.actor.person_id, found.id),
    )
