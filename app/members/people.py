"""Registering people and reading the offices they hold now."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.roles import Role
from app.members.models import Group, GroupMember, Office, Person


def add_person(  # noqa: PLR0913 - a person's columns, all by name
    session: Session,
    *,
    login: str,
    name: str,
    title: str,
    roles: Iterable[Role],
    kana: str = "",
    seat_number: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Person:
    """A new person with offices from `starts_at` (now) to `ends_at` (open)."""
    moment = clock.now()
    person = Person(login=login, name=name, kana=kana, title=title, seat_number=seat_number, created_at=moment)
    session.add(person)
    session.flush()
    session.add_all(
        Office(person_id=person.id, role=role.value, starts_at=starts_at or moment, ends_at=ends_at) for role in roles
    )
    return person


def add_group(session: Session, key: str, name: str, people: Iterable[Person], *, position: int = 0) -> Group:
    """A new group with its people."""
    group = Group(key=key, name=name, position=position)
    session.add(group)
    session.flush()
    session.add_all(GroupMember(group_id=group.id, person_id=person.id) for person in people)
    return group


def lock_person(session: Session, person_id: str) -> None:
    """What is done to one person's factors and sign-ins comes one after the other from here to the unit's end.

    Taken before any other lock of theirs. Rows that only point to the person may be added meanwhile.
    """
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def offices_now(session: Session, person_id: str) -> frozenset[Role]:
    """The roles a person holds at this moment; an ended term gives none."""
    moment = clock.now()
    held = session.scalars(
        select(Office.role).where(
            Office.person_id == person_id,
            Office.starts_at <= moment,
            or_(Office.ends_at.is_(None), Office.ends_at > moment),
        )
    )
    return frozenset(Role(role) for role in held)


def group_names_of(session: Session, person_id: str) -> list[str]:
    """Names of the groups a person belongs to, in their order."""
    query = select(Group.name).join(GroupMember, GroupMember.group_id == Group.id)
    return list(session.scalars(query.where(GroupMember.person_id == person_id).order_by(Group.position)))
