"""What a member does from the first screen of the tablet in a few touches: a notice of take-out, and its end."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.day_support import TABLET, serving, window
from tests.support.chromium import needs_browser

pytestmark = needs_browser


def test_notice_of_take_out_takes_three_touches_and_its_end_two(
    each_database: str, browser: Browser, tmp_path: Path
) -> None:
    with (
        serving(tmp_path / "home") as (council, address),
        window(browser, council, address, "member1", size=TABLET) as member,
    ):
        page = member.page
        page.goto(f"{address}/")
        page.get_by_role("link", name="持ち出しを届け出る").tap()
        page.get_by_label("自宅").tap()
        page.get_by_role("button", name="記録する").tap()
        expect(page.get_by_role("heading", name="持ち出しの届 第1号")).to_be_visible()
        assert council.ledger("register.entered")[-1]["detail"]["register"] == "持ち出しの届"

        page.goto(f"{address}/")
        page.get_by_role("link", name="持ち出しの届 第1号").tap()
        page.get_by_role("button", name="戻したことを記録する").tap()
        expect(page.get_by_text("戻した").first).to_be_visible()
        page.goto(f"{address}/")
        expect(page.get_by_role("link", name="持ち出しを届け出る")).to_be_visible()
        assert page.get_by_role("link", name="持ち出しの届 第1号").count() == 0
