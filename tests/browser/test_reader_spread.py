"""Two pages that lie open: the cover alone, a turn over both, and each page with its own issue, links and place."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.reader_fixture.server import Desk
from tests.browser.reader_fixture.tablet import LANDSCAPE, PORTRAIT, OpenPaper, Tablet, open_paper
from tests.support.chromium import needs_browser

pytestmark = needs_browser
__all__ = ["open_paper"]

# Turns faster than pages come; after each the pages that are seen.
BURST = """async (times) => {
  const seen = [];
  for (let turn = 0; turn < times; turn += 1) {
    document.querySelector("[data-part=turn-on]").click();
    await new Promise((rested) => setTimeout(rested, 60));
    const images = [...document.querySelectorAll("[data-part=sheet]:not(.is-empty) img.sheet-page")];
    const shown = images.filter((image) => image.checkVisibility({ visibilityProperty: true }));
    const numbers = shown.map((image) => Number(new URL(image.src).pathname.split("/").pop()));
    seen.push(numbers.sort((one, other) => one - other));
  }
  return seen;
}"""


def _spread(tablet: Tablet) -> None:
    tablet.page.get_by_role("button", name="見え方").click()
    tablet.page.get_by_text("見開き", exact=True).click()
    tablet.page.get_by_role("button", name="見え方を閉じる").click()


def _expect(tablet: Tablet, *pages: int) -> None:
    tablet.page.wait_for_function(
        """pages => { const seen = [...document.querySelectorAll("[data-part=sheet]:not(.is-empty) img.sheet-page")]
          .sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left)
          .map((image) => Number(new URL(image.src).pathname.split("/").pop()));
          return JSON.stringify(seen) === JSON.stringify(pages); }""",
        arg=list(pages),
    )


def _beside(tablet: Tablet) -> Locator:
    return tablet.page.locator("[data-part=opposite]")


def _picture(tablet: Tablet, name: str) -> None:
    if folder := os.environ.get("GIJO_SCREENSHOTS"):
        tablet.page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.parametrize("size", [LANDSCAPE, (1366, 768)])
def test_two_pages_lie_open_and_a_turn_leads_over_both(open_paper: OpenPaper, size: tuple[int, int]) -> None:
    tablet = open_paper(Desk(last_page=12), size=size)
    _spread(tablet)
    _expect(tablet, 12, 13)
    _picture(tablet, f"spread-{size[0]}")

    tablet.page.locator("[data-part=turn-on]").click()
    _expect(tablet, 14, 15)
    tablet.swipe(0.3, 0.8)
    _expect(tablet, 12, 13)
    tablet.page.keyboard.press("ArrowLeft")
    _expect(tablet, 10, 11)
    tablet.page.keyboard.press("Home")
    _expect(tablet, 1)
    _picture(tablet, f"spread-cover-{size[0]}")
    tablet.page.keyboard.press("End")
    _expect(tablet, 40)
    tablet.page.locator("[data-part=number]").fill("21")
    tablet.page.keyboard.press("Enter")
    _expect(tablet, 20, 21)
    expect(tablet.page.locator("[data-part=number]")).to_have_value("21")
    for number in (12, 13, 14, 15, 20, 21):
        assert tablet.desk.count(f"page/{number}") >= 1

    tablet.page.reload()
    _expect(tablet, 20, 21)
    tablet.page.set_viewport_size({"width": 820, "height": 1180})
    _expect(tablet, 21)
    tablet.page.set_viewport_size({"width": size[0], "height": size[1]})
    _expect(tablet, 20, 21)


def test_paper_that_is_bound_at_the_right_is_turned_to_the_left(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(last_page=12, binding="right"), size=LANDSCAPE)
    _spread(tablet)
    _expect(tablet, 13, 12)
    _picture(tablet, "spread-right-bound")

    tablet.swipe(0.3, 0.8)
    _expect(tablet, 15, 14)
    tablet.page.keyboard.press("ArrowLeft")
    _expect(tablet, 17, 16)
    tablet.page.keyboard.press("ArrowRight")
    _expect(tablet, 15, 14)
    tablet.page.touchscreen.tap(*tablet.leaf_point(0.04, 0.5))
    _expect(tablet, 17, 16)
    on, back = (tablet.page.locator(f"[data-part=turn-{way}]").bounding_box() for way in ("on", "back"))
    assert on is not None
    assert back is not None
    assert on["x"] < back["x"]


def test_page_that_is_touched_is_read_and_keeps_its_side(open_paper: OpenPaper) -> None:
    link = {"page": 30, "x0": 0.2, "y0": 0.2, "x1": 0.6, "y1": 0.25}
    tablet = open_paper(Desk(last_page=12, links={"13": [link], "12": [link]}), size=LANDSCAPE)
    _spread(tablet)
    _expect(tablet, 12, 13)
    expect(_beside(tablet).get_by_role("link")).to_have_count(1)
    before = tablet.sheet()

    tablet.page.mouse.click(*tablet.leaf_point(0.6, 0.8))

    expect(tablet.page.locator("[data-part=number]")).to_have_value("13")
    _expect(tablet, 12, 13)
    assert tablet.sheet() == before
    tablet.page.get_by_role("navigation", name="となりのページの中のリンク").get_by_role("link").click()
    _expect(tablet, 30, 31)


def test_burst_of_turns_shows_no_page_beside_another_than_its_own(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(last_page=2), size=LANDSCAPE)
    _spread(tablet)
    _expect(tablet, 2, 3)
    tablet.page.wait_for_load_state("networkidle")
    tablet.desk.page_delay_seconds = 0.6

    seen: list[list[int]] = tablet.page.evaluate(BURST, 12)

    assert [pages for pages in seen if len(pages) > 1 and pages != [pages[0] & ~1, pages[0] | 1]] == []
    assert set(seen[-1]) <= {26, 27}  # what was left behind long ago would be taken for the page that the counter names
    _expect(tablet, 26, 27)


def test_standing_screen_shows_one_page(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(last_page=12), size=PORTRAIT)
    _spread(tablet)

    _expect(tablet, 12)
    tablet.page.locator("[data-part=turn-on]").click()
    _expect(tablet, 13)
