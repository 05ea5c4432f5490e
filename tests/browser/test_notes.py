"""A person's own notes on a tablet, at the real service: the pen draws, the finger turns, and nothing is lost."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from sqlalchemy import select

from app.notes.models import NotedPage
from app.notes.sealing import opened, own_key
from tests.app.reading.shelf import Laid, add_version, lay
from tests.browser.hall import PORTRAIT, Hall, hall_in
from tests.browser.test_reader_session import expect_page
from tests.support.chromium import needs_browser
from tests.support.sights import BEYOND, TARGETS

pytestmark = [needs_browser, pytest.mark.alike("what a pen does on the screen; notes are kept over HTTP")]
INK = "[data-part=notes] path.ink"


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    del each_database
    with hall_in(browser, tmp_path / "home") as opened_hall:
        yield opened_hall


def open_paper(hall: Hall, laid: Laid, size: dict[str, int] = PORTRAIT, *, login: str = "member1") -> Page:
    page = hall.context(size, has_touch=True).new_page()
    hall.sign_in(page, login)
    page.goto(f"{hall.address}/papers/{laid.material}?p=1")
    expect_page(page, laid, 1)
    return page


def pen_mode(page: Page) -> Locator:
    page.locator("[data-part=open-notes]").click()
    bar = page.locator("[data-part=note-bar]")
    expect(bar).to_be_visible()
    return bar


def at(page: Page, across: float, down: float) -> dict[str, float]:
    box = page.locator("[data-part=sheet]").bounding_box()
    assert box is not None
    return {"x": box["x"] + box["width"] * across, "y": box["y"] + box["height"] * down}


def pen(page: Page, *places: tuple[float, float], force: float = 0.7) -> None:
    """A pen as the system tells of it, from place to place; places are fractions of the page."""
    cdp = page.context.new_cdp_session(page)
    held = {"pointerType": "pen", "button": "left", "buttons": 1, "clickCount": 1, "force": force}
    for number, place in enumerate(places):
        cdp.send(
            "Input.dispatchMouseEvent",
            {"type": "mousePressed" if number == 0 else "mouseMoved", **held, **at(page, *place)},
        )
    cdp.send("Input.dispatchMouseEvent", {"type": "mouseReleased", **held, "buttons": 0, **at(page, *places[-1])})


def finger(page: Page, *places: tuple[float, float]) -> None:
    """A finger from place to place; places are fractions of the leaf: the sheet still glides after a swipe."""
    cdp = page.context.new_cdp_session(page)
    box = page.locator("[data-part=leaf]").bounding_box()
    assert box is not None
    for number, (across, down) in enumerate(places):
        kind = "touchStart" if number == 0 else "touchMove"
        point = {"x": box["x"] + box["width"] * across, "y": box["y"] + box["height"] * down}
        cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def kept(hall: Hall) -> dict[int, list[str]]:
    """Kinds of the marks that are sealed, by page."""
    with hall.council.services.database.read() as unit:
        rows = sorted(unit.scalars(select(NotedPage)), key=lambda row: row.page)
        keyring = hall.council.services.keyring
        pages = {row.page: opened(row, own_key(unit, keyring, row.person_id)) for row in rows}
    return {number: [mark.kind for mark in page.marks.values()] for number, page in pages.items()}


def expect_kept(page: Page) -> None:
    expect(page.locator("[data-part=notes-kept]")).to_have_text("保存しました", timeout=15_000)


def pressed(bar: Locator, name: str) -> None:
    bar.get_by_role("button", name=name, exact=True).click()


def write_words(page: Page, label: str, words: str) -> None:
    page.get_by_label(label).fill(words)
    page.get_by_role("button", name="保存", exact=True).click()


def open_second_hit(page: Page) -> None:
    """Search the paper and open the second of its hits, which is boxed on its page."""
    page.get_by_role("button", name="検索", exact=True).first.click()
    page.get_by_role("searchbox", name="探すことば").fill("補正 予算")
    page.keyboard.press("Enter")
    page.locator(".found-list a").nth(1).click()
    expect(page.locator("[data-part=found-marks] .found-mark")).to_have_count(2)


def test_member_draws_erases_and_goes_back_and_the_palm_does_nothing(hall: Hall) -> None:
    laid = lay(hall.council, level="3B", pages=3)
    page = open_paper(hall, laid)
    bar = pen_mode(page)
    ink = page.locator(INK)

    pen(page, (0.2, 0.3), (0.3, 0.35), (0.4, 0.3))
    pen(page, (0.2, 0.5), (0.4, 0.5), force=0.1)
    finger(page, (0.5, 0.5), (0.3, 0.5))  # the palm that holds the pen
    expect(ink).to_have_count(2)
    expect_page(page, laid, 1)
    pressed(bar, "戻す")
    expect(ink).to_have_count(1)
    page.keyboard.press("Control+y")
    expect(ink).to_have_count(2)
    pressed(bar, "消す")
    pen(page, (0.3, 0.1), (0.3, 0.9))
    expect(ink).to_have_count(0)
    pressed(bar, "戻す")
    expect(ink).to_have_count(2)
    expect_kept(page)
    assert kept(hall) == {1: ["ink", "ink"]}


def test_highlight_text_and_bookmark_are_found_on_the_next_opening(hall: Hall) -> None:
    laid = lay(hall.council, level="3B", pages=3)
    page = open_paper(hall, laid)
    bar = pen_mode(page)

    pen(page, (0.2, 0.3), (0.3, 0.35), (0.4, 0.3))
    pressed(bar, "蛍光ペン")
    pressed(bar, "桃")
    pen(page, (0.1, 0.7), (0.6, 0.7))
    pressed(bar, "文字")
    pen(page, (0.3, 0.8))
    write_words(page, "文字のメモ", "財源は何か\n副市長に聞く")
    pressed(bar, "しおり")
    write_words(page, "しおりの名前", "歳入")
    expect_kept(page)
    assert page.evaluate(TARGETS) == []
    assert page.evaluate(BEYOND) == []
    hall.picture(page, "notes-portrait")
    assert kept(hall) == {1: ["ink", "light", "text", "bookmark"]}

    page.set_viewport_size({"width": 1180, "height": 820})
    hall.picture(page, "notes-landscape")
    assert page.evaluate(TARGETS) == []
    page.reload()
    expect(page.locator("[data-part=notes] path.light.is-pink")).to_have_count(1)
    expect(page.locator(".note-ribbon")).to_have_text("歳入")
    pressed(pen_mode(page), "文字")
    page.locator(".note-card").click()
    write_words(page, "文字のメモ", "財源を聞いた")
    expect(page.locator(".note-card")).to_have_text("財源を聞いた")
    expect_kept(page)


def test_list_of_notes_is_searched_and_leads_to_the_page(hall: Hall) -> None:
    laid = lay(hall.council, pages=3)
    page = open_paper(hall, laid)
    bar = pen_mode(page)
    pen(page, (0.2, 0.3), (0.4, 0.3))
    pressed(bar, "しおり")
    write_words(page, "しおりの名前", "はじめ")
    page.locator("[data-part=turn-on]").click()
    expect_page(page, laid, 2)
    pressed(bar, "文字")
    pen(page, (0.3, 0.4))
    write_words(page, "文字のメモ", "財源を聞く")
    expect_kept(page)

    pressed(bar, "一覧")
    noted = page.locator("[data-part=noted] .noted")
    expect(noted).to_have_text(["はじめ1 ページ", "手書き 1 本1 ページ", "財源を聞く2 ページ"])
    assert page.evaluate(TARGETS) == []
    hall.picture(page, "notes-list")
    page.get_by_label("メモとしおりを探すことば").fill("ざいげん")
    expect(page.locator("[data-part=noted]")).to_contain_text("そのことばのあるメモは、ありません。")
    page.get_by_label("メモとしおりを探すことば").fill("ハジメ")
    noted.click()
    expect_page(page, laid, 1)
    expect(page.locator("[data-part=noted-drawer]")).to_be_hidden()


def test_list_of_all_papers_is_searched_and_leads_to_the_page(hall: Hall) -> None:
    papers = [lay(hall.council, title=title, pages=2) for title in ("一般会計補正予算書", "監査の資料")]
    page = hall.context(PORTRAIT, has_touch=True).new_page()
    hall.sign_in(page, "member1")
    for laid in papers:
        page.goto(f"{hall.address}/papers/{laid.material}?p=2")
        expect_page(page, laid, 2)
        bar = pen_mode(page)
        pen(page, (0.2, 0.3), (0.4, 0.3))
        pressed(bar, "しおり")
        write_words(page, "しおりの名前", f"しおり {laid.material[-4:]}")
        expect_kept(page)

    page.goto(f"{hall.address}/")
    page.get_by_role("link", name="メモとしおり").click()
    expect(page.locator("[data-told]")).to_have_text("2 件の資料に書いています。")
    expect(page.locator(".found-pages a")).to_have_count(4)
    assert page.evaluate(TARGETS) == []
    assert page.evaluate(BEYOND) == []
    hall.picture(page, "notes-of-all-papers")
    page.set_viewport_size({"width": 1280, "height": 800})
    hall.picture(page, "notes-of-all-papers-desktop")
    page.get_by_label("メモとしおりを探すことば").fill(papers[0].material[-4:])
    page.keyboard.press("Enter")
    page.locator(".found-pages a").click()
    expect_page(page, papers[0], 2)
    expect(page.locator(".note-ribbon")).to_contain_text("しおり")


def test_finger_turns_pages_while_the_pen_writes_and_draws_where_it_is_told_to(hall: Hall) -> None:
    laid = lay(hall.council, pages=3)
    page = open_paper(hall, laid)
    bar = pen_mode(page)
    ink = page.locator(INK)

    finger(page, (0.8, 0.6), (0.5, 0.6), (0.2, 0.6))
    expect_page(page, laid, 2)
    expect(ink).to_have_count(0)
    pressed(bar, "指で書く")
    finger(page, (0.8, 0.6), (0.5, 0.6), (0.2, 0.6))
    expect(ink).to_have_count(1)
    expect_page(page, laid, 2)
    expect_kept(page)
    assert kept(hall) == {2: ["ink"]}
    pressed(bar, "終わる")
    finger(page, (0.8, 0.6), (0.5, 0.6), (0.2, 0.6))
    expect_page(page, laid, 3)
    expect(ink).to_have_count(0)
    finger(page, (0.2, 0.6), (0.5, 0.6), (0.8, 0.6))
    expect_page(page, laid, 2)
    expect(ink).to_have_count(1)


def test_notes_go_along_with_a_replacement_and_a_changed_page_says_so(hall: Hall) -> None:
    laid = lay(hall.council, pages=3, looks=(1, 2, 3))
    page = open_paper(hall, laid)
    bar = pen_mode(page)
    pen(page, (0.2, 0.3), (0.4, 0.3))
    page.locator("[data-part=turn-on]").click()
    expect_page(page, laid, 2)
    pressed(bar, "文字")
    pen(page, (0.3, 0.4))
    write_words(page, "文字のメモ", "なくなるページ")
    expect_kept(page)
    later = Laid(laid.material, add_version(hall.council, laid.material, number=2, pages=3, looks=(7, 1, 3)))

    page.goto(f"{hall.address}/papers/{later.material}?p=2")
    expect(page.locator(INK)).to_have_count(1)
    pen_mode(page)
    pressed(page.locator("[data-part=note-bar]"), "一覧")
    expect(page.locator("[data-part=noted]")).to_contain_text("差し替えで、ページがなくなったメモ")
    expect(page.locator("[data-part=noted]")).to_contain_text("なくなるページ前の版の 2 ページ")
    hall.picture(page, "notes-replaced")


def test_name_that_is_typed_while_a_page_is_on_its_way_stays_with_the_page_it_was_begun_on(hall: Hall) -> None:
    laid = lay(hall.council, pages=6)
    page = open_paper(hall, laid)
    bar = pen_mode(page)
    pressed(bar, "しおり")
    write_words(page, "しおりの名前", "はじめ")
    expect_kept(page)
    held: list[Route] = []
    page.route("**/pages/6*", lambda route: held.append(route))  # noqa: PLW0108 - it is asked how many it takes

    page.locator("[data-part=number]").fill("6")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=sheet]")).to_have_class(re.compile(r"\bis-empty\b"))
    pressed(bar, "しおり")
    expect(page.get_by_label("しおりの名前")).to_be_visible()
    held.pop().continue_()
    expect_page(page, laid, 6)
    write_words(page, "しおりの名前", "第1章")
    expect_kept(page)

    page.wait_for_timeout(1500)  # until what was noted is sent
    assert kept(hall) == {1: ["bookmark"]}

    held_down = {"pointerType": "pen", "button": "left", "buttons": 1, "clickCount": 1, "force": 0.7}
    cdp = page.context.new_cdp_session(page)
    for kind, across in (("mousePressed", 0.2), ("mouseMoved", 0.4)):
        cdp.send("Input.dispatchMouseEvent", {"type": kind, **held_down, **at(page, across, 0.5)})
    page.keyboard.press("Home")  # the other hand turns while the pen lies on the page
    expect_page(page, laid, 1)
    cdp.send("Input.dispatchMouseEvent", {"type": "mouseMoved", **held_down, **at(page, 0.6, 0.6)})
    cdp.send("Input.dispatchMouseEvent", {"type": "mouseReleased", **held_down, "buttons": 0, **at(page, 0.6, 0.6)})
    page.wait_for_timeout(1500)
    assert kept(hall) == {1: ["bookmark"], 6: ["ink"]}


def test_no_note_stays_on_the_screen_when_the_paper_is_withdrawn(hall: Hall) -> None:
    laid = lay(hall.council, pages=2)
    page = open_paper(hall, laid)
    pen_mode(page)
    pen(page, (0.2, 0.3), (0.4, 0.3))
    expect_kept(page)

    answer: Any = hall.council.browser("clerk1").post(
        f"/prepare/materials/{laid.material}/withdraw", {"reason": "誤り"}
    )
    assert answer.status_code in {200, 303}

    expect(page.locator(INK)).to_have_count(0)
    expect(page.locator("[data-part=note-bar]")).to_be_hidden()


def test_of_two_pages_that_lie_open_each_has_its_own_notes_and_hits(hall: Hall) -> None:
    laid = lay(hall.council, level="2", pages=3)
    page = open_paper(hall, laid, {"width": 1180, "height": 820})
    page.get_by_role("button", name="見え方").click()
    page.get_by_text("見開き", exact=True).click()
    page.get_by_role("button", name="見え方を閉じる").click()
    page.keyboard.press("ArrowRight")
    beside = page.locator("[data-part=opposite]")
    beside.locator("img").wait_for()
    expect(page.locator("[data-part=number]")).to_have_value("2")
    pen_mode(page)

    pen(page, (0.1, 0.03), (0.2, 0.04))  # at the very top, which the bar does not cover
    pen(page, (0.6, 0.3), (0.7, 0.35), (0.8, 0.3))  # on the page beside it, without turning to it first
    expect(page.locator("[data-part=number]")).to_have_value("3")
    expect(page.locator(INK)).to_have_count(1)
    expect(beside.locator("path.ink")).to_have_count(1)
    finger(page, (0.3, 0.8))  # the palm that holds the pen
    expect(page.locator("[data-part=number]")).to_have_value("3")
    expect_kept(page)
    assert kept(hall) == {2: ["ink"], 3: ["ink"]}
    page.locator("[data-part=open-notes]").click()

    open_second_hit(page)
    expect(beside.locator(".found-mark")).to_have_count(2)
    hall.picture(page, "spread-notes-hits")
    page.locator("[data-part=open-words]").click()
    expect(page.locator("[data-part=words] h3")).to_have_text(["2 ページ", "3 ページ"])
    expect(page.locator("[data-part=words] p")).to_have_count(4)

    page.reload()
    beside.locator("img").wait_for()
    expect(page.locator(INK)).to_have_count(1)
    expect(beside.locator("path.ink")).to_have_count(1)
    issued = [record["page"] for record in hall.council.ledger("page.issued")]
    assert {2, 3} <= set(issued)


def test_of_pages_beneath_each_other_each_has_its_own_notes_and_hits(hall: Hall) -> None:
    laid = lay(hall.council, level="2", pages=3)
    page = open_paper(hall, laid)
    page.get_by_role("button", name="見え方").click()
    page.get_by_text("縦に続けて読む", exact=True).click()
    page.get_by_role("button", name="見え方を閉じる").click()
    frames = page.locator(".frame:not([hidden])")
    expect(frames.locator("img.sheet-page")).to_have_count(3)
    page.mouse.move(300, 500)
    page.mouse.wheel(0, 450)
    pen_mode(page)

    pen(page, (0.2, 0.29), (0.3, 0.3), (0.4, 0.29))  # near the foot of the first page
    pen(page, (0.2, 0.37), (0.3, 0.38), (0.4, 0.37))  # on the second, which comes below it
    expect(page.locator("[data-part=number]")).to_have_value("2")
    expect(page.locator(INK)).to_have_count(1)
    expect(frames.nth(0).locator("path.ink")).to_have_count(1)
    expect(frames.nth(1).locator("path.ink:visible")).to_have_count(0)  # its notes are those that are written on
    expect_kept(page)
    assert kept(hall) == {1: ["ink"], 2: ["ink"]}
    page.locator("[data-part=open-notes]").click()

    open_second_hit(page)
    expect(frames.nth(2).locator(".found-mark")).to_have_count(2)
    page.locator("[data-part=open-words]").click()
    expect(page.locator("[data-part=words]")).to_contain_text("補正")
    hall.picture(page, "unrolled-notes-hits")

    page.reload()
    expect(page.locator("[data-part=number]")).to_have_value("2")
    expect(page.locator(INK)).to_have_count(1)
    expect(frames.nth(0).locator("path.ink")).to_have_count(1)
