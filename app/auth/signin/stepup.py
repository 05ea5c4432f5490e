"""Proving again who one is without signing out: the open session counts as freshly signed in.

A form that was refused because the sign-in was too old is not lost: its fields travel in the confirmation page, with a
MAC that binds them to this session, and are sent again afterwards. Such a page is good as long as the session is.
"""

import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.append import record
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.auth.attempts import junk as strangers
from app.auth.attempts.errors import CodeMalformed, NotAdmitted, PasskeyNeeded, SignInStopped, WrongCredentials
from app.auth.attempts.limits import Attempt
from app.auth.factors import acts as factors
from app.auth.factors import totp
from app.auth.factors.errors import KeyRefused
from app.auth.factors.passkeys import challenges
from app.auth.factors.passkeys import checks as security_keys_checks
from app.auth.factors.passkeys import keys as security_keys
from app.auth.factors.passkeys.challenges import ChallengePurpose
from app.auth.factors.passkeys.keys import needs_passkey
from app.auth.factors.passkeys.requests import KeyAnswer
from app.auth.factors.strength import PASSKEY, PASSWORD_TOTP
from app.auth.sessions.models import SessionRow
from app.auth.signin.code_step import accept_code
from app.auth.signin.passkey_step import Ceremony, refusal
from app.auth.signin.password_step import Visitor, admit, check_password, refusal_event
from app.members.people import lock_person
from app.seals import change
from app.services import Services

_MAX_CHARACTERS = 200_000


@dataclass(frozen=True)
class Asker:
    """The person who proves again who they are, and the session that becomes fresh by it.

    `decide_again`: asked in the unit that makes it fresh, whether they still may; it raises.
    """

    person_id: str
    login: str
    session_id: str
    decide_again: Callable[[Session], object]


@dataclass(frozen=True)
class Repeat:
    """A form that was interrupted: the path it was sent to, and its fields (name, value) in order."""

    path: str
    fields: list[tuple[str, str]]


def begin_key(services: Services, asker: Asker, address: str) -> Ceremony:
    """A challenge for the person's own keys. Raises KeyRefused when the person has no key."""
    with services.database.write() as unit:
        keys = security_keys.usable(unit, asker.person_id)
        if not keys:
            raise KeyRefused("unknown_credential")
        issued = challenges.issue(unit, ChallengePurpose.AGAIN, asker.session_id, address)
    return Ceremony(issued.id, security_keys.options_to_show(services.settings, issued, keys), "")


def confirm_by_key(services: Services, asker: Asker, address: str, answer: KeyAnswer) -> None:
    """Check a key's answer and make the session fresh.

    Raises KeyRefused, TooManyAttempts (a flood of refused keys), NotAdmitted (the session ended meanwhile).
    """
    try:
        expected = challenges.take(
            services.database, answer.untrusted_ceremony, ChallengePurpose.AGAIN, asker.session_id
        )
        parsed = security_keys_checks.read(answer.untrusted_json)
        with services.database.write() as unit:
            security_keys.show(unit, services.settings, parsed, expected, person_id=asker.person_id)
            _refresh(unit, asker, address, PASSKEY)
    except KeyRefused as refused:
        strangers.record_refusal(services, "passkey", refusal(address, refused.cause, asker.person_id, "again"))
        raise


def confirm_by_code(
    services: Services, asker: Asker, visitor: Visitor, untrusted_password: str, untrusted_code: str
) -> None:
    """Check password and code and make the session fresh.

    Raises what `give_password` and `give_code` raise. The attempts are counted as those of signing in are.
    """
    code = totp.typed_code(untrusted_code)
    if code is None:
        raise CodeMalformed
    if check_password(services, visitor, asker.login, untrusted_password) != asker.person_id:
        raise WrongCredentials
    attempt = Attempt("code", asker.login, asker.person_id, visitor.address)
    admit(services, attempt)
    with services.database.write() as unit:
        lock_person(unit, asker.person_id)
        outcome: SignInStopped | None = accept_code(unit, services, asker.person_id, attempt, code)
        if outcome is None and needs_passkey(unit, asker.person_id):
            outcome = PasskeyNeeded(cause="role_needs_passkey")
        if outcome is None:
            _refresh(unit, asker, visitor.address, PASSWORD_TOTP)
            return
        record(unit, refusal_event(attempt, outcome.cause))
    raise outcome


@dataclass(frozen=True)
class Ways:
    """By which ways a person can prove who they are: a passkey or security key; password and code."""

    has_keys: bool
    has_codes: bool


def ways(session: Session, asker: Asker) -> Ways:
    """The ways for which the person has the factors and which the person's offices allow."""
    held = factors.of(session, asker.person_id)
    has_codes = held.password_changed_at is not None and bool(held.totps)
    return Ways(bool(held.keys), has_codes and not needs_passkey(session, asker.person_id))


class _Sealed(TypedDict):
    path: str
    fields: list[tuple[str, str]]


def seal(key: bytes, session_id: str, repeat: Repeat) -> str:
    """The form as text for a hidden field: MAC, full stop, base64url of JSON. Readable, but bound to this session."""
    whole: _Sealed = {"path": repeat.path, "fields": repeat.fields}
    body = base64.urlsafe_b64encode(json.dumps(whole, ensure_ascii=False).encode()).decode()
    return f"{_mac(key, session_id, body)}.{body}"


def unseal(key: bytes, session_id: str, untrusted_text: str) -> Repeat | None:
    """The form that `seal` was given; None when the text is too long, not ours, or of another session."""
    mac, _, body = untrusted_text.partition(".")
    if len(untrusted_text) > _MAX_CHARACTERS or not hmac.compare_digest(
        mac.encode(), _mac(key, session_id, body).encode()
    ):
        return None
    whole: _Sealed = json.loads(base64.urlsafe_b64decode(body))  # by `seal`, as its mac has shown
    return Repeat(whole["path"], [(name, value) for name, value in whole["fields"]])


def _mac(key: bytes, session_id: str, body: str) -> str:
    return hmac.new(key, f"repeat:{session_id}:{body}".encode(), sha256).hexdigest()


def _refresh(session: Session, asker: Asker, address: str, factors: str) -> None:
    """Make the session fresh, with a record. Raises NotAdmitted, Refused when it, or its person's office, has ended."""
    asker.decide_again(session)
    still_open = select(SessionRow).where(SessionRow.id == asker.session_id, SessionRow.ended_at.is_(None))
    if not change(session, still_open, strong_at=clock.now(), strong_with=factors):
        raise NotAdmitted(cause="session ended")
    by = By.person(asker.person_id, asker.session_id, address)
    note(session, by, EventKind.SIGN_IN_AGAIN, factors=factors)
