"""The rehearsal's people meet the same doors as the council's: a long sitting asks the chair for a fresh sign-in."""

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.auth.sessions.models import SessionRow
from load.rehearsal.browser import Answer
from load.rehearsal.device import renewal_due
from load.rehearsal.entrance import confirm
from load.rehearsal.plan import Account
from tests.app.auth.signing import PASSWORD, enrol_person
from tests.app.permits.desk import GRANTED, asked, permits, shown_of
from tests.app.reading.shelf import lay
from tests.support.council import Browser, Council


class Desk:
    """The chair's tablet as the rehearsal handles one, in front of a council of the tests."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        answer = self._browser.post(path, dict(fields))
        return Answer(answer.status_code, dict(answer.headers), answer.content, 0.0)


@pytest.mark.parametrize("is_long", [False, True])
def test_chair_grants_in_a_short_sitting_and_in_a_long_one(council: Council, *, is_long: bool) -> None:
    clock.use(time.time)
    account = Account("chair", PASSWORD, enrol_person(council, "chair"), "127.0.0.1")
    chair = council.browser("chair")
    if is_long:
        with council.services.database.write() as unit:
            unit.get_one(SessionRow, chair.session_id).strong_at = clock.now() - timedelta(minutes=50)
    desk: Any = Desk(chair)
    permit = asked(council, lay(council))
    path, fields = f"/permits/{permit}/decide", GRANTED | {"shown": shown_of(council, permit)}

    answer = confirm(desk, account, desk.post(path, fields))

    assert answer.status == 303, answer.text
    assert permits(council)[0].state == "granted"
    assert len(council.ledger("auth.sign_in_again")) == int(is_long)


def test_tablet_finds_on_its_first_screen_the_nonce_that_renews_its_session(council: Council) -> None:
    member = council.browser("member1")
    due = renewal_due(member.get("/").text)
    with council.services.database.read() as session:
        row = session.scalars(select(SessionRow).where(SessionRow.ended_at.is_(None))).one()
    assert due is not None
    assert due[1] == row.renewal_nonce
