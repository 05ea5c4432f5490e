"""Where councils keep their papers in tests: a folder, or a real S3 server that is started when first asked for.

Composes with the choice of a database: `council_in(home, backend=..., store=stores.bucket())`.
"""

import atexit
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from app.settings import Settings, StoreSettings
from app.vault.opening import open_bucket
from storage.s3 import S3Store
from tests.storage.rgw import INSTALL, Gateway, missing_programs
from tests.support import marks
from tests.support.missing import missing


def skip_without_s3() -> None:
    """Skip by name where the server is not installed; in CI it must be."""
    marks.needs(marks.SERVER, "an S3 server")
    if programs := missing_programs():
        missing(", ".join(programs), INSTALL)


def gateway() -> Gateway:
    """The running gateway: one for the whole run, ended with it."""
    skip_without_s3()
    return _running()


@cache
def _running() -> Gateway:
    started = Gateway()
    started.__enter__()
    atexit.register(started.__exit__, None, None, None)
    return started


def bucket(*, is_made: bool = True, **changes: object) -> StoreSettings:
    """A fresh bucket as `gijo store create` makes it. Its time-outs are short, so that outages pass in seconds."""
    access = gateway().access
    values: dict[str, object] = {
        "kind": "s3",
        "endpoint": access.endpoint,
        "bucket": f"gijo-{secrets.token_hex(6)}",
        "region": access.region,
        "access_key": access.access_key,
        "secret_key": access.secret_key,
        "connect_seconds": 1.0,
        "read_seconds": 2.0,
        "write_seconds": 3.0,
        "lock_days": 1,
    }
    chosen_values = StoreSettings(**(values | changes))  # type: ignore[arg-type]  # the names are those of the settings
    if is_made:
        opened(chosen_values).create_bucket()
    return chosen_values


def opened(store: StoreSettings) -> S3Store:
    """The store behind such settings, for looking into it."""
    return open_bucket(Settings(home=Path("/nowhere"), store=store))


def environment(store: StoreSettings) -> dict[str, str]:
    """The same settings as a process is given them."""
    return {f"GIJO_STORE_{name.upper()}": str(value) for name, value in vars(store).items() if value != ""}


@contextmanager
def frozen() -> Iterator[None]:
    """The S3 server answers nothing until the block ends."""
    gateway().freeze()
    try:
        yield
    finally:
        gateway().thaw()


@contextmanager
def stopped() -> Iterator[None]:
    """The S3 server is gone until the block ends."""
    gateway().stop_serving()
    try:
        yield
    finally:
        gateway().serve_again()


@contextmanager
def full() -> Iterator[None]:
    """The user's quota is reached until the block ends: reading works, and every write is refused."""
    admin = gateway().admin
    scope = ("--quota-scope=user", "--uid=gijo")
    admin("quota", "set", *scope, "--max-size=1", "--max-objects=1")
    admin("quota", "enable", *scope)
    try:
        yield
    finally:
        admin("quota", "disable", *scope)
