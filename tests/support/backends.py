"""Which database the tests run on: `pytest --backend sqlite|postgresql`, or GIJO_TEST_BACKEND; SQLite unless said."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.audit import found
from app.db import Database
from app.tables import metadata
from tests.support import postgres

VARIABLE = "GIJO_TEST_BACKEND"
SQLITE, POSTGRESQL = "sqlite", "postgresql"


def chosen() -> str:
    """The database of this test run."""
    return os.environ.get(VARIABLE, SQLITE)


@contextlib.contextmanager
def database_for(home: Path, backend: str | None = None) -> Iterator[str]:
    """A database with every table and the ledger's head, of the chosen kind or the one named: its URL."""
    kind = backend or chosen()
    if kind == POSTGRESQL:
        skip_without_postgresql()
        with postgres.migrated_database() as url:
            yield url
        return
    if kind != SQLITE:
        raise ValueError(f"no such backend: {kind}")
    home.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{home / 'gijo.sqlite3'}"
    database = Database(url)
    metadata.create_all(database.engine)
    with database.write() as session:
        found.found(session)
    database.close()
    yield url


def skip_without_postgresql() -> None:
    """Skip by name where the server is not installed; in CI it must be."""
    if postgres.binaries() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not installed: python -m tests.support.install")
        pytest.skip("PostgreSQL 15 is not installed: apt-get install -y postgresql")
