"""Notices of take-out (5(1)③): given on the tablet in three touches, asked for when level 3 is read outside."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from app import clock, days
from app.registers.kept import REGISTERS
from app.registers.models import RegisterChange, RegisterEntry
from app.registers.notices import has_notice
from app.registers.reminders.overdue import tell_overdue
from tests.app.auth.devicing import add_paper, check_network
from tests.app.conftest import SetClock
from tests.support.council import Browser, Council, council_in

pytestmark = pytest.mark.alike("what a form of a register takes and shows; others ask for the same on both")

NEW = "/registers/takeouts/new"
MADE = "/registers/takeouts/1"


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council whose settings tell its own network from all others; every request comes from outside."""
    with council_in(tmp_path / "home", trusted_zones=(ip_network("10.9.0.0/16"),)) as founded:
        yield founded


def give(browser: Browser, **changes: str) -> Any:
    """Give notice: what the form shows filled in, and the place touched."""
    page = browser.get(NEW).text
    assert '<option value="" selected>選ばない</option>' in page  # nobody says unasked how papers are carried
    shown = dict(re.findall(r'<input class="input" id="f-\w+" name="(\w+)"[^>]*? value="([^"]*)"', page))
    chosen = {"thing": re.findall(r'<option value="(\w+)" selected>', page)[0]}
    return browser.post(NEW, shown | chosen | {"place": "home"} | changes)


def put_back(browser: Browser) -> Any:
    return browser.post(f"{MADE}/next", {"to": "back", "seen": "0"})


def alarms(council: Council, told: str | None) -> list[str]:
    """What was told of overdue entries to somebody's own screens, or (None) to the offices."""
    tell_overdue(council.services.database, REGISTERS)
    actor = None if told is None else council.people[told].id
    return [one["detail"]["about"] for one in council.ledger("auth.alarm") if one.get("actor") == actor]


@pytest.mark.clause("I 2章5(1)③", "I 2章2(2)⑥", "I 1章3(2)")
def test_notice_is_given_from_home_with_the_place_alone_and_both_offices_see_it_5_1_3(council: Council) -> None:
    member = council.browser("member1")
    assert f'href="{NEW}"' in member.get("/").text

    given = give(member)

    assert given.headers["location"] == MADE
    today = days.today().isoformat()
    for login in ("chair", "admin", "clerk1"):
        page = council.browser(login).get(MADE).text
        assert all(words in page for words in ("自宅", "支給端末", "会議の準備", "持ち出し中"))
    assert council.browser("member2").get(MADE).status_code == 403
    exported = council.browser("admin").get("/registers/takeouts/export.csv").content.decode()
    assert "自宅" in exported
    assert days.day_words(days.read_day(today)) in exported
    home = member.get("/").text
    assert f'href="{MADE}"' in home
    assert "未読" not in home


@pytest.mark.both("what happens at once or in between")
@pytest.mark.clause("I 2章5(1)③")
@pytest.mark.parametrize(("level", "is_refused"), [("3B", True), ("3C", True), ("2", False)])
def test_level_3_paper_is_read_outside_only_while_a_notice_is_in_force_5_1_3(
    council: Council, level: str, *, is_refused: bool
) -> None:
    paper, member = add_paper(council, level), council.browser("member1")
    check_network(member)
    assert member.get(f"/papers/{paper}").status_code == (403 if is_refused else 200)
    if not is_refused:
        return
    refusal = council.ledger("access.refused")[-1]["detail"]
    assert (refusal["reason"], refusal["clause"]) == ("no_take_out_notice", "5(1)③")
    told = member.get(f"/papers/{paper}").text
    assert all(words in told for words in ("持ち出しの届が必要です", "P433", f'href="{NEW}"'))

    give(member)
    during = member.get(f"/papers/{paper}").status_code
    other = council.browser("member2").get(f"/papers/{paper}").status_code
    assert "終わった記録は、直すことも、もとに戻すこともできません。" in member.get(MADE).text
    back = put_back(member)
    assert "この記録は終わっています。" in member.get(MADE).text
    after = member.get(f"/papers/{paper}").status_code

    assert (during, other, back.status_code, after) == (200, 403, 303, 403)


@pytest.mark.parametrize(
    ("moment", "changes", "holds"),
    [
        ("2026-12-08 00:00:00", {}, True),
        ("2026-12-10 23:59:59", {}, True),
        ("2026-12-11 00:00:00", {}, False),
        ("2026-12-07 23:59:59", {}, False),
        ("2026-12-09 12:00:00", {"thing": "papers", "carried": "locked"}, False),
        ("2026-12-09 12:00:00", {"thing": "both", "carried": "sealed"}, True),
        ("2026-12-09 12:00:00", {"since": "令和8年12月8日"}, True),
    ],
)
def test_notice_is_in_force_on_its_days_and_for_a_tablet(
    council: Council, at: SetClock, moment: str, changes: dict[str, str], *, holds: bool
) -> None:
    at("2026-12-07 15:00:00")
    assert give(
        council.browser("member1"), **({"since": "2026-12-08", "until": "2026-12-10"} | changes)
    ).has_redirect_location

    at(moment)
    with council.services.database.read() as unit:
        assert has_notice(unit, council.people["member1"].id) is holds
        assert not has_notice(unit, council.people["member2"].id)


