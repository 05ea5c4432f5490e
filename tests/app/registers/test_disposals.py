"""Disposal: by a method that fits the class, seen by a second person, and proved by the print of the entry."""

from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from app.registers.kept import REGISTERS
from app.registers.reminders.overdue import tell_overdue
from tests.app.conftest import SetClock
from tests.app.reading.shelf import lay
from tests.app.test_seals import sql
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


def _hold(council: Council, **fields: str) -> None:
    typed = {"incident": "1", "why": "不正な接続の調べ", "reach": "named", "papers": "", "people": ""}
    answer = council.browser("admin").post("/registers/holds/new", typed | {"since": "", "until": ""} | fields)
    assert answer.status_code == 303, answer.text


def _done(council: Council, login: str = "clerk1", **plan: str) -> tuple[int, str]:
    """A disposal that is planned, filled in and to be done; how that is answered, and what the screen says before."""
    clerk = council.browser(login)
    where = clerk.post(f"{HERE}/new", PLAN | plan).headers["location"]
    assert clerk.post(f"{where}/edit", PLAN | DONE | plan | {"seen": "0"}).status_code == 303
    return clerk.post(f"{where}/next", {"to": "done", "seen": "1"}).status_code, clerk.get(where).text


@pytest.mark.clause("I 6-5(3)")
def test_what_a_standing_hold_names_is_not_disposed_of_and_the_screen_says_what_is_not_known(
    council: Council, at: SetClock
) -> None:
    at("2026-12-12 10:00:00")
    held, other = lay(council, title="補正予算書 第3号"), lay(council, title="議事日程")
    free = _done(council)
    address = f"http://localhost/papers/{held.material}"
    _hold(council, papers=address, people="member01 の支給タブレット Ｔ-103、USB-7")

    named = [
        _done(council, thing="paper", named="補正予算書　第３号の写し 20部"),
        _done(council, thing="paper", named=address),
        _done(council, thing="tablet", named="支給タブレット T-103"),
        _done(council, named="usb-7（1 個）"),
    ]
    others = [_done(council, thing="paper", named="議事日程 20部"), _done(council, named=f"/papers/{other.material}")]

    assert (free[0], "保全の記録 第" in free[1]) == (303, False)
    for status, page in named:
        assert (status, "第1号（挙げた資料 1 件）がこれを挙げています" in page) == (409, True)
        assert ("廃棄、返却したことを記録する</button>" in page, "取りやめにする" in page) == (False, True)
    for status, page in others:
        assert (status, "システムには分かりません" in page) == (303, True)


def test_medium_that_a_hold_names_is_not_confirmed_as_gone_in_its_register(council: Council, at: SetClock) -> None:
    at("2026-12-12 10:00:00")
    medium = {
        "label": "USB-7",
        "content": "補正予算書 第3号の控え",
        "level": "3B",
        "place": "金庫",
        "disposal": "壊した",
    }
    clerk, other = council.browser("clerk1"), council.browser("admin")
    for label in ("USB-7", "USB-8"):
        clerk.post("/registers/media/new", medium | {"label": label, "check_on": "2027-01-10", "content": label})
    _hold(council, papers=f"http://localhost/papers/{lay(council).material}", people="USB-7")

    answers = [other.post(f"/registers/media/{n}/next", {"to": "gone", "seen": "0"}).status_code for n in (1, 2)]

    assert answers == [409, 303]


def test_hold_on_everything_or_an_altered_one_keeps_everything_until_it_is_lifted(
    council: Council, at: SetClock
) -> None:
    at("2026-12-12 10:00:00")
    clerk, other = council.browser("clerk1"), council.browser("chair")
    before = clerk.post(f"{HERE}/new", PLAN).headers["location"]
    clerk.post(f"{before}/edit", PLAN | DONE | {"seen": "0"})
    clerk.post(f"{before}/next", {"to": "done", "seen": "1"})
    _hold(council, reach="all")

    assert _done(council, thing="other", named="古い棚")[0] == 409
    assert other.post(f"{before}/next", {"to": "checked", "seen": "2"}).status_code == 303  # it was gone before

    held = "SELECT id FROM register_entry WHERE register = 'holds'"
    sql(council, f"DELETE FROM register_change WHERE entry_id IN ({held})")  # noqa: S608 - of the line above
    sql(council, "DELETE FROM register_entry WHERE register = 'holds'")
    status, page = _done(council)
    assert (status, "書き換えの疑いがあり、すべてを保全中" in page) == (409, True)
