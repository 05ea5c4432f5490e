"""Words that a machine recognised on a page: a hit and the text for reading aloud say so; the office's screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.materials.models import RecognisedPage, Version
from app.materials.pages.contents import words_of
from app.materials.recognition.pages import PageState, dump_recognised
from app.materials.words.finding import page_text
from app.materials.words.folding import fold
from app.vault.gathered import dump_pages
from app.vault.objects import recognised_name, recognised_page_name
from tests.app.reading.shelf import Laid, lay
from tests.browser.hall import Hall, hall_in
from tests.browser.test_reader_session import expect_page
from tests.browser.test_search import look_for
from tests.support.chromium import needs_browser
from tests.support.sights import TARGETS
from viewer.wire import Word

pytestmark = [
    needs_browser,
    pytest.mark.alike("what screens say of recognised words; the words are asked for over HTTP"),
]

BY_MACHINE = "文字は機械で読み取ったものです"
SAID = [Word("避難所", 0.1, 0.6, 0.3, 0.63, 0, 0), Word("の一覧", 0.3, 0.6, 0.5, 0.63, 0, 0)]


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    del each_database
    with hall_in(browser, tmp_path / "home") as opened:
        yield opened


def recognised_on(hall: Hall, laid: Laid, page: int, *, pages: int) -> None:
    """As the job leaves it, which recognises these words on one page of the paper."""
    services, version_id = hall.council.services, laid.version
    with services.database.write() as session:
        version = session.get_one(Version, version_id)
        version.recognised = 1
        session.add(RecognisedPage(version_id=version_id, number=page, making=0, state=PageState.READ, words=2))
        key = version.sealed_key or ""
    written = dump_recognised(SAID, [])
    folded = [fold(page_text(words_of(written))).text if number == page else "" for number in range(1, pages + 1)]
    services.vault.put_once(key, version_id, recognised_page_name(version_id, page), written)
    services.vault.put_once(key, version_id, recognised_name(version_id, 0, 1), dump_pages(folded))


def test_reader_says_where_words_were_read_by_machine_and_the_office_drops_them(hall: Hall) -> None:
    laid = lay(hall.council, level="2", pages=3)
    recognised_on(hall, laid, 2, pages=3)
    reading = hall.context({"width": 820, "height": 1180}).new_page()
    hall.sign_in(reading, "member1")
    reading.goto(f"{hall.address}/papers/{laid.material}")
    expect_page(reading, laid, 1)

    look_for(reading, "避難所")

    hit = reading.locator(".found-list a")
    expect(hit).to_have_count(1)
    expect(hit).to_contain_text(BY_MACHINE)
    assert reading.evaluate(TARGETS) == []
    hit.click()
    expect_page(reading, laid, 2)
    expect(reading.locator(".found-mark")).to_have_count(1)
    expect(reading.get_by_role("navigation", name="検索の結果")).to_contain_text(BY_MACHINE)
    reading.get_by_role("button", name="文字", exact=True).first.click()
    expect(reading.locator("[data-part=words-drawer]")).to_contain_text(BY_MACHINE)
    expect(reading.locator("[data-part=words-drawer]")).to_contain_text("避難所の一覧")

    office = hall.context({"width": 1280, "height": 900}).new_page()
    hall.sign_in(office, "clerk1")
    office.goto(f"{hall.address}/prepare/materials/{laid.material}")
    office.get_by_role("link", name="機械で読み取った文字").click()
    expect(office.locator("dl.facts")).to_contain_text("2\u00a0ページ")
    office.get_by_role("button", name="読み取った文字を消す").click()
    expect(office.locator("dl.facts")).to_contain_text("読み取った文字を消した")
