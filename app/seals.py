"""Seals on rows that carry decisions: an edit by SQL is found when the row is read. Knows no domain.

A model that is `Sealed` names the columns that count. When such a row is written, an HMAC over table, key and these
columns is stored with it, under a key that is not in the database. When it is read, the seal is computed again. A row
that was inserted or changed beside the service does not fit, which the code that decides by it has to check.

Not covered: a deleted row, unless other rows or the ledger name it (`tell_missing`), and a row that was set back as a
whole to an older state with its old seal. For a whole database that was set back see `audit.continuity`.
"""

import hashlib
import hmac
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, String, Table, event, inspect, select, update
from sqlalchemy.orm import Mapped, Mapper, QueryContext, Session, mapped_column, object_session

from app.db import Base, microseconds
from app.errors import AppError

SEAL_KEY = "row seals"
"""The purpose for which the key ring derives the key."""

ALTERED = "書き換えの疑い"
Parts = tuple[object, ...]

_SEALS = "gijo.seals"
_DIGEST_BYTES = 16
_MOST_KNOWN = 20_000
_MOST_FITTING = 8192
"""Rows with some hundred characters each, so some megabytes: all that a council asks for within minutes."""


class RowAltered(AppError):
    """A row that carries a decision was altered beside the service, so it can be neither used nor changed."""

    status, code = 409, "S501"
    sentence = (
        "この決定の記録は、システムの外から書き換えられた疑いがあるため、使えません。"
        "触らずに、議会事務局長に知らせてください。"
    )


class AlteredRow(NamedTuple):
    """A row that does not fit its seal: the table, and the key with its parts joined by commas.

    `what`: "row"; "gone" when there is no such row, though the ledger names it; "back" when it is there again.
    """

    table: str
    key: str
    what: str = "row"


class Sealed(Base):
    """The base of a model whose rows carry decisions. `sealed_columns`: the columns under the seal, without the key.

    `former_columns`: the columns under each former rule, oldest first. When a column is added to a table in use, the
    previous columns are added here, so that existing rows are sealed anew when the service starts (`audit.sealing`).
    `digested_columns`: long text column → the sealed column that holds its SHA-256, so that code that does not need the
    text need not read it. `is_missed`: whether the ledger names each row that is inserted, and each that the service
    deletes, because a deletion by SQL would open something (`audit.rows.missed`).
    `is_intact`: whether a row that was read fits its seal, and each text its digest.
    """

    __abstract__ = True
    sealed_columns: ClassVar[tuple[str, ...]] = ()
    former_columns: ClassVar[tuple[tuple[str, ...], ...]] = ()
    digested_columns: ClassVar[Mapping[str, str]] = MappingProxyType({})
    is_missed: ClassVar[bool] = False
    is_intact = True

    seal: Mapped[str] = mapped_column(String(32), default="")

    @property
    def doubt(self) -> str:
        """What screens and files say in the place of what an altered row says; "" for a row that fits."""
        return "" if self.is_intact else ALTERED


Row = TypeVar("Row", bound=Sealed)


class Seals:
    """Computes and checks seals. `on_found` is called for each row that does not fit, in the middle of a unit of work:
    it may note the row for later, and must not use the database.
    """

    def __init__(self, key: bytes, on_found: Callable[[AlteredRow], None]) -> None:
        self._key = key
        self._on_found = on_found
        self._known: set[Hashable] = set()
        self._fitting: dict[str, str] = {}

    def install(self, unit_info: dict[str, object]) -> None:
        """Make every unit of work of a database seal what it writes and check what it reads."""
        unit_info[_SEALS] = self

    def of(self, model: type[Sealed], key: Sequence[object], values: Sequence[object]) -> str:
        """The seal of a row with these values, in the order in which the model names its columns."""
        return self._of(_said(model, key, values))

    def _of(self, said: str) -> str:
        return hmac.digest(self._key, said.encode(), "sha256")[:_DIGEST_BYTES].hex()

    def fits(self, model: type[Sealed], key: Sequence[object], values: Sequence[object], seal: str) -> bool:
        """True when a row's columns are what was sealed. If not, `on_found` is called too.

        What was found to fit is remembered letter by letter: the same row with the same seal needs no new HMAC.
        """
        said = _said(model, key, values)
        if self._fitting.get(said) == seal:
            return True
        if hmac.compare_digest(self._of(said).encode(), str(seal).encode()):  # anything may stand in the column
            if len(self._fitting) >= _MOST_FITTING:
                self._fitting.clear()
            self._fitting[said] = seal
            return True
        self._on_found(_altered(model, key))
        return False

    def remembered(self, mark: Hashable, fits_now: Callable[[], bool]) -> bool:
        """As the function `remembered`."""
        if mark in self._known:
            return True
        if not fits_now():
            return False
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known.add(mark)
        return True

    def tell_missing(self, model: type[Sealed], key: Sequence[object], *, what: str = "row") -> None:
        """Call `on_found` for a row that is missing or back, or whose text does not fit its digest."""
        self._on_found(_altered(model, key)._replace(what=what))


