"""An alarm, what was answered and what the administrator did stay as they were when each office gets its own word."""

from collections.abc import Mapping

import pytest
from sqlalchemy import MetaData, Table, column, insert, select, table

from app.db import Database
from app.ops import migrate

pytestmark = [
    pytest.mark.own_database("runs on both by itself"),
    pytest.mark.rare("a revision that is over; only rewriting it moves it"),
]

ALARM: dict[str, object] = {
    "kind": "letter_used",
    "person_id": "p1",
    "session_id": None,
    "address": "10.0.0.1",
    "at": 5,
    "detail": "x",
}
HANDLED: dict[str, object] = {"handled_by": "p1", "handled_at": 9, "note": "聞いた"}
WAITING: dict[str, object] = {"handled_by": None, "handled_at": None, "note": ""}


def test_alarms_keep_their_answers_and_their_handling_both_ways(empty: Database) -> None:
    migrate.upgrade(empty.engine, "0008")
    put(
        empty,
        "person",
        {"id": "p1", "login": "a", "name": "甲", "kana": "", "title": "", "seat_number": None}
        | {"state": "active", "has_accommodation": False, "created_at": 1},
    )
    put(empty, "alarm", ALARM | HANDLED | {"id": "a1"})
    put(empty, "alarm", ALARM | WAITING | {"id": "a2"})
    put(empty, "alarm_answer", {"alarm_id": "a1", "session_id": "s1", "answer": "own", "at": 6})
    before = {name: rows(empty, name) for name in ("alarm", "alarm_answer")}

    migrate.upgrade(empty.engine, "0009")

    assert rows(empty, "alarm_watch") == [
        {"alarm_id": "a1", "role": "administrator", **HANDLED},
        {"alarm_id": "a2", "role": "administrator", **WAITING},
    ]
    assert rows(empty, "alarm_answer") == before["alarm_answer"]
    migrate.upgrade(empty.engine)
    assert [row["detail"] for row in rows(empty, "alarm")] == ["x", "x"]
    migrate.downgrade(empty.engine, "0008")
    assert {name: rows(empty, name) for name in before} == before


def put(database: Database, name: str, values: Mapping[str, object]) -> None:
    with database.engine.begin() as connection:
        connection.execute(insert(table(name, *map(column, values))).values(values))


def rows(database: Database, name: str) -> list[dict[str, object]]:
    with database.engine.connect() as connection:
        reflected = Table(name, MetaData(), autoload_with=connection)
        found = connection.execute(select(reflected).order_by(*reflected.primary_key)).mappings()
        return [dict(row) for row in found]
