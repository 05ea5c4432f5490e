"""Lost factors: recovery codes that burn, resets by two persons, and what never goes below two factors."""

from typing import Any

import pytest

from app import clock
from app.auth.attempts.errors import SignInStopped
from app.auth.enrolment import steps as enrolment
from app.auth.factors import hashing
from app.auth.factors import recovery_codes as recovery
from app.auth.factors.models import RecoveryCode, SecurityKey, TotpKey
from app.auth.factors.printed_codes import LONG_RECOVERY, hash_of
from app.auth.sessions.models import SessionRow
from app.auth.signin.password_step import Visitor, give_password
from tests.app.auth.enrolment.test_letters import finish, issue, set_up_totp
from tests.app.auth.keys import codes_on, holder_of_key, last_cause, sign_in_with_key
from tests.app.auth.signin.test_races import together
from tests.app.auth.signing import (
    PASSWORD,
    Clock,
    code_of,
    enrol_person,
    first_step,
    form_token,
    second_step,
    send_form,
)
from tests.support.council import Browser, Council
from tests.support.shown import second_word

pytestmark = [
    pytest.mark.alike("what an enrolment asks for and takes; others ask for the same on both"),
    pytest.mark.rare("recovery codes; only that screen moves it"),
]


def codes_of(council: Council, login: str = "member1") -> list[str]:
    """A list in force, as it stands on paper."""
    person, keyring = council.people[login].id, council.services.keyring
    with council.services.database.write() as unit:
        recovery.make(unit, keyring, person, "s")
        shown = recovery.shown(unit, keyring, person, "s")
    hashes = recovery.hashed(keyring, shown)
    with council.services.database.write() as unit:
        recovery.confirm(unit, person, hashes)
    return [each.printed for each in shown]


def give_recovery(browser: Browser, code: str) -> Any:
    return send_form(browser, "/signin/recovery", {"code": code})


def test_recovery_code_after_the_password_sets_up_new_factors(council: Council, moment: Clock) -> None:
    old = enrol_person(council, "member1")
    key = holder_of_key(council)
    codes = codes_of(council)
    browser = council.browser()
    first_step(browser, "member1")

    answer = give_recovery(browser, codes[4])
    secret, _ = set_up_totp(browser, moment)
    done = finish(browser)

    assert answer.headers["location"] == "/enrol/factor"
    assert done.status_code == 303
    moment.forward(60)
    again = council.browser()
    first_step(again, "member1")
    assert second_step(again, code_of(old)).status_code == 422
    assert second_step(again, code_of(secret)).status_code == 303
    assert sign_in_with_key(council.browser(), key).status_code == 422
    kinds = [one["kind"] for one in council.ledger()]
    assert "auth.recovery_used" in kinds
    assert "factor_changed" in [one["detail"]["alarm"] for one in council.ledger("auth.alarm")]


def test_recovery_code_opens_no_session_by_itself(council: Council) -> None:
    enrol_person(council, "member1")
    browser = council.browser()
    first_step(browser, "member1")

    give_recovery(browser, codes_of(council)[4])

    assert browser.get("/account").headers["location"].startswith("/signin")
    with council.services.database.read() as unit:
        assert unit.query(SessionRow).count() == 0


def test_recovery_code_serves_once_and_needs_the_password(council: Council) -> None:
    enrol_person(council, "member1")
    codes = codes_of(council)
    first = council.browser()
    first_step(first, "member1")
    give_recovery(first, codes[4])

    second = council.browser()
    first_step(second, "member1")
    again = give_recovery(second, codes[4])
    without = council.browser().get("/signin/recovery")

    assert again.status_code == 422
    assert last_cause(council) == "wrong_recovery_code"
    assert without.headers["location"].startswith("/signin?why=late")


def test_code_of_a_list_that_nobody_has_confirmed_opens_nothing(council: Council) -> None:
    enrol_person(council, "member1")
    person, keyring = council.people["member1"].id, council.services.keyring
    with council.services.database.write() as unit:
        recovery.make(unit, keyring, person, "s")
        shown = recovery.shown(unit, keyring, person, "s")
    browser = council.browser()
    first_step(browser, "member1")

    assert give_recovery(browser, shown[0].printed).status_code == 422


@pytest.mark.both("asks for rows as no other test does")
def test_list_of_before_with_long_codes_still_serves_once(council: Council) -> None:
    enrol_person(council, "member1")
    person, key = council.people["member1"].id, council.services.keyring.derive("recovery codes")
    code = LONG_RECOVERY.new()
    with council.services.database.write() as unit:
        row = {"code_hash": hash_of(key, code), "created_at": clock.now(), "confirmed_at": clock.now()}
        unit.add(RecoveryCode(person_id=person, **row))
    first, second = council.browser(), council.browser()
    first_step(first, "member1")
    first_step(second, "member1")

    assert give_recovery(first, LONG_RECOVERY.grouped(code)).headers["location"] == "/enrol/factor"
    assert give_recovery(second, code).status_code == 422


