"""The line of an open reader: it comes back by itself, and nobody leaves unasked for a page that cannot come."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.reader_fixture.tablet import OpenPaper, Tablet, forgive_refused_requests, open_paper
from tests.support.chromium import needs_browser
from tests.support.interception import intercept

pytestmark = needs_browser
__all__ = ["open_paper"]
PAPERS = "**/papers/**"


def _cut(tablet: Tablet) -> None:
    """Nothing answers any more, and the tablet does not notice: the wireless network is still there."""
    forgive_refused_requests(tablet)
    intercept(tablet.page, PAPERS, lambda route: route.abort())


def _proxy_alone(tablet: Tablet) -> None:
    """What stands before the service answers for it."""
    forgive_refused_requests(tablet)

    def answer(route: Route) -> None:
        route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>")

    intercept(tablet.page, PAPERS, answer)


@pytest.mark.parametrize("cut", [_cut, _proxy_alone])
def test_page_comes_by_itself_when_the_line_is_back(open_paper: OpenPaper, cut: object) -> None:
    tablet = open_paper()
    tablet.page.keyboard.press("t")
    assert callable(cut)
    cut(tablet)
    tablet.page.keyboard.press("End")
    fault = tablet.page.locator("[data-part=fault]")
    expect(fault).to_contain_text("つながると、自動で表示します。")

    tablet.page.wait_for_timeout(2500)  # one question in vain
    tablet.page.unroute(PAPERS)

    tablet.expect_page(40)
    expect(fault).to_be_hidden()
    thumb = tablet.page.locator(".strip a[aria-current] img")
    expect(thumb).to_be_visible()


def test_reader_that_is_told_of_the_network_asks_at_once(open_paper: OpenPaper) -> None:
    tablet = open_paper(is_timed=True)  # no clock runs: only the word of the network brings it back
    _cut(tablet)
    tablet.page.keyboard.press("End")
    expect(tablet.page.locator("[data-part=fault]")).to_contain_text("つながりません")
    tablet.page.unroute(PAPERS)

    tablet.page.evaluate("window.dispatchEvent(new Event('online'))")

    tablet.expect_page(40)


@pytest.mark.parametrize("is_noticed", [True, False])
def test_leaving_while_nothing_answers_asks_first(open_paper: OpenPaper, *, is_noticed: bool) -> None:
    tablet = open_paper()
    _cut(tablet)
    if is_noticed:
        tablet.page.keyboard.press("End")
        expect(tablet.page.locator("[data-part=fault]")).to_contain_text("つながりません")
    here = tablet.page.url
    bar = tablet.page.locator("[data-part=bar]")

    tablet.page.get_by_role("link", name="一覧").click()

    expect(bar).to_contain_text("サーバーにつながっていません。")
    expect(bar.get_by_role("button", name="このまま読む")).to_be_focused()
    bar.get_by_role("button", name="このまま読む").click()
    expect(bar).to_be_hidden()
    assert tablet.page.url == here
    tablet.page.get_by_role("link", name="一覧").click()
    with tablet.page.expect_navigation():
        bar.get_by_role("button", name="それでも移る").click()


def test_question_about_leaving_goes_when_the_line_is_back(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    _cut(tablet)
    tablet.page.get_by_role("link", name="一覧").click()
    bar = tablet.page.locator("[data-part=bar]")
    expect(bar).to_contain_text("サーバーにつながっていません。")

    tablet.page.unroute(PAPERS)

    expect(bar).to_be_hidden()


def test_reader_with_a_line_is_left_without_a_question(open_paper: OpenPaper) -> None:
    tablet = open_paper()

    with tablet.page.expect_navigation():
        tablet.page.get_by_role("link", name="一覧").click()

    forgive_refused_requests(tablet)  # the fixture has no list
    assert not tablet.page.url.endswith("?p=12")


def test_going_back_while_nothing_answers_asks_in_the_words_of_the_browser(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    tablet.page.touchscreen.tap(*tablet.leaf_point(0.5, 0.5))  # browsers ask only whom they have seen act
    _cut(tablet)
    tablet.page.keyboard.press("End")
    expect(tablet.page.locator("[data-part=fault]")).to_contain_text("つながりません")
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(getattr(dialog, "type", ""))
        getattr(dialog, "dismiss", lambda: None)()

    tablet.page.on("dialog", stay)
    tablet.page.evaluate("setTimeout(() => location.reload(), 0)")
    tablet.page.wait_for_timeout(800)

    assert asked == ["beforeunload"]
    tablet.page.remove_listener("dialog", stay)
