"""Who read what is seen by name by chair and administrator alone, and by everybody of themselves."""

import pytest

from app.access.facts import DeviceKind
from app.audit import search
from app.ledger.runs import folded
from tests.app.auth.signing import browser_at
from tests.app.ledger.conftest import NewPaper, Shown
from tests.app.reading.shelf import lay
from tests.support.council import Council

TABLE = "ひらいた人"


def test_clerk_sees_how_many_have_read_and_the_administrator_who(
    council: Council, paper: NewPaper, shown: Shown
) -> None:
    version = paper(named="member1")
    shown(version, "member1", 12, "K7QM-3FRT")
    path = f"/prepare/materials/{version.material_id}"

    clerk, admin = council.browser("clerk1").get(path), council.browser("admin").get(path)

    assert (clerk.status_code, admin.status_code) == (200, 200)
    assert "読んだ人" in clerk.text
    assert TABLE in admin.text
    for words in (TABLE, "まだの人"):
        assert words not in clerk.text
    assert "名前は、議長と議会事務局長だけ" in clerk.text


@pytest.mark.parametrize("login", ["member1", "clerk1", "executive", "deputy"])
def test_everybody_sees_what_they_have_read_and_nothing_of_others(
    council: Council, paper: NewPaper, shown: Shown, login: str
) -> None:
    shown(paper(), login, 12, "K7QM-3FRT")
    shown(paper("議案第13号 別の議案"), "member2", 3, "A2BC-D3FG")

    page = council.browser(login).get("/account/record")

    assert page.status_code == 200
    assert "議案第12号 議案書　12\u00a0ページを表示" in page.text
    assert "議案第13号" not in page.text
    assert "議長、議会事務局長と、議長が名指しした調査担当だけ" in page.text


def test_own_page_says_that_reading_is_recorded_and_who_may_look(council: Council) -> None:
    page = council.browser("member1").get("/account")

    assert "どのページをひらいたかが記録されます" in page.text
    assert 'href="/account/record"' in page.text


def test_own_record_is_not_seen_from_a_device_that_nobody_approved(council: Council) -> None:
    browser = council.browser("member1", device=DeviceKind.UNKNOWN)

    assert browser.get("/account/record").status_code in {303, 403}
    assert 'href="/account/record"' not in browser.get("/account").text


def test_residents_from_two_networks_are_two_lines(council: Council) -> None:
    laid = lay(council, level="1", is_released=True, pages=4)
    for address, pages in (("203.0.113.9", (1, 2)), ("198.51.100.7", (3, 4))):
        resident = browser_at(council, address)
        assert [resident.fetch(laid.page(number)).status_code for number in pages] == [200, 200]

    with council.services.database.read() as unit:
        runs = folded(search.newest(unit, search.Filter(), limit=50), most=20)

    read = [{str(each.address) for each in run.records} for run in runs if run.newest.kind == "page.issued"]
    assert sorted(read, key=min) == [{"198.51.100.7"}, {"203.0.113.9"}]
