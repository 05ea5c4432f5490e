"""A screen that nobody touches: what its scripts ask by themselves does not keep the session alive."""

import re

import pytest

from app.routes import ROUTES
from app.web.rows import Row
from tests.app.auth.signing import Clock, is_signed_in
from tests.app.meetings.scenes import put_meeting, put_paper
from tests.support.council import Council

pytestmark = pytest.mark.rare("hours of screens that nobody touches; only the session's clock moves it")

ASKED_BY_SCRIPTS = [row for row in ROUTES if row.is_background and row.method == "GET" and not row.is_socket]


def address_of(council: Council, row: Row) -> str:
    meeting = put_meeting(council)
    material = put_paper(council, meeting, "予算案", state="queued")
    unknown = dict.fromkeys(("permit", "version", "copy", "application"), "x" * 26)
    known = {"meeting": meeting, "material": material, "n": "1", "scale": "2"} | unknown
    return re.sub(r"\{(\w+)(?::int)?\}", lambda found: known[found[1]], row.path)


@pytest.mark.parametrize("row", ASKED_BY_SCRIPTS, ids=lambda row: row.path)
def test_session_of_a_screen_that_only_asks_by_itself_ends_after_an_hour(
    council: Council, moment: Clock, row: Row
) -> None:
    office = council.browser("admin")
    path = address_of(council, row)
    assert is_signed_in(office)

    for _ in range(13):
        moment.forward(280)
        office.renew()
        office.fetch(path)

    assert not is_signed_in(office)


def test_session_of_a_screen_that_somebody_uses_goes_on(council: Council, moment: Clock) -> None:
    office = council.browser("admin")

    for _ in range(13):
        moment.forward(280)
        office.renew()
        office.get("/prepare")

    assert is_signed_in(office)
