"""Notes after a clerk has sent out another file: where they went, and the page as it was before."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.materials.pages.workshop import Workshop
from app.registers.holds import holds_paper
from tests.app.materials.office import Office
from tests.app.materials.papers import written
from tests.app.reading.shelf import Laid
from tests.browser.hall import Hall, hall_in
from tests.browser.test_notes import expect_kept, open_paper, pen, pen_mode, pressed, write_words
from tests.browser.test_reader_session import expect_page
from tests.support.chromium import needs_browser
from tests.support.sights import BEYOND, TARGETS
from tests.support.slots import shift_over, slot_over
from viewer.render import Renderer

pytestmark = [needs_browser, pytest.mark.alike("a sign in the reader; what is taken along is asked for over HTTP")]


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    del each_database
    with hall_in(browser, tmp_path / "home") as opened_hall:
        yield opened_hall


def lines(name: str) -> list[str]:
    return [f"{name} {number} {name[::-1]} {number * 7}" for number in range(20)]


@contextlib.contextmanager
def office_in(hall: Hall) -> Iterator[Office]:
    """The secretariat with a worker, which converts what is uploaded."""
    services = hall.council.services
    with Renderer() as renderer, ThreadPoolExecutor(2) as threads:
        shop = Workshop(services.database, services.vault, renderer, threads, holds_paper)
        shift = shift_over(shop)
        yield Office(hall.council, shop, shift, slot_over(shop, "test", shift))


def look_at_the_former_page_until_it_is_closed(hall: Hall, page: Page, laid: Laid) -> None:
    page.locator(".note-changed").get_by_role("link", name="前のページを見る").click()
    beside = page.locator("main > .reader").nth(1)
    expect(beside.locator(f'img.sheet-page[src*="{laid.page(2)}"]')).to_be_visible()
    expect(beside.locator(".reader-title")).to_contain_text("（第1版）")
    assert page.evaluate(TARGETS) == []
    assert page.evaluate(BEYOND) == []
    hall.picture(page, "notes-former-beside")
    hall.council.browser("clerk1").post(f"/prepare/materials/{laid.material}/former/close", {})
    expect(beside.locator("[data-part=fault]")).to_contain_text("見つかりません")
    expect(beside.locator("img.sheet-page")).to_be_hidden()
    beside.get_by_role("button", name="この資料を閉じる").click()


def test_former_page_is_one_touch_away_after_a_clerk_has_sent_out_another_file(hall: Hall) -> None:
    with office_in(hall) as office:
        version = office.ready(written(*(lines(name) for name in ("cover", "revenue", "appendix"))))
        laid = Laid(version.material_id, version.id)
        page = open_paper(hall, laid)
        for number in (2, 3):
            page.goto(f"{hall.address}/papers/{version.material_id}?p={number}")
            expect_page(page, laid, number)
            bar = pen_mode(page)
            pressed(bar, "文字")
            pen(page, (0.3, 0.4))
            write_words(page, "文字のメモ", f"note {number}")
            expect_kept(page)
        newer = office.prepared(version, written(lines("cover"), [*lines("revenue")[:-2], "as amended"]))
        office.replacement(newer, "replacement/send", former_open="1")

    page.goto(f"{hall.address}/papers/{version.material_id}?p=2")
    sign = page.locator(".note-changed")
    expect(sign).to_contain_text("差し替えの前は 2 ページ")
    expect(page.locator(".note-card")).to_have_text("note 2")
    assert [each for each in page.evaluate(TARGETS) if "前のページ" in each or "確かめた" in each] == []
    hall.picture(page, "notes-changed")
    look_at_the_former_page_until_it_is_closed(hall, page, laid)
    pressed(pen_mode(page), "一覧")
    expect(page.locator("[data-part=noted]")).to_contain_text("note 3前の版の 3 ページ")
    hall.picture(page, "notes-placeless")
    page.locator("[data-part=noted-drawer]").get_by_role("button", name="閉じる").click()
    sign.get_by_role("button", name="確かめた").click()
    expect(sign).to_be_hidden()
