"""Two papers beside each other at the real service: each half is read, turned, withdrawn and closed by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.app.reading.shelf import Laid, add_version
from tests.browser.hall import PORTRAIT, Hall, hall_in
from tests.browser.test_accessible import axe, findings
from tests.browser.test_book import placed, withdraw
from tests.support.chromium import needs_browser
from tests.support.sights import BEYOND, TARGETS

pytestmark = [
    needs_browser,
    pytest.mark.alike("how two papers share a screen; each is asked for over HTTP as one alone is"),
]
__all__ = ["axe"]
LANDSCAPE = {"width": 1180, "height": 820}
TELEPHONE = {"width": 390, "height": 844}


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    del each_database
    with hall_in(browser, tmp_path / "home") as opened:
        yield opened


@dataclass
class Side:
    """One of the halves of a screen, by its place on it."""

    page: Page
    at: int

    @property
    def root(self) -> Locator:
        return self.page.locator("main > .reader").nth(self.at)

    def part(self, name: str) -> Locator:
        return self.root.locator(f"[data-part={name}]")

    def shows(self, laid: Laid, number: int) -> None:
        expect(self.root.locator(f'img.sheet-page[src*="{laid.page(number)}"]')).to_be_visible()
        expect(self.part("number")).to_have_value(str(number))

    def press(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()


def sides(page: Page) -> tuple[Side, Side]:
    return Side(page, 0), Side(page, 1)


def reading(hall: Hall, laid: Laid, number: int = 1, *, size: dict[str, int] = LANDSCAPE) -> Page:
    page = hall.context(size, has_touch=True).new_page()
    hall.sign_in(page, "member1")
    page.goto(f"{hall.address}/papers/{laid.material}?p={number}")
    Side(page, 0).shows(laid, number)
    return page


def lay_beside(page: Page, title: str) -> None:
    """By the button of the paper's row in the contents."""
    page.keyboard.press("c")
    page.get_by_role("button", name=f"「{title}」を並べる").click()


def ends(page: Page, *, path: str) -> None:
    """The address of the screen, whatever the order of its fields."""
    wanted = urlsplit(path)
    page.wait_for_url(
        lambda url: urlsplit(url).path == wanted.path and parse_qs(urlsplit(url).query) == parse_qs(wanted.query)
    )


def test_second_paper_is_laid_beside_turned_by_itself_and_comes_back_with_reload_and_the_way_back(hall: Hall) -> None:
    first, second, *_ = placed(hall)
    page = reading(hall, first)
    left, right = sides(page)

    lay_beside(page, "議案第2号")
    right.shows(second, 1)
    ends(page, path=f"/papers/{first.material}?p=1&beside={second.material}&q=1")
    page.keyboard.press("PageDown")
    right.shows(second, 2)
    left.shows(first, 1)
    page.keyboard.press("F6")
    page.keyboard.press("PageDown")
    left.shows(first, 2)
    ends(page, path=f"/papers/{first.material}?p=2&beside={second.material}&q=2")
    assert page.evaluate(TARGETS) == []
    assert page.evaluate(BEYOND) == []
    hall.picture(page, "beside-landscape")
    page.reload()
    left.shows(first, 2)
    right.shows(second, 2)

    left.press("左右（上下）を入れかえる")
    left.shows(second, 2)
    right.shows(first, 2)
    ends(page, path=f"/papers/{second.material}?p=2&beside={first.material}&q=2")
    left.press("この資料を閉じる")
    expect(page.locator("main > .reader")).to_have_count(1)
    left.shows(first, 2)
    ends(page, path=f"/papers/{first.material}?p=2")
    page.keyboard.press("PageUp")
    left.shows(first, 1)
    page.go_back()
    left.shows(second, 2)
    right.shows(first, 2)


def test_keys_are_for_no_other_half_while_a_paper_is_on_its_way(hall: Hall) -> None:
    first, second, *_ = placed(hall)
    page = reading(hall, first)
    left, right = sides(page)
    held: list[Route] = []

    def held_back(route: Route) -> None:
        held.append(route)

    page.route("**/half?*", held_back, times=1)

    lay_beside(page, "議案第2号")
    expect(page.locator(".half-wait")).to_be_visible()
    page.keyboard.press("PageDown")  # for the half that is on its way, and for no other
    left.shows(first, 1)
    for route in held:
        route.continue_()
    right.shows(second, 1)
    left.shows(first, 1)


def test_link_to_another_paper_opens_in_the_half_in_which_it_is_pressed(hall: Hall) -> None:
    first, second, third, _fourth = placed(hall)
    page = reading(hall, first, size=PORTRAIT)
    above, below = sides(page)
    lay_beside(page, "議案第3号")
    below.shows(third, 1)
    above.root.focus()
    page.keyboard.press("c")
    above.part("agenda").get_by_role("link", name=re.compile("議案第2号")).click()
    above.shows(second, 1)
    below.shows(third, 1)
    ends(page, path=f"/papers/{second.material}?p=1&beside={third.material}&q=1")
    page.go_back()
    above.shows(first, 1)
    below.shows(third, 1)


