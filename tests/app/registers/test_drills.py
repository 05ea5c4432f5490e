"""A drill carried out here, and the year's plan of training and drills (5(2), 5(3))."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.registers.kept import REGISTERS
from app.registers.reminders.overdue import tell_overdue
from tests.app.conftest import SetClock
from tests.app.registers.test_incident_plans import REPORT
from tests.app.rulebook import test_rulebook as rules
from tests.support.council import Council, council_in

pytestmark = [
    pytest.mark.alike("entries of registers; others ask for the same on both"),
    pytest.mark.rare("a drill and a plan of the year, made once a year"),
]

REFUSED = {403, 409}  # by the next step: for whoever may not do it, or for want of a field
DRILL = {
    "mishap": "lost",
    "happened": "控室で端末をなくした想定",
    "begun_on": "2027-04-20",
    "taking_part": "議会事務局の全員",
}
DONE = {
    "chair_told_on": "2027-04-20",
    "contained": "9:05 に端末を止めた",
    "recovered": "9:20 に予備機を渡した",
    "learnt": "電話番号が古かった",
    "mended": "緊急連絡網を直す",
    "reported_on": "2027-04-21",
}
YEAR = {
    "year": "令和9年度",
    "aim": "紛失を減らす",
    "lessons": "5月　議員　端末の扱い",
    "drills": "10月　事務局　紛失",
    "ends_on": "2028-03-31",
}


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home") as founded:
        yield founded


def send(council: Council, login: str, path: str, **fields: str) -> Any:
    return council.browser(login).post(path, fields)


def put(council: Council, entry: str, to: str, seen: int, login: str = "admin") -> int:
    return int(send(council, login, f"{entry}/next", to=to, seen=str(seen)).status_code)


@pytest.mark.clause("I 2章5(3)")
def test_drill_goes_the_way_of_an_incident_alarms_nobody_and_ends_with_its_report(
    council: Council, at: SetClock
) -> None:
    at("2027-04-20 09:00:00")
    rules.write(council, {**rules.PLAN, "is_asked": ""})
    entry = "/registers/drills/1"
    assert send(council, "member1", "/registers/drills/new", **DRILL).status_code == 303
    assert council.browser("member2").get(entry).status_code in {403, 404}
    assert put(council, entry, "handled", 0) in REFUSED
    assert send(council, "admin", f"{entry}/edit", **DRILL, **DONE, seen="0").status_code == 303
    assert put(council, entry, "handled", 1) == 303
    shown = council.browser("admin").get(f"{entry}/edit").text
    ticked = [f"緊急時対応計画 第1版　{part}" for part in ("連絡先", "報告する事項", "とる措置", "再発を防ぐ対策")]
    assert all(line in shown for line in ticked)
    assert put(council, entry, "recovered", 2) == 303
    assert put(council, entry, "reported", 3, "chair") in REFUSED
    followed = {**DRILL, **DONE, "seen": "3", "followed": ticked}
    assert council.browser("admin").post(f"{entry}/edit", followed).status_code == 303
    assert put(council, entry, "reported", 4) in REFUSED
    assert put(council, entry, "reported", 4, "chair") == 303

    at("2027-06-30 09:00:00")
    tell_overdue(council.services.database, REGISTERS)
    assert council.ledger("auth.alarm") == []
    incidents = council.browser("admin").get("/registers/incidents").text
    assert "控室で端末をなくした想定" not in incidents
    assert "訓練を終えて報告済み" in council.browser("chair").get(entry).text
    real = {**REPORT, "noticed_on": "2027-06-30"}
    assert send(council, "member1", "/registers/incidents/new", **real).status_code == 303
    assert len(council.ledger("auth.alarm")) > 0


@pytest.mark.clause("I 2章5(2)")
def test_years_plan_is_decided_by_the_chair_told_when_late_and_followed_by_the_next(
    council: Council, at: SetClock
) -> None:
    at("2027-04-01 09:00:00")
    entry = "/registers/years/1"
    assert send(council, "clerk1", "/registers/years/new", **YEAR).status_code == 303
    assert put(council, entry, "decided", 0, "clerk1") == 403
    assert put(council, entry, "decided", 0, "chair") in REFUSED
    decided = {**YEAR, "decision": "このとおり決める", "seen": "0"}
    assert send(council, "chair", f"{entry}/edit", **decided).status_code == 303
    assert put(council, entry, "decided", 1, "chair") == 303
    tell_overdue(council.services.database, REGISTERS)
    assert council.ledger("auth.alarm") == []

    at("2028-04-01 09:00:00")
    tell_overdue(council.services.database, REGISTERS)
    assert "研修と訓練の年間の計画" in str(council.ledger("auth.alarm"))
    closed = {**decided, "result": "すべて行った", "seen": "2"}
    assert send(council, "chair", f"{entry}/edit", **closed).status_code == 303
    assert put(council, entry, "closed", 3, "chair") == 303

    following = council.browser("clerk1").get("/registers/years/2").text
    assert "2029年4月1日" in following
    assert "議長の決定待ち" in following
