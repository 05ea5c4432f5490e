"""Who belongs to a group: of most groups those who were put into it, within their dates; 議員 and 執行部 are whoever
holds the office.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app import clock
from app.access.roles import Role
from app.db import UtcDateTime
from app.members.models import Group, GroupMember, Office, Person

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


def is_office(group: Group) -> bool:
    """True for a group to which the holders of an office belong."""
    return group.key in OFFICES_OF


def office_words(key: str) -> str:
    """「議員・議長」, the offices whose holders belong to this group; "" for a group kept by hand."""
    return "・".join(role.words for role in sorted(OFFICES_OF.get(key, ()), reverse=True))


def keys_of(roles: frozenset[Role]) -> list[str]:
    """The keys of the groups to which a person with these offices belongs by them."""
    return [key for key, offices in OFFICES_OF.items() if not roles.isdisjoint(offices)]


def people_in(session: Session, group_ids: Collection[str] | None = None) -> dict[str, set[str]]:
    """The ids of those who belong to each of these groups now; None: to every group.

    By rows that fit their seals, as papers are read by them: an altered row puts nobody into a group, and to an altered
    group nobody belongs. Whether these people can sign in is not looked at.
    """
    every = select(Group) if group_ids is None else select(Group).where(Group.id.in_(group_ids))
    groups = [group for group in session.scalars(every) if group.is_intact]
    found: dict[str, set[str]] = {group.id: set() for group in groups}
    offices = {group.id: OFFICES_OF[group.key] for group in groups if is_office(group)}
    by_hand = GroupMember.group_id.in_(found.keys() - offices.keys())
    for member in session.scalars(select(GroupMember).where(by_hand, GroupMember.inside_at(NOW))):
        if member.is_intact:
            found[member.group_id].add(member.person_id)
    roles = sorted(frozenset[Role]().union(*offices.values()))
    for office in session.scalars(select(Office).where(Office.role.in_(roles), Office.starts_at <= NOW)):
        for group_id, giving in offices.items():
            if office.is_intact and office.role in giving and office.runs_at(clock.now()):
                found[group_id].add(office.person_id)
    return found


def able_in(session: Session, group_ids: Collection[str] | None = None) -> dict[str, set[str]]:
    """As `people_in`, without those who can sign in no more or whose own row was altered."""
    found = people_in(session, group_ids)
    every = select(Person).where(Person.state == "active", Person.id.in_(frozenset[str]().union(*found.values())))
    able = {person.id for person in session.scalars(every) if person.is_intact}
    return {group_id: inside & able for group_id, inside in found.items()}


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
