"""Who belongs to a group: of most groups those who were put into it, within their dates; 議員 and 執行部 are whoever
holds the office.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app import clock
from app.access.roles import Role
from app.db import UtcDateTime
from app.members.models import Group, GroupMember, Office

MEMBERS, EXECUTIVES = "members", "executives"
OFFICES_OF: dict[str, frozenset[Role]] = {
    MEMBERS: frozenset({Role.MEMBER, Role.CHAIR}),
    EXECUTIVES: frozenset({Role.EXECUTIVE}),
}
"""The groups that are offices, by their keys: nobody is put into them by hand. The chair is one of the members."""

NAMES = {MEMBERS: "議員", EXECUTIVES: "執行部"}
"""The first names of these groups in a new council."""

NOW = bindparam("belongs_now", callable_=clock.now, type_=UtcDateTime)
"""The moment at which a statement runs, so that it can be built once."""

Id = ColumnElement[str] | InstrumentedAttribute[str]


def is_office(group: Group) -> bool:
    """True for a group to which the holders of an office belong."""
    return group.key in OFFICES_OF


def office_words(key: str) -> str:
    """「議員・議長」, the offices whose holders belong to this group; "" for a group kept by hand."""
    return "・".join(role.words for role in sorted(OFFICES_OF.get(key, ()), reverse=True))


def keys_of(roles: frozenset[Role]) -> list[str]:
    """The keys of the groups to which a person with these offices belongs by them."""
    return [key for key, offices in OFFICES_OF.items() if not roles.isdisjoint(offices)]


def belongs(group_id: Id, person_id: Id) -> ColumnElement[bool]:
    """A condition in SQL: the person belongs to the group now. Built once: the time is read when the query runs.

    For lists and counts only, since seals are not checked; decisions about papers use `materials.queries`.
    """
    group, member, office = aliased(Group), aliased(GroupMember), aliased(Office)
    by_hand = (
        select(member.person_id)
        .join(group, group.id == member.group_id)
        .where(group.id == group_id, group.key.not_in(OFFICES_OF), member.person_id == person_id)
        .where(member.inside_at(NOW))
    )
    gives = or_(*(and_(group.key == key, office.role.in_(sorted(roles))) for key, roles in OFFICES_OF.items()))
    by_office = (
        select(office.person_id)
        .join(group, gives)
        .where(group.id == group_id, office.person_id == person_id, office.starts_at <= NOW)
        .where(or_(office.ends_at.is_(None), office.ends_at > NOW))
    )
    return or_(by_hand.correlate_except(group, member).exists(), by_office.correlate_except(group, office).exists())


def belonged_since(session: Session, group_id: str, person_id: str, offices: frozenset[Role], moment: datetime) -> bool:
    """Whether the person has belonged to the group from a moment until now without a break, by rows that are intact.

    `offices`: those held since then (`members.people.held_since`).
    """
    group, member = session.get(Group, group_id), session.get(GroupMember, (group_id, person_id))
    if group is None or not group.is_intact:
        return False
    if is_office(group):
        return not OFFICES_OF[group.key].isdisjoint(offices)
    if member is None or not member.is_intact or not member.runs_at(clock.now()):
        return False
    return member.since is None or member.since <= moment


def kept_by_hand(session: Session) -> dict[str, str]:
    """Name → id of the groups that are kept by hand; without groups whose row was altered."""
    groups = session.scalars(select(Group).where(Group.key.not_in(OFFICES_OF)))
    return {group.name: group.id for group in groups if group.is_intact}


def given_by_office(session: Session) -> dict[str, frozenset[Role]]:
    """Name → offices of the groups that are offices."""
    query = select(Group.name, Group.key).where(Group.key.in_(OFFICES_OF))
    return {name: OFFICES_OF[key] for name, key in session.execute(query)}
