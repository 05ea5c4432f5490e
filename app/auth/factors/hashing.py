"""argon2id (RFC 9106) over a keyed hash, a few at a time: a rush of sign-ins may queue, it may not eat the machine."""

import base64
import hmac
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256

from argon2 import PasswordHasher, Type
from argon2.exceptions import Argon2Error, InvalidHashError

from app.auth.attempts.errors import HashingBusy

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
        """Wait for a turn. Raises HashingBusy when the line is full or does not move."""
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


ROOM = HashingRoom(at_once=2, waiting=20, patience_seconds=10.0)


def hash_password(pepper: bytes, password: str) -> str:
    """The encoded hash of a normalised password. Raises HashingBusy."""
    with ROOM.turn():
        return _HASHER.hash(_keyed(pepper, password))


def matches(pepper: bytes, stored: str | None, password: str) -> bool:
    """True when the password is the stored one. Without a stored one the same work is done, and the answer is no.

    Raises HashingBusy.
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


def _keyed(pepper: bytes, password: str) -> bytes:
    return base64.b64encode(hmac.new(pepper, password.encode(), sha256).digest())


@cache
def _nobody() -> str:
    """A hash that no password has, with today's costs."""
    return _HASHER.hash(secrets.token_bytes(32))
