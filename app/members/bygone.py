"""Who was in a group at a past moment: from rows that fit their seals, and for earlier times from the ledger."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.remits.remit import LIMITED, Remit
from app.access.roles import Role
from app.audit.models import LedgerRecord
from app.audit.search import detail_of
from app.audit.vocabulary import EventKind
from app.members.belonging import OFFICES_OF, is_office
from app.members.models import FormerMember, Group, GroupMember, Office, Person, Retirement, Suspension

_SAME_ACT = timedelta(minutes=1)
"""The greatest time between the stamps of a row and of the ledger's record about the same act."""


@dataclass(frozen=True)
class Stay:
    """A person's time in a group. `starts_at`: None when it began before all records. `ends_at`: None if open."""

    person_id: str
    starts_at: datetime | None
    ends_at: datetime | None

    def runs_at(self, moment: datetime) -> bool:
        """True when it has begun and is not over at this moment."""
        return (self.starts_at is None or self.starts_at <= moment) and (self.ends_at is None or self.ends_at > moment)

    @property
    def words(self) -> str:
        """「2027年4月1日から 2028年3月31日まで」."""
        begins = f"{days.begin_words(self.starts_at)}から" if self.starts_at is not None else "記録のはじめから"
        return f"{begins} {days.end_words(self.ends_at) + 'まで' if self.ends_at is not None else ''}".strip()


def stays(session: Session, group: Group) -> list[Stay]:
    """All past, present and coming times of people in a group, the oldest first."""
    found = _by_office(session, group) if is_office(group) else _by_hand(session, group.id)
    return sorted(found, key=lambda stay: (stay.starts_at is not None, stay.starts_at or clock.now(), stay.person_id))


def inside_at(session: Session, group: Group, moment: datetime) -> frozenset[str]:
    """The ids of those who were in a group at a moment."""
    return frozenset(stay.person_id for stay in stays(session, group) if stay.runs_at(moment))


def offices_at(session: Session, moment: datetime) -> dict[str, frozenset[Role]]:
    """Person id → the offices held at a moment, without people who were suspended then or had retired."""
    held: dict[str, frozenset[Role]] = {}
    gave = select(Office).join(Person, Person.id == Office.person_id).where(Person.created_at <= moment)
    for office in session.scalars(gave):
        if office.is_intact and _stay_of(office).runs_at(moment):
            held[office.person_id] = held.get(office.person_id, frozenset()) | {Role(office.role)}
    begun = select(Suspension).where(Suspension.decided_at <= moment)
    stopped = {one.person_id for one in session.scalars(begun) if one.lifted_at is None or one.lifted_at > moment}
    return {person_id: roles for person_id, roles in held.items() if person_id not in stopped}


def remits_at(session: Session, moment: datetime) -> dict[str, tuple[tuple[Role, Remit], ...]]:
    """Person id → what their offices that are given for a matter reached at a moment, as in `Actor.remits`."""
    reached: dict[str, tuple[tuple[Role, Remit], ...]] = {}
    for office in session.scalars(select(Office).where(Office.role.in_(sorted(LIMITED)))):
        if office.is_intact and _stay_of(office).runs_at(moment):
            mine = (Role(office.role), Remit.read(office.remit))
            reached[office.person_id] = (*reached.get(office.person_id, ()), mine)
    return reached


def _by_office(session: Session, group: Group) -> Iterator[Stay]:
    roles = [role.value for role in OFFICES_OF[group.key]]
    for office in session.scalars(select(Office).where(Office.role.in_(roles))):
        stay = _stay_of(office)
        if office.is_intact and (stay.ends_at is None or office.since < stay.ends_at):
            yield stay


def _stay_of(office: Office) -> Stay:
    """The time in which an office had effect.

    For an end that was entered late, until the entry. For an office brought back after its end, only the time since.
    """
    ends_at = office.ends_at
    if ends_at is not None and office.end_given_at is not None:
        ends_at = max(ends_at, office.end_given_at)
    return Stay(office.person_id, office.since, ends_at)


def _by_hand(session: Session, group_id: str) -> list[Stay]:
    rows = session.scalars(select(GroupMember).where(GroupMember.group_id == group_id))
    standing = [Stay(row.person_id, row.since, row.ends_at) for row in rows if row.is_intact]
    over = session.scalars(select(FormerMember).where(FormerMember.group_id == group_id))
    kept = [Stay(row.person_id, row.starts_at, row.ends_at) for row in over if row.is_intact]
    told = [
        stay
        for stay in _told(session, group_id)
        if not any(_is_of(stay, row) for row in kept) and not any(_stands(stay, row) for row in standing)
    ]
    return [*standing, *kept, *told]


def _stands(told: Stay, standing: Stay) -> bool:
    """True when a membership that stands, or is over by its date, is the one that the ledger tells of."""
    if told.person_id != standing.person_id or told.starts_at is None:
        return False
    return standing.starts_at is None or standing.starts_at <= told.starts_at + _SAME_ACT


def _is_of(told: Stay, kept: Stay) -> bool:
    """True when a row and the ledger are about the same time. The row's end is exact to the minute."""
    ends_at, is_same = kept.ends_at or clock.now(), told.person_id == kept.person_id
    return is_same and told.ends_at is not None and (told.starts_at or ends_at) <= ends_at <= told.ends_at + _SAME_ACT


def _told(session: Session, group_id: str) -> Iterator[Stay]:
    """All times of people in a group by the ledger, since earlier editions kept no rows of those that are over, and
    since a row may be gone or altered.
    """
    query = select(LedgerRecord.at, LedgerRecord.body).where(LedgerRecord.kind == EventKind.GROUP_CHANGED.value)
    begun: dict[str, Stay] = {}
    for at, body in session.execute(query.order_by(LedgerRecord.seq)):
        detail = detail_of(body)
        person_id, change = str(detail.get("person")), detail.get("change")
        if detail.get("group") != group_id or change not in {"added", "dated", "removed"}:
            continue
        former = begun.pop(person_id, None)
        if change == "dated" and former is not None:
            begun[person_id] = _dated(former, detail, at)
        elif change == "added":
            begun[person_id] = _dated(Stay(person_id, at, None), detail, at)
        if change == "removed" or (change == "added" and former is not None):
            yield from _over(former or Stay(person_id, None, None), at)
    retired = select(Retirement).where(Retirement.person_id.in_(begun), Retirement.closed_at.is_not(None))
    for one in session.scalars(retired):
        yield from _over(begun.pop(one.person_id), one.closed_at or clock.now())
    yield from begun.values()


def _dated(former: Stay, detail: Mapping[str, object], at: datetime) -> Stay:
    """A membership with the dates of a record stamped at a moment. One that has begun keeps its beginning."""
    starts_at, ends_at = former.starts_at, days.read_end(str(detail.get("ends") or "") or None)
    if starts_at is not None and starts_at >= at:
        starts_at = max(at, days.read_begin(str(detail["starts"]))) if detail.get("starts") else at
    return Stay(former.person_id, starts_at, ends_at)


def _over(stay: Stay, at: datetime) -> Iterator[Stay]:
    """A membership that was over at a moment or before; nothing for one that never began."""
    ends_at = at if stay.ends_at is None else min(stay.ends_at, at)
    if stay.starts_at is None or stay.starts_at < ends_at:
        yield Stay(stay.person_id, stay.starts_at, ends_at)
