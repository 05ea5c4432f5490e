"""WebAuthn challenges: made for one purpose and one holder, answered within five minutes, removed before they count.

Removal is a unit of work of its own: an answer that fails has used its challenge up all the same (WebAuthn §13.4.3).
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app import clock
from app.auth.attempts.limits import network_of
from app.auth.factors.errors import KeyRefused
from app.auth.factors.models import Challenge
from app.db import Database

LIFE = timedelta(minutes=5)
TIMEOUT_MS = 120_000
_CLOCK_SET_BACK = timedelta(seconds=60)
_CHALLENGE_BYTES = 64
_AT_ONCE_A_NETWORK = 400
_MAX_ID = 40


class ChallengePurpose(StrEnum):
    """What an answer may be used for; registering and showing never share a challenge."""

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
    """A new challenge in the caller's unit. Raises KeyRefused when one network leaves too many unanswered."""
    moment = clock.now()
    network = network_of(address)
    session.execute(delete(Challenge).where(Challenge.expires_at < moment - LIFE))
    waiting = select(func.count()).select_from(Challenge)
    if (session.scalar(waiting.where(Challenge.network == network, Challenge.expires_at > moment)) or 0) >= (
        _AT_ONCE_A_NETWORK
    ):
        raise KeyRefused("too_many_challenges")
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


def take(database: Database, untrusted_id: str, purpose: ChallengePurpose, bound_to: str) -> str:
    """Remove the challenge, durably; returns its value's hash if it was for this purpose and holder and is fresh.

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
    """What the database keeps of a challenge."""
    return sha256(value).hexdigest()
