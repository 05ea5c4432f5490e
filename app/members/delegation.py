"""Who carries which of the chair's duties, by delegation (1(1)④) or by law, and until when.

What a duty allows is decided in `access.policy`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.duties import BY_LAW_ALONE, CARRIERS, DELEGATES, ActingGround, ChairDuty, read_duties
from app.access.roles import Role
from app.members import acting
from app.members.models import Delegation, Office, Person
from app.members.people import lock_person, offices_now
from app.seals import change


@dataclass(frozen=True)
class Carried:
    """What a person may do in the chair's place at this moment, and that chair.

    `because`: why by law; None under a delegation. `acting_for`: the chair's id; None when there is no chair.
    """

    actions: frozenset[Action] = frozenset()
    acting_for: str | None = None
    because: ActingGround | None = None


_NOTHING = Carried()


def carried_by(session: Session, person_id: str, roles: frozenset[Role]) -> Carried:
    """What a person who holds these roles now carries. A few small queries; none for people who can carry nothing."""
    if roles.isdisjoint(CARRIERS) or Role.CHAIR in roles:
        return _NOTHING
    if standing := acting.acts_by_law(session, person_id, roles):
        every = BY_LAW_ALONE.union(*(duty.actions for duty in ChairDuty))
        return Carried(every, standing.chair.id if standing.chair else None, standing.ground)
    if roles.isdisjoint(DELEGATES):
        return _NOTHING
    moment = clock.now()
    found = session.execute(
        select(Delegation, Office, Person)
        .join(Office, Office.person_id == Delegation.from_person)
        .join(Person, Person.id == Delegation.from_person)
        .where(
            Delegation.to_person == person_id,
            Delegation.revoked_at.is_(None),
            Delegation.starts_at <= moment,
            Delegation.ends_at > moment,
            Office.role == Role.CHAIR.value,
            Office.starts_at <= moment,
            Office.gave_at(Delegation.created_at),  # it ends with the office in which it was given
            or_(Office.ends_at.is_(None), Office.ends_at > moment),
            Person.state == "active",
        )
        .order_by(Delegation.starts_at)
    ).all()
    given = [row for row, *rests_on in found if row.is_intact and all(one.is_intact for one in rests_on)]
    rows = [row for row in given if _runs_on(session, row.to_person, DELEGATES, row.created_at)]
    if not rows:
        return _NOTHING
    duties = [duty for row in rows for duty in read_duties(row.duties)]
    return Carried(frozenset().union(*(duty.actions for duty in duties)), rows[0].from_person)


def delegate(
    session: Session,
    *,
    from_person: str,
    to_person: str,
    duties: frozenset[ChairDuty],
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
) -> Delegation:
    """Give duties for a time. Raises ValueError for an empty period, no duties, or a person who cannot carry any."""
    if not duties or ends_at <= starts_at:
        raise ValueError("a delegation has duties and a period")
    if offices_now(session, to_person).isdisjoint(DELEGATES):
        raise ValueError("only a deputy or the administrator carries the chair's duties")
    row = Delegation(
        from_person=from_person,
        to_person=to_person,
        duties=",".join(sorted(duty.value for duty in duties)),
        reason=reason,
        created_at=clock.now(),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    session.add(row)
    session.flush()
    return row


def given_already(
    session: Session, *, to_person: str, duties: frozenset[ChairDuty], starts_at: datetime, ends_at: datetime
) -> bool:
    """True when delegations in force already give this person these duties for the whole time.

    Without this check a form sent twice would make two delegations, and ending one would leave the other. The person is
    locked until the caller's unit ends, so that of two forms sent at once the second sees the first's delegation.
    """
    lock_person(session, to_person)
    return any(
        row.is_intact and duties <= read_duties(row.duties) and row.starts_at <= starts_at and ends_at <= row.ends_at
        for row in _in_force(session, to_person)
    )


def still_carries(session: Session, person_id: str) -> bool:
    """True while another delegation to this person runs, or will."""
    return any(row.ends_at > clock.now() for row in _in_force(session, person_id))


def _in_force(session: Session, to_person: str) -> list[Delegation]:
    """The delegations to a person that were not taken back, and whose giver and taker still hold their offices."""
    query = select(Delegation).where(Delegation.to_person == to_person, Delegation.revoked_at.is_(None))
    return [row for row in session.scalars(query) if has_its_offices(session, row)]


def revoke(session: Session, delegation_id: str, *, by: str) -> bool:
    """Take a delegation back, with effect from the delegate's next request. False when that was done before."""
    running = select(Delegation).where(Delegation.id == delegation_id, Delegation.revoked_at.is_(None))
    return change(session, running, revoked_at=clock.now(), revoked_by=by)


def has_its_offices(session: Session, row: Delegation) -> bool:
    """Whether giver and taker still hold the offices of then. A later term of the same person is another office."""
    gives = _runs_on(session, row.from_person, frozenset({Role.CHAIR}), row.created_at)
    return gives and _runs_on(session, row.to_person, DELEGATES, row.created_at)


def _runs_on(session: Session, person_id: str, roles: Collection[Role], since: datetime) -> bool:
    """True when one of these offices, which the person held at that moment, has not ended since."""
    held = select(Office).where(Office.person_id == person_id, Office.role.in_(sorted(role.value for role in roles)))
    return any(
        office.is_intact and office.since <= since and office.runs_at(clock.now()) for office in session.scalars(held)
    )


def all_delegations(session: Session) -> list[Delegation]:
    """Newest first, ended ones among them."""
    return list(session.scalars(select(Delegation).order_by(Delegation.created_at.desc(), Delegation.id)))
