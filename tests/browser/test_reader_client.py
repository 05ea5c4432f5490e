"""The reader in a browser, at tablet size: what fingers and keys do, what is asked of the server, what is told when a page fails."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.reader_fixture.server import CSRF, Desk, serving

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PORTRAIT = (820, 1180)
LANDSCAPE = (1180, 820)
SCREENS = [PORTRAIT, LANDSCAPE, (1366, 768), (390, 844)]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]


@dataclass
class Tablet:
    """One tablet with the paper open, and everything its browser complained about."""

    page: Page
    desk: Desk
    complaints: list[str] = field(default_factory=list)

    def shown(self) -> int:
        """The number of the page on the screen, from the image's own address."""
        return int(self.page.locator("img.sheet-page").evaluate("image => image.src.split('/').pop()"))

    def expect_page(self, number: int) -> None:
        expect(self.page.locator("img.sheet-page")).to_have_attribute("src", f"/papers/v81/pages/{number}")
        expect(self.page.locator("#page-number")).to_have_value(str(number))
        expect(self.page.locator("#sheet")).not_to_have_class("is-empty")

    def sheet(self) -> dict[str, float]:
        box = self.page.locator("#sheet").bounding_box()
        assert box is not None
        return dict(box)

    def leaf_point(self, across: float, down: float) -> tuple[float, float]:
        box = self.page.locator("#leaf").bounding_box()
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


type_of_opener = Callable[..., Tablet]


@pytest.fixture
def open_paper(browser: Browser) -> Iterator[type_of_opener]:
    """Opens the paper on a tablet; when the test ends, no complaint of the browser may be left."""
    closers: list[Callable[[], None]] = []
    tablets: list[Tablet] = []

    def opener(desk: Desk | None = None, *, size: tuple[int, int] = PORTRAIT, query: str = "", script: bool = True) -> Tablet:
        desk = desk or Desk()
        server = serving(desk)
        address = server.__enter__()
        closers.append(lambda: server.__exit__(None, None, None))
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=2,
            has_touch=True,
            java_script_enabled=script,
            locale="ja-JP",
        )
        closers.append(context.close)
        tablet = Tablet(context.new_page(), desk)
        tablets.append(tablet)
        tablet.page.on("console", lambda message: tablet.complaints.append(f"{message.type}: {message.text}"))
        tablet.page.on("pageerror", lambda error: tablet.complaints.append(f"thrown: {error}"))
        tablet.page.goto(address + query)
        if script:
            expect(tablet.page.locator("main.is-live")).to_be_attached()
            expect(tablet.page.locator("#contents-body a, #contents-body p").first).to_be_attached()
        return tablet

    yield opener
    for close in reversed(closers):
        close()
    for tablet in tablets:
        assert tablet.complaints == []


def forgive_refused_requests(tablet: Tablet) -> None:
    """Chromium writes a line for every answer of 4xx; where a test refuses on purpose, those lines are expected."""
    tablet.complaints[:] = [line for line in tablet.complaints if "Failed to load resource" not in line]


def test_paper_opens_at_the_page_read_last_without_asking_for_it_twice(open_paper: type_of_opener) -> None:
    tablet = open_paper(Desk(last_page=12))

    tablet.expect_page(12)
    assert tablet.desk.count("page/12") == 1


def test_keys_turn_pages_and_go_to_both_ends(open_paper: type_of_opener) -> None:
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


def test_tap_in_an_outer_third_turns_and_in_the_middle_does_not(open_paper: type_of_opener) -> None:
    tablet = open_paper()

    tablet.page.touchscreen.tap(*tablet.leaf_point(0.9, 0.5))
    tablet.expect_page(13)
    tablet.page.touchscreen.tap(*tablet.leaf_point(0.1, 0.5))
    tablet.expect_page(12)
    tablet.page.touchscreen.tap(*tablet.leaf_point(0.5, 0.5))
    tablet.page.wait_for_timeout(400)
    tablet.expect_page(12)


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_swipe_turns_in_both_directions(open_paper: type_of_opener, size: tuple[int, int]) -> None:
    tablet = open_paper(size=size)

    tablet.swipe(0.8, 0.3)
    tablet.expect_page(13)
    tablet.swipe(0.3, 0.8)
    tablet.expect_page(12)


def test_short_pull_returns_the_sheet_to_its_place(open_paper: type_of_opener) -> None:
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


