"""Screens with text twice as large: nothing scrolls sideways, and no words stand in a column one character wide."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.app.reading.shelf import lay
from tests.browser.hall import Hall, hall_in
from tests.support.chromium import needs_browser
from tests.support.sights import NARROW

pytestmark = [needs_browser, pytest.mark.alike("how screens are laid out; what they ask is asked over HTTP")]
SIZES = [(820, 1180), (1180, 820), (320, 256)]


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall_in(browser, tmp_path / "home") as opened:
        yield opened


@pytest.mark.parametrize("login", ["member1", "chair", "clerk1"])
def test_frame_gives_way_to_text_twice_as_large(hall: Hall, login: str) -> None:
    lay(hall.council)
    page = hall.context().new_page()
    hall.sign_in(page, login)

    for path in ("/", "/account", "/permits"):
        for width, height in SIZES:  # the last one is 1280 by 1024 at 400 %
            page.set_viewport_size({"width": width, "height": height})
            page.goto(hall.address + path)
            if width > 400:
                page.evaluate("document.documentElement.style.fontSize = '200%'")
            where = f"{login} {path} {width}x{height}"
            assert page.evaluate(NARROW) == [], where
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, where


@pytest.mark.parametrize(("login", "size"), [("member1", (820, 1180)), ("clerk1", (1366, 768))])
def test_frame_at_the_usual_size_stays_in_one_line(hall: Hall, login: str, size: tuple[int, int]) -> None:
    page = hall.context({"width": size[0], "height": size[1]}).new_page()
    hall.sign_in(page, login)

    page.goto(hall.address + ("/" if login == "member1" else "/prepare"))

    hall.picture(page, f"frame-{login}-{size[0]}")
    box = page.locator(".bar").bounding_box()
    assert box is not None
    assert box["height"] < 80
