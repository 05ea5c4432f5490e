"""An incident is handled by the plan for emergencies (7-3(1)): in the version of that moment, part by part."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.ops import seal_commands
from app.registers.concern.persons import UNLISTED
from app.rounds.gone import RowWatch
from tests.app.rulebook import test_rulebook as rules
from tests.app.test_seals import sql
from tests.support.council import Browser, Council, council_in

ENTRY = "/registers/incidents/1"
REPORT = {"mishap": "lost", "happened": "控室に置いた端末", "noticed_on": "2026-11-20", "concerned": UNLISTED}
DONE = {
    "chair_told_on": "2026-11-20",
    "contained": "端末を止めた",
    "recovered": "予備機を渡した",
    "cause": "置き忘れ",
    "prevention": "席を立つときに確かめる",
}


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home") as founded:
        yield founded


def seen(office: Browser) -> str:
    return str(re.findall(r'name="seen" value="(\d+)"', office.get(f"{ENTRY}/edit").text)[0])


def write(office: Browser, **fields: Any) -> int:
    return int(office.post(f"{ENTRY}/edit", {**REPORT, **DONE, "seen": seen(office), **fields}).status_code)


def put(office: Browser, to: str) -> int:
    return int(office.post(f"{ENTRY}/next", {"to": to, "seen": seen(office)}).status_code)


@pytest.mark.clause("I 7-3(1)")
def test_incident_follows_the_plan_that_is_in_force_when_its_handling_begins(council: Council) -> None:
    plan = rules.write(council, {**rules.PLAN, "is_asked": ""})
    admin = council.browser("admin")
    assert admin.post("/registers/incidents/new", REPORT).status_code == 303
    assert "第1版" not in admin.get(ENTRY).text
    assert write(admin) == 303

    assert put(admin, "handled") == 303

    new = "改めた"
    anew = rules.write_further(council, plan, is_asked="", contacts=new, reporting=new, measures=new, prevention=new)
    assert anew.status_code == 303
    shown = re.findall(r"<li>[^\n]*?(緊急時対応計画 第1版　[^<\n]+)</li>", admin.get(ENTRY).text)
    lines = list(dict.fromkeys(line.strip() for line in shown))
    parts = [line.partition("　")[2].strip() for line in lines]
    assert parts == ["連絡先", "報告する事項", "とる措置", "再発を防ぐ対策"]
    assert "第2版" not in admin.get(ENTRY).text
    assert put(admin, "recovered") == 303
    unfollowed = put(admin, "closed")
    invented = write(admin, followed=["緊急時対応計画 第2版　連絡先"])
    assert write(admin, followed=lines) == 303

    assert (unfollowed, invented, put(admin, "closed")) == (409, 422, 303)


def test_without_a_plan_an_incident_is_handled_as_before(council: Council) -> None:
    admin = council.browser("admin")
    admin.post("/registers/incidents/new", REPORT)
    write(admin)

    assert [put(admin, to) for to in ("handled", "recovered", "closed")] == [303, 303, 303]


@pytest.mark.parametrize(
    "edit",
    [
        ("UPDATE written_rule SET ended_at = 1",),
        ("UPDATE written_rule SET kind = 'policy'",),
        ("DELETE FROM rule_version WHERE number = 2",),
        ("DELETE FROM rule_receipt", "DELETE FROM rule_version", "DELETE FROM written_rule"),
    ],
)
def test_plan_that_was_edited_away_by_sql_leaves_no_incident_without_its_parts(
    council: Council, edit: tuple[str, ...]
) -> None:
    """Who edits it could have an incident closed without a look at the plan, or by a former version."""
    plan, new = rules.write(council, rules.PLAN), "改めた"
    admin = council.browser("admin")
    rules.write_further(council, plan, is_asked="1", contacts=new, reporting=new, measures=new, prevention=new)
    rules.acknowledge(admin)
    admin.post("/registers/incidents/new", REPORT)
    write(admin)
    watch = RowWatch(seal_commands.SEALED)
    for statement in edit:
        sql(council, statement)
    with council.services.database.read() as unit:
        watch.look(unit)
    council.services.findings.close()

    assert [put(admin, to) for to in ("handled", "recovered", "closed")] == [303, 303, 409]

    assert admin.get(ENTRY).text.count("緊急時対応計画 （版を確かめられません）") >= 4


@pytest.mark.clause("I 6-5(2)")
@pytest.mark.parametrize("mishap", ["attack", "intrusion"])
def test_attack_is_not_done_with_before_it_says_who_of_state_and_prefecture_was_told_6_5_2(
    council: Council, mishap: str
) -> None:
    admin, attacked = council.browser("admin"), {"mishap": mishap}
    assert admin.post("/registers/incidents/new", REPORT | attacked).status_code == 303
    assert write(admin, **attacked) == 303
    assert [put(admin, "handled"), put(admin, "recovered"), put(admin, "closed")] == [303, 303, 409]
    assert "総務省・県への連絡" in admin.post(f"{ENTRY}/next", {"to": "closed", "seen": seen(admin)}).text

    assert write(admin, **attacked, authorities="県の情報政策課に、11月20日に電話") == 303

    assert put(admin, "closed") == 303
