"""A version that was replaced keeps the highest level since then, and a paper that was hidden was published once."""

import json

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


def put_record(database: Database, seq: int, at: int, kind: str, detail: dict[str, str | None]) -> None:
    body = json.dumps({"detail": detail})
    record = {"seq": seq, "at": at, "kind": kind, "material_id": "m1", "body": body, "hash": f"{seq}"}
    put(database, "ledger_record", least(database, "ledger_record") | record)


def test_versions_keep_what_the_ledger_says(empty: Database) -> None:
    migrate.upgrade(empty.engine, "0029")
    put(empty, "person", PERSON)
    paper = PAPER | OPEN | {"id": "m1", "confidentiality": "2", "current_version_id": "v3", "published_at": None}
    put(empty, "material", paper)
    for number in (1, 2, 3, 4):
        version = {"id": f"v{number}", "material_id": "m1", "created_by": "p1", "number": number, "state": "ready"}
        times = {"created_at": 10 * number, "ready_at": 10 * number + 1}
        put(empty, "material_version", least(empty, "material_version") | version | times)
    replaced = {"material_id": "m1", "former_id": "v2", "version_id": "v3", "by_id": "p1", "at": 33}
    put(empty, "material_replacement", least(empty, "material_replacement") | replaced | {"id": "r1"})
    put_record(empty, 1, 15, "material.labelled", {"from": "3A", "to": None})
    put_record(empty, 2, 20, "material.changed", {"what": "published"})
    put_record(empty, 3, 25, "material.labelled", {"from": None, "to": "3B"})
    put_record(empty, 4, 40, "material.labelled", {"from": "3B", "to": "2"})
    put_record(empty, 5, 45, "material.changed", {"what": "hidden"})

    migrate.upgrade(empty.engine, "0030")

    kept = {row["id"]: row["kept_level"] for row in rows(empty, "material_version")}
    assert kept == {"v1": "3B", "v2": "3B", "v3": None, "v4": None}
    assert [row["first_published_at"] for row in rows(empty, "material")] == [20]
    migrate.downgrade(empty.engine, "0029")
    assert "kept_level" not in rows(empty, "material_version")[0]
