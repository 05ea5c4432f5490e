"""The end of an enrolment: the new factors come into force, former ones are void, and the person is signed in."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By
from app.audit.vocabulary import EventKind
from app.auth.attempts import limits as attempts
from app.auth.devices import admission as devices_signin
from app.auth.enrolment import letters
from app.auth.enrolment import steps as enrolment
from app.auth.enrolment.steps import RECOVERY
from app.auth.factors import acts as factors
from app.auth.factors import provision as enrol
from app.auth.factors import recovery_codes as recovery
from app.auth.factors.errors import EnrolmentLapsed
from app.auth.factors.models import Enrolment, SecurityKey, TotpKey
from app.auth.factors.passkeys import keys as security_keys
from app.auth.factors.strength import ENROLMENT, ENROLMENT_KEY
from app.auth.sessions.models import KnownBrowser
from app.auth.signin.old_browsers import too_old
from app.auth.signin.opening import Opened, ProvenPerson, not_admitted, open_signed_in
from app.auth.signin.password_step import Visitor
from app.members.people import lock_person
from app.seals import change
from app.services import Services


def finish(services: Services, visitor: Visitor, token: str) -> Opened | None:
    """Finish the enrolment after the person said that the new recovery codes are kept.

    Password, factor and recovery codes come into force in one unit, and the session opens. None: all is in force, but
    the person may not sign in yet, as before the term of office begins.
    Raises EnrolmentLapsed, CodesNotShown, BrowserTooOld, DeviceStopped, HashingBusy.
    """
    # In a unit of its own before: the alarm about the device must stay when the refusal rolls the enrolment's end back.
    _refuse_device(services, visitor, token)
    with services.database.read() as unit:
        row = enrolment.row_of(unit, services, token)
        codes = recovery.shown(unit, services.keyring, row.person_id, row.id)
    hashes = recovery.hashed(services.keyring, codes)
    with services.database.write() as unit:
        row = enrolment.row_of(unit, services, token)
        if not row.factor or (row.purpose != RECOVERY and not row.argon2):
            raise EnrolmentLapsed(cause="steps left out")
        lock_person(unit, row.person_id)
        enrolment.must_be_active(unit, row.person_id)
        recovery.confirm(unit, row.person_id, hashes)
        _burn(unit, row)
        _put_into_force(unit, row, visitor.address)
        # Asked as for a key: an office that demands passkeys does not stop this first sign-in, only later ones by code.
        if not_admitted(unit, row.person_id, ENROLMENT_KEY) is not None:
            return None
        how = ENROLMENT_KEY if row.factor == "key" else ENROLMENT
        return open_signed_in(unit, services, visitor, ProvenPerson(row.person_id, row.id, how, row.next_path))


def _refuse_device(services: Services, visitor: Visitor, token: str) -> None:
    with services.database.write() as unit:
        row = enrolment.row_of(unit, services, token)
        stopped = too_old(unit, visitor, row.person_id) or devices_signin.stopped_device(
            unit, visitor.claim, row.id, person_id=row.person_id, address=visitor.address
        )
    if stopped is not None:
        raise stopped


def _put_into_force(session: Session, row: Enrolment, address: str) -> None:
    person_id = row.person_id
    if row.argon2:
        enrol.store_hash(session, person_id, row.argon2)
        session.execute(delete(KnownBrowser).where(KnownBrowser.person_id == person_id))
        row.argon2 = ""  # kept in one place only
    attempts.reset(session, person_id)
    _confirm_factor(session, row)
    by = By.person(person_id, address=address)
    factors.note_change(session, by, EventKind.ENROLLED, purpose=row.purpose, factor=row.factor)


def _burn(session: Session, row: Enrolment) -> None:
    """Use up the enrolment and its letter. Raises EnrolmentLapsed when another request has done so before."""
    open_one = select(Enrolment).where(Enrolment.id == row.id, Enrolment.finished_at.is_(None))
    is_first = change(session, open_one, finished_at=clock.now())
    if not is_first or (row.letter_id is not None and not letters.burn(session, row.letter_id)):
        raise EnrolmentLapsed(cause="completed elsewhere, or its letter was withdrawn")


def _confirm_factor(session: Session, row: Enrolment) -> None:
    """Put the new factor into force, and delete or disable every former one: whoever holds a lost one is locked out."""
    moment, person_id = clock.now(), row.person_id
    session.execute(delete(TotpKey).where(TotpKey.person_id == person_id, TotpKey.id != (row.factor_id or "")))
    security_keys.disable(session, person_id, but=row.factor_id or "")
    if row.factor == "totp":
        made = select(TotpKey).where(TotpKey.id == row.factor_id, TotpKey.person_id == person_id)
        made = made.where(TotpKey.confirmed_at.is_(None))
        is_there = change(session, made, confirmed_at=moment, name="認証アプリ")
    else:
        key = select(SecurityKey).where(SecurityKey.id == row.factor_id, SecurityKey.person_id == person_id)
        key = key.where(SecurityKey.confirmed_at.is_(None), SecurityKey.disabled_at.is_(None))
        is_there = change(session, key, confirmed_at=moment)
    if not is_there:
        raise EnrolmentLapsed(cause="its factor is gone")
