"""Guessing is slowed and ends; a stranger's guesses do not keep a member out."""

import time
from datetime import timedelta

import pytest

from app import clock
from app.auth.attempts import limits as attempts
from app.auth.attempts.errors import HashingBusy
from app.auth.attempts.limits import Attempt
from app.auth.attempts.models import AttemptCounter
from app.auth.factors import hashing
from app.auth.factors import provision as enrol
from app.auth.factors.models import Password
from app.auth.sessions.models import KnownBrowser
from app.web.addresses import network_of
from tests.app.auth.signing import (
    Clock,
    browser_at,
    causes,
    code_of,
    enrol_person,
    first_step,
    is_signed_in,
    second_step,
    sign_in,
    wrong_code,
)
from tests.support.council import Council

pytestmark = pytest.mark.alike("which attempts are slowed and who is told; others ask for the same on both")
BAD = "not the right words"


def charge_often(council: Council, moment: Clock, times: int, address: str = "203.0.113.9", known: str = "") -> None:
    """Failures at the password of member1, each as soon as it may be tried."""
    attempt = Attempt("password", "member1", council.people["member1"].id, address, known)
    for _ in range(times):
        with council.services.database.write() as unit:
            verdict = attempts.charge(unit, key(council), attempt)
        assert verdict.is_admitted
        moment.forward(verdict.next_wait_seconds)


def key(council: Council) -> bytes:
    return council.services.keyring.derive("attempt counters")


