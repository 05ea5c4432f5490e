"""A tablet with the reader open, as tests handle it: fingers, what is shown, and every complaint of its browser."""

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.reader_fixture.server import MATERIAL, Desk, serving

PORTRAIT = (820, 1180)
LANDSCAPE = (1180, 820)
SCREENS = [PORTRAIT, LANDSCAPE, (1366, 768), (390, 844)]


@dataclass
class Tablet:
    """One tablet with the paper open, and everything its browser complained about."""

    page: Page
    desk: Desk
    complaints: list[str] = field(default_factory=list)
    may_be_refused: bool = False
    leaves_pages: bool = False

    def unforgiven(self) -> list[str]:
        """What the browser complained of, but for requests that the test meant to be refused, however late.

        Where it leads to another page, a live line that was still being opened is given up with the page.
        """
        forgiven = ["Failed to load resource"] * self.may_be_refused
        forgiven += ["WebSocket is closed before the connection is established"] * self.leaves_pages
        return [line for line in self.complaints if not any(words in line for words in forgiven)]

    def shown(self) -> int:
        """The number of the page on the screen, from the image's own address."""
        return int(self.page.locator("img.sheet-page").evaluate("image => image.src.split('/').pop().split('?')[0]"))

    def expect_page(self, number: int) -> None:
        expect(self.page.locator("img.sheet-page")).to_have_attribute(
            "src", re.compile(rf"/papers/v81/pages/{number}(\?ahead=1)?$")
        )
        expect(self.page.locator("[data-part=number]")).to_have_value(str(number))
        expect(self.page.locator("[data-part=sheet]")).not_to_have_class(re.compile(r"\bis-empty\b"))

    def sheet(self) -> dict[str, float]:
        box = self.page.locator("[data-part=sheet]").bounding_box()
        assert box is not None
        return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}

    def leaf_point(self, across: float, down: float) -> tuple[float, float]:
        box = self.page.locator("[data-part=leaf]").bounding_box()
        assert box is not None
        return box["x"] + box["width"] * across, box["y"] + box["height"] * down

    def swipe(self, from_across: float, to_across: float) -> None:
        """One finger, as the browser's own touch events."""
        touch = self.page.context.new_cdp_session(self.page)
        points = [from_across + (to_across - from_across) * step / 6 for step in range(7)]
        for index, across in enumerate(points):
            x, y = self.leaf_point(across, 0.5)
            kind = "touchStart" if index == 0 else "touchMove"
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def double_tap(self, across: float, down: float) -> None:
        """Two taps of one finger at a place of the leaf, a tenth of a second apart however busy the machine is."""
        touch = self.page.context.new_cdp_session(self.page)
        x, y = self.leaf_point(across, down)
        begun = time.time()
        for at in (begun, begun + 0.1):
            down_at, up_at = {"timestamp": at}, {"timestamp": at + 0.02}
            touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}], **down_at})
            touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": [], **up_at})

    def pinch(self, apart_before: float, apart_after: float) -> None:
        """Two fingers about the middle; distances in pixels."""
        touch = self.page.context.new_cdp_session(self.page)
        x, y = self.leaf_point(0.5, 0.4)
        for step in range(9):
            half = (apart_before + (apart_after - apart_before) * step / 8) / 2
            fingers = [{"x": x - half, "y": y, "id": 0}, {"x": x + half, "y": y, "id": 1}]
            kind = "touchStart" if step == 0 else "touchMove"
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


OpenPaper = Callable[..., Tablet]


@pytest.fixture
def open_paper(browser: Browser) -> Iterator[OpenPaper]:
    """Opens the paper on a tablet; when the test ends, no complaint of the browser may be left."""
    closers = contextlib.ExitStack()
    tablets: list[Tablet] = []

    def opener(
        desk: Desk | None = None,
        *,
        size: tuple[int, int] = PORTRAIT,
        path: str = f"/read/{MATERIAL}",
        script: bool = True,
        is_timed: bool = False,  # the test moves the tablet's clock on
    ) -> Tablet:
        desk = desk or Desk()
        address = closers.enter_context(serving(desk))
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=2,
            has_touch=True,
            java_script_enabled=script,
            locale="ja-JP",
        )
        closers.callback(context.close)
        tablet = _heard(Tablet(context.new_page(), desk))
        tablets.append(tablet)
        if is_timed:
            tablet.page.clock.install()
        tablet.page.goto(address + path)
        if script:
            for reader in tablet.page.locator("[data-reader]").all():
                expect(reader).to_have_class(re.compile(r"\bis-live\b"))
                expect(reader.locator("[data-part=contents] a, [data-part=contents] p").first).to_be_attached()
        return tablet

    yield opener
    closers.close()
    for tablet in tablets:
        assert tablet.unforgiven() == []


def _heard(tablet: Tablet) -> Tablet:
    """With every complaint of its browser written down."""
    tablet.page.on("console", lambda message: tablet.complaints.append(f"{message.type}: {message.text}"))
    tablet.page.on("pageerror", lambda error: tablet.complaints.append(f"thrown: {error}"))
    return tablet


def forgive_refused_requests(tablet: Tablet) -> None:
    """Chromium writes a line for every answer of 4xx; where a test refuses on purpose, those lines are expected."""
    tablet.may_be_refused = True
