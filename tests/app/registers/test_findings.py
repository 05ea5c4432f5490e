"""What was found goes to the chair by a day and back; an incident that the chair was not told of is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.registers.kept import REGISTERS
from app.registers.reminders.overdue import tell_overdue
from tests.app.conftest import SetClock
from tests.support.council import Browser, Council, council_in

HERE = "/registers/findings"
FOUND = {"found": "控えを三か月取っていない", "rule": "6-1(1)①", "found_on": "2026-12-01", "due_on": "2026-12-04"}


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home") as founded:
        yield founded


def put(browser: Browser, to: str, seen: int) -> int:
    return int(browser.post(f"{HERE}/1/next", {"to": to, "seen": str(seen)}).status_code)


@pytest.mark.clause("I 7-2(1)①", "I 7-2(1)②")
def test_finding_waits_for_the_chair_by_a_day_is_decided_with_another_and_closed_with_its_result(
    council: Council, at: SetClock
) -> None:
    at("2026-12-01 10:00:00")
    assert council.browser("admin").post(f"{HERE}/new", FOUND).status_code == 303
    assert HERE in council.browser("chair").get("/registers/waiting").text

    at("2026-12-05 10:00:00")
    admin, chair = council.browser("admin"), council.browser("chair")
    tell_overdue(council.services.database, REGISTERS)
    alone = put(admin, "decided", 0)
    bare = put(chair, "decided", 0)
    decided = FOUND | {"decision": "局長が今週中に控えを取る", "due_on": "2026-12-11", "result": ""}
    chair.post(f"{HERE}/1/edit", decided | {"seen": "0"})
    steps = [put(chair, "decided", 1), put(admin, "closed", 2), put(admin, "done", 2), put(chair, "closed", 3)]
    chair.post(f"{HERE}/1/edit", decided | {"result": "控えを確かめた", "seen": "3"})
    closed = put(chair, "closed", 4)

    assert "指摘と対処の記録 第1号（期限 2026-12-04）" in council.ledger("auth.alarm")[-1]["detail"]["about"]
    assert (alone, bare, steps, closed) == (403, 409, [303, 409, 303, 409], 303)
    assert "局長が今週中に控えを取る" in admin.get(f"{HERE}/1").text
    assert council.browser("member1").get(HERE).status_code == 403


@pytest.mark.clause("I 2章1(2)⑥")
def test_incident_of_which_the_chair_is_not_told_by_the_next_day_is_said_until_then(
    council: Council, at: SetClock
) -> None:
    at("2026-12-08 10:00:00")
    lost = {"mishap": "lost", "happened": "端末が見あたらない", "noticed_on": "2026-12-08", "heard_from": ""}
    council.browser("member1").post("/registers/incidents/new", lost)
    said = "2026年12月8日に気づいた事故に、議長に報告した日のないものがあります"
    same_day = council.browser("admin").get("/prepare").text

    at("2026-12-09 10:00:00")
    tell_overdue(council.services.database, REGISTERS)
    admin = council.browser("admin")

    assert said not in same_day
    assert said in admin.get("/prepare").text
    assert said in council.browser("chair").get("/").text
    assert said not in council.browser("clerk1").get("/prepare").text
    assert said in council.ledger("auth.alarm")[-1]["detail"]["about"]
    ahead = admin.post("/registers/incidents/1/edit", lost | {"chair_told_on": "2026-12-10", "seen": "0"})
    later = admin.post(
        "/registers/incidents/1/edit", lost | {"noticed_on": "2026-12-10", "chair_told_on": "", "seen": "0"}
    )
    assert later.status_code == 422
    assert (ahead.status_code, said in admin.get("/prepare").text) == (422, True)
    admin.post("/registers/incidents/1/edit", lost | {"chair_told_on": "2026-12-09", "seen": "0"})
    assert said not in admin.get("/prepare").text
