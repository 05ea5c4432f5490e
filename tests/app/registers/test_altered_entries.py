"""What somebody does by SQL to a register: the entry is closed, readers and offices are told, the rest goes on."""

from typing import Any

import pytest
from sqlalchemy import select, text

from app.registers.models import RegisterEntry
from app.registers.queries import is_whole
from tests.support.council import Council

pytestmark = pytest.mark.rare("rows that were changed by SQL; only seals move it")

PEN = {"thing": "pen", "borrower": "佐藤 花子", "until": "2026-12-10", "remark": ""}
FORGED = '{"thing": ["pen"], "borrower": ["偽の人"], "until": ["2027-12-10"], "remark": [""]}'
CLOSED = "書き換えられた"

ENTRY = {
    "what it says": "UPDATE register_entry SET typed = :forged WHERE number = 1",
    "its state": "UPDATE register_entry SET state = 'back' WHERE number = 1",
    "its day": "UPDATE register_entry SET due_on = '2099-12-31' WHERE number = 1",
    "its author": "UPDATE register_entry SET created_by = :other WHERE number = 1",
}
HISTORY = {
    "a step": "UPDATE register_change SET typed = :forged WHERE number = 0",
    "whose step": 'UPDATE register_change SET "by" = :other WHERE number = 1',
    "a step taken away": "DELETE FROM register_change WHERE number = 0",
    "the last step taken away": "DELETE FROM register_change WHERE number = 1",
    "a step too many": 'INSERT INTO register_change (entry_id, number, state, typed, at, "by", seal)'
    ' SELECT entry_id, 2, state, typed, at, "by", seal FROM register_change WHERE number = 1',
}


def lent_and_corrected(council: Council) -> Any:
    clerk = council.browser("clerk1")
    clerk.post("/registers/lending/new", PEN)
    clerk.post("/registers/lending/1/edit", {**PEN, "borrower": "高橋 一郎", "seen": "0"})
    clerk.post("/registers/lending/new", PEN)
    return clerk


def by_sql(council: Council, statement: str) -> None:
    first = "entry_id = (SELECT id FROM register_entry WHERE number = 1)"
    if "register_change" in statement:
        statement = f"{statement} AND {first}"
    with council.services.database.engine.begin() as connection:
        values = {"other": council.people["member2"].id, "forged": FORGED}
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        assert connection.execute(text(statement), used).rowcount == 1


def altered(council: Council) -> set[str]:
    council.services.findings.close()
    return {record["detail"]["name"].split("/")[0] for record in council.ledger("evidence.altered")}


@pytest.mark.parametrize("statement", [*ENTRY.values(), *HISTORY.values()], ids=[*ENTRY, *HISTORY])
def test_entry_that_was_changed_by_sql_is_closed_and_told(council: Council, statement: str) -> None:
    """6-5(1)②."""
    clerk = lent_and_corrected(council)
    by_sql(council, statement)
    records = len(council.ledger("register.moved") + council.ledger("register.corrected"))

    reading = [clerk.get(f"/registers/lending/1{path}") for path in ("", "/edit")]
    writing = [
        clerk.post("/registers/lending/1/edit", {**PEN, "borrower": "鈴木 次郎", "seen": "1"}),
        clerk.post("/registers/lending/1/next", {"to": "back", "seen": "1"}),
    ]

    assert all(answer.status_code == 409 and CLOSED in answer.text for answer in [*reading, *writing])
    assert len(council.ledger("register.moved") + council.ledger("register.corrected")) == records
    assert altered(council) == {"register_entry" if statement in ENTRY.values() else "register_change"}
    assert "書き換え" in council.browser("chair").get("/admin/connections").text
    assert clerk.get("/registers/lending/2").status_code == 200
    assert council.browser("member1").get("/registers/lending/1").status_code == 403
    assert CLOSED not in council.browser("member1").get("/registers/lending/1").text


def test_list_and_export_say_which_entry_was_changed_and_nothing_that_was_put_there(council: Council) -> None:
    clerk = lent_and_corrected(council)
    by_sql(council, ENTRY["what it says"])

    shown, exported = clerk.get("/registers/lending").text, clerk.get("/registers/lending/export.csv").text

    assert all("書き換えの疑い" in answer and "偽の人" not in answer for answer in (shown, exported))
    assert '"2","貸出中","入力用のペン","佐藤 花子"' in exported


@pytest.mark.both("what happens at once or in between")
def test_entry_that_is_changed_while_it_is_looked_at_is_not_altered(council: Council) -> None:
    """A unit that writes sees on PostgreSQL what another one has committed since it read the entry."""
    clerk, database = lent_and_corrected(council), council.services.database
    with database.write() as unit:
        entry = unit.scalars(select(RegisterEntry).where(RegisterEntry.number == 1)).one()
        if not database.is_embedded:  # SQLite has one writer
            clerk.post("/registers/lending/1/edit", {**PEN, "borrower": "鈴木 次郎", "seen": "1"})

        assert is_whole(unit, entry)
        assert entry.changes == (1 if database.is_embedded else 2)

    assert altered(council) == set()
