"""Statements of the hot path: built and compiled once, and run on the driver's own connection.

For each page the layers between a statement and the driver cost several times what the statement itself does. They are
left out here; columns and parameters are converted by SQLAlchemy's own types, and failures become its exceptions.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
Statement = Select[*tuple[Any, ...]] | Insert | Update


class _Parameter(NamedTuple):
    """A parameter of a statement. `make`: makes its value when the statement runs, None for one that callers give.

    `convert`: from Python's value to the driver's, None when they are the same.
    """

    name: str
    make: Callable[[], Any] | None
    convert: Convert | None


class _Compiled:
    """A statement in the words of one kind of database."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only statements about rows can be prepared")
        self.text = str(compiled)
        names = compiled.positiontup if compiled.positional else compiled.binds
        self.is_positional = compiled.positional
        self.parameters = [_parameter(compiled, name, dialect) for name in names or ()]
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        converts = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self.converts: list[tuple[int, Convert]] = [(at, each) for at, each in enumerate(converts) if each is not None]

    def bound(self, values: Values) -> list[Any] | dict[str, Any]:
        """The parameters as the driver takes them."""
        given = []
        for name, make, convert in self.parameters:
            value = values[name] if make is None else make()
            given.append(value if convert is None else convert(value))
        if self.is_positional:
            return given
        return dict(zip([each.name for each in self.parameters], given, strict=True))

    def read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """A row of the driver with Python's values."""
        if not self.converts:
            return row
        cells = list(row)
        for at, convert in self.converts:
            cells[at] = convert(cells[at])
        return tuple(cells)


def _parameter(compiled: SQLCompiler, name: str, dialect: Dialect) -> _Parameter:
    bind = compiled.binds[name]
    if bind.expanding:
        raise TypeError(f"a prepared statement has a fixed number of parameters, and {name} may be several")
    convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
    make = bind.callable
    if make is None and not bind.required:
        kept = bind.value

        def make() -> Any:
            return kept

    return _Parameter(name, make, convert)


class Prepared:
    """A Core statement without parameters of varying number. One object for a module; any thread may use it."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement

    @cached_property
    def _by_dialect(self) -> dict[str, _Compiled]:
        return {}

    def rows(self, connection: Connection, values: Values | None = None) -> list[tuple[Any, ...]]:
        """Run a query, and return all its rows. Raises what SQLAlchemy would."""
        compiled = self._compiled(connection)
        bound = compiled.bound(values or {})
        found = _run(connection, compiled.text, lambda driver: driver.execute(compiled.text, bound).fetchall())
        return [compiled.read(row) for row in found]

    def run(self, connection: Connection, values: Values) -> None:
        """Run a statement that returns nothing."""
        compiled = self._compiled(connection)
        bound = compiled.bound(values)
        _run(connection, compiled.text, lambda driver: driver.execute(compiled.text, bound))

    def run_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Run a statement that returns nothing once for each of these values."""
        compiled = self._compiled(connection)
        bound = [compiled.bound(values) for values in rows]
        _run(connection, compiled.text, lambda driver: driver.cursor().executemany(compiled.text, bound))

    def _compiled(self, connection: Connection) -> _Compiled:
        dialect = connection.dialect
        found = self._by_dialect.get(dialect.name)
        if found is None:
            found = self._by_dialect[dialect.name] = _Compiled(self._statement, dialect)
        return found


def run_text(connection: Connection, text: str) -> None:
    """Run words of the driver's own, such as BEGIN. Raises what SQLAlchemy would."""
    _run(connection, text, lambda driver: driver.execute(text))


def _run(connection: Connection, text: str, act: Callable[[Any], Any]) -> Any:
    for (
        hear
    ) in connection.dispatch.before_cursor_execute:  # whoever listens to the engine's statements hears these, too
        hear(connection, None, text, (), None, False)
    pooled = connection.connection
    dialect, driver = connection.dialect, pooled.driver_connection
    failures = dialect.loaded_dbapi.Error
    try:
        return act(driver)
    except failures as error:
        is_lost = dialect.is_disconnect(error, pooled.dbapi_connection, None)
        if is_lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            "",
            None,
            error,
            failures,
            hide_parameters=True,
            connection_invalidated=is_lost,
            dialect=dialect,
        ) from error
