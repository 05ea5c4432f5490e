"""The database: engine, units of work, column types, and what its failures mean to a person. Knows no domain."""

import logging
import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Delete,
    Dialect,
    Engine,
    Label,
    MetaData,
    TypeDecorator,
    Update,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, ORMExecuteState, Session, SessionTransaction
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry

from app.driver import pg_connections
from app.driver.prepared import run_text
from app.errors import AppError, BadInput, Busy, Conflict, DatabaseUnavailable
from app.known import KNOWN

log = logging.getLogger("gijo.database")

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

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        try:
            return from_microseconds(value) if value < _NO_MOMENT else NO_MOMENT
        except (OverflowError, TypeError, ValueError):
            return NO_MOMENT


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_MOMENT = datetime(9000, 1, 1, tzinfo=UTC)
"""What a column says in which somebody wrote what is no moment: the row is read, and does not fit its seal."""


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC, exact."""
    delta = moment - _EPOCH
    return (delta.days * 86400 + delta.seconds) * 1_000_000 + delta.microseconds


def from_microseconds(value: int) -> datetime:
    """The aware UTC moment of a count of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=value)


_NO_MOMENT = microseconds(NO_MOMENT)
_HAS_CHANGED = "gijo.has_changed"
_BUSY_MS = 15_000
"""How long a unit of work waits for SQLite's lock."""


def new_id() -> str:
    """A row's name: 26 lower-case characters, 128 bits. Not a secret, but nobody can guess the next one."""
    number = secrets.randbits(130)
    return "".join("abcdefghijkmnpqrstuvwxyz23456789"[(number >> (5 * place)) & 31] for place in range(26))


class Database:
    """Hands out units of work. `before_commit` hooks run inside the transaction, last (the ledger appends there).

    `after_commit` hooks run when what was written is durable; one that raises changes nothing about that.
    `unit_info`: what each unit finds in its `info`.
    `url` is `sqlite:///FILE` or `postgresql://…` (psycopg). A reading unit sees one moment of the database on both;
    writing units come one after the other on SQLite, and lock the rows they change on PostgreSQL.
    """

    def __init__(self, url: str) -> None:
        url = normal_url(url)
        is_sqlite = url.startswith("sqlite")
        self.is_embedded = is_sqlite
        options = _SQLITE if is_sqlite else _POSTGRESQL
        self.engine: Engine = create_engine(url, hide_parameters=True, **options)
        self._writer = self.engine.execution_options(gijo_write=True)
        self._reader = self._glancer = self.engine
        self.before_commit: list[Callable[[Session], None]] = []
        self.after_commit: list[Callable[[Session], None]] = []
        self.unit_info: dict[str, object] = {}
        self._silence: pg_connections.Silence | None = None
        event.listen(self._writer, "after_cursor_execute", _note_changes)
        if is_sqlite:
            _prepare_sqlite(self.engine)
        else:
            self._silence = pg_connections.install(self.engine)
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._glancer = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    def read(self) -> AbstractContextManager[Session]:
        """A unit that only reads, and sees the database as of one moment. Changes in it are refused at its end."""
        return self._reading(self._reader, {KNOWN: {}})

    def glance(self) -> AbstractContextManager[Session]:
        """As `read`, for hundreds of page images: on PostgreSQL each statement sees the newest data, and two of them,
        without a transaction, need two round trips to the server instead of four.
        """
        return self._reading(self._glancer, {})

    @contextmanager
    def _reading(self, engine: Engine, info: dict[str, object]) -> Iterator[Session]:
        self._refuse_while_silent()
        with Session(engine, expire_on_commit=False, autoflush=False, info=self.unit_info | info) as session:
            yield session
            if session.new or session.dirty or session.deleted:
                raise RuntimeError("a reading unit of work tried to write")
            session.commit()  # a rollback would make the driver forget the statements that PostgreSQL has prepared

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A unit that writes: commits at the end, rolls back on any exception."""
        self._refuse_while_silent()
        with _WritingUnit(self._writer, expire_on_commit=False, info=self.unit_info) as session:
            yield session
            session.flush()
            for hook in self.before_commit:
                hook(session)
            session.commit()
            for hook in self.after_commit:
                try:
                    hook(session)
                except Exception:
                    log.exception("something that follows a commit failed")

    def takes_writes(self) -> bool:
        """False when no unit of work could write now: a backup holds SQLite's lock, or the server is read-only.

        Waits for SQLite's lock for two seconds. Our own units hold it for milliseconds.
        """
        if not self.is_embedded:
            with self.read() as session:
                is_reading_only = text(
                    "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') <> 'off'"
                )
                return session.scalar(is_reading_only) is False
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout=2000")
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return False
        else:
            return True
        finally:
            cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
            connection.close()

    def _refuse_while_silent(self) -> None:
        """Raise OperationalError at once when the server did not answer a moment ago."""
        if self._silence is not None:
            try:
                self._silence.check()
            except pg_connections.SilentServer as error:
                raise OperationalError("", None, error) from error

    def close(self) -> None:
        """Give all connections back. One that is out with a unit still running is closed when it comes back."""
        event.listen(self.engine, "checkin", _end_connection)
        self.engine.dispose()


def _end_connection(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    """Close a connection that is returned after `close`: the pool would keep it open, and is never closed again."""
    record.invalidate()


class _WritingUnit(Session):
    """A unit of work that notes in its `info` whether it has changed anything."""


@event.listens_for(_WritingUnit, "after_begin")
def _on_unit_begin(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    connection.execution_options(gijo_unit=session.info)


@event.listens_for(_WritingUnit, "do_orm_execute")
def _on_query(query: ORMExecuteState) -> None:
    """Read a row that is locked even if the unit has it already: it may have changed until the lock came."""
    if getattr(query.statement, "_for_update_arg", None) is not None:
        query.update_execution_options(populate_existing=True)


def _note_changes(
    connection: Connection,
    cursor: DBAPICursor,
    _statement: str,
    _parameters: object,
    context: DefaultExecutionContext,
    _is_many: object,
) -> None:
    """Note whether a statement has changed a row. When the driver does not say how many, it counts as a change."""
    unit = connection.get_execution_options().get("gijo_unit")  # None while the transaction itself is begun
    is_change = context.isinsert or context.isupdate or context.isdelete or context.is_text
    if unit is not None and is_change and (bool(cursor.description) or cursor.rowcount != 0):
        unit[_HAS_CHANGED] = True


def has_changed(session: Session) -> bool:
    """True when this writing unit has sent a change to the database since `forget_changes`."""
    return _HAS_CHANGED in session.info


def forget_changes(session: Session) -> None:
    """Count changes from here on; earlier ones did not belong to the act."""
    session.info.pop(_HAS_CHANGED, None)


Column = InstrumentedAttribute[object] | ColumnElement[object] | ColumnElement[bool]


def labelled(fields: Sequence[str], columns: Mapping[str, Column]) -> list[Label[object] | Label[bool]]:
    """The columns under the names of a NamedTuple's fields and in their order, so that its `_make` takes a row.

    Raises TypeError when names are missing, or too many.
    """
    if set(fields) != columns.keys():
        raise TypeError(f"fields and columns differ in {sorted(set(fields) ^ columns.keys())}")
    return [columns[name].label(name) for name in fields]


def upsert(session: Session, row: Base, *, changed: Collection[str]) -> None:
    """Add a row, or bring the columns `changed` of the one with its primary key up to date, in one statement.

    When two units add the same row at once, the second waits, and changes the row of the first.
    """
    table = type(row).__table__
    values = {column.key: getattr(row, column.key) for column in table.columns}
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = (sqlite.insert(type(row)) if is_sqlite else postgresql.insert(type(row))).values(values)
    keys = list(inspect(type(row)).primary_key)
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_={name: values[name] for name in changed}))


def rows_changed(session: Session, statement: Update | Delete) -> int:
    """Run an UPDATE or DELETE, and say how many rows it met.

    The statement's condition is the guard: of several callers that want to change a row from the same state, only one
    meets it. 0 means that another one was first.
    """
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]  # an UPDATE answers with a CursorResult


def normal_url(url: str) -> str:
    """The URL with the driver that is used; `postgres://` and `postgresql://` are both understood."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return f"postgresql+psycopg://{url.removeprefix(prefix)}"
    return url


