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
