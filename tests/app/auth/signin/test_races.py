"""What may happen once happens once, however many try at the same moment."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text

from app.auth.attempts import limits as attempts
from app.auth.attempts.errors import SignInStopped, TooManyAttempts, WrongCredentials
from app.auth.attempts.limits import ATTEMPTS_KEY, PAIR, Attempt
from app.auth.attempts.models import AttemptCounter
from app.auth.factors import provision as enrol
from app.auth.sessions.models import PendingSignIn, SessionRow
from app.auth.signin.code_step import give_code
from app.auth.signin.password_step import Visitor, admit, give_password
from tests.app.auth.signing import (
    PASSWORD,
    Clock,
    causes,
    code_of,
    enrol_person,
    first_step,
    form_token,
    second_step,
    sign_in,
)
from tests.support.council import Council

pytestmark = pytest.mark.rare("what many do at once")


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run all at one moment; results in order, errors as values."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[place] = act()
        except Exception as error:  # noqa: BLE001 - a thread's failure is the test's to judge
            results[place] = error

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def visitor(number: int = 1) -> Visitor:
    return Visitor(address=f"203.0.113.{number}", browser="test")


def test_one_code_sent_by_two_browsers_at_once_opens_one(council: Council) -> None:
    secret = enrol_person(council, "member1")
    browsers = [council.browser(), council.browser()]
    tokens = []
    for browser in browsers:
        first_step(browser, "member1")
        tokens.append(form_token(browser.get("/signin/code")))
    code = code_of(secret)

    answers = together(
        *(
            lambda browser=browser, token=token: browser.post(
                "/signin/code", {"code": code}, headers={"x-csrf-token": token}
            )
            for browser, token in zip(browsers, tokens, strict=True)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [303, 422]
    loser = next(answer for answer in answers if answer.status_code == 422)
    assert "この確認コードは使用済みです。" in loser.text
    assert len(council.ledger("auth.sign_in")) == 1
    assert causes(council) == ["replayed_code"]


def test_one_code_sent_four_times_at_once_opens_one_session(council: Council) -> None:
    secret = enrol_person(council, "member1")
    services = council.services
    pending = [give_password(services, visitor(n), "member1", PASSWORD, "/") for n in range(4)]
    code = code_of(secret)

    results = together(
        *(lambda n=n, token=token: give_code(services, visitor(n), token, code) for n, token in enumerate(pending))
    )

    assert sum(not isinstance(result, SignInStopped) for result in results) == 1
    with services.database.read() as unit:
        assert unit.query(SessionRow).count() == 1


def test_one_sign_in_in_progress_opens_one_session_though_two_codes_are_right(council: Council) -> None:
    tablet_app = enrol_person(council, "member1")
    services = council.services
    with services.database.write() as unit:
        phone_app = enrol.add_totp(unit, services, council.people["member1"].id)
    token = give_password(services, visitor(), "member1", PASSWORD, "/")
    results: list[Any] = []
    sending = threading.Thread(
        target=lambda: results.extend(
            together(*(lambda s=s: give_code(services, visitor(), token, code_of(s)) for s in (tablet_app, phone_app)))
        )
    )

    with services.database.write() as unit:
        unit.execute(text("SELECT 1"))
        sending.start()
        time.sleep(0.5)
    sending.join()

    assert sorted(type(result).__name__ for result in results) == ["Opened", "PendingLapsed"]
    with services.database.read() as unit:
        assert unit.query(SessionRow).count() == 1
        assert unit.query(PendingSignIn).count() == 0


def test_guesses_sent_at_once_do_not_slip_past_the_limit(council: Council) -> None:
    enrol_person(council, "member1")
    services = council.services

    results = together(
        *(lambda: give_password(services, visitor(), "member1", "not the right words", "/") for _ in range(16))
    )

    assert sum(isinstance(result, WrongCredentials) for result in results) == PAIR.free
    assert sum(isinstance(result, TooManyAttempts) for result in results) == 16 - PAIR.free


def test_two_right_sign_ins_of_one_person_at_once_both_open(council: Council, moment: Clock) -> None:
    """From a browser that the account knows and from one that it does not, with an authenticator each."""
    tablet_app = enrol_person(council, "member1")
    with council.services.database.write() as unit:
        phone_app = enrol.add_totp(unit, council.services, council.people["member1"].id)
    known = council.browser()
    assert sign_in(known, "member1", tablet_app).status_code == 303

    for _ in range(6):
        moment.forward(60)
        new = council.browser()
        known.client.cookies.delete(council.settings.cookie_name)
        first = together(*(lambda one=one: first_step(one, "member1") for one in (known, new)))
        second = together(
            *(
                lambda one=one, app=app: second_step(one, code_of(app))
                for one, app in ((known, tablet_app), (new, phone_app))
            )
        )
        assert [answer.status_code for answer in (*first, *second)] == [303] * 4

    assert len(council.ledger("auth.sign_in")) == 1 + 6 * 2
    assert causes(council) == []


def test_right_answers_from_everywhere_at_once_end_the_failures(council: Council) -> None:
    services, key = council.services, council.services.keyring.derive(ATTEMPTS_KEY)
    person_id = council.people["member1"].id
    tries = [
        Attempt("password", "member1", person_id, f"203.0.113.{n}", "" if n % 2 else f"browser{n}") for n in range(8)
    ]

    def succeed(attempt: Attempt) -> None:
        admit(services, attempt)
        with services.database.write() as unit:
            attempts.succeed(unit, key, attempt)

    assert together(*(lambda one=one: succeed(one) for one in tries)) == [None] * len(tries)
    with services.database.read() as unit:
        assert unit.scalars(select(AttemptCounter).where(AttemptCounter.person_id == person_id)).all() == []
