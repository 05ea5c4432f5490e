import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.audit.vocabulary import Event, EventKind
from tests.app.board.halting.stopping import halts, lifted, stop
from tests.app.ledger.conftest import NewPaper, Shown
from tests.support.council import Council


def set_clock(moment: datetime) -> None:
    stamp = moment.timestamp()
    clock.use(lambda: stamp)


@pytest.mark.clause("I 1章6(7)")
def test_records_are_told_in_plain_words(council: Council, paper: NewPaper, shown: Shown) -> None:
    shown(paper(), "member1", 12, "K7QM-3FRT")
    council.browser("member1").get("/ledger")

    page = council.browser("admin").get("/ledger").text

    assert "議案第12号 議案書　12\u00a0ページを表示" in page
    assert "記録の閲覧を拒否（役職ではできない操作）" in page
    assert 'href="/ledger/codes/K7QM-3FRT"' in page


@pytest.mark.rare("fetches a screen for each kind of record there is")
def test_every_kind_of_record_has_words(council: Council) -> None:
    stop(council)
    lifted(council)
    over = halts(council)[0].id  # a stop of which nothing but its record is left would go on, and close the ledger
    for kind in EventKind:
        council.services.ledger.commit_now(Event(kind, detail={"halt": over}))
    browser = council.browser("admin")

    pages = {kind: browser.get("/ledger", params={"kind": kind.value}) for kind in EventKind}

    assert {answer.status_code for answer in pages.values()} == {200}
    assert [kind for kind, answer in pages.items() if answer.text.count("<tr") < 2] == []
    assert not any("この版では読めない種類" in answer.text for answer in pages.values())


def test_act_under_a_delegation_names_whose_duty_it_was(council: Council) -> None:
    detail: dict[str, str | int | bool | None] = {"acting_for": council.people["chair"].id, "decision": "granted"}
    council.services.ledger.commit_now(
        Event(EventKind.PERMIT_DECIDED, actor_id=council.people["deputy"].id, detail=detail)
    )

    page = council.browser("admin").get("/ledger").text

    assert "許可を決裁　許可（山本 一郎 議長（第16番）の職務の委任による）" in page


def test_record_about_somebody_else_names_them(council: Council) -> None:
    council.services.ledger.commit_now(
        Event(EventKind.PERSON_SUSPENDED, council.people["admin"].id, detail={"person": council.people["member1"].id})
    )

    assert "佐藤 花子 議員（第7番）　利用を停止" in council.browser("admin").get("/ledger").text


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ({"person": "member1"}, "11\u00a0ページ", "22\u00a0ページ"),
        ({"paper": "第12"}, "11\u00a0ページ", "33\u00a0ページ"),
        ({"kind": "page.issued"}, "11\u00a0ページ", "システムを開設"),
        ({"paper": "%"}, "あてはまる記録はありません", "11\u00a0ページ"),
    ],
)
def test_filters_narrow(
    council: Council, paper: NewPaper, shown: Shown, query: dict[str, str], seen: str, unseen: str
) -> None:
    bill, budget = paper("議案第12号"), paper("予算書")
    council.services.ledger.commit_now(Event(EventKind.FOUNDED))
    shown(bill, "member1", 11, "AAAA-AAAA")
    shown(bill, "member2", 22, "BBBB-BBBB")
    shown(budget, "member1", 33, "CCCC-CCCC")
    if "person" in query:
        query = {"person": council.people[query["person"]].id}

    listed = council.browser("admin").get("/ledger", params=query).text.partition("しぼりこむ</button>")[2]

    assert seen in listed
    assert unseen not in listed


def test_older_records_are_reached_page_by_page(council: Council, paper: NewPaper, shown: Shown) -> None:
    version = paper()
    for number in range(1, 120):
        council.services.ledger.commit_now(Event(EventKind.PAGE_ISSUED, material_id=version.material_id, page=number))
    browser, path, pages = council.browser("admin"), "/ledger?kind=page.issued", []

    while path:
        answer = browser.get(path)
        pages.append(answer.text.count("ページを表示</td>"))
        before = answer.text.partition("before=")[2].partition('"')[0]
        path = f"/ledger?kind=page.issued&before={before}" if before else ""

    assert pages == [50, 50, 19]


