"""The papers of a meeting read as one book, at the real service: an end says what comes, nothing hidden is opened."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.meetings.models import Attachment
from tests.app.meetings.scenes import put_meeting
from tests.app.reading.shelf import Laid, lay
from tests.browser.hall import Hall, hall_in
from tests.browser.test_reader_session import expect_page
from tests.support.chromium import needs_browser
from tests.support.sights import TARGETS

pytestmark = [
    needs_browser,
    pytest.mark.alike("what a reader says at an end; the papers are asked for over HTTP"),
]
REST_MS = 450
"""A second turn that comes sooner is the same one."""


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    del each_database
    with hall_in(browser, tmp_path / "home") as opened:
        yield opened


def placed(hall: Hall) -> list[Laid]:
    """A published meeting with four papers of two pages."""
    meeting = put_meeting(hall.council, "第4回定例会", is_published=True)
    papers = [lay(hall.council, title=f"議案第{number}号") for number in (1, 2, 3, 4)]
    with hall.council.services.database.write() as unit:
        unit.add_all(
            Attachment(material_id=paper.material, meeting_id=meeting, position=at) for at, paper in enumerate(papers)
        )
    return papers


def withdraw(hall: Hall, paper: Laid) -> None:
    answer = hall.council.browser("clerk1").post(f"/prepare/materials/{paper.material}/withdraw", {"reason": "誤り"})
    assert answer.status_code in {200, 303}


def turn(page: Page, key: str = "PageDown") -> None:
    page.keyboard.press(key)


def test_meeting_is_read_from_its_first_page_past_a_paper_that_was_withdrawn(hall: Hall) -> None:
    first, second, third, fourth = placed(hall)
    page = hall.context().new_page()
    hall.sign_in(page, "member1")
    page.get_by_role("link", name="会議資料をひらく").click()
    expect_page(page, first, 1)
    edge, on = page.locator("[data-part=edge]"), page.locator("[data-part=turn-on]")

    turn(page, "PageUp")
    expect(edge).to_contain_text("会議の資料は、ここからです。")
    turn(page)
    expect_page(page, first, 2)
    expect(edge).to_be_hidden()
    turn(page)
    expect(edge).to_contain_text("次の資料：議案第2号")
    assert page.evaluate(TARGETS) == []
    hall.picture(page, "book-edge")
    page.wait_for_timeout(REST_MS)
    turn(page)
    expect_page(page, second, 1)

    turn(page)
    expect_page(page, second, 2)
    turn(page)
    expect(edge).to_contain_text("次の資料：議案第3号")
    page.wait_for_timeout(REST_MS)
    withdraw(hall, third)
    turn(page)
    expect(edge).to_contain_text("「議案第3号」は、いまは読めないので、とばします。")
    expect(edge).to_contain_text("次の資料：議案第4号")
    expect(on).to_have_attribute("href", f"/papers/{fourth.material}?p=1")
    edge.get_by_role("link", name="ひらく").click()
    expect_page(page, fourth, 1)


def test_keys_that_come_before_the_reader_s_scripts_lose_no_turn(hall: Hall) -> None:
    first, *_ = placed(hall)
    page = hall.context().new_page()
    hall.sign_in(page, "member1")
    held: list[Route] = []
    page.route("**/client/main.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it calls
    with page.expect_request("**/client/main.js"):
        page.goto(f"{hall.address}/papers/{first.material}?p=1", wait_until="commit")
    expect_page(page, first, 1)

    turn(page)
    assert page.locator(".reader.is-live").count() == 0
    held[0].continue_()

    expect_page(page, first, 2)


def test_last_paper_says_so_and_turning_back_passes_over_a_withdrawn_one_to_a_last_page(hall: Hall) -> None:
    _first, second, third, fourth = placed(hall)
    page = hall.context().new_page()
    hall.sign_in(page, "member1")
    page.goto(f"{hall.address}/papers/{fourth.material}?p=2")
    expect_page(page, fourth, 2)
    edge, on = page.locator("[data-part=edge]"), page.locator("[data-part=turn-on]")

    expect(on).to_have_attribute("aria-disabled", "true")
    on.click(force=True)
    expect(edge).to_contain_text("会議の資料は、ここまでです。")
    expect(edge.get_by_role("link")).to_have_count(0)
    hall.picture(page, "book-end")
    edge.get_by_role("button", name="お知らせを閉じる").click()
    expect(edge).to_be_hidden()
    turn(page, "PageUp")
    expect_page(page, fourth, 1)
    withdraw(hall, third)
    turn(page, "PageUp")
    expect(edge).to_contain_text("「議案第3号」は、いまは読めないので、とばします。")
    page.wait_for_timeout(REST_MS)
    turn(page, "PageUp")
    expect_page(page, second, 2)


def test_contents_lead_through_the_agenda_and_a_typed_number_says_where_it_leads(hall: Hall) -> None:
    _first, second, third, _fourth = placed(hall)
    page = hall.context().new_page()
    hall.sign_in(page, "member1")
    page.goto(f"{hall.address}/papers/{second.material}?p=2")
    expect_page(page, second, 2)
    expect(page.locator("[data-part=running]")).to_have_text("通し 4 / 8")

    page.keyboard.press("c")
    drawer = page.locator("[data-part=contents-drawer]")
    expect(drawer.locator(".book-paper")).to_have_count(4)
    expect(drawer.locator("[aria-current=page]")).to_contain_text("議案第2号機密性2通し 3〜4")
    expect(drawer.locator(".is-here .outline [aria-current=true]")).to_have_text("第1表2")
    drawer.get_by_role("button", name="「議案第3号」の目次").click()
    expect(drawer.locator(".book-contents a")).to_have_attribute("href", f"/papers/{third.material}?p=2")
    assert page.evaluate(TARGETS) == []
    hall.picture(page, "book-agenda")

    field, told = drawer.locator("[data-part=jump-field]"), drawer.locator("[data-part=jump-told]")
    choices = drawer.locator("[data-part=jump-choices] a")
    field.fill("第1表")
    expect(choices).to_have_text(["第1表この資料　2 ページ", "第1表議案第3号　2 ページ"])
    expect(told).to_have_text("2 件あります。どこへ移るかを選んでください。")
    drawer.get_by_role("button", name="ほかの資料の目次からも探す").click()
    expect(choices).to_have_count(4)
    hall.picture(page, "book-jump")
    field.fill("議案77")
    expect(told).to_contain_text("見つかりません。")
    field.fill("議案一")
    expect(choices).to_have_text(["議案第1号配付資料"])
    field.fill("1")
    expect(choices).to_have_text(["1 ページこの資料", "通し 1議案第1号　1 枚目"])
    field.press("Enter")
    expect_page(page, second, 1)
    expect(drawer).to_be_hidden()


def test_number_beyond_the_paper_is_looked_for_in_the_book_as_it_is_now(hall: Hall) -> None:
    first, second, _third, fourth = placed(hall)
    page = hall.context().new_page()
    hall.sign_in(page, "member1")
    page.goto(f"{hall.address}/papers/{second.material}?p=1")
    expect_page(page, second, 1)
    drawer, running = page.locator("[data-part=contents-drawer]"), page.locator("[data-part=running]")
    field, choices = drawer.locator("[data-part=jump-field]"), drawer.locator("[data-part=jump-choices] a")

    page.keyboard.press("g")
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    expect(drawer).to_be_visible()
    expect(choices).to_have_text(["通し 8議案第4号　2 枚目"])
    withdraw(hall, first)
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(drawer.locator(".book-paper")).to_have_count(3)
    expect(running).to_have_text("通し 1 / 6")
    field.fill("通し6")
    field.press("Enter")
    expect_page(page, fourth, 2)


def test_way_back_leads_to_where_one_was_page_by_page_and_over_papers(hall: Hall) -> None:
    first, second, third, _fourth = placed(hall)
    page = hall.context().new_page()
    hall.sign_in(page, "member1")
    page.goto(f"{hall.address}/papers/{first.material}?p=1")
    expect_page(page, first, 1)
    drawer = page.locator("[data-part=contents-drawer]")
    back, on = drawer.get_by_role("button", name="前にいた所"), drawer.get_by_role("button", name="戻る前の所")

    page.keyboard.press("c")
    expect(back).to_be_disabled()
    drawer.get_by_role("link", name="第1表").click()
    expect_page(page, first, 2)
    turn(page, "PageUp")
    expect_page(page, first, 1)
    turn(page)
    expect_page(page, first, 2)
    page.keyboard.press("c")
    drawer.get_by_role("link", name="議案第3号").click()
    expect_page(page, third, 1)

    page.keyboard.press("c")
    expect(on).to_be_disabled()
    back.click()
    expect_page(page, first, 2)
    page.keyboard.press("c")
    back.click()
    expect_page(page, first, 1)
    expect(back).to_be_disabled()
    on.click()
    expect_page(page, first, 2)
    page.go_forward()
    expect_page(page, third, 1)
    with page.expect_response("**/position"):
        page.goto(f"{hall.address}/papers/{second.material}?p=2")
    page.goto(f"{hall.address}/")
    hall.picture(page, "book-home")
    page.locator("[aria-labelledby=recent]").get_by_role("link").filter(has_text="議案第3号").click()
    expect_page(page, third, 1)
