"""Keeps the accounts of contractors in step with their contract: none lasts longer or reads more than it says."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.levels import Confidentiality
from app.access.remits.remit import BoundContract, Remit
from app.access.roles import Role
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.members import offices
from app.members.models import Office, Person
from app.members.subjects import about_person
from app.people.acts import end_office
from app.people.proposals import refuse_bound
from app.registers.contracts.queries import contract_as_it_is
from app.registers.models import RegisterEntry
from app.standards.queries import in_force


def follow_contract(session: Session, by: By, entry: RegisterEntry) -> None:
    """End the accounts of a contract that is over. Where it ends earlier or allows less than was agreed, end them too
    and give each anew within what is left, so that who could read what on a past day can still be told.

    Whoever is suspended, or whose row was altered, is given nothing, and keeps no other from being narrowed. A contract
    that allows more changes nothing: more takes two persons again. Proposals by what it was are refused.
    """
    contract, most = contract_as_it_is(entry), in_force(session).administrators_at_most
    refuse_bound(session, by, entry.id, contract)
    for office, agreed in bound_offices(session, entry.id):
        left = None if contract is None else _left_of(office, agreed, contract)
        if left == (office.ends_at, agreed):
            continue
        since = max(office.starts_at, clock.now())
        end_office(session, by, office, ends_at=since, administrators=most)
        person = session.get(Person, office.person_id, populate_existing=True)
        may_be_given = person is not None and person.is_active and person.is_intact
        if left is not None and left[0] > since and may_be_given:
            _give_again(session, by, office, since, *left)


def bound_offices(session: Session, entry_id: str) -> list[tuple[Office, BoundContract]]:
    """The offices given by a contract that run or are to come, each with the contract as it was agreed to."""
    query = select(Office).where(Office.role == Role.CONTRACTOR.value).order_by(Office.person_id, Office.id)
    lasting = [
        row for row in session.scalars(query) if row.is_intact and offices.gives(row, frozenset({Role.CONTRACTOR}))
    ]
    bound = [(row, Remit.read(row.remit).contract) for row in lasting]
    return [(row, agreed) for row, agreed in bound if agreed is not None and agreed.entry == entry_id]


def _left_of(office: Office, agreed: BoundContract, contract: BoundContract) -> tuple[datetime, BoundContract]:
    """The end and the contract by which an office goes on: of what was agreed and what is written now, the less."""
    last_day = min(agreed.ends_on, contract.ends_on)
    ceiling = min(agreed.ceiling, contract.ceiling, key=lambda level: Confidentiality(level).rank)
    ends_at = days.ends(date.fromisoformat(last_day))
    ends_at = ends_at if office.ends_at is None else min(ends_at, office.ends_at)
    return ends_at, agreed._replace(ceiling=ceiling, ends_on=last_day)


def _give_again(
    session: Session, by: By, office: Office, since: datetime, ends_at: datetime, contract: BoundContract
) -> None:
    remit = replace(Remit.read(office.remit), contract=contract).text()
    most = in_force(session).administrators_at_most
    what = {"scope": office.scope, "remit": remit}
    offices.give(session, office.person_id, Role.CONTRACTOR, since, ends_at, administrators=most, **what)
    told = {"role": office.role, "first_day": days.begin_text(since), "last_day": days.end_text(ends_at)}
    note(session, by, EventKind.OFFICE_CHANGED, about_person(office.person_id), **told, **what)
