"""The reader fits the screen that it has: under any alarms, on low screens, with large text."""

import pytest
from playwright.sync_api import expect

from tests.browser.reader_fixture.server import Desk
from tests.browser.reader_fixture.tablet import LANDSCAPE, PORTRAIT, SCREENS, OpenPaper, Tablet, open_paper
from tests.support.chromium import needs_browser
from tests.support.sights import TARGETS

pytestmark = needs_browser
__all__ = ["open_paper"]

# What lies outside the screen, or under something else, of all that can be pressed in the reader's bars.
OUT_OF_REACH = """(root) => {
  const out = [];
  for (const each of root.querySelectorAll(".reader-top a, .tool, .turner a, .turner input")) {
    if (each.matches(".tool")) each.scrollIntoView({ block: "nearest" }); // the tools may scroll in their own column
    const box = each.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (box.width === 0 || !each.checkVisibility()) continue; // what is folded away is not meant to be pressed
    const isOut = box.left < -1 || box.right > innerWidth + 1 || box.top < -1 || box.bottom > innerHeight + 1;
    const above = document.elementFromPoint(x, y);
    if (isOut || !(each.contains(above) || above?.contains(each)))
      out.push(`${each.textContent.trim() || each.dataset.part} ${Math.round(box.left)},${Math.round(box.top)}`);
  }
  return out;
}"""


def _out_of_reach(tablet: Tablet) -> list[str]:
    found: list[str] = []
    for root in tablet.page.locator("[data-reader]").all():
        found += root.evaluate(OUT_OF_REACH)
    return found


def _leaf_height(tablet: Tablet) -> float:
    box = tablet.page.locator("[data-part=leaf]").first.bounding_box()
    assert box is not None
    return box["height"]


@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize("alarms", [0, 1, 2, 3])
def test_nothing_of_the_reader_is_out_of_reach_under_alarms(
    open_paper: OpenPaper, size: tuple[int, int], alarms: int
) -> None:
    tablet = open_paper(Desk(alarms=alarms), size=size)

    assert tablet.page.locator("[data-alarm]").count() == alarms
    assert _out_of_reach(tablet) == []
    assert _leaf_height(tablet) >= size[1] * 0.25
    assert tablet.page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")


def test_alarm_that_comes_and_goes_takes_from_the_page_alone(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(alarms=0))
    before = _leaf_height(tablet)

    tablet.desk.alarms = 2
    tablet.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    tablet.page.locator("[data-alarm]").nth(1).wait_for()
    assert _out_of_reach(tablet) == []
    assert _leaf_height(tablet) < before

    tablet.desk.alarms = 0
    tablet.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    tablet.page.locator("[data-alarm]").first.wait_for(state="detached")
    assert _leaf_height(tablet) == before


@pytest.mark.parametrize("alarms", [0, 3])
def test_two_readers_side_by_side_fit_too(open_paper: OpenPaper, alarms: int) -> None:
    tablet = open_paper(Desk(alarms=alarms), size=(1366, 768), path="/two")

    assert tablet.page.locator("[data-reader]").count() == 2
    assert _out_of_reach(tablet) == []


@pytest.mark.parametrize("size", [LANDSCAPE, (1133, 744), (1366, 768)])
def test_every_tool_is_in_sight_on_a_tablet_held_sideways(open_paper: OpenPaper, size: tuple[int, int]) -> None:
    tablet = open_paper(size=size)

    for name in ("目次", "見え方"):
        expect(tablet.page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    expect(tablet.page.get_by_role("link", name="許可")).to_be_in_viewport(ratio=1)
    assert tablet.page.evaluate(TARGETS) == []


LOW = [(320, 256), (683, 384), (480, 270)]  # 1280 by 1024 at 400 %, 1366 by 768 at 200 %, 1920 by 1080 at 400 %


@pytest.mark.parametrize("size", LOW)
def test_bars_fold_on_low_screens_and_come_when_they_are_wanted(open_paper: OpenPaper, size: tuple[int, int]) -> None:
    tablet = open_paper(size=size)
    fold = tablet.page.get_by_role("button", name="道具")
    assert _leaf_height(tablet) >= size[1] * 0.7
    assert _out_of_reach(tablet) == []
    expect(tablet.page.get_by_role("link", name="一覧")).to_be_hidden()

    fold.click()

    expect(fold).to_have_attribute("aria-expanded", "true")
    expect(tablet.page.get_by_role("link", name="一覧")).to_be_visible()
    expect(tablet.page.get_by_role("button", name="目次")).to_be_visible()
    assert _out_of_reach(tablet) == []
    fold.click()
    assert _leaf_height(tablet) >= size[1] * 0.7


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("is_browsers", [True, False])
def test_reader_with_text_twice_as_large_keeps_everything_in_reach(
    open_paper: OpenPaper, size: tuple[int, int], *, is_browsers: bool
) -> None:
    tablet = open_paper(size=size)
    if is_browsers:
        sizes = {"fontSizes": {"standard": 32, "fixed": 26}}
        tablet.page.context.new_cdp_session(tablet.page).send("Page.setFontSizes", sizes)
    else:
        tablet.page.evaluate("document.documentElement.style.fontSize = '200%'")
    tablet.page.wait_for_timeout(400)

    fold = tablet.page.get_by_role("button", name="道具")
    if fold.is_visible():
        assert _out_of_reach(tablet) == []
        fold.click()
    assert _out_of_reach(tablet) == []
    assert tablet.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