def test_page_number_may_be_typed_in_full_width_digits(open_paper: type_of_opener) -> None:
    tablet = open_paper()

    tablet.page.keyboard.press("g")
    tablet.page.keyboard.insert_text("３５")
    tablet.page.keyboard.press("Enter")

    tablet.expect_page(35)


def test_number_beyond_the_paper_is_refused_and_nothing_turns(open_paper: type_of_opener) -> None:
    tablet = open_paper()

    tablet.page.locator("#page-number").fill("41")
    tablet.page.locator("#page-number").press("Enter")

    expect(tablet.page.locator("#page-number")).to_have_attribute("aria-invalid", "true")
    expect(tablet.page.locator("#said")).to_have_text("1 から 40 までの数字を入力してください。")
    assert tablet.shown() == 12


def test_slider_goes_to_the_page_that_is_let_go(open_paper: type_of_opener) -> None:
    tablet = open_paper()

    tablet.page.locator("#page-slider").fill("30")

    tablet.expect_page(30)


def test_contents_lead_to_a_chapter_and_focus_comes_back(open_paper: type_of_opener) -> None:
    tablet = open_paper()

    tablet.page.keyboard.press("c")
    expect(tablet.page.locator("#contents-drawer [aria-current]")).to_be_focused()
    tablet.page.get_by_role("link", name="説明書").click()

    tablet.expect_page(20)
    expect(tablet.page.locator("#contents-drawer")).to_be_hidden()
    expect(tablet.page.locator("#open-contents")).to_be_focused()


def test_escape_closes_the_contents(open_paper: type_of_opener) -> None:
    tablet = open_paper()

    tablet.page.locator("#open-contents").click()
    expect(tablet.page.locator("#contents-drawer")).to_be_visible()
    tablet.page.keyboard.press("Escape")

    expect(tablet.page.locator("#contents-drawer")).to_be_hidden()


def test_link_inside_a_page_leads_to_its_target(open_paper: type_of_opener) -> None:
    links = {"12": [{"page": 20, "x0": 0.7, "y0": 0.5, "x1": 0.95, "y1": 0.56}]}
    tablet = open_paper(Desk(links=links))

    tablet.page.get_by_role("link", name="20 ページへ").tap()

    tablet.expect_page(20)
    expect(tablet.page.locator("#sheet-links")).to_be_hidden()


def test_next_page_was_asked_for_before_the_turn_and_not_again(open_paper: type_of_opener) -> None:
    tablet = open_paper()
    tablet.page.wait_for_function("() => performance.getEntriesByName(location.origin + '/papers/v81/pages/14').length > 0")
    assert tablet.desk.count("page/13") == 1

    tablet.page.keyboard.press("ArrowRight")
    tablet.expect_page(13)

    assert tablet.desk.count("page/13") == 1


def test_only_thumbnails_in_sight_are_loaded_and_they_follow(open_paper: type_of_opener) -> None:
    tablet = open_paper(Desk(pages=200, last_page=100))
    current = tablet.page.locator("#strip a[aria-current]")
    expect(current.locator("img")).to_be_attached()
    tablet.page.wait_for_timeout(300)
    assert 5 < tablet.desk.count("thumb/") < 40
    assert "thumb/1" not in tablet.desk.asked

    tablet.page.keyboard.press("End")
    tablet.expect_page(200)

    expect(current).to_be_in_viewport()
    expect(current.locator("img")).to_be_attached()


def test_pinch_enlarges_and_then_finer_cells_are_laid_over_the_visible_part(open_paper: type_of_opener) -> None:
    tablet = open_paper()
    before = tablet.sheet()["width"]

    tablet.pinch(100, 320)

    expect(tablet.page.locator("#cells img").first).to_be_visible()
    assert tablet.sheet()["width"] > before * 2
    assert {path.split("/")[2] for path in tablet.desk.asked if path.startswith("cell/12/")} <= {"2", "4"}


def test_enlarged_page_is_panned_within_its_edges_and_does_not_turn(open_paper: type_of_opener) -> None:
    tablet = open_paper()
    tablet.pinch(100, 300)
    leaf = tablet.page.locator("#leaf").bounding_box()
    assert leaf is not None

    for _ in range(4):
        tablet.page.mouse.move(*tablet.leaf_point(0.6, 0.6))
        tablet.page.mouse.down()
        tablet.page.mouse.move(*tablet.leaf_point(0.55, 0.1), steps=4)
        tablet.page.mouse.up()

    sheet = tablet.sheet()
    assert sheet["y"] + sheet["height"] == pytest.approx(leaf["y"] + leaf["height"] - 12, abs=1)
    tablet.expect_page(12)


