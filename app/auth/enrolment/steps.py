"""The steps of an enrolment: begin it, find it again by its cookie, and keep what each step set up.

By a letter (first, reset): password, then authenticator or passkey, then recovery codes. By a recovery code: the same
without the password, which was checked before. Nothing can be used before `completion.finish`.
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
from app.auth.attempts.errors import HashingBusy, TooManyCodes
from app.auth.enrolment import letters
from app.auth.enrolment.letters import HELD_FOR, Claim
from app.auth.factors import hashing, passwords, under_way
from app.auth.factors import provision as enrol
from app.auth.factors import recovery_codes as recovery
from app.auth.factors.errors import EnrolmentLapsed, RecoveryCodeWrong
from app.auth.factors.models import Enrolment, SecurityKey, TotpKey
from app.auth.factors.passkeys.keys import needs_passkey
from app.auth.factors.recovery_codes import TypedCode
from app.auth.factors.strength import ENROLMENT_KEY
from app.auth.sessions import acts as sessions
from app.auth.sessions import browsers
from app.auth.signin import pending as signin_pending
from app.auth.signin.opening import not_admitted
from app.auth.signin.password_step import Visitor, admit, refusal_event, take_back
from app.members.models import Person
from app.members.people import lock_person, standing_of
from app.services import Services

SECONDS = int(HELD_FOR.total_seconds())
RECOVERY = "recovery"
_MAX_TOKEN = 100


@dataclass(frozen=True)
class Progress:
    """The state of an enrolment. `id`: what the device's key signs at its end. `name`: as screens show the person.

    `step`: the page that comes next ("password", "factor", "codes"). `factor_words`: the factor that is set up, or "".
    """

    id: str
    person_id: str
    login: str
    name: str
    purpose: str
    step: str
    factor_words: str
    needs_passkey: bool
    next_path: str


def open_letter(services: Services, address: str, untrusted_code: str, *, token: str = "") -> str:
    """Begin with a letter's code; returns the token of the enrolment's cookie.

    `token`: what this browser's cookie holds, "" for none. An enrolment that it has begun with the same letter goes on
    where it was left. Raises LetterRefused, LetterHeld, TooManyAttempts.
    """
    with services.database.write() as unit:
        if _is_begun(unit, services, token, untrusted_code):
            return token
        claim = letters.claim(unit, services.keyring, untrusted_code, address)
        if isinstance(claim, Claim):
            return _begin(unit, services, claim.person_id, claim.purpose, letter_id=claim.letter_id)
    raise letters.refuse(services, claim, address)


def _is_begun(session: Session, services: Services, token: str, untrusted_code: str) -> bool:
    """True when this browser is in the middle of an enrolment by this letter, and the letter is still good."""
    try:
        row = row_of(session, services, token)
    except EnrolmentLapsed:
        return False
    return row.letter_id is not None and letters.is_code_of(session, services.keyring, row.letter_id, untrusted_code)


def open_recovery(services: Services, visitor: Visitor, pending_token: str, untrusted_code: str) -> str:
    """Begin with a recovery code after the password. The code and the sign-in are used up.

    Tries are counted as those of the other second factors are. The code is hashed while no unit is open.
    Raises PendingLapsed, TooManyCodes, RecoveryCodeWrong, TooManyAttempts, AttemptsExhausted, HashingBusy.
    """
    with services.database.read() as unit:
        pending = signin_pending.read(unit, services, pending_token)
        known = browsers.recognise(unit, services.session_key, visitor.known_token, pending.person_id)
        typed = recovery.look_up(unit, services.keyring, pending.person_id, untrusted_code)
    attempt = attempts.Attempt(RECOVERY, pending.login, pending.person_id, visitor.address, known)
    verdict = admit(services, attempt)
    try:
        is_right = recovery.is_right(services.keyring, typed)
    except HashingBusy:
        take_back(services, attempt)
        raise
    with services.database.write() as unit:
        pending = signin_pending.read(unit, services, pending_token)
        try:
            _use_code(unit, services, attempt, typed if is_right else None, pending.person_id)
        except RecoveryCodeWrong as wrong:
            record(unit, refusal_event(attempt, wrong.cause))
            is_over = signin_pending.count_failure(unit, pending)
            cause = wrong.cause
        else:
            signin_pending.burn(unit, pending)
            note(unit, By.person(pending.person_id, address=visitor.address), EventKind.RECOVERY_USED)
            return _begin(unit, services, pending.person_id, RECOVERY, next_path=pending.next_path)
    if is_over:
        raise TooManyCodes(next_path=pending.next_path)
    raise RecoveryCodeWrong(cause=cause, wait_seconds=verdict.next_wait_seconds)


def _use_code(
    session: Session, services: Services, attempt: attempts.Attempt, typed: TypedCode | None, person_id: str
) -> None:
    """Burn the code; None for a wrong one. Raises RecoveryCodeWrong.

    That error also stands for a person who may not sign in, before their code is used up, so that a stranger learns
    nothing about the person. The caller's record has the true cause.
    """
    lock_person(session, person_id)
    refused = not_admitted(session, person_id, ENROLMENT_KEY)
    if refused is not None:
        raise RecoveryCodeWrong(cause=refused.cause)
    if typed is None:
        raise RecoveryCodeWrong(cause="wrong_recovery_code")
    recovery.burn(session, typed)
    attempts.succeed(session, services.keyring.derive(attempts.ATTEMPTS_KEY), attempt)


def read(session: Session, services: Services, token: str) -> Progress:
    """The enrolment that a cookie's token belongs to. Raises EnrolmentLapsed when there is none, or it is too late."""
    row = row_of(session, services, token)
    person = session.scalars(select(Person).where(Person.id == row.person_id)).one()
    step = "password" if row.purpose != RECOVERY and not row.argon2 else "codes" if row.factor else "factor"
    words = {"totp": "認証アプリ", "key": "パスキー"}.get(row.factor, "")
    is_for_passkey = needs_passkey(session, row.person_id)
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
    """The enrolment's row, by the token of its cookie. Raises EnrolmentLapsed."""
    hashed = sessions.token_hash(services.session_key, token[:_MAX_TOKEN])
    row = session.scalars(select(Enrolment).where(Enrolment.token_hash == hashed)).one_or_none()
    moment = clock.now()
    is_open = row is not None and row.is_intact and row.finished_at is None
    if row is None or not is_open or not token or not row.started_at - HELD_FOR < moment < row.expires_at:
        raise EnrolmentLapsed(cause="no enrolment in progress")
    if under_way.was_broken_off(session, row):
        raise EnrolmentLapsed(cause="broken off since it began")
    must_be_active(session, row.person_id)
    return row


