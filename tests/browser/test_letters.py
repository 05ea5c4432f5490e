"""Letters as the office prints them: the screen tells that one is out, and the next press asks first."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.hall import DESK, Hall, hall_in

pytestmark = [pytest.mark.browser, pytest.mark.alike("what the screen tells; letters are issued over HTTP")]


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall_in(browser, tmp_path / "home") as made:
        yield made


def test_screen_tells_of_a_letter_as_soon_as_it_is_out(hall: Hall) -> None:
    page = hall.context(DESK).new_page()
    hall.sign_in(page, "admin")
    page.goto(f"{hall.address}/admin/people/{hall.council.people['member1'].id}/letters")

    with page.expect_download() as download:
        page.get_by_role("button", name="登録用紙（PDF）を発行する").click()
    assert download.value.suggested_filename == "登録用紙_member1.pdf"
    expect(page.get_by_text("登録用紙を発行しました。")).to_be_visible()
    expect(page.get_by_role("button", name="登録用紙（PDF）を発行する")).to_have_count(0)
    page.get_by_text("発行し直す…").click()
    expect(page.get_by_role("button", name="前の用紙を無効にして、発行し直す")).to_be_visible()
    hall.picture(page, "letter-issued")

    page.goto(f"{hall.address}/admin/people")
    hall.picture(page, "people-not-ready")
    with page.expect_download() as download:
        page.get_by_role("button", name="登録用紙をまとめて発行する").click()
    assert download.value.suggested_filename == "登録用紙_4人.pdf"
    expect(page.get_by_role("button", name="登録用紙をまとめて発行する")).to_have_count(0)
    expect(
        page.get_by_text("人分の登録用紙が、まだ使われていません。印刷して、本人に手渡してください。")
    ).to_be_visible()