def test_double_tap_enlarges_and_again_returns(open_paper: type_of_opener) -> None:
    tablet = open_paper()
    before = tablet.sheet()["width"]
    middle = tablet.leaf_point(0.5, 0.5)

    tablet.page.touchscreen.tap(*middle)
    tablet.page.touchscreen.tap(*middle)
    enlarged = tablet.sheet()["width"]
    tablet.page.wait_for_timeout(400)
    tablet.page.touchscreen.tap(*middle)
    tablet.page.touchscreen.tap(*middle)

    assert enlarged > before * 2
    assert tablet.sheet()["width"] == pytest.approx(before)


def test_wheel_with_control_enlarges_about_the_pointer(open_paper: type_of_opener) -> None:
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
    assert after["width"] > before["width"] * 1.8
    assert (at[1] - after["y"]) / after["height"] == pytest.approx(share_before, abs=0.01)


def test_finer_picture_that_is_not_ready_is_asked_for_again(open_paper: type_of_opener) -> None:
    tablet = open_paper(Desk(zoom_refusals_left=2))
    tablet.pinch(100, 320)
    expect(tablet.page.locator("#page-fault")).to_be_hidden()

    expect(tablet.page.locator("#cells img").first).to_be_visible(timeout=9000)

    forgive_refused_requests(tablet)


def test_last_page_is_kept_with_the_token(open_paper: type_of_opener) -> None:
    tablet = open_paper()
    tablet.page.keyboard.press("ArrowRight")
    tablet.page.keyboard.press("ArrowRight")
    tablet.expect_page(14)

    tablet.page.wait_for_timeout(1900)

    assert tablet.desk.positions == [14]
    assert tablet.desk.tokens == [CSRF]


def test_leaving_at_once_still_keeps_the_page(open_paper: type_of_opener) -> None:
    tablet = open_paper()
    tablet.page.keyboard.press("ArrowRight")
    tablet.expect_page(13)

    tablet.page.goto("about:blank")
    tablet.page.wait_for_timeout(300)

    assert tablet.desk.positions == [13]


def test_page_that_cannot_be_shown_is_replaced_by_its_sentence(open_paper: type_of_opener) -> None:
    fault = {
        "code": "V207",
        "sentence": "氏名の透かしを作れませんでした。議会事務局（内線 240）に連絡してください。",
        "action_href": "/help",
        "action_label": "連絡のしかた",
    }
    tablet = open_paper(Desk(faults={13: fault}))

    tablet.page.keyboard.press("ArrowRight")

    alert = tablet.page.get_by_role("alert")
    expect(alert).to_contain_text("氏名の透かしを作れませんでした。")
    expect(alert).to_contain_text("番号 V207")
    expect(tablet.page.locator("img.sheet-page")).to_be_hidden()
    expect(alert.get_by_role("link", name="連絡のしかた")).to_have_attribute("href", "/help")
    tablet.page.keyboard.press("ArrowRight")
    tablet.expect_page(14)
    expect(tablet.page.locator("#page-fault")).to_be_hidden()
    forgive_refused_requests(tablet)


def test_page_that_failed_comes_with_a_second_try(open_paper: type_of_opener) -> None:
    tablet = open_paper(Desk(faults={13: {"code": "busy", "sentence": "少し待ってから、もう一度お試しください。"}}))
    tablet.page.keyboard.press("ArrowRight")
    expect(tablet.page.get_by_role("alert")).to_contain_text("少し待ってから")
    tablet.desk.faults.clear()

    tablet.page.get_by_role("button", name="もう一度").click()

    tablet.expect_page(13)
    expect(tablet.page.locator("img.sheet-page")).to_be_visible()
    forgive_refused_requests(tablet)


def test_foreign_address_in_a_refusal_does_not_become_a_link(open_paper: type_of_opener) -> None:
    fault = {"code": "x", "sentence": "読めません。", "action_href": "https://example.org/", "action_label": "ここへ"}
    tablet = open_paper(Desk(faults={13: fault}))

    tablet.page.keyboard.press("ArrowRight")

    expect(tablet.page.get_by_role("alert")).to_contain_text("読めません。")
    assert tablet.page.get_by_role("link", name="ここへ").count() == 0
    forgive_refused_requests(tablet)


