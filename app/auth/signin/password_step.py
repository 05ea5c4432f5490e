"""Signing in, first step: ID and password. No unit of work is open while a password is hashed."""

import contextlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.audit.append import record
from app.audit.notes import By, event
from app.audit.vocabulary import Event, EventKind
from app.auth.alarms import raising as alarms
from app.auth.attempts import limits as attempts
from app.auth.attempts.errors import AttemptsExhausted, HashingBusy, TooManyAttempts, WrongCredentials
from app.auth.attempts.limits import ATTEMPTS_KEY, Attempt, AttemptVerdict
from app.auth.devices.admission import NO_CLAIM, DeviceClaim
from app.auth.factors import hashing, passwords
from app.auth.factors import provision as enrol
from app.auth.factors.models import Password
from app.auth.sessions import browsers
from app.auth.sessions.acts import token_hash
from app.auth.sessions.cookies import PENDING_SECONDS
from app.auth.sessions.models import PendingSignIn
from app.db import forget_changes
from app.errors import Busy
from app.members.models import Person
from app.members.people import offices_now, standing_of
from app.seals import fits
from app.services import Services


@dataclass(frozen=True)
class Visitor:
    """What a request shows of somebody who signs in; apart from `address` it may be forged.

    `browser`: User-Agent. `claim`: the device's key and its proof. `known_token`: the cookie by which a browser is
    known again, "" without one.
    """

    address: str
    browser: str
    claim: DeviceClaim = NO_CLAIM
    known_token: str = ""
    former_session: tuple[str, str] | None = None
    """Session and person of the cookie this browser holds now, if that is open."""


@dataclass(frozen=True)
class _Account:
    person_id: str | None
    stored: str | None
    known_browser: str


def give_password(
    services: Services, visitor: Visitor, untrusted_login: str, untrusted_password: str, next_path: str
) -> str:
    """Check the first factor; returns the token of the sign-in in progress.

    Raises WrongCredentials, TooManyAttempts, AttemptsExhausted, HashingBusy.
    """
    person_id = check_password(services, visitor, untrusted_login, untrusted_password)
    with services.database.write() as unit:
        return _open_pending(unit, services.session_key, person_id, next_path)


def check_password(services: Services, visitor: Visitor, untrusted_login: str, untrusted_password: str) -> str:
    """Check ID and password, and count and record the attempt; the person's id. Raises what `give_password` raises."""
    login = passwords.login_key(untrusted_login)
    account = _account(services, visitor, login)
    attempt = Attempt("password", login, account.person_id, visitor.address, account.known_browser)
    verdict = admit(services, attempt)
    pepper = services.keyring.derive(enrol.PEPPER)
    password = passwords.normalise(untrusted_password)
    try:
        is_right = password is not None and hashing.matches(pepper, account.stored, password)
        renewed = _renewed(pepper, account.stored, password) if is_right else None
    except HashingBusy:
        take_back(services, attempt)
        raise
    if not is_right or account.person_id is None:
        cause = "wrong_password" if account.person_id else "unknown_login"
        # An account's counters bound how often it can be refused; IDs that nobody has are without end.
        note = services.ledger.commit_now if account.person_id else services.note_stranger
        note(refusal_event(attempt, cause))
        raise WrongCredentials(wait_seconds=verdict.next_wait_seconds)
    with services.database.write() as unit:
        attempts.succeed(unit, services.keyring.derive(ATTEMPTS_KEY), attempt)
        _only_counted(unit)
        if renewed is not None:
            enrol.store_hash(unit, account.person_id, renewed)
        _tell_of_outsider(unit, account.person_id, visitor.address)
    return account.person_id


def _tell_of_outsider(session: Session, person_id: str, address: str) -> None:
    """Raise an alarm when the right password was given for a person who is suspended or out of office."""
    state = standing_of(session, person_id)
    if state != "active" or not offices_now(session, person_id):
        alarms.raise_alarm(session, "former_member", person_id=person_id, address=address, detail=state)


