"""Runs revisions against the engine it is handed (`config.attributes["engine"]`). Reads no settings of its own."""

from alembic import context
from sqlalchemy import Connection, Engine

from app.driver import pg_connections
from app.tables import metadata

engine: Engine = context.config.attributes["engine"]

_ONE_AT_A_TIME = 0x67696A6F  # "gijo": several servers may start at once
_LIMITS = ("lock_timeout = '5s'", "statement_timeout = '15min'", "idle_in_transaction_session_timeout = '15min'")
_SECONDS = 16 * 60.0  # a little more than the server's own limit


def _prepare(connection: Connection) -> None:
    """Wait for nobody for long, take the time a large table needs, and let one process at a time do it."""
    if connection.dialect.name == "postgresql":
        pg_connections.take_time(connection, _SECONDS)
        for limit in _LIMITS:
            connection.exec_driver_sql(f"SET LOCAL {limit}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")


# The writing kind of connection: on SQLite it waits for the write lock at the start instead of failing at the end.
with engine.execution_options(gijo_write=True).connect() as connection, connection.begin():
    _prepare(connection)
    context.configure(connection=connection, target_metadata=metadata, compare_type=True)
    context.run_migrations()
