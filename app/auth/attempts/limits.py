"""Limits on guessing (NIST SP 800-63B-4 §3.2.2, OWASP ASVS 5.0 6.3.1), such that a stranger cannot lock a member out.

Failures in a browser that signed in to the account before have counters of their own. Every other failure counts in
three: this account from this address, this account, this address. An attempt is counted before it is checked, so that
parallel guesses cannot slip through, and taken back when it was right. docs/decisions/0006-sign-in.md has the table.
"""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.auth.attempts.models import AttemptCounter
from app.members.people import lock_person
from app.web.addresses import network_of

ATTEMPTS_KEY = "attempt counters"
"""The purpose of the key that hashes counters' names."""

LONGEST_WAIT_SECONDS = 60
_FIRST_WAIT_SECONDS = 5
_ONE = 1000
_TELL_AGAIN_AFTER = timedelta(seconds=60)
_FORGET_STRANGERS_AFTER = timedelta(hours=24)
_NEVER = 10**6


@dataclass(frozen=True)
class FailureLimit:
    """The rule of one counter: `free` failures cost no wait, and one is forgotten every `leak_seconds`.

    After `limit` failures without a success nobody is let through in this scope, however long they wait.
    """

    free: int
    leak_seconds: float
    limit: int = _NEVER


PAIR = FailureLimit(free=5, leak_seconds=90)
ACCOUNT = FailureLimit(free=20, leak_seconds=40, limit=70)
ADDRESS = FailureLimit(free=100, leak_seconds=6)
BROWSER = FailureLimit(free=5, leak_seconds=90)
KNOWN = FailureLimit(free=_NEVER, leak_seconds=90, limit=30)
"""ACCOUNT and KNOWN together never let more than 100 failures in a row reach one password or authenticator."""


@dataclass(frozen=True)
class Attempt:
    """One try at one factor ("password", "code") of the account with the ID `login`, from an address.

    `person_id`: whose account it is, None for an unknown ID. `known_browser`: the token's hash of a browser that signed
    in to the account before, "" for any other.
    """

    factor: str
    login: str
    person_id: str | None
    address: str
    known_browser: str = ""

    def scopes(self) -> list[tuple[str, FailureLimit, str | None]]:
        """The counters this attempt falls into: name, rule, and the id of the person it belongs to (None: nobody)."""
        account = f"{self.factor}|{self.login}"
        if self.known_browser:
            return [
                (f"browser|{self.known_browser}|{account}", BROWSER, self.person_id),
                (f"known|{account}", KNOWN, self.person_id),
            ]
        network = network_of(self.address)
        return [
            (f"pair|{network}|{account}", PAIR, self.person_id),
            (f"account|{account}", ACCOUNT, self.person_id),
            (f"address|{network}", ADDRESS, None),
        ]


@dataclass(frozen=True)
class AttemptVerdict:
    """Whether an attempt may be checked. Refused, and not counted, when `wait_seconds` > 0 or `is_closed`.

    `is_news`: a refusal to be put into the ledger (once a minute a scope). `next_wait_seconds`: how long the next try
    has to wait if this one is wrong.
    """

    wait_seconds: int = 0
    is_closed: bool = False
    is_news: bool = False
    next_wait_seconds: int = 0

    @property
    def is_admitted(self) -> bool:
        return self.wait_seconds == 0 and not self.is_closed


def charge(session: Session, key: bytes, attempt: Attempt) -> AttemptVerdict:
    """Count an attempt as if it had failed, or return how long to wait. The caller commits before it checks anything.

    `key`: hashes the counters' names.

    Raises IntegrityError when two first attempts at one instant collide on PostgreSQL: the caller tries again.
    """
    moment = clock.now()
    held = _locked(session, key, attempt, [name for name, _, _ in attempt.scopes()])
    rows = [
        # In the order of their keys, as they are locked: two units that insert the same ones never wait in a circle.
        (held.get(name) or _begun(session, key, name, owner, moment), rule)
        for name, rule, owner in sorted(attempt.scopes(), key=lambda scope: _hash(key, scope[0]))
    ]
    closed = [row for row, rule in rows if row.failures >= rule.limit]
    blocked = [row for row, _ in rows if _is_blocked(row, moment)]
    if closed or blocked:
        return AttemptVerdict(_wait(blocked, moment), bool(closed), _tell([*closed, *blocked], moment))
    for row, rule in rows:
        _leak(row, rule, moment)
        row.failures += 1
        # The ceiling bounds how long the level takes to leak away after a flood, however long that lasted.
        row.level = min(row.level + _ONE, (rule.free + 8) * _ONE)
        row.blocked_until = _blocked_until(row, rule, moment)
    # One attempt in 64 clears strangers' old counters away; no job does it.
    if secrets.randbelow(64) == 0:
        _forget_strangers(session, moment)
    return AttemptVerdict(next_wait_seconds=_wait([row for row, _ in rows if row.blocked_until], moment))


