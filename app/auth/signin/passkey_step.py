"""Signing in with a passkey alone, or with a passkey or security key after the password.

A passkey alone counts as two factors, because the authenticator verifies its user by face, finger or PIN.
"""

from dataclasses import dataclass

from app.audit.notes import By, event
from app.audit.vocabulary import Event, EventKind
from app.auth.alarms import raising as alarms
from app.auth.attempts import junk as strangers
from app.auth.attempts.errors import NotAdmitted, SignInStopped
from app.auth.devices import admission as devices_signin
from app.auth.factors.errors import KeyRefused
from app.auth.factors.passkeys import challenges
from app.auth.factors.passkeys import checks as security_keys_checks
from app.auth.factors.passkeys import keys as security_keys
from app.auth.factors.passkeys.challenges import ChallengePurpose
from app.auth.factors.passkeys.requests import KeyAnswer
from app.auth.factors.strength import PASSKEY, PASSWORD_KEY
from app.auth.signin import pending as signin_pending
from app.auth.signin.old_browsers import too_old
from app.auth.signin.opening import Opened, ProvenPerson, not_admitted, open_signed_in
from app.auth.signin.password_step import Visitor
from app.services import Services


@dataclass(frozen=True)
class Ceremony:
    """What the page's script needs: the challenge's id, the browser's options, the nonce for its device key."""

    id: str
    options: dict[str, object]
    device_nonce: str

    def as_json(self) -> dict[str, object]:
        """As the script reads it."""
        return {"ceremony": self.id, "options": self.options, "device_nonce": self.device_nonce}


def begin_passkey(services: Services, holder: str, address: str) -> Ceremony:
    """A challenge that any registered passkey may answer. `holder`: hash of this browser's ceremony cookie."""
    with services.database.write() as unit:
        issued = challenges.issue(unit, ChallengePurpose.SIGN_IN, holder, address)
    return Ceremony(issued.id, security_keys.options_to_show(services.settings, issued, []), issued.id)


def give_passkey(services: Services, visitor: Visitor, holder: str, answer: KeyAnswer, next_path: str) -> Opened:
    """Sign in the owner of the passkey that answered. Raises KeyRefused, NotAdmitted, DeviceStopped."""
    try:
        return _give(services, visitor, answer, ChallengePurpose.SIGN_IN, holder, None, next_path)
    except KeyRefused as refused:
        _record(services, visitor, refused, None)
        raise


def begin_key(services: Services, pending_token: str, address: str) -> Ceremony:
    """A challenge for the keys of the person whose password was right. Raises PendingLapsed, KeyRefused (no key)."""
    with services.database.write() as unit:
        pending = signin_pending.read(unit, services, pending_token)
        keys = security_keys.usable(unit, pending.person_id)
        if not keys:
            raise KeyRefused("unknown_credential")
        issued = challenges.issue(unit, ChallengePurpose.SECOND_FACTOR, pending.id, address)
    return Ceremony(issued.id, security_keys.options_to_show(services.settings, issued, keys), pending.id)


def give_key(services: Services, visitor: Visitor, pending_token: str, answer: KeyAnswer) -> Opened:
    """Sign in by a key after the password. Raises PendingLapsed, KeyRefused, NotAdmitted, DeviceStopped."""
    with services.database.read() as unit:
        pending = signin_pending.read(unit, services, pending_token)
    try:
        return _give(services, visitor, answer, ChallengePurpose.SECOND_FACTOR, pending.id, pending, pending.next_path)
    except KeyRefused as refused:
        _record(services, visitor, refused, pending.person_id)
        raise


def _give(
    services: Services,
    visitor: Visitor,
    answer: KeyAnswer,
    purpose: ChallengePurpose,
    holder: str,
    pending: signin_pending.Pending | None,
    next_path: str,
) -> Opened:
    # The challenge is used up before the answer is looked at, and stays so when the answer is refused.
    challenge_hash = challenges.take(services.database, answer.untrusted_ceremony, purpose, holder)
    parsed = security_keys_checks.read(answer.untrusted_json)
    factors = PASSKEY if pending is None else PASSWORD_KEY
    nonce = answer.untrusted_ceremony if pending is None else pending.id
    expected = None if pending is None else pending.person_id
    with services.database.write() as unit:
        key = security_keys.show(unit, services.settings, parsed, challenge_hash, person_id=expected)
        stopped: SignInStopped | None = (
            not_admitted(unit, key.person_id, factors)
            or too_old(unit, visitor, key.person_id)
            or devices_signin.stopped_device(
                unit, visitor.claim, nonce, person_id=key.person_id, address=visitor.address
            )
        )
        if stopped is None:
            if pending is not None:
                signin_pending.burn(unit, pending)
            return open_signed_in(unit, services, visitor, ProvenPerson(key.person_id, nonce, factors, next_path))
        if isinstance(stopped, NotAdmitted):
            alarms.raise_alarm(
                unit, "former_member", person_id=key.person_id, address=visitor.address, detail=stopped.cause
            )
    services.ledger.commit_now(refusal(visitor.address, stopped.cause, key.person_id, factors))
    raise stopped


def _record(services: Services, visitor: Visitor, refused: KeyRefused, person_id: str | None) -> None:
    """Record why a key was refused. A counter that did not grow raises an alarm: the key may be a copy (§6.1.1)."""
    owner = person_id or refused.person_id
    if refused.cause == "counter":
        with services.database.write() as unit:
            alarms.raise_alarm(unit, "key_counter", person_id=refused.person_id, address=visitor.address)
    factors = PASSKEY if person_id is None else PASSWORD_KEY
    strangers.record_refusal(services, "passkey", refusal(visitor.address, refused.cause, owner, factors))


def refusal(address: str, cause: str, person_id: str | None, factors: str) -> Event:
    """The ledger's record of a key that was not accepted. `person_id`: its owner, None when unknown."""
    by = By.person(person_id, address=address)
    return event(by, EventKind.SIGN_IN_REFUSED, cause=cause, factor=factors)
