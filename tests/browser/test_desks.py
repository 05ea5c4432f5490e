"""What waits for the chair stands in the menu of the screen that is open, and everything there can be touched."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.access.roles import Role
from tests.app.auth.alarms.guarded_acts import approves, office
from tests.app.auth.alarms.guarded_acts import reset as asks_for_reset
from tests.app.meetings.desk import PC, TABLET, desk_of
from tests.app.permits import desk as permits
from tests.app.reading.shelf import lay
from tests.support.council import Council

pytestmark = pytest.mark.browser

LYING = (1180, 820)
SCREENS = ("/", "/permits/decide", "/admin/people", "/admin/devices", "/admin/offices", "/admin/resets", "/account")
SMALL = """() => [...document.querySelectorAll("button, .btn, .nav a, .tabs a, .desk-line a, select, summary, input")]
  .filter((one) => one.checkVisibility() && !one.closest("label, .visually-hidden") && one.type !== "hidden")
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => `${one.className} ${one.textContent.trim() || one.name} ${one.getBoundingClientRect().height}`)"""


@pytest.mark.parametrize("size", [TABLET, LYING, PC])
def test_count_comes_to_an_open_screen_and_goes_when_a_delegate_has_decided(
    council: Council, browser: Browser, size: tuple[int, int]
) -> None:
    laid = lay(council)
    with desk_of(browser, council, "chair", size=size) as desk:
        desk.go("/admin/people")
        count = desk.page.locator("[data-desk-place=decide]")
        expect(count).to_be_hidden()

        permit = permits.asked(council, laid)
        expect(count).to_have_text("1（確認を待つもの 1 件）", timeout=10_000)
        permits.decide(council, permit, "deputy")
        expect(count).to_be_hidden(timeout=10_000)

        assert desk.complaints == []


def test_line_above_the_screen_leads_to_what_waits(council: Council, browser: Browser) -> None:
    with desk_of(browser, council, "chair", size=TABLET) as desk:
        desk.go("/admin/people")
        asks_for_reset("deputy")(council)()

        line = desk.page.locator("[data-desk=resets]")
        expect(line).to_contain_text("リセットの確認　1", timeout=10_000)
        line.get_by_role("link").click()
        expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
        assert desk.page.url.endswith("/admin/resets")
        assert desk.complaints == []


@pytest.mark.parametrize("size", [TABLET, LYING])
@pytest.mark.alike("how screens are laid out; what they ask is asked over HTTP")
def test_everything_that_a_member_touches_is_large_enough(
    council: Council, browser: Browser, size: tuple[int, int]
) -> None:
    permits.granted(council, lay(council))
    with desk_of(browser, council, "member1", size=size) as desk:
        for screen in ("/", "/permits", "/account", "/account/factors"):
            desk.go(screen)

            assert (screen, desk.page.evaluate(SMALL)) == (screen, [])


@pytest.mark.parametrize("size", [TABLET, LYING])
@pytest.mark.alike("how screens are laid out; what they ask is asked over HTTP")
def test_everything_that_the_chair_touches_is_large_enough(
    council: Council, browser: Browser, size: tuple[int, int], tmp_path: Path
) -> None:
    permits.asked(council, lay(council))
    approves("deputy")(council)
    office("member1", Role.DEPUTY)(council)()
    with desk_of(browser, council, "chair", size=size) as desk:
        for screen in SCREENS:
            desk.go(screen)
            desk.page.screenshot(path=tmp_path / f"{screen.strip('/').replace('/', '-') or 'home'}.png")

            assert (screen, desk.page.evaluate(SMALL)) == (screen, [])
            assert not desk.is_too_wide()
