"""Which papers a search goes through, in the order in which they are listed: the agenda's, of the latest meeting first.

Loaded with the facts by which the gate decides about each; nothing of their words is looked at before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.materials.models import Material
from app.materials.queries import Paper, papers
from app.meetings.agenda import in_order
from app.meetings.facts import InMeeting, known_of
from app.meetings.models import AgendaItem, Attachment, Meeting
from app.permits.exceptions.lifting import facts_of_papers
from app.web.call import Call, Candidate

_AT_ONCE = 500
"""Papers of one query: a statement has a greatest number of parameters."""
_CAN_BE_READ = (Material.current_version_id.is_not(None), Material.withdrawn_at.is_(None))


@dataclass(frozen=True)
class AgendaPlace:
    """Where a paper stands: the title of its meeting and its agenda item in words, "" for none."""

    meeting: str = ""
    item: str = ""


def of_meeting(call: Call) -> Sequence[Candidate]:
    """The papers of the meeting in the path."""
    return _candidates(call, _in_meetings(call.session, Meeting.id == call.loaded(InMeeting).meeting.id))


def of_everything(call: Call) -> Sequence[Candidate]:
    """All papers: those of meetings, then those of none."""
    placed = exists().where(Attachment.material_id == Material.id)
    loose = select(Material.id).where(*_CAN_BE_READ, ~placed).order_by(Material.created_at.desc(), Material.id)
    every = [*_in_meetings(call.session, Meeting.id.is_not(None)), *call.session.scalars(loose)]
    return _candidates(call, every)


def places_of(call: Call, material_ids: Sequence[str]) -> dict[str, AgendaPlace]:
    """Where each of these papers stands; without those of meetings of which the person may not know.

    Whoever is named as a reader of a paper need not attend the meeting for which it is.
    """
    query = (
        select(Attachment.material_id, Meeting, AgendaItem.number_label, AgendaItem.title)
        .join(Meeting, Meeting.id == Attachment.meeting_id)
        .outerjoin(AgendaItem, AgendaItem.id == Attachment.agenda_item_id)
        .where(Attachment.material_id.in_(material_ids))
    )
    found = call.session.execute(query).all()
    known = known_of(call, {meeting.id: meeting for _, meeting, *_ in found}.values())
    return {
        material_id: AgendaPlace(meeting.title, f"{number or ''}　{title or ''}".strip())
        for material_id, meeting, number, title in found
        if meeting.id in known
    }


def _in_meetings(session: Session, which: ColumnElement[bool]) -> list[str]:
    """Ids of the papers of some meetings; in each, those under no item come first, as they are handed out first."""
    query = (
        select(Attachment.material_id, Attachment.meeting_id, Attachment.agenda_item_id)
        .join(Meeting, Meeting.id == Attachment.meeting_id)
        .join(Material, Material.id == Attachment.material_id)
        .where(which, *_CAN_BE_READ)
        .order_by(Meeting.starts_at.desc(), Meeting.id, Attachment.position, Attachment.material_id)
    )
    meetings: dict[str, dict[str | None, list[str]]] = {}
    for material_id, meeting_id, item_id in session.execute(query):
        meetings.setdefault(meeting_id, {}).setdefault(item_id, []).append(material_id)
    items: dict[str, list[AgendaItem]] = {}
    of_these = select(AgendaItem).join(Meeting, Meeting.id == AgendaItem.meeting_id).where(which)
    for item in session.scalars(of_these):
        items.setdefault(item.meeting_id, []).append(item)
    return [
        material_id
        for meeting_id, under in meetings.items()
        for item_id in (None, *(node.item.id for node in in_order(items.get(meeting_id, []))))
        for material_id in under.get(item_id, [])
    ]


def _candidates(call: Call, material_ids: Sequence[str]) -> list[Candidate]:
    found = [paper for paper in _papers(call, material_ids) if paper.state == "ready"]
    facts = facts_of_papers(call, found)
    return [Candidate(paper.material_id, paper, each) for paper, each in zip(found, facts, strict=True)]


def _papers(call: Call, material_ids: Sequence[str]) -> Iterator[Paper]:
    for start in range(0, len(material_ids), _AT_ONCE):
        part = list(material_ids[start : start + _AT_ONCE])
        known = papers(call.session, call.actor, part)
        yield from (known[material_id] for material_id in part if material_id in known)
