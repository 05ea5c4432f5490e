"""Several papers at once, in the order in which they are listed: the agenda's, of the latest meeting first.

Loaded with the facts by which the gate decides about each; nothing of what they say is looked at before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.access.reasons import Reason
from app.materials.models import Material
from app.materials.queries import Paper, papers
from app.meetings.agenda import in_order
from app.meetings.facts import known_of
from app.meetings.models import AgendaItem, Attachment, Meeting
from app.permits.exceptions.lifting import facts_of_papers
from app.web.call import Call, Candidate

_AT_ONCE = 500
"""Papers of one query: a statement has a greatest number of parameters."""
CAN_BE_READ = (Material.current_version_id.is_not(None), Material.withdrawn_at.is_(None))
"""Of a paper: that it has pages, and was not withdrawn."""

WHY_LEFT_OUT = {
    Reason.DEVICE: "個人の端末では読めません",
    Reason.ZONE: "議会の決められたネットワークの中でだけ読めます",
    Reason.NO_NOTICE: "持ち出しの届を出すと読めます",
    Reason.NETWORK_UNCHECKED: "ネットワークの安全を確かめると読めます",
    Reason.STALE: "本人確認をやり直すと読めます",
    Reason.SITTING: "この端末では、会議の間は読めません",
    Reason.NEEDS_PASSKEY: "パスキーでサインインすると読めます",
    Reason.FROZEN: "閲覧が止められています",
}
"""Refusals by the level's conditions, which come only after the person may know of the paper: it stands in their lists.

Of papers that are refused for any other reason nothing is told, not even their number.
"""


@dataclass(frozen=True)
class AgendaPlace:
    """Where a paper stands: the title of its meeting and its agenda item in words, "" for none."""

    meeting: str = ""
    item: str = ""

    def tell(self, paper: Paper) -> dict[str, object]:
        """What a list says of the paper that stands here."""
        return {
            "material": paper.material_id,
            "title": paper.title,
            "level": paper.level.value,
            "is_released": paper.is_released,
            "meeting": self.meeting,
            "item": self.item,
        }


def of_meeting(session: Session, meeting_id: str) -> list[str]:
    """Ids of the papers of a meeting that have pages and were not withdrawn."""
    return _in_meetings(session, Meeting.id == meeting_id, *CAN_BE_READ)


def of_everything(session: Session, *which: ColumnElement[bool]) -> list[str]:
    """Ids of all papers for which these conditions hold: those of meetings, then those of none."""
    placed = exists().where(Attachment.material_id == Material.id)
    loose = select(Material.id).where(*which, ~placed).order_by(Material.created_at.desc(), Material.id)
    return [*_in_meetings(session, Meeting.id.is_not(None), *which), *session.scalars(loose)]


def left_out(call: Call, why: Mapping[Reason, str] = MappingProxyType(WHY_LEFT_OUT)) -> list[dict[str, object]]:
    """`[{"count", "why"}]` of the papers that are not told of here and now, where the person may know of them."""
    return [
        {"count": call.left_out[reason], "why": words} for reason, words in why.items() if call.left_out.get(reason)
    ]


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


def _in_meetings(session: Session, meeting: ColumnElement[bool], *which: ColumnElement[bool]) -> list[str]:
    """Ids of such papers of some meetings; in each, those under no item come first, as they are handed out first."""
    query = (
        select(Attachment.material_id, Attachment.meeting_id, Attachment.agenda_item_id)
        .join(Meeting, Meeting.id == Attachment.meeting_id)
        .join(Material, Material.id == Attachment.material_id)
        .where(meeting, *which)
        .order_by(Meeting.starts_at.desc(), Meeting.id, Attachment.position, Attachment.material_id)
    )
    meetings: dict[str, dict[str | None, list[str]]] = {}
    for material_id, meeting_id, item_id in session.execute(query):
        meetings.setdefault(meeting_id, {}).setdefault(item_id, []).append(material_id)
    items: dict[str, list[AgendaItem]] = {}
    of_these = select(AgendaItem).join(Meeting, Meeting.id == AgendaItem.meeting_id).where(meeting)
    for item in session.scalars(of_these):
        items.setdefault(item.meeting_id, []).append(item)
    return [
        material_id
        for meeting_id, under in meetings.items()
        for item_id in (None, *(node.item.id for node in in_order(items.get(meeting_id, []))))
        for material_id in under.get(item_id, [])
    ]


def candidates(call: Call, material_ids: Sequence[str]) -> list[Candidate]:
    """Those of the papers whose pages are ready, for the gate to decide about each (`rows.Among`)."""
    found = [paper for paper in _papers(call, material_ids) if paper.state == "ready"]
    facts = facts_of_papers(call, found)
    return [Candidate(paper.material_id, paper, each) for paper, each in zip(found, facts, strict=True)]


def _papers(call: Call, material_ids: Sequence[str]) -> Iterator[Paper]:
    for start in range(0, len(material_ids), _AT_ONCE):
        part = list(material_ids[start : start + _AT_ONCE])
        known = papers(call.session, call.actor, part)
        yield from (known[material_id] for material_id in part if material_id in known)
