"""Signing in, second step: check the authenticator's code, which is accepted once, and open the session."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.append import record
from app.auth.attempts import limits as attempts
from app.auth.attempts.errors import CodeAlreadyUsed, CodeMalformed, SignInStopped, TooManyCodes, WrongCode
from app.auth.attempts.limits import ATTEMPTS_KEY, Attempt
from app.auth.devices import admission as devices_signin
from app.auth.factors import provision as enrol
from app.auth.factors import totp
from app.auth.factors.models import TotpKey
from app.auth.factors.passkeys import keys as security_keys
from app.auth.factors.passkeys.keys import needs_passkey
from app.auth.factors.strength import PASSWORD_TOTP
from app.auth.sessions import browsers
from app.auth.signin import pending as signin_pending
from app.auth.signin.old_browsers import too_old
from app.auth.signin.opening import Opened, ProvenPerson, not_admitted, open_signed_in
from app.auth.signin.password_step import Visitor, admit, refusal_event
from app.members.people import lock_person
from app.services import Services

_KEPT_STEPS = 5
"""How many used steps are kept beside the last one: more than can be used while a code lives."""


@dataclass(frozen=True)
class PendingView:
    """What the second step's page needs of the sign-in in progress. `device_nonce`: what the device's key has to sign.

    `takes_code`: False when an office of the person signs in with passkeys only. `has_keys`: the person has a passkey
    or security key to use instead.
    """

    next_path: str
    device_nonce: str
    takes_code: bool = True
    has_keys: bool = False


def read_pending(services: Services, pending_token: str) -> PendingView:
    """The sign-in in progress. Raises PendingLapsed."""
    with services.database.read() as unit:
        pending = signin_pending.read(unit, services, pending_token)
        takes_code = not needs_passkey(unit, pending.person_id)
        has_keys = bool(security_keys.usable(unit, pending.person_id))
    return PendingView(pending.next_path, pending.id, takes_code, has_keys)


def give_code(services: Services, visitor: Visitor, pending_token: str, untrusted_code: str) -> Opened:
    """Check the second factor and open the session.

    Raises PendingLapsed, TooManyCodes, CodeMalformed, WrongCode, CodeAlreadyUsed, NotAdmitted, PasskeyNeeded,
    BrowserTooOld, DeviceStopped, TooManyAttempts, AttemptsExhausted.
    """
    with services.database.read() as unit:
        pending = signin_pending.read(unit, services, pending_token)
        known = browsers.recognise(unit, services.session_key, visitor.known_token, pending.person_id)
    code = totp.typed_code(untrusted_code)
    if code is None:
        raise CodeMalformed
    attempt = Attempt("code", pending.login, pending.person_id, visitor.address, known)
    verdict = admit(services, attempt)
    with services.database.write() as unit:
        # Person, then counters, then device, then sessions: the order of locks wherever somebody signs in.
        lock_person(unit, pending.person_id)
        # The code first: why a person or a device is not let in is told only to who has both factors.
        outcome = (
            accept_code(unit, services, pending.person_id, attempt, code)
            or not_admitted(unit, pending.person_id, PASSWORD_TOTP)
            or too_old(unit, visitor, pending.person_id)
            or devices_signin.stopped_device(
                unit, visitor.claim, pending.id, person_id=pending.person_id, address=visitor.address
            )
        )
        if outcome is None:
            signin_pending.burn(unit, pending)
            return open_signed_in(
                unit, services, visitor, ProvenPerson(pending.person_id, pending.id, PASSWORD_TOTP, pending.next_path)
            )
        record(unit, refusal_event(attempt, outcome.cause))
        is_over = signin_pending.count_failure(unit, pending)
    # Raised after the unit: inside it, the exception would roll back the record and the count of this failure.
    if is_over:
        raise TooManyCodes(next_path=pending.next_path)
    if isinstance(outcome, WrongCode):
        raise WrongCode(wait_seconds=verdict.next_wait_seconds, seconds_off=outcome.seconds_off)
    raise outcome


def accept_code(
    session: Session, services: Services, person_id: str, attempt: Attempt, code: str
) -> SignInStopped | None:
    """Use the code up; None when it was right and not used before, else the refusal for the caller to raise.

    A right code also resets the account's counters of failures, in the caller's unit.
    """
    which = select(TotpKey).where(TotpKey.person_id == person_id, TotpKey.confirmed_at.is_not(None))
    keys = [row for row in session.scalars(which.order_by(TotpKey.id)) if row.is_intact]
    moment, is_replay, seconds_off = clock.unix_seconds(), False, None
    for row in keys:
        secret = services.keyring.unwrap(row.sealed_secret, enrol.sealing_context(row.id)).decode()
        seconds_off = seconds_off or totp.seconds_off(secret, code, moment)
        for step in totp.matching_steps(secret, code, moment, row.drift_steps):
            if _use_up(session, row.id, step, is_known=bool(attempt.known_browser)):
                attempts.succeed(session, services.keyring.derive(ATTEMPTS_KEY), attempt)
                return None
            is_replay = True
    if is_replay:
        return CodeAlreadyUsed(cause="replayed_code")
    if seconds_off is not None and seconds_off > 0 and not attempt.known_browser:
        seconds_off = None  # whoever guesses would be told a code that will be right in some minutes
    if seconds_off is not None:
        return WrongCode(cause="code_of_another_time", seconds_off=seconds_off)
    return WrongCode(cause="wrong_code" if keys else "no_authenticator")


def _use_up(session: Session, totp_row_id: str, step: int, *, is_known: bool) -> bool:
    """Mark a time step as used; False when it may not be (`_may_use`).

    The row is locked and read again, so that of several callers with the same code one gets True.
    """
    which = select(TotpKey).where(TotpKey.id == totp_row_id)
    row = session.scalars(which.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if row is None or not row.is_intact or not _may_use(row, step, is_known=is_known):
        return False
    row.former_steps = ",".join(map(str, _used(row)[:_KEPT_STEPS]))
    row.last_step, row.drift_steps = step, totp.learned(step, clock.unix_seconds())
    session.flush()
    return True


def _may_use(row: TotpKey, step: int, *, is_known: bool) -> bool:
    """False for a step that was used, and for one before the last that was used (RFC 6238 §5.2).

    A step far ahead was used while our clock ran ahead, and locks nobody out. Nor does the last one lock out an app
    whose clock was fast and has been put right: its codes are behind those that it showed before. They are taken in a
    browser that knows its person, since somebody may have read them off the screen while it was fast.
    """
    moment, used = clock.unix_seconds(), _used(row)
    latest = totp.present_step(moment + clock.TOLERANCE.total_seconds()) + max(0, row.drift_steps)
    if step in used:
        return False
    if step > max((each for each in used if each <= latest), default=0):
        return True
    return is_known and row.drift_steps > 1 and abs(step - totp.present_step(moment)) <= 1


def _used(row: TotpKey) -> list[int]:
    """The steps that were used last, the newest use first."""
    return [row.last_step, *(int(each) for each in row.former_steps.split(",") if each)]
