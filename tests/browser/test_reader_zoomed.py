"""An enlarged page in Chromium: whatever cells a view is put together from, it carries one code, that of the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.app.reading.shelf import lay
from tests.browser.hall import Hall, hall_in
from tests.support.chromium import needs_browser

pytestmark = [
    needs_browser,
    pytest.mark.alike("what a view is put together from; records are asked for over HTTP"),
]


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall_in(browser, tmp_path / "home") as opened:
        yield opened


def enlarge(page: Page, times: int) -> None:
    for _ in range(times):
        page.locator("[data-part=zoom-in]").click()
        page.wait_for_timeout(300)


@pytest.mark.parametrize("times", [1, 3])
def test_every_view_of_an_enlarged_page_has_the_code_of_the_page(hall: Hall, times: int) -> None:
    laid = lay(hall.council, zoom=4)
    page = hall.context().new_page()
    hall.sign_in(page, "member1")
    page.goto(f"{hall.address}/papers/{laid.material}")
    page.locator("img.sheet-page").wait_for()

    enlarge(page, times)

    page.wait_for_function("""() => { const cells = [...document.querySelectorAll("[data-part=cells] img")];
      return cells.length >= 2 && cells.every((cell) => cell.complete); }""")
    hall.picture(page, f"zoomed-{times}")
    records = [record for record in hall.council.ledger() if record.get("version") == laid.version]
    codes = [each["code"] for each in records if each["kind"] == "page.issued" and each["page"] == 1]
    cells = [each for each in records if each["kind"] == "region.issued"]
    assert len(codes) == 1
    assert len(cells) >= 2
    assert {(each["page"], each.get("code"), each["detail"]["mark"]) for each in cells} == {(1, None, codes[0])}
