"""Permits that were asked for before there were exceptions of other kinds keep what was decided, both ways."""

import pytest

from app.db import Database
from app.ops import migrate
from app.permits.models import Permit
from tests.migrations.test_a_release_of_one_version import PERSON
from tests.migrations.test_links_of_public_files import least
from tests.migrations.test_whose_alarm import put, rows

pytestmark = [
    pytest.mark.own_database("runs on both by itself"),
    pytest.mark.rare("a revision that is over; only rewriting it moves it"),
]

WHO = {"created_by": "p1", "created_at": 1}
DECIDED = {"purpose": "save", "state": "granted", "wanted_until": 9, "asked_at": 1, "max_uses": 2, "uses": 1}
FOR_WHAT = {"id": "e1", "number": "令和8年 第1号", "person_id": "p1", "material_id": "m1", "version_id": "v1"}


def test_permits_keep_what_was_decided_both_ways(empty: Database) -> None:
    migrate.upgrade(empty.engine, "0048")
    put(empty, "person", least(empty, "person") | PERSON | {"id": "p1"})
    put(empty, "material", least(empty, "material") | WHO | {"id": "m1"})
    put(empty, "material_version", least(empty, "material_version") | WHO | {"id": "v1", "material_id": "m1"})
    put(empty, "permit", least(empty, "permit") | FOR_WHAT | DECIDED)
    before = rows(empty, "permit")

    migrate.upgrade(empty.engine)

    [now] = rows(empty, "permit")
    assert {key: now[key] for key in before[0]} == before[0]
    assert (now["application"], now["confirm_by"], now["conditions"]) == (None, None, "")
    assert Permit.former_columns[1] == Permit.sealed_columns[:9]
    migrate.downgrade(empty.engine, "0048")
    assert rows(empty, "permit") == before
