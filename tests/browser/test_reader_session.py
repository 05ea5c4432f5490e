"""The open reader and its session: pages go on across renewals, and a browser without the key is shown nothing more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Request, Response, Route, expect

from app.settings import SessionLimits
from tests.app.auth.devicing import alarms
from tests.app.reading.shelf import Laid, lay
from tests.browser.hall import Hall, hall_in
from tests.support.chromium import needs_browser
from tests.support.interception import intercept

pytestmark = needs_browser
RENEW_SECONDS, GRACE_SECONDS = 30, 10
STEP_SECONDS = 10  # how often a page looks whether to renew: so each step brings one renewal
COUNT_RENEWALS = """
window.renewals = 0;
document.addEventListener("session-renewed", () => { window.renewals += 1; });
"""
SILENT = "IDBFactory.prototype.open = () => ({})"
FAILING = "IDBFactory.prototype.open = () => { throw new DOMException('the disk is busy', 'UnknownError') }"
FORGET_KEY = """
new Promise((resolve, reject) => {
  const request = indexedDB.deleteDatabase("gijo-device");
  request.onsuccess = () => resolve(true);
  request.onerror = () => reject(new Error("the key is still there")); // who has it open closes it in a moment
})
"""


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    limits = SessionLimits(renew_seconds=RENEW_SECONDS, renew_grace_seconds=GRACE_SECONDS)
    with hall_in(browser, tmp_path / "home", sessions=limits) as opened:
        yield opened


def _is_page(url: str) -> bool:
    return "/pages/" in url or "/thumbs/" in url


class Heard:
    """What the server answered to pages and to renewals, in order, and which pages are still on their way.

    `pages_of_shut_reader`: answers to pages that were asked for after the first refusal was heard. Of several that are
    on their way at once, one that was decided before the reader was shut may be heard after one that was refused.
    """

    def __init__(self, page: Page) -> None:
        self.pages: list[int] = []
        self.pages_of_shut_reader: list[int] = []
        self.renewals: list[int] = []
        self.renewals_begun = 0
        self.failed: list[str | None] = []
        self._page = page
        self._open: set[Request] = set()
        self._asked_late: set[Request] = set()
        page.on("request", self._begun)
        page.on("requestfailed", self._given_up)
        page.on("response", self._answered)

    def wait_for_pages(self) -> None:
        """A minute in the test is no time at all for what is on its way: it must not come two renewals late."""
        for _ in range(500):
            if not self._open:
                return
            self._page.wait_for_timeout(20)
        raise AssertionError(f"still on their way: {[asked.url for asked in self._open]}")

    def wait_for_renewals(self) -> None:
        """Nor may the tablet's patience with a renewal run out while its answer is on its way."""
        for _ in range(500):
            if self.renewals_begun == len(self.renewals) + len(self.failed):
                return
            self._page.wait_for_timeout(20)
        raise AssertionError("a renewal is still on its way")

    def _begun(self, asked: Request) -> None:
        self.renewals_begun += asked.url.endswith("/session/renew")
        if _is_page(asked.url):
            self._open.add(asked)
            if 401 in self.pages:
                self._asked_late.add(asked)

    def _given_up(self, asked: Request) -> None:
        self.failed += [asked.failure] if asked.url.endswith("/session/renew") else []
        self._open.discard(asked)

    def _answered(self, answer: Response) -> None:
        self._open.discard(answer.request)
        if _is_page(answer.url):
            self.pages.append(answer.status)
        if answer.request in self._asked_late:
            self.pages_of_shut_reader.append(answer.status)
        if answer.url.endswith("/session/renew"):
            self.renewals.append(answer.status)


def open_reader(hall: Hall, laid: Laid) -> tuple[Page, Heard]:
    """A member's tablet with the paper open; the test can move its clock on."""
    page = hall.context({"width": 768, "height": 1024}).new_page()
    hall.sign_in(page, "member1")
    page.clock.install()
    page.add_init_script("Math.random = () => 0")  # the tablets of a council do not begin to look in the same second
    page.add_init_script(COUNT_RENEWALS)
    heard = Heard(page)
    page.goto(f"{hall.address}/papers/{laid.material}")
    expect(page.locator("[data-reader].is-live")).to_be_attached()
    return page, heard


def pass_time(hall: Hall, page: Page, seconds: int) -> None:
    """For the server and the tablet alike."""
    hall.forward(seconds)
    page.clock.run_for(seconds * 1000)


def renewals(page: Page) -> int:
    """How often this page has renewed its session, to the end: the answer was read, and the next one can begin."""
    return int(page.evaluate("window.renewals"))


def expect_renewal(page: Page, heard: Heard, after: int) -> None:
    """Within three looks of the page: at the first one the browser may not have said whether it holds the key."""
    for _ in range(35 * 5):
        if renewals(page) > after:
            return
        page.wait_for_timeout(200)
    raise AssertionError(
        f"no renewal: {heard.renewals_begun} asked for, answered {heard.renewals}, ended {heard.failed}"
    )