def succeed(session: Session, key: bytes, attempt: Attempt) -> None:
    """Take note of a right answer: all counters of the account start at zero, those filled by strangers too.

    The address only gets this attempt's own charge back, because its other charges are of other accounts.
    """
    account = f"{attempt.factor}|{attempt.login}"
    scopes = {name: rule for name, rule, _ in attempt.scopes()}
    held = _locked(session, key, attempt, [*scopes, f"account|{account}", f"known|{account}"])
    _undo(held, attempt, clock.now())
    session.flush()
    ended = [row.key for name, row in held.items() if scopes.get(name) is not ADDRESS]
    session.execute(delete(AttemptCounter).where(AttemptCounter.key.in_(ended)))


def take_back(session: Session, key: bytes, attempt: Attempt) -> None:
    """Take one charge back from each counter of an attempt that could not be checked."""
    _undo(_locked(session, key, attempt, [name for name, _, _ in attempt.scopes()]), attempt, clock.now())
    session.flush()


def _undo(held: Mapping[str, AttemptCounter], attempt: Attempt, moment: datetime) -> None:
    """Take one failure off each counter that is still there; a counter that is gone was ended by a right answer."""
    for name, rule, _ in attempt.scopes():
        if (row := held.get(name)) is None:
            continue
        _leak(row, rule, moment)
        row.failures = max(0, row.failures - 1)
        row.level = max(0, row.level - _ONE)
        if _over(row, rule) < 0:
            row.blocked_until = None


def reset(session: Session, person_id: str) -> None:
    """Delete all counters of a person's account, after the secretariat looked into it or the factors are new ones."""
    of_person = select(AttemptCounter.key).where(AttemptCounter.person_id == person_id)
    # Locked in the order of their keys, as everywhere: a bare DELETE locks in an order of its own (PostgreSQL).
    keys = session.scalars(of_person.order_by(AttemptCounter.key).with_for_update()).all()
    session.execute(delete(AttemptCounter).where(AttemptCounter.key.in_(keys)))


def _locked(session: Session, key: bytes, attempt: Attempt, names: Iterable[str]) -> dict[str, AttemptCounter]:
    """Those of the named counters that exist, by name, locked. Locks: the person first, then counters by their keys.

    With any other order two sign-ins of one person, from a known browser and an unknown one, could wait for each other
    for ever (PostgreSQL). The person's lock also keeps one unit from deleting a counter while another begins it.
    """
    if attempt.person_id is not None:
        lock_person(session, attempt.person_id)
    by_hash = {_hash(key, name): name for name in names}
    query = select(AttemptCounter).where(AttemptCounter.key.in_(by_hash)).order_by(AttemptCounter.key)
    return {by_hash[row.key]: row for row in session.scalars(query.with_for_update())}


def _begun(session: Session, key: bytes, name: str, owner: str | None, moment: datetime) -> AttemptCounter:
    row = AttemptCounter(key=_hash(key, name), person_id=owner, failures=0, level=0, changed_at=moment)
    session.add(row)
    return row


def _hash(key: bytes, name: str) -> str:
    return hmac.new(key, name.encode(), sha256).hexdigest()


def _leak(row: AttemptCounter, rule: FailureLimit, moment: datetime) -> None:
    elapsed = max(0.0, (moment - row.changed_at).total_seconds())
    row.level = max(0, row.level - int(_ONE * elapsed / rule.leak_seconds))
    row.changed_at = moment


def _blocked_until(row: AttemptCounter, rule: FailureLimit, moment: datetime) -> datetime | None:
    over = _over(row, rule)
    if over < 0:
        return None
    return moment + timedelta(seconds=min(LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2**over))


def _is_blocked(row: AttemptCounter, moment: datetime) -> bool:
    """True while the counter's wait lasts. A wait longer than the longest one comes from a clock that was set back."""
    latest = moment + timedelta(seconds=LONGEST_WAIT_SECONDS)
    return row.blocked_until is not None and moment < row.blocked_until <= latest


def _over(row: AttemptCounter, rule: FailureLimit) -> int:
    """Failures beyond the free ones; 0 is the last free one, after which the first wait comes."""
    return round(row.level / _ONE) - rule.free


def _wait(rows: list[AttemptCounter], moment: datetime) -> int:
    return max((ceil((row.blocked_until - moment).total_seconds()) for row in rows if row.blocked_until), default=0)


def _tell(rows: list[AttemptCounter], moment: datetime) -> bool:
    """True when no refusal of these counters was recorded in the last minute; notes that one is recorded now."""
    if any(row.told_at is not None and abs(moment - row.told_at) < _TELL_AGAIN_AFTER for row in rows):
        return False
    for row in rows:
        row.told_at = moment
    return True


def _forget_strangers(session: Session, moment: datetime) -> None:
    """Delete counters of no known person that have not changed for a day; locked ones are skipped, not waited for."""
    old = select(AttemptCounter.key).where(
        AttemptCounter.person_id.is_(None), AttemptCounter.changed_at < moment - _FORGET_STRANGERS_AFTER
    )
    keys = session.scalars(old.with_for_update(skip_locked=True)).all()
    session.execute(delete(AttemptCounter).where(AttemptCounter.key.in_(keys)))
