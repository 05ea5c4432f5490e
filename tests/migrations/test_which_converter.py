"""Versions of before were made by a converter without a number, and their pages stay where they are."""

import pytest

from app.db import Database
from app.ops import migrate
from tests.migrations.test_a_release_of_one_version import OPEN, PAPER, PERSON
from tests.migrations.test_links_of_public_files import least
from tests.migrations.test_whose_alarm import put, rows

pytestmark = [
    pytest.mark.own_database("runs on both by itself"),
    pytest.mark.rare("a revision that is over; only rewriting it moves it"),
]


def test_versions_that_are_there_are_of_converter_0_and_their_pages_stay(empty: Database) -> None:
    migrate.upgrade(empty.engine, "0034")
    put(empty, "person", PERSON)
    put(empty, "material", PAPER | OPEN | {"id": "m1", "current_version_id": "v1"})
    version = {"id": "v1", "material_id": "m1", "created_by": "p1", "number": 1, "state": "ready"}
    put(empty, "material_version", least(empty, "material_version") | version)
    put(empty, "material_page", least(empty, "material_page") | {"version_id": "v1", "number": 1, "zoom": 2})

    migrate.upgrade(empty.engine, "0035")

    assert [(row["converter"], row["making"]) for row in rows(empty, "material_version")] == [(0, 0)]
    assert [row["zoom"] for row in rows(empty, "material_page")] == [2]
    assert rows(empty, "material_page_remade") == rows(empty, "material_remaking") == []
    migrate.downgrade(empty.engine, "0034")
    assert "making" not in rows(empty, "material_version")[0]
