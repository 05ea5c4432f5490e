"""Acts about a person that also affect their sessions and factors: suspending and retiring. Each is recorded."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.actions import Action
from app.access.commands import GuardedAct
from app.access.facts import DeviceKind
from app.access.roles import BY_TWO, POWERS, Role
from app.audit.notes import By, Detail, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.auth.devices import acts as devices_acts
from app.auth.devices import queries as devices_queries
from app.auth.devices.models import IN_HAND, SPARE, Device, DeviceState
from app.auth.devices.spares import acts as spares_acts
from app.auth.devices.spares.queries import is_lent
from app.auth.factors import under_way
from app.auth.factors.models import RecoveryCode, TotpKey
from app.auth.factors.passkeys import keys as security_keys
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import KnownBrowser
from app.halts.queries import must_not_be_frozen
from app.members import offices
from app.members.errors import NeedsTwoPersons, NotAllBack, NotInForce, OwnOffice, SecrecyMissing, StillInOffice
from app.members.membership import take_out_of_all
from app.members.models import Office, Person, Retirement, Suspension
from app.members.people import lock_person, offices_now
from app.members.subjects import about_person
from app.seals import change, change_all


def suspend(session: Session, by: By, person: Person, *, reason: str) -> None:
    """利用停止 (7-6③): end all sessions and refuse new ones. Raises NotInForce when the person is suspended already."""
    active = select(Person).where(Person.id == person.id, Person.state == "active")
    if not change(session, active, state="suspended"):
        raise NotInForce
    session.add(Suspension(person_id=person.id, reason=reason[:200], decided_by=by.person_id, decided_at=clock.now()))
    ended = sessions.end_all_sessions(session, person.id, "suspended")
    session.flush()
    tell(session, by, Action.PERSON_SUSPEND, "利用の停止", about=person.id)
    note(session, by, EventKind.PERSON_SUSPENDED, about_person(person.id), reason=reason[:200], sessions=ended)


def lift(session: Session, by: By, person: Person, *, reason: str, act: GuardedAct = Action.PERSON_LIFT) -> None:
    """End a suspension; the person can sign in again. Raises NotInForce when the person is not suspended."""
    suspended = select(Person).where(Person.id == person.id, Person.state == "suspended")
    if not change(session, suspended, state="active"):
        raise NotInForce
    in_force = select(Suspension).where(Suspension.person_id == person.id, Suspension.lifted_at.is_(None))
    lifting = {"lifted_at": clock.now(), "lifted_by": by.actor.person_id, "lifted_reason": reason[:200]}
    change_all(session, in_force, **lifting)
    tell(session, by, act, "利用の停止の解除", about=person.id)
    note(session, by, EventKind.PERSON_RESUMED, about_person(person.id), reason=reason[:200])


def end_sessions(session: Session, by: By, person: Person) -> None:
    """End all sessions of a person who stays active, and can sign in again."""
    ended = sessions.end_all_sessions(session, person.id, "ended_by_office")
    tell(session, by, Action.CONNECTIONS_END, "すべての接続の終了", about=person.id)
    note(session, by, EventKind.SESSION_ENDED, about_person(person.id), because="ended_by_office", sessions=ended)


def retire(session: Session, by: By, person: Person, *, ends_at: datetime) -> None:
    """As `leave`, for a person without an office of power, by one person. Raises OwnOffice, NeedsTwoPersons."""
    _not_oneself(by, person)
    lock_person(session, person.id)
    if offices.holds_power(session, person.id):
        raise NeedsTwoPersons
    leave(session, by, person, ends_at=ends_at, opened_by=by.person_id)


def leave(session: Session, by: By, person: Person, *, ends_at: datetime, opened_by: str) -> None:
    """End all offices at a moment (now, if it has passed), and open the checklist of 5(1)⑥."""
    ended = offices.end_all(session, person.id, ends_at)
    if session.get(Retirement, person.id) is None:
        session.add(Retirement(person_id=person.id, opened_by=opened_by, opened_at=clock.now()))
    if ends_at <= clock.now():
        sessions.end_all_sessions(session, person.id, "retired")
    session.flush()
    note(
        session,
        by,
        EventKind.PERSON_RETIRED,
        about_person(person.id),
        step="opened",
        last_day=days.end_text(ends_at),
        offices=ended,
    )


def unreturned(session: Session, person_id: str) -> list[Device]:
    """The issued devices, and the spares, that the person has not handed in."""
    query = select(Device).where(
        Device.person_id == person_id,
        Device.kind.in_((DeviceKind.ISSUED.value, SPARE)),
        Device.state.in_(IN_HAND),
    )
    return list(session.scalars(query.order_by(Device.name)))


def take_back(session: Session, by: By, device: Device) -> None:
    """Note that a device was handed in. Its key is never accepted again, but that of a spare, which serves the next."""
    if is_lent(device):
        spares_acts.take_back(session, by, device, because="desk")
    else:
        devices_acts.revoke(session, by, device, because="returned")


def acknowledge_secrecy(session: Session, by: By, retirement: Retirement) -> None:
    """Note that the person has agreed to keep secret what they learned in office (5(1)⑥)."""
    if retirement.secrecy_at is None:
        retirement.secrecy_at, retirement.secrecy_by = clock.now(), by.person_id
        note(session, by, EventKind.PERSON_RETIRED, about_person(retirement.person_id), step="secrecy")


LetPersonGo = Callable[[Session, str], None]
"""A function of a domain above that deletes what is a person's own, as their places in papers, by the person's id."""


def close_retirement(session: Session, by: By, retirement: Retirement, let_go: Sequence[LetPersonGo]) -> None:
    """Close the checklist: letters, codes, keys and personal devices are void, and the ID is never given again.

    The password stays, so that an attempt with it is noticed, but it opens nothing. Raises StillInOffice, NotAllBack,
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
    _void(session, by, person_id)
    for forget in let_go:
        forget(session, person_id)
    change(session, select(Person).where(Person.id == person_id), state="retired")
    retirement.closed_at, retirement.closed_by = moment, by.person_id
    session.flush()
    note(session, by, EventKind.PERSON_RETIRED, about_person(person_id), step="closed")


