"""Telephones whose clocks are wrong: what enrolment takes, signing in takes too; the rest hears of the clock."""

import re

import pytest
from sqlalchemy import text

from app.auth.factors.models import TotpKey
from app.auth.sessions.models import SessionRow
from tests.app.auth.enrolment.test_letters import NEW_PASSWORD, choose_password, finish, issue, open_letter
from tests.app.auth.signing import (
    Clock,
    causes,
    code_of,
    enrol_person,
    first_step,
    is_signed_in,
    second_step,
    send_form,
    sign_in,
)
from tests.support.council import Browser, Council

pytestmark = [
    pytest.mark.alike("what a sign-in asks for and takes; others ask for the same on both"),
    pytest.mark.rare("telephones whose clock is wrong; only the codes' reckoning moves it"),
]


def drift(council: Council) -> int:
    with council.services.database.read() as unit:
        return unit.query(TotpKey).one().drift_steps


def enrol_with_clock(council: Council, moment: Clock, off: float) -> tuple[Browser, str]:
    """By a letter, with an app whose clock is wrong by so many seconds."""
    browser = council.browser()
    open_letter(browser, issue(council))
    choose_password(browser)
    send_form(browser, "/enrol/totp/start", {}, seen_at="/enrol/factor")
    page = browser.get("/enrol/totp")
    secret = re.sub(r"\s", "", re.search(r'class="secret">([A-Z2-7\s]+)<', page.text)[1])  # type: ignore[index]  # a missing secret is to fail here
    first = code_of(secret, off)
    moment.forward(30)
    answer = send_form(browser, "/enrol/totp", {"first": first, "second": code_of(secret, off)})
    assert answer.status_code == 303, answer.text
    assert finish(browser).status_code == 303
    return browser, secret


@pytest.mark.parametrize("off", [-200, -90, -60, 0, 60, 90, 200])
def test_clock_that_enrolment_takes_signs_in(council: Council, moment: Clock, off: float) -> None:
    _, secret = enrol_with_clock(council, moment, off)
    moment.forward(90)
    browser = council.browser()

    first_step(browser, "member1", NEW_PASSWORD)
    second_step(browser, code_of(secret, off))

    assert is_signed_in(browser)


def test_clock_that_is_put_right_signs_in_at_once(council: Council, moment: Clock) -> None:
    _, secret = enrol_with_clock(council, moment, -90)
    moment.forward(120)
    browser = council.browser()

    first_step(browser, "member1", NEW_PASSWORD)
    second_step(browser, code_of(secret))

    assert is_signed_in(browser)
    assert drift(council) == 0


def test_clock_that_loses_a_little_more_each_time_is_followed_to_four_minutes_and_no_further(
    council: Council, moment: Clock
) -> None:
    secret = enrol_person(council, "member1")
    for off in (-30, -60, -90, -120, -150, -180, -210, -240):
        moment.forward(600)
        first_step(browser := council.browser(), "member1")
        second_step(browser, code_of(secret, off))
        assert is_signed_in(browser), off
        assert drift(council) == off // 30

    for off in (-270, -300):
        moment.forward(600)
        first_step(browser := council.browser(), "member1")
        second_step(browser, code_of(secret, off))

    assert drift(council) == -8
    assert not is_signed_in(browser)


def test_code_of_a_slow_clock_is_taken_once(council: Council, moment: Clock) -> None:
    _, secret = enrol_with_clock(council, moment, -90)
    moment.forward(90)
    code = code_of(secret, -90)
    first_step(tablet := council.browser(), "member1", NEW_PASSWORD)
    second_step(tablet, code)
    for seconds in (0, 20, 40, 60, 90):
        moment.forward(seconds)
        first_step(thief := council.browser(), "member1", NEW_PASSWORD)
        second_step(thief, code)
        assert not is_signed_in(thief), seconds

    assert causes(council)[0] == "replayed_code"
    with council.services.database.read() as unit:
        assert unit.query(SessionRow).count() == 2


def test_code_of_a_clock_ahead_is_taken_once(council: Council, moment: Clock) -> None:
    _, secret = enrol_with_clock(council, moment, 200)
    moment.forward(150)
    code = code_of(secret, 200)
    first_step(tablet := council.browser(), "member1", NEW_PASSWORD)
    second_step(tablet, code)
    assert is_signed_in(tablet)
    for seconds in (0, 30, 60, 90, 60):
        moment.forward(seconds)
        first_step(thief := council.browser(), "member1", NEW_PASSWORD)
        second_step(thief, code)
        assert not is_signed_in(thief), seconds


@pytest.mark.both("asks for rows as no other test does")
def test_code_of_some_minutes_ago_is_refused_with_a_word_about_the_clock_and_counted(
    council: Council, moment: Clock
) -> None:
    secret = enrol_person(council, "member1")
    moment.forward(600)
    browser = council.browser()
    first_step(browser, "member1")

    answer = second_step(browser, code_of(secret, -150))

    assert answer.status_code == 422
    assert "約 3 分前のものです" in answer.text
    assert "スマートフォンの時計が遅れています" in answer.text
    assert causes(council) == ["code_of_another_time"]
    assert drift(council) == 0


def test_code_that_will_be_right_is_named_only_to_a_browser_that_was_here_before(
    council: Council, moment: Clock
) -> None:
    secret = enrol_person(council, "member1")
    tablet, stranger = council.browser(), council.browser()
    sign_in(tablet, "member1", secret)
    moment.forward(60)
    first_step(tablet, "member1", next_path="/account")
    first_step(stranger, "member1")

    known, unknown = (second_step(browser, code_of(secret, 180)) for browser in (tablet, stranger))

    assert "スマートフォンの時計が進んでいます" in known.text
    assert "確認コードが違います" in unknown.text
    assert "時計" not in unknown.text


def test_fast_clock_that_is_put_right_signs_in_at_once_where_its_owner_is_known(
    council: Council, moment: Clock
) -> None:
    tablet, secret = enrol_with_clock(council, moment, 200)
    used = code_of(secret, 200)
    stranger = council.browser()
    tablet.client.cookies.delete(council.settings.cookie_name)
    moment.forward(60)

    first_step(stranger, "member1", NEW_PASSWORD)
    second_step(stranger, code_of(secret))
    first_step(tablet, "member1", NEW_PASSWORD)
    second_step(tablet, code_of(secret))

    assert not is_signed_in(stranger)
    assert is_signed_in(tablet)
    assert drift(council) == 0
    for _ in range(8):
        moment.forward(30)
        tablet.client.cookies.delete(council.settings.cookie_name)
        first_step(tablet, "member1", NEW_PASSWORD)
        second_step(tablet, used)
        assert not is_signed_in(tablet)


def test_code_that_was_used_before_the_clock_ran_ahead_is_not_taken_again(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    code = code_of(secret)
    first_step(tablet := council.browser(), "member1")
    second_step(tablet, code)
    assert is_signed_in(tablet)
    moment.forward(3 * 86_400)
    first_step(ahead := council.browser(), "member1")
    second_step(ahead, code_of(secret))
    moment.forward(30 - 3 * 86_400)
    with council.services.database.engine.begin() as connection:
        connection.execute(text("UPDATE ledger_record SET kind = 'x'"))  # by these the use is not to be known

    first_step(thief := council.browser(), "member1")
    second_step(thief, code)
    first_step(later := council.browser(), "member1")
    second_step(later, code_of(secret))

    assert not is_signed_in(thief)
    assert is_signed_in(later)
