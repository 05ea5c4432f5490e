"""A turn loses nothing: what was not seen comes first, scale and left edge stay, and the tools say what they do."""

import re

import pytest
from playwright.sync_api import expect

from app.reading.book import Book, Leaf
from tests.browser.reader_fixture.server import Desk
from tests.browser.reader_fixture.tablet import LANDSCAPE, OpenPaper, Tablet, open_paper
from tests.support.chromium import needs_browser

pytestmark = needs_browser
__all__ = ["open_paper"]


def _at_rest(tablet: Tablet) -> dict[str, int]:
    """Where the sheet lies, once it glides no more."""
    tablet.page.wait_for_timeout(350)
    return {side: round(value) for side, value in tablet.sheet().items()}


def _leaf(tablet: Tablet) -> dict[str, float]:
    box = tablet.page.locator("[data-part=leaf]").bounding_box()
    assert box is not None
    return {"top": box["y"], "bottom": box["y"] + box["height"]}


def _press_next(tablet: Tablet) -> None:
    tablet.page.get_by_role("link", name="次").click()


def _tap_right(tablet: Tablet) -> None:
    tablet.page.touchscreen.tap(*tablet.leaf_point(0.9, 0.5))


def _swipe_left(tablet: Tablet) -> None:
    tablet.swipe(0.8, 0.3)


def _press_space(tablet: Tablet) -> None:
    tablet.page.keyboard.press(" ")


@pytest.mark.parametrize("turn", [_press_next, _tap_right, _swipe_left, _press_space])
def test_lower_part_of_a_page_is_shown_before_the_next_page(open_paper: OpenPaper, turn: object) -> None:
    assert callable(turn)
    tablet = open_paper(size=LANDSCAPE)
    leaf = _leaf(tablet)
    assert _at_rest(tablet)["y"] + tablet.sheet()["height"] > leaf["bottom"] + 300

    turn(tablet)
    lies = _at_rest(tablet)
    tablet.expect_page(12)
    assert lies["y"] + lies["height"] <= leaf["bottom"] + 1 or lies["y"] < leaf["top"]
    for _ in range(3):
        if tablet.shown() == 12:
            turn(tablet)
            tablet.page.wait_for_timeout(400)

    tablet.expect_page(13)
    assert _at_rest(tablet)["y"] == round(leaf["top"] + 12)


BOOK = Book(
    number=2,
    count=3,
    former=Leaf("m15", "付託表", "/read/m16?p=33"),
    next=Leaf("m17", "議案第13号", "/read/m16?p=1"),
    papers=("m15", "m16", "m17"),
)


def test_end_of_a_paper_leads_to_the_next_one_of_the_meeting_and_its_beginning_to_the_former(
    open_paper: OpenPaper,
) -> None:
    tablet = open_paper(Desk(book=BOOK, last_page=39))
    tablet.leaves_pages = True
    expect(tablet.page.locator(".reader-meeting")).to_contain_text("資料 2 / 3")
    tablet.page.get_by_role("link", name="次").click()
    tablet.expect_page(40)

    edge = tablet.page.locator("[data-part=edge]")
    on = tablet.page.get_by_role("link", name="次の資料")
    on.dblclick()
    expect(edge).to_contain_text("次の資料：議案第13号")
    expect(edge).to_contain_text("もう一度めくると、ひらきます。")
    tablet.page.wait_for_timeout(450)
    tablet.expect_page(40)
    on.click()
    tablet.page.wait_for_url("**/read/m16?p=1")
    tablet.expect_page(1)

    tablet.page.get_by_role("link", name="前の資料").click()
    expect(edge).to_contain_text("前の資料：付託表")
    edge.get_by_role("link", name="ひらく").click()
    tablet.page.wait_for_url("**/read/m16?p=33")
    tablet.expect_page(33)
    expect(tablet.page.get_by_role("link", name="前", exact=True)).to_have_attribute("href", "/papers/m16?p=32")


def test_second_swipe_at_the_end_opens_the_next_paper_and_a_key_that_is_held_does_not(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(book=BOOK, last_page=39), is_timed=True)
    tablet.leaves_pages = True
    edge = tablet.page.locator("[data-part=edge]")
    tablet.page.clock.pause_at(tablet.page.evaluate("Date.now() + 5000"))
    tablet.page.keyboard.down("PageDown")
    tablet.expect_page(40)
    for _ in range(4):
        tablet.page.keyboard.down("PageDown")  # it repeats
        tablet.page.clock.run_for(500)
    tablet.page.keyboard.up("PageDown")
    expect(edge).to_be_hidden()

    tablet.swipe(0.8, 0.3)
    expect(edge).to_contain_text("次の資料：議案第13号")
    tablet.swipe(0.3, 0.8)
    tablet.expect_page(39)
    expect(edge).to_be_hidden()
    tablet.page.keyboard.press("PageDown")
    tablet.expect_page(40)
    tablet.swipe(0.8, 0.3)
    expect(edge).to_be_visible()
    tablet.page.clock.run_for(500)
    assert "p=1" not in tablet.page.url
    tablet.swipe(0.8, 0.3)
    tablet.page.wait_for_url("**/read/m16?p=1")  # to look for the edge now may be too late


