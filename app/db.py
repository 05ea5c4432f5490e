"""The database: engine, units of work, column types. Knows no domain, and no SQL that one server alone understands."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Dialect, Engine, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table's base; constraint names are fixed so that migrations are the same on every server."""

    metadata = MetaData(naming_convention=_NAMES)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as microseconds since 1970 in a 64-bit integer: the same on every server, and it sorts."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return microseconds(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        del dialect
        return None if value is None else from_microseconds(int(value))


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC, exact."""
    delta = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86400 + delta.seconds) * 1_000_000 + delta.microseconds


def from_microseconds(value: int) -> datetime:
    """The aware UTC moment of a count of microseconds since 1970."""
    return datetime.fromtimestamp(value // 1_000_000, UTC).replace(microsecond=value % 1_000_000)


def new_id() -> str:
    """A row's name: 26 lower-case characters, 128 bits. Not a secret, but nobody can guess the next one."""
    number = secrets.randbits(130)
    return "".join("abcdefghijkmnpqrstuvwxyz23456789"[(number >> (5 * place)) & 31] for place in range(26))


class Database:
    """Hands out units of work. `before_commit` hooks run inside the transaction, last (the ledger appends there)."""

    def __init__(self, url: str, *, pool_size: int = 16) -> None:
        options: dict[str, Any] = {
            "pool_size": pool_size,
            "max_overflow": 48,
            "pool_pre_ping": not url.startswith("sqlite"),
        }
        self.engine: Engine = create_engine(url, **options)
        self._writer = self.engine.execution_options(gijo_write=True)
        self.before_commit: list[Callable[[Session], None]] = []
        if self.engine.dialect.name == "sqlite":
            _prepare_sqlite(self.engine)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A unit that only reads; anything it would write is refused at the end."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session
            if session.new or session.dirty or session.deleted:
                raise RuntimeError("a reading unit of work tried to write")

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A unit that writes: commits at the end, rolls back on any exception."""
        with Session(self._writer, expire_on_commit=False) as session:
            yield session
            session.flush()
            for hook in self.before_commit:
                hook(session)
            session.commit()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    """Durable commits, one writer at a time asked for at the start (no upgrade of a read that others overtook)."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=15000",
            "secure_delete=ON",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("gijo_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