def test_paper_that_is_withdrawn_says_so_in_its_own_half_and_the_other_goes_on(hall: Hall) -> None:
    first, second, *_ = placed(hall)
    page = reading(hall, first)
    left, right = sides(page)
    with page.expect_response(f"**/papers/{second.material}/standing"):  # the channel's first word of it
        with page.expect_websocket(lambda socket: f"paper={second.material}" in socket.url):
            lay_beside(page, "議案第2号")
        right.shows(second, 1)

    withdraw(hall, second)
    expect(right.part("fault")).to_contain_text("この資料")
    expect(right.root.locator("img.sheet-page")).to_be_hidden()
    left.part("turn-on").click()
    left.shows(first, 2)
    expect(left.part("fault")).to_be_hidden()
    hall.picture(page, "beside-withdrawn")
    page.reload()
    left.shows(first, 2)
    expect(right.root.get_by_role("alert")).to_contain_text("この資料はひらけません。")
    told = right.root.get_by_role("alert").inner_text()
    page.goto(f"{hall.address}/papers/{first.material}?p=1&beside=no-such-paper")
    left.shows(first, 1)
    expect(right.root.get_by_role("alert")).to_contain_text("この資料はひらけません。")
    hall.picture(page, "beside-refused")
    assert told
    right.press("この資料を閉じる")
    expect(page.locator("main > .reader")).to_have_count(1)


def test_same_paper_stands_at_two_places_and_the_first_is_where_the_person_left_off(hall: Hall) -> None:
    first, *_ = placed(hall)
    page = hall.context(LANDSCAPE).new_page()
    hall.sign_in(page, "member1")
    above, below = sides(page)
    told: list[str] = []
    page.on(
        "request", lambda request: told.append(request.post_data or "") if request.url.endswith("/position") else None
    )
    page.clock.install()
    page.goto(f"{hall.address}/papers/{first.material}?p=1")
    above.shows(first, 1)

    page.keyboard.press("c")
    above.press("この資料をもう1つ並べる")
    below.shows(first, 1)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
    assert len(ids) == len(set(ids))
    below.part("turn-on").click()
    below.shows(first, 2)
    above.shows(first, 1)
    page.keyboard.press("c")
    expect(below.part("contents-drawer")).to_be_visible()
    expect(above.part("contents-drawer")).to_be_hidden()
    page.clock.run_for(2000)  # by then each half that keeps a place has told its own
    page.goto(f"{hall.address}/papers/{first.material}")
    above.shows(first, 1)
    assert set(told) == {'{"page":1}'}


