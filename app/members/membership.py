"""Puts people into groups and takes them out. Past memberships are kept. Decides nothing."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.roles import Role
from app.members.models import FormerMember, GroupMember, Office

_CHAIRS = frozenset(role.value for role in (Role.CHAIR, Role.DEPUTY, Role.ACTING_CHAIR))
"""The offices by which somebody carries the chair's duties, each by its holder's or by another one's term."""


def put_in(
    session: Session,
    group_id: str,
    person_ids: Collection[str],
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> None:
    """Add memberships from `starts_at` (None: now) to `ends_at` (None: open), for people who have only past ones."""
    take_out(session, group_id, person_ids)  # a membership of before, which is over
    for person_id in sorted(person_ids):
        session.add(GroupMember(group_id=group_id, person_id=person_id, starts_at=starts_at, ends_at=ends_at))
    session.flush()


def take_out(session: Session, group_id: str, person_ids: Collection[str]) -> None:
    """End the present memberships of people in a group, and cancel those that have not begun."""
    _end(session, [group_id], person_ids)


def take_out_of_all(session: Session, person_id: str) -> None:
    """End all memberships of a person."""
    mine = session.scalars(select(GroupMember.group_id).where(GroupMember.person_id == person_id))
    _end(session, mine.all(), [person_id])


def _end(session: Session, group_ids: Collection[str], person_ids: Collection[str]) -> None:
    """End memberships. An altered row is deleted and not kept, because a new seal would make it count."""
    moment = clock.now()
    those = (GroupMember.group_id.in_(group_ids), GroupMember.person_id.in_(person_ids))
    rows = session.scalars(select(GroupMember).where(*those).execution_options(populate_existing=True)).all()
    for row in rows:
        ends_at = moment if row.ends_at is None else min(row.ends_at, moment)
        if row.is_intact and (row.since is None or row.since < ends_at):
            kept = FormerMember(group_id=row.group_id, person_id=row.person_id, starts_at=row.since, ends_at=ends_at)
            session.add(kept)
        session.delete(row)
    session.flush()


def memberships(session: Session, group_id: str) -> list[GroupMember]:
    """The present and coming memberships of a group."""
    rows = session.scalars(select(GroupMember).where(GroupMember.group_id == group_id).order_by(GroupMember.person_id))
    return [row for row in rows if not row.is_over_at(clock.now())]


def group_ids_of(session: Session, person_id: str) -> set[str]:
    """The ids of the groups that a person was put into, including memberships that have not begun."""
    rows = session.scalars(select(GroupMember).where(GroupMember.person_id == person_id))
    return {row.group_id for row in rows if not row.is_over_at(clock.now())}


def moved_between(session: Session, since: datetime, until: datetime) -> set[str]:
    """The ids of people of whom a membership or office began or ended after `since`, up to `until`.

    When it is the chair's, or that of somebody who acts for the chair, all who may act then are among them.
    """
    moved = set(session.scalars(select(GroupMember.person_id).where(_passed(GroupMember, since, until))))
    offices = session.execute(select(Office.person_id, Office.role).where(_passed(Office, since, until))).all()
    if any(role in _CHAIRS for _person, role in offices):
        moved |= set(session.scalars(select(Office.person_id).where(Office.role.in_(_CHAIRS))))
    return moved | {person for person, _role in offices}


def _passed(table: type[GroupMember | Office], since: datetime, until: datetime) -> ColumnElement[bool]:
    """The condition that a row began or ended after `since`, up to `until`."""
    return or_(*((column > since) & (column <= until) for column in (table.starts_at, table.ends_at)))
