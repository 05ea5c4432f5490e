"""Looking for words in the open paper: results, the words marked on the page, and the way from one to the next."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.meetings.models import Attachment
from tests.app.meetings.scenes import put_meeting
from tests.app.reading.shelf import Laid, lay
from tests.browser.hall import Hall, hall_in
from tests.browser.test_reader_session import expect_page
from tests.support.chromium import needs_browser
from tests.support.sights import TARGETS

pytestmark = [needs_browser, pytest.mark.alike("what a reader draws of what was found; words are looked for over HTTP")]


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    del each_database
    with hall_in(browser, tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def laid(hall: Hall) -> Laid:
    return lay(hall.council, level="2", pages=3)


@pytest.fixture
def page(hall: Hall, laid: Laid) -> Page:
    opened = hall.context({"width": 820, "height": 1180}).new_page()
    hall.sign_in(opened, "member1")
    opened.goto(f"{hall.address}/papers/{laid.material}")
    expect_page(opened, laid, 1)
    return opened


def look_for(page: Page, typed: str) -> None:
    page.get_by_role("button", name="検索", exact=True).first.click()
    field = page.get_by_role("searchbox", name="探すことば")
    expect(field).to_be_focused()
    field.fill(typed)
    field.press("Enter")


def test_word_over_two_words_of_the_page_is_marked_and_leads_from_page_to_page(page: Page, laid: Laid) -> None:
    look_for(page, "補正 予算")

    expect(page.locator(".found-told")).to_have_text("「補正 予算」は 3 ページ、6 か所にあります。")
    expect(page.locator(".found-list a")).to_have_count(3)
    assert page.evaluate(TARGETS) == []
    page.locator(".found-list a").nth(1).click()

    expect_page(page, laid, 2)
    expect(page.locator("[data-part=search-drawer]")).to_be_hidden()
    expect(page.locator(".found-mark")).to_have_count(2)
    sheet, mark = page.locator("[data-part=sheet]").bounding_box(), page.locator(".found-mark").first.bounding_box()
    assert sheet is not None
    assert mark is not None
    assert abs(mark["x"] - sheet["x"] - 0.1 * sheet["width"]) < 2
    assert abs(mark["y"] - sheet["y"] - 0.1 * sheet["height"]) < 2
    bar = page.get_by_role("navigation", name="検索の結果")
    expect(bar).to_contain_text("2 / 3 ページ")
    assert page.evaluate(TARGETS) == []
    bar.get_by_role("button", name="次の箇所").click()
    expect_page(page, laid, 3)
    expect(bar.get_by_role("button", name="次の箇所")).to_be_disabled()
    bar.get_by_role("button", name="前の箇所").click()
    expect_page(page, laid, 2)
    page.get_by_role("button", name="検索", exact=True).first.click()  # the list again: the bar stands beside it
    drawer, beside = page.locator("[data-part=search-drawer]").bounding_box(), bar.bounding_box()
    assert drawer is not None
    assert beside is not None
    assert drawer["x"] + drawer["width"] <= beside["x"]
    bar.get_by_role("button", name="検索の印を消す").click()
    expect(bar).to_be_hidden()
    expect(page.locator(".found-mark")).to_have_count(0)


def test_word_that_is_nowhere_and_one_that_is_too_short_are_told_in_the_drawer(page: Page) -> None:
    look_for(page, "下水道")
    expect(page.locator(".found-told")).to_have_text("「下水道」は見つかりませんでした。")

    field = page.get_by_role("searchbox", name="探すことば")
    field.fill("あ")
    page.locator(".found-form button").click()
    expect(page.locator(".found-told")).to_contain_text("2 文字以上")


def test_key_opens_the_search_and_escape_leads_back_to_the_page(page: Page) -> None:
    page.keyboard.press("f")
    expect(page.get_by_role("searchbox", name="探すことば")).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.locator("[data-part=search-drawer]")).to_be_hidden()
    expect(page.locator("[data-part=open-search]")).to_be_focused()


def test_withdrawn_paper_takes_what_was_found_from_the_screen(page: Page, hall: Hall, laid: Laid) -> None:
    look_for(page, "予算")
    expect(page.locator(".found-list a")).to_have_count(3)

    answer = hall.council.browser("clerk1").post(f"/prepare/materials/{laid.material}/withdraw", {"reason": "誤り"})

    assert answer.status_code in {200, 303}
    expect(page.locator(".found-list a")).to_have_count(0)
    expect(page.locator(".found-mark")).to_have_count(0)


def placed(hall: Hall) -> tuple[str, Laid, Laid]:
    """A meeting with two papers, and one more that stands in none."""
    council = hall.council
    meeting = put_meeting(council, "第4回定例会", is_published=True)
    papers = [
        lay(council, level=level, pages=pages, title=f"補正予算書{level}") for level, pages in (("2", 1), ("3C", 2))
    ]
    with council.services.database.write() as unit:
        unit.add_all(
            Attachment(material_id=laid.material, meeting_id=meeting, position=place)
            for place, laid in enumerate(papers, 1)
        )
    lay(council, pages=1, title="会議のない資料")
    return meeting, papers[0], papers[1]


def test_words_are_looked_for_in_a_whole_meeting_and_followed_from_paper_to_paper(hall: Hall) -> None:
    meeting, first, second = placed(hall)
    page = hall.context({"width": 820, "height": 1180}).new_page()
    hall.sign_in(page, "member1")
    page.goto(f"{hall.address}/meetings/{meeting}")
    page.get_by_role("link", name="資料を検索").click()

    page.get_by_role("searchbox", name="探すことば").fill("補正")
    page.get_by_role("button", name="検索").click()
    expect(page.get_by_role("status").filter(has_text="2 件の資料")).to_contain_text("機密性3C として扱ってください。")
    expect(page.locator(".found-paper b")).to_have_text(["補正予算書2", "補正予算書3C"])
    page.get_by_role("radio", name="読める資料すべて").check()
    page.get_by_role("button", name="検索").click()
    expect(page.locator(".found-paper b")).to_have_text(["補正予算書2", "補正予算書3C", "会議のない資料"])
    page.locator(".found-pages a").first.click()

    expect_page(page, first, 1)
    expect(page.locator(".found-mark")).to_have_count(1)
    bar = page.get_by_role("navigation", name="検索の結果")
    expect(bar).to_contain_text("資料 1 / 3")
    expect(bar.get_by_role("button", name="前の箇所")).to_be_disabled()
    bar.get_by_role("button", name="次の箇所").click()
    expect_page(page, second, 1)
    expect(bar).to_contain_text("1 / 2 ページ 資料 2 / 3")
    assert "補正" not in page.url
    page.go_back()
    page.go_back()
    expect(page.get_by_role("searchbox", name="探すことば")).to_have_value("補正")
    expect(page.locator(".found-paper")).not_to_have_count(0)


def test_reader_looks_beyond_its_paper(page: Page, hall: Hall, laid: Laid) -> None:
    lay(hall.council, pages=1, title="ほかの資料")
    look_for(page, "予算")
    expect(page.locator(".found-list a")).to_have_count(3)

    page.get_by_role("radio", name="すべて").check()
    page.locator(".found-form button").click()

    expect(page.locator(".found-paper b")).to_have_text(["ほかの資料", "補正予算書"])
    expect(page.locator(".found-list a")).to_have_count(0)


def test_words_that_were_looked_for_leave_the_tab_with_the_sign_out(page: Page, hall: Hall) -> None:
    page.goto(f"{hall.address}/search")
    page.get_by_role("searchbox", name="探すことば").fill("補正")
    page.get_by_role("button", name="検索").click()
    expect(page.locator(".found-paper")).to_have_count(1)
    held = "() => JSON.stringify({...sessionStorage}) + JSON.stringify(history.state)"
    assert "補正" in page.evaluate(held)
    assert "補正" not in page.evaluate("() => JSON.stringify(history.state)")

    page.get_by_role("button", name="サインアウト").click()

    page.wait_for_url("**/signin?why=out")
    page.wait_for_function("() => !JSON.stringify({...sessionStorage}).includes('補正')")
    page.go_back()
    assert "補正" not in page.content()