@pytest.mark.parametrize(("login", "sees"), [("admin", True), ("chair", False), ("investigator", False)])
def test_title_of_a_3a_paper_is_for_the_administrator_and_the_named(
    council: Council, paper: NewPaper, shown: Shown, login: str, *, sees: bool
) -> None:
    version = paper("懲戒の件", level="3A", named="member1")
    shown(version, "member1", 1, "K7QM-3FRT", level="3A")
    browser = council.browser(login)

    listed = browser.get("/ledger", params={"kind": "page.issued"}).text
    found = browser.get("/ledger/codes/K7QM-3FRT").text
    searched = browser.get("/ledger", params={"paper": "懲戒"}).text

    assert ("懲戒の件" in listed, "懲戒の件" in found) == (sees, sees)
    assert ("あてはまる記録はありません" not in searched) is sees
    assert "佐藤 花子 議員" in found


@pytest.mark.clause("N 10")
@pytest.mark.parametrize(("login", "sees"), [("admin", True), ("chair", True), ("investigator", False)])
def test_title_of_a_procedure_is_in_no_record_of_who_may_not_know_it_n_10(
    council: Council, login: str, *, sees: bool
) -> None:
    """Written, acknowledged, a version taken back, ended: under its kind, and after its row is gone."""
    office = council.browser("admin")
    kinds = {"procedure": "端末の設定手順", "policy": "基本の方針"}
    said = {"text": "文", "decided_by": "議長", "in_force_on": "2026-03-30"}
    later = {"decided_by": "議長", "in_force_on": "2030-01-01", "is_asked": "1", "seen": "1", "base": "1", "text": "改"}
    for kind, title in kinds.items():
        whose = {"kind": kind, "title": title, "concerned": "secretariat" if kind == "procedure" else "everybody"}
        rule = office.post("/rules/new", {**said, **whose}).headers["location"]
        for way, fields in (("version", later), ("version/withdraw", {"number": "2"}), ("end", {"reason": "不要"})):
            assert office.post(f"{rule}/{way}", fields).status_code == 303
    gone: dict[str, str | int | bool | None] = {"rule": "0" * 26, "title": "端末の設定手順", "version": 1}
    council.services.ledger.commit_now(Event(EventKind.RULE_ACKNOWLEDGED, council.people["clerk1"].id, detail=gone))
    browser = council.browser(login)

    of_a_rule = [kind for kind in EventKind if "rule." in kind and kind is not EventKind.RULES_LISTED]
    pages = [browser.get("/ledger", params={"kind": kind.value}).text for kind in of_a_rule]

    assert len(pages) == 4
    assert [kinds["procedure"] in page for page in pages] == [sees] * 4
    assert [kinds["policy"] in page for page in pages] == [True, False, True, True]
    assert [page.count("公開しない規程（題名は出しません）") > 0 for page in pages] == [not sees] * 4


@pytest.mark.parametrize(("login", "sees"), [("admin", True), ("chair", False), ("investigator", False)])
def test_title_of_a_paper_that_was_removed_is_for_the_administrator(
    council: Council, login: str, *, sees: bool
) -> None:
    """It may have been 3A: which persons it named, nobody can say any more."""
    gone: dict[str, str | int | bool | None] = {"what": "taken out", "title": "懲戒の件", "versions": "1"}
    council.services.ledger.commit_now(
        Event(EventKind.MATERIAL_CHANGED, council.people["clerk1"].id, material_id="0" * 26, detail=gone)
    )

    page = council.browser(login).get("/ledger").text

    assert ("懲戒の件" in page) is sees
    assert ("取り除かれた資料" in page) is not sees


def test_named_chair_sees_the_title(council: Council, paper: NewPaper, shown: Shown) -> None:
    shown(paper("懲戒の件", level="3A", named="chair"), "chair", 1, "K7QM-3FRT", level="3A")

    assert "懲戒の件" in council.browser("chair").get("/ledger/codes/K7QM-3FRT").text


def test_title_that_would_turn_the_line_around_is_shown_as_what_it_is(
    council: Council, paper: NewPaper, shown: Shown
) -> None:
    shown(paper("議案\u202efdp.exe<b>"), "member1", 1, "K7QM-3FRT")

    page = council.browser("admin").get("/ledger").text

    assert "\u202e" not in page
    assert "議案〔U+202E〕fdp.exe&lt;b&gt;" in page


