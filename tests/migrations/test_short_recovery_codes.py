"""A list of recovery codes that is on paper stays good when codes become short, there and back."""

import pytest

from app.db import Database
from app.ops import migrate
from tests.migrations.test_whose_alarm import put, rows

pytestmark = [
    pytest.mark.own_database("runs on both by itself"),
    pytest.mark.rare("a revision that is over; only rewriting it moves it"),
]


def test_list_in_force_is_kept_and_one_that_nobody_confirmed_is_not(empty: Database) -> None:
    migrate.upgrade(empty.engine, "0018")
    put(
        empty,
        "person",
        {"id": "p1", "login": "a", "name": "甲", "kana": "", "title": "", "seat_number": None}
        | {"state": "active", "has_accommodation": False, "created_at": 1},
    )
    code: dict[str, object] = {"person_id": "p1", "created_at": 5, "burned_at": None}
    put(empty, "recovery_code", code | {"id": "c1", "code_hash": "1" * 64, "confirmed_at": 6})
    put(empty, "recovery_code", code | {"id": "c2", "code_hash": "2" * 64, "confirmed_at": None})

    migrate.upgrade(empty.engine, "0019")

    assert [(row["id"], row["code_hash"], row["argon2"]) for row in rows(empty, "recovery_code")] == [
        ("c1", "1" * 64, "")
    ]
    short = {"id": "c3", "sign": "K", "argon2": "$argon2id$", "sealed_code": "", "shown_in": "", "confirmed_at": 7}
    put(empty, "recovery_code", code | short)
    migrate.downgrade(empty.engine, "0018")
    assert [row["id"] for row in rows(empty, "recovery_code")] == ["c1"]
