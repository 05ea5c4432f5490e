"""The meeting that a reserve set is for: its papers in the agenda's order, and the day to count the copies back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, days
from app.meetings.agenda import in_order, items_of
from app.meetings.models import Attachment, Meeting
from app.permits.models import Permit


@dataclass(frozen=True)
class SetMeeting:
    """`meeting`: None when none of the papers is laid before one any more. `places`: a paper's id → its agenda item in
    words, in the order in which the papers are read.
    """

    meeting: Meeting | None = None
    places: dict[str, str] = field(default_factory=dict)

    def in_order(self, parts: Sequence[Permit]) -> list[Permit]:
        """The permits as their papers are read; papers that were taken out of the meeting come last."""
        rank = {material_id: place for place, material_id in enumerate(self.places)}
        return sorted(parts, key=lambda each: (rank.get(each.material_id, len(rank)), each.id))


def meeting_of(session: Session, parts: Sequence[Permit]) -> SetMeeting:
    """The meeting of most of these papers, the first on a draw. Papers under no item come first, then item by item."""
    ids = {each.material_id for each in parts}
    placed = session.scalars(select(Attachment).where(Attachment.material_id.in_(ids)).order_by(Attachment.position))
    found = [each for each in placed if each.is_intact]
    if not found:
        return SetMeeting()
    meeting_id = Counter(each.meeting_id for each in found).most_common(1)[0][0]
    items = [node.item for node in in_order(items_of(session, meeting_id))]
    words = {item.id: f"{item.number_label}　{item.title}".strip() for item in items}
    rank = {item.id: place for place, item in enumerate(items)}
    here = [each for each in found if each.meeting_id == meeting_id]
    here.sort(key=lambda each: (rank.get(each.agenda_item_id or "", -1), each.position, each.material_id))
    places = {each.material_id: words.get(each.agenda_item_id or "", "") for each in here}
    return SetMeeting(session.get(Meeting, meeting_id), places)


def due_back(parts: Sequence[Permit], meeting: Meeting | None, since: datetime) -> datetime | None:
    """When a copy that is handed out at `since` has to be counted back: the end of the meeting's day, or of that day
    for one that is handed out later; never after the permits end. None while none was granted.
    """
    ends = [each.lapses_at for each in parts if each.lapses_at is not None]
    if not ends:
        return None
    day = clock.jst(since).date()
    if meeting is None:
        return min(ends)
    return min([days.ends(max(day, clock.jst(meeting.starts_at).date())), *ends])


def back_words(ends: datetime) -> str:
    """「12月8日（火）」 for the midnight that ends that day, else with the minute."""
    local = clock.jst(ends)
    is_midnight = local.hour == local.minute == 0
    return clock.day_text(ends - timedelta(seconds=1)) if is_midnight else clock.moment_text(ends)
