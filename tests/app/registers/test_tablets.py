"""Tablets: where each is kept, looked at by a day, told when that is late, and planned again for the next year."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.registers.kept import REGISTERS
from app.registers.reminders.overdue import tell_overdue
from tests.app.conftest import SetClock
from tests.support.council import Council, council_in

HERE = "/registers/tablets"
TABLET = {"tablet": "T-07 支給タブレット", "holder": "佐藤 花子", "place": "事務局のかぎ付き棚", "due_on": "2026-12-10"}
FOUND = {"checked_on": "2026-12-12", "found": "かぎあり。改造、きずなし。OS は最新。"}


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home") as founded:
        yield founded


@pytest.mark.clause("I 2章4①", "I 6-1(10)")
def test_tablet_is_looked_at_by_its_day_told_when_late_and_planned_again_4_1(council: Council, at: SetClock) -> None:
    at("2026-12-01 10:00:00")
    clerk = council.browser("clerk1")
    assert clerk.post(f"{HERE}/new", TABLET).headers["location"] == f"{HERE}/1"

    at("2026-12-12 10:00:00")
    clerk = council.browser("clerk1")
    tell_overdue(council.services.database, REGISTERS)
    (told,) = council.ledger("auth.alarm")
    assert "端末の保管と点検" in told["detail"]["about"]
    assert clerk.post(f"{HERE}/1/next", {"to": "checked", "seen": "0"}).status_code == 409
    clerk.post(f"{HERE}/1/edit", TABLET | FOUND | {"seen": "0"})
    assert clerk.post(f"{HERE}/1/next", {"to": "checked", "seen": "1"}).status_code == 303

    done, again = clerk.get(f"{HERE}/1").text, clerk.get(f"{HERE}/2").text
    assert FOUND["found"] in done
    assert "2026年12月12日" in done
    assert council.people["clerk1"].display_name in done
    assert "2027年12月12日" in again
    assert "事務局のかぎ付き棚" in again
    assert FOUND["found"] not in again


def test_members_do_not_see_where_tablets_are_kept(council: Council) -> None:
    council.browser("clerk1").post(f"{HERE}/new", TABLET)

    assert council.browser("member1").get(HERE).status_code == 403
    assert TABLET["place"] in council.browser("chair").get(f"{HERE}/1").text
