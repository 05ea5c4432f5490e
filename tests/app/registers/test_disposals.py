"""Disposal: by a method that fits the class, seen by a second person, and proved by the print of the entry."""

from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from app.registers.kept import REGISTERS
from app.registers.reminders.overdue import tell_overdue
from tests.app.conftest import SetClock
from tests.support.council import Council, council_in

HERE = "/registers/disposals"
PLAN = {"thing": "medium", "named": "USB-7（1 個）", "level": "3B", "reason": "故障した", "do_by": "2026-12-10"}
DONE = {"method": "broken", "done_on": "2026-12-09", "done_by": "森田（証明書 第12号）"}


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home") as founded:
        yield founded


@pytest.mark.clause("I 2章2(1) 取扱制限5", "I 2章2(2)⑧")
def test_disposal_goes_from_the_plan_over_the_method_to_a_second_person_and_a_certificate(
    council: Council, at: SetClock
) -> None:
    at("2026-12-01 10:00:00")
    council.browser("clerk1").post(f"{HERE}/new", PLAN)
    at("2026-12-12 10:00:00")
    tell_overdue(council.services.database, REGISTERS)
    clerk, other = council.browser("clerk1"), council.browser("chair")

    bare = clerk.post(f"{HERE}/1/next", {"to": "done", "seen": "0"})
    early = clerk.post(f"{HERE}/1/next", {"to": "checked", "seen": "0"})
    clerk.post(f"{HERE}/1/edit", PLAN | DONE | {"seen": "0"})
    done = clerk.post(f"{HERE}/1/next", {"to": "done", "seen": "1"})
    alone = clerk.post(f"{HERE}/1/next", {"to": "checked", "seen": "2"})
    waits = f"{HERE}/1" in other.get("/registers/waiting").text
    checked = other.post(f"{HERE}/1/next", {"to": "checked", "seen": "2"})

    assert "廃棄と返却の記録 第1号" in council.ledger("auth.alarm")[-1]["detail"]["about"]
    assert [answer.status_code for answer in (bare, early, done, alone, checked)] == [409, 409, 303, 403, 303]
    assert "方法" in bare.text
    assert waits
    with pymupdf.open(stream=other.get(f"{HERE}/1/export.pdf").content) as pdf:  # type: ignore[no-untyped-call]  # PyMuPDF has no types here
        proof = "".join(page.get_text() for page in pdf)
    people = [council.people[login].display_name for login in ("clerk1", "chair")]
    assert all(words in proof for words in ("USB-7", "機密性3B", "壊した", "2026年12月9日", "証明書 第12号", *people))


@pytest.mark.clause("I 2章2(2)⑧")
def test_what_is_of_class_2_is_not_just_thrown_away(council: Council, at: SetClock) -> None:
    at("2026-12-09 10:00:00")
    clerk = council.browser("clerk1")
    for level in ("2", "1"):
        clerk.post(f"{HERE}/new", PLAN | {"level": level})

    plain = [
        clerk.post(f"{HERE}/{number}/edit", PLAN | DONE | {"level": level, "method": "plain", "seen": "0"})
        for number, level in ((1, "2"), (2, "1"))
    ]
    ahead = clerk.post(f"{HERE}/1/edit", PLAN | DONE | {"done_on": "2026-12-10", "seen": "0"})

    assert [answer.status_code for answer in (*plain, ahead)] == [422, 303, 422]
    assert "復元できない方法" in plain[0].text
    assert council.browser("member1").get(HERE).status_code == 403
