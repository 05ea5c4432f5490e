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
