"""What was written on a tablet and could not be sent yet: without a line, in a closed tab, in two tabs of one paper."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.app.reading.shelf import add_version, lay
from tests.browser.hall import Hall, hall_in
from tests.browser.test_notes import INK, expect_kept, kept, open_paper, pen, pen_mode, pressed, write_words
from tests.browser.test_reader_session import expect_page
from tests.support.chromium import needs_browser

pytestmark = [needs_browser, pytest.mark.alike("what a browser keeps while it has no line; notes are kept over HTTP")]


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    del each_database
    with hall_in(browser, tmp_path / "home") as opened_hall:
        yield opened_hall


def test_what_is_written_while_the_line_is_away_arrives_when_it_is_back(hall: Hall) -> None:
    laid = lay(hall.council, pages=2)
    page = open_paper(hall, laid)
    bar = pen_mode(page)
    page.context.set_offline(True)

    pen(page, (0.2, 0.3), (0.4, 0.3))
    expect(page.locator("[data-part=notes-kept]")).to_contain_text("まだ保存できていません")
    pen(page, (0.2, 0.4), (0.4, 0.4))
    assert kept(hall) == {}
    page.context.set_offline(False)
    expect_kept(page)
    assert kept(hall) == {1: ["ink", "ink"]}
    other = open_paper(hall, laid)
    expect(other.locator(INK)).to_have_count(2)
    pen_mode(other)
    pen(other, (0.6, 0.3), (0.8, 0.3))
    expect_kept(other)
    pressed(bar, "ペン")
    pen(page, (0.6, 0.6), (0.8, 0.6))
    expect(page.locator(INK)).to_have_count(4)
    assert kept(hall) == {1: ["ink"] * 4}


def die(tab: Page) -> None:
    """The tab's process ends at once: a tab that is closed lives a moment longer than the routes that cut its line."""
    with contextlib.suppress(Error):
        tab.goto("chrome://crash")
    tab.close(run_before_unload=False)


ON_TABLET = """async () => {
  const request = indexedDB.open("gijo-notes", 1);
  const open = await new Promise((done) => { request.onsuccess = () => done(request.result); });
  const rows = open.transaction("unsent").objectStore("unsent").getAll();
  const kept = await new Promise((done) => { rows.onsuccess = () => done(rows.result); });
  return kept.map(({ sealed }) => new TextDecoder("latin1").decode(sealed));
}"""


def test_tab_that_is_closed_without_a_line_leaves_what_was_written_sealed_and_sends_it_later(hall: Hall) -> None:
    laid = lay(hall.council, level="3B", pages=2)
    page = open_paper(hall, laid)
    bar = pen_mode(page)
    page.route(f"**/papers/{laid.version}/notes/**", lambda route: route.abort())
    pressed(bar, "文字")
    pen(page, (0.3, 0.4))
    write_words(page, "文字のメモ", "secret words")
    expect(page.locator("[data-part=notes-kept]")).to_contain_text("まだ保存できていません")
    [sealed] = page.evaluate(ON_TABLET)
    assert "secret words" not in sealed
    die(page)
    assert kept(hall) == {}

    again = page.context.new_page()
    again.goto(f"{hall.address}/papers/{laid.material}?p=1")
    expect(again.locator(".note-card")).to_have_text("secret words")
    expect_kept(again)
    assert kept(hall) == {1: ["text"]}
    assert again.evaluate(ON_TABLET) == []


def test_two_tabs_of_one_paper_lose_nothing_of_each_other_when_both_die_without_a_line(hall: Hall) -> None:
    laid = lay(hall.council, level="3B", pages=2)
    tabs = [open_paper(hall, laid)]
    tabs.append(tabs[0].context.new_page())
    tabs[1].goto(f"{hall.address}/papers/{laid.material}?p=1")
    expect_page(tabs[1], laid, 1)
    for number, tab in enumerate(tabs):
        bar = pen_mode(tab)
        tab.route(f"**/papers/{laid.version}/notes/**", lambda route: route.abort())
        pen(tab, (0.2, 0.2 + number / 10), (0.4, 0.2 + number / 10))
        pressed(bar, "文字")
        pen(tab, (0.3, 0.5 + number / 10))
        write_words(tab, "文字のメモ", f"tab {number}")
        expect(tab.locator("[data-part=notes-kept]")).to_contain_text("まだ保存できていません")
    assert len(tabs[0].evaluate(ON_TABLET)) == 2
    third = tabs[0].context.new_page()
    third.goto(f"{hall.address}/papers/{laid.material}?p=1")
    expect_page(third, laid, 1)
    expect(third.locator(INK)).to_have_count(0)  # both tabs are open: what waits is theirs
    third.close()
    context = tabs[0].context
    for tab in tabs:
        die(tab)
    assert kept(hall) == {}

    again = context.new_page()
    again.goto(f"{hall.address}/papers/{laid.material}?p=1")
    expect(again.locator(".note-card")).to_have_text(["tab 0", "tab 1"])
    expect(again.locator(INK)).to_have_count(2)
    expect_kept(again)
    assert sorted(kept(hall)[1]) == ["ink", "ink", "text", "text"]
    assert again.evaluate(ON_TABLET) == []


def test_what_is_written_in_five_minutes_without_a_network_arrives_also_from_a_tab_that_was_closed(hall: Hall) -> None:
    laid = lay(hall.council, level="3B", pages=2)
    page = open_paper(hall, laid)
    page.clock.install()
    bar = pen_mode(page)
    page.context.set_offline(True)
    pen(page, (0.2, 0.3), (0.4, 0.3))
    for _ in range(5):
        page.clock.run_for(60_000)
    expect(page.locator("[data-part=notes-kept]")).to_contain_text("まだ保存できていません")
    pressed(bar, "文字")
    pen(page, (0.3, 0.4))
    write_words(page, "文字のメモ", "after five minutes")
    page.clock.run_for(2000)
    page.wait_for_function(f"async () => (await ({ON_TABLET})()).length === 1")
    die(page)
    assert kept(hall) == {}

    again = page.context.new_page()
    again.context.set_offline(False)
    again.goto(f"{hall.address}/papers/{laid.material}?p=1")
    expect(again.locator(".note-card")).to_have_text("after five minutes")
    expect_kept(again)
    assert kept(hall) == {1: ["ink", "text"]}


def test_what_waits_while_the_paper_is_replaced_comes_to_its_page_in_the_later_version(hall: Hall) -> None:
    laid = lay(hall.council, level="3B", pages=2, looks=(1, 2))
    page = open_paper(hall, laid)
    bar = pen_mode(page)
    page.route(f"**/papers/{laid.version}/notes/**", lambda route: route.abort())
    pressed(bar, "文字")
    pen(page, (0.3, 0.4))
    write_words(page, "文字のメモ", "written meanwhile")
    expect(page.locator("[data-part=notes-kept]")).to_contain_text("まだ保存できていません")
    add_version(hall.council, laid.material, number=2, pages=2, looks=(9, 1))
    die(page)

    again = page.context.new_page()
    again.goto(f"{hall.address}/papers/{laid.material}?p=2")
    expect(again.locator(".note-card")).to_have_text("written meanwhile")
    assert kept(hall) == {2: ["text"]}
    assert again.evaluate(ON_TABLET) == []
