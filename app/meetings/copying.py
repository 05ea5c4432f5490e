"""A new draft made from an existing meeting: its words, groups and agenda, but none of its papers."""

from sqlalchemy.orm import Session

from app.audit.notes import By
from app.meetings.acts import TITLE_LIMIT, MeetingPlan, create_meeting, group_ids
from app.meetings.agenda import in_order, items_of
from app.meetings.models import AgendaItem, Meeting

_MARK = "（写し）"


def copy_meeting(session: Session, by: By, meeting: Meeting) -> Meeting:
    """The copy, a draft, with its record. It has the other's day, and its title with a mark."""
    title = meeting.title[: TITLE_LIMIT - len(_MARK)] + _MARK
    plan = MeetingPlan(title, meeting.starts_at, meeting.place, group_ids(session, meeting.id))
    copy = create_meeting(session, by, plan)
    ids: dict[str | None, str | None] = {None: None}
    for node in in_order(items_of(session, meeting.id)):  # each before its children
        item = node.item
        made = AgendaItem(
            meeting_id=copy.id,
            parent_id=ids.get(item.parent_id),
            position=item.position,
            number_label=item.number_label,
            title=item.title,
        )
        session.add(made)
        session.flush()
        ids[item.id] = made.id
    return copy
