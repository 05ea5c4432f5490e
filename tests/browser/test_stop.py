"""緊急停止 as a member meets it: the open paper goes dark and says why; once two have lifted it, reading goes on."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.access.stops.halting import HaltDepth
from app.auth.factors.strength import PASSKEY
from tests.app.reading.shelf import Laid, lay
from tests.browser.test_live import open_live, window
from tests.browser.test_reader_standing import IMAGES
from tests.support.chromium import needs_browser, picture
from tests.support.council import Council
from tests.support.sockets import Served, served

pytestmark = needs_browser


@pytest.fixture
def hall(council: Council) -> Iterator[Served]:
    with served(council) as one:
        yield one


def _read(page: Page, hall: Served, laid: Laid) -> None:
    open_live(page, hall, f"/papers/{laid.material}")
    page.keyboard.press("ArrowRight")
    expect(page.locator(f'img.sheet-page[src*="{laid.page(2)}"]')).to_be_visible()


def _lift(hall: Served, asks: Page, confirms: Page) -> None:
    asks.get_by_label("解除してよいと判断した理由").fill("原因を取り除いた")
    asks.get_by_role("button", name="すべて解除することを申し出る").click()
    expect(asks.get_by_text("解除を申し出ました")).to_be_visible()
    confirms.goto(f"{hall.address}/halt")
    confirms.get_by_role("button", name="確認した（このとおりにする）").click()
    expect(confirms.get_by_text("いまは、何も止めていません")).to_be_visible()


def test_open_paper_goes_dark_while_reading_is_frozen_and_goes_on_once_two_lift_it(
    browser: Browser, hall: Served
) -> None:
    laid = lay(hall.council, pages=5)
    tablet = window(browser, hall, hall.council.browser("member1"))
    chair = window(browser, hall, hall.council.browser("chair", strong_with=PASSKEY))
    office = window(browser, hall, hall.council.browser("admin", strong_with=PASSKEY))
    _read(tablet, hall, laid)
    chair.goto(f"{hall.address}/halt")
    chair.get_by_label("閲覧凍結").check()

    chair.get_by_role("button", name="すぐに止める").click()
    began = time.monotonic()
    expect(tablet.locator("[data-part=fault]")).to_contain_text(HaltDepth.READING.sentence)
    took = time.monotonic() - began

    assert took < 2.0
    assert tablet.evaluate(IMAGES) == []
    picture(tablet, "reader-frozen")
    expect(chair.get_by_text("止めました。")).to_be_visible()

    _lift(hall, chair, office)

    expect(tablet.locator(f'img.sheet-page[src*="{laid.page(2)}"]')).to_be_visible()
    expect(tablet.locator("[data-part=fault]")).to_be_hidden()
    tablet.keyboard.press("ArrowRight")
    expect(tablet.locator(f'img.sheet-page[src*="{laid.page(3)}"]')).to_be_visible()