def _said(model: type[Sealed], key: Sequence[object], values: Sequence[object]) -> str:
    """What a row's seal covers, as text."""
    return repr((model.__tablename__, [*map(_plain, key)], [*map(_plain, values)]))


def _plain(value: object) -> object:
    """The value in a form that does not depend on the database: a time as microseconds."""
    if isinstance(value, datetime):
        return microseconds(value)
    return str(value) if isinstance(value, str) else value


def _altered(model: type[Sealed], key: Sequence[object]) -> AlteredRow:
    return AlteredRow(model.__tablename__, ",".join(map(str, key)))


def _seals_of(session: Session | None) -> Seals | None:
    """The seals of the session's database; None in tools that open it without keys, and decide nothing."""
    found = None if session is None else session.info.get(_SEALS)
    return found if isinstance(found, Seals) else None


def fits(session: Session, model: type[Sealed], key: Sequence[object], values: Sequence[object], seal: str) -> bool:
    """As `Seals.fits`, for columns that were read by a plain query instead of the ORM. True where there is no key."""
    seals = _seals_of(session)
    return seals is None or seals.fits(model, key, values, seal)


def remembered(session: Session, mark: Hashable, fits_now: Callable[[], bool]) -> bool:
    """True when the columns in `mark`, including the seals, were found to fit before; else the result of `fits_now`.

    For checks of many rows in every request. Only positive results are kept, in the process. An alteration of anything
    in `mark` is still found at once.
    """
    seals = _seals_of(session)
    return seals is None or seals.remembered(mark, fits_now)


def tell_missing(session: Session, model: type[Sealed], key: Sequence[object], *, what: str = "row") -> None:
    """Call `on_found` for a missing row that other sealed rows refer to, or ("gone", "back") that the ledger names."""
    if (seals := _seals_of(session)) is not None:
        seals.tell_missing(model, key, what=what)


def change(session: Session, query: Select[Row], **values: object) -> bool:
    """Lock and change the one sealed row that `query` finds. False when it finds none, as when another unit was first.

    To be used instead of UPDATE … WHERE, which would not renew the seal; the conditions are those of `query`. A value
    may be a function of the row. Raises RowAltered.
    """
    row = session.scalars(query.with_for_update(key_share=True).execution_options(populate_existing=True)).first()
    if row is None:
        return False
    for name, value in values.items():
        setattr(row, name, value(row) if callable(value) else value)
    session.flush()
    return True


def change_all(session: Session, query: Select[Row], **values: object) -> int:
    """As `change`, for every row that `query` finds. Returns how many. Altered rows are left as they are.

    Only for rows that give nobody anything while they are altered, so that one need not stop the others' change.
    """
    locked = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    rows = [row for row in session.scalars(locked) if row.is_intact]
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()
    return len(rows)


def altered_rows(
    session: Session, models: Sequence[type[Sealed]], where: Callable[[Table], ColumnElement[bool]] | None = None
) -> Iterator[AlteredRow]:
    """Every row of these tables that does not fit its seal. `on_found` is called for each as well.

    `where`: which rows of a table are looked at; None: all.
    """
    if (seals := _seals_of(session)) is None:
        return
    for model in models:
        for row in _rows(session, model, where=where):
            if not _fits(seals, model, row):
                yield _altered(model, row.key)


def seal_unsealed(session: Session, model: type[Sealed]) -> int:
    """Seal the rows of a table that were written before its rows had seals. Returns how many."""
    unsealed = [row for row in _rows(session, model) if not row.seal]
    for row in unsealed:
        _write(session, model, row)
    return len(unsealed)


def rule_of(model: type[Sealed]) -> int:
    """The number of the rule by which a table's rows are sealed: 1, and one more for each change of its columns."""
    return len(model.former_columns) + 1


def seal_by_new_rule(session: Session, model: type[Sealed], former: int) -> int:
    """Seal by the present rule the rows that fit the rule with the number `former`. Returns how many.

    A row that does not fit the former rule is left as it is, and does not fit the present one either.
    """
    seals, columns = _seals_of(session), model.former_columns[former - 1]
    if seals is None:
        raise RowAltered(cause=f"no key to seal {model.__tablename__} with")
    sealed = {row.key for row in _rows(session, model, columns) if _fits(seals, model, row)}
    whole = [row for row in _rows(session, model) if row.key in sealed]
    for row in whole:
        _write(session, model, row)
    return len(whole)


def seal_anew(session: Session, model: type[Sealed], key: str) -> bool:
    """Seal a row as it is now, after a person examined it. `key`: as in AlteredRow. False when there is no such row."""
    for row in list(_rows(session, model)):
        if _altered(model, row.key).key == key:
            _write(session, model, row)
            return True
    return False


def _table(model: type[Sealed]) -> Table:
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is no table")
    return table


class _Stored(NamedTuple):
    """A row as it is stored. `digests`: sealed column → the digest of its text as it is now.

    `has_its_texts`: whether these equal the stored digests, as far as the texts were read.
    """

    key: Parts
    values: Parts
    seal: str
    digests: Mapping[str, str]
    has_its_texts: bool


