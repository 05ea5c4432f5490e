"""Screens that are empty in the walk, with something in them: under axe-core, and large enough for a finger."""

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.access.facts import DeviceKind
from app.auth.alarms.raising import HABITS, raise_alarm
from tests.app.permits import test_reserves, test_reviews, test_volumes
from tests.app.permits.excepting import Excepting
from tests.app.registers import test_attendance, test_stocktaking, test_takeouts
from tests.browser.test_accessible import axe, findings, tablet, take_seat
from tests.support.chromium import needs_browser
from tests.support.council import Council, council_in
from tests.support.ports import free_port
from tests.support.serving import on_port
from tests.support.sights import TARGETS

pytestmark = [needs_browser, pytest.mark.alike("how screens are built; what they ask is asked over HTTP")]
__all__ = ["axe"]
FINGERS = ("member1", "chair")
"""Who has the council before them on a tablet alone."""


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home") as founded:
        yield founded


def _exceptions(council: Council) -> tuple[str, ...]:
    """One that stands, one that waits, and a review of before in which the first stood."""
    scene, admin = Excepting(council), council.browser("admin")
    scene.granted()
    kept = admin.post(test_reviews.REVIEWS, test_reviews.RESULT | {"shown": test_reviews.shown(admin)})
    scene.applied(until="week")
    review: str = kept.headers["location"].partition("?")[0]
    return "/permits", "/permits/decide", "/permits/apply", test_reviews.REVIEWS, review


def _reserves(council: Council) -> tuple[str, ...]:
    """One copy that was handed out, and one whose PDF waits to be printed."""
    scene, admin = Excepting(council, level="2"), council.browser("admin")
    test_reserves.granted(scene, "member1", "member2")
    one, _ = test_reserves.copies(council)
    test_volumes.bound(admin)
    test_volumes.taken(admin, 1)
    test_reserves.move(admin, one, "out", "kept")
    return "/permits/reserves", test_volumes.set_of(council), f"/permits/copies/{one.id}/pdf", "/permits/decide"


def _alarms(council: Council) -> tuple[str, ...]:
    """Each kind of unusual use, told to the office; and to the person, at the head of their screens."""
    with council.services.database.write() as unit:
        for kind in HABITS:
            raise_alarm(unit, kind, person_id=council.people["member1"].id, address="203.0.113.9", detail="120 ページ")
    return "/", "/account", "/admin/connections", "/admin/connections/alarms"


def _lists(council: Council) -> tuple[str, ...]:
    """A stocktaking with half of its lines ticked off, the roll of a training, and a notice of take-out."""
    test_takeouts.give(council.browser("member1"))
    admin = council.browser("admin")
    lines = test_stocktaking.begin(admin, "accounts")
    test_stocktaking.tick(admin, 1, lines[: len(lines) // 2], stock="accounts")
    admin.post("/registers/training/new", test_attendance.plan())
    test_attendance.put(admin, "called")
    entries = (
        f"{each}{end}" for each in (test_stocktaking.HERE, test_attendance.HERE[:-7]) for end in ("/1", "/1/edit")
    )
    return test_attendance.HERE, *entries


def _fleet(council: Council) -> tuple[str, ...]:
    """A fleet with a tablet for two, one device that waits, and the members' own."""
    admin = council.browser("admin")
    council.browser("member2", device=DeviceKind.UNKNOWN)
    for asset, login in (("T-1", "member1"), ("T-2", "member2")):
        admin.post("/admin/devices/fleet/new", {"asset": asset, "login": login})
    return "/admin/devices/fleet", "/admin/devices", "/devices/sitting", "/account", "/devices/infected"


FILLED = (_reserves, _exceptions, _alarms, _lists, _fleet)


def _wrong_with(page: Page, axe: str, login: str) -> list[str]:
    small: Any = page.evaluate(TARGETS) if login in FINGERS else []
    return [*findings(page, axe), *small]


def test_no_screen_with_something_in_it_has_a_finding_or_too_small_a_target(
    council: Council, axe: str, browser: Browser
) -> None:
    wrong: dict[str, list[str]] = {}
    seen: set[str] = set()
    port = free_port()
    filled = [path for fill in FILLED for path in fill(council)]
    with on_port(council.app, port), tablet(browser) as page:
        for login in (*FINGERS, "admin"):
            page.context.clear_cookies()
            take_seat(council, page, f"http://localhost:{port}", login)
            for path in filled:
                answer = page.goto(f"http://localhost:{port}{path}")
                if answer is None or answer.status != HTTPStatus.OK:
                    continue
                seen.add(path)
                if found := _wrong_with(page, axe, login):
                    wrong[f"{login} {path}"] = found

    assert not wrong, "\n".join(f"{path}: {what}" for path, what in wrong.items())
    assert seen == set(filled)
