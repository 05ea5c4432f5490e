"""What somebody does by SQL to factors, letters and what is under way with them: it opens nothing, and is told."""

import pytest
from sqlalchemy import text

from app.auth.enrolment.resets import letter_is_due
from app.db import microseconds
from tests.app.auth.enrolment.test_letters import choose_password, issue, open_letter
from tests.app.auth.enrolment.test_recovery import codes_of, give_recovery
from tests.app.auth.signing import PASSWORD, Clock, code_of, enrol_person, first_step, is_signed_in, second_step
from tests.support.council import Browser, Council

pytestmark = pytest.mark.rare("rows that were changed by SQL; only seals move it")

OWN = "my own horse 電池 staple"


def sql(council: Council, statement: str, **values: object) -> None:
    """As somebody does who holds the database and not the keys."""
    with council.services.database.engine.begin() as connection:
        connection.execute(text(statement), values)


def altered(council: Council) -> set[str]:
    """The tables of the rows that were found."""
    council.services.findings.close()
    return {record["detail"]["name"].split("/")[0] for record in council.ledger("evidence.altered")}


def ids(council: Council) -> dict[str, str]:
    return {login: council.people[login].id for login in ("member1", "member2", "chair")}


def test_own_password_and_authenticator_moved_to_the_chair_sign_nobody_in(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member2", OWN)
    enrol_person(council, "chair")
    own = "(SELECT argon2 FROM password WHERE person_id = :member2)"
    sql(council, f"UPDATE password SET argon2 = {own} WHERE person_id = :chair", **ids(council))  # noqa: S608 - words of this test
    sql(council, "DELETE FROM totp_key WHERE person_id = :chair", **ids(council))
    sql(council, "UPDATE totp_key SET person_id = :chair WHERE person_id = :member2", **ids(council))
    browser = council.browser()

    with_password = first_step(browser, "chair", OWN)

    assert with_password.status_code == 422
    assert altered(council) == {"password"}
    assert first_step(browser, "member2", OWN).status_code == 303
    assert second_step(browser, code_of(secret)).status_code == 422
    assert not is_signed_in(browser)


def test_authenticator_that_was_moved_gives_no_second_step(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member2", OWN)
    enrol_person(council, "chair")
    sql(council, "UPDATE totp_key SET person_id = :chair WHERE person_id = :member2", **ids(council))
    browser = council.browser()
    first_step(browser, "chair", PASSWORD)

    assert second_step(browser, code_of(secret)).status_code == 422
    assert altered(council) == {"totp_key"}


def test_sign_in_under_way_that_was_moved_is_over(council: Council, moment: Clock) -> None:
    enrol_person(council, "member2", OWN)
    secret = enrol_person(council, "chair")
    browser = council.browser()
    first_step(browser, "member2", OWN)
    sql(council, "UPDATE pending_sign_in SET person_id = :chair", **ids(council))
    token = browser.seen_token

    browser.post("/signin/code", {"code": code_of(secret), "csrf_token": token}, headers={"x-csrf-token": token})

    assert not is_signed_in(browser)
    assert altered(council) == {"pending_sign_in"}


def begun(council: Council, login: str) -> Browser:
    browser = council.browser()
    open_letter(browser, issue(council, login))
    choose_password(browser)
    return browser


def test_enrolment_that_was_moved_to_another_person_ends(council: Council) -> None:
    browser = begun(council, "member2")
    sql(council, "UPDATE enrolment SET person_id = :chair", **ids(council))

    answer = browser.get("/enrol/factor")

    assert answer.status_code != 200
    assert altered(council) == {"enrolment"}


def test_letter_that_was_cancelled_or_moved_opens_nothing(council: Council) -> None:
    code = issue(council, "member1")
    issue(council, "member1")
    sql(council, "UPDATE enrolment_letter SET cancelled_at = NULL")
    moved = issue(council, "member2")
    sql(council, "UPDATE enrolment_letter SET person_id = :chair WHERE person_id = :member2", **ids(council))

    answers = [open_letter(council.browser(), each) for each in (code, moved)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert altered(council) == {"enrolment_letter"}
    assert council.ledger("auth.letter_opened") == []


@pytest.mark.parametrize(
    "changing", ["UPDATE enrolment_letter SET burned_at = :at", "UPDATE enrolment_letter SET person_id = :chair"]
)
def test_reset_whose_letter_was_made_unused_or_anothers_gives_no_other_letter(council: Council, changing: str) -> None:
    at = microseconds(council.people["member1"].created_at)
    values: dict[str, object] = {"at": at, "chair": council.people["chair"].id}

    issue(council, "member1")
    sql(council, changing, **{key: value for key, value in values.items() if f":{key}" in changing})
    with council.services.database.read() as unit:
        assert letter_is_due(unit, council.people["member1"].id) is None
    assert altered(council) == {"enrolment_letter"}


def test_recovery_code_that_was_used_is_not_taken_again(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    codes = codes_of(council)
    first_step(browser := council.browser(), "member1")
    assert give_recovery(browser, codes[0]).headers["location"] == "/enrol/factor"
    sql(council, "UPDATE recovery_code SET burned_at = NULL")
    moment.forward(600)
    first_step(thief := council.browser(), "member1")

    assert give_recovery(thief, codes[0]).status_code == 422
    assert altered(council) == {"recovery_code"}


def test_who_gets_a_new_password_gets_rid_of_one_that_was_altered(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    sql(council, "UPDATE password SET seal = ''")

    enrol_person(council, "member1", OWN)

    assert first_step(council.browser(), "member1", OWN).status_code == 303
