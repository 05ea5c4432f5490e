"""Offices and terms: giving them, ending them, and how many may hold the powerful ones at one time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.decisions import Denied, deny
from app.access.reasons import Reason
from app.access.remits.remit import LIMITED
from app.access.roles import BY_TWO, POWERS, Role
from app.audit.rows.missed import is_any_missing
from app.errors import BadInput
from app.known import once
from app.members.models import Office, Person
from app.members.people import lock_person, must_be_intact

FEW = frozenset({Role.ADMINISTRATOR, Role.CHAIR})
"""The offices that only one or a few people may hold at one time."""

_CLAUSE = "6-5(1)②"


def at_most(role: Role, administrators: int) -> int:
    """How many people may hold one of the FEW at one time. `administrators`: the council's limit for that office."""
    return administrators if role is Role.ADMINISTRATOR else 1


ALONE = "委託事業者の担当者は、ほかの役職や、ほかの契約と兼ねられません。重なる任期を終えてから申し出てください。"
NOT_LENGTHENED = "委託事業者の担当者の任期は延ばせません。契約をもとに、もう一度申し出てください。"
SUSPENDED = "利用を停止している人に、役職を与えることはできません。停止を解除してから行ってください。"


class TooMany(BadInput):
    """More people would hold an office than may at one time (6-2: privileged accounts are few)."""

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
    """The sentence that says why nobody else can hold the role in that time; "" when somebody can.

    Raises Denied when a row was altered, which could hide somebody.
    """
    if role not in FEW:
        return ""
    limit = at_most(role, administrators)
    clash = {
        office.person_id
        for office, person in _untouched(session)
        if office.role == role.value
        and office.person_id != but_person
        and person.state != "retired"
        and (office.ends_at is None or office.ends_at > starts_at)
        and (ends_at is None or office.starts_at < ends_at)
    }
    if len(clash) < limit:
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
    scope: str = "",
    remit: str = "",
) -> Office:
    """Give an office for a term. Raises TooMany, or BadInput for a suspended person or a term that ends too early.

    `scope`: what an investigator looks into, in words. `remit`: what the office reaches, as `Remit.text`. Not checked
    here: that two persons agreed on an office of power.
    """
    if ends_at is not None and ends_at <= starts_at:
        raise BadInput("任期の終わりが、始まりより前です。終わりの日を直してください。")
    must_be_intact(session, person_id)
    person = session.get(Person, person_id)
    if person is not None and person.state == "suspended":
        raise BadInput(SUSPENDED)
    lock_person(session, person_id)
    _lock_role(session, role)
    if stands_with_others(session, person_id, role, starts_at, ends_at):
        raise BadInput(ALONE)
    if role not in LIMITED and _is_given(session, person_id, role, starts_at, ends_at):
        raise BadInput(
            f"{role.words}の役職は、その任期の分が、もう登録されています。「役職と任期」で確かめてください。"
        )
    if fault := crowded(session, role, starts_at, ends_at, administrators=administrators, but_person=person_id):
        raise TooMany(fault)
    office = Office(
        person_id=person_id, role=role.value, starts_at=starts_at, ends_at=ends_at, scope=scope, remit=remit
    )
    office.given_at = clock.now()
    session.add(office)
    session.flush()
    return office


def stands_with_others(
    session: Session, person_id: str, role: Role, starts_at: datetime, ends_at: datetime | None, but: str = ""
) -> bool:
    """True when a contractor would hold something beside it in that time: any other office, or another contract.

    A contractor's account is near no other power (6-2(3)③). `but`: id of the office that is changed.
    """
    held = session.scalars(select(Office).where(Office.person_id == person_id, Office.id != but))
    return any(
        Role.CONTRACTOR in {role, row.role}
        and row.starts_at != row.ends_at
        and (row.ends_at is None or row.ends_at > starts_at)
        and (ends_at is None or row.starts_at < ends_at)
        for row in held
    )


def _is_given(session: Session, person_id: str, role: Role, starts_at: datetime, ends_at: datetime | None) -> bool:
    """True when an office of this person already covers the whole term. With two rows, ending one would end nothing."""
    held = session.scalars(select(Office).where(Office.person_id == person_id, Office.role == role.value))
    return any(
        row.is_intact
        and row.starts_at <= starts_at
        and (row.ends_at is None or (ends_at is not None and ends_at <= row.ends_at))
        for row in held
    )


def _lock_role(session: Session, role: Role) -> None:
    """Lock the role until the unit ends, so that two administrators cannot both give its last place."""
    if role in FEW:
        session.execute(select(Office.id).where(Office.role == role.value).order_by(Office.id).with_for_update()).all()


