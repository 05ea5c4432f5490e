"""The end of an enrolment: what was set up comes into force, what was before goes, and the person is signed in."""

from sqlalchemy import delete, update
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
from app.auth.factors.strength import ENROLMENT, ENROLMENT_KEY
from app.auth.sessions.models import KnownBrowser
from app.auth.signin.opening import Opened, ProvenPerson, not_admitted, open_signed_in
from app.auth.signin.password_step import Visitor
from app.db import rows_changed
from app.members.people import lock_person
from app.services import Services


def finish(services: Services, visitor: Visitor, token: str, untrusted_code: str) -> Opened | None:
    """One recovery code is typed back, and everything counts at once. None: all is set up, but the term is not yet on.

    Raises EnrolmentLapsed, RecoveryCodeWrong, DeviceStopped.
    """
    _refuse_stopped_device(services, visitor, token)
    with services.database.write() as unit:
        row = enrolment.row_of(unit, services, token)
        if not row.factor or (row.purpose != RECOVERY and not row.argon2):
            raise EnrolmentLapsed(cause="steps left out")
        lock_person(unit, row.person_id)
        recovery.prove_kept(unit, services.keyring, row.person_id, untrusted_code)
        _burn(unit, row)
        _put_into_force(unit, row, visitor.address)
        if not_admitted(unit, services.settings, row.person_id, ENROLMENT_KEY) is not None:
            return None
        how = ENROLMENT_KEY if row.factor == "key" else ENROLMENT
        return open_signed_in(unit, services, visitor, ProvenPerson(row.person_id, row.id, how, row.next_path))


def _refuse_stopped_device(services: Services, visitor: Visitor, token: str) -> None:
    with services.database.write() as unit:
        row = enrolment.row_of(unit, services, token)
        stopped = devices_signin.stopped_device(
            unit, visitor.claim, row.id, person_id=row.person_id, address=visitor.address
        )
    if stopped is not None:
        raise stopped


def _put_into_force(session: Session, row: Enrolment, address: str) -> None:
    person_id = row.person_id
    if row.argon2:
        enrol.store_hash(session, person_id, row.argon2)
        session.execute(delete(KnownBrowser).where(KnownBrowser.person_id == person_id))
    attempts.reset(session, person_id)
    _confirm_factor(session, row)
    by = By.person(person_id, address=address)
    factors.note_change(session, by, EventKind.ENROLLED, purpose=row.purpose, factor=row.factor)


def _burn(session: Session, row: Enrolment) -> None:
    """Honour the enrolment, and its letter, once. Raises EnrolmentLapsed when another request was first."""
    gone = rows_changed(session, delete(Enrolment).where(Enrolment.id == row.id))
    is_first = gone > 0
    if not is_first or (row.letter_id is not None and not letters.burn(session, row.letter_id)):
        raise EnrolmentLapsed(cause="completed elsewhere, or its letter was withdrawn")


def _confirm_factor(session: Session, row: Enrolment) -> None:
    """The new factor counts, and every former one is gone."""
    moment, person_id = clock.now(), row.person_id
    session.execute(delete(TotpKey).where(TotpKey.person_id == person_id, TotpKey.id != (row.factor_id or "")))
    session.execute(
        update(SecurityKey)
        .where(SecurityKey.person_id == person_id, SecurityKey.id != (row.factor_id or ""))
        .where(SecurityKey.disabled_at.is_(None))
        .values(disabled_at=moment)
    )
    if row.factor == "totp":
        session.execute(
            update(TotpKey).where(TotpKey.id == row.factor_id).values(confirmed_at=moment, name="認証アプリ")
        )
    else:
        session.execute(update(SecurityKey).where(SecurityKey.id == row.factor_id).values(confirmed_at=moment))