def told_of(error: Exception) -> AppError | None:
    """The error to show for a failure of the database; None for other exceptions and for mistakes in our statements."""
    kind = _kind_of(error)
    return None if kind is None else kind(cause=f"database: {type(getattr(error, 'orig', None) or error).__name__}")


def _kind_of(error: Exception) -> type[AppError] | None:
    if isinstance(error, IntegrityError | StaleDataError):
        return Conflict
    if isinstance(error, DataError):
        return BadInput
    if isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and _is_contended(error)):
        return Busy
    if isinstance(error, OperationalError | InterfaceError):
        return DatabaseUnavailable
    is_cut_off = isinstance(error, DBAPIError) and error.connection_invalidated
    return DatabaseUnavailable if is_cut_off else None


_CONTENDED_STATES = {
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
    "53300",  # too_many_connections
    "55P03",  # lock_not_available
    "57014",  # query_canceled: statement_timeout
}


def _is_contended(error: DBAPIError) -> bool:
    if getattr(error.orig, "sqlstate", None) in _CONTENDED_STATES:
        return True
    return getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


_SQLITE: dict[str, object] = {"pool_size": 16, "max_overflow": 48}

POSTGRESQL_LIMITS = {
    "synchronous_commit": "on",
    "statement_timeout": "20000",
    "lock_timeout": "10000",
    "idle_in_transaction_session_timeout": "60000",
    "TimeZone": "UTC",
}
"""What every connection is begun with; times in milliseconds, as `pg_settings` tells them."""

# Every thread of a server process may hold a reading unit and open a short writing one beside it, so the pool must
# be larger than the number of threads; the idle ones are given back. The settings ride on the connection, so that
# a server set up otherwise cannot lose what was acknowledged, and nobody waits for ever.
_POSTGRESQL: dict[str, object] = {
    "pool_size": 8,
    "max_overflow": 28,
    "pool_timeout": 15,
    "pool_pre_ping": True,
    "isolation_level": "READ COMMITTED",
    "connect_args": {
        "application_name": "gijo",
        "connect_timeout": 5,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 20000,
        "options": " ".join(f"-c {name}={value}" for name, value in POSTGRESQL_LIMITS.items()),
    },
}


def _text(stored: bytes) -> str:
    """A text of SQLite, which keeps any bytes as text: one that is none is read, too, so that it hides no other row."""
    return stored.decode(errors="replace")


def _prepare_sqlite(engine: Engine) -> None:
    """Set SQLite to durable commits, and let each writing unit take the lock at its start: one that reads first and
    then writes would fail if another had written in between.
    """

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        connection.text_factory = _text
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={_BUSY_MS}",
            "secure_delete=ON",
            "temp_store=MEMORY",
            "cache_size=-512",  # KiB for each of many connections; the system has the file in memory, once for all
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get("gijo_write", False):
            run_text(connection, "BEGIN IMMEDIATE")
        elif (driver := connection.connection.driver_connection) is not None:
            driver.execute("BEGIN")  # waits for nobody, so it needs none of the layers that translate failures
