"""A session ends when it must, on the very next request."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from app import clock
from app.access.facts import DeviceKind
from app.auth.sessions.models import SessionRow
from app.members.models import Office, Person
from app.web import csrf
from tests.app.auth.signing import Clock, causes, code_of, enrol_person, first_step, is_signed_in, second_step, sign_in
from tests.support.council import BROWSER_WORDS, Browser, Council, council_in


def sign_out(council: Council, browser: Browser) -> object:
    """Press the button of the frame."""
    page = browser.get("/account")
    token = page.text.split('name="csrf-token" content="')[1].split('"')[0]
    return browser.post("/signout", headers={"x-csrf-token": token})


def only_session(council: Council, login: str) -> SessionRow:
    with council.services.database.read() as unit:
        return unit.query(SessionRow).filter_by(person_id=council.people[login].id, ended_at=None).one()


def test_sign_in_gives_a_new_cookie_and_ends_the_former_session(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()
    sign_in(browser, "member1", secret)
    former = browser.client.cookies["gijo"]
    moment.forward(60)

    sign_in(browser, "member1", secret, next_path="/account")

    thief = council.browser()
    thief.client.cookies.set("gijo", former)
    assert browser.client.cookies["gijo"] != former
    assert is_signed_in(browser)
    assert not is_signed_in(thief)
    (ended,) = council.ledger("auth.session_ended")
    assert ended["detail"] == {"because": "replaced"}


def test_cookie_that_was_planted_before_signing_in_is_not_taken_over(council: Council) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()
    browser.client.cookies.set("gijo", "chosen-by-somebody-else")

    answer = sign_in(browser, "member1", secret)

    fresh = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("gijo="))
    assert "chosen-by-somebody-else" not in fresh


def test_signing_out_ends_the_session_and_clears_the_browser(council: Council) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()
    sign_in(browser, "member1", secret)
    copied = browser.client.cookies["gijo"]

    answer = sign_out(council, browser)

    assert (answer.status_code, answer.headers["location"]) == (303, "/signin?why=out")  # type: ignore[attr-defined]  # the client's answer
    assert answer.headers["clear-site-data"] == '"cache"'  # type: ignore[attr-defined]  # the client's answer
    assert "サインアウトしました。" in browser.get("/signin?why=out").text
    thief = council.browser()
    thief.client.cookies.set("gijo", copied)
    assert not is_signed_in(browser)
    assert not is_signed_in(thief)
    (entry,) = council.ledger("auth.sign_out")
    assert entry["actor"] == council.people["member1"].id


def test_browser_stays_known_after_signing_out(council: Council) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()
    sign_in(browser, "member1", secret)

    sign_out(council, browser)

    assert "gijo-known" in browser.client.cookies
    assert "gijo" not in browser.client.cookies


@pytest.mark.parametrize("state", ["suspended", "retired"])
def test_suspension_ends_on_the_next_request(council: Council, state: str) -> None:
    browser = council.browser("member1")
    assert is_signed_in(browser)

    with council.services.database.write() as unit:
        unit.get_one(Person, council.people["member1"].id).state = state

    assert not is_signed_in(browser)


def test_end_of_office_ends_on_the_next_request(council: Council, moment: Clock) -> None:
    browser = council.browser("member1")
    with council.services.database.write() as unit:
        office = unit.query(Office).filter_by(person_id=council.people["member1"].id).one()
        office.ends_at = clock.now() + timedelta(seconds=10)
    moment.forward(9)
    assert is_signed_in(browser)

    moment.forward(1)

    assert not is_signed_in(browser)


def test_office_that_has_not_begun_gives_nothing(council: Council) -> None:
    browser = council.browser("member1")
    with council.services.database.write() as unit:
        office = unit.query(Office).filter_by(person_id=council.people["member1"].id).one()
        office.starts_at = clock.now() + timedelta(seconds=10)

    assert not is_signed_in(browser)


def test_session_ended_by_others_is_over_on_the_next_request(council: Council) -> None:
    browser = council.browser("member1")
    with council.services.database.write() as unit:
        unit.query(SessionRow).update({SessionRow.ended_at: clock.now()})

    assert not is_signed_in(browser)


def test_hour_without_a_request_ends_the_session_and_requests_keep_it(council: Council, moment: Clock) -> None:
    browser = council.browser("member1")
    for _ in range(3):
        moment.forward(3599)
        assert is_signed_in(browser)

    moment.forward(3600)

    assert not is_signed_in(browser)


def test_twelve_hours_end_the_session_however_busy(council: Council, moment: Clock) -> None:
    browser = council.browser("member1")
    for _ in range(23):
        moment.forward(1800)
        assert is_signed_in(browser)

    moment.forward(1800)

    assert not is_signed_in(browser)


def test_act_after_a_quiet_minute_does_not_wait_for_itself(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()
    sign_in(browser, "member1", secret)
    row = only_session(council, "member1")
    other = council.browser("member1")
    moment.forward(61)

    answer = browser.post(
        f"/account/sessions/{other.session_id}/end",
        headers={"x-csrf-token": csrf.token(council.services.csrf_key, row.id)},
    )

    assert answer.status_code == 303
    assert only_session(council, "member1").seen_at == clock.now()


def test_cookie_of_senseless_length_is_nobody(council: Council) -> None:
    browser = council.browser()
    browser.client.cookies.set("gijo", "x" * 3000)

    assert not is_signed_in(browser)


def test_identification_costs_one_query_and_three_small_ones_about_what_the_council_has_decided(
    council: Council,
) -> None:
    from starlette.requests import Request

    from app.auth.presence.identity import identify

    browser = council.browser("member1")
    sent = [(b"cookie", f"gijo={browser.client.cookies['gijo']}".encode()), (b"user-agent", BROWSER_WORDS.encode())]
    scope = {"type": "http", "path": "/", "headers": sent}
    statements: list[str] = []
    event.listen(
        council.services.database.engine, "before_cursor_execute", lambda *given: statements.append(str(given[2]))
    )

    with council.services.database.read() as unit:
        found = identify(council.services, unit, Request(scope), "127.0.0.1")

    assert found.actor.person_id == council.people["member1"].id
    asked = [statement for statement in statements if "SELECT" in statement]
    tables = ("FROM session", "SELECT written_rule.id", "FROM standards_in_force", "JOIN halt")
    assert sorted([table for table in tables if table in one] for one in asked) == sorted([table] for table in tables)


@pytest.mark.parametrize(("state", "cause"), [("suspended", "suspended"), ("retired", "suspended")])
def test_suspended_person_who_proves_both_factors_is_told_and_stays_out(
    council: Council, state: str, cause: str
) -> None:
    secret = enrol_person(council, "member1")
    with council.services.database.write() as unit:
        unit.get_one(Person, council.people["member1"].id).state = state
    browser = council.browser()
    wrong = first_step(browser, "member1", "not the right words")
    first_step(browser, "member1")

    answer = second_step(browser, code_of(secret))

    assert "ID かパスワードが違います。" in wrong.text
    assert answer.headers["location"] == "/signin?why=closed"
    assert "この ID は、いま使えません。" in browser.get("/signin?why=closed").text
    assert not is_signed_in(browser)
    assert causes(council) == ["wrong_password", cause]


def test_former_member_with_both_factors_stays_out(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    with council.services.database.write() as unit:
        office = unit.query(Office).filter_by(person_id=council.people["member1"].id).one()
        office.ends_at = clock.now()
    browser = council.browser()
    first_step(browser, "member1")

    answer = second_step(browser, code_of(secret))

    assert answer.headers["location"] == "/signin?why=closed"
    assert not is_signed_in(browser)
    assert causes(council) == ["not_in_office"]


def test_device_is_issued_only_where_settings_say_so(council: Council, tmp_path: Path) -> None:
    secret = enrol_person(council, "member1")
    sign_in(council.browser(), "member1", secret)
    assert only_session(council, "member1").device == DeviceKind.ISSUED.value

    with council_in(tmp_path / "other", enrols_browsers=False) as other:
        Clock()
        other_secret = enrol_person(other, "member1")
        sign_in(other.browser(), "member1", other_secret)
        assert only_session(other, "member1").device == DeviceKind.UNKNOWN.value


def test_cookies_are_bound_to_the_host_on_https(each_database: str, tmp_path: Path) -> None:
    with council_in(tmp_path / "other", is_https=True) as other:
        Clock()
        secret = enrol_person(other, "member1")
        browser = other.browser()
        browser.client.base_url = browser.client.base_url.copy_with(scheme="https")

        answer = sign_in(browser, "member1", secret)

        fresh = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-gijo="))
        assert "Secure" in fresh
        assert "Path=/" in fresh
        assert "Domain" not in fresh
        assert is_signed_in(browser)
        assert set(browser.client.cookies) == {"__Host-gijo", "__Host-gijo-known"}
