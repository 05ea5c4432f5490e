"""Acts about a person that reach from the register into sign-in: suspending and retiring. Each is recorded."""

from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app import clock, days
from app.access.facts import DeviceKind
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.auth.devices import acts as devices_acts
from app.auth.devices import standing as devices
from app.auth.devices.models import Device
from app.auth.factors.models import EnrolmentLetter, RecoveryCode, SecurityKey, TotpKey
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import KnownBrowser, PendingSignIn
from app.db import rows_changed
from app.members import offices
from app.members.errors import NotAllBack, NotInForce, OwnOffice, SecrecyMissing, StillInOffice
from app.members.models import GroupMember, Office, Person, Retirement, Suspension
from app.members.people import offices_now
from app.members.subjects import about_person


def suspend(session: Session, by: By, person: Person, *, reason: str) -> None:
    """利用停止 (7-6③): dead on the next request everywhere, sessions ended. Raises NotInForce when it is so already."""
    changed = rows_changed(
        session, update(Person).where(Person.id == person.id, Person.state == "active").values(state="suspended")
    )
    if not changed:
        raise NotInForce
    session.add(Suspension(person_id=person.id, reason=reason[:200], decided_by=by.person_id, decided_at=clock.now()))
    ended = sessions.end_all_sessions(session, person.id, "suspended")
    session.flush()
    note(session, by, EventKind.PERSON_SUSPENDED, about_person(person.id), reason=reason[:200], sessions=ended)


def lift(session: Session, by: By, person: Person, *, reason: str) -> None:
    """End a suspension; the person signs in afresh. Raises NotInForce."""
    changed = rows_changed(
        session, update(Person).where(Person.id == person.id, Person.state == "suspended").values(state="active")
    )
    if not changed:
        raise NotInForce
    session.execute(
        update(Suspension)
        .where(Suspension.person_id == person.id, Suspension.lifted_at.is_(None))
        .values(lifted_at=clock.now(), lifted_by=by.person_id, lifted_reason=reason[:200])
    )
    note(session, by, EventKind.PERSON_RESUMED, about_person(person.id), reason=reason[:200])


def retire(session: Session, by: By, person: Person, *, last_day: date) -> None:
    """Open the checklist (5(1)⑥); all offices end with the last day. A last day that is over ends them at once."""
    _not_oneself(by, person)
    at = days.ends(last_day)
    ended = offices.end_all(session, person.id, at)
    if session.get(Retirement, person.id) is None:
        session.add(Retirement(person_id=person.id, opened_by=by.person_id, opened_at=clock.now()))
    if at <= clock.now():
        sessions.end_all_sessions(session, person.id, "retired")
    session.flush()
    note(
        session,
        by,
        EventKind.PERSON_RETIRED,
        about_person(person.id),
        step="opened",
        last_day=str(last_day),
        offices=ended,
    )


def unreturned(session: Session, person_id: str) -> list[Device]:
    """Issued devices in the person's hands."""
    query = select(Device).where(
        Device.person_id == person_id,
        Device.kind == DeviceKind.ISSUED.value,
        Device.state.in_([devices.APPROVED, devices.SUSPENDED]),
    )
    return list(session.scalars(query.order_by(Device.name)))


def take_back(session: Session, by: By, device: Device) -> None:
    """A device is handed in: it counts no more, and its key is never accepted again."""
    devices_acts.revoke(session, by, device, because="returned")


def acknowledge_secrecy(session: Session, by: By, retirement: Retirement) -> None:
    """The person has been told, and has agreed, that what was learned in office stays secret (5(1)⑥)."""
    if retirement.secrecy_at is None:
        retirement.secrecy_at, retirement.secrecy_by = clock.now(), by.person_id
        note(session, by, EventKind.PERSON_RETIRED, about_person(retirement.person_id), step="secrecy")


def close_retirement(session: Session, by: By, retirement: Retirement) -> None:
    """Everything is back: letters, codes, keys and personal devices are void for good, the ID is never given again.

    The password stays, so that somebody who tries it is noticed; it opens nothing. Raises StillInOffice, NotAllBack,
    SecrecyMissing.
    """
    person_id, moment = retirement.person_id, clock.now()
    if session.scalar(select(Office.id).where(Office.person_id == person_id, Office.ends_at.is_(None)).limit(1)):
        raise StillInOffice
    if session.scalar(select(Office.id).where(Office.person_id == person_id, Office.ends_at > moment).limit(1)):
        raise StillInOffice
    if unreturned(session, person_id):
        raise NotAllBack
    if retirement.secrecy_at is None:
        raise SecrecyMissing
    _void(session, by, person_id, moment)
    session.execute(update(Person).where(Person.id == person_id).values(state="retired"))
    retirement.closed_at, retirement.closed_by = moment, by.person_id
    session.flush()
    note(session, by, EventKind.PERSON_RETIRED, about_person(person_id), step="closed")


def _void(session: Session, by: By, person_id: str, moment: datetime) -> None:
    open_letters = (EnrolmentLetter.burned_at.is_(None), EnrolmentLetter.cancelled_at.is_(None))
    session.execute(
        update(EnrolmentLetter).where(EnrolmentLetter.person_id == person_id, *open_letters).values(cancelled_at=moment)
    )
    for table in (TotpKey, RecoveryCode, PendingSignIn, KnownBrowser, GroupMember):
        session.execute(delete(table).where(table.person_id == person_id))
    session.execute(
        update(SecurityKey)
        .where(SecurityKey.person_id == person_id, SecurityKey.disabled_at.is_(None))
        .values(disabled_at=moment)
    )
    sessions.end_all_sessions(session, person_id, "retired")
    for device in session.scalars(select(Device).where(Device.person_id == person_id)).all():
        devices_acts.revoke(session, by, device, because="retired")


def change_office(session: Session, by: By, office: Office, *, last_day: date | None, administrators: int) -> None:
    """Another last day of a term, None for one without an end; not of one's own."""
    if office.person_id == by.person_id:
        raise OwnOffice
    offices.change_end(session, office, days.ends(last_day) if last_day else None, administrators=administrators)
    if not offices_now(session, office.person_id):
        sessions.end_all_sessions(session, office.person_id, "out_of_office")
    detail: Detail = {"role": office.role, "last_day": str(last_day) if last_day else None}
    note(session, by, EventKind.OFFICE_CHANGED, about_person(office.person_id), **detail)


def _not_oneself(by: By, person: Person) -> None:
    if by.person_id == person.id:
        raise OwnOffice
