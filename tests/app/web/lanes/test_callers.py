"""Whom a cookie counts for: its owner, or, once it was replaced, nobody whose places it could take."""

from contextlib import ExitStack

import pytest

from app.web.lanes.callers import Callers, MadeFor
from app.web.lanes.lanes import TooMuchAtOnce
from app.web.lanes.under_way import UnderWay, UnderWayLimits


def callers() -> Callers:
    """Cookies of the form "session:second", all of them under our seal."""

    def made_for(cookie: str) -> MadeFor | None:
        session_id, _, second = cookie.partition(":")
        return MadeFor(session_id, int(second)) if second else None

    return Callers(made_for)


@pytest.mark.parametrize("is_noted", [True, False], ids=["met before", "never met"])
def test_former_cookie_takes_no_place_of_its_owner(is_noted: bool) -> None:  # noqa: FBT001 - a case of the test
    known, ways = callers(), UnderWay()
    if is_noted:
        known.note("s1:1000", "p1", "s1")
        known.note("s1:2000", "p1", "s1")
    with ExitStack() as held:
        known.of("s1:2000", "10.0.0.1")
        for _ in range(UnderWayLimits().session):
            held.enter_context(ways.place(known.of("s1:1000", "203.0.113.66")))
        with pytest.raises(TooMuchAtOnce), ways.place(known.of("s1:1500", "203.0.113.66")):
            pass
        for cookie in ("s1:2000", "s1:2200"):  # the present one, and the one after it that nobody has met yet
            with ways.place(known.of(cookie, "10.0.0.1")):
                pass


def test_former_cookie_that_came_first_does_not_hold_up_a_process_that_knows_none() -> None:
    known, ways = callers(), UnderWay()
    with ExitStack() as held:
        for _ in range(UnderWayLimits().session):
            held.enter_context(ways.place(known.of("s1:1000", "203.0.113.66")))

        with ways.place(known.of("s1:2000", "10.0.0.1")):
            pass


def test_cookie_that_was_just_replaced_still_counts_for_its_owner() -> None:
    known = callers()
    known.note("s1:1000", "p1", "s1")
    known.of("s1:1060", "10.0.0.1")

    assert known.of("s1:1000", "10.0.0.1").key == "person p1"


def test_cookie_of_a_session_that_is_over_counts_for_its_address() -> None:
    known = callers()
    known.note("s1:1000", None, "")

    assert known.of("s1:1000", "10.0.0.1").key.startswith("address ")
