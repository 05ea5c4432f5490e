"""Offices and terms: giving them, ending them, and how many may hold the powerful ones at one time."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.roles import Role
from app.errors import BadInput
from app.members.models import Office, Person

FEW = frozenset({Role.ADMINISTRATOR, Role.CHAIR})
"""The powerful offices, which only one or a few may hold at one time."""


def at_most(role: Role, administrators: int) -> int:
    """How many may hold one of the FEW at one time; `administrators` is what the council has set."""
    return administrators if role is Role.ADMINISTRATOR else 1


class TooMany(BadInput):
    """More people than may hold an office at one time (6-2: privileged accounts are few)."""

    code = "A601"


def crowded(
    session: Session,
    role: Role,
    starts_at: datetime,
    ends_at: datetime | None,
    *,
    administrators: int,
    but_person: str = "",
) -> str:
    """The sentence that says why nobody else can hold the role in that time; "" when somebody can."""
    if role not in FEW:
        return ""
    limit = at_most(role, administrators)
    clash = [Office.role == role.value, Office.person_id != but_person, Person.state != "retired"]
    clash.append(or_(Office.ends_at.is_(None), Office.ends_at > starts_at))
    if ends_at is not None:
        clash.append(Office.starts_at < ends_at)
    query = select(func.count(func.distinct(Office.person_id))).join(Person, Person.id == Office.person_id)
    if (session.scalar(query.where(*clash)) or 0) < limit:
        return ""
    return f"{limit_words(role, limit)}ほかの人の任期を終えてから登録してください。"


def limit_words(role: Role, limit: int) -> str:
    """「議会事務局長は同時に 3 人までです。」"""
    return f"{role.words}は同時に {limit} 人までです。"


def give(
    session: Session,
    person_id: str,
    role: Role,
    starts_at: datetime,
    ends_at: datetime | None,
    *,
    administrators: int,
) -> Office:
    """Give an office for a term. Raises TooMany, or BadInput for a term that ends before it begins."""
    if ends_at is not None and ends_at <= starts_at:
        raise BadInput("任期の終わりが、始まりより前です。")
    _lock_role(session, role)
    if fault := crowded(session, role, starts_at, ends_at, administrators=administrators, but_person=person_id):
        raise TooMany(fault)
    office = Office(person_id=person_id, role=role.value, starts_at=starts_at, ends_at=ends_at)
    session.add(office)
    session.flush()
    return office


def _lock_role(session: Session, role: Role) -> None:
    """Two administrators who give the last place away at one instant come one after the other."""
    if role in FEW:
        session.execute(select(Office.id).where(Office.role == role.value).order_by(Office.id).with_for_update()).all()


def change_end(session: Session, office: Office, ends_at: datetime | None, *, administrators: int) -> None:
    """Another end of a term; a past one ends it at once. Raises TooMany or BadInput."""
    if ends_at is not None and ends_at < office.starts_at:
        raise BadInput("任期の終わりが、始まりより前です。")
    role = Role(office.role)
    _lock_role(session, role)
    fault = crowded(
        session, role, office.starts_at, ends_at, administrators=administrators, but_person=office.person_id
    )
    if fault:
        raise TooMany(fault)
    office.ends_at = ends_at
    session.flush()


def end_all(session: Session, person_id: str, at: datetime) -> int:
    """End every office of a person that runs beyond a moment; those that have not begun by then never do."""
    running = session.scalars(
        select(Office).where(Office.person_id == person_id, or_(Office.ends_at.is_(None), Office.ends_at > at))
    ).all()
    for office in running:
        office.ends_at = max(office.starts_at, at)
    session.flush()
    return len(running)


def offices_of(session: Session, person_id: str) -> list[Office]:
    """All terms of a person, past and coming ones among them, newest first."""
    query = select(Office).where(Office.person_id == person_id).order_by(Office.starts_at.desc(), Office.role)
    return list(session.scalars(query))


def is_chair(session: Session, person_id: str) -> bool:
    """Holds the chair now."""
    moment = clock.now()
    return (
        session.scalar(
            select(Office.id).where(
                Office.person_id == person_id,
                Office.role == Role.CHAIR.value,
                Office.starts_at <= moment,
                or_(Office.ends_at.is_(None), Office.ends_at > moment),
            )
        )
        is not None
    )
