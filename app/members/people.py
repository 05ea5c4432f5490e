"""Registering people and reading the offices they hold now."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.facts import ANONYMOUS, Actor, DeviceKind
from app.access.remits.remit import LIMITED, Remit
from app.access.roles import Role
from app.audit.rows.missed import is_any_missing
from app.known import once
from app.members.belonging import is_office, people_in
from app.members.membership import put_in
from app.members.models import Group, Office, Person, Suspension
from app.seals import RowAltered
from app.standards.queries import in_force


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
    """A new group with its people. Raises ValueError when an office is to put them into it."""
    group, put = Group(key=key, name=name, position=position), list(people)
    if put and is_office(group):
        raise ValueError(f"nobody is put into {key} by hand")
    session.add(group)
    session.flush()
    put_in(session, group.id, [person.id for person in put])
    return group


def lock_person(session: Session, person_id: str) -> None:
    """Lock a person until the unit ends, so that acts on their factors and sign-ins come one after the other.

    To be taken before any other lock about the person. Rows that only refer to the person can be added meanwhile.
    """
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def offices_now(session: Session, person_id: str) -> frozenset[Role]:
    """The roles a person holds at this moment; an ended term gives none, nor does a row that was altered."""
    moment = clock.now()
    query = select(Office).where(Office.person_id == person_id).execution_options(populate_existing=True)
    held = once(session, (offices_now, person_id), lambda: session.scalars(query).all())
    return frozenset(Role(office.role) for office in held if office.is_intact and office.runs_at(moment))


def held_since(session: Session, person_id: str, moment: datetime) -> frozenset[Role]:
    """The roles a person has held from a moment until now, each in one term without a break."""
    held = session.scalars(select(Office).where(Office.person_id == person_id)).all()
    lasting = [office for office in held if office.is_intact and office.since <= moment and office.runs_at(clock.now())]
    return frozenset(Role(office.role) for office in lasting)


def was_suspended_since(session: Session, person_id: str, moment: datetime) -> bool:
    """True when the person was suspended at a moment, or later; also while any row is altered, or is missing."""
    found = session.scalars(select(Suspension)).all()
    mine = [one for one in found if one.person_id == person_id]
    is_known = any(one.lifted_at is None or one.lifted_at >= moment for one in mine)
    return is_known or not all(one.is_intact for one in found) or is_any_missing(session, (Suspension,))


def standing_of(session: Session, person_id: str) -> str:
    """The person's state, read from the database again; "altered" for a row that does not fit its seal."""
    person = session.get_one(Person, person_id, populate_existing=True)
    return person.state if person.is_intact else "altered"


def must_be_intact(session: Session, person_id: str) -> None:
    """Raise RowAltered for a person whose row does not fit its seal, because others decide by its ID and name."""
    if standing_of(session, person_id) == "altered":
        raise RowAltered(cause=f"person {person_id} does not fit its seal")


def as_if_present(session: Session, person_id: str) -> Actor:
    """The actor for a decision about this person outside a request: as if on an issued tablet and freshly signed in.

    For work that continues after its request, in which device, place and sign-in were checked. An anonymous actor for a
    person who is suspended, retired or out of office.
    """
    read = partial(session.get, Person, person_id, populate_existing=True)
    person, roles = once(session, (as_if_present, person_id), read), offices_now(session, person_id)
    if person is None or not person.is_active or not roles:
        return ANONYMOUS
    by_name = in_force(session).administrators_read_by_name and Role.ADMINISTRATOR in roles
    present = Actor(person_id, roles, DeviceKind.ISSUED, True, 0, is_phishing_resistant=True, reads_by_name=by_name)
    return present if roles.isdisjoint(LIMITED) else replace(present, remits=remits_now(session, person_id))


def remits_now(session: Session, person_id: str) -> tuple[tuple[Role, Remit], ...]:
    """What each office of a person that is given for a matter reaches at this moment, as in `Actor.remits`."""
    moment = clock.now()
    query = select(Office).where(Office.person_id == person_id, Office.role.in_(sorted(LIMITED)))
    held = session.scalars(query.execution_options(populate_existing=True)).all()
    running = [office for office in held if office.is_intact and office.runs_at(moment)]
    return tuple((Role(office.role), Remit.read(office.remit)) for office in running)


def group_names_of(session: Session, person_id: str) -> list[str]:
    """Names of the groups a person belongs to, in their order."""
    ids = [group_id for group_id, inside in people_in(session).items() if person_id in inside]
    return list(session.scalars(select(Group.name).where(Group.id.in_(ids)).order_by(Group.position)))