def test_signed_out_reader_is_told_and_comes_back_to_the_same_page(open_paper: type_of_opener) -> None:
    tablet = open_paper()
    tablet.page.wait_for_timeout(1800)
    tablet.desk.is_signed_out = True
    tablet.page.keyboard.press("End")

    bar = tablet.page.locator("#reader-bar")
    expect(bar).to_contain_text("もう一度サインインしてください。")
    expect(bar.get_by_role("link")).to_have_attribute("href", "/signin?next=%2Fread%2Fm16%3Fp%3D40")
    tablet.desk.is_signed_out = False
    tablet.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(bar).to_be_hidden()
    tablet.expect_page(40)
    expect(tablet.page.locator("img.sheet-page")).to_be_visible()
    forgive_refused_requests(tablet)


def test_words_of_the_page_are_offered_as_plain_text_where_allowed(open_paper: type_of_opener) -> None:
    tablet = open_paper()

    tablet.page.keyboard.press("x")
    expect(tablet.page.locator("#text-body")).to_contain_text("12 ページの文字です。")
    expect(tablet.page.locator("#text-body")).to_contain_text("<b>太字ではありません</b>")
    tablet.page.keyboard.press("PageDown")

    expect(tablet.page.locator("#text-body")).to_contain_text("13 ページの文字です。")


def test_words_are_not_offered_where_they_are_not_allowed(open_paper: type_of_opener) -> None:
    tablet = open_paper(Desk(text_allowed=False))

    assert tablet.page.locator("#open-text, #text-drawer").count() == 0


def test_page_is_announced_politely(open_paper: type_of_opener) -> None:
    tablet = open_paper()

    tablet.page.keyboard.press("ArrowRight")

    expect(tablet.page.locator("#said")).to_have_text("13 ページ（全 40 ページ）")


def test_slow_page_leaves_no_other_page_under_its_number(open_paper: type_of_opener) -> None:
    tablet = open_paper()
    tablet.desk.page_delay_seconds = 1.0

    tablet.page.keyboard.press("End")

    expect(tablet.page.locator("#page-wait")).to_be_visible()
    expect(tablet.page.locator("img.sheet-page")).to_be_hidden()
    tablet.expect_page(40)
    expect(tablet.page.locator("img.sheet-page")).to_be_visible()
    expect(tablet.page.locator("#page-wait")).to_be_hidden()


def test_pages_turn_by_links_without_script(open_paper: type_of_opener) -> None:
    tablet = open_paper(script=False)

    tablet.page.get_by_role("link", name="次").click()

    assert tablet.shown() == 13
    expect(tablet.page.get_by_role("link", name="前")).to_have_attribute("href", "?p=12")


def test_whole_reader_can_be_used_by_keyboard_alone(open_paper: type_of_opener) -> None:
    tablet = open_paper()
    reached: set[str] = set()

    for _ in range(24):
        tablet.page.keyboard.press("Tab")
        reached.add(tablet.page.evaluate("document.activeElement.id || document.activeElement.className"))

    wanted = {"open-contents", "open-strip", "zoom-in", "zoom-out", "zoom-fit", "turn-back", "page-number", "page-slider", "turn-on"}
    assert wanted <= reached


@pytest.mark.parametrize("size", SCREENS)
def test_nothing_scrolls_sideways_and_targets_are_large_enough(
    open_paper: type_of_opener, size: tuple[int, int], tmp_path: Path
) -> None:
    tablet = open_paper(size=size)

    measured = tablet.page.evaluate(
        """() => ({
            overflow: document.documentElement.scrollWidth - window.innerWidth,
            small: [...document.querySelectorAll('.reader a, .reader button, .reader input')]
                .filter((part) => part.offsetParent && !part.closest('.visually-hidden'))
                .map((part) => [part.id || part.className, part.getBoundingClientRect()])
                .filter(([, box]) => box.height < 44 || box.width < 44)
                .map(([name]) => name),
        })"""
    )
    tablet.page.screenshot(path=tmp_path / f"reader-{size[0]}x{size[1]}.png")

    assert measured == {"overflow": 0, "small": []}


def test_print_shows_only_the_notice(open_paper: type_of_opener) -> None:
    tablet = open_paper()

    tablet.page.emulate_media(media="print")

    expect(tablet.page.locator("#main")).to_be_hidden()
    expect(tablet.page.locator(".print-notice")).to_be_visible()
