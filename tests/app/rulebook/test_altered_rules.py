"""What somebody does by SQL to rules, versions and receipts: who owes goes on owing, and it is told."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app import clock
from app.db import microseconds
from app.ops import seal_commands
from app.rounds.gone import RowWatch
from tests.app.rulebook.test_rulebook import POLICY, acknowledge, write, write_further
from tests.support.council import Council, council_in
from tests.support.examined import accept

pytestmark = pytest.mark.rare("rows that were changed by SQL; only seals move it")

ELSEWHERE = (
    "INSERT INTO written_rule (id, kind, concerned, title, created_at, created_by, ended_at, written_as, seal)"
    " SELECT 'other', kind, concerned, title, created_at, created_by, 1, written_as, '' FROM written_rule"
)
OTHER_TEXT = "UPDATE rule_version SET parts = replace(parts, '改め', '無くし') WHERE number = 2"
OTHER_FIRST_TEXT = "UPDATE rule_version SET parts = replace(parts, '大切に', '無くし') WHERE number = 1"
EDITS = {
    "a receipt without a seal": (
        "INSERT INTO rule_receipt (rule_id, person_id, number, at, seal) VALUES (:rule, :member, 1, :now, '')"
    ),
    "another's receipt": "UPDATE rule_receipt SET person_id = :member WHERE person_id = :admin",
    "not asked": "UPDATE rule_version SET is_asked = (1 = 0)",
    "not yet in force": "UPDATE rule_version SET in_force_at = in_force_at + 86400000000000",
    "withdrawn": "UPDATE rule_version SET withdrawn_at = 1",
    "another number": "UPDATE rule_version SET number = 7",
    "ended": "UPDATE written_rule SET ended_at = 1",
    "a notice": "UPDATE written_rule SET kind = 'notice'",
    "of no kind": "UPDATE written_rule SET kind = 'nothing'",
    "for others": "UPDATE written_rule SET concerned = 'secretariat'",
}


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Any:
    with council_in(tmp_path / "home") as founded:
        yield founded


def edit(council: Council, rule: str, *statements: str) -> None:
    who = {login: council.people[login].id for login in ("member1", "admin")}
    named = {
        "rule": rule.rpartition("/")[2],
        "member": who["member1"],
        "admin": who["admin"],
        "now": microseconds(clock.now()),
    }
    with council.services.database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), {name: named[name] for name in named if f":{name}" in statement})


def altered(council: Council) -> set[str]:
    council.services.findings.close()
    return {record["detail"]["name"].split("/")[0] for record in council.ledger("evidence.altered")}


@pytest.mark.clause("I 1章5")
@pytest.mark.parametrize("statement", EDITS.values(), ids=EDITS)
def test_who_owes_a_rule_goes_on_owing_it_whatever_was_edited(council: Council, statement: str) -> None:
    rule = write(council)
    acknowledge(council.browser("admin"))
    edit(council, rule, statement)
    member = council.browser("member1")

    answers = [member.get("/"), member.get("/registers")]
    page = member.get("/rules/owed")

    assert {answer.status_code for answer in answers} == {303}
    assert page.status_code == 200
    assert "確認できない" in page.text or "資料を大切に扱う" in page.text
    assert altered(council) <= {"written_rule", "rule_version", "rule_receipt"}
    assert altered(council)


def test_version_that_was_moved_to_an_abolished_rule_is_still_owed(council: Council) -> None:
    rule = write(council)
    edit(council, rule, ELSEWHERE, "UPDATE rule_version SET rule_id = 'other'")

    assert council.browser("member1").get("/").status_code == 303
    assert altered(council) == {"written_rule", "rule_version"}


def test_who_has_acknowledged_goes_on_when_the_rule_or_their_version_was_edited(council: Council) -> None:
    rule = write(council)
    acknowledge(council.browser("member1"))
    edit(council, rule, EDITS["ended"], EDITS["not asked"])

    assert council.browser("member1").get("/").status_code == 200
    assert council.browser("member2").get("/").status_code == 303


def test_receipt_that_was_put_there_does_not_stand_in_the_way_of_the_real_one(council: Council) -> None:
    rule = write(council)
    edit(council, rule, EDITS["a receipt without a seal"])
    member = council.browser("member1")
    before = member.get("/").status_code

    acknowledge(member)

    assert (before, member.get("/").status_code) == (303, 200)
    assert len(council.ledger("rule.acknowledged")) == 1
    assert "に確認しました" in member.get(rule).text


@pytest.mark.parametrize("statement", [OTHER_TEXT, OTHER_FIRST_TEXT])
def test_no_act_and_no_form_takes_the_text_of_an_altered_version(council: Council, statement: str) -> None:
    """Not the altered one's, and no other's of the rule: which of them counts, the edit may have changed too."""
    rule = write(council, {**POLICY, "is_asked": ""})
    assert write_further(council, rule, is_asked="1").status_code == 303
    acknowledge(council.browser("admin"))
    office, member = council.browser("admin"), council.browser("member1")
    edit(council, rule, statement)

    answers = [
        member.post(f"{rule}/acknowledge", {"seen": "2", "next": "/"}),
        member.get(rule),
        member.get("/rules/owed"),
        member.get("/rules"),
        office.get("/rules"),
        office.get(f"{rule}/version"),
        office.get(f"{rule}?version=1"),
        office.post(f"{rule}/version", {**POLICY, "seen": "2", "base": "2"}),
        office.post(f"{rule}/version/withdraw", {"number": "2"}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 200, 200, 200, 409, 409, 409, 409]
    assert not any("無くし" in answer.text for answer in answers)
    assert all("記録の確認待ち" in answers[index].text for index in (3, 4))
    assert [record["actor"] for record in council.ledger("rule.acknowledged")] == [council.people["admin"].id]
    assert altered(council) == {"rule_version"}


def test_title_of_an_altered_procedure_is_told_to_nobody_who_may_not_know_it(council: Council) -> None:
    rule = write(council, {**POLICY, "kind": "procedure", "title": "秘密の手順", "concerned": "secretariat"})
    acknowledge(council.browser("admin"))
    edit(council, rule, "UPDATE written_rule SET concerned = 'everybody'")
    member = council.browser("member1")

    pages = [member.get(path).text for path in ("/rules", "/rules/owed", rule)]

    assert not any("秘密の手順" in page for page in pages)
    assert "確認できない規程・お知らせが 1 件あります" in pages[1]


GONE = {
    "the version": ("DELETE FROM rule_receipt", "DELETE FROM rule_version"),
    "all of the rule": ("DELETE FROM rule_receipt", "DELETE FROM rule_version", "DELETE FROM written_rule"),
}


@pytest.mark.parametrize("statements", GONE.values(), ids=GONE)
def test_rule_that_was_deleted_stops_who_has_not_acknowledged_it_until_somebody_has_looked(
    council: Council, statements: tuple[str, ...]
) -> None:
    rule = write(council)
    acknowledge(council.browser("member1"))
    edit(council, rule, *statements)
    with council.services.database.read() as unit:
        RowWatch(seal_commands.SEALED).look(unit)
    assert altered(council) <= {"written_rule", "rule_version"}

    member, other = council.browser("member1"), council.browser("member2")

    assert (member.get("/").status_code, other.get("/").status_code) == (200, 303)
    assert "確認できない" in other.get("/rules/owed").text
    for name in [record["detail"]["name"] for record in council.ledger("evidence.altered")]:
        assert accept(council.settings, name) == 0
    assert other.get("/").status_code == 200
