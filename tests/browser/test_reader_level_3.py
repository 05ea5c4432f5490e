"""A reader of level 3 renews the tablet's proof in time: nothing is refused, and the screen never changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.app.auth.devicing import alarms
from tests.app.reading.shelf import Laid, lay
from tests.browser.hall import Hall, hall_in
from tests.browser.test_reader_session import expect_page, open_reader, pass_time
from tests.support.chromium import needs_browser

pytestmark = [
    needs_browser,
    pytest.mark.alike("what hands do and screens show; what is asked for it is asked over HTTP on both"),
]


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    del each_database
    with hall_in(browser, tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def laid(hall: Hall) -> Laid:
    return lay(hall.council, level="3C")


def test_three_minutes_of_reading_meet_no_refusal(hall: Hall, laid: Laid) -> None:
    page, heard = open_reader(hall, laid)
    addresses: list[str] = []
    page.on("framenavigated", lambda frame: addresses.append(frame.url))
    for step in range(18):
        pass_time(hall, page, 10)
        heard.wait_for_renewals()
        page.wait_for_function("count => window.renewals >= count", arg=max((step + 1) * 10 // 50, len(heard.renewals)))
        page.keyboard.press("ArrowRight" if step % 2 == 0 else "ArrowLeft")
        expect_page(page, laid, 2 if step % 2 == 0 else 1)
        heard.wait_for_pages()

    assert set(heard.pages) == {200}
    assert set(heard.renewals) == {200}
    assert len(heard.renewals) >= 3
    assert not any("/session/renew" in address for address in addresses)
    assert alarms(hall.council) == []


def test_paper_opened_long_after_the_last_proof_shows_its_first_page_without_a_refusal(hall: Hall, laid: Laid) -> None:
    page = hall.context({"width": 820, "height": 1180}).new_page()
    hall.sign_in(page, "member1")
    hall.forward(200)
    statuses: list[int] = []
    page.on("response", lambda answer: statuses.append(answer.status))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    page.goto(f"{hall.address}/papers/{laid.material}")

    expect_page(page, laid, 1)
    expect(page.locator("[data-part=contents] a, [data-part=contents] p").first).to_be_attached()
    assert page.url.split("?")[0] == f"{hall.address}/papers/{laid.material}"
    assert [status for status in statuses if status >= 400] == []
    assert said == []
