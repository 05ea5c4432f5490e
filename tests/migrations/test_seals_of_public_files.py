"""Files for the public from before seals stay as they are, and wait to be sealed when the service starts."""

import pytest

from app.db import Database
from app.ops import migrate
from tests.migrations.test_a_release_of_one_version import PERSON
from tests.migrations.test_links_of_public_files import least
from tests.migrations.test_whose_alarm import put, rows

pytestmark = [
    pytest.mark.own_database("runs on both by itself"),
    pytest.mark.rare("a revision that is over; only rewriting it moves it"),
]


def test_file_that_is_there_keeps_what_it_says_and_waits_for_its_seal(empty: Database) -> None:
    migrate.upgrade(empty.engine, "0043")
    put(empty, "person", PERSON)
    put(empty, "material", least(empty, "material") | {"id": "m1", "created_by": "p1"})
    put(
        empty,
        "material_version",
        least(empty, "material_version") | {"id": "v1", "material_id": "m1", "created_by": "p1"},
    )
    put(empty, "public_file", least(empty, "public_file") | {"version_id": "v1", "sha256": "1" * 64, "size_bytes": 9})
    before = rows(empty, "public_file")[0]

    migrate.upgrade(empty.engine, "0044")

    assert rows(empty, "public_file") == [before | {"seal": ""}]
    migrate.downgrade(empty.engine, "0043")
    assert rows(empty, "public_file") == [before]
