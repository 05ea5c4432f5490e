"""What becomes of an open paper: replaced, it is offered at the same page; withdrawn, nothing of it stays."""

import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from app.access.facts import Actor
from app.access.roles import Role
from app.audit.notes import SYSTEM, By, note
from app.audit.vocabulary import EventKind
from app.materials import acts
from app.materials.models import Material, Version
from app.materials.subjects import about_paper
from tests.app.reading.shelf import Laid, add_version, lay
from tests.browser.hall import Hall, hall_in
from tests.browser.reader_fixture.server import Desk
from tests.browser.reader_fixture.tablet import OpenPaper, forgive_refused_requests, open_paper
from tests.support.chromium import needs_browser

pytestmark = [
    needs_browser,
    pytest.mark.alike("what hands do and screens show; what is asked for it is asked over HTTP on both"),
]
__all__ = ["open_paper"]
NEWS = "document.dispatchEvent(new CustomEvent('paper-news'))"
# Page images that hold pixels, on the screen or behind it.
IMAGES = """[...document.querySelectorAll("[data-reader] img")].filter(
  (image) => image.naturalWidth > 0 && getComputedStyle(image).visibility !== "hidden").map(
  (image) => `${image.className} ${image.currentSrc}`)"""


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall_in(browser, tmp_path / "home") as opened:
        yield opened


def _open(hall: Hall, laid: Laid) -> Page:
    page = hall.context().new_page()
    hall.sign_in(page, "member1")
    page.goto(f"{hall.address}/papers/{laid.material}")
    expect(page.locator("[data-reader].is-live")).to_be_attached()
    page.keyboard.press("ArrowRight")
    expect(page.locator(f'img.sheet-page[src*="{laid.page(2)}"]')).to_be_visible()
    live = page.locator('script[src*="session/live.js"], script[src*="reading/news.js"]').first.get_attribute("src")
    base = (live or "").replace("reading/news.js", "session/live.js").split("?")[0]
    page.wait_for_function(f"import('{base}').then((live) => live.isLive())")
    return page


def _withdraw(hall: Hall, laid: Laid) -> None:
    by = By(Actor(hall.council.people["clerk1"].id, frozenset({Role.CLERK})))
    with hall.council.services.database.write() as unit:
        acts.withdraw(unit, by, unit.get_one(Material, laid.material), "数字に誤りがありました")


def _sent(answer: Response) -> str:
    return (answer.request.post_data or "").replace(" ", "")


def _replace(hall: Hall, laid: Laid, looks: Sequence[int] = ()) -> str:
    second = add_version(hall.council, laid.material, number=2, pages=5, looks=looks)
    with hall.council.services.database.write() as unit:
        about = about_paper(unit.get_one(Material, laid.material), unit.get_one(Version, second))
        note(unit, SYSTEM, EventKind.MATERIAL_READY, about, pages=5, warnings="", replaced=1)
    return second


def test_withdrawn_paper_is_gone_from_the_open_tablet_within_a_second(hall: Hall) -> None:
    laid = lay(hall.council, pages=5)
    page = _open(hall, laid)

    _withdraw(hall, laid)
    began = time.monotonic()
    expect(page.locator("[data-part=fault]")).to_contain_text("取り下げました")
    took = time.monotonic() - began

    assert took < 2.0  # a second, on a machine that tests in several processes
    assert page.evaluate(IMAGES) == []
    hall.picture(page, "reader-withdrawn")
    for key in ("ArrowRight", "ArrowLeft", "End"):
        page.keyboard.press(key)
        page.wait_for_timeout(300)
        assert page.evaluate(IMAGES) == []
        expect(page.locator("[data-part=fault]")).to_contain_text("取り下げました")


