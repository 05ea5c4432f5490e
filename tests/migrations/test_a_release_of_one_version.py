"""What residents could read before the revision they can read after it, and nothing more after going back."""

import pytest
from sqlalchemy import MetaData, Table, column, insert, select, table

from app.db import Database
from app.ops import migrate

pytestmark = [
    pytest.mark.own_database("runs on both by itself"),
    pytest.mark.rare("a revision that is over; only rewriting it moves it"),
]

PERSON: dict[str, object] = {
    "id": "p1",
    "login": "a",
    "name": "甲",
    "kana": "",
    "title": "",
    "seat_number": None,
    "state": "active",
    "has_accommodation": False,
    "created_at": 1,
}
PAPER: dict[str, object] = {
    "title": "議事日程",
    "owner": "council",
    "confidentiality": "1",
    "integrity": "1",
    "availability": "1",
    "created_at": 1,
    "created_by": "p1",
    "published_at": 2,
    "withdrawn_at": None,
    "withdrawn_reason": "",
}
OPEN: dict[str, object] = {"released_at": 3, "released_by": "p1"}
CLOSED: dict[str, object] = {"released_at": None, "released_by": None}
CHANGE: dict[str, object] = {
    "id": "c1",
    "kind": "label_change",
    "subject": "m2",
    "reason": "",
    "state": "asked",
    "asked_by": "p1",
    "asked_at": 4,
}


def put(database: Database, name: str, values: dict[str, object]) -> None:
    with database.engine.begin() as connection:
        connection.execute(insert(table(name, *map(column, values))).values(values))


def released(database: Database) -> list[tuple[object, ...]]:
    with database.engine.connect() as connection:
        paper = Table("material", MetaData(), autoload_with=connection)
        named = [paper.c[name] for name in ("released_at", "released_by", "released_version_id") if name in paper.c]
        return [tuple(row) for row in connection.execute(select(*named).order_by(paper.c.id))]


def test_a_release_goes_to_the_version_that_was_current_and_back(empty: Database) -> None:
    migrate.upgrade(empty.engine, "0010")
    put(empty, "person", PERSON)
    put(empty, "material", PAPER | OPEN | {"id": "m1", "current_version_id": "v1"})
    put(empty, "material", PAPER | CLOSED | {"id": "m2", "current_version_id": "v2"})

    migrate.upgrade(empty.engine, "0011")

    assert released(empty) == [(3, "p1", "v1"), (None, None, None)]
    put(empty, "proposal", CHANGE | {"payload": '{"from_label":"2","to_label":"1","version_id":"v2"}'})
    replaced = PAPER | OPEN | {"id": "m3", "current_version_id": "v4", "released_version_id": "v3"}
    put(empty, "material", replaced)

    migrate.downgrade(empty.engine, "0010")

    assert released(empty) == [(3, "p1"), (None, None), (None, None)]
    with empty.engine.connect() as connection:
        proposal = Table("proposal", MetaData(), autoload_with=connection)
        assert connection.scalars(select(proposal.c.payload)).all() == ['{"from_label": "2", "to_label": "1"}']