def test_damaged_record_does_not_hide_the_others(council: Council, paper: NewPaper, shown: Shown) -> None:
    version = paper()
    shown(version, "member1", 11, "AAAA-AAAA")
    shown(version, "member1", 12, "BBBB-BBBB")
    with council.services.database.engine.begin() as connection:
        connection.execute(
            text("UPDATE ledger_record SET kind = 'not.known', body = '[' WHERE issue_code = 'AAAA-AAAA'")
        )

    page = council.browser("admin").get("/ledger").text

    assert "この版では読めない種類の記録（not.known）" in page
    assert "12\u00a0ページを表示" in page


@pytest.mark.parametrize("before", ["-1", "x", "9" * 30, "٣", "1;DROP"])
def test_page_address_that_is_no_number_shows_the_newest(council: Council, before: str) -> None:
    assert council.browser("admin").get("/ledger", params={"before": before}).status_code == 200


def test_what_a_tablet_was_given_of_one_paper_is_one_line_with_its_records_below(
    council: Council, paper: NewPaper, shown: Shown
) -> None:
    bill, budget = paper(), paper("予算書")
    letters = iter("ABCDEFGHJK")
    for page in (1, 2, 3, 7):
        shown(bill, "member1", page, f"AAAA-AAA{next(letters)}")
        shown(budget, "member2", page, f"AAAA-AAA{next(letters)}")
    for page in (7, 8, 9):  # 7 has been looked at as well
        shown(bill, "member1", page, None, ahead=True)

    listed = council.browser("admin").get("/ledger").text.partition("しぼりこむ</button>")[2]

    assert "<summary>議案第12号 議案書　1〜3、7\u00a0ページを表示（先読み 8〜9\u00a0ページ）</summary>" in listed
    assert "<summary>予算書　1〜3、7\u00a0ページを表示</summary>" in listed
    assert listed.count("<summary>") == 2
    assert listed.count("/ledger/codes/AAAA-AAA") == 8


def test_reading_after_a_pause_is_another_line(council: Council, paper: NewPaper, shown: Shown) -> None:
    version = paper()
    begun = clock.now()
    for page, minutes in enumerate((0, 5, 20, 25), start=1):
        set_clock(begun + timedelta(minutes=minutes))
        shown(version, "member1", page, None)

    own = council.browser("member1").get("/account/record").text

    assert own.count("<summary>") == 2


def test_pages_of_lines_leave_no_record_out_and_show_none_twice(
    council: Council, paper: NewPaper, shown: Shown
) -> None:
    papers = [paper(f"資料{number}") for number in range(70)]
    for version in papers:
        for page in (1, 2):
            shown(version, "member1", page, None)
    person = council.people["member1"].id
    browser, path, told = council.browser("admin"), f"/ledger?person={person}&paper=資料", []

    while path:
        text = browser.get(path).text
        told += re.findall(r"<summary>(資料\d+)　1〜2", text)
        before = text.partition("before=")[2].partition('"')[0]
        path = f"/ledger?person={person}&paper=資料&before={before}" if before else ""

    assert told == [f"資料{number}" for number in reversed(range(70))]


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({"since": "2026-12-08"}, {"12 月 8 日", "12 月 9 日"}),
        ({"until": "2026-12-08"}, {"12 月 7 日", "12 月 8 日"}),
        ({"since": "2026-12-08", "until": "令和8年12月8日"}, {"12 月 8 日"}),
        ({"since": "いつか"}, {"12 月 7 日", "12 月 8 日", "12 月 9 日"}),
    ],
)
def test_records_are_narrowed_to_days_of_the_councils_clock(
    council: Council, paper: NewPaper, shown: Shown, query: dict[str, str], seen: set[str]
) -> None:
    stamps = {"12 月 7 日": (7, 23, 59), "12 月 8 日": (8, 0, 0), "12 月 9 日": (9, 0, 0)}
    for name, (day, hour, minute) in stamps.items():
        set_clock(datetime(2026, 12, day, hour, minute, tzinfo=clock.JST))
        shown(paper(name), "member1", 1, None)

    listed = council.browser("admin").get("/ledger", params=query | {"kind": "page.issued"}).text

    assert {name for name in stamps if f"{name}　1" in listed} == seen