def _void(session: Session, by: By, person_id: str) -> None:
    under_way.cancel_letters(session, person_id)
    for table in (TotpKey, RecoveryCode, KnownBrowser):
        session.execute(delete(table).where(table.person_id == person_id))
    take_out_of_all(session, person_id)
    security_keys.disable(session, person_id)
    sessions.end_all_sessions(session, person_id, "retired")
    for device in devices_queries.locked_of(session, person_id):
        if device.kind == SPARE and device.state == DeviceState.REQUESTED:
            devices_acts.refuse(session, by, device)  # the tablet is the office's, and stays ready
        else:
            devices_acts.revoke(session, by, device, because="retired")


def change_office(session: Session, by: By, office: Office, *, ends_at: datetime | None, administrators: int) -> None:
    """The same by one person for an office without power, a clerk's only if it gets shorter; not one's own.

    Raises OwnOffice, NeedsTwoPersons.
    """
    if office.person_id == by.person_id:
        raise OwnOffice
    role = Role(office.role)
    if role in POWERS or (role in BY_TWO and offices.gains(office, ends_at)):
        raise NeedsTwoPersons
    end_office(session, by, office, ends_at=ends_at, administrators=administrators)
    tell(session, by, Action.OFFICE_CHANGE, f"{role.words}の任期の変更", about=office.person_id)


def end_office(session: Session, by: By, office: Office, *, ends_at: datetime | None, administrators: int) -> None:
    """Change the end of a term; None for a term without an end."""
    if offices.gains(office, ends_at):
        must_not_be_frozen(session, by)
    offices.change_end(session, office, ends_at, administrators=administrators)
    if not offices_now(session, office.person_id):
        sessions.end_all_sessions(session, office.person_id, "out_of_office")
    detail: Detail = {"role": office.role, "last_day": days.end_text(ends_at)}
    note(session, by, EventKind.OFFICE_CHANGED, about_person(office.person_id), **detail)


def return_to_duties(session: Session, by: By) -> bool:
    """The chair is back: end every present and coming office of acting for the chair. False when there is none."""
    moment = clock.now()
    given, _is_untouched = offices.given(session)
    roles = frozenset({Role.ACTING_CHAIR})
    named = [one for one, _person in given if offices.gives(one, roles) and one.ends_at != one.starts_at]
    for office in named:
        # An acting office always has an end, so that an end now only shortens it, within every limit of holders.
        end_office(session, by, office, ends_at=max(office.starts_at, moment), administrators=1)
        tell(session, by, Action.OFFICE_RETURN, "議長が職務に戻ること（代行の終わり）", about=office.person_id)
    return bool(named)


def _not_oneself(by: By, person: Person) -> None:
    if by.person_id == person.id:
        raise OwnOffice
