"""What is chosen for the eyes: the paper's colour and the frame's, kept on the tablet for the next paper too."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.reader_fixture.tablet import LANDSCAPE, PORTRAIT, OpenPaper, open_paper
from tests.support.chromium import needs_browser
from tests.support.sights import TARGETS

pytestmark = needs_browser
__all__ = ["open_paper"]

# What a tablet's browser does from the home screen, and Chromium on a desk does not.
HOLDS = """window.held = "";
const matches = window.matchMedia;
window.matchMedia = (query) => matches.call(window, query.replace("display-mode: standalone", "min-width: 0"));
ScreenOrientation.prototype.lock = async (type) => { window.held = type; };
ScreenOrientation.prototype.unlock = () => { window.held = ""; };"""
FRAME = "element => getComputedStyle(element).backgroundColor"
TINT = "element => getComputedStyle(element, '::after').backgroundColor"


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_paper_and_frame_take_the_chosen_colours_and_keep_them(open_paper: OpenPaper, size: tuple[int, int]) -> None:
    tablet = open_paper(size=size)
    page = tablet.page
    sheet, tools = page.locator("[data-part=sheet]"), page.locator(".tools")
    assert sheet.evaluate(TINT) == "rgba(0, 0, 0, 0)"
    bright = tools.evaluate(FRAME)

    page.get_by_role("button", name="見え方").click()
    assert page.evaluate(TARGETS) == []
    page.get_by_text("セピア").click()
    assert sheet.evaluate(TINT) == "rgb(244, 228, 196)"
    page.get_by_text("暗め").click()
    page.get_by_text("暗い", exact=True).click()
    if folder := os.environ.get("GIJO_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"eyes-{size[0]}.png")
    page.reload()
    tablet.expect_page(12)

    expect(page.locator(".reader.is-live")).to_have_attribute("data-paper", "dimmed")
    assert sheet.evaluate(TINT) == "rgb(180, 180, 180)"
    assert tools.evaluate(FRAME) != bright
    page.get_by_role("button", name="見え方").click()
    expect(page.get_by_label("暗め")).to_be_checked()
    page.get_by_text("明るい").click()
    assert tools.evaluate(FRAME) == bright


def test_screen_is_held_as_it_lies_where_the_browser_can_and_the_button_is_not_there_elsewhere(
    open_paper: OpenPaper,
) -> None:
    tablet = open_paper(size=LANDSCAPE)
    page = tablet.page
    hold = page.get_by_role("button", name="いまの画面の向きに固定する")
    page.get_by_role("button", name="見え方").click()
    expect(page.locator("[data-part=eyes-drawer]")).to_be_visible()
    expect(hold).to_be_hidden()

    page.add_init_script(HOLDS)
    page.reload()
    tablet.expect_page(12)
    page.get_by_role("button", name="見え方").click()
    hold.click()
    expect(hold).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.held") == "landscape-primary"
    if folder := os.environ.get("GIJO_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / "eyes-held.png")

    page.reload()
    page.get_by_role("button", name="見え方").click()
    expect(hold).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.held") == "landscape-primary"
    hold.click()
    expect(hold).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.held") == ""
