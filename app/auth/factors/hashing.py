"""Password hashes: argon2id (RFC 9106) over a keyed hash. Only a few run at once (`ROOM`).

One hash takes 19 MiB and about 30 ms of a processor; without the limit, a whole council that signs in within a minute
would leave no processor time to those who read.
"""

import base64
import hmac
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256

from argon2 import PasswordHasher, Type
from argon2.exceptions import Argon2Error, InvalidHashError

from app.auth.attempts.errors import HashingBusy
from app.web.lanes.lanes import ENTERED, Lane

# OWASP's minimum for argon2id: with two cores, a council's rush at ten o'clock must pass through in seconds.
MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
_HASHER = PasswordHasher(
    time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES, hash_len=32, salt_len=16, type=Type.ID
)


class HashingRoom:
    """At most `at_once` hashes run, at most `waiting` more stand in line, none longer than `patience_seconds`."""

    def __init__(self, *, at_once: int, waiting: int, patience_seconds: float) -> None:
        self._running = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._patience_seconds = patience_seconds

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn. Raises HashingBusy when the line is full or does not move.

        Raises RuntimeError in a request whose row is not of the lane for this: others would wait for it.
        """
        if ENTERED.get() not in {None, Lane.HASHING}:
            raise RuntimeError(f"a password is hashed in the lane {ENTERED.get()}")
        # The full line is refused before waiting: who cannot be served in time is told so within milliseconds.
        if not self._places.acquire(blocking=False):
            raise HashingBusy(cause="line full")
        try:
            if not self._running.acquire(timeout=self._patience_seconds):
                raise HashingBusy(cause="line too slow")
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._places.release()


ROOM = HashingRoom(at_once=max(1, (os.cpu_count() or 1) // 2), waiting=60, patience_seconds=10.0)
"""Hashes use half of the processors, so that pages and screens have the other half while many people sign in."""


def hash_password(pepper: bytes, password: str) -> str:
    """The encoded hash of a normalised password. Raises HashingBusy."""
    with ROOM.turn():
        return _HASHER.hash(_keyed(pepper, password))


def matches(pepper: bytes, stored: str | None, password: str) -> bool:
    """True when the password is the one of the stored hash. `password`: normalised. Raises HashingBusy.

    `stored` None (no such account, or one without a password) takes the same time and answers False, so that the time
    does not tell whether an ID exists.
    """
    keyed = _keyed(pepper, password)
    with ROOM.turn():
        try:
            return _HASHER.verify(stored or _nobody(), keyed) and stored is not None
        except (Argon2Error, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """True when a hash was made with other costs than today's."""
    return _HASHER.check_needs_rehash(stored)


# The key is not in the database, so that a copied database alone lets nobody try passwords.
def _keyed(pepper: bytes, password: str) -> bytes:
    return base64.b64encode(hmac.new(pepper, password.encode(), sha256).digest())


@cache
def _nobody() -> str:
    """The hash of random bytes that are thrown away: no password matches it, and checking one costs what others cost.

    Made once: made anew for each unknown ID, it would double the time and so tell that the ID is unknown.
    """
    return _HASHER.hash(secrets.token_bytes(32))
