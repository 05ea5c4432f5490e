"""Stocktaking: a list taken from the service, ticked off line by line, closed when all is, and planned anew."""

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app import days
from app.registers.kept import REGISTERS
from app.registers.reminders.overdue import tell_overdue
from tests.app.conftest import SetClock
from tests.support.council import Browser, Council, council_in

HERE = "/registers/stocktaking"


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council as it is served, with the registers that every council keeps."""
    with council_in(tmp_path / "home") as founded:
        yield founded


def lines(office: Browser, entry: int) -> list[str]:
    """The lines that can be ticked off in an entry."""
    found = re.findall(r'name="ticked" value="([^"]*)"', office.get(f"{HERE}/{entry}/edit").text)
    return [html.unescape(each) for each in found]


def seen(office: Browser, entry: int) -> str:
    found = re.search(r'name="seen" value="(\d+)"', office.get(f"{HERE}/{entry}/edit").text)
    assert found
    return found[1]


def put(office: Browser, entry: int, to: str) -> int:
    return int(office.post(f"{HERE}/{entry}/next", {"to": to, "seen": seen(office, entry)}).status_code)


def tick(office: Browser, entry: int, ticked: list[str], *, stock: str, found: str = "", **more: str) -> int:
    fields = {"stock": stock, "due_on": "2026-12-20", "ticked": ticked, "found": found, "seen": seen(office, entry)}
    return int(office.post(f"{HERE}/{entry}/edit", fields | more).status_code)


def begin(office: Browser, stock: str) -> list[str]:
    """Plan a stocktaking and begin it; its lines."""
    assert office.post(f"{HERE}/new", {"stock": stock, "due_on": "2026-12-20"}).status_code == 303
    assert lines(office, 1) == []
    assert put(office, 1, "begun") == 303
    return lines(office, 1)


@pytest.mark.clause("I 6-2(2)")
def test_accounts_are_ticked_off_one_by_one_closed_when_all_are_and_planned_again(
    council: Council, at: SetClock
) -> None:
    at("2026-12-01 10:00:00")
    admin, chair = council.browser("admin"), council.browser("chair")
    listed = begin(admin, "accounts")
    assert len(listed) == len(council.people)
    assert any("member1　佐藤 花子 議員（議員）　最後のサインイン なし" in line for line in listed)

    assert tick(admin, 1, listed[:-1], stock="accounts", found="なし") == 303
    page = chair.get(f"{HERE}/1").text
    assert f"確かめる一覧（{len(listed) - 1}／{len(listed)}）" in page
    assert put(admin, 1, "done") != 303
    assert tick(admin, 1, listed, stock="accounts") == 303
    assert put(admin, 1, "done") != 303  # what was found has to be said, too
    assert tick(admin, 1, listed, stock="accounts", found="なし") == 303
    assert put(admin, 1, "done") == 303

    history = html.unescape(chair.get(f"{HERE}/1").text.partition('id="history"')[2])
    assert history.count(listed[0]) >= 1
    assert "田中 誠 事務局長" in history
    again = chair.get(f"{HERE}/2").text
    assert "2027年6月20日" in again
    assert "予定" in again
    assert lines(admin, 2) == []
    assert [one["detail"]["now"] for one in council.ledger("register.moved")] == ["確かめている", "済み"]


@pytest.mark.clause("I 6-2(2)")
def test_stocktaking_that_nobody_ends_is_an_alarm(council: Council, at: SetClock) -> None:
    at("2026-12-01 10:00:00")
    begin(council.browser("admin"), "audiences")
    at("2026-12-21 00:10:00")

    tell_overdue(council.services.database, REGISTERS)

    assert [one["detail"]["about"] for one in council.ledger("auth.alarm")] == ["棚卸しの記録 第1号（期限 2026-12-20）"]
    assert "棚卸しの記録 第1号" in council.browser("chair").get("/admin/connections").text


def test_list_of_devices_and_of_groups_says_whose_they_are(council: Council, at: SetClock) -> None:
    at("2026-12-01 10:00:00")
    council.gather("soumu", "member1", "member2")
    admin = council.browser("admin")
    council.browser("member1")

    devices = begin(admin, "devices")
    assert any("試験の端末　佐藤 花子 議員（使えます）　最後の使用 2026-12-01 10:00" in line for line in devices)
    admin.post(f"{HERE}/new", {"stock": "audiences", "due_on": "2026-12-20"})
    assert put(admin, 2, "begun") == 303
    assert any("委員会 soumu　佐藤 花子 議員、" in line for line in lines(admin, 2))


def test_nobody_writes_the_list_or_ticks_beside_it(council: Council, at: SetClock) -> None:
    at("2026-12-01 10:00:00")
    admin = council.browser("admin")
    listed = begin(admin, "accounts")

    assert tick(admin, 1, ["10　だれか"], stock="accounts") == 422
    assert lines(admin, 1) == listed  # the form that is shown again has the whole list
    assert tick(admin, 1, [], stock="accounts", listed="1　だれもいない") == 303

    assert lines(admin, 1) == listed
    assert [council.browser(login).get(HERE).status_code for login in ("clerk1", "member1", "chair")] == [403, 403, 200]
    assert council.browser("chair").post(f"{HERE}/1/next", {"to": "done", "seen": "1"}).status_code == 403


def test_list_of_one_thing_is_not_closed_as_another_nor_written_after_it_is_done(council: Council) -> None:
    council.gather("soumu", "member1")
    admin = council.browser("admin")
    listed = begin(admin, "audiences")

    assert tick(admin, 1, listed, stock="accounts", found="なし") == 422
    assert tick(admin, 1, listed, stock="audiences", found="なし") == 303
    shown = seen(admin, 1)
    assert put(admin, 1, "done") == 303
    said = {"stock": "audiences", "due_on": "2026-12-20", "ticked": listed, "found": "すべて正常"}
    after = admin.post(f"{HERE}/1/edit", said | {"seen": str(int(shown) + 1)})

    assert after.status_code == 409
    assert "この記録は訂正できません" in after.text
    assert "すべて正常" not in admin.get(f"{HERE}/1").text


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 12, 20), 6, date(2027, 6, 20)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 30), 6, date(2028, 2, 29)),
        (date(2026, 1, 1), 12, date(2027, 1, 1)),
    ],
)
def test_so_many_months_later_is_a_day_of_that_month(day: date, months: int, later: date) -> None:
    assert days.months_later(day, months) == later
