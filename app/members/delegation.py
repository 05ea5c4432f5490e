"""The chair's duties in other hands (1(1)④): who carries which, until when. What they allow is `access.policy`'s."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.duties import DELEGATES, ChairDuty, read_duties
from app.access.roles import Role
from app.db import rows_changed
from app.members.models import Delegation, Office, Person
from app.members.people import offices_now


@dataclass(frozen=True)
class Carried:
    """What somebody may do in the chair's place at this moment, and the chair whose place it is."""

    actions: frozenset[Action] = frozenset()
    acting_for: str | None = None


_NOTHING = Carried()


def carried_by(session: Session, person_id: str, roles: frozenset[Role]) -> Carried:
    """Of somebody who holds these roles now. One small query, and none for people who cannot be delegates."""
    if roles.isdisjoint(DELEGATES) or Role.CHAIR in roles:
        return _NOTHING
    moment = clock.now()
    rows = session.execute(
        select(Delegation.duties, Delegation.from_person)
        .join(Office, Office.person_id == Delegation.from_person)
        .join(Person, Person.id == Delegation.from_person)
        .where(
            Delegation.to_person == person_id,
            Delegation.revoked_at.is_(None),
            Delegation.starts_at <= moment,
            Delegation.ends_at > moment,
            Office.role == Role.CHAIR.value,
            Office.starts_at <= moment,
            or_(Office.ends_at.is_(None), Office.ends_at > moment),
            Person.state == "active",
        )
        .order_by(Delegation.starts_at)
    ).all()
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
    """Give duties for a time. Raises ValueError for a period or duties that are none, or a person who cannot carry."""
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


def revoke(session: Session, delegation_id: str, *, by: str) -> bool:
    """Take a delegation back; False when that was done before. The delegate's next request knows it."""
    changed = rows_changed(
        session,
        update(Delegation)
        .where(Delegation.id == delegation_id, Delegation.revoked_at.is_(None))
        .values(revoked_at=clock.now(), revoked_by=by),
    )
    return changed > 0


def all_delegations(session: Session) -> list[Delegation]:
    """Newest first, ended ones among them."""
    return list(session.scalars(select(Delegation).order_by(Delegation.created_at.desc(), Delegation.id)))
