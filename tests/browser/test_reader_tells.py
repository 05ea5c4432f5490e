"""What the reader tells and keeps: failing pages, signing in again, the last page, small screens."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.reader_fixture.server import CSRF, Desk
from tests.browser.reader_fixture.tablet import (
    SCREENS,
    OpenPaper,
    forgive_refused_requests,
    open_paper,
)
from tests.support.chromium import needs_browser

pytestmark = needs_browser
__all__ = ["open_paper"]


def test_finer_picture_that_is_not_ready_is_told_and_asked_for_until_it_comes(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(sharp=1, coming_left=30), is_timed=True)
    coming = tablet.page.locator("[data-part=coming]")
    tablet.pinch(100, 320)
    with tablet.page.expect_response("**/sharpness/*"):
        tablet.page.clock.run_for(300)
    expect(coming).to_be_visible()
    expect(tablet.page.locator("[data-part=said]")).to_have_text("細かい文字を準備しています")

    for _ in range(30):
        with tablet.page.expect_response("**/sharpness/*"):
            tablet.page.clock.run_for(2100)

    expect(tablet.page.locator("[data-part=cells] img").first).to_be_visible()
    expect(coming).to_be_hidden()


def test_coarser_cells_stand_in_while_finer_ones_come(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(sharp=2, coming_left=10**6))

    for _ in range(6):
        tablet.page.keyboard.press("+")

    expect(tablet.page.locator("[data-part=coming]")).to_be_visible()
    expect(tablet.page.locator("[data-part=cells] img").first).to_have_attribute("src", re.compile("/zoom/2/"))


def test_page_that_cannot_be_finer_is_not_asked_for_again(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(sharp=2, never_sharper=True), is_timed=True)

    for _ in range(6):
        tablet.page.keyboard.press("+")
    with tablet.page.expect_response("**/sharpness/*"):
        tablet.page.clock.run_for(300)

    expect(tablet.page.locator("[data-part=cells] img").first).to_have_attribute("src", re.compile("/zoom/2/"))
    for _ in range(3):
        tablet.page.keyboard.press("-")
        tablet.page.keyboard.press("+")
        tablet.page.clock.run_for(5000)
    assert tablet.desk.count("sharpness/12/4") == 1


def test_last_page_is_kept_with_the_token(open_paper: OpenPaper) -> None:
    tablet = open_paper(is_timed=True)
    tablet.page.keyboard.press("ArrowRight")
    tablet.page.keyboard.press("ArrowRight")
    tablet.expect_page(14)

    with tablet.page.expect_response("**/position"):
        tablet.page.clock.run_for(1900)

    assert tablet.desk.positions == [14]
    assert tablet.desk.tokens == [CSRF]


def test_place_of_a_reader_who_is_not_signed_in_is_not_asked_for(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(is_public=True), is_timed=True)
    tablet.page.keyboard.press("ArrowRight")
    tablet.expect_page(13)

    tablet.page.clock.run_for(1900)
    tablet.page.evaluate("fetch(location.href).then(() => true)")  # what would have been told was sent before

    assert tablet.desk.positions == []


def test_leaving_at_once_still_keeps_the_page(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    tablet.page.keyboard.press("ArrowRight")
    tablet.expect_page(13)

    tablet.page.goto("about:blank")
    tablet.page.wait_for_timeout(300)

    assert tablet.desk.positions == [13]


def test_page_that_cannot_be_shown_is_replaced_by_its_sentence(open_paper: OpenPaper) -> None:
    fault = {
        "code": "V207",
        "sentence": "氏名の透かしを作れませんでした。議会事務局（内線 240）に連絡してください。",
        "action_href": "/help",
        "action_label": "連絡のしかた",
    }
    tablet = open_paper(Desk(faults={13: fault}))

    tablet.page.keyboard.press("ArrowRight")

    alert = tablet.page.locator("main").get_by_role("alert")
    expect(alert).to_contain_text("氏名の透かしを作れませんでした。")
    expect(alert).to_contain_text("番号 V207")
    expect(tablet.page.locator("img.sheet-page")).to_be_hidden()
    expect(alert.get_by_role("link", name="連絡のしかた")).to_have_attribute("href", "/help")
    tablet.page.keyboard.press("ArrowRight")
    tablet.expect_page(14)
    expect(tablet.page.locator("[data-part=fault]")).to_be_hidden()
    forgive_refused_requests(tablet)


def test_page_that_failed_comes_with_a_second_try(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(faults={13: {"code": "busy", "sentence": "少し待ってから、もう一度お試しください。"}}))
    tablet.page.keyboard.press("ArrowRight")
    expect(tablet.page.locator("main").get_by_role("alert")).to_contain_text("少し待ってから")
    tablet.desk.faults.clear()

    tablet.page.get_by_role("button", name="もう一度").click()

    tablet.expect_page(13)
    expect(tablet.page.locator("img.sheet-page")).to_be_visible()
    forgive_refused_requests(tablet)


def test_foreign_address_in_a_refusal_does_not_become_a_link(open_paper: OpenPaper) -> None:
    fault = {"code": "x", "sentence": "読めません。", "action_href": "https://example.org/", "action_label": "ここへ"}
    tablet = open_paper(Desk(faults={13: fault}))

    tablet.page.keyboard.press("ArrowRight")

    expect(tablet.page.locator("main").get_by_role("alert")).to_contain_text("読めません。")
    assert tablet.page.get_by_role("link", name="ここへ").count() == 0
    forgive_refused_requests(tablet)


def test_signed_out_reader_is_told_and_comes_back_to_the_same_page(open_paper: OpenPaper) -> None:
    tablet = open_paper(is_timed=True)
    with tablet.page.expect_response("**/position"):
        tablet.page.clock.run_for(1900)
    tablet.desk.is_signed_out = True
    tablet.page.keyboard.press("End")

    bar = tablet.page.locator("[data-part=bar]")
    expect(bar).to_contain_text("もう一度サインインしてください。")
    expect(bar.get_by_role("link")).to_have_attribute("href", "/signin?next=%2Fread%2Fm16%3Fp%3D40")
    tablet.desk.is_signed_out = False
    tablet.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(bar).to_be_hidden()
    tablet.expect_page(40)
    expect(tablet.page.locator("img.sheet-page")).to_be_visible()
    forgive_refused_requests(tablet)


def test_words_of_the_page_are_offered_as_plain_text_where_allowed(open_paper: OpenPaper) -> None:
    tablet = open_paper()

    tablet.page.keyboard.press("x")
    expect(tablet.page.locator("[data-part=words]")).to_contain_text("12 ページの文字です。")
    expect(tablet.page.locator("[data-part=words]")).to_contain_text("<b>太字ではありません</b>")
    tablet.page.keyboard.press("PageDown")

    expect(tablet.page.locator("[data-part=words]")).to_contain_text("13 ページの文字です。")


def test_words_are_not_offered_where_they_are_not_allowed(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(text_allowed=False))

    assert tablet.page.locator("[data-part=open-words], [data-part=words-drawer]").count() == 0


def test_page_is_announced_politely(open_paper: OpenPaper) -> None:
    tablet = open_paper()

    tablet.page.keyboard.press("ArrowRight")

    expect(tablet.page.locator("[data-part=said]")).to_have_text("13 ページ（全 40 ページ）")


def test_slow_page_leaves_no_other_page_under_its_number(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    tablet.desk.page_delay_seconds = 2.0

    tablet.page.keyboard.press("End")

    stand_in = tablet.page.locator("[data-part=stand-in]")
    expect(stand_in).to_have_attribute("src", re.compile("/thumbs/40"))
    expect(stand_in).to_be_visible()
    expect(tablet.page.locator("img.sheet-page")).to_be_hidden()
    wait = tablet.page.locator("[data-part=wait]")
    expect(wait).to_be_visible()
    box = wait.bounding_box()
    assert box is not None
    assert box["y"] > tablet.leaf_point(0.5, 0.9)[1]  # what stands in can be read
    tablet.expect_page(40)
    expect(stand_in).to_be_hidden()
    expect(tablet.page.locator("img.sheet-page")).to_be_visible()
    expect(tablet.page.locator("[data-part=wait]")).to_be_hidden()


def test_who_leafs_faster_than_pages_come_sees_small_ones_pass_with_their_numbers(open_paper: OpenPaper) -> None:
    tablet = open_paper(is_timed=True)
    tablet.page.clock.pause_at(tablet.page.evaluate("Date.now() + 5000"))
    tablet.desk.page_delay_seconds = 20.0
    stand_in = tablet.page.locator("[data-part=stand-in]")
    preview = tablet.page.locator("[data-part=preview]")

    for _ in range(6):
        tablet.page.keyboard.press("ArrowRight")

    expect(preview.locator("img")).to_have_attribute("src", re.compile("/thumbs/18"))
    expect(preview).to_contain_text("18 ページ")
    expect(stand_in).to_be_hidden()

    tablet.page.clock.run_for(200)
    expect(stand_in).to_be_visible()
    expect(stand_in).to_have_attribute("src", re.compile("/thumbs/18"))
    expect(preview).to_be_hidden()


def test_what_passes_while_one_leafs_gives_way_to_a_jump_and_to_a_finger_on_the_slider(open_paper: OpenPaper) -> None:
    tablet = open_paper(is_timed=True)
    tablet.page.clock.pause_at(tablet.page.evaluate("Date.now() + 5000"))
    tablet.desk.page_delay_seconds = 20.0
    preview = tablet.page.locator("[data-part=preview]")
    for _ in range(6):
        tablet.page.keyboard.press("ArrowRight")
    expect(preview).to_contain_text("18 ページ")

    tablet.page.locator("[data-part=slider]").evaluate(
        "slider => { slider.value = '31'; slider.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    tablet.page.clock.run_for(200)
    expect(tablet.page.locator("[data-part=stand-in]")).to_be_visible()
    expect(preview).to_be_visible()
    expect(preview).to_contain_text("31 ページ")
    tablet.page.locator("[data-part=slider]").dispatch_event("pointercancel")
    expect(preview).to_be_hidden()

    tablet.page.route("**/thumbs/40*", lambda _held_back: None)
    for _ in range(2):
        tablet.page.keyboard.press("ArrowRight")
    expect(preview).to_contain_text("20 ページ")
    tablet.page.keyboard.press("End")
    expect(preview).to_be_hidden()


def test_page_that_was_passed_is_called_off(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    tablet.desk.page_delay_seconds = 20.0
    tablet.page.keyboard.press("End")
    for _ in range(200):  # the request is known here before it is known there, and only there it begins to wait
        if "page/40" in tablet.desk.asked:
            break
        tablet.page.wait_for_timeout(25)
    tablet.desk.page_delay_seconds = 0.0

    with tablet.page.expect_event("requestfailed", lambda request: request.url.endswith("/pages/40")):
        tablet.page.keyboard.press("Home")

    tablet.expect_page(1)
    assert [line for line in tablet.complaints if "thrown" in line] == []
    tablet.page.keyboard.press("End")
    tablet.expect_page(40)


def test_leafing_fetches_where_it_rests(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    tablet.desk.page_delay_seconds = 1.0

    tablet.page.evaluate(
        """() => {
            for (const key of ["End", "PageUp", "PageUp", "PageUp", "PageUp", "PageUp"])
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        }"""
    )
    tablet.expect_page(35)

    before = tablet.desk.asked[: tablet.desk.asked.index("page/35")]
    assert not {"page/36", "page/37", "page/38", "page/39"} & set(before)


def test_pages_turn_by_links_without_script(open_paper: OpenPaper) -> None:
    tablet = open_paper(script=False)

    tablet.page.get_by_role("link", name="次").click()

    assert tablet.shown() == 13
    expect(tablet.page.get_by_role("link", name="前")).to_have_attribute("href", "?p=12")


def test_whole_reader_can_be_used_by_keyboard_alone(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    reached: set[str] = set()

    for _ in range(25):
        tablet.page.keyboard.press("Tab")
        reached.add(tablet.page.evaluate("document.activeElement.dataset.part || document.activeElement.className"))

    wanted = {
        "open-contents",
        "open-strip",
        "zoom-in",
        "zoom-out",
        "fit-page",
        "fit-width",
        "turn-back",
        "number",
        "slider",
        "turn-on",
    }
    assert wanted <= reached


@pytest.mark.parametrize("size", SCREENS)
def test_nothing_scrolls_sideways_and_targets_are_large_enough(
    open_paper: OpenPaper, size: tuple[int, int], tmp_path: Path
) -> None:
    tablet = open_paper(size=size)

    measured = tablet.page.evaluate(
        """() => ({
            overflow: document.documentElement.scrollWidth - window.innerWidth,
            small: [...document.querySelectorAll('.reader a, .reader button, .reader input')]
                .filter((part) => part.offsetParent && !part.closest('.visually-hidden'))
                .map((part) => [part.dataset.part || part.className, part.getBoundingClientRect()])
                .filter(([, box]) => box.height < 44 || box.width < 44)
                .map(([name]) => name),
        })"""
    )
    tablet.page.screenshot(path=tmp_path / f"reader-{size[0]}x{size[1]}.png")

    assert measured == {"overflow": 0, "small": []}


@pytest.mark.clause("I 1章4(2)③")
def test_print_shows_only_the_notice(open_paper: OpenPaper) -> None:
    tablet = open_paper()

    tablet.page.emulate_media(media="print")

    expect(tablet.page.locator("#main")).to_be_hidden()
    expect(tablet.page.locator(".print-notice")).to_be_visible()
