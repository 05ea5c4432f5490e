"""Entries of registers from before seals stay as they are, and wait to be sealed when the service starts."""

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


def test_entries_that_are_there_keep_what_they_say_and_wait_for_their_seal(empty: Database) -> None:
    migrate.upgrade(empty.engine, "0036")
    put(empty, "person", PERSON)
    entry = {"id": "e1", "register": "faults", "number": 1, "created_by": "p1", "typed": '{"trouble": ["x"]}'}
    put(empty, "register_entry", least(empty, "register_entry") | entry)
    put(empty, "register_change", least(empty, "register_change") | {"entry_id": "e1", "number": 0, "by": "p1"})
    tables = ("register_entry", "register_change")
    before = [rows(empty, table)[0] for table in tables]

    migrate.upgrade(empty.engine, "0037")

    assert [rows(empty, table) for table in tables] == [[row | {"seal": ""}] for row in before]
    migrate.downgrade(empty.engine, "0036")
    assert [rows(empty, table) for table in tables] == [[row] for row in before]
