"""WebAuthn challenges: each made for one purpose and one holder, valid for five minutes, and accepted once.

A challenge is deleted in a transaction of its own before its answer is checked, so that a wrong answer uses it up as
well (WebAuthn §13.4.3).
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from app import clock
from app.auth.factors.errors import KeyRefused
from app.auth.factors.models import Challenge
from app.db import Database
from app.web.addresses import network_of

LIFE = timedelta(minutes=5)
TIMEOUT_MS = 120_000
# A challenge from further in the future than this was made before the clock was set back: its age is not known.
_CLOCK_SET_BACK = timedelta(seconds=60)
_CHALLENGE_BYTES = 64
# As many as one address may ask for in TIMEOUT_MS at the default rates, and more: nobody's own is pushed out while they
# look for their key.
AT_ONCE_A_NETWORK = 8000
AT_ONCE_A_HOLDER = 8
_MAX_ID = 40


class ChallengePurpose(StrEnum):
    """What an answer may be used for. Registering a key and signing in with one never share a challenge."""

    SIGN_IN = "sign_in"
    SECOND_FACTOR = "second_factor"
    AGAIN = "again"
    ADD = "add"
    ENROL = "enrol"


@dataclass(frozen=True)
class IssuedChallenge:
    """`value` goes to the authenticator, `id` comes back with its answer."""

    id: str
    value: bytes


def issue(session: Session, purpose: ChallengePurpose, bound_to: str, address: str) -> IssuedChallenge:
    """A new challenge of 64 random bytes, kept in the caller's unit. `bound_to`: who alone may answer it.

    Nobody is refused: where too many wait for an answer, the oldest make room. Only those of people who have proven
    nothing yet count by the network of `address`, so that they push out none of anybody who has.
    """
    moment = clock.now()
    network = network_of(address)
    session.execute(delete(Challenge).where(Challenge.expires_at < moment - LIFE))
    _make_room(session, AT_ONCE_A_HOLDER, Challenge.purpose == purpose.value, Challenge.bound_to == bound_to)
    if purpose is ChallengePurpose.SIGN_IN:
        _make_room(session, AT_ONCE_A_NETWORK, Challenge.purpose == purpose.value, Challenge.network == network)
    value = secrets.token_bytes(_CHALLENGE_BYTES)
    row = Challenge(
        purpose=purpose.value,
        bound_to=bound_to,
        value_hash=hash_of(value),
        network=network,
        created_at=moment,
        expires_at=moment + LIFE,
    )
    session.add(row)
    session.flush()
    return IssuedChallenge(row.id, value)


def _make_room(session: Session, at_once: int, *which: ColumnElement[bool]) -> None:
    """Delete the oldest of these challenges, so that one more makes `at_once` at most."""
    excess = (session.scalar(select(func.count()).select_from(Challenge).where(*which)) or 0) - at_once + 1
    if excess > 0:
        oldest = select(Challenge.id).where(*which).order_by(Challenge.created_at, Challenge.id).limit(excess)
        session.execute(delete(Challenge).where(Challenge.id.in_(oldest)))


def take(database: Database, untrusted_id: str, purpose: ChallengePurpose, bound_to: str) -> str:
    """Delete a challenge, committed before this returns; the hash of its value when purpose, holder and age are right.

    Raises KeyRefused: challenge_unknown, challenge_purpose, challenge_holder, challenge_expired.
    """
    with database.write() as unit:
        gone = unit.execute(
            delete(Challenge)
            .where(Challenge.id == untrusted_id[:_MAX_ID])
            .returning(
                Challenge.purpose, Challenge.bound_to, Challenge.value_hash, Challenge.created_at, Challenge.expires_at
            )
        ).one_or_none()
    if gone is None:
        raise KeyRefused("challenge_unknown")
    if gone.purpose != purpose.value:
        raise KeyRefused("challenge_purpose")
    if not hmac.compare_digest(gone.bound_to, bound_to):
        raise KeyRefused("challenge_holder")
    if not gone.created_at - _CLOCK_SET_BACK <= clock.now() < gone.expires_at:
        raise KeyRefused("challenge_expired")
    return str(gone.value_hash)


def hash_of(value: bytes) -> str:
    """SHA-256 in hex: what the database keeps of a challenge."""
    return sha256(value).hexdigest()
