"""Two readers on one page: each does only what is done to it, and keys go to the one that has the focus."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.browser.reader_fixture.server import OTHER_VERSION, VERSION, Desk
from tests.browser.reader_fixture.tablet import OpenPaper, Tablet, forgive_refused_requests, open_paper
from tests.support.chromium import needs_browser

pytestmark = needs_browser
__all__ = ["open_paper"]

TABLE = (1600, 900)
OPEN_AND_AHEAD = 5  # the page that is open, and two on either side of it


@dataclass
class Half:
    """One of the two readers."""

    root: Locator
    version: str

    def part(self, name: str) -> Locator:
        return self.root.locator(f"[data-part={name}]")

    def expect_page(self, number: int) -> None:
        expect(self.root.locator("img.sheet-page")).to_have_attribute(
            "src", re.compile(rf"/papers/{self.version}/pages/{number}(\?ahead=1)?$")
        )
        expect(self.part("number")).to_have_value(str(number))
        expect(self.part("sheet")).not_to_have_class(re.compile(r"\bis-empty\b"))

    def point(self, across: float) -> tuple[float, float]:
        box = self.part("leaf").bounding_box()
        assert box is not None
        return box["x"] + box["width"] * across, box["y"] + box["height"] / 2


def lay_side_by_side(
    open_paper: OpenPaper, desk: Desk | None = None, *, is_timed: bool = False
) -> tuple[Tablet, Half, Half]:
    tablet = open_paper(desk or Desk(), size=TABLE, path="/two", is_timed=is_timed)
    left, right = tablet.page.locator("[data-reader]").all()
    return tablet, Half(left, VERSION), Half(right, OTHER_VERSION)


def test_a_tap_in_one_turns_it_and_not_the_other(open_paper: OpenPaper) -> None:
    tablet, left, right = lay_side_by_side(open_paper)

    tablet.page.touchscreen.tap(*right.point(0.9))

    right.expect_page(13)
    left.expect_page(12)


def test_every_way_to_choose_a_page_is_a_readers_own(open_paper: OpenPaper) -> None:
    tablet, left, right = lay_side_by_side(open_paper)

    left.part("turn-on").click()
    left.expect_page(13)
    right.part("slider").fill("30")
    right.expect_page(30)
    left.part("number").fill("7")
    left.part("number").press("Enter")
    left.expect_page(7)
    right.part("open-contents").click()
    right.part("contents").get_by_role("link", name="説明書").click()
    right.expect_page(20)
    right.part("open-strip").click()
    right.part("strip").get_by_role("link", name="21 ページ").click()
    right.expect_page(21)

    left.expect_page(7)
    expect(left.part("contents-drawer")).to_be_hidden()
    expect(left.part("strip")).to_be_hidden()
    assert tablet.page.url.endswith("/two")


def test_keys_go_to_the_reader_that_was_touched_last(open_paper: OpenPaper) -> None:
    tablet, left, right = lay_side_by_side(open_paper)

    tablet.page.touchscreen.tap(*left.point(0.5))
    tablet.page.keyboard.press("ArrowRight")
    left.expect_page(13)
    tablet.page.touchscreen.tap(*right.point(0.5))
    tablet.page.keyboard.press("End")
    right.expect_page(40)
    tablet.page.keyboard.press("c")
    expect(right.part("contents-drawer")).to_be_visible()
    tablet.page.keyboard.press("Escape")

    expect(right.part("contents-drawer")).to_be_hidden()
    expect(left.part("contents-drawer")).to_be_hidden()
    left.expect_page(13)


def test_keys_that_are_meant_for_neither_turn_neither(open_paper: OpenPaper) -> None:
    tablet, left, right = lay_side_by_side(open_paper)
    assert tablet.page.evaluate("document.activeElement === document.body")

    tablet.page.keyboard.press("ArrowRight")
    tablet.page.keyboard.press("End")
    tablet.page.wait_for_timeout(300)

    left.expect_page(12)
    right.expect_page(12)


def test_enlarging_one_leaves_the_other_as_it_is(open_paper: OpenPaper) -> None:
    tablet, left, right = lay_side_by_side(open_paper)
    before = right.part("sheet").bounding_box()
    small = left.part("sheet").bounding_box()
    assert small is not None

    for _ in range(3):
        left.part("zoom-in").click()

    enlarged = left.part("sheet").bounding_box()
    assert enlarged is not None
    assert enlarged["width"] > small["width"] * 2
    assert right.part("sheet").bounding_box() == before
    expect(left.part("cells").locator("img").first).to_be_visible()
    assert right.part("cells").locator("img").count() == 0
    assert tablet.desk.count(f"{OTHER_VERSION}/cell/") == 0


def test_a_page_that_is_refused_in_one_is_shown_in_the_other(open_paper: OpenPaper) -> None:
    fault = {"code": "V207", "sentence": "氏名の透かしを作れませんでした。"}
    tablet, left, right = lay_side_by_side(open_paper, Desk(faults={14: fault}))

    left.part("number").fill("14")
    left.part("number").press("Enter")
    right.part("turn-on").click()

    expect(left.part("fault")).to_contain_text("氏名の透かしを作れませんでした。")
    right.expect_page(13)
    expect(right.part("fault")).to_be_hidden()
    forgive_refused_requests(tablet)


def test_each_keeps_its_own_place(open_paper: OpenPaper) -> None:
    tablet, left, right = lay_side_by_side(open_paper, is_timed=True)

    left.part("turn-on").click()
    left.expect_page(13)
    right.part("slider").fill("30")
    right.expect_page(30)
    with (
        tablet.page.expect_response(f"**/{VERSION}/position"),
        tablet.page.expect_response(f"**/{OTHER_VERSION}/position"),
    ):
        tablet.page.clock.run_for(1900)

    assert tablet.desk.places == {VERSION: 13, OTHER_VERSION: 30}


def test_no_id_stands_twice_and_each_leads_into_its_own_reader(open_paper: OpenPaper) -> None:
    tablet, _left, _right = lay_side_by_side(open_paper)

    found = tablet.page.evaluate(
        """() => {
            const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
            const tied = [...document.querySelectorAll("[data-reader]")].flatMap((root) =>
                ["aria-labelledby", "aria-controls", "for"].flatMap((name) =>
                    [...root.querySelectorAll(`[${name}]`)].map((each) =>
                        root.contains(document.getElementById(each.getAttribute(name))))));
            return { twice: ids.filter((id, at) => ids.indexOf(id) !== at), tied };
        }"""
    )

    assert found["twice"] == []
    assert len(found["tied"]) >= 12
    assert all(found["tied"])


def test_one_that_is_taken_away_lets_its_pages_go_and_the_other_has_the_keys(open_paper: OpenPaper) -> None:
    tablet, left, right = lay_side_by_side(open_paper)
    tablet.page.touchscreen.tap(*left.point(0.5))
    while tablet.desk.count("page/") < OPEN_AND_AHEAD:  # what is still on its way when the reader closes is no new wish
        tablet.page.wait_for_timeout(20)

    left.part("leaf").dispatch_event("reader-close")
    tablet.page.evaluate("document.activeElement.blur()")
    asked = tablet.desk.count("page/")
    tablet.page.keyboard.press("ArrowRight")
    right.expect_page(13)
    tablet.page.touchscreen.tap(*left.point(0.9))
    left.part("zoom-in").click(force=True)
    tablet.page.wait_for_timeout(300)

    expect(left.root.locator("img.sheet-page")).to_be_hidden()
    expect(left.root.locator("img.sheet-page")).not_to_have_attribute("src", re.compile("."))
    assert left.part("strip").locator("img").count() == 0
    assert tablet.desk.count("page/") == asked
    right.expect_page(13)


OVER = (
    "import('/client/ground/refusal.js').then(({ Refusal }) => document.dispatchEvent("
    "new CustomEvent('session-over', { detail: new Refusal({ status: 401, sentence: '終わりました。' }) })))"
)


def test_session_that_is_over_shuts_both_and_one_that_goes_on_opens_both(open_paper: OpenPaper) -> None:
    tablet, left, right = lay_side_by_side(open_paper)

    tablet.page.evaluate(OVER)
    for half in (left, right):
        expect(half.part("bar")).to_contain_text("終わりました。")
        expect(half.root.locator("img.sheet-page")).to_be_hidden()
    tablet.page.evaluate("document.dispatchEvent(new CustomEvent('session-renewed'))")

    for half in (left, right):
        half.expect_page(12)
        expect(half.root.locator("img.sheet-page")).to_be_visible()
