"""Lost factors: recovery codes that burn, resets by two persons, and what never goes below two factors."""

from typing import Any

import pytest

from app.auth.attempts.errors import SignInStopped
from app.auth.enrolment import steps as enrolment
from app.auth.factors import recovery_codes as recovery
from app.auth.factors.models import SecurityKey, TotpKey
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


def codes_of(council: Council, login: str = "member1") -> list[str]:
    """A list in force."""
    person = council.people[login].id
    with council.services.database.write() as unit:
        codes = recovery.make(unit, council.services.keyring, person)
        recovery.prove_kept(unit, council.services.keyring, person, codes[0])
    return codes


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


def test_code_that_was_burned_at_enrolment_opens_nothing(council: Council) -> None:
    enrol_person(council, "member1")
    codes = codes_of(council)
    browser = council.browser()
    first_step(browser, "member1")

    assert give_recovery(browser, codes[0]).status_code == 422


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


def test_new_list_is_in_force_only_after_one_of_it_is_typed_back(council: Council) -> None:
    enrol_person(council, "member1")
    codes = codes_of(council)
    browser = council.browser("member1")

    shown = browser.post("/account/factors/recovery")
    assert len(codes_on(shown)) == 10
    wrong = browser.post("/account/factors/recovery/confirm", {"code": codes[5]})
    stranger = council.browser()
    first_step(stranger, "member1")

    assert wrong.status_code == 422
    assert give_recovery(stranger, codes_on(shown)[1]).status_code == 422
    assert browser.post("/account/factors/recovery/confirm", {"code": codes_on(shown)[1]}).status_code == 303
    first_step(stranger, "member1")
    assert give_recovery(stranger, codes[6]).status_code == 422
    with council.services.database.read() as unit:
        assert recovery.left(unit, council.people["member1"].id) == 9


def test_reset_needs_two_persons_and_then_a_letter(council: Council, moment: Clock) -> None:
    old = enrol_person(council, "member1")
    member, admin, clerk = council.browser("member1"), council.browser("admin"), council.browser("clerk1")
    person = council.people["member1"].id

    asked = admin.post(f"/admin/people/{person}/reset", {"reason": "タブレットを紛失。窓口で本人と確認。"})
    reset_id = council.ledger("factor.reset_asked")[-1]["detail"]["reset"]
    alone = admin.post(f"/admin/resets/{reset_id}/decide", {"decision": "confirm"})
    still_open = member.get("/account").status_code
    confirmed = clerk.post(f"/admin/resets/{reset_id}/decide", {"decision": "confirm"})
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


def test_reset_is_decided_once(council: Council) -> None:
    enrol_person(council, "member1")
    person = council.people["member1"].id
    council.browser("admin").post(f"/admin/people/{person}/reset", {"reason": "紛失"})
    reset_id = council.ledger("factor.reset_asked")[-1]["detail"]["reset"]

    answers = [
        council.browser(login).post(f"/admin/resets/{reset_id}/decide", {"decision": decision}).status_code
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
    assert browser.post(f"/admin/resets/{reset_id}/decide", {"decision": "confirm"}).status_code == 403
    assert browser.get("/admin/resets").status_code == 403


def test_last_authenticator_cannot_be_removed(council: Council) -> None:
    enrol_person(council, "member1")
    with council.services.database.read() as unit:
        totp_id = unit.query(TotpKey).one().id

    answer = council.browser("member1").post(f"/account/factors/totp/{totp_id}/remove")

    assert answer.status_code == 422
    assert "サインインの方法がなくなるため、削除できません。" in answer.text


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