def test_small_pictures_of_a_withdrawn_paper_do_not_stand_in_for_its_pages(hall: Hall) -> None:
    laid = lay(hall.council, pages=5)
    page = _open(hall, laid)
    page.keyboard.press("t")
    page.wait_for_function("""() => [...document.querySelectorAll("[data-part=strip] img")].length === 5
      && [...document.querySelectorAll("[data-part=strip] img")].every((image) => image.naturalWidth > 0)""")
    page.keyboard.press("t")

    _withdraw(hall, laid)
    expect(page.locator("[data-part=fault]")).to_contain_text("取り下げました")

    for key in ("ArrowRight", "ArrowRight", "End"):
        page.keyboard.press(key)
        page.wait_for_function("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate(IMAGES) == []
        page.wait_for_timeout(300)
        assert page.evaluate(IMAGES) == []


def test_newer_version_is_offered_at_what_the_page_that_is_read_has_become(hall: Hall) -> None:
    laid = lay(hall.council, pages=5, looks=(1, 2, 3, 12, 5))
    page = _open(hall, laid)
    with page.expect_response(lambda answer: answer.url.endswith("/position") and '"page":3' in _sent(answer)):
        page.keyboard.press("ArrowRight")
    second = _replace(hall, laid, looks=(1, 30, 2, 3, 13))
    offer = page.get_by_role("link", name="新しい版をひらく")
    expect(offer).to_be_visible(timeout=5000)
    bar = page.locator("[data-part=bar]")
    expect(bar).to_contain_text("変わったのは 5 ページ、増えたのは 2 ページ、なくなったのは前の版の 5 ページです。")
    hall.picture(page, "reader-replaced")
    assert str(offer.get_attribute("href")).endswith("?p=4")
    page.keyboard.press("ArrowRight")
    offer.click()

    expect(page.locator(f'img.sheet-page[src*="/papers/{second}/pages/5"]')).to_be_visible()
    expect(page.get_by_role("link", name="新しい版をひらく")).to_have_count(0)
    expect(bar).to_contain_text("前に読んだときから差し替えられました。")
    hall.picture(page, "reader-changed")
    bar.get_by_role("link", name="2").click()
    expect(page.locator(f'img.sheet-page[src*="/papers/{second}/pages/2"]')).to_be_visible()
    bar.get_by_role("button", name="閉じる").click()
    expect(bar).to_be_hidden()


def test_newer_version_whose_pages_are_not_known_is_offered_at_the_same_number(hall: Hall) -> None:
    laid = lay(hall.council, pages=5)
    page = _open(hall, laid)

    _replace(hall, laid)

    expect(page.get_by_role("link", name="新しい版をひらく")).to_have_attribute("href", re.compile(r"\?p=2$"))
    expect(page.locator("[data-part=bar]")).not_to_contain_text("変わった")


def test_page_that_was_on_its_way_when_the_paper_went_is_not_shown(open_paper: OpenPaper) -> None:
    tablet = open_paper(Desk(last_page=12))
    forgive_refused_requests(tablet)
    tablet.desk.page_delay_seconds = 1.0
    tablet.page.keyboard.press("End")
    tablet.page.wait_for_timeout(200)

    tablet.desk.is_withdrawn = True
    tablet.page.evaluate(NEWS)
    expect(tablet.page.locator("[data-part=fault]")).to_contain_text("取り下げました")
    tablet.page.wait_for_timeout(1500)

    assert tablet.page.evaluate(IMAGES) == []


def test_page_of_a_paper_that_was_raised_above_this_tablet_leaves_the_screen(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    forgive_refused_requests(tablet)
    tablet.desk.is_raised = True

    tablet.page.evaluate(NEWS)

    expect(tablet.page.locator("[data-part=fault]")).to_contain_text("支給された端末でだけ")
    assert tablet.page.evaluate(IMAGES) == []


def test_withdrawal_that_is_asked_for_too_often_is_asked_for_again(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    forgive_refused_requests(tablet)
    tablet.desk.is_withdrawn, tablet.desk.standings_too_many = True, 1

    tablet.page.evaluate(NEWS)

    expect(tablet.page.locator("[data-part=fault]")).to_contain_text("取り下げました")


def test_paper_opened_again_by_the_office_is_read_again(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    forgive_refused_requests(tablet)
    tablet.desk.is_withdrawn = True
    tablet.page.evaluate(NEWS)
    expect(tablet.page.locator("[data-part=fault]")).to_contain_text("取り下げました")

    asked = len(tablet.desk.asked)
    tablet.page.evaluate("document.dispatchEvent(new CustomEvent('session-renewed'))")
    tablet.page.wait_for_load_state("networkidle")
    assert tablet.desk.asked[asked:] == []  # each question would be one more refusal in this person's name

    tablet.desk.is_withdrawn = False
    tablet.page.get_by_role("button", name="もう一度").click()

    tablet.expect_page(12)
    expect(tablet.page.locator("[data-part=fault]")).to_be_hidden()


def test_replacement_is_told_once_and_stays_told_after_signing_in_again(open_paper: OpenPaper) -> None:
    tablet = open_paper()
    forgive_refused_requests(tablet)
    offer = tablet.page.get_by_role("link", name="新しい版をひらく")
    tablet.desk.newer_version = "v82"
    tablet.page.evaluate(NEWS)
    expect(offer).to_have_attribute("href", re.compile(r"\?p=12$"))

    tablet.desk.is_signed_out = True
    tablet.page.keyboard.press("End")
    expect(tablet.page.get_by_role("link", name="もう一度サインインする")).to_be_visible()
    tablet.desk.is_signed_out = False
    tablet.page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(offer).to_be_visible()
    expect(offer).to_have_attribute("href", re.compile(r"\?p=40$"))