def test_notice_that_was_lengthened_beside_the_service_opens_nothing(council: Council) -> None:
    paper, member = add_paper(council, "3B"), council.browser("member1")
    give(member)
    with council.services.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE register_entry SET due_on = '2099-01-01'")

    assert member.get(f"/papers/{paper}").status_code == 403


def test_nobody_else_says_that_it_is_back_and_its_maker_changes_nothing_else(council: Council) -> None:
    member = council.browser("member1")
    give(member)

    assert put_back(council.browser("member2")).status_code == 403
    assert member.get(f"{MADE}/edit").status_code == 403
    assert member.post(f"{MADE}/edit", {"seen": "0", "place": "office"}).status_code == 403
    assert "戻したことを記録する" in member.get(MADE).text
    assert put_back(council.browser("clerk1")).status_code == 303
    assert put_back(member).status_code == 403  # closed: nothing of it is its maker's any more


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"since": "2099-01-09", "until": "2099-01-08"}, "戻す日は、持ち出す日より後にしてください"),
        ({"since": "2020-01-01"}, "今日か、これからの日にしてください"),
        ({"until": "2099-12-31"}, "持ち出す日から 31 日以内にしてください"),
        ({"since": "2099-01-09", "until": "2099-01-19"}, "31 日前から届け出られます"),
        ({"place": "other"}, "何をどこに持ち出すかを書いてください"),
        ({"place": ""}, "持ち出す先を選んでください"),
        ({"purpose": ""}, "目的を入力してください"),
        ({"thing": "papers"}, "途中で人に見られない運び方を選んでください"),
        ({"thing": "both", "carried": ""}, "途中で人に見られない運び方を選んでください"),
    ],
)
@pytest.mark.clause("I 2章2(2)⑥")
def test_notice_that_does_not_say_where_and_how_long_comes_back(
    council: Council, changes: dict[str, str], words: str
) -> None:
    answer = give(council.browser("member1"), **changes)

    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.clause("I 2章5(1)③")
def test_what_is_not_back_is_told_to_its_maker_and_a_day_later_to_the_offices_5_1_3(
    council: Council, at: SetClock
) -> None:
    at("2026-12-08 15:00:00")
    give(council.browser("member1"), until="2026-12-10")
    detail = "持ち出しの届 第1号（期限 2026-12-10）"

    def waits() -> bool:
        return "持ち出しの届 第1号" in council.browser("clerk1").get("/registers/waiting").text

    told = {}
    for day in ("2026-12-10 23:59:00", "2026-12-11 00:10:00", "2026-12-12 00:10:00", "2026-12-12 09:00:00"):
        at(day)
        told[day] = (alarms(council, "member1"), alarms(council, None), waits())

    assert list(told.values()) == [
        ([], [], False),
        ([detail], [], False),
        ([detail], [detail], True),
        ([detail], [detail], True),
    ]
    home = council.browser("member1").get("/").text
    assert all(words in home for words in ("あなたの届の期限が過ぎました", "期限を過ぎています"))
    assert "台帳の記録が、期限を過ぎても" in council.browser("chair").get("/admin/connections").text
    put_back(council.browser("member1"))
    assert not waits()


def test_nobody_makes_a_notice_into_another_thing(council: Council) -> None:
    """What opens is what its maker said: a clerk ends a notice, and does not turn papers into a tablet."""
    paper, member, clerk = add_paper(council, "3B"), council.browser("member1"), council.browser("clerk1")
    give(member, thing="papers", carried="locked")
    today = days.today().isoformat()
    said = {"place": "home", "since": today, "until": today, "thing": "tablet", "purpose": "会議の準備", "detail": ""}

    answers = [clerk.get(f"{MADE}/edit"), clerk.post(f"{MADE}/edit", {**said, "seen": "0"})]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("この記録は訂正できません" in answer.text for answer in answers)
    assert "訂正する" not in clerk.get(MADE).text
    assert member.get(f"/papers/{paper}").status_code == 403


@pytest.mark.parametrize(
    ("by", "until", "holds"), [("member1", 7, True), ("clerk1", 7, False), ("member1", 400, False)]
)
def test_former_notice_opens_what_its_maker_said_for_the_longest_time(
    council: Council, at: SetClock, by: str, until: int, *, holds: bool
) -> None:
    """Notices from before the bounds could be corrected by the office, and had no end."""
    at("2026-12-08 10:00:00")
    member, last = council.people["member1"].id, (days.today() + timedelta(days=until)).isoformat()
    said = {"place": ["home"], "since": ["2026-12-08"], "until": [last], "thing": ["tablet"], "purpose": ["準備"]}
    with council.services.database.write() as unit:
        about: dict[str, Any] = {"state": "out", "typed": json.dumps(said), "due_on": last, "changes": 1}
        entry = RegisterEntry(register="takeouts", number=1, created_at=clock.now(), created_by=member, **about)
        unit.add(entry)
        unit.flush()
        for number, author, typed in ((0, member, json.dumps({**said, "thing": ["papers"]})), (1, by, entry.typed)):
            step = {
                "state": "out",
                "typed": typed,
                "at": clock.now(),
                "by": council.people[by].id if number else author,
            }
            unit.add(RegisterChange(entry_id=entry.id, number=number, **step))

    at("2026-12-08 12:00:00" if until == 7 else "2027-01-09 12:00:00")

    with council.services.database.read() as unit:
        assert has_notice(unit, member) is holds