def test_waits_grow_and_stay_within_a_minute(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    browser = council.browser()
    free = [first_step(browser, "member1", BAD) for _ in range(4)]
    waits = []

    for _ in range(9):
        wrong = first_step(browser, "member1", BAD)
        refused = first_step(browser, "member1")
        waits.append(int(refused.headers["retry-after"]))
        assert (wrong.status_code, refused.status_code) == (422, 429)
        assert f"次の入力は、{waits[-1]} 秒後からできます。" in wrong.text
        assert f"{waits[-1]} 秒待って、もう一度入力してください。" in refused.text
        moment.forward(waits[-1])

    assert not any("秒後からできます" in answer.text for answer in free)
    assert waits[:4] == [5, 10, 20, 40]
    assert waits == sorted(waits)
    assert waits[-1] == attempts.LONGEST_WAIT_SECONDS == 60


def test_right_password_is_refused_during_a_wait_and_accepted_after_it(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    browser = council.browser()
    for _ in range(5):
        first_step(browser, "member1", BAD)

    during = first_step(browser, "member1")
    moment.forward(5)
    after = first_step(browser, "member1")

    assert (during.status_code, during.headers["retry-after"]) == (429, "5")
    assert after.status_code == 303


@pytest.mark.both("what happens at once or in between")
def test_clock_that_is_set_back_keeps_nobody_waiting(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    browser = council.browser()
    for _ in range(5):
        first_step(browser, "member1", BAD)
    moment.forward(-3600)

    answer = first_step(browser, "member1")

    assert answer.status_code == 303


def test_success_ends_the_count(council: Council) -> None:
    enrol_person(council, "member1")
    browser = council.browser()

    for _ in range(3):
        for _ in range(4):
            assert first_step(browser, "member1", BAD).status_code == 422
        assert first_step(browser, "member1").status_code == 303


def test_unknown_id_waits_like_a_known_one(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    seen: dict[str, list[tuple[int, str | None]]] = {}

    for login in ("member1", "nobody"):
        browser = browser_at(council, f"203.0.113.{len(login)}")
        answers = [first_step(browser, login, BAD) for _ in range(7)]
        seen[login] = [(answer.status_code, answer.headers.get("retry-after")) for answer in answers]

    assert seen["member1"] == seen["nobody"]
    assert seen["nobody"][-1] == (429, "5")


def test_throttled_tries_are_recorded_once_a_minute(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    browser = council.browser()
    for _ in range(9):
        first_step(browser, "member1", BAD)

    assert causes(council) == ["wrong_password"] * 5 + ["throttled"]
    entry = council.ledger("auth.sign_in_refused")[-1]
    assert entry["actor"] == council.people["member1"].id


def test_stranger_elsewhere_does_not_slow_the_member(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    for _ in range(30):
        charge_often(council, moment, 1)

    answer = sign_in(browser_at(council, "198.51.100.7"), "member1", secret)

    assert answer.status_code == 303


def test_many_strangers_slow_new_browsers_only(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    tablet = browser_at(council, "198.51.100.7")
    sign_in(tablet, "member1", secret)
    tablet.post("/signout", headers={"x-csrf-token": session_token(council, "member1")})
    for number in range(20):
        charge_once_at(council, f"203.0.113.{number}")

    stranger = first_step(browser_at(council, "192.0.2.1"), "member1")
    moment.forward(30)
    for number in range(20, 30):
        charge_once_at(council, f"203.0.113.{number}", must=False)
    member = sign_in(tablet, "member1", secret)

    assert stranger.status_code == 429
    assert int(stranger.headers["retry-after"]) <= 60
    assert member.status_code == 303
    assert is_signed_in(tablet)


def charge_once_at(council: Council, address: str, *, must: bool = True) -> None:
    attempt = Attempt("password", "member1", council.people["member1"].id, address)
    with council.services.database.write() as unit:
        assert attempts.charge(unit, key(council), attempt).is_admitted or not must


def session_token(council: Council, login: str) -> str:
    from app.auth.sessions.models import SessionRow
    from app.web import csrf

    with council.services.database.read() as unit:
        row = unit.query(SessionRow).filter_by(person_id=council.people[login].id).one()
    return csrf.token(council.services.csrf_key, row.id)


@pytest.mark.clause("I 6-2(3)④")
def test_after_seventy_failures_in_a_row_only_known_browsers_get_in(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    tablet = browser_at(council, "198.51.100.7")
    sign_in(tablet, "member1", secret)
    charge_often(council, moment, 70)

    stranger = first_step(browser_at(council, "192.0.2.1"), "member1")
    moment.forward(24 * 3600)
    a_day_later = first_step(browser_at(council, "192.0.2.1"), "member1")
    member = sign_in(tablet, "member1", secret)
    after_the_member = first_step(browser_at(council, "192.0.2.1"), "member1")

    assert (stranger.status_code, a_day_later.status_code) == (403, 403)
    assert "議会事務局に連絡してください" in stranger.text
    assert member.status_code == 303
    assert after_the_member.status_code == 303


def test_known_browser_is_stopped_after_thirty_failures_of_its_own(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    tablet = council.browser()
    sign_in(tablet, "member1", secret)
    with council.services.database.read() as unit:
        known = unit.query(KnownBrowser).one().token_hash
    charge_often(council, moment, 30, known=known)

    tablet_answer = first_step(tablet, "member1", next_path="/account")

    assert tablet_answer.status_code == 403
    assert attempts.ACCOUNT.limit + attempts.KNOWN.limit == 100


def test_secretariat_lets_a_stopped_account_start_afresh(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    charge_often(council, moment, 70)
    assert first_step(council.browser(), "member1").status_code == 403

    with council.services.database.write() as unit:
        attempts.reset(unit, council.people["member1"].id)

    assert first_step(council.browser(), "member1").status_code == 303


def test_mark_of_one_account_is_worth_nothing_for_another(council: Council, moment: Clock) -> None:
    own = enrol_person(council, "member2")
    enrol_person(council, "member1")
    browser = council.browser()
    sign_in(browser, "member2", own)
    charge_often(council, moment, 70)

    answer = first_step(browser, "member1")

    assert answer.status_code == 403


def test_mark_is_renewed_at_each_sign_in_and_a_copy_is_void(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    tablet, thief = council.browser(), browser_at(council, "192.0.2.1")
    sign_in(tablet, "member1", secret)
    copied = tablet.client.cookies["gijo-known"]
    moment.forward(60)
    sign_in(tablet, "member1", secret, next_path="/account")
    charge_often(council, moment, 70)
    thief.client.cookies.set("gijo-known", copied)

    assert first_step(thief, "member1").status_code == 403
    assert first_step(tablet, "member1", next_path="/account").status_code == 303


@pytest.mark.both("asks for rows as no other test does")
def test_two_people_on_one_computer_both_stay_known(council: Council, moment: Clock) -> None:
    first, second = enrol_person(council, "clerk1"), enrol_person(council, "clerk2")
    shared = council.browser()
    sign_in(shared, "clerk1", first)
    sign_in(shared, "clerk2", second, next_path="/account")

    with council.services.database.read() as unit:
        rows = unit.query(KnownBrowser).all()

    assert {row.person_id for row in rows} == {council.people["clerk1"].id, council.people["clerk2"].id}
    assert len({row.token_hash for row in rows}) == 1


@pytest.mark.both("asks for rows as no other test does")
def test_new_password_makes_known_browsers_strangers_and_ends_sessions(council: Council) -> None:
    secret = enrol_person(council, "member1")
    tablet = council.browser()
    sign_in(tablet, "member1", secret)

    with council.services.database.write() as unit:
        enrol.set_password(unit, council.services, council.people["member1"].id, "another long phrase 42")

    assert not is_signed_in(tablet)
    with council.services.database.read() as unit:
        assert unit.query(KnownBrowser).count() == 0


def test_codes_are_limited_like_passwords(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()
    first_step(browser, "member1")
    for _ in range(5):
        second_step(browser, wrong_code(secret))
    first_step(browser, "member1")

    refused = second_step(browser, code_of(secret))
    moment.forward(5)
    accepted = second_step(browser, code_of(secret))

    assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
    assert accepted.status_code == 303


def test_new_password_step_does_not_forgive_wrong_codes(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()
    statuses = []
    for _ in range(3):
        first_step(browser, "member1")
        statuses += [second_step(browser, wrong_code(secret)).status_code for _ in range(3)]

    assert statuses.count(429) == 4


def test_address_that_tries_many_ids_is_slowed(council: Council, moment: Clock) -> None:
    for number in range(attempts.ADDRESS.free):
        with council.services.database.write() as unit:
            attempt = Attempt("password", f"nobody{number}", None, "203.0.113.9")
            assert attempts.charge(unit, key(council), attempt).is_admitted

    refused = first_step(browser_at(council, "203.0.113.9"), "member1", BAD)
    elsewhere = first_step(browser_at(council, "203.0.113.10"), "member1", BAD)

    assert (refused.status_code, elsewhere.status_code) == (429, 422)


def test_whole_council_behind_one_address_signs_in(council: Council) -> None:
    with council.services.database.write() as unit:
        for number in range(130):
            attempt = Attempt("password", f"member{number}", None, "203.0.113.9")
            assert attempts.charge(unit, key(council), attempt).is_admitted
            attempts.succeed(unit, key(council), attempt)


def test_one_household_counts_as_one_address() -> None:
    assert network_of("2001:db8:1:2:3::1") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert network_of("unknown") == "unknown"


@pytest.mark.both("asks for rows as no other test does")
def test_strangers_are_forgotten_after_a_day_and_accounts_are_not(council: Council, moment: Clock) -> None:
    charge_often(council, moment, 3)
    moment.forward(25 * 3600)

    with council.services.database.write() as unit:
        attempts._forget_strangers(unit, clock.now())

    with council.services.database.read() as unit:
        rows = unit.query(AttemptCounter).all()
    assert len(rows) == 2
    assert {row.person_id for row in rows} == {council.people["member1"].id}
    assert all(clock.now() - row.changed_at > timedelta(hours=24) for row in rows)


def test_counters_hold_no_typed_id(council: Council) -> None:
    first_step(council.browser(), "hunter2-my-password", BAD)

    raw = council.at_rest()

    assert b"hunter2" not in raw


@pytest.mark.clause("I 6-5(6)")
def test_rush_beyond_the_line_is_told_to_come_back_and_nothing_is_counted(council: Council) -> None:
    enrol_person(council, "member1")
    browser = council.browser()
    held = 0
    while hashing.ROOM._places.acquire(blocking=False):
        held += 1
    try:
        answers = [first_step(browser, "member1") for _ in range(7)]
    finally:
        for _ in range(held):
            hashing.ROOM._places.release()

    assert {answer.status_code for answer in answers} == {503}
    assert {answer.headers["retry-after"] for answer in answers} == {"10"}
    assert "混み合っています" in answers[0].text
    assert first_step(browser, "member1").status_code == 303
    assert causes(council) == []


def test_line_that_does_not_move_is_left() -> None:
    room = hashing.HashingRoom(at_once=1, waiting=1, patience_seconds=0.01)

    with room.turn(), pytest.raises(HashingBusy), room.turn():
        pass

    with room.turn():
        pass


@pytest.mark.usefixtures("full_hashes")
def test_id_that_is_nobodys_costs_the_same_work(council: Council) -> None:
    enrol_person(council, "member1")
    pepper = council.services.keyring.derive(enrol.PEPPER)
    with council.services.database.read() as unit:
        stored = unit.get_one(Password, council.people["member1"].id).argon2

    def work_seconds(known: str | None) -> float:
        spent = []
        for _ in range(5):
            before = time.thread_time()
            assert not hashing.matches(pepper, known, BAD)
            spent.append(time.thread_time() - before)
        return min(spent)

    hashing.matches(pepper, None, BAD)

    assert 0.6 < work_seconds(None) / work_seconds(stored) < 1.7
