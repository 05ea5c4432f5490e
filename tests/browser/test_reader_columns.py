"""A double tap enlarges the column under the finger; turning goes down it, on to the next, and over the pages."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.reader_fixture.server import Desk
from tests.browser.reader_fixture.tablet import LANDSCAPE, PORTRAIT, OpenPaper, Tablet, open_paper
from tests.support.chromium import needs_browser

pytestmark = needs_browser
__all__ = ["open_paper"]

# The part of the page that is on the screen, in hundredths of the page.
IN_SIGHT = """() => {
  const boxOf = (name) => document.querySelector(`[data-part=${name}]`).getBoundingClientRect();
  const [leaf, sheet] = [boxOf("leaf"), boxOf("sheet")];
  const share = (at, from, size) => Math.round(100 * Math.min(1, Math.max(0, (at - from) / size)));
  return [share(leaf.left, sheet.left, sheet.width), share(leaf.top, sheet.top, sheet.height),
          share(leaf.right, sheet.left, sheet.width), share(leaf.bottom, sheet.top, sheet.height)];
}"""


def _in_sight(tablet: Tablet) -> tuple[int, int, int, int]:
    tablet.page.wait_for_timeout(350)  # until the sheet glides no more
    left, top, right, bottom = tablet.page.evaluate(IN_SIGHT)
    return left, top, right, bottom


def _picture(tablet: Tablet, name: str) -> None:
    if folder := os.environ.get("GIJO_SCREENSHOTS"):
        tablet.page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, (1366, 768)])
def test_double_tap_follows_the_column_under_the_finger_and_then_the_next(
    open_paper: OpenPaper, size: tuple[int, int]
) -> None:
    tablet = open_paper(Desk(is_in_columns=True), size=size)
    if size != PORTRAIT:
        tablet.page.get_by_role("button", name="全体", exact=True).click()
    tablet.double_tap(0.45, 0.5)

    left, top, right, bottom = _in_sight(tablet)
    _picture(tablet, f"column-{size[0]}")
    assert left >= 4
    assert right in range(44, 57)
    assert top in range(9, 13)
    assert bottom < 90
    seen = [bottom]
    for _ in range(8):
        tablet.page.locator("[data-part=turn-on]").click()
        left, top, right, bottom = _in_sight(tablet)
        if left > 40:
            break
        assert top < seen[-1]  # nothing between two screens is left out
        seen.append(bottom)
    assert seen[-1] >= 92
    assert top in range(9, 13)  # the second column, from its top
    assert right >= 80
    _picture(tablet, f"column-next-{size[0]}")

    for _ in range(len(seen)):
        tablet.page.locator("[data-part=turn-on]").click()
        tablet.page.wait_for_timeout(50)
    tablet.expect_page(13)
    _, top, _, _ = _in_sight(tablet)
    assert top <= 6  # the next page is followed from its heading on
    tablet.page.locator("[data-part=turn-back]").click()
    tablet.expect_page(12)
    assert _in_sight(tablet)[0] > 40

    tablet.double_tap(0.5, 0.5)
    expect(tablet.page.get_by_role("button", name="全体", exact=True)).to_have_attribute("aria-pressed", "true")


def test_finger_stays_in_the_column_and_pulls_on_to_the_next(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(is_in_columns=True))
    tablet.double_tap(0.45, 0.3)
    left, _, right, _ = _in_sight(tablet)

    def pull(dx: float, dy: float) -> None:
        touch = tablet.page.context.new_cdp_session(tablet.page)
        x, y = tablet.leaf_point(0.5, 0.8)
        for step in range(9):
            at = {"x": x + dx * step / 8, "y": y + dy * step / 8}
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove" if step else "touchStart", "touchPoints": [at]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    pull(60, -500)
    after = _in_sight(tablet)
    assert (after[0], after[2]) == (left, right)
    assert after[1] > 15
    for _ in range(2):
        pull(0, -600)
    pull(0, -400)
    assert _in_sight(tablet)[0] > 40


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_upright_lines_are_followed_tier_by_tier_from_right_to_left(
    open_paper: OpenPaper, size: tuple[int, int]
) -> None:
    tablet = open_paper(Desk(is_in_columns=True, binding="right"), size=size)
    if size != PORTRAIT:
        tablet.page.get_by_role("button", name="全体", exact=True).click()
    tablet.double_tap(0.5, 0.2)

    left, top, right, bottom = _in_sight(tablet)
    _picture(tablet, f"tier-{size[0]}")
    assert top in range(4, 8)
    assert bottom in range(28, 36)
    assert right >= 90
    seen = [left]
    for _ in range(8):
        tablet.page.locator("[data-part=turn-on]").click()
        left, top, right, bottom = _in_sight(tablet)
        if top > 20:
            break
        assert right > seen[-1]  # nothing between two screens is left out
        seen.append(left)
    assert seen[-1] <= 10
    assert top in range(34, 38)
    assert right >= 90
    tablet.page.locator("[data-part=turn-back]").click()
    assert _in_sight(tablet)[0] <= 10
