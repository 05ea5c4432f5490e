"""A served council with its converting worker, and windows in headless Chromium that keep every complaint."""

import contextlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fpdf import FPDF
from playwright.sync_api import Browser, Page, expect

from app.worker import run_worker
from tests.browser.hall import Hall
from tests.support.chromium import picture
from tests.support.council import Council, council_in
from tests.support.ports import free_port
from tests.support.serving import on_port
from viewer.stamp import BUNDLED_FONTS

PC, TABLET = (1366, 768), (820, 1180)

Complaints = list[str]


@contextlib.contextmanager
def serving(home: Path) -> Iterator[tuple[Council, str]]:
    """A council on a free port of this machine, with one worker beside it; its address."""
    with council_in(home) as council:
        stop = threading.Event()
        worker = threading.Thread(target=run_worker, args=(council.settings, stop), daemon=True)
        worker.start()
        port = free_port()
        try:
            with on_port(council.app, port):
                yield council, f"http://localhost:{port}"
        finally:
            stop.set()
            worker.join(15)


@dataclass
class Window:
    """One person's browser. `complaints`: what its console said in red or yellow, and scripts that threw."""

    page: Page
    address: str
    complaints: Complaints = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a path."""
        self.page.goto(f"{self.address}{path}")

    def picture(self, name: str) -> None:
        """Keep what is on the screen, and check that nothing has to be scrolled sideways."""
        picture(self.page, name)

    def tap(self, across: float, down: float) -> None:
        """A finger on the sheet."""
        self.page.touchscreen.tap(*self._point(across, down))

    def swipe(self, from_across: float, to_across: float) -> None:
        """One finger across the sheet, as the browser's own touch events."""
        touch = self.page.context.new_cdp_session(self.page)
        for step in range(7):
            x, y = self._point(from_across + (to_across - from_across) * step / 6, 0.5)
            kind = "touchMove" if step else "touchStart"
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def pinch(self, apart_before: float, apart_after: float) -> None:
        """Two fingers about the middle of the sheet; distances in pixels."""
        touch = self.page.context.new_cdp_session(self.page)
        x, y = self._point(0.5, 0.4)
        for step in range(9):
            half = (apart_before + (apart_after - apart_before) * step / 8) / 2
            fingers = [{"x": x - half, "y": y, "id": 0}, {"x": x + half, "y": y, "id": 1}]
            kind = "touchMove" if step else "touchStart"
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def expect_page(self, number: int) -> None:
        """The page on the screen, in the image's address and in the field."""
        expect(self.page.locator("[data-part=number]")).to_have_value(str(number))
        expect(self.page.locator(f'img.sheet-page[src*="/pages/{number}"]')).to_be_visible()
        expect(self.page.locator("[data-part=sheet]")).not_to_have_class(re.compile(r"\bis-empty\b"))

    def _point(self, across: float, down: float) -> tuple[float, float]:
        box = self.page.locator("[data-part=leaf]").bounding_box()
        assert box is not None
        return box["x"] + box["width"] * across, box["y"] + box["height"] * down


@contextlib.contextmanager
def window(browser: Browser, council: Council, address: str, login: str, *, size: tuple[int, int]) -> Iterator[Window]:
    """Somebody's window, signed in. At its end no complaint may be left."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=2 if size == TABLET else 1,
        has_touch=size == TABLET,
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        accept_downloads=True,
    )
    opened = Window(context.new_page(), address)
    opened.page.on("console", lambda line: _hear(opened, line.type, line.text))
    opened.page.on("pageerror", lambda error: opened.complaints.append(f"thrown: {error}"))
    # by hand, so that the browser has a key of its own: without one it reads level 3 for a minute only
    Hall(council, browser, address).sign_in(opened.page, login)
    yield opened
    context.close()
    assert opened.complaints == []


def _hear(opened: Window, kind: str, words: str) -> None:
    """A cell that is still being made is asked for again: that 409 is a line of Chromium's own, not a fault."""
    if kind in {"error", "warning"} and "status of 409" not in words:
        opened.complaints.append(f"{kind}: {words}")


def japanese_pdf(file: Path, title: str, pages: int, *, is_a3: bool = False) -> Path:
    """A paper as a secretariat prints it; each page says its number."""
    document = FPDF(orientation="landscape" if is_a3 else "portrait", format="A3" if is_a3 else "A4")
    document.add_font("gothic", fname=str(BUNDLED_FONTS[0]))
    for number in range(1, pages + 1):
        document.add_page()
        document.start_section(f"第{number}条関係")
        document.set_font("gothic", size=20)
        document.multi_cell(0, 12, f"{title}\n", align="C")
        document.set_font("gothic", size=11)
        for clause in range(1, 12):
            words = f"第{clause}条　町長は、次に掲げる財産を取得するものとする。取得の目的は、町民の福祉の増進である。"
            document.multi_cell(0, 6, f"{words}（{number} ページ）\n")
    document.output(str(file))
    return file