def expect_page(page: Page, laid: Laid, number: int) -> None:
    expect(page.locator(f'img.sheet-page[src*="{laid.page(number)}"]')).to_be_visible()
    assert page.locator("img.sheet-page").evaluate("image => image.naturalWidth") > 0
    expect(page.locator("[data-part=fault]")).to_be_hidden()


def test_pages_go_on_while_the_session_is_renewed_under_them(hall: Hall) -> None:
    laid = lay(hall.council, level="3B", pages=14)
    page, heard = open_reader(hall, laid)
    cookie, cookies = hall.council.settings.cookie_name, set()

    for number in range(2, 15):
        heard.wait_for_pages()
        before = renewals(page)
        pass_time(hall, page, STEP_SECONDS)
        page.keyboard.press("ArrowRight")
        expect_renewal(page, heard, before)
        expect_page(page, laid, number)
        cookies |= {one["value"] for one in page.context.cookies() if one["name"] == cookie}

    assert set(heard.pages) == {200}
    assert heard.renewals.count(200) > 13 * STEP_SECONDS / (RENEW_SECONDS + GRACE_SECONDS)
    assert len(cookies) > 3
    assert alarms(hall.council) == []
    expect(page.locator("[data-part=bar]")).to_be_hidden()


@pytest.mark.parametrize("trouble", [SILENT, FAILING], ids=["silent", "failing"])
def test_browser_that_does_not_say_whether_it_holds_the_key_is_asked_again(hall: Hall, trouble: str) -> None:
    laid = lay(hall.council, level="3B", pages=3)
    page, heard = open_reader(hall, laid)
    expect_renewal(page, heard, 0)
    page.evaluate(f"() => {{ window.before = IDBFactory.prototype.open; {trouble}; }}")
    before = renewals(page)

    pass_time(hall, page, STEP_SECONDS)
    assert renewals(page) == before
    page.evaluate("() => { IDBFactory.prototype.open = window.before; }")
    pass_time(hall, page, 2 * STEP_SECONDS)

    expect_renewal(page, heard, before)
    page.keyboard.press("ArrowRight")
    expect_page(page, laid, 2)
    assert 401 not in heard.renewals
    assert alarms(hall.council) == []


def test_renewal_whose_answer_is_lost_is_given_up_and_sent_again(hall: Hall) -> None:
    laid = lay(hall.council, level="3B", pages=3)
    page, heard = open_reader(hall, laid)
    expect_renewal(page, heard, 0)
    lost: list[Route] = []
    intercept(page, "**/session/renew", lambda route: lost.append(route), times=1)  # noqa: PLW0108 - a built-in is not taken
    before = renewals(page)

    with page.expect_request("**/session/renew"):
        pass_time(hall, page, STEP_SECONDS)
    pass_time(hall, page, 3 * STEP_SECONDS)

    expect_renewal(page, heard, before)
    assert len(lost) == 1
    page.keyboard.press("ArrowRight")
    expect_page(page, laid, 2)
    assert 401 not in heard.renewals


def since_the_first_refusal(statuses: list[int]) -> list[int]:
    """Before it, a renewal may still have been on its way."""
    return statuses[statuses.index(401) :] if 401 in statuses else []


def hold_refused_renewals(page: Page) -> list[tuple[Route, APIResponse]]:
    """What the tablet is not told yet. A renewal that it had signed when its key was forgotten goes through."""
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        answer = route.fetch()
        if answer.ok:
            route.fulfill(response=answer)
        else:
            held.append((route, answer))

    intercept(page, "**/session/renew", hold)
    return held


def test_reader_without_its_key_is_shut_and_says_why(hall: Hall) -> None:
    laid = lay(hall.council, level="3B", pages=6)
    page, heard = open_reader(hall, laid)
    page.keyboard.press("ArrowRight")
    expect_page(page, laid, 2)
    assert page.evaluate(FORGET_KEY)
    answers = hold_refused_renewals(page)

    for _ in range(100):
        if answers:
            break
        if heard.renewals_begun == len(heard.renewals) + len(heard.failed):
            pass_time(hall, page, STEP_SECONDS)  # at the first look the browser may not have said that it holds no key
        page.wait_for_timeout(200)
    with page.expect_response("**/standing") as refused:  # before the tablet hears what became of its renewal
        page.evaluate("document.dispatchEvent(new CustomEvent('paper-news'))")
    assert refused.value.json()["code"] == "A410"
    route, answer = answers.pop()
    route.fulfill(response=answer)
    bar = page.locator("[data-part=bar]")
    expect(bar).to_contain_text("この端末では続けられません。もう一度サインインしてください。")
    expect(bar.get_by_role("link", name="もう一度サインインする")).to_be_visible()
    expect(page.locator("img.sheet-page")).to_be_hidden()
    hall.picture(page, "reader-shut")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)

    expect(page.locator("img.sheet-page")).to_be_hidden()
    assert page.locator("[data-part=strip] img").count() == 0
    assert 401 in heard.renewals
    assert 200 not in since_the_first_refusal(heard.renewals)
    assert 200 not in heard.pages_of_shut_reader
    assert alarms(hall.council)[0] == "cookie_replayed"
