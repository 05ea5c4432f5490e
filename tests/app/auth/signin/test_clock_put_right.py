"""The server's clock ran three days ahead, people worked, and it was put right: nobody is locked out, nothing opens."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.auth.alarms.models import Alarm
from app.auth.attempts import limits
from app.auth.attempts.limits import ATTEMPTS_KEY, Attempt
from app.auth.sessions.models import SessionRow
from app.jobs.models import Job
from app.jobs.queries import is_due
from app.materials.intake.jobs import CONVERT
from tests.app.auth.signing import Clock, causes, code_of, enrol_person, first_step, is_signed_in, second_step, sign_in
from tests.app.reading.shelf import lay
from tests.support.council import Council

AHEAD = 3 * 24 * 3600.0


def test_right_code_is_taken_again_once_the_clock_is_right(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    moment.forward(AHEAD)
    sign_in(council.browser(), "member1", secret)
    moment.forward(-AHEAD)
    browser = council.browser()

    sign_in(browser, "member1", secret)

    assert is_signed_in(browser)
    assert causes(council) == []


def test_code_that_was_taken_after_it_is_not_taken_twice(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    moment.forward(AHEAD)
    sign_in(council.browser(), "member1", secret)
    moment.forward(-AHEAD)
    sign_in(council.browser(), "member1", secret)
    thief = council.browser()

    first_step(thief, "member1")
    answer = second_step(thief, code_of(secret))

    assert answer.status_code == 422
    assert not is_signed_in(thief)
    assert causes(council) == ["replayed_code"]


def test_code_that_was_taken_before_it_is_not_taken_within_its_own_window(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    sign_in(council.browser(), "member1", secret)
    used = code_of(secret)
    moment.forward(AHEAD)
    sign_in(council.browser(), "member1", secret)
    moment.forward(10 - AHEAD)
    thief = council.browser()

    first_step(thief, "member1")
    second_step(thief, used)

    assert not is_signed_in(thief)


def test_session_from_the_future_is_over(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    moment.forward(AHEAD)
    browser = council.browser()
    sign_in(browser, "member1", secret)
    moment.forward(-AHEAD)

    assert not is_signed_in(browser)


def test_strong_sign_in_from_the_future_is_none(council: Council, moment: Clock) -> None:
    laid = lay(council, level="3A", people=("member1",))
    member = council.browser("member1")
    assert member.fetch(laid.page()).status_code == 200
    with council.services.database.write() as unit:
        unit.get_one(SessionRow, member.session_id).strong_at = clock.now() + timedelta(days=3)

    answer = member.fetch(laid.page())

    assert (answer.status_code, answer.json()["code"]) == (403, "P413")


def test_sign_in_in_progress_from_the_future_is_over(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    browser = council.browser()
    moment.forward(AHEAD)
    first_step(browser, "member1")
    moment.forward(-AHEAD)

    answer = browser.get("/signin/code")

    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/signin")


@pytest.mark.parametrize("column", ["leased_until", "run_after"])
def test_work_of_the_future_is_taken_up(council: Council, column: str) -> None:
    job = Job(kind=CONVERT.name, subject="v1", payload="{}", priority=1, run_after=clock.now(), created_at=clock.now())
    job.state = "leased" if column == "leased_until" else "queued"
    setattr(job, column, clock.now() + timedelta(days=3))
    with council.services.database.write() as unit:
        unit.add(job)

    with council.services.database.read() as unit:
        assert is_due(unit, [CONVERT])


def test_wait_of_the_future_holds_nobody_and_is_told(council: Council, moment: Clock) -> None:
    attempt, key = Attempt("password", "member1", None, "203.0.113.9"), council.services.keyring.derive(ATTEMPTS_KEY)
    moment.forward(AHEAD)
    with council.services.database.write() as unit:
        for _ in range(8):
            limits.charge(unit, key, attempt)
    moment.forward(-AHEAD)

    with council.services.database.write() as unit:
        assert limits.charge(unit, key, attempt).wait_seconds == 0
        refused = [limits.charge(unit, key, attempt) for _ in range(3)]
    assert any(verdict.is_news for verdict in refused)


def test_administrator_hears_of_the_clock_once(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    moment.forward(AHEAD)
    sign_in(council.browser(), "member1", secret)
    moment.forward(-AHEAD)

    for _ in range(3):
        council.services.continuity.look()

    with council.services.database.read() as unit:
        assert [alarm.kind for alarm in unit.scalars(select(Alarm))] == ["clock"]
    assert "時計が、進んでいたか、遅れています" in council.browser("admin").get("/admin/connections").text


def test_small_correction_is_no_matter(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()
    moment.forward(600)  # the offices began when the council was founded
    sign_in(browser, "member1", secret)
    moment.forward(-50)

    council.services.continuity.look()

    assert is_signed_in(browser)
    with council.services.database.read() as unit:
        assert unit.scalars(select(Alarm)).all() == []
