"""What is due in registers: counted in the menu before its day, an alarm after it, until it is done or put off."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.registers.kept import REGISTERS
from app.registers.reminders.overdue import tell_overdue
from app.settings import SettingsError, load
from tests.app.conftest import SetClock
from tests.support.council import Council, council_in

MEDIUM = {"label": "外付け 3 番", "content": "控え", "level": "2", "place": "金庫", "check_on": "2026-12-20"}
HELD = {**MEDIUM, "disposal": ""}
ALARM = "台帳の記録が、期限を過ぎても終わっていません。"


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council as it is served, with the registers that every council keeps."""
    with council_in(tmp_path / "home") as founded:
        yield founded


Looks = Callable[[str, str], tuple[int, str]]


@pytest.fixture
def looks(council: Council, at: SetClock) -> Looks:
    """Who looks at which moment: the number in the menu, and the screen of what waits."""

    def look(moment: str, login: str) -> tuple[int, str]:
        at(moment)
        page = council.browser(login).get("/registers/waiting").text
        counted = re.search(r'data-desk-place="registers"[^>]*><span[^>]*data-count>(\d+)', page)
        return int(counted[1]) if counted else 0, page

    return look


def alarms(council: Council) -> list[str]:
    tell_overdue(council.services.database, REGISTERS)
    return [one["detail"]["about"] for one in council.ledger("auth.alarm") if one["detail"]["alarm"] == "overdue"]


def test_entry_is_counted_a_week_before_its_day_and_stands_first_after_it(
    council: Council, at: SetClock, looks: Looks
) -> None:
    at("2026-12-01 09:00:00")
    council.browser("clerk1").post("/registers/media/new", HELD)

    before, week = looks("2026-12-12 23:59:59", "clerk1"), looks("2026-12-13 00:00:00", "clerk1")
    last, late = looks("2026-12-20 23:59:59", "clerk2"), looks("2026-12-21 00:00:00", "clerk2")

    assert [count for count, _ in (before, week, last, late)] == [0, 1, 1, 1]
    assert "期限が 7 日以内のもの" in week[1]
    assert "期限を過ぎたもの" not in last[1]
    assert "期限を過ぎたもの" in late[1]
    assert looks("2026-12-21 00:00:00", "chair")[0] == 0  # reads the register, and has nothing to do there


def test_overdue_entry_is_one_alarm_for_each_day_that_was_set(council: Council, at: SetClock) -> None:
    at("2026-12-01 09:00:00")
    clerk = council.browser("clerk1")
    clerk.post("/registers/media/new", HELD)
    at("2026-12-20 23:59:59")
    assert alarms(council) == []

    at("2026-12-21 00:10:00")
    first = "媒体の台帳 第1号（期限 2026-12-20）"
    assert [alarms(council), alarms(council)] == [[first], [first]]
    for login in ("admin", "chair"):
        page = council.browser(login).get("/admin/connections").text
        assert all(words in page for words in (ALARM, first, "わけを書いて期限を直してください"))
    late = council.browser("clerk1")
    late.post("/registers/media/1/edit", {**HELD, "check_on": "2026-12-25", "seen": "0"})
    assert alarms(council) == [first]
    at("2026-12-26 00:10:00")
    assert alarms(council) == [first, "媒体の台帳 第1号（期限 2026-12-25）"]


def test_what_is_closed_is_never_overdue(council: Council, at: SetClock, looks: Looks) -> None:
    at("2026-12-01 09:00:00")
    council.browser("clerk1").post("/registers/media/new", {**HELD, "disposal": "裁断 12月1日 森田"})
    council.browser("clerk2").post("/registers/media/1/next", {"to": "gone", "seen": "0"})

    assert looks("2026-12-21 00:10:00", "clerk1")[0] == 0
    assert alarms(council) == []


def test_report_without_an_answer_is_overdue_after_two_weeks(council: Council, at: SetClock, looks: Looks) -> None:
    """1(2)⑥: nobody has to look whether the office has done something about it."""
    at("2026-12-01 23:30:00")
    council.browser("member1").post(
        "/registers/incidents/new",
        {"mishap": "lost", "happened": "見あたりません", "noticed_on": "2026-12-01", "heard_from": ""},
    )

    assert [looks(f"2026-12-{day} 09:00:00", "chair")[0] for day in ("01", "07", "08")] == [0, 0, 1]
    untold = "事故の記録（2026-12）：2026年12月1日に気づいた事故に、議長に報告した日のないものがあります。"
    at("2026-12-15 23:59:00")
    assert alarms(council) == [untold]
    at("2026-12-16 00:00:00")
    late = "事故の記録 第1号（期限 2026-12-15）"
    assert alarms(council) == [untold, late]
    again = {"mishap": "lost", "happened": "もう 1 台", "noticed_on": "2026-12-01", "heard_from": ""}
    council.browser("member1").post("/registers/incidents/new", again)
    assert alarms(council) == [untold, late], "one more is not another matter"


def test_altered_entry_is_told_as_altered_and_not_as_overdue(council: Council, at: SetClock) -> None:
    at("2026-12-01 09:00:00")
    council.browser("clerk1").post("/registers/media/new", HELD)
    with council.services.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE register_entry SET due_on = '2026-11-01'")

    assert alarms(council) == []


@pytest.mark.parametrize("value", ["-1", "31", '"7"', "true"])
def test_days_of_reminders_are_bounded(tmp_path: Any, value: str) -> None:
    (tmp_path / "gijo.toml").write_text(f"[reminders]\ndays_before = {value}\n")

    with pytest.raises(SettingsError, match=r"\[reminders\] days_before"):
        load({"GIJO_HOME": str(tmp_path)})
