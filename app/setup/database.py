"""Whether the database that the settings name keeps what the service rests on; asked before anything is opened on it.

A pooler that gives each transaction another connection takes away what belongs to a connection: LISTEN, advisory locks,
prepared statements, and the limits that ride on it.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from ipaddress import ip_address
from typing import Any

import psycopg
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.db import POSTGRESQL_LIMITS, Database
from app.driver.pg_connections import Patient, taken_out
from app.setup.faults import SetupFault

_TRIES = 4
"""How often two connections say whose they are; a pooler in transaction mode gives both the same one at the first try,
or, where it hands them out in turn, one of them another than before.
"""
_MOST_SECONDS_APART = 5.0
_TOLD_BY_POOLERS = {
    "unsupported startup parameter": SetupFault.LIMITS_LOST,
    "not allowed in statement pooling mode": SetupFault.POOLED,
}


def fault_of(url: str) -> SetupFault | None:
    """What makes this database unfit, None for one that is fit. Raises OperationalError when it does not answer."""
    database = Database(url)
    try:
        if database.is_embedded:
            return None
        database.engine.connect().close()  # what it fails with is told as SQLAlchemy's own, unlike below
        with closing(taken_out(database.engine)) as one, closing(taken_out(database.engine)) as other:
            one.autocommit = other.autocommit = True
            if _are_shared(one, other):
                return SetupFault.POOLED
            return SetupFault.LIMITS_LOST if _limits_of(one) != POSTGRESQL_LIMITS else None
    except OperationalError as error:
        found = next((fault for words, fault in _TOLD_BY_POOLERS.items() if words in str(error.orig)), None)
        if found is None:
            raise
        return found
    finally:
        database.close()


def is_open_to_listeners(database: Database) -> bool:
    """Whether what is said to the database crosses a network unencrypted (6-1(7)②).

    False for SQLite, for a socket in the file system and for this machine's loopback. A pooler counts as the database:
    what it does further on is not seen from here.
    """
    if database.is_embedded:
        return False
    with closing(taken_out(database.engine)) as connection:
        address = "" if connection.info.host.startswith("/") else connection.info.hostaddr
        is_elsewhere = bool(address) and not ip_address(address).is_loopback
        return is_elsewhere and not connection.pgconn.ssl_in_use


def clocks_apart(database: Database, ours: Callable[[], float] = time.time) -> float:
    """By how many seconds the database's clock runs ahead of ours; 0.0 while they agree, and for SQLite.

    The clocks of machines are compared, so `app.clock`, which may be another one in trials, is not asked.
    """
    if database.is_embedded:
        return 0.0
    before = ours()
    with database.read() as session:
        theirs = float(session.scalar(text("SELECT extract(epoch FROM clock_timestamp())::float8")) or before)
    after = ours()
    ahead = theirs - after if theirs > after else min(0.0, theirs - before)
    return ahead if abs(ahead) > _MOST_SECONDS_APART else 0.0


def _are_shared(one: Patient[Any], other: Patient[Any]) -> bool:
    told = [(_process_of(one), _process_of(other)) for _ in range(_TRIES)]
    return told[0][0] == told[0][1] or len(set(told)) > 1


def _process_of(connection: Patient[Any]) -> int:
    return int(_one(connection, "SELECT pg_backend_pid()")[0])


def _limits_of(connection: Patient[Any]) -> dict[str, str]:
    query = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"
    return dict(connection.execute(query, [list(POSTGRESQL_LIMITS)], prepare=False).fetchall())


def _one(connection: Patient[Any], query: str) -> Sequence[Any]:
    found: Sequence[Any] | None = connection.execute(query, prepare=False).fetchone()
    if found is None:
        raise psycopg.OperationalError("the database answered nothing")
    return found
