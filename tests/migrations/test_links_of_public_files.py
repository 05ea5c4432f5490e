"""A file for the public that is there stays when the addresses of its links are noted, there and back."""

import pytest
from sqlalchemy import MetaData, String, Table

from app.db import Database
from app.ops import migrate
from tests.migrations.test_a_release_of_one_version import OPEN, PAPER, PERSON
from tests.migrations.test_whose_alarm import put, rows

pytestmark = [
    pytest.mark.own_database("runs on both by itself"),
    pytest.mark.rare("a revision that is over; only rewriting it moves it"),
]


def least(database: Database, name: str) -> dict[str, object]:
    """The least that a row of the table must hold."""
    with database.engine.connect() as connection:
        columns = Table(name, MetaData(), autoload_with=connection).columns
        needed = [one for one in columns if not one.nullable and one.server_default is None]
        return {one.name: "x" if isinstance(one.type, String) else 1 for one in needed}


def test_file_that_is_there_stays(empty: Database) -> None:
    migrate.upgrade(empty.engine, "0023")
    put(empty, "person", PERSON)
    put(empty, "material", PAPER | OPEN | {"id": "m1", "current_version_id": "v1"})
    put(
        empty,
        "material_version",
        least(empty, "material_version") | {"id": "v1", "material_id": "m1", "created_by": "p1"},
    )
    before = {"version_id": "v1", "sha256": "1" * 64, "size_bytes": 9, "removed": "", "pictures": "2", "made_at": 5}
    put(empty, "public_file", before | {"failure": None})

    migrate.upgrade(empty.engine, "0024")

    assert [row["addresses"] for row in rows(empty, "public_file")] == [""]
    migrate.downgrade(empty.engine, "0023")
    assert rows(empty, "public_file") == [before | {"failure": None}]
