"""Training and drills by person: who was there, who made it up on which day, who has not yet."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app import days
from tests.support.council import Browser, Council, council_in

pytestmark = pytest.mark.alike("what a form of a register takes and shows; others ask for the same on both")

HERE = "/registers/training/people"
ENTRY = "/registers/training/1"
PLAN = {"lesson": "training", "subject": "情報セキュリティ研修", "held_on": "2027-04-20", "called": "members"}


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council as it is served, with the registers that every council keeps."""
    with council_in(tmp_path / "home") as founded:
        yield founded


def seen(office: Browser) -> str:
    found = re.search(r'name="seen" value="(\d+)"', office.get(f"{ENTRY}/edit").text)
    return found[1] if found else ""


def put(office: Browser, to: str) -> int:
    return int(office.post(f"{ENTRY}/next", {"to": to, "seen": seen(office)}).status_code)


def write(office: Browser, **fields: Any) -> Any:
    empty = dict.fromkeys(("excused", "made_up", "attended", "absent", "result"), "")
    return office.post(f"{ENTRY}/edit", {**plan(), **empty, **fields, "seen": seen(office)})


def plan(**fields: str) -> dict[str, str]:
    return {**PLAN, "until": "2027-05-31", **fields}


def listed(office: Browser) -> list[str]:
    """The lines that may be ticked."""
    return re.findall(r'name="present" value="([^"]+)"', office.get(f"{ENTRY}/edit").text)


def attended(browser: Browser) -> dict[str, str]:
    """Names and words, as the screen says."""
    whole = browser.get(HERE).text
    found = re.findall(r'<tr><th scope="row">([^<]+)</th><td>(.*?)</td>', whole)
    return {name: re.sub(r"<[^>]+>", "", words).strip() for name, words in found}


@pytest.fixture
def called(council: Council) -> Browser:
    """A training to which all members were called; who took the roll."""
    office = council.browser("admin")
    assert office.post("/registers/training/new", plan()).status_code == 303
    assert put(office, "called") == 303
    return office


@pytest.mark.clause("I 2章5(4)", "N 6(5)", "I 1章6(5)")
def test_training_is_told_by_person_until_nobody_is_missing(council: Council, called: Browser) -> None:
    lines = listed(called)
    assert [line.split("　")[0] for line in lines] == ["member1", "member2", "deputy", "chair"]
    assert write(called, present=lines[:1], excused="deputy 公務のため", result="次は演習").status_code == 303

    assert attended(council.browser("chair")) == {
        "佐藤 花子 議員": "出席",
        "𠮷田 次郎 議員": "まだ",
        "中村 恵子 副議長": "届け出て欠席",
        "山本 一郎 議長": "まだ",
    }
    missing = council.browser("clerk1").get(HERE).text
    assert "まだの人（2 人）" in missing
    assert "𠮷田 次郎 議員：情報セキュリティ研修（2027年4月20日）" in missing

    made_up = "member2 2027-05-01\nchair 令和9年5月2日"
    write(called, present=lines[:1], excused="deputy 公務のため", made_up=made_up, result="次は演習")
    assert put(called, "held") == 403
    assert put(council.browser("clerk1"), "held") == 303

    assert attended(called)["𠮷田 次郎 議員"] == "2027年5月1日に受けた"
    assert attended(called)["山本 一郎 議長"] == "2027年5月2日に受けた"
    assert "まだの人（0 人）" in called.get(HERE).text


@pytest.mark.clause("I 2章5(3)", "I 7-1②")
def test_drill_is_told_likewise_and_exported(council: Council) -> None:
    office = council.browser("admin")
    office.post("/registers/training/new", plan(lesson="drill", subject="漏えいの訓練", called="secretariat"))
    put(office, "called")
    write(office, lesson="drill", subject="漏えいの訓練", called="secretariat", present=listed(office)[:1])

    rows = office.get(f"{HERE}.csv").content.decode("utf-8-sig").splitlines()

    assert rows[0] == '"ID","氏名","第1号 漏えいの訓練（2027年4月20日）","まだの数"'
    assert sorted(row.split(",")[2] for row in rows[1:]) == ['"まだ"', '"まだ"', '"出席"']
    assert council.ledger("register.exported")[-1]["detail"]["register"] == "研修と訓練の記録"


@pytest.mark.both("asks for rows as no other test does")
def test_whoever_makes_it_up_after_the_end_is_written_in_and_confirmed_again(council: Council, called: Browser) -> None:
    write(called, present=listed(called)[:3], result="済み")
    put(council.browser("clerk1"), "held")

    assert write(called, present=listed(called)[:3], made_up="chair 2027-06-01", result="済み").status_code == 303

    assert attended(called)["山本 一郎 議長"] == "2027年6月1日に受けた"
    assert "出欠を取っている" in called.get(ENTRY).text


def test_line_without_a_day_or_of_somebody_else_is_told(council: Council, called: Browser) -> None:
    answer = write(called, made_up="chair いつか")
    assert answer.status_code == 422
    assert "「chair」の行に、受けた日を書いてください" in answer.text

    write(called, made_up="clerk1 2027-05-01")

    assert "出欠の一覧にない ID が書かれています：第1号：clerk1" in called.get(HERE).text
    assert "森田" not in "".join(attended(called))


def test_training_is_overdue_only_after_the_day_by_which_all_have_had_it(council: Council) -> None:
    office, today = council.browser("admin"), days.today()
    held = {"held_on": str(today - timedelta(days=3))}
    office.post("/registers/training/new", plan(**held, until=str(today + timedelta(days=3))))
    office.post("/registers/training/new", plan(**held, until=str(today - timedelta(days=1))))

    rows = re.findall(r'training/(\d)">\d</a></td>(.*?)</tr>', office.get("/registers/training").text, re.DOTALL)

    assert {number: "期限を過ぎています" in row for number, row in rows} == {"1": False, "2": True}
    wrong = office.post("/registers/training/new", plan(until="2027-04-19"))
    assert "受け終える日は、行う日か、それより後に" in wrong.text


@pytest.mark.both("asks for rows as no other test does")
def test_entry_that_was_altered_counts_for_nobody_and_is_told(council: Council, called: Browser) -> None:
    write(called, present=listed(called))
    with council.services.database.write() as unit:
        unit.execute(text("UPDATE register_entry SET typed = replace(typed, 'member2', 'member9')"))

    assert attended(called) == {}
    assert "書き換えの疑いのある記録が 1 件あり、数えていません" in called.get(HERE).text


@pytest.mark.parametrize("login", ["member1", "executive"])
def test_attendance_is_closed_to_others(council: Council, called: Browser, login: str) -> None:
    del called

    assert [council.browser(login).get(f"{HERE}{end}").status_code for end in ("", ".csv")] == [403, 403]