def test_going_back_shows_the_end_of_the_page_before_first(open_paper: OpenPaper) -> None:
    tablet = open_paper(size=LANDSCAPE)
    leaf = _leaf(tablet)

    tablet.page.keyboard.press("PageUp")
    tablet.expect_page(11)
    lies = _at_rest(tablet)
    assert lies["y"] + lies["height"] == pytest.approx(leaf["bottom"] - 12, abs=1)

    tablet.page.keyboard.press("PageUp")
    assert _at_rest(tablet)["y"] > lies["y"]
    tablet.expect_page(11)


def test_page_that_is_wholly_seen_turns_at_once(open_paper: OpenPaper) -> None:
    tablet = open_paper()

    for number in (13, 14, 15):
        _press_next(tablet)
        tablet.expect_page(number)


def test_chosen_page_begins_at_its_top(open_paper: OpenPaper) -> None:
    tablet = open_paper(size=LANDSCAPE)
    tablet.page.keyboard.press("PageDown")

    tablet.page.keyboard.press("End")

    tablet.expect_page(40)
    assert _at_rest(tablet)["y"] == round(_leaf(tablet)["top"] + 12)


@pytest.mark.parametrize("key", ["+", "-"])
def test_scale_and_left_edge_stay_when_the_page_is_turned(open_paper: OpenPaper, key: str) -> None:
    tablet = open_paper(size=LANDSCAPE if key == "-" else (820, 1180))
    for _ in range(3):
        tablet.page.keyboard.press(key)
    if key == "+":
        tablet.page.keyboard.press("ArrowRight")
    before = _at_rest(tablet)

    for _ in range(6):
        if tablet.shown() == 12:
            _press_next(tablet)
            tablet.page.wait_for_timeout(350)

    tablet.expect_page(13)
    after = _at_rest(tablet)
    assert (after["width"], after["x"]) == (before["width"], before["x"])
    assert after["y"] >= round(_leaf(tablet)["top"] + 12)


def test_whole_page_and_its_width_are_tools_that_say_which_is_shown_and_keep_it(open_paper: OpenPaper) -> None:
    tablet = open_paper(size=LANDSCAPE)
    whole, width = (tablet.page.get_by_role("button", name=name, exact=True) for name in ("全体", "横幅"))
    expect(width).to_have_attribute("aria-pressed", "true")

    whole.click()
    lies, leaf = _at_rest(tablet), _leaf(tablet)
    assert lies["y"] >= leaf["top"]
    assert lies["y"] + lies["height"] <= leaf["bottom"]
    expect(whole).to_have_attribute("aria-pressed", "true")
    expect(width).to_have_attribute("aria-pressed", "false")

    tablet.page.reload()
    tablet.expect_page(12)
    expect(whole).to_have_attribute("aria-pressed", "true")
    tablet.page.set_viewport_size({"width": 820, "height": 1180})
    width.click()
    tablet.page.set_viewport_size({"width": 1180, "height": 820})
    expect(whole).to_have_attribute("aria-pressed", "true")

    width.click()
    assert _at_rest(tablet)["width"] == 896
    tablet.page.keyboard.press("+")
    expect(width).to_have_attribute("aria-pressed", "false")
    expect(tablet.page.locator("[data-part=leaf]")).to_have_class(re.compile("can-drag"))


def test_paper_is_leafed_through_by_the_numbers_that_are_printed_on_it(open_paper: OpenPaper) -> None:
    printed = ["", "i", "ii", *(str(number) for number in range(1, 38))]
    tablet = open_paper(Desk(numbers=printed, last_page=2))
    number, of = tablet.page.locator("[data-part=number]"), tablet.page.locator("[data-part=of]")
    expect(number).to_have_value("i")
    expect(of).to_have_text("（2 / 40 枚）")
    strip = tablet.page.get_by_role("button", name="ページ", exact=True)
    strip.click()
    expect(tablet.page.locator("[data-part=strip] a").nth(2)).to_have_accessible_name("ii ページ")
    strip.click()

    number.fill("１２")
    number.press("Enter")

    expect(tablet.page.locator("img.sheet-page")).to_have_attribute("src", re.compile(r"/pages/15(\?|$)"))
    expect(tablet.page.locator("img.sheet-page")).to_have_accessible_name(re.compile(r"\s12 ページ$"))
    expect(number).to_have_value("12")
    expect(of).to_have_text("（15 / 40 枚）")
    tablet.page.get_by_role("button", name="目次").click()
    expect(tablet.page.get_by_role("link", name="説明書")).to_have_accessible_name("説明書 17")

    number.fill("1枚目")
    number.press("Enter")
    expect(number).to_have_value("1枚目")
    expect(of).to_have_text("（1 / 40 枚）")
