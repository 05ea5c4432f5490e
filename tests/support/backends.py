"""Databases for the councils of tests, of the kind that the run is on or of another."""

import atexit
import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.audit.models import lay_head
from app.db import Database
from app.seals import Seals
from app.tables import metadata
from tests.support import marks, postgres, reused
from tests.support.kinds import POSTGRESQL, SQLITE, chosen
from tests.support.missing import missing


@contextlib.contextmanager
def database_for(home: Path, backend: str | None = None) -> Iterator[str]:
    """A database with every table and the ledger's head, of the chosen kind or the one named: its URL."""
    kind = backend or chosen()
    if kind == POSTGRESQL:
        skip_without_postgresql()
        with reused.migrated_database() as url:
            yield url
        return
    if kind != SQLITE:
        raise ValueError(f"no such backend: {kind}")
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_sqlite_template(), home / "gijo.sqlite3")
    yield f"sqlite:///{home / 'gijo.sqlite3'}"


@contextlib.contextmanager
def opened_for(home: Path, backend: str) -> Iterator[Database]:
    """The same, opened; its rows are sealed, and what does not fit is told to nobody."""
    with database_for(home, backend) as url:
        opened = Database(url)
        Seals(bytes(32), lambda _found: None).install(opened.unit_info)
        yield opened
        opened.close()


@contextlib.contextmanager
def empty_for(home: Path) -> Iterator[str]:
    """A database of the chosen kind without a table: its URL. SQLite's file is not there yet."""
    if chosen() == SQLITE:
        yield f"sqlite:///{home / 'gijo.sqlite3'}"
        return
    skip_without_postgresql()
    with postgres.shared().database() as url:
        yield url


@cache
def _sqlite_template() -> Path:
    """A file with every table and the ledger's head, made once for the whole run, from which copies are made."""
    folder = Path(tempfile.mkdtemp(prefix="gijo-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = Database(f"sqlite:///{folder / 'template.sqlite3'}")
    metadata.create_all(database.engine)
    with database.write() as session:
        lay_head(session)
    database.close()
    return folder / "template.sqlite3"


def skip_without_postgresql() -> None:
    """Skip by name where the server is not installed; in CI it must be."""
    marks.needs(marks.SERVER, "PostgreSQL")
    if postgres.binaries() is None:
        missing("PostgreSQL 15 or newer", "apt-get install -y postgresql")