def _rows(
    session: Session,
    model: type[Sealed],
    names: Sequence[str] | None = None,
    where: Callable[[Table], ColumnElement[bool]] | None = None,
) -> Iterator[_Stored]:
    """Every row, with the values of the columns `names`, else of those that are sealed now. `where`: which rows."""
    table, names = _table(model), model.sealed_columns if names is None else names
    keys = list(table.primary_key)
    columns = [table.c[name] for name in names]
    texts = [table.c[name] for name in model.digested_columns]
    query = select(*keys, *columns, table.c.seal, *texts)
    if where is not None:
        query = query.where(where(table))
    # PostgreSQL gives rows by and by within a transaction alone; a unit that only glances at few rows has none.
    if session.get_bind().get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        query = query.execution_options(yield_per=500)
    seal_at = len(keys) + len(columns)
    for row in session.execute(query):
        values = tuple(row[len(keys) : seal_at])
        digests = dict(zip(model.digested_columns.values(), map(_digest, row[seal_at + 1 :]), strict=True))
        has_its_texts = all(digests.get(name, value) == value for name, value in zip(names, values, strict=True))
        yield _Stored(tuple(row[: len(keys)]), values, str(row[seal_at]), digests, has_its_texts)


def _fits(seals: Seals, model: type[Sealed], row: _Stored) -> bool:
    if row.has_its_texts:
        return seals.fits(model, row.key, row.values, row.seal)
    seals.tell_missing(model, row.key)
    return False


def _digest(text: object) -> str:
    return hashlib.sha256(str(text).encode()).hexdigest()


def _write(session: Session, model: type[Sealed], row: _Stored) -> None:
    if (seals := _seals_of(session)) is None:
        raise RowAltered(cause=f"no key to seal {model.__tablename__} with")
    table = _table(model)
    where = [column == value for column, value in zip(table.primary_key, row.key, strict=True)]
    values = [row.digests.get(name, value) for name, value in zip(model.sealed_columns, row.values, strict=True)]
    session.execute(update(table).where(*where).values(seal=seals.of(model, row.key, values), **row.digests))


def key_text(row: Sealed) -> str:
    """The row's key as in AlteredRow."""
    return _altered(type(row), _key_of(row)).key


def key_texts(session: Session, model: type[Sealed]) -> list[str]:
    """The keys of all rows of a table, as in AlteredRow."""
    return [",".join(map(str, key)) for key in session.execute(select(*_table(model).primary_key))]


def is_there(session: Session, model: type[Sealed], key: str) -> bool:
    """Whether there is a row with this key. `key`: as in AlteredRow."""
    columns, parts = list(_table(model).primary_key), key.split(",")
    if len(columns) != len(parts):
        return False
    where = [column == column.type.python_type(part) for column, part in zip(columns, parts, strict=True)]
    return session.execute(select(*columns).where(*where)).first() is not None


def _key_of(row: Sealed) -> list[object]:
    return [_settled(row, column.name) for column in inspect(type(row)).primary_key]


def _settled(row: Sealed, name: str) -> object:
    """The column's value. When none is set, its default is set now: SQLAlchemy would do so only after the sealing."""
    value = getattr(row, name)
    default = _table(type(row)).c[name].default
    if value is None and default is not None:
        argument = getattr(default, "arg", None)
        value = argument(None) if callable(argument) else argument
        setattr(row, name, value)
    return value


@event.listens_for(Sealed, "before_insert", propagate=True)
def _before_insert(_mapper: Mapper[Sealed], _connection: Connection, row: Sealed) -> None:
    if (seals := _seals_of(object_session(row))) is None:
        raise RowAltered(cause=f"no key to seal {row.__tablename__} with")
    for text, digest in row.digested_columns.items():
        setattr(row, digest, _digest(_settled(row, text)))
    key, values = _key_of(row), [_settled(row, name) for name in row.sealed_columns]
    row.seal = seals.of(type(row), key, values)


@event.listens_for(Sealed, "before_update", propagate=True)
def _before_update(mapper: Mapper[Sealed], connection: Connection, row: Sealed) -> None:
    if not row.is_intact:
        raise RowAltered(cause=f"{row.__tablename__} {_key_of(row)} does not fit its seal")
    _before_insert(mapper, connection, row)


def _check(row: Sealed, session: Session | None) -> None:
    if (seals := _seals_of(session)) is not None:
        values = tuple(getattr(row, name) for name in row.sealed_columns)
        kept = row.digested_columns.items()
        has_its_texts = all(_digest(getattr(row, text)) == getattr(row, digest) for text, digest in kept)
        stored = _Stored(tuple(_key_of(row)), values, row.seal, {}, has_its_texts)
        row.is_intact = _fits(seals, type(row), stored)


@event.listens_for(Sealed, "load", propagate=True)
def _on_load(row: Sealed, context: QueryContext) -> None:
    _check(row, context.session)


@event.listens_for(Sealed, "refresh", propagate=True)
def _on_refresh(row: Sealed, context: QueryContext | None, _names: object) -> None:
    # None: a bulk UPDATE of other columns, which SQLAlchemy also makes on the rows that are loaded.
    _check(row, object_session(row) if context is None else context.session)
