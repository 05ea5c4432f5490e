"""Fingers, pens and palms on the reader: what is down now counts, whatever the system swallowed before."""

import pytest
from playwright.sync_api import expect

from tests.browser.reader_fixture.tablet import OpenPaper, Tablet, open_paper
from tests.support.chromium import needs_browser

pytestmark = needs_browser
__all__ = ["open_paper"]

# An event as the system makes it; the browser knows of no such pointer, so none of its own events end it.
POINT = """([kind, id, type, across, isPrimary, buttons]) => {
  const leaf = document.querySelector("[data-part=leaf]");
  const box = leaf.getBoundingClientRect();
  const at = { clientX: box.left + box.width * across, clientY: box.top + box.height * 0.5 };
  const is = { pointerId: id, pointerType: type, isPrimary, buttons, button: 0, bubbles: true, cancelable: true };
  leaf.dispatchEvent(new PointerEvent(kind, { ...is, ...at }));
}"""


def _point(
    tablet: Tablet,
    kind: str,
    pointer: int,
    across: float,
    *,
    of: str = "touch",
    is_primary: bool = True,
    buttons: int = 1,
) -> None:
    tablet.page.evaluate(POINT, [kind, pointer, of, across, is_primary, buttons])


def _width(tablet: Tablet) -> int:
    return round(tablet.sheet()["width"])


def _lies(tablet: Tablet) -> dict[str, int]:
    return {side: round(value) for side, value in tablet.sheet().items()}


@pytest.mark.parametrize("kind", ["touch", "pen", "mouse"])
def test_swipe_and_tap_turn_after_the_end_of_a_pointer_was_lost(open_paper: OpenPaper, kind: str) -> None:
    tablet = open_paper()
    _point(tablet, "pointerdown", 900, 0.5, of=kind)
    _point(tablet, "pointermove", 900, 0.45, of=kind)
    before = _width(tablet)
    tablet.page.wait_for_timeout(1100)  # a pen that was just here keeps fingers away: the palm

    tablet.swipe(0.8, 0.3)
    tablet.expect_page(13)
    tablet.page.touchscreen.tap(*tablet.leaf_point(0.9, 0.5))
    tablet.expect_page(14)
    assert _width(tablet) == before


def test_two_lost_fingers_leave_the_next_swipe_a_swipe(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    _point(tablet, "pointerdown", 900, 0.3)
    _point(tablet, "pointerdown", 901, 0.7, is_primary=False)

    tablet.swipe(0.8, 0.3)

    tablet.expect_page(13)


def test_mouse_whose_button_was_let_go_elsewhere_drags_nothing(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    tablet.page.keyboard.press("+")
    _point(tablet, "pointerdown", 900, 0.5, of="mouse")
    _point(tablet, "pointermove", 900, 0.4, of="mouse")
    _point(tablet, "pointermove", 900, 0.4, of="mouse", buttons=0)
    before = _lies(tablet)

    _point(tablet, "pointermove", 900, 0.8, of="mouse", buttons=0)

    assert _lies(tablet) == before
    expect(tablet.page.locator("[data-part=leaf].is-dragging")).to_have_count(0)


def test_gesture_ends_when_the_browser_takes_the_pointer_away(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    before = _lies(tablet)
    _point(tablet, "pointerdown", 900, 0.5)
    _point(tablet, "pointermove", 900, 0.4)
    _point(tablet, "lostpointercapture", 900, 0.4)
    tablet.page.wait_for_timeout(400)
    assert _lies(tablet) == before

    _point(tablet, "pointermove", 900, 0.1)

    assert _lies(tablet) == before


def test_gesture_ends_when_another_window_comes_over_the_page(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    before = _lies(tablet)
    _point(tablet, "pointerdown", 900, 0.5)
    _point(tablet, "pointermove", 900, 0.4)
    tablet.page.evaluate("window.dispatchEvent(new Event('blur'))")

    _point(tablet, "pointerdown", 901, 0.6, is_primary=False)
    _point(tablet, "pointermove", 901, 0.9, is_primary=False)
    _point(tablet, "pointerup", 901, 0.9, is_primary=False, buttons=0)

    tablet.expect_page(11)
    assert _width(tablet) == before["width"]


@pytest.mark.parametrize("is_palm_first", [True, False])
def test_palm_beside_the_pen_does_not_zoom(open_paper: OpenPaper, *, is_palm_first: bool) -> None:
    tablet = open_paper()
    before = _width(tablet)
    pen, palm = (900, 0.8, "pen"), (901, 0.9, "touch")
    for pointer, across, kind in [palm, pen] if is_palm_first else [pen, palm]:
        _point(tablet, "pointerdown", pointer, across, of=kind)
    for step in range(1, 6):
        _point(tablet, "pointermove", 900, 0.8 - step / 10, of="pen")
        _point(tablet, "pointermove", 901, 0.9 - step / 100, of="touch")
    assert _width(tablet) == before

    _point(tablet, "pointerup", 901, 0.85, of="touch", buttons=0)
    _point(tablet, "pointerup", 900, 0.3, of="pen", buttons=0)

    tablet.expect_page(13)
    assert _width(tablet) == before
