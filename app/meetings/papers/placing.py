"""The places of papers in a meeting: under which agenda item, and in which order."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInput
from app.meetings.agenda import Direction, moved
from app.meetings.models import AgendaItem, Attachment, ExplainedReader, Meeting


def attachments_of(session: Session, meeting_id: str) -> list[Attachment]:
    """All papers of a meeting, in the order of their places under the items."""
    query = (
        select(Attachment)
        .where(Attachment.meeting_id == meeting_id)
        .order_by(Attachment.position, Attachment.material_id)
    )
    return list(session.scalars(query))


def attach(session: Session, meeting: Meeting, material_id: str, agenda_item_id: str | None) -> Attachment:
    """Put a new paper last under an item, or under none. Raises BadInput when the item is not in this meeting."""
    item_id = _item_id(session, meeting, agenda_item_id or "")
    siblings = [each for each in attachments_of(session, meeting.id) if each.agenda_item_id == item_id]
    attachment = Attachment(
        material_id=material_id, meeting_id=meeting.id, agenda_item_id=item_id, position=len(siblings) + 1
    )
    session.add(attachment)
    session.flush()
    _renumber([*siblings, attachment])
    return attachment


def detach(session: Session, material_id: str) -> None:
    """Delete the places of a paper that is being removed, and what is known of its readers as explainers."""
    for row in session.scalars(select(ExplainedReader).where(ExplainedReader.material_id == material_id)).all():
        session.delete(row)
    if (place := session.get(Attachment, material_id)) is not None:
        session.delete(place)
    session.flush()


def move_paper(session: Session, attachment: Attachment, *, direction: Direction, before_id: str = "") -> None:
    """Move a paper up or down under its item, or right before the paper `before_id`."""
    siblings = _siblings(session, attachment)
    before = next((each for each in siblings if each.material_id == before_id), None)
    _renumber(moved(siblings, attachment, direction=direction, before=before))


def move_paper_to(session: Session, meeting: Meeting, attachment: Attachment, agenda_item_id: str) -> None:
    """Put a paper last under another item ("" for none)."""
    item_id = _item_id(session, meeting, agenda_item_id)
    former = [each for each in _siblings(session, attachment) if each is not attachment]
    attachment.agenda_item_id = item_id
    session.flush()
    _renumber(former)
    _renumber([*(each for each in _siblings(session, attachment) if each is not attachment), attachment])


def _siblings(session: Session, attachment: Attachment) -> list[Attachment]:
    return [
        each
        for each in attachments_of(session, attachment.meeting_id)
        if each.agenda_item_id == attachment.agenda_item_id
    ]


def _item_id(session: Session, meeting: Meeting, agenda_item_id: str) -> str | None:
    if not agenda_item_id:
        return None
    item = session.get(AgendaItem, agenda_item_id)
    if item is None or item.meeting_id != meeting.id:
        raise BadInput("その日程はこの会議にありません。画面を読み込み直して、選び直してください。")
    return item.id


def _renumber(siblings: list[Attachment]) -> None:
    """Number papers in this order. One whose place was altered stands in the others' way only if its number changes."""
    for position, attachment in enumerate(siblings, 1):
        if attachment.position != position:
            attachment.position = position
