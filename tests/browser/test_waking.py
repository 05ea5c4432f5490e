"""A tablet that slept past its renewal: links, forms and tabs that wake together go on, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.app.auth.devicing import alarms
from tests.browser.hall import ASK, Hall, hall_in
from tests.support.chromium import needs_browser

pytestmark = needs_browser


@pytest.fixture
def hall(each_database: str, browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    with hall_in(browser, tmp_path / "demo") as opened:
        yield opened


def test_link_after_a_long_sleep_leads_through_the_renewal_to_where_it_pointed(hall: Hall) -> None:
    page = hall.context().new_page()
    hall.sign_in(page, "member1")
    hall.forward(1500)

    page.goto(f"{hall.address}/permits")

    page.wait_for_url(f"{hall.address}/permits")


def test_form_typed_before_the_sleep_is_sent_after_it(hall: Hall) -> None:
    context = hall.context()
    page = context.new_page()
    hall.sign_in(page, "member1")
    other = hall.council.browser("member1")
    page.clock.install()
    page.goto(f"{hall.address}/account")
    hall.forward(1500)
    page.clock.fast_forward(1_500_000)

    with page.expect_request(f"**/account/sessions/{other.session_id}/end"):
        page.locator(f'form[action="/account/sessions/{other.session_id}/end"] button').click()
    page.wait_for_url(f"{hall.address}/account")
    page.wait_for_load_state("networkidle")

    ended = [entry for entry in hall.council.ledger("auth.session_ended") if entry["session"] == other.session_id]
    assert len(ended) == 1


def test_two_tabs_that_wake_together_both_go_on(hall: Hall) -> None:
    context = hall.context()
    first, second = context.new_page(), context.new_page()
    hall.sign_in(first, "member1")
    second.goto(f"{hall.address}/account")
    hall.forward(1500)

    for tab in (first, second):
        tab.evaluate(f"() => {{ window.asked = ({ASK})('/account'); }}")

    assert first.evaluate("window.asked") == 200
    assert second.evaluate("window.asked") == 200
    assert alarms(hall.council) == []
