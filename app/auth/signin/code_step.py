"""Signing in, second step: the code of the authenticator, accepted once; then the session opens."""

from dataclasses import dataclass

from sqlalchemy import select, update
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
from app.auth.signin.opening import Opened, ProvenPerson, not_admitted, open_signed_in
from app.auth.signin.password_step import Visitor, admit, refusal_event
from app.db import rows_changed
from app.members.people import lock_person
from app.services import Services


@dataclass(frozen=True)
class PendingView:
    """What the second step's page needs of the sign-in in progress. `device_nonce`: what the browser's key signs.

    `takes_code`: False for those who sign in with passkeys only; `has_keys`: a passkey or security key may be shown.
    """

    next_path: str
    device_nonce: str
    takes_code: bool = True
    has_keys: bool = False


def read_pending(services: Services, pending_token: str) -> PendingView:
    """The sign-in in progress. Raises PendingLapsed."""
    with services.database.read() as unit:
        pending = signin_pending.read(unit, services, pending_token)
        takes_code = not needs_passkey(unit, services.settings, pending.person_id)
        has_keys = bool(security_keys.usable(unit, pending.person_id))
    return PendingView(pending.next_path, pending.id, takes_code, has_keys)


def give_code(services: Services, visitor: Visitor, pending_token: str, untrusted_code: str) -> Opened:
    """Check the second factor and open the session.

    Raises PendingLapsed, TooManyCodes, CodeMalformed, WrongCode, CodeAlreadyUsed, NotAdmitted, PasskeyNeeded,
    DeviceStopped, TooManyAttempts, AttemptsExhausted.
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
        lock_person(unit, pending.person_id)
        outcome = (
            accept_code(unit, services, pending.person_id, attempt, code)
            or not_admitted(unit, services.settings, pending.person_id, PASSWORD_TOTP)
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
    if is_over:
        raise TooManyCodes(next_path=pending.next_path)
    if isinstance(outcome, WrongCode):
        raise WrongCode(wait_seconds=verdict.next_wait_seconds)
    raise outcome


def accept_code(
    session: Session, services: Services, person_id: str, attempt: Attempt, code: str
) -> SignInStopped | None:
    """None when the code is right, new and used up by this very call; else why not."""
    keys = session.execute(
        select(TotpKey.id, TotpKey.sealed_secret).where(
            TotpKey.person_id == person_id, TotpKey.confirmed_at.is_not(None)
        )
    ).all()
    is_replay = False
    for row_id, sealed in keys:
        secret = services.keyring.unwrap(sealed, enrol.sealing_context(row_id)).decode()
        for step in totp.matching_steps(secret, code, clock.unix_seconds()):
            if _use_up(session, row_id, step):
                attempts.succeed(session, services.keyring.derive(ATTEMPTS_KEY), attempt)
                return None
            is_replay = True
    if is_replay:
        return CodeAlreadyUsed(cause="replayed_code")
    return WrongCode(cause="wrong_code" if keys else "no_authenticator")


def _use_up(session: Session, totp_row_id: str, step: int) -> bool:
    """Accept a time step once: of any number of callers, one statement finds the row older (RFC 6238 §5.2)."""
    changed = rows_changed(
        session, update(TotpKey).where(TotpKey.id == totp_row_id, TotpKey.last_step < step).values(last_step=step)
    )
    return changed > 0
