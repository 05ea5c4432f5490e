"""The reader at tablet size: turning, choosing and enlarging pages, and what is asked of the server for it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reader_fixture.server import Desk
from tests.browser.reader_fixture.tablet import LANDSCAPE, PORTRAIT, SCREENS, OpenPaper, Tablet, open_paper
from tests.support.chromium import needs_browser

pytestmark = needs_browser
__all__ = ["open_paper"]


def test_paper_opens_at_the_page_read_last_without_asking_for_it_twice(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(last_page=12))

    tablet.expect_page(12)
    assert tablet.desk.count("page/12") == 1
    # The element that the server sent stays: those that the client makes are decoded asynchronously.
    assert tablet.page.locator("img.sheet-page").get_attribute("decoding") is None


def test_keys_turn_pages_and_go_to_both_ends(open_paper: OpenPaper) -> None:
    tablet = open_paper()

    tablet.page.keyboard.press("ArrowRight")
    tablet.expect_page(13)
    tablet.page.keyboard.press("PageUp")
    tablet.expect_page(12)
    tablet.page.keyboard.press("End")
    tablet.expect_page(40)
    tablet.page.keyboard.press("ArrowRight")
    tablet.expect_page(40)
    tablet.page.keyboard.press("Home")
    tablet.expect_page(1)


def test_tap_in_an_outer_third_turns_and_in_the_middle_does_not(open_paper: OpenPaper) -> None:
    tablet = open_paper()

    tablet.page.touchscreen.tap(*tablet.leaf_point(0.9, 0.5))
    tablet.expect_page(13)
    tablet.page.touchscreen.tap(*tablet.leaf_point(0.1, 0.5))
    tablet.expect_page(12)
    tablet.page.touchscreen.tap(*tablet.leaf_point(0.5, 0.5))
    tablet.page.wait_for_timeout(400)
    tablet.expect_page(12)


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_swipe_turns_in_both_directions(open_paper: OpenPaper, size: tuple[int, int]) -> None:
    tablet = open_paper(size=size)

    if size == LANDSCAPE:  # the rest of the page comes first
        tablet.swipe(0.8, 0.3)
        tablet.expect_page(12)
    tablet.swipe(0.8, 0.3)
    tablet.expect_page(13)
    tablet.swipe(0.3, 0.8)
    tablet.expect_page(12)


def test_short_pull_returns_the_sheet_to_its_place(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    before = tablet.sheet()

    touch = tablet.page.context.new_cdp_session(tablet.page)
    x, y = tablet.leaf_point(0.5, 0.5)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    tablet.page.wait_for_timeout(200)
    touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x - 30, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    tablet.page.wait_for_timeout(400)

    tablet.expect_page(12)
    assert tablet.sheet() == before


def test_page_number_may_be_typed_in_full_width_digits(open_paper: OpenPaper) -> None:
    tablet = open_paper()

    tablet.page.keyboard.press("g")
    tablet.page.keyboard.insert_text("３５")
    tablet.page.keyboard.press("Enter")

    tablet.expect_page(35)


def test_number_beyond_the_paper_is_refused_and_nothing_turns(open_paper: OpenPaper) -> None:
    tablet = open_paper()

    tablet.page.locator("[data-part=number]").fill("41")
    tablet.page.locator("[data-part=number]").press("Enter")

    expect(tablet.page.locator("[data-part=number]")).to_have_attribute("aria-invalid", "true")
    expect(tablet.page.locator("[data-part=said]")).to_have_text("1 から 40 までの数字を入力してください。")
    assert tablet.shown() == 12


def test_slider_goes_to_the_page_that_is_let_go(open_paper: OpenPaper) -> None:
    tablet = open_paper()

    tablet.page.locator("[data-part=slider]").fill("30")

    tablet.expect_page(30)


@pytest.mark.parametrize("size", SCREENS)
def test_finger_on_the_slider_sees_the_page_before_it_goes_there(open_paper: OpenPaper, size: tuple[int, int]) -> None:
    tablet = open_paper(size=size, is_timed=True)
    slider, preview = tablet.page.locator("[data-part=slider]"), tablet.page.locator("[data-part=preview]")
    box = slider.bounding_box()
    assert box is not None
    touch = tablet.page.context.new_cdp_session(tablet.page)
    tablet.page.clock.pause_at(tablet.page.evaluate("Date.now() + 5000"))  # a busy machine lets the finger rest
    for step in range(7):
        finger = {"x": box["x"] + box["width"] * (0.4 + 0.1 * step) - 1, "y": box["y"] + box["height"] / 2}
        kind = "touchMove" if step else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [finger]})

    expect(preview).to_have_text("40 ページ")
    expect(preview.locator("img")).to_be_visible()
    expect(preview).to_be_in_viewport(ratio=1)
    assert tablet.shown() == 12
    assert tablet.desk.count("thumb/") <= 7

    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    tablet.expect_page(40)
    expect(preview).to_be_hidden()
    expect(preview.locator("img")).to_have_count(0)


# Moves along the slider at the pace of the screen; writes down each picture that is seen, with the number below it.
RIFFLE = """async () => {
  const [slider, preview] = ["slider", "preview"].map((name) => document.querySelector(`[data-part=${name}]`));
  const seen = [];
  const look = () => {
    const image = preview.querySelector("img");
    if (image) seen.push([Number(new URL(image.src).pathname.split("/").pop()), parseInt(preview.textContent, 10)]);
  };
  new MutationObserver(look).observe(preview, { childList: true, subtree: true });
  const begun = performance.now();
  for (let page = 1; page <= 300; page += 2) {
    slider.value = String(page);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }
  return { seen, seconds: (performance.now() - begun) / 1000 };
}"""


def test_pages_are_riffled_along_the_slider_each_with_its_own_number(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(pages=300))

    riffled = tablet.page.evaluate(RIFFLE)

    numbers = {number for number, _ in riffled["seen"]}
    assert [pair for pair in riffled["seen"] if pair[0] != pair[1]] == []
    assert len(numbers) > 10
    expect(tablet.page.locator("[data-part=preview]")).to_have_text("299 ページ")
    expect(tablet.page.locator("[data-part=preview] img")).to_have_attribute("src", re.compile(r"/thumbs/299\?"))
    tablet.page.locator("[data-part=slider]").dispatch_event("change")
    tablet.expect_page(299)


def test_contents_lead_to_a_chapter_and_focus_comes_back(open_paper: OpenPaper) -> None:
    tablet = open_paper()

    tablet.page.keyboard.press("c")
    expect(tablet.page.locator("[data-part=contents-drawer] [aria-current]")).to_be_focused()
    tablet.page.get_by_role("link", name="説明書").click()

    tablet.expect_page(20)
    expect(tablet.page.locator("[data-part=contents-drawer]")).to_be_hidden()
    expect(tablet.page.locator("[data-part=open-contents]")).to_be_focused()


def test_escape_closes_the_contents(open_paper: OpenPaper) -> None:
    tablet = open_paper()

    tablet.page.locator("[data-part=open-contents]").click()
    expect(tablet.page.locator("[data-part=contents-drawer]")).to_be_visible()
    tablet.page.keyboard.press("Escape")

    expect(tablet.page.locator("[data-part=contents-drawer]")).to_be_hidden()


def test_link_inside_a_page_leads_to_its_target(open_paper: OpenPaper) -> None:
    links = {"12": [{"page": 20, "x0": 0.7, "y0": 0.5, "x1": 0.95, "y1": 0.56}]}
    tablet = open_paper(Desk(links=links))

    tablet.page.get_by_role("link", name="20 ページへ").tap()

    tablet.expect_page(20)
    expect(tablet.page.locator("[data-part=links]")).to_be_hidden()


def test_finger_beside_a_low_link_follows_it_and_turns_nothing(open_paper: OpenPaper) -> None:
    """Printed links are as low as a line: what a finger touches is 44 px high, and of two the nearer one."""
    upper, lower = ({"x0": 0.7, "x1": 0.95, "y0": top, "y1": top + 0.01} for top in (0.5, 0.54))
    lines: list[dict[str, float]] = [{"page": 20, **upper}, {"page": 30, **lower}]
    tablet = open_paper(Desk(links={"12": lines, "20": lines}))

    above = tablet.page.get_by_role("link", name="20 ページへ").bounding_box()
    assert above is not None
    tablet.page.touchscreen.tap(above["x"] + 40, above["y"] - 8)  # where a tap on bare paper turns to page 13
    tablet.expect_page(20)
    below = tablet.page.get_by_role("link", name="30 ページへ").bounding_box()
    assert below is not None
    tablet.page.touchscreen.tap(below["x"] + 40, below["y"] - 3)
    tablet.expect_page(30)


def test_next_page_was_asked_for_before_the_turn_and_not_again(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    tablet.page.wait_for_function(
        "() => performance.getEntriesByName(location.origin + '/papers/v81/pages/14?ahead=1').length > 0"
    )
    assert tablet.desk.count("page/13") == 1

    tablet.page.keyboard.press("ArrowRight")
    tablet.expect_page(13)

    assert tablet.desk.count("page/13") == 1


def test_only_thumbnails_in_sight_are_loaded_and_they_follow(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(pages=200, last_page=100))
    assert tablet.desk.count("thumb/") == 0  # the page has the whole room, and the line, until they are wanted
    tablet.page.get_by_role("button", name="ページ", exact=True).tap()
    current = tablet.page.locator("[data-part=strip] a[aria-current]")
    expect(current.locator("img")).to_be_attached()
    tablet.page.wait_for_function("() => document.querySelectorAll('[data-part=strip] img').length > 8")
    tablet.page.wait_for_load_state("networkidle")
    assert 8 < tablet.desk.count("thumb/") < 20
    assert "thumb/1" not in tablet.desk.asked

    tablet.page.keyboard.press("End")
    tablet.expect_page(200)

    expect(current).to_be_in_viewport()
    expect(current.locator("img")).to_be_attached()


def test_pinch_enlarges_and_then_finer_cells_are_laid_over_the_visible_part(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    before = tablet.sheet()["width"]

    tablet.pinch(100, 320)

    expect(tablet.page.locator("[data-part=cells] img").first).to_be_visible()
    assert tablet.sheet()["width"] > before * 2
    assert {path.split("/")[2] for path in tablet.desk.asked if path.startswith("cell/12/")} <= {"2", "4"}


def test_enlarged_page_is_panned_within_its_edges_and_does_not_turn(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    tablet.pinch(100, 300)
    leaf = tablet.page.locator("[data-part=leaf]").bounding_box()
    assert leaf is not None

    for _ in range(4):
        tablet.page.mouse.move(*tablet.leaf_point(0.6, 0.6))
        tablet.page.mouse.down()
        tablet.page.mouse.move(*tablet.leaf_point(0.55, 0.1), steps=4)
        tablet.page.mouse.up()

    sheet = tablet.sheet()
    assert sheet["y"] + sheet["height"] == pytest.approx(leaf["y"] + leaf["height"] - 12, abs=1)
    tablet.expect_page(12)


def double_tap(tablet: Tablet, at: tuple[float, float]) -> None:
    """Two taps as a finger makes them, by the screen's own clock, however long a busy machine takes to pass them on."""
    touch = tablet.page.context.new_cdp_session(tablet.page)
    began = tablet.page.evaluate("() => (performance.timeOrigin + performance.now()) / 1000")
    points = [{"x": at[0], "y": at[1]}]
    for seconds in (0.0, 0.15):
        for kind, after, touching in (("touchStart", 0.0, points), ("touchEnd", 0.05, [])):
            stamp = began + seconds + after
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touching, "timestamp": stamp})
    touch.detach()


