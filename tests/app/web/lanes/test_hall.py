"""A hall behind one address, and one device in it that floods: the others go on, also who has just signed in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.auth.sessions import acts as sessions
from app.settings import Rates
from tests.support.council import COOKIE_DOMAIN, Browser, Council, council_in

_FEW = Rates(address_at_once=20, address_a_second=1, person_at_once=40, person_a_second=1)


@pytest.fixture
def hall(each_database: str, tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home", rates=_FEW) as council:
        yield council


def flood(stranger: Browser) -> None:
    """Ask until the address is refused."""
    for _ in range(60):
        if stranger.get("/signin").status_code == 429:
            return
    raise AssertionError("the address was never refused")


def statuses(browser: Browser, count: int = 5) -> set[int]:
    return {browser.get("/").status_code for _ in range(count)}


def test_flood_from_the_hall_does_not_hinder_a_cookie_that_was_just_renewed(hall: Council) -> None:
    member = hall.browser("member1")
    flood(hall.browser())
    assert statuses(member) == {200}

    assert member.renew().status_code == 200

    assert statuses(member) == {200}


def test_flood_from_the_hall_does_not_hinder_a_cookie_that_this_process_never_met(hall: Council) -> None:
    """As after a restart, or a sign-in that another process of the service answered."""
    flood(hall.browser())

    assert statuses(hall.browser("member2")) == {200}


def test_made_up_cookies_count_for_their_address(hall: Council) -> None:
    stranger = hall.browser()
    flood(stranger)
    stranger.client.cookies.set(hall.settings.cookie_name, "made.up.cookie", domain=COOKIE_DOMAIN)

    assert stranger.get("/signin").status_code == 429


def test_cookie_of_a_session_that_is_over_counts_for_its_address(hall: Council) -> None:
    gone = hall.browser("member1")
    with hall.services.database.write() as unit:
        sessions.end_all_sessions(unit, hall.people["member1"].id, "suspended")
    flood(hall.browser())

    answers = [gone.get("/signin").status_code for _ in range(5)]

    assert answers == [200, 429, 429, 429, 429]


@pytest.mark.rare("counts a crowd of requests against their pace")
def test_cookie_of_ours_has_a_pace_of_its_own_and_no_more(hall: Council) -> None:
    member = hall.browser("member1")

    answers = [member.get("/").status_code for _ in range(90)]

    assert answers[:30] == [200] * 30
    assert answers[-1] == 429
