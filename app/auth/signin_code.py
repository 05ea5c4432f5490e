"""Signing in, second step: the code of the authenticator, accepted once; then the session opens."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app import clock
from app.access.facts import Device as DeviceKind
from app.audit.append import record
from app.audit.vocabulary import Event, Kind
from app.auth import alarms, attempts, browsers, devices_signin, enrol, sessions, totp
from app.auth.attempts import Attempt
from app.auth.errors import (
    CodeAlreadyUsed,
    CodeMalformed,
    NotAdmitted,
    PendingLapsed,
    SignInStopped,
    TooManyCodes,
    WrongCode,
)
from app.auth.models import PendingSignIn, TotpKey
from app.auth.signin import ATTEMPTS_KEY, SignInServices, Visitor, admit, refusal_event
from app.members.models import Person
from app.members.people import offices_now

CODES_A_SIGN_IN = 5


@dataclass(frozen=True)
class Opened:
    """A person is signed in: what the browser is to keep, where it goes on, and what its device counts as."""

    session_token: str
    known_token: str
    next_path: str
    device: DeviceKind


@dataclass(frozen=True)
class PendingView:
    """What the second step's page needs of the sign-in in progress. `device_nonce`: what the browser's key signs."""

    next_path: str
    device_nonce: str


@dataclass(frozen=True)
class _Pending:
    id: str
    person_id: str
    login: str
    next_path: str


def read_pending(services: SignInServices, pending_token: str) -> PendingView:
    """The sign-in in progress. Raises PendingLapsed."""
    with services.database.read() as unit:
        pending = _pending(unit, services, pending_token)
    return PendingView(pending.next_path, pending.id)


def give_code(services: SignInServices, visitor: Visitor, pending_token: str, untrusted_code: str) -> Opened:
    """Check the second factor and open the session.

    Raises PendingLapsed, TooManyCodes, CodeMalformed, WrongCode, CodeAlreadyUsed, NotAdmitted, DeviceStopped,
    TooManyAttempts, AttemptsExhausted.
    """
    with services.database.read() as unit:
        pending = _pending(unit, services, pending_token)
        known = browsers.recognise(unit, services.session_key, visitor.known_token, pending.person_id)
    code = totp.typed_code(untrusted_code)
    if code is None:
        raise CodeMalformed
    attempt = Attempt("code", pending.login, pending.person_id, visitor.address, known)
    verdict = admit(services, attempt)
    with services.database.write() as unit:
        outcome = _accept(unit, services, pending, attempt, code) or devices_signin.stopped_device(
            unit, visitor.claim, pending.id, person_id=pending.person_id, address=visitor.address
        )
        if outcome is None:
            return _open(unit, services, visitor, pending)
        record(unit, refusal_event(attempt, outcome.cause))
        is_over = _count_failure(unit, pending)
    if is_over:
        raise TooManyCodes(next_path=pending.next_path)
    if isinstance(outcome, WrongCode):
        raise WrongCode(wait_seconds=verdict.next_wait_seconds)
    raise outcome


def _pending(session: Session, services: SignInServices, token: str) -> _Pending:
    hashed = sessions.token_hash(services.session_key, token)
    found = session.execute(
        select(PendingSignIn, Person.login)
        .join(Person, Person.id == PendingSignIn.person_id)
        .where(PendingSignIn.token_hash == hashed)
    ).one_or_none()
    if found is None:
        raise PendingLapsed(cause="no sign-in in progress")
    row, login = found[0], found[1]
    if row.expires_at <= clock.now() or row.failures >= CODES_A_SIGN_IN:
        raise PendingLapsed(next_path=row.next_path, cause="too late")
    return _Pending(row.id, row.person_id, login, row.next_path)


def _accept(
    session: Session, services: SignInServices, pending: _Pending, attempt: Attempt, code: str
) -> SignInStopped | None:
    """None when the code is right, new and used up by this very call, and the person may sign in; else why not."""
    keys = session.execute(
        select(TotpKey.id, TotpKey.sealed_secret).where(
            TotpKey.person_id == pending.person_id, TotpKey.confirmed_at.is_not(None)
        )
    ).all()
    is_replay = False
    for row_id, sealed in keys:
        secret = services.keyring.unwrap(sealed, enrol.sealing_context(row_id)).decode()
        for step in totp.matching_steps(secret, code, clock.unix_seconds()):
            if _use_up(session, row_id, step):
                attempts.succeed(session, services.keyring.derive(ATTEMPTS_KEY), attempt)
                return _admission(session, pending.person_id)
            is_replay = True
    if is_replay:
        return CodeAlreadyUsed(cause="replayed_code")
    return WrongCode(cause="wrong_code" if keys else "no_authenticator")


def _use_up(session: Session, totp_row_id: str, step: int) -> bool:
    """Accept a time step once: of any number of callers, one statement finds the row older (RFC 6238 §5.2)."""
    changed = session.execute(
        update(TotpKey).where(TotpKey.id == totp_row_id, TotpKey.last_step < step).values(last_step=step)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE answers with a CursorResult


def _admission(session: Session, person_id: str) -> NotAdmitted | None:
    state = session.scalars(select(Person.state).where(Person.id == person_id)).one()
    if state != "active":
        return NotAdmitted(cause="suspended")
    return None if offices_now(session, person_id) else NotAdmitted(cause="not_in_office")


def _count_failure(session: Session, pending: _Pending) -> bool:
    """Count a code against this sign-in; True when it has had its codes."""
    session.execute(
        update(PendingSignIn).where(PendingSignIn.id == pending.id).values(failures=PendingSignIn.failures + 1)
    )
    failures = session.scalar(select(PendingSignIn.failures).where(PendingSignIn.id == pending.id))
    return failures is None or failures >= CODES_A_SIGN_IN


def _open(session: Session, services: SignInServices, visitor: Visitor, pending: _Pending) -> Opened:
    """Open the session; the sign-in in progress and the browser's former session end with it."""
    burned = session.execute(delete(PendingSignIn).where(PendingSignIn.id == pending.id))
    if not burned.rowcount:  # type: ignore[attr-defined]  # a DELETE answers with a CursorResult
        raise PendingLapsed(next_path=pending.next_path, cause="completed elsewhere")
    _end_former(session, visitor)
    device = devices_signin.present(
        session,
        services.settings,
        visitor.claim,
        pending.id,
        person_id=pending.person_id,
        address=visitor.address,
        browser=visitor.browser,
    )
    elsewhere = sessions.open_elsewhere(session, services.settings, pending.person_id)
    opened = sessions.open_session(
        session,
        services.session_key,
        person_id=pending.person_id,
        device=device.kind,
        device_id=device.device_id,
        address=visitor.address,
        browser=visitor.browser,
    )
    if elsewhere:
        alarms.raise_alarm(
            session, "second_place", person_id=pending.person_id, session_id=opened.row.id, address=visitor.address
        )
    known_token = browsers.remember(session, services.session_key, visitor.known_token, pending.person_id)
    record(
        session,
        Event(
            Kind.SIGN_IN,
            actor_id=pending.person_id,
            session_id=opened.row.id,
            address=visitor.address,
            detail={"factors": "password+totp", "device": device.kind.value, "open_elsewhere": elsewhere},
        ),
    )
    return Opened(opened.token, known_token, pending.next_path, device.kind)


def _end_former(session: Session, visitor: Visitor) -> None:
    if visitor.former_session is None:
        return
    session_id, person_id = visitor.former_session
    if sessions.end_session(session, session_id, "replaced"):
        record(
            session,
            Event(
                Kind.SESSION_ENDED,
                actor_id=person_id,
                session_id=session_id,
                address=visitor.address,
                detail={"because": "replaced"},
            ),
        )