@pytest.mark.both("asks for rows as no other test does")
def test_codes_are_short_and_at_rest_only_as_slow_hashes_with_salts_of_their_own(council: Council) -> None:
    enrol_person(council, "member1")

    codes = codes_of(council)

    assert {len(code.replace("-", "")) for code in codes} == {10}
    assert len({code[0] for code in codes}) == 10
    with council.services.database.read() as unit:
        rows = unit.query(RecoveryCode).all()
    assert {row.argon2.split("$")[1] for row in rows} == {"argon2id"}
    assert len({row.argon2.split("$")[4] for row in rows}) == 10
    assert {(row.sealed_code, row.code_hash) for row in rows} == {("", None)}
    assert not [code for code in codes if code.replace("-", "").encode() in council.at_rest()]


def test_waiting_list_is_shown_in_the_session_that_made_it_and_lies_sealed(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    browser, elsewhere = council.browser("member1"), council.browser("member1")
    browser.post("/account/factors/recovery")

    shown = codes_on(browser.get("/account/factors/recovery"))

    assert len(shown) == 10
    assert elsewhere.get("/account/factors/recovery").headers["location"] == "/account/factors"
    assert not [code for code in shown if code.replace("-", "").encode() in council.at_rest()]
    moment.forward(14 * 60)
    assert codes_on(browser.get("/account/factors/recovery")) == shown


def test_guesses_of_recovery_codes_are_slowed_whatever_sign_in_they_come_by(council: Council) -> None:
    enrol_person(council, "member1")
    codes = codes_of(council)
    answers = []
    for _ in range(7):
        browser = council.browser()
        first_step(browser, "member1")
        answers.append(give_recovery(browser, "22222-22222"))

    assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 2
    assert "受け付けを休んでいます" in answers[-1].text
    assert give_recovery(browser, codes[2]).status_code == 429


def test_full_line_of_hashes_counts_no_try_and_burns_no_code(council: Council, monkeypatch: Any) -> None:
    enrol_person(council, "member1")
    codes, browser = codes_of(council), council.browser()
    first_step(browser, "member1")
    with monkeypatch.context() as full:
        full.setattr(hashing, "ROOM", hashing.HashingRoom(at_once=0, waiting=0, patience_seconds=0.1))
        busy = [give_recovery(browser, codes[2]).status_code for _ in range(7)]

    assert busy == [503] * 7
    assert give_recovery(browser, codes[2]).status_code == 303


def test_code_of_somebody_else_opens_nothing(council: Council) -> None:
    enrol_person(council, "member1")
    others = codes_of(council, "member2")
    browser = council.browser()
    first_step(browser, "member1")

    assert give_recovery(browser, others[3]).status_code == 422


def test_sign_in_ends_after_five_wrong_recovery_codes(council: Council) -> None:
    enrol_person(council, "member1")
    codes = codes_of(council)
    browser = council.browser()
    first_step(browser, "member1")
    token = form_token(browser.get("/signin/recovery"))

    for _ in range(5):
        last = browser.post("/signin/recovery", {"code": "A" * 28}, headers={"x-csrf-token": token})
    right = browser.post("/signin/recovery", {"code": codes[4]}, headers={"x-csrf-token": token})

    assert last.status_code == 303
    assert right.headers["location"].startswith("/signin?why=late")


@pytest.mark.both("what happens at once or in between")
def test_one_recovery_code_sent_by_six_at_once_opens_one_enrolment(council: Council) -> None:
    enrol_person(council, "member1")
    code, services = codes_of(council)[4], council.services
    visitors = [Visitor(address=f"203.0.113.{n}", browser="test") for n in range(6)]
    tokens = [give_password(services, each, "member1", PASSWORD, "/") for each in visitors]

    results = together(
        *(
            lambda each=each, token=token: enrolment.open_recovery(services, each, token, code)
            for each, token in zip(visitors, tokens, strict=True)
        )
    )

    assert sum(isinstance(result, str) for result in results) == 1
    assert sum(isinstance(result, SignInStopped) for result in results) == 5
    assert len(council.ledger("auth.recovery_used")) == 1


def test_new_list_is_in_force_only_after_its_owner_keeps_it(council: Council) -> None:
    enrol_person(council, "member1")
    codes = codes_of(council)
    browser = council.browser("member1")

    browser.post("/account/factors/recovery")
    shown = browser.get("/account/factors/recovery")
    slip = browser.post("/account/factors/recovery/confirm")
    stranger = council.browser()
    first_step(stranger, "member1")

    assert slip.status_code == 422
    assert codes_on(slip) == codes_on(shown)
    assert give_recovery(stranger, codes_on(shown)[1]).status_code == 422
    assert browser.post("/account/factors/recovery/confirm", {"kept": "1"}).status_code == 303
    assert browser.get("/account/factors/recovery").headers["location"] == "/account/factors"
    first_step(stranger, "member1")
    assert give_recovery(stranger, codes[6]).status_code == 422
    with council.services.database.read() as unit:
        assert recovery.left(unit, council.people["member1"].id) == 10
    assert give_recovery(stranger, codes_on(shown)[1]).status_code == 303


@pytest.mark.clause("I 6-1(2)②")
def test_reset_needs_two_persons_and_then_a_letter(council: Council, moment: Clock) -> None:
    old = enrol_person(council, "member1")
    member, admin, clerk = council.browser("member1"), council.browser("admin"), council.browser("clerk1")
    person = council.people["member1"].id

    asked = admin.post(f"/admin/people/{person}/reset", {"reason": "タブレットを紛失。窓口で本人と確認。"})
    reset_id = council.ledger("factor.reset_asked")[-1]["detail"]["reset"]
    here = f"/admin/resets/{reset_id}/decide"
    alone = admin.post(here, second_word(council, here))
    still_open = member.get("/account").status_code
    here = f"/admin/resets/{reset_id}/decide"
    confirmed = clerk.post(here, second_word(council, here))
    code = issue(council)

    assert asked.status_code == 303
    assert (alone.status_code, still_open, confirmed.status_code) == (403, 200, 303)
    assert member.get("/account").headers["location"].startswith("/signin")
    first_step(stranger := council.browser(), "member1")
    assert second_step(stranger, code_of(old)).status_code == 422
    browser = council.browser()
    send_form(browser, "/enrol", {"code": code})
    send_form(browser, "/enrol/password", {"password": PASSWORD, "again": PASSWORD})
    set_up_totp(browser, moment)
    assert finish(browser).status_code == 303


@pytest.mark.both("asks for rows as no other test does")
def test_reset_is_decided_once(council: Council) -> None:
    enrol_person(council, "member1")
    person = council.people["member1"].id
    council.browser("admin").post(f"/admin/people/{person}/reset", {"reason": "紛失"})
    reset_id = council.ledger("factor.reset_asked")[-1]["detail"]["reset"]

    here = f"/admin/resets/{reset_id}/decide"

    answers = [
        council.browser(login).post(here, second_word(council, here, decision)).status_code
        for login, decision in (("clerk1", "refuse"), ("clerk2", "confirm"))
    ]

    assert answers == [303, 422]
    with council.services.database.read() as unit:
        assert unit.query(TotpKey).count() == 1


@pytest.mark.parametrize("login", ["member2", "executive", "investigator"])
def test_others_neither_ask_for_nor_confirm_resets(council: Council, login: str) -> None:
    enrol_person(council, "member1")
    person = council.people["member1"].id
    council.browser("admin").post(f"/admin/people/{person}/reset", {"reason": "紛失"})
    reset_id = council.ledger("factor.reset_asked")[-1]["detail"]["reset"]
    browser = council.browser(login)

    assert browser.post(f"/admin/people/{person}/reset", {"reason": "x"}).status_code == 403
    here = f"/admin/resets/{reset_id}/decide"
    assert browser.post(here, second_word(council, here)).status_code == 403
    assert browser.get("/admin/resets").status_code == 403


def test_last_authenticator_cannot_be_removed(council: Council) -> None:
    enrol_person(council, "member1")
    with council.services.database.read() as unit:
        totp_id = unit.query(TotpKey).one().id

    answer = council.browser("member1").post(f"/account/factors/totp/{totp_id}/remove")

    assert answer.status_code == 422
    assert "サインインの方法がなくなるため、削除できません。" in answer.text


@pytest.mark.both("what happens at once or in between")
def test_two_browsers_removing_at_once_leave_one_factor(council: Council) -> None:
    enrol_person(council, "member1")
    holder_of_key(council)
    with council.services.database.read() as unit:
        totp_id, key_id = unit.query(TotpKey).one().id, unit.query(SecurityKey).one().id
    browsers = [council.browser("member1"), council.browser("member1")]
    paths = [f"/account/factors/totp/{totp_id}/remove", f"/account/factors/keys/{key_id}/remove"]

    together(*(lambda b=b, p=p: b.post(p) for b, p in zip(browsers, paths, strict=True)))

    with council.services.database.read() as unit:
        left = unit.query(TotpKey).count() + unit.query(SecurityKey).filter(SecurityKey.disabled_at.is_(None)).count()
    assert left == 1


def test_change_ends_the_other_sessions_and_tells_everybody(council: Council) -> None:
    enrol_person(council, "member1")
    here, elsewhere = council.browser("member1"), council.browser("member1")

    answer = here.post(
        "/account/factors/password", {"password": "別の長い言葉を 9月に決めた", "again": "別の長い言葉を 9月に決めた"}
    )

    assert answer.headers["location"] == "/account/factors?done=password"
    assert here.get("/account/factors").status_code == 200
    assert elsewhere.get("/account").headers["location"].startswith("/signin")
    assert council.ledger("factor.password_changed")[-1]["actor"] == council.people["member1"].id
    assert "factor_changed" in [one["detail"]["alarm"] for one in council.ledger("auth.alarm")]


def test_somebody_elses_authenticator_is_not_there(council: Council) -> None:
    enrol_person(council, "member1")
    holder_of_key(council, "member2")
    with council.services.database.read() as unit:
        totp_id, key_id = unit.query(TotpKey).one().id, unit.query(SecurityKey).one().id

    assert council.browser("member2").post(f"/account/factors/totp/{totp_id}/remove").status_code == 404
    assert council.browser("member1").post(f"/account/factors/keys/{key_id}/remove").status_code == 404