def change_end(session: Session, office: Office, ends_at: datetime | None, *, administrators: int) -> None:
    """Change the end of a term; a past end ends it at once. Raises TooMany or BadInput."""
    if ends_at is not None and ends_at < office.starts_at:
        raise BadInput("任期の終わりが、始まりより前です。終わりの日を直してください。")
    role = Role(office.role)
    if gains(office, ends_at):
        if role is Role.CONTRACTOR:
            raise BadInput(NOT_LENGTHENED)
        if stands_with_others(session, office.person_id, role, office.starts_at, ends_at, office.id):
            raise BadInput(ALONE)
    _lock_role(session, role)
    fault = crowded(
        session, role, office.starts_at, ends_at, administrators=administrators, but_person=office.person_id
    )
    if fault:
        raise TooMany(fault)
    if gains(office, ends_at) and not office.runs_at(max(clock.now(), office.starts_at)):
        office.given_at = clock.now()  # what rested on the term that had ended does not come back
    _end(office, ends_at)
    session.flush()


def _end(office: Office, ends_at: datetime | None) -> None:
    """Set the end, and when it was entered: an end entered late must not open in hindsight what the office closed."""
    if ends_at != office.ends_at:
        office.ends_at, office.end_given_at = ends_at, clock.now()


def end_all(session: Session, person_id: str, at: datetime) -> int:
    """End every office of a person at a moment; offices that would begin later never begin. Returns how many."""
    running = session.scalars(
        select(Office).where(Office.person_id == person_id, or_(Office.ends_at.is_(None), Office.ends_at > at))
    ).all()
    for office in running:
        _end(office, max(office.starts_at, at))
    session.flush()
    return len(running)


def offices_of(session: Session, person_id: str) -> list[Office]:
    """All terms of a person, past and coming ones among them, newest first."""
    query = select(Office).where(Office.person_id == person_id).order_by(Office.starts_at.desc(), Office.role)
    return list(session.scalars(query))


def holds_power(session: Session, person_id: str) -> bool:
    """True when the person holds an office of power, or will. Raises Denied instead of False while a row is altered."""
    return _holds(session, person_id, POWERS)


def holds_by_two(session: Session, person_id: str) -> bool:
    """As `holds_power`, for the offices that two persons give: those of power, and a clerk's."""
    return _holds(session, person_id, BY_TWO)


def _holds(session: Session, person_id: str, roles: frozenset[Role]) -> bool:
    rows, is_untouched = given(session)
    if any(office.person_id == person_id and gives(office, roles) for office, _person in rows):
        return True
    if not is_untouched:
        raise Denied(deny(Reason.ALTERED, _CLAUSE))
    return False


def may_hold_power(session: Session, person_id: str) -> bool:
    """As `holds_power`, but True while a row is altered: for alarms, where one too many is better."""
    return _may_hold(session, person_id, POWERS)


def may_hold_by_two(session: Session, person_id: str) -> bool:
    """As `holds_by_two`, but True while a row is altered."""
    return _may_hold(session, person_id, BY_TWO)


def _may_hold(session: Session, person_id: str, roles: frozenset[Role]) -> bool:
    rows, is_untouched = given(session)
    return not is_untouched or any(one.person_id == person_id and gives(one, roles) for one, _person in rows)


def gains(office: Office, ends_at: datetime | None) -> bool:
    """True when the new end makes a term longer, or brings a lapsed one back."""
    return office.ends_at is not None and (ends_at is None or ends_at > office.ends_at)


def holders(session: Session, role: Role, *, or_will: bool = False) -> frozenset[str]:
    """Ids of the people who hold a role now and are not suspended or retired. Raises Denied when a row was altered.

    `or_will`: also those whose term is to come.
    """
    moment, wanted = clock.now(), frozenset({role})
    return frozenset(
        office.person_id
        for office, person in _untouched(session)
        if person.state == "active" and gives(office, wanted) and (or_will or office.runs_at(moment))
    )


def in_office(session: Session, role: Role) -> list[Person]:
    """The active people who hold a role now by rows that were not altered: for what screens say, not for decisions."""
    rows, _is_untouched = given(session)
    moment = clock.now()
    return [
        person
        for office, person in rows
        if office.role == role.value and office.runs_at(moment) and person.state == "active"
    ]


def is_chair(session: Session, person_id: str) -> bool:
    """True when the person is chair, or will be. Raises Denied instead of False while a row is altered."""
    return _holds(session, person_id, frozenset({Role.CHAIR}))


def gives(office: Office, roles: frozenset[Role]) -> bool:
    """True when the office is of one of these roles and has not ended: it runs, or is to come."""
    return office.role in roles and (office.ends_at is None or office.ends_at > clock.now())


Given = Sequence[tuple[Office, Person]]


def given(session: Session) -> tuple[Given, bool]:
    """Every office whose row is intact, with its person; and whether no row at all was altered, or is missing.

    All rows are read, without a condition, since an altered row might no longer meet it. A reading unit does so once.
    """
    return once(session, given, lambda: _read_given(session))


def _read_given(session: Session) -> tuple[Given, bool]:
    query = select(Office, Person).join(Person, Person.id == Office.person_id, isouter=True)
    rows = session.execute(query.execution_options(populate_existing=True)).all()
    intact = [
        (office, person) for office, person in rows if person is not None and person.is_intact and office.is_intact
    ]
    return intact, len(intact) == len(rows) and not is_any_missing(session, (Office,))


def _untouched(session: Session) -> Given:
    rows, is_untouched = given(session)
    if not is_untouched:
        raise Denied(deny(Reason.ALTERED, _CLAUSE))
    return rows
