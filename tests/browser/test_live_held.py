"""The live channel behind a box that holds handshakes: what was given up is let go, and there is one line at a time."""

from playwright.sync_api import Page

from tests.browser.reader_fixture.server import Desk
from tests.browser.reader_fixture.tablet import OpenPaper, Tablet, open_paper
from tests.support.chromium import needs_browser

pytestmark = needs_browser
__all__ = ["open_paper"]
COUNT_OPENED = """
window.opened = 0;
window.WebSocket = class extends WebSocket {
  constructor(address) {
    super(address);
    this.addEventListener("open", () => { window.opened += 1; });
  }
};
"""
DEADLINE_MS = 10_000
IS_LIVE = "import('/static/js/session/live.js').then((live) => live.isLive())"


def _wait_live(page: Page) -> None:
    for _ in range(60):
        if page.evaluate(IS_LIVE):
            return
        page.wait_for_timeout(100)
    raise AssertionError("not live")


def _forgive_given_up(tablet: Tablet) -> None:
    """Chromium says of a handshake that was given up that it was."""
    tablet.complaints[:] = [line for line in tablet.complaints if "WebSocket is closed before" not in line]


def test_handshake_that_is_held_is_given_up_and_the_next_one_is_live(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(handshakes_held=1), is_timed=True)
    tablet.page.clock.run_for(1000)
    assert not tablet.page.evaluate(IS_LIVE)

    tablet.page.clock.run_for(DEADLINE_MS + 1500)
    _wait_live(tablet.page)

    assert tablet.desk.handshakes == 2
    tablet.desk.handshakes_held = 0  # the box lets go: nothing of ours hangs on there
    tablet.page.wait_for_timeout(500)
    assert tablet.desk.lines_open == 1
    _forgive_given_up(tablet)


def test_lines_do_not_pile_up_while_handshakes_are_held(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(handshakes_held=6), is_timed=True)
    tablet.page.add_init_script(COUNT_OPENED)
    tablet.page.reload()

    for _ in range(8):
        tablet.page.clock.run_for(DEADLINE_MS)
        tablet.page.wait_for_timeout(100)
    tablet.desk.handshakes_held = 0
    for _ in range(8):
        tablet.page.clock.run_for(DEADLINE_MS)
        tablet.page.wait_for_timeout(100)
    _wait_live(tablet.page)

    tablet.page.wait_for_timeout(500)
    assert tablet.page.evaluate("window.opened") == 1
    assert tablet.desk.lines_open == 1
    _forgive_given_up(tablet)


def test_page_that_is_left_while_its_line_still_opens_is_no_fault(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(handshakes_held=1))
    for _ in range(100):
        if tablet.desk.handshakes == 1:
            break
        tablet.page.wait_for_timeout(50)
    assert tablet.desk.handshakes == 1

    tablet.page.context.close()

    assert tablet.complaints == []
