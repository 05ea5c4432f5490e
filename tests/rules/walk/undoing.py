"""Brings the database back to the rows it had; the ledger alone goes on."""

import re
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, event, insert, select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.tables import metadata

Row = dict[str, object]
_Key = tuple[object, ...]
_WRITTEN = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')


class RowsThen:
    """The rows of every table but the ledger's at one moment."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._written: set[str] = set()
        event.listen(database.engine, "before_cursor_execute", self._note)
        self.keep()

    def keep(self) -> None:
        """From now on these rows are the ones to come back to."""
        self._kept = self.now()
        self._written.clear()

    def now(self) -> dict[str, list[Row]]:
        """By the tables' names."""
        with self._database.read() as unit:
            return {
                table.name: _rows_of(unit, table)
                for table in metadata.sorted_tables
                if not table.name.startswith("ledger")
            }

    def bring_back(self) -> None:
        """Looks only at tables that were written to: setting all of them again would take longer than the walk."""
        tables = [table for table in metadata.sorted_tables if table.name in self._kept.keys() & self._written]
        with self._database.write() as unit:
            now = {table.name: _by_key(table, _rows_of(unit, table)) for table in tables}
            then = {table.name: _by_key(table, self._kept[table.name]) for table in tables}
            for table in reversed(tables):
                for key in now[table.name].keys() - then[table.name].keys():
                    unit.execute(delete(table).where(_is(table, key)))
            for table in tables:
                for key, row in then[table.name].items():
                    if key not in now[table.name]:
                        unit.execute(insert(table), [row])
                    elif row != now[table.name][key]:
                        unit.execute(update(table).where(_is(table, key)).values(row))
        self._written.clear()

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self._written |= _written_by(statement)


@cache
def _written_by(statement: str) -> frozenset[str]:
    """The tables that a statement writes to. Walks send the same few hundred over and over."""
    return frozenset(_WRITTEN.findall(statement))


def _rows_of(unit: Session, table: Table) -> list[Row]:
    return [dict(row._mapping) for row in unit.execute(select(table))]


def _by_key(table: Table, rows: list[Row]) -> dict[_Key, Row]:
    return {tuple(row[column.name] for column in table.primary_key): row for row in rows}


def _is(table: Table, key: _Key) -> ColumnElement[bool]:
    return and_(*(column == part for column, part in zip(table.primary_key, key, strict=True)))
