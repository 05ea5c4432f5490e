"""What was asked of a second person, and decided, is the same after the revision that brings it into one table."""

from typing import Any

import pytest
from sqlalchemy import MetaData, Table, column, insert, select, table

from app import clock
from app.auth.enrolment import resets
from app.db import Database, from_microseconds, microseconds
from app.materials.labels.proposals import LABEL_CHANGE, LabelChange
from app.ops import migrate
from app.proposals.kinds import Proposed
from app.proposals.models import Proposal

pytestmark = [
    pytest.mark.own_database("runs on both by itself"),
    pytest.mark.rare("a revision that is over; only rewriting it moves it"),
]


def old_rows(moment: int) -> dict[str, list[dict[str, Any]]]:
    """Changes and resets of each state, with the letters and the enrolment that rest on them, before revision 0008."""
    asked = {
        "reason": "理由",
        "state": "asked",
        "asked_by": "p1",
        "asked_at": moment,
        "decided_by": None,
        "decided_at": None,
    }
    decided = asked | {"decided_by": "p2", "decided_at": moment + 5}
    lowering = {"material_id": "m1", "from_label": "3B", "to_label": "2", "names_3a": False}
    naming = {"material_id": "m2", "from_label": None, "to_label": "3A", "names_3a": True}
    letter = {"person_id": "p3", "purpose": "reset", "issued_by": "p1", "issued_at": moment, "expires_at": moment + 9}
    letter |= {"held_until": None, "burned_at": None, "cancelled_at": None}
    return {
        "label_change": [
            asked | lowering | {"id": "c1"},
            asked | naming | {"id": "c2"},
            decided | lowering | {"id": "c3", "state": "confirmed"},
            decided | lowering | {"id": "c4", "state": "refused"},
        ],
        "factor_reset": [
            asked | {"id": "r1", "person_id": "p4"},
            decided | {"id": "r2", "person_id": "p3", "state": "confirmed"},
            decided | {"id": "r3", "person_id": "p3", "state": "done"},
            decided | {"id": "r4", "person_id": "p3", "state": "refused"},
        ],
        "enrolment_letter": [
            letter | {"id": "l2", "code_hash": "two", "reset_id": "r2"},
            letter | {"id": "l3", "code_hash": "three", "reset_id": "r3", "burned_at": moment + 7},
        ],
        "enrolment": [
            {"id": "e1", "token_hash": "t", "person_id": "p3", "letter_id": "l2", "purpose": "reset", "argon2": ""}
            | {"totp_id": None, "factor": "", "factor_id": None, "failures": 0, "next_path": "/"}
            | {"started_at": moment, "expires_at": moment + 9}
        ],
    }


def put_old_rows(database: Database, rows: dict[str, list[dict[str, Any]]], moment: int) -> None:
    """With the people and papers that they point to."""
    person = {
        "name": "名",
        "kana": "",
        "title": "",
        "state": "active",
        "has_accommodation": False,
        "created_at": moment,
    }
    paper = {"owner": "council", "integrity": "1", "availability": "1", "created_at": moment, "created_by": "p1"}
    paper |= {"title": "資料", "withdrawn_reason": ""}
    tables = {
        "person": [person | {"id": one, "login": one} for one in ("p1", "p2", "p3", "p4")],
        "material": [paper | {"id": one} for one in ("m1", "m2")],
        **rows,
    }
    with database.engine.begin() as connection:
        for name, lines in tables.items():
            for line in lines:
                connection.execute(insert(table(name, *map(column, line))).values(line))


def rows_now(database: Database, name: str) -> list[dict[str, Any]]:
    """A table's rows as it has them, in the order of their ids."""
    with database.engine.connect() as connection:
        reflected = Table(name, MetaData(), autoload_with=connection)
        return [dict(row) for row in connection.execute(select(reflected).order_by(reflected.c.id)).mappings()]


def test_acts_of_two_persons_keep_what_was_asked_and_decided_both_ways(empty: Database) -> None:
    migrate.upgrade(empty.engine, "0007")
    moment = microseconds(clock.now())
    before = old_rows(moment)
    put_old_rows(empty, before, moment)

    migrate.upgrade(empty.engine)

    assert {row["id"]: (row["kind"], row["subject"], row["state"]) for row in rows_now(empty, "proposal")} == {
        "c1": ("label_change", "m1", "asked"),
        "c2": ("label_change", "m2", "asked"),
        "c3": ("label_change", "m1", "confirmed"),
        "c4": ("label_change", "m1", "refused"),
        "r1": ("factor_reset", "p4", "asked"),
        "r2": ("factor_reset", "p3", "confirmed"),
        "r3": ("factor_reset", "p3", "confirmed"),
        "r4": ("factor_reset", "p3", "refused"),
    }
    with empty.read() as session:
        named = session.get_one(Proposal, "c2")
        due = resets.letter_is_due(session, "p3")
    assert LABEL_CHANGE.read(named) == Proposed(
        "c2", "m2", LabelChange(None, "3A"), "理由", "p1", from_microseconds(moment)
    )
    assert due is None  # the person has enrolled since it was confirmed, by the letter of another reset
    for name in ("enrolment_letter", "enrolment"):
        assert [row["id"] for row in rows_now(empty, name)] == [row["id"] for row in before[name]]

    migrate.downgrade(empty.engine, "0007")

    assert {name: rows_now(empty, name) for name in before} == before


def test_second_of_two_resets_that_were_asked_for_at_once_gives_way(empty: Database) -> None:
    migrate.upgrade(empty.engine, "0007")
    moment = microseconds(clock.now())
    first = old_rows(moment)["factor_reset"][0]
    put_old_rows(empty, {"factor_reset": [first, first | {"id": "r0", "asked_at": moment + 1}]}, moment)

    migrate.upgrade(empty.engine)

    assert {row["id"]: row["state"] for row in rows_now(empty, "proposal")} == {"r1": "asked", "r0": "stale"}
