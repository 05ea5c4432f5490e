"""Password hashes that cost little. A pytest plugin.

One hash of the service takes 30 ms of a processor and the ten of a sheet of recovery codes 300, on purpose. Tests hash
by the same function with the least that argon2id knows; those about what a hash costs ask for `full_hashes`.
"""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher, Type

from app.auth.factors import hashing

_FULL = hashing._HASHER
_LEAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)


def _use(hasher: PasswordHasher) -> None:
    hashing._HASHER = hasher
    hashing._nobody.cache_clear()


def pytest_configure() -> None:
    _use(_LEAST)


@pytest.fixture
def full_hashes() -> Iterator[None]:
    """Hashes cost what they cost in the service."""
    _use(_FULL)
    yield
    _use(_LEAST)
