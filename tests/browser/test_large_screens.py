"""Every screen of every office with text twice as large, and at 400 %: nothing is cut off, covered or out of reach."""

from collections.abc import Sequence

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from app.auth.alarms.raising import AlarmKind, raise_alarm
from tests.browser.screens import screens_by_login
from tests.browser.test_accessible import address, keep_in, scene, sign_in, tablet
from tests.rules.walk.scene import Scene
from tests.support.chromium import needs_browser
from tests.support.sights import BEYOND, CUT, NARROW, OVERLAPPING

pytestmark = [
    needs_browser,
    pytest.mark.alike("how screens are laid out; what they ask is asked over HTTP"),
]
__all__ = ["address", "scene"]

SIDES = {"members": ("member1", "executive", "deputy", "chair"), "office": ("admin", "clerk1", "investigator")}
SIZES = {"portrait": (820, 1180, 32), "landscape": (1180, 820, 32), "400%": (320, 256, 16)}
"""Of the screen in pixels, and of the browser's text; the last is a desk's screen of 1280 by 1024 at 400 %."""
LOOKED_FOR = {"beyond": BEYOND, "cut": CUT, "narrow": NARROW, "overlapping": OVERLAPPING}


def faults(page: Page, sizes: CDPSession) -> dict[str, object]:
    """What is wrong with the screen that is open, by the size at which it is."""
    found: dict[str, object] = {}
    for name, (width, height, size) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        sizes.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
        wide = ["the whole screen"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []
        seen = {"sideways": wide} | {what: page.evaluate(script) for what, script in LOOKED_FOR.items()}
        found |= {f"{name} {what}": list(dict.fromkeys(each))[:6] for what, each in seen.items() if each}
    return found


@pytest.mark.parametrize("side", SIDES.values(), ids=SIDES)
def test_no_screen_loses_anything_when_its_text_is_large(
    scene: Scene, address: str, browser: Browser, side: Sequence[str]
) -> None:
    """Each screen as the first of a side who may open it: the frame differs by side, and a screen costs a second."""
    wrong: dict[str, object] = {}
    for login, opened in screens_by_login(scene, side).items():
        with tablet(browser) as page:
            sign_in(scene, page, address, login)
            sizes = page.context.new_cdp_session(page)
            for path in opened:
                if path.startswith("/papers/") and not path.endswith(("/permit", "/sharing")):
                    continue  # the reader has tests of its own
                keep_in(scene, page, address, path, login)
                if found := faults(page, sizes):
                    wrong[path] = found

    assert not wrong, "\n".join(f"{path}: {what}" for path, what in wrong.items())


UNDER_ALARMS = {
    "member1": ("/", "/permits"),
    "clerk1": ("/prepare", "/registers/lending"),
    "chair": ("/permits/decide", "/standards"),
    "admin": ("/admin/connections", "/admin/people"),
}
"""Some screens of each frame: the member's with its tabs, the office's with its bar."""


@pytest.mark.parametrize("login", UNDER_ALARMS)
def test_alarms_above_a_screen_cut_and_cover_nothing(scene: Scene, address: str, browser: Browser, login: str) -> None:
    wrong: dict[str, object] = {}
    person = scene.council.people[login].id
    with tablet(browser) as page:
        sign_in(scene, page, address, login)
        for count, kind in enumerate((None, AlarmKind.MANY_FAILURES, AlarmKind.SECOND_PLACE, AlarmKind.FACTOR_CHANGED)):
            if kind is not None:
                with scene.council.services.database.write() as unit:
                    raise_alarm(unit, kind, person_id=person, address="203.0.113.9")
            for path in UNDER_ALARMS[login]:
                keep_in(scene, page, address, path, login)
                expect(page.locator("[data-alarm]")).to_have_count(count)
                for width, height in ((820, 1180), (1180, 820), (1366, 768)):
                    page.set_viewport_size({"width": width, "height": height})
                    seen = {what: page.evaluate(script) for what, script in LOOKED_FOR.items()}
                    wrong |= {f"{path} {count} {width} {what}": each for what, each in seen.items() if each}

    assert wrong == {}
