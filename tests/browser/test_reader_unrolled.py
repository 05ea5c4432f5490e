"""Pages beneath each other: read on by scrolling, each page with its own issue and place, few of them at a time."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from app.reading.book import Book, Leaf
from tests.browser.reader_fixture.server import Desk
from tests.browser.reader_fixture.tablet import (
    LANDSCAPE,
    PORTRAIT,
    OpenPaper,
    Tablet,
    forgive_refused_requests,
    open_paper,
)
from tests.support.chromium import needs_browser
from tests.support.interception import intercept

pytestmark = needs_browser
__all__ = ["open_paper"]

BOOK = Book(1, 2, None, Leaf("m17", "議案第13号", "/read/m17"), ("m16", "m17"))

# Every page in sight, from top to bottom: what its frame says it is by its place is what its image's address says.
IN_SIGHT = """() => {
  const leaf = document.querySelector("[data-part=leaf]").getBoundingClientRect();
  return [...document.querySelectorAll(".frame:not([hidden])")]
    .map((frame) => ({ box: frame.getBoundingClientRect(), image: frame.querySelector(".sheet-page") }))
    .filter(({ box }) => box.bottom > leaf.top + 1 && box.top < leaf.bottom - 1)
    .sort((a, b) => a.box.top - b.box.top)
    .map(({ image }) => (image ? Number(new URL(image.src).pathname.split("/").pop()) : 0));
}"""

PAGES_HELD = """function () {
  return this.filter((image) => image.className === "sheet-page" && image.hasAttribute("src")).length;
}"""


def _unroll(tablet: Tablet) -> None:
    tablet.page.get_by_role("button", name="見え方").click()
    tablet.page.get_by_text("縦に続けて読む", exact=True).click()
    tablet.page.get_by_role("button", name="見え方を閉じる").click()


def _expect_read(tablet: Tablet, number: int) -> None:
    expect(tablet.page.locator("[data-part=number]")).to_have_value(str(number))
    read = tablet.page.locator(".frame.is-read .sheet-page")
    expect(read).to_have_attribute("src", re.compile(rf"/pages/{number}(\?ahead=1)?$"))
    expect(tablet.page.locator("[data-part=sheet]")).not_to_have_class(re.compile(r"\bis-empty\b"))


def _expect_all_laid(tablet: Tablet) -> None:
    tablet.page.wait_for_function(
        "() => [...document.querySelectorAll('.frame:not([hidden])')]"
        ".every((frame) => frame.querySelector('.sheet-page'))"
    )


def _in_sight(tablet: Tablet) -> list[int]:
    """The pages in sight from top to bottom; 0 where the image is not there yet."""
    pages: list[int] = tablet.page.evaluate(IN_SIGHT)
    return pages


def _throw(tablet: Tablet, from_down: float, to_down: float) -> None:
    """One finger that lets the page go while it moves."""
    touch = tablet.page.context.new_cdp_session(tablet.page)
    for step in range(7):
        x, y = tablet.leaf_point(0.5, from_down + (to_down - from_down) * step / 6)
        kind = "touchStart" if step == 0 else "touchMove"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _roll(tablet: Tablet, pixels: int) -> None:
    tablet.page.mouse.move(*tablet.leaf_point(0.5, 0.5))
    tablet.page.mouse.wheel(0, pixels)


def _picture(tablet: Tablet, name: str) -> None:
    if folder := os.environ.get("GIJO_SCREENSHOTS"):
        tablet.page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_scrolling_leads_over_the_pages_and_the_place_is_kept(open_paper: OpenPaper, size: tuple[int, int]) -> None:
    link = {"page": 30, "x0": 0.2, "y0": 0.1, "x1": 0.6, "y1": 0.15}
    tablet = open_paper(Desk(last_page=12, links={"13": [link], "14": [link]}), size=size)
    _unroll(tablet)
    _expect_read(tablet, 12)
    _picture(tablet, f"unrolled-{size[0]}")

    while tablet.page.locator("[data-part=number]").input_value() == "12":
        _roll(tablet, 300)
    _expect_read(tablet, 13)
    assert {12, 13} <= set(_in_sight(tablet))
    _picture(tablet, f"unrolled-between-{size[0]}")
    tablet.page.wait_for_timeout(1700)  # until the place is told
    assert tablet.desk.positions[-1] == 13
    assert tablet.desk.count("page/12") == tablet.desk.count("page/13") == 1

    tablet.page.reload()
    _expect_read(tablet, 13)
    visible = tablet.page.locator(".sheet-links a:visible")
    expect(visible).to_have_count(2)  # of the page that is read, and of the next one, each once
    visible.first.click()
    _expect_read(tablet, 30)
    tablet.page.go_back()
    _expect_read(tablet, 13)

    tablet.page.locator("[data-part=number]").fill("21")
    tablet.page.keyboard.press("Enter")
    _expect_read(tablet, 21)
    tablet.page.locator("[data-part=turn-on]").click()  # what was not seen of the page comes first, if anything
    tablet.page.locator("[data-part=turn-on]").click()
    expect(tablet.page.locator("[data-part=number]")).not_to_have_value("21")
    tablet.page.set_viewport_size({"width": size[1], "height": size[0]})
    tablet.page.get_by_role("button", name="見え方").click()
    tablet.page.get_by_text("めくる", exact=True).click()
    expect(tablet.page.locator("img.sheet-page")).to_have_count(1)
    tablet.expect_page(int(tablet.page.locator("[data-part=number]").input_value()))


def test_thrown_pages_go_on_and_none_stands_in_another_ones_place(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(last_page=2, page_delay_seconds=0.2))
    _unroll(tablet)
    _expect_read(tablet, 2)

    seen = []
    for _ in range(5):
        _throw(tablet, 0.9, 0.1)
        seen += [_in_sight(tablet) for _ in range(4)]
    tablet.page.wait_for_timeout(1500)  # until nothing moves

    assert [pages for pages in seen if len({page - at for at, page in enumerate(pages) if page}) > 1] == []
    number = int(tablet.page.locator("[data-part=number]").input_value())
    assert number > 6  # five fingers' ways are not four pages: what was thrown went on
    _expect_read(tablet, number)
    assert all(_in_sight(tablet))
    assert len(tablet.desk.asked) < 40  # who flies past a page does not have it made


def test_end_of_the_paper_leads_to_the_next_one(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(pages=3, last_page=2, book=BOOK))
    _unroll(tablet)
    _expect_read(tablet, 2)

    while tablet.page.locator("[data-part=number]").input_value() == "2":
        _roll(tablet, 300)
    _expect_read(tablet, 3)
    _throw(tablet, 0.9, 0.2)

    edge = tablet.page.locator("[data-part=edge]")
    expect(edge).to_contain_text("議案第13号")
    _picture(tablet, "unrolled-end")
    tablet.page.keyboard.press("Home")
    _expect_read(tablet, 1)
    expect(edge).to_be_hidden()


def test_page_that_is_refused_says_so_and_is_scrolled_past(open_paper: OpenPaper) -> None:
    sentence = "このページは、まだ準備ができていません。"
    tablet = open_paper(Desk(last_page=3, faults={4: {"code": "P503", "sentence": sentence}}))
    forgive_refused_requests(tablet)
    _unroll(tablet)
    _expect_read(tablet, 3)

    while tablet.page.locator("[data-part=number]").input_value() == "3":
        _roll(tablet, 300)
    fault = tablet.page.locator("[data-part=fault]")
    expect(fault).to_contain_text(sentence)
    for _ in range(10):
        _roll(tablet, 300)  # over the sentence itself
    _expect_read(tablet, 5)
    expect(fault).to_be_hidden()


def _withdraw(tablet: Tablet) -> None:
    forgive_refused_requests(tablet)
    tablet.desk.is_withdrawn = True
    tablet.page.evaluate("document.dispatchEvent(new CustomEvent('paper-news'))")
    expect(tablet.page.locator("[data-part=fault]")).to_contain_text("取り下げ")


def _expect_nothing(tablet: Tablet) -> None:
    expect(tablet.page.locator("[data-part=fault]")).to_contain_text("取り下げ")
    expect(tablet.page.locator(".frame:not([hidden])")).to_have_count(0)


def test_nothing_of_a_paper_that_is_withdrawn_under_a_scrolling_finger_is_laid_again(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(last_page=2))
    _unroll(tablet)
    _expect_read(tablet, 2)
    tablet.page.wait_for_load_state("networkidle")
    tablet.desk.page_delay_seconds = 3  # the page under the finger is on its way when the paper goes
    while tablet.page.locator("[data-part=number]").input_value() in "234":
        _roll(tablet, 400)
    touch = tablet.page.context.new_cdp_session(tablet.page)
    x, y = tablet.leaf_point(0.5, 0.95)

    def drag(steps: range) -> None:
        for step in steps:
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - 50 * step}]})

    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    drag(range(1, 3))
    _withdraw(tablet)
    asked = len(tablet.desk.asked)
    drag(range(3, 20))
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    tablet.page.wait_for_timeout(400)  # until a small picture would be asked for
    assert tablet.desk.asked[asked:] == []
    _expect_nothing(tablet)


def test_contents_that_come_after_their_paper_is_withdrawn_lay_nothing(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(last_page=2))
    _unroll(tablet)
    held: list[Route] = []
    tablet.page.route("**/contents", lambda route: held.append(route))  # noqa: PLW0108 - it is asked how many it takes
    tablet.page.reload()
    _expect_read(tablet, 2)

    _withdraw(tablet)
    held.pop().continue_()

    expect(tablet.page.locator("[data-part=contents] :is(a, p)").first).to_be_attached()
    _expect_nothing(tablet)


def test_pages_in_sight_are_sharpened_and_old_ones_let_go(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(pages=60, last_page=7))
    _unroll(tablet)
    _expect_read(tablet, 7)
    _expect_all_laid(tablet)
    begun = _kept(tablet)

    for _ in range(120):
        _roll(tablet, 1000)
    tablet.page.wait_for_function("() => document.querySelector('[data-part=number]').value >= 40")
    tablet.page.wait_for_timeout(600)
    number = int(tablet.page.locator("[data-part=number]").input_value())
    _expect_read(tablet, number)
    _expect_all_laid(tablet)
    ended = _kept(tablet)
    assert ended["pages"] <= begun["pages"] + 1  # one page more than is laid, wherever one is
    assert ended["elements"] <= begun["elements"] + 40
    assert ended["heap"] < begun["heap"] + 1_000_000

    held: list[Route] = []
    intercept(tablet.page, "**/pages/18?ahead=1", lambda route: held.append(route))  # noqa: PLW0108 - a built-in is not taken
    tablet.page.locator("[data-part=number]").fill("20")
    tablet.page.keyboard.press("Enter")
    _expect_read(tablet, 20)
    _wait_for(tablet, held)
    assert _kept(tablet)["pages"] <= begun["pages"] + 1  # nor while the last of those fetched ahead is on its way
    held.pop().continue_()
    while tablet.page.locator("[data-part=number]").input_value() == "20":
        _roll(tablet, 80)
    tablet.page.locator("[data-part=zoom-in]").click()
    tablet.page.locator("[data-part=zoom-in]").click()
    for page in (20, 21):
        frame = tablet.page.locator(".frame", has=tablet.page.locator(f"img[src*='/pages/{page}/zoom/']"))
        expect(frame.locator(".sheet-page")).to_have_attribute("src", re.compile(rf"/pages/{page}(\?ahead=1)?$"))


def _wait_for(tablet: Tablet, held: list[Route]) -> None:
    for _ in range(500):
        if held:
            return
        tablet.page.wait_for_timeout(20)
    raise AssertionError("the page was not asked for")


def _kept(tablet: Tablet) -> dict[str, float]:
    """What the tablet holds after a collection: bytes of scripts, elements, and pages' images, shown or not.

    An image that was called off may stay, empty, for longer; it has no source any more, and so no pixels.
    """
    devtools = tablet.page.context.new_cdp_session(tablet.page)
    devtools.send("HeapProfiler.collectGarbage")
    devtools.send("Performance.enable")
    metrics = {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
    images = devtools.send("Runtime.evaluate", {"expression": "HTMLImageElement.prototype"})["result"]["objectId"]
    found = devtools.send("Runtime.queryObjects", {"prototypeObjectId": images})["objects"]["objectId"]
    counted = {"functionDeclaration": PAGES_HELD, "objectId": found, "returnByValue": True}
    held = devtools.send("Runtime.callFunctionOn", counted)["result"]["value"]
    devtools.detach()  # which lets go what it has found
    return {"heap": metrics["JSHeapUsedSize"], "elements": metrics["Nodes"], "pages": held}