def test_double_tap_enlarges_and_again_returns(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    before = tablet.sheet()["width"]
    middle = tablet.leaf_point(0.5, 0.5)

    double_tap(tablet, middle)
    enlarged = tablet.sheet()["width"]
    tablet.page.wait_for_timeout(400)
    double_tap(tablet, middle)

    assert enlarged > before * 2
    assert tablet.sheet()["width"] == pytest.approx(before)


def test_wheel_with_control_enlarges_about_the_pointer(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    before = tablet.sheet()
    at = tablet.leaf_point(0.5, 0.5)
    share_before = (at[1] - before["y"]) / before["height"]

    tablet.page.mouse.move(*at)
    tablet.page.keyboard.down("Control")
    tablet.page.mouse.wheel(0, -300)
    tablet.page.keyboard.up("Control")
    tablet.page.wait_for_timeout(300)

    after = tablet.sheet()
    assert after["width"] > before["width"] * 1.5
    assert (at[1] - after["y"]) / after["height"] == pytest.approx(share_before, abs=0.01)


def test_another_script_of_the_page_may_ask_for_a_page_and_hears_of_it(open_paper: OpenPaper) -> None:
    tablet = open_paper()

    heard = tablet.page.evaluate(
        """() => new Promise((resolve) => {
            const leaf = document.querySelector("[data-part=leaf]");
            leaf.addEventListener("reader-page", (event) => resolve(event.detail.page));
            leaf.dispatchEvent(new CustomEvent("reader-go", { detail: { page: 31 } }));
        })"""
    )

    assert heard == 31
    tablet.expect_page(31)


def test_turning_the_tablet_keeps_the_page_and_fits_it_anew(open_paper: OpenPaper) -> None:
    tablet = open_paper(size=PORTRAIT)
    tablet.page.keyboard.press("ArrowRight")
    tablet.expect_page(13)

    tablet.page.set_viewport_size({"width": LANDSCAPE[0], "height": LANDSCAPE[1]})

    tablet.page.wait_for_function("() => document.querySelector('[data-part=sheet]').offsetWidth === 896")
    tablet.expect_page(13)


def test_opening_the_strip_keeps_an_enlarged_page_as_it_is(open_paper: OpenPaper) -> None:
    tablet = open_paper(size=LANDSCAPE)
    tablet.page.keyboard.press("+")
    tablet.page.keyboard.press("+")
    enlarged = tablet.sheet()["width"]

    tablet.page.keyboard.press("t")
    expect(tablet.page.locator("[data-part=strip]")).to_be_visible()
    tablet.page.wait_for_timeout(200)

    assert tablet.sheet()["width"] == pytest.approx(enlarged)
    expect(tablet.page.locator("[data-part=strip] a[aria-current]")).to_be_focused()