def admit(services: Services, attempt: Attempt) -> AttemptVerdict:
    """Count the attempt, committed before the caller checks anything. Raises TooManyAttempts or AttemptsExhausted."""
    verdict = _charge(services, attempt)
    if verdict.is_closed:
        raise AttemptsExhausted(cause="limit of failures in a row")
    if not verdict.is_admitted:
        raise TooManyAttempts(verdict.wait_seconds)
    return verdict


def take_back(services: Services, attempt: Attempt) -> None:
    """Take an attempt's count back when nothing could be checked: a crowd in the queue must not close accounts."""
    with services.database.write() as unit:
        attempts.take_back(unit, services.keyring.derive(ATTEMPTS_KEY), attempt)
        _only_counted(unit)


def refusal_event(attempt: Attempt, cause: str) -> Event:
    """The ledger's record of a refused sign-in. It never holds what was typed as ID, which may be a password."""
    by, is_known = By.person(attempt.person_id, address=attempt.address), bool(attempt.known_browser)
    return event(by, EventKind.SIGN_IN_REFUSED, cause=cause, factor=attempt.factor, known_browser=is_known)


def _charge(services: Services, attempt: Attempt) -> AttemptVerdict:
    """Count an attempt, again when two first attempts insert the same counter at one moment (PostgreSQL).

    The second one fails on the primary key, and finds the counter when it tries again. Raises Busy after three times.
    """
    for _ in range(3):
        with contextlib.suppress(IntegrityError):
            return _charge_once(services, attempt)
    raise Busy(cause="attempt counters contended")


def _charge_once(services: Services, attempt: Attempt) -> AttemptVerdict:
    with services.database.write() as unit:
        verdict = attempts.charge(unit, services.keyring.derive(ATTEMPTS_KEY), attempt)
        if verdict.is_news:
            record(unit, refusal_event(attempt, "throttled"))
            if attempt.person_id is not None:
                alarms.raise_alarm(
                    unit, "many_failures", person_id=attempt.person_id, address=attempt.address, detail=attempt.factor
                )
        else:
            _only_counted(unit)
    return verdict


def _only_counted(session: Session) -> None:
    """Tell the unit that its changes need no ledger record: they are only counters.

    A unit that changed something without a record is refused otherwise, and most attempts of a flood leave none.
    """
    session.flush()
    forget_changes(session)


def _account(services: Services, visitor: Visitor, login: str) -> _Account:
    """The account with this ID. `person_id` is None when nobody has it, or when two IDs differ only in capitals."""
    with services.database.read() as unit:
        found = unit.execute(
            select(Person.id, Password.argon2, Password.seal)
            .outerjoin(Password, Password.person_id == Person.id)
            .where(func.lower(Person.login) == login)
        ).all()
        if len(found) != 1:
            return _Account(None, None, "")
        known = browsers.recognise(unit, services.session_key, visitor.known_token, found[0].id)
        person_id, argon2, seal = found[0]
        # Else it may be the hash of another's password, put there by SQL: nobody signs in with it.
        is_own = argon2 is not None and fits(unit, Password, (person_id,), (argon2,), seal)
        return _Account(person_id, argon2 if is_own else None, known)


def _renewed(pepper: bytes, stored: str | None, password: str | None) -> str | None:
    if stored is None or password is None or not hashing.needs_rehash(stored):
        return None
    return hashing.hash_password(pepper, password)


def _open_pending(session: Session, key: bytes, person_id: str, next_path: str) -> str:
    moment = clock.now()
    session.execute(delete(PendingSignIn).where(PendingSignIn.expires_at < moment - timedelta(hours=1)))
    token = secrets.token_urlsafe(32)
    session.add(
        PendingSignIn(
            token_hash=token_hash(key, token),
            person_id=person_id,
            created_at=moment,
            expires_at=moment + timedelta(seconds=PENDING_SECONDS),
            next_path=next_path,
        )
    )
    return token
