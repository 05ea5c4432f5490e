"""Loads the facts by which the policy decides on routes about meetings; the meeting becomes `call.subject`."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actions import Action
from app.access.decisions import Denied, deny
from app.access.facts import MeetingFacts, PaperFacts
from app.access.reasons import Reason
from app.access.roles import SECRETARIAT
from app.errors import NotFound
from app.materials.queries import papers
from app.meetings.errors import ItemGone, MeetingGone, PaperNotHere
from app.meetings.models import AgendaItem, Attachment, Meeting
from app.meetings.queries import attended_ids
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
    """A meeting with the place of one paper in it, where it has one."""

    place: Attachment | None

    @property
    def attachment(self) -> Attachment:
        """The paper's place. Raises PaperNotHere for a paper of another meeting, or of none."""
        if self.place is None:
            raise PaperNotHere
        return self.place


def _find_meeting(session: Session, meeting_id: str, *, locked: bool) -> Meeting | None:
    """The meeting; locked, so that two people who change one agenda come one after the other."""
    query = select(Meeting).where(Meeting.id == meeting_id)
    return session.scalars(query.with_for_update() if locked else query).first()


def meeting(call: Call) -> MeetingFacts:
    """Facts of the meeting in the path."""
    found = _find_meeting(call.session, call.path("meeting"), locked=call.request.method == "POST")
    facts, found = _facts(call, found)
    call.subject = InMeeting(found)
    return facts


def meeting_asked(call: Call) -> MeetingFacts:
    """As `meeting`, but never locked: for a POST that changes nothing."""
    facts, found = _facts(call, _find_meeting(call.session, call.path("meeting"), locked=False))
    call.subject = InMeeting(found)
    return facts


def known_of(call: Call, meetings: Collection[Meeting]) -> set[str]:
    """Ids of those meetings that the person may know of, for what names the meeting of a paper."""
    ids = [each.id for each in meetings]
    mine = attended_ids(call.session, call.actor.person_id, call.actor.roles, ids)
    whole = [each for each in meetings if each.is_intact]
    facts = {each.id: MeetingFacts(each.published_at is not None, each.id in mine) for each in whole}
    return {meeting_id for meeting_id, found in facts.items() if call.may(Action.MEETING_READ, found)}


def agenda_item(call: Call) -> MeetingFacts:
    """Facts of the meeting, with one item of its agenda. Raises ItemGone when somebody removed it."""
    found = _find_meeting(call.session, call.path("meeting"), locked=call.request.method == "POST")
    item = call.session.get(AgendaItem, call.path("item"))
    facts, found = _facts(call, found)
    if item is None or item.meeting_id != found.id:
        raise ItemGone
    call.subject = OnAgenda(found, item)
    return facts


def attached_paper(call: Call) -> PaperFacts:
    """Facts of one paper in a meeting. The policy decides by the paper alone. Raises PaperNotHere when there is none.

    A paper of another meeting is refused later, by `PlacedPaper.attachment`, so that only a person who may do the act
    learns of it.
    """
    found = _find_meeting(call.session, call.path("meeting"), locked=True)
    attachment = call.session.get(Attachment, call.path("material"))
    paper = papers(call.session, call.actor, [call.path("material")]).get(call.path("material"))
    if found is None or paper is None:
        raise PaperNotHere
    is_here = attachment is not None and attachment.meeting_id == found.id
    call.subject = PlacedPaper(found, attachment if is_here else None)
    call.material_id = paper.material_id
    return paper.facts(call.actor)


def _facts(call: Call, found: Meeting | None) -> tuple[MeetingFacts, Meeting]:
    """The facts and the meeting. Raises NotFound, after the same queries, so that its time reveals nothing.

    Raises Denied when the meeting's row was altered, for a person who might know of the meeting.
    """
    wanted = call.path("meeting")
    is_attendee = bool(attended_ids(call.session, call.actor.person_id, call.actor.roles, [wanted]))
    if found is None and call.actor.holds(*SECRETARIAT) and call.request.method == "POST":
        raise MeetingGone(cause="no such meeting")
    if found is None:
        raise NotFound(cause="no such meeting")
    if not found.is_intact:
        raise Denied(deny(Reason.ALTERED, "6-5(1)②"))
    return MeetingFacts(is_published=found.published_at is not None, is_attendee=is_attendee), found
