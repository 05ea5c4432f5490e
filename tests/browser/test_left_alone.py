"""Screens in a real browser that nobody touches: whatever they ask by themselves is marked so in the route table."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import update

from app import clock
from app.auth.sessions.models import SessionRow
from app.routes import ROUTES
from app.web.rows import Row
from tests.app.meetings.scenes import put_meeting, put_paper
from tests.browser.hall import DESK, Hall, hall_in
from tests.support.chromium import needs_browser

pytestmark = needs_browser

AWAY = timedelta(minutes=20)
LEFT_ALONE_MS = 50_000


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall_in(browser, tmp_path / "council") as opened:
        yield opened


@pytest.fixture
def strict(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall_in(browser, tmp_path / "strict", enrols_browsers=False) as opened:
        yield opened


def opened(hall: Hall, login: str, path: str) -> Page:
    """Somebody's screen, without a live channel and with a clock of its own."""
    page = hall.context(DESK).new_page()
    page.route_web_socket("**/live*", lambda line: line.close())
    hall.sign_in(page, login)
    page.clock.install()
    page.goto(f"{hall.address}{path}", wait_until="networkidle")
    return page


def row_of(method: str, path: str) -> Row | None:
    """The row that answers an address; None for scripts, pictures and the like."""
    fits = (row for row in ROUTES if re.fullmatch(re.sub(r"\{\w+(:\w+)?\}", "[^/]+", row.path), path))
    return next((row for row in fits if row.method == method), None)


def go_away(hall: Hall) -> datetime:
    """Everybody was last seen a while ago; when."""
    moment = clock.now() - AWAY
    with hall.council.services.database.write() as unit:
        unit.execute(update(SessionRow).values(seen_at=moment))
    return moment


def last_seen(hall: Hall) -> set[datetime]:
    with hall.council.services.database.read() as unit:
        return {row.seen_at for row in unit.query(SessionRow)}


def asked_while_left_alone(hall: Hall, page: Page) -> set[str]:
    """What the screen asks by itself; each of it leaves the moment when somebody was last seen as it was."""
    asked: list[Row] = []

    def note(method: str, url: str) -> None:
        if (row := row_of(method, urlsplit(url).path)) is not None:
            asked.append(row)

    left_at = go_away(hall)
    page.on("request", lambda request: note(request.method, request.url))
    for _ in range(5):
        page.clock.run_for(LEFT_ALONE_MS // 5)
        page.wait_for_timeout(200)

    assert [row.name for row in asked if not row.is_background] == []
    assert last_seen(hall) == {left_at}
    return {row.name for row in asked}


def test_clerks_table_of_a_meeting_whose_papers_convert(hall: Hall) -> None:
    meeting = put_meeting(hall.council)
    put_paper(hall.council, meeting, "予算案", state="queued")
    page = opened(hall, "clerk1", f"/prepare/meetings/{meeting}")

    assert "GET /prepare/meetings/{meeting}/state" in asked_while_left_alone(hall, page)


def test_clerks_page_of_a_paper_that_converts(hall: Hall) -> None:
    material = put_paper(hall.council, put_meeting(hall.council), "予算案", state="queued")
    page = opened(hall, "clerk1", f"/prepare/materials/{material}")

    assert "GET /prepare/materials/{material}/state" in asked_while_left_alone(hall, page)


def test_board_without_a_live_channel(hall: Hall) -> None:
    page = opened(hall, "admin", "/admin/connections")

    assert asked_while_left_alone(hall, page) >= {"GET /admin/connections/state", "GET /alarms.json"}


def test_members_home_without_a_live_channel(hall: Hall) -> None:
    page = opened(hall, "member1", "/")

    assert "GET /alarms.json" in asked_while_left_alone(hall, page)


def test_device_that_waits_for_its_approval(strict: Hall) -> None:
    page = opened(strict, "member1", "/devices/request")
    page.get_by_label("端末の名前").fill("支給タブレット 07")
    page.get_by_label("議会から支給された端末").check()
    page.get_by_role("button", name="登録を申し込む").click()
    page.locator("#match-number").wait_for()

    assert "GET /devices/request/state" in asked_while_left_alone(strict, page)
