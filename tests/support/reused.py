"""Databases on PostgreSQL that tests use one after another, and what a founded council has in one.

A new database costs the server a hundred times what emptying one costs. One connection of ours to each stays open, so
that the server reads only once what it has to know of a hundred tables.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import psycopg
from psycopg import sql

from app.tables import metadata
from storage.ledger import GENESIS_HASH
from tests.support import postgres

_USES = 50
"""So often a database is emptied and given to another test before it is thrown away: rows that are gone take room."""
_CUT_OFF = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_WITHOUT_TRIGGERS = "SET LOCAL session_replication_role = replica"
_EMPTYING = """
CREATE FUNCTION pg_temp.emptied() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
{deletes}
PERFORM setval(format('%I.%I', schemaname, sequencename), 1, false) FROM pg_sequences;
END $$
"""

Rows = dict[str, bytes]
"""The rows of each table that has any, as COPY writes them."""


@dataclass
class _Database:
    name: str
    connection: "psycopg.Connection[Any]"
    uses: int = 0

    def empty(self) -> None:
        """Bring it back to what the template holds, and cut off who holds it open."""
        with self.connection.transaction():
            self.connection.execute(_CUT_OFF)
            self.connection.execute(_WITHOUT_TRIGGERS)
            self.connection.execute("SELECT pg_temp.emptied()")
            self.connection.execute("INSERT INTO ledger_head (id, seq, hash) VALUES (1, 0, %s)", [GENESIS_HASH])

    def is_as_made(self) -> bool:
        """False once a test has put a trigger into it, which emptying leaves there; no revision makes one."""
        return self.connection.execute("SELECT FROM pg_trigger WHERE NOT tgisinternal").fetchone() is None

    def drop(self) -> None:
        """Throw it away."""
        self.connection.close()
        postgres.shared().drop(self.name)


_idle: list[_Database] = []
"""Empty databases that a test has given back."""
_lent: dict[str, _Database] = {}
"""Those that a test has now, by their URL."""


@contextlib.contextmanager
def migrated_database() -> Iterator[str]:
    """An empty database at the present revision, with the ledger's head: its URL. Raises NoServer.

    It may have been another test's before.
    """
    database = _idle.pop() if _idle else _new()
    url = postgres.shared().url(database.name)
    _lent[url] = database
    try:
        yield url
    finally:
        _give_back(_lent.pop(url))


def rows_in(url: str) -> Rows:
    """What is in a database that is lent now."""
    connection = _lent[url].connection
    found: Rows = {}
    for table in metadata.sorted_tables:
        with connection.cursor().copy(_copy(table.name, "TO STDOUT")) as copy:
            found[table.name] = b"".join(bytes(part) for part in copy)
    return {name: rows for name, rows in found.items() if rows}


def lay(url: str, rows: Rows) -> None:
    """Put these rows into an empty database that is lent now, whose numbers go on after them."""
    connection = _lent[url].connection
    with connection.transaction():
        connection.execute(_WITHOUT_TRIGGERS)
        connection.execute("DELETE FROM ledger_head")
        for name, written in rows.items():
            with connection.cursor().copy(_copy(name, "FROM STDIN")) as copy:
                copy.write(written)


def _copy(table: str, direction: str) -> sql.Composed:
    return sql.SQL("COPY {} " + direction).format(sql.Identifier(table))


@cache
def _template() -> str:
    return postgres.shared().migrated_template()


def _new() -> _Database:
    name = postgres.shared().create(_template())
    connection = postgres.shared().connect(name)
    deletes = [sql.SQL("DELETE FROM {};").format(sql.Identifier(each.name)) for each in metadata.sorted_tables]
    connection.execute(sql.SQL(_EMPTYING).format(deletes=sql.SQL("\n").join(deletes)))
    return _Database(name, connection)


def _give_back(database: _Database) -> None:
    """Keep it for another test, unless this one took a table from it, left a trigger or ended our connection."""
    database.uses += 1
    if database.uses <= _USES:
        with contextlib.suppress(psycopg.errors.UndefinedTable, psycopg.OperationalError):
            database.empty()
            if database.is_as_made():
                _idle.append(database)
                return
    database.drop()
