"""A member shows the notes of a page to another one, who hides them and loses them, and has a PDF with their own."""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.permits.desk import granted
from tests.app.reading.shelf import Laid, lay
from tests.browser.hall import Hall, hall_in
from tests.browser.test_notes import expect_kept, open_paper, pen, pen_mode, pressed, write_words
from tests.browser.test_reader_session import expect_page
from tests.support.chromium import needs_browser
from tests.support.sights import BEYOND, TARGETS
from tests.support.slots import bind_all

pytestmark = [needs_browser, pytest.mark.alike("what two tablets show; who is given what is asked for over HTTP")]
LANDSCAPE = {"width": 1180, "height": 820}


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    del each_database
    with hall_in(browser, tmp_path / "home") as opened_hall:
        yield opened_hall


def write_a_line_and_a_text(hall: Hall, laid: Laid) -> Page:
    page = open_paper(hall, laid)
    tools = pen_mode(page)
    pen(page, (0.2, 0.3), (0.3, 0.35), (0.4, 0.3))
    pressed(tools, "文字")
    pen(page, (0.3, 0.6))
    write_words(page, "文字のメモ", "財源は何か")
    expect_kept(page)
    return page


def share_it(hall: Hall, page: Page) -> None:
    page.get_by_role("link", name="共有", exact=True).click()
    expect(page.get_by_text("これからこのページに書くメモも見えます")).to_be_visible()
    page.get_by_label("𠮷田 次郎 議員").check()
    assert page.evaluate(TARGETS) == []
    hall.picture(page, "notes-sharing")
    page.get_by_role("button", name="共有する", exact=True).click()


def hide_and_show_again(hall: Hall, page: Page, laid: Laid) -> None:
    """Who sees them hides them, also for the next opening, and finds them in the list."""
    theirs, bar = page.locator("[data-part=shown-notes]"), page.locator(".shown-bar")
    bar.get_by_role("button").click()
    expect(theirs.locator("path.ink")).to_have_count(0)
    page.reload()
    expect_page(page, laid, 1)
    expect(bar.get_by_role("button")).to_have_attribute("aria-pressed", "false")
    expect(theirs.locator("path.ink")).to_have_count(0)
    bar.get_by_role("button").click()
    expect(theirs.locator("path.ink")).to_have_count(1)
    pressed(pen_mode(page), "一覧")
    drawer = page.locator("[data-part=noted]")
    expect(drawer).to_contain_text("共有されたメモ")
    expect(drawer).to_contain_text("佐藤 花子 議員：財源は何か")
    hall.picture(page, "notes-shown-listed")
    page.locator("[data-part=noted-drawer]").get_by_role("button", name="閉じる").click()


def test_shared_notes_come_to_the_other_tablet_are_hidden_there_and_go_with_the_sharing(hall: Hall) -> None:
    laid = lay(hall.council, level="3B", pages=3)
    other = open_paper(hall, laid, LANDSCAPE, login="member2")
    theirs, bar = other.locator("[data-part=shown-notes]"), other.locator(".shown-bar")
    mine = write_a_line_and_a_text(hall, laid)
    expect(theirs.locator("path.ink")).to_have_count(0)

    share_it(hall, mine)

    expect(theirs.locator("path.ink")).to_have_count(1)
    expect(theirs.locator(".note-card")).to_have_text("財源は何か\n― 佐藤 花子 議員")
    expect(theirs.locator(".note-whose")).to_have_text("佐藤 花子 議員")
    expect(bar).to_contain_text("佐藤 花子 議員のメモ")
    assert other.evaluate(TARGETS) == []
    assert other.evaluate(BEYOND) == []
    hall.picture(other, "notes-shown")
    hall.picture(mine, "notes-shares")

    hide_and_show_again(hall, other, laid)

    mine.get_by_role("link", name="資料へ戻る").click()
    expect_page(mine, laid, 1)
    expect(pen_mode(mine).get_by_role("link", name="共有中")).to_be_visible()
    pen(mine, (0.5, 0.8), (0.7, 0.8))
    expect(theirs.locator("path.ink")).to_have_count(2, timeout=10_000)
    mine.get_by_role("link", name="共有中").click()
    mine.get_by_role("button", name="共有をやめる").click()

    expect(theirs.locator("path.ink")).to_have_count(0)
    expect(bar).to_be_hidden()
    expect(mine.get_by_text("共有しているメモはありません")).to_be_visible()


def test_pdf_of_a_permit_has_the_notes_that_its_holder_has_drawn(hall: Hall, tmp_path: Path) -> None:
    laid = lay(hall.council, level="1", pages=2)
    page = write_a_line_and_a_text(hall, laid)
    granted(hall.council, laid)
    page.goto(f"{hall.address}/permits")

    page.get_by_label("自分のメモを入れる").check()
    assert page.evaluate(TARGETS) == []
    hall.picture(page, "notes-permit")
    with page.expect_download() as download:
        page.get_by_role("button", name="PDF を受け取る").click()
        expect(page.get_by_text("PDF を作っています")).to_be_visible()
        bind_all(hall.council.services)

    download.value.save_as(tmp_path / "noted.pdf")
    with pikepdf.open(tmp_path / "noted.pdf") as pdf:
        drawn = [set(each.obj.Resources.XObject.keys()) & {"/Ink", "/Words0"} for each in pdf.pages]
    assert drawn == [{"/Ink", "/Words0"}, set()]
