"""A proxy whose limit is smaller than ours answers for the service: the clerk is told, and so is the administrator."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.day_support import japanese_pdf
from tests.browser.hall import Hall, hall_in
from tests.browser.test_stepup import LYING, meeting_of, seated
from tests.support.chromium import needs_browser
from tests.support.interception import intercept

pytestmark = [
    needs_browser,
    pytest.mark.alike("the script; what is asked of the database: tests/app/materials/test_upload.py"),
]


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall_in(browser, tmp_path / "home") as opened:
        yield opened


def refuse(route: Route) -> None:
    """As nginx answers beyond its `client_max_body_size`."""
    route.fulfill(status=413, content_type="text/html", body="<html><h1>413 Request Entity Too Large</h1></html>")


def test_file_that_the_proxy_refuses_is_told_to_clerk_and_administrator(hall: Hall, tmp_path: Path) -> None:
    meeting = meeting_of(hall.council)
    page = seated(hall, "clerk1", LYING)
    page.goto(f"{hall.address}{meeting}")
    intercept(page, "**/prepare/versions/*/file", refuse)

    page.locator("[data-files]").set_input_files([japanese_pdf(tmp_path / "予算書.pdf", "予算書", 1)])

    expect(page.get_by_text("議会事務局に C209 と伝えてください")).to_be_visible()
    board = hall.council.browser("admin").get("/admin/connections").text
    assert "C209　プロキシが、送られた資料のファイルを大きすぎると断りました（0." in board