def test_link_that_is_held_opens_beside_and_the_border_is_drawn_by_finger_and_kept(hall: Hall) -> None:
    first, *_ = placed(hall)
    page = reading(hall, first)
    left, right = sides(page)
    touch = page.context.new_cdp_session(page)

    def finger(kind: str, *points: tuple[float, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    link = left.part("links").get_by_role("link").first.bounding_box()
    assert link is not None
    finger("touchStart", (link["x"] + 5, link["y"] + 5))
    right.shows(first, 2)
    finger("touchEnd")
    left.shows(first, 1)
    border = page.get_by_role("separator", name="2つの資料の境目")
    expect(border).to_have_attribute("aria-valuenow", "50")
    box = border.bounding_box()
    assert box is not None
    finger("touchStart", (box["x"] + 12, 400))  # beside the line: a finger is no needle
    finger("touchMove", (720, 400))
    finger("touchMove", (826, 400))
    finger("touchEnd")
    expect(border).to_have_attribute("aria-valuenow", "70")
    border.press("ArrowLeft")
    expect(border).to_have_attribute("aria-valuenow", "65")
    left.shows(first, 1)
    page.reload()
    right.shows(first, 2)
    expect(border).to_have_attribute("aria-valuenow", "65")
    assert page.evaluate(BEYOND) == []


def test_telephone_is_not_offered_two_papers_and_says_why(hall: Hall, axe: str) -> None:
    first, second, *_ = placed(hall)
    page = reading(hall, first, size=TELEPHONE)
    shown, hidden = sides(page)

    page.keyboard.press("c")
    drawer = shown.part("contents-drawer")
    expect(drawer).to_contain_text("画面が小さいため、2つの資料は並べられません。")
    expect(drawer.locator("[data-beside]:visible")).to_have_count(0)
    page.goto(f"{hall.address}/papers/{first.material}?p=1&beside={second.material}&q=2")
    hidden.shows(second, 2)
    expect(shown.root).to_be_hidden()
    page.get_by_role("button", name="もう一方を見る").click()
    shown.shows(first, 1)
    expect(hidden.root).to_be_hidden()
    assert findings(page, axe) == []
    hall.picture(page, "beside-telephone")


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_two_papers_leave_out_nothing_for_who_listens_or_reads_large(
    hall: Hall, axe: str, size: dict[str, int]
) -> None:
    first, second, *_ = placed(hall)
    page = reading(hall, first, size=size)
    left, right = sides(page)
    lay_beside(page, "議案第2号")
    right.shows(second, 1)

    right.press("道具")
    left.press("道具")
    assert findings(page, axe) == []
    assert page.evaluate(TARGETS) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    expect(left.part("turn-on")).to_be_in_viewport(ratio=1)
    expect(right.part("turn-on")).to_be_in_viewport(ratio=1)
    assert page.evaluate(BEYOND) == []


def draw(side: Side, *places: tuple[float, float]) -> None:
    """A pen over the page of one half; places are fractions of the page."""
    box = side.part("sheet").bounding_box()
    assert box is not None
    cdp = side.page.context.new_cdp_session(side.page)
    held = {"pointerType": "pen", "button": "left", "clickCount": 1, "force": 0.7}
    kinds = ["mousePressed", *["mouseMoved"] * (len(places) - 1), "mouseReleased"]
    for kind, (across, down) in zip(kinds, [*places, places[-1]], strict=True):
        point = {"x": box["x"] + box["width"] * across, "y": box["y"] + box["height"] * down}
        pressed = {"buttons": 0 if kind == "mouseReleased" else 1}
        cdp.send("Input.dispatchMouseEvent", {"type": kind, **held, **pressed, **point})


def test_note_written_in_one_half_is_in_the_other_and_is_taken_back_only_there(hall: Hall) -> None:
    first, *_ = placed(hall)
    page = reading(hall, first)
    left, right = sides(page)
    page.keyboard.press("c")
    left.press("この資料をもう1つ並べる")
    right.shows(first, 1)
    ink = "path.ink"

    for side in (left, right):
        side.press("道具")
        side.part("open-notes").click()
    draw(left, (0.2, 0.6), (0.4, 0.6))
    expect(left.part("notes").locator(ink)).to_have_count(1)
    expect(right.part("notes").locator(ink)).to_have_count(1)
    draw(right, (0.2, 0.8), (0.4, 0.8))
    expect(left.part("notes").locator(ink)).to_have_count(2)
    hall.picture(page, "beside-notes")
    left.root.focus()
    page.keyboard.press("Control+z")
    expect(right.part("notes").locator(ink)).to_have_count(1)
    expect(left.part("notes").locator(ink)).to_have_count(1)
    page.reload()
    expect(left.part("notes").locator(ink)).to_have_count(1)
    expect(right.part("notes").locator(ink)).to_have_count(1)


def test_paper_that_a_search_has_found_is_laid_beside_with_its_words_marked(hall: Hall) -> None:
    first, second, *_ = placed(hall)
    page = reading(hall, first)
    left, right = sides(page)

    page.keyboard.press("f")
    left.part("search").get_by_role("radio", name="この会議").check(force=True)
    page.get_by_role("searchbox", name="探すことば").fill("補正予算")
    page.keyboard.press("Enter")
    left.press("「議案第2号」を並べる")
    right.shows(second, 1)
    expect(right.part("found")).to_contain_text("「補正予算」")
    expect(left.part("found")).to_be_hidden()
    expect(left.part("search-drawer")).to_be_hidden()
    right.part("found").get_by_role("button", name="次の箇所").click()
    right.shows(second, 2)
    left.shows(first, 1)


def test_clerk_reads_a_former_version_beside_the_one_that_readers_get(hall: Hall) -> None:
    former, *_ = placed(hall)
    newer = Laid(former.material, add_version(hall.council, former.material, number=2, pages=3))
    page = hall.context(LANDSCAPE).new_page()
    hall.sign_in(page, "clerk1")
    left, right = sides(page)

    page.goto(f"{hall.address}/prepare/materials/{former.material}")
    page.get_by_role("link", name="読む人に見える版と、並べて読む").click()
    left.shows(newer, 1)
    right.shows(former, 1)
    expect(right.root.get_by_role("heading", level=1)).to_have_text("議案第1号（第1版）")
    expect(page.get_by_role("button", name="左右（上下）を入れかえる")).to_have_count(0)
    expect(page.get_by_role("button", name="この資料を閉じる")).to_have_count(1)
    page.keyboard.press("PageDown")
    right.shows(former, 2)
    expect(right.part("bar")).to_be_hidden()
    page.reload()
    right.shows(former, 2)
    hall.picture(page, "beside-former")
    right.press("この資料を閉じる")
    expect(page.locator("main > .reader")).to_have_count(1)
    ends(page, path=f"/papers/{former.material}?p=1")


def test_version_that_readers_get_is_told_of_when_another_takes_its_place(hall: Hall) -> None:
    paper, *_ = placed(hall)
    page = hall.context(LANDSCAPE).new_page()
    hall.sign_in(page, "member1")
    page.goto(f"{hall.address}/papers/{paper.material}?p=1&beside={paper.material}&q=2&edition={paper.version}")
    left, right = sides(page)
    left.shows(paper, 1)
    right.shows(paper, 2)

    add_version(hall.council, paper.material, number=2, pages=3)
    page.evaluate("() => document.dispatchEvent(new Event('paper-news'))")

    for side in (left, right):
        expect(side.part("bar")).to_contain_text("差し替えられました")
