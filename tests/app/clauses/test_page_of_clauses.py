"""The page of clauses: live links only, counts of this moment, and what is near or past its day."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app import days
from app.access.roles import Role
from app.clauses.chapters import CHAPTERS
from app.clauses.clause import State
from app.clauses.screens import NAMES
from app.members.people import add_person
from app.registers.kept import REGISTERS
from tests.app.people.test_offices_for_a_matter import named
from tests.support.council import Browser, Council, council_in

pytestmark = pytest.mark.alike("what the page of clauses shows to whom; others ask for the same on both")

CLAUSES = tuple(clause for chapter in CHAPTERS for clause in chapter)
_LINK = re.compile(r'<td><p><a class="plain" href="([^"]+)"|<p><a class="plain" href="([^"]+)"')


def links(page: str) -> set[str]:
    return {one or other for one, other in _LINK.findall(page)}


def counted(page: str, label: str) -> int:
    found = re.search(rf"<p>{re.escape(label)}：<strong>(\d+)", page)
    assert found, label
    return int(found[1])


def opened(browser: Browser, to: str) -> int:
    """How the screen is answered, or the one to which it leads on: offices have other first pages than members."""
    answer = browser.get(to)
    status: int = (browser.get(answer.headers["location"]) if answer.status_code == 303 else answer).status_code
    return status


@pytest.mark.rare("opens some hundred screens once more")
@pytest.mark.clause("I 6-3(3)①")
@pytest.mark.parametrize(("login", "at_least", "never"), [("chair", 12, "/prepare"), ("admin", 18, "/devices/sitting")])
def test_every_link_of_the_page_opens_for_whoever_sees_it(
    council: Council, login: str, at_least: int, never: str
) -> None:
    browser = council.browser(login)

    found = links(browser.get("/clauses").text)

    assert len(found) >= at_least
    assert never not in found
    assert {to: opened(browser, to) for to in found} == dict.fromkeys(found, 200)


def test_row_names_what_the_viewer_may_not_open_and_the_tests_that_prove_it(council: Council) -> None:
    pages = {login: council.browser(login).get("/clauses").text for login in ("chair", "admin")}
    rows = {login: next(row for row in page.split("<tr>") if ">I 2章1(2)②<" in row) for login, page in pages.items()}
    proven = next(clause for clause in CLAUSES if clause.number == "I 2章1(2)②").tests

    assert 'href="/standards"' in rows["admin"]
    assert all(f"<code>{test}</code>" in row for test in proven for row in rows.values())
    closed = {login: re.findall("あなたの役職では開けない画面：([^<]+)<", page) for login, page in pages.items()}
    assert "会議の準備" in "、".join(closed["chair"]).split("、")
    assert "会議で使う個人の端末" in "、".join(closed["admin"]).split("、")
    for login, page in pages.items():
        opened_here = {title for to, title in NAMES.items() if to in links(page)}
        assert opened_here.isdisjoint("、".join(closed[login]).split("、"))


@pytest.mark.rare("only rows of the table move it")
def test_every_clause_that_is_done_leads_an_auditor_to_a_screen_or_to_a_count(
    each_database: str, tmp_path: Path
) -> None:
    del each_database
    with council_in(tmp_path / "home") as council:
        with council.services.database.write() as unit:
            council.people["okuno"] = add_person(unit, login="okuno", name="奥野 正", title="", roles=())
        auditor = named(council, "okuno", Role.AUDITOR, register=[register.key for register in REGISTERS])

        rows = [row for row in auditor.get("/clauses").text.split("<tr>") if "できる</span>" in row]

    assert len(rows) == sum(clause.state is State.DONE for clause in CLAUSES)
    assert [row for row in rows if 'href="/' not in row and "：<strong>" not in row] == []


def test_counts_are_those_of_the_ledger_at_this_moment(council: Council) -> None:
    chair = council.browser("chair")
    before = chair.get("/clauses").text
    council.browser("member1").get("/ledger")

    page = chair.get("/clauses").text

    assert counted(page, "断って記録した操作（この 30 日）") == counted(before, "断って記録した操作（この 30 日）") + 1
    assert counted(page, "断って記録した操作（この 30 日）") == len(council.ledger("access.refused"))


def enter(office: Browser, due: str) -> None:
    weakness = {"subject": "部品の弱点", "source": "11月1日、JPCERT/CC", "urgency": "soon", "due_on": due}
    assert office.post("/registers/weaknesses/new", weakness).status_code == 303


def test_entries_near_and_past_their_day_are_counted_at_the_top(council: Council) -> None:
    office, today = council.browser("admin"), days.today()
    for away in (-1, 0, 7, 8):
        enter(office, (today + timedelta(days=away)).isoformat())

    page = office.get("/clauses").text

    assert "台帳で期限を過ぎたもの 1 件" in page
    assert "期限まで 7 日以内のもの 2 件" in page
    assert counted(page, "「脆弱性の記録」の記録") == 4


def test_page_is_narrowed_to_one_state(council: Council) -> None:
    chair = council.browser("chair")

    page = chair.get("/clauses", params={"state": "まだ"}).text

    shown = {clause.number for clause in CLAUSES if f">{clause.number}<" in page}
    assert shown == {clause.number for clause in CLAUSES if clause.state is State.NOT_YET}
    assert chair.get("/clauses", params={"state": "x"}).text.count("<tr><th") > 190
