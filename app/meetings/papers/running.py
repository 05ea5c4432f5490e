"""通し番号: the pages of a meeting's papers counted through, for everybody alike.

Only papers that everybody who attends may read are counted. So the number of a page is the same for all of them, and no
number is passed over that would tell of a paper that somebody may not know of. Why so:
docs/decisions/0065-running-numbers.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.levels import Confidentiality
from app.materials.models import Material, Reader, Version
from app.meetings.agenda import in_order, items_of
from app.meetings.models import Attachment, Meeting, MeetingGroup


@dataclass(frozen=True)
class RunningNumbers:
    """`firsts`: the number of the first page of each paper that is counted, by its id. `total`: of all their pages."""

    firsts: Mapping[str, int] = field(default_factory=dict)
    total: int = 0


def running_numbers(session: Session, meeting: Meeting) -> RunningNumbers:
    """The numbers at this moment. They do not depend on who asks."""
    attending = _attending(session, meeting)
    order = _in_order_of_agenda(session, meeting)
    if not attending or not order:
        return RunningNumbers()
    readers = _reading_groups(session, order)
    pages = _pages(session, order)
    firsts: dict[str, int] = {}
    total = 0
    for material_id in order:
        if material_id in pages and attending <= readers.get(material_id, set()):
            firsts[material_id] = total + 1
            total += pages[material_id]
    return RunningNumbers(firsts, total)


def _attending(session: Session, meeting: Meeting) -> set[str]:
    rows = session.scalars(select(MeetingGroup).where(MeetingGroup.meeting_id == meeting.id))
    return {row.group_id for row in rows if row.is_intact}


def _in_order_of_agenda(session: Session, meeting: Meeting) -> Sequence[str]:
    """All papers of the meeting: those under no item first, then item by item, as MeetingView has them."""
    attached = session.execute(
        select(Attachment.material_id, Attachment.agenda_item_id)
        .where(Attachment.meeting_id == meeting.id)
        .order_by(Attachment.position, Attachment.material_id)
    ).all()
    under: dict[str | None, list[str]] = {}
    for material_id, item_id in attached:
        under.setdefault(item_id, []).append(material_id)
    items = [node.item.id for node in in_order(items_of(session, meeting.id))]
    return [material_id for place in (None, *items) for material_id in under.get(place, [])]


def _reading_groups(session: Session, material_ids: Sequence[str]) -> dict[str, set[str]]:
    query = select(Reader).where(Reader.material_id.in_(material_ids), Reader.group_id.is_not(None))
    found: dict[str, set[str]] = {}
    for row in session.scalars(query):
        if row.is_intact and row.group_id is not None:
            found.setdefault(row.material_id, set()).add(row.group_id)
    return found


def _pages(session: Session, material_ids: Sequence[str]) -> dict[str, int]:
    """How many pages readers get of each paper that is published, ready and not for named persons alone."""
    rows = session.execute(
        select(Material, Version)
        .join(Version, Version.id == Material.current_version_id)
        .where(
            Material.id.in_(material_ids),
            Material.published_at.is_not(None),
            Material.withdrawn_at.is_(None),
            Version.state == "ready",
        )
    ).all()
    return {
        material.id: version.pages or 0
        for material, version in rows
        if material.is_intact and version.is_intact and material.level is not Confidentiality.C3A
    }
