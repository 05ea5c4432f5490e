"""An enrolment from its first code to its end. Nothing of it counts before the end; then all of it, at once.

Letter (first, reset): password, then authenticator or passkey, then recovery codes. Recovery code: the same without
the password, which was given before.
"""

import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.audit.append import record
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.auth.attempts import limits as attempts
from app.auth.attempts.errors import TooManyCodes
from app.auth.enrolment import letters
from app.auth.enrolment.letters import HELD_FOR, Claim
from app.auth.factors import hashing, passwords
from app.auth.factors import provision as enrol
from app.auth.factors import recovery_codes as recovery
from app.auth.factors.errors import EnrolmentLapsed, RecoveryCodeWrong
from app.auth.factors.models import Enrolment, SecurityKey, TotpKey
from app.auth.factors.passkeys.keys import needs_passkey
from app.auth.sessions import acts as sessions
from app.auth.signin import pending as signin_pending
from app.auth.signin.password_step import Visitor, refusal_event
from app.members.models import Person
from app.services import Services

SECONDS = int(HELD_FOR.total_seconds())
RECOVERY = "recovery"
_MAX_TOKEN = 100


@dataclass(frozen=True)
class Progress:
    """Where an enrolment stands. `id` is what the browser's device key signs at its end; `step` names the page."""

    id: str
    person_id: str
    login: str
    name: str
    purpose: str
    step: str
    factor_words: str
    needs_passkey: bool
    next_path: str


def open_letter(services: Services, address: str, untrusted_code: str) -> str:
    """Begin with a letter's code; returns the token of the enrolment's cookie.

    Raises LetterRefused, LetterHeld, TooManyAttempts.
    """
    with services.database.write() as unit:
        claim = letters.claim(unit, services.keyring, untrusted_code, address)
        if isinstance(claim, Claim):
            return _begin(unit, services, claim.person_id, claim.purpose, letter_id=claim.letter_id)
    raise letters.refuse(services, claim, address)


def open_recovery(services: Services, visitor: Visitor, pending_token: str, untrusted_code: str) -> str:
    """Begin with a recovery code after the password. The code and the sign-in are used up.

    Raises PendingLapsed, TooManyCodes, RecoveryCodeWrong.
    """
    with services.database.write() as unit:
        pending = signin_pending.read(unit, services, pending_token)
        try:
            recovery.burn(unit, services.keyring, pending.person_id, untrusted_code)
        except RecoveryCodeWrong as wrong:
            attempt = attempts.Attempt(RECOVERY, pending.login, pending.person_id, visitor.address)
            record(unit, refusal_event(attempt, wrong.cause))
            is_over = signin_pending.count_failure(unit, pending)
            refused = wrong
        else:
            signin_pending.burn(unit, pending)
            note(unit, By.person(pending.person_id, address=visitor.address), EventKind.RECOVERY_USED)
            return _begin(unit, services, pending.person_id, RECOVERY, next_path=pending.next_path)
    raise TooManyCodes(next_path=pending.next_path) if is_over else refused


def read(session: Session, services: Services, token: str) -> Progress:
    """The enrolment of a cookie. Raises EnrolmentLapsed."""
    row = row_of(session, services, token)
    person = session.scalars(select(Person).where(Person.id == row.person_id)).one()
    step = "password" if row.purpose != RECOVERY and not row.argon2 else "codes" if row.factor else "factor"
    words = {"totp": "認証アプリ", "key": "パスキー"}.get(row.factor, "")
    is_for_passkey = needs_passkey(session, services.settings, row.person_id)
    return Progress(
        row.id,
        row.person_id,
        person.login,
        person.display_name,
        row.purpose,
        step,
        words,
        is_for_passkey,
        row.next_path,
    )


def row_of(session: Session, services: Services, token: str) -> Enrolment:
    """The enrolment's row. Raises EnrolmentLapsed."""
    hashed = sessions.token_hash(services.session_key, token[:_MAX_TOKEN])
    row = session.scalars(select(Enrolment).where(Enrolment.token_hash == hashed)).one_or_none()
    moment = clock.now()
    if row is None or not token or not row.started_at - HELD_FOR < moment < row.expires_at:
        raise EnrolmentLapsed(cause="no enrolment in progress")
    return row


def choose_password(services: Services, token: str, untrusted_password: str) -> None:
    """The password to be, hashed outside any unit. Raises PasswordRefused, EnrolmentLapsed, HashingBusy."""
    with services.database.read() as unit:
        progress = read(unit, services, token)
    council = services.settings.council
    accepted = passwords.accept_new(untrusted_password, login=progress.login, forbidden=(council.name, council.short))
    argon2 = hashing.hash_password(services.keyring.derive(enrol.PEPPER), accepted)
    with services.database.write() as unit:
        row_of(unit, services, token).argon2 = argon2


def set_factor(session: Session, row: Enrolment, kind: str, factor_id: str) -> None:
    """What was set up; one set up before in this enrolment is forgotten."""
    row.factor, row.factor_id = kind, factor_id
    session.execute(
        delete(SecurityKey).where(
            SecurityKey.person_id == row.person_id,
            SecurityKey.confirmed_at.is_(None),
            SecurityKey.id != factor_id,
        )
    )
    if kind == "key":
        session.execute(delete(TotpKey).where(TotpKey.person_id == row.person_id, TotpKey.confirmed_at.is_(None)))
        row.totp_id = None
    session.flush()


def _begin(
    session: Session,
    services: Services,
    person_id: str,
    purpose: str,
    *,
    letter_id: str | None = None,
    next_path: str = "/",
) -> str:
    moment = clock.now()
    session.execute(delete(Enrolment).where(Enrolment.person_id == person_id))
    session.execute(delete(Enrolment).where(Enrolment.expires_at < moment))
    session.execute(delete(SecurityKey).where(SecurityKey.person_id == person_id, SecurityKey.confirmed_at.is_(None)))
    token = secrets.token_urlsafe(32)
    row = Enrolment(
        token_hash=sessions.token_hash(services.session_key, token),
        person_id=person_id,
        letter_id=letter_id,
        purpose=purpose,
        next_path=next_path,
        started_at=moment,
        expires_at=moment + HELD_FOR,
    )
    session.add(row)
    session.flush()
    return token