def finished_path(session: Session, services: Services, token: str) -> str | None:
    """Where an enrolment that this browser has just finished leads; None for any other. Opens nothing."""
    hashed = sessions.token_hash(services.session_key, token[:_MAX_TOKEN])
    row = session.scalars(select(Enrolment).where(Enrolment.token_hash == hashed)).one_or_none()
    is_done = row is not None and row.is_intact and row.finished_at is not None
    return row.next_path if row is not None and is_done else None


def must_be_active(session: Session, person_id: str) -> None:
    """Raise EnrolmentLapsed for somebody who was suspended, or has retired, since the enrolment began."""
    if standing_of(session, person_id) != "active":
        raise EnrolmentLapsed(cause="person_not_active")


def choose_password(services: Services, token: str, untrusted_password: str) -> None:
    """Keep the hash of the new password, made while no unit is open (it may wait in line for seconds).

    Raises PasswordRefused, EnrolmentLapsed, HashingBusy.
    """
    with services.database.read() as unit:
        progress = read(unit, services, token)
    council = services.settings.council
    accepted = passwords.accept_new(untrusted_password, login=progress.login, forbidden=(council.name, council.short))
    argon2 = hashing.hash_password(services.keyring.derive(enrol.PEPPER), accepted)
    with services.database.write() as unit:
        row_of(unit, services, token).argon2 = argon2


def set_factor(session: Session, services: Services, row: Enrolment, kind: str, factor_id: str) -> None:
    """Keep which factor was set up (`kind`: "totp" or "key"); one that was set up before in it is deleted.

    The recovery codes are made with the first one, and stay the same when another is chosen: they may be on paper.
    """
    if not recovery.shown(session, services.keyring, row.person_id, row.id):
        recovery.make(session, services.keyring, row.person_id, row.id)
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
