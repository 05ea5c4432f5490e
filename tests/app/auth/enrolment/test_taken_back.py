"""Letters and resets are taken back until somebody used or confirmed them; the screen says when that is over."""

import re

import pytest
from sqlalchemy import insert, update

from app import clock
from app.auth.enrolment import resets
from app.auth.factors.models import EnrolmentLetter
from app.auth.factors.strength import PASSKEY
from tests.app.auth.enrolment.test_letters import enrol_with_totp, issue, open_letter
from tests.app.auth.signing import Clock, enrol_person
from tests.support.council import Council
from tests.support.shown import second_word

pytestmark = pytest.mark.alike("what an enrolment asks for and takes; others ask for the same on both")

_WITHDRAW = re.compile(r'action="(/admin/resets/\w+/withdraw)"')


def letters_of(council: Council, login: str) -> str:
    return f"/admin/people/{council.people[login].id}/letters"


def test_letter_that_is_out_is_cancelled_and_opens_nothing_any_more(council: Council) -> None:
    admin, code, screen = council.browser("admin"), issue(council), letters_of(council, "member1")
    half_way, late = council.browser(), council.browser()
    assert open_letter(half_way, code).status_code == 303
    letter = council.ledger("letter.issued")[-1]["detail"]["letter"]
    assert "使われるまでは、無効にできます。" in admin.get(screen).text

    cancelled = admin.post(f"{screen}/cancel", {"letter": letter})
    again = admin.post(f"{screen}/cancel", {"letter": letter})

    assert (cancelled.status_code, again.status_code) == (303, 409)
    assert "登録用紙を無効にしました。" in admin.get(cancelled.headers["location"]).text
    assert "に無効になりました。" in admin.get(screen).text
    assert half_way.get("/enrol/password").headers["location"].startswith("/enrol")
    assert "/enrol/factor" not in half_way.get("/enrol/password").headers["location"]
    assert open_letter(late, code).status_code == 422
    assert [one["detail"] for one in council.ledger("letter.cancelled")] == [
        {"letter": letter, "for": council.people["member1"].id}
    ]
    assert admin.post(screen).headers["content-type"] == "application/pdf"  # another can be issued at once


def test_letter_that_was_used_is_not_cancelled_and_the_screen_says_so(council: Council, moment: Clock) -> None:
    browser, _ = enrol_with_totp(council, moment)
    letter = council.ledger("letter.issued")[-1]["detail"]["letter"]
    admin, screen = council.browser("admin"), letters_of(council, "member1")

    late = admin.post(f"{screen}/cancel", {"letter": letter})

    assert late.status_code == 409
    assert "に使われました。もう無効にはできません。" in admin.get(screen).text
    assert f"{screen}/cancel" not in admin.get(screen).text
    assert browser.get("/account").status_code == 200


def confirm_reset(council: Council, login: str) -> None:
    council.browser("admin").post(f"/admin/people/{council.people[login].id}/reset", {"reason": "紛失"})
    reset = council.ledger("factor.reset_asked")[-1]["detail"]["reset"]
    here = f"/admin/resets/{reset}/decide"
    assert council.browser("clerk1").post(here, second_word(council, here)).status_code == 303


def test_confirmed_reset_voids_the_letter_that_is_out(council: Council) -> None:
    code = issue(council)
    letter = council.ledger("letter.issued")[-1]["detail"]["letter"]
    half_way, late = council.browser(), council.browser()
    assert open_letter(half_way, code).status_code == 303

    confirm_reset(council, "member1")

    assert open_letter(late, code).status_code == 422
    assert "/enrol/factor" not in half_way.get("/enrol/password").headers["location"]
    assert council.ledger("letter.cancelled")[-1]["detail"]["letter"] == letter
    assert open_letter(late, issue(council)).status_code == 303


@pytest.mark.both("asks for rows as no other test does")
def test_altered_letter_closes_the_resets_of_its_owners_and_of_nobody_else(council: Council, moment: Clock) -> None:
    enrol_with_totp(council, moment)
    for login in ("member1", "member2", "executive"):
        confirm_reset(council, login)
    used, other = council.ledger("letter.issued")[-1]["detail"]["letter"], council.people["member2"].id

    with council.services.database.write() as unit:  # the one that was used is made another person's
        moved = update(EnrolmentLetter).where(EnrolmentLetter.id == used).values(person_id=other, burned_at=None)
        unit.connection().execute(moved)

    with council.services.database.read() as unit:
        due = {login: resets.letter_is_due(unit, person.id) is not None for login, person in council.people.items()}
    assert {login for login, is_due in due.items() if is_due} == {"executive"}


def test_altered_letter_that_the_ledger_does_not_know_may_be_anybodys(council: Council) -> None:
    confirm_reset(council, "executive")
    other, now = council.people["member2"].id, clock.now()

    with council.services.database.write() as unit:
        by_sql = {"id": "letter-of-nobody", "person_id": other, "code_hash": "0" * 64, "issued_by": other, "seal": ""}
        unit.connection().execute(insert(EnrolmentLetter).values(by_sql | {"issued_at": now, "expires_at": now}))

    with council.services.database.read() as unit:
        assert resets.letter_is_due(unit, council.people["executive"].id) is None


@pytest.mark.both("what happens at once or in between")
def test_reset_is_withdrawn_by_who_asked_while_it_waits(council: Council) -> None:
    enrol_person(council, "member1")
    member, admin, clerk = (council.browser(login) for login in ("member1", "admin", "clerk1"))
    screen = letters_of(council, "member1")
    admin.post(screen.removesuffix("/letters") + "/reset", {"reason": "別の人とまちがえた"})
    withdraw = _WITHDRAW.findall(admin.get("/admin/resets").text)[0]
    assert withdraw in admin.get(screen).text
    assert _WITHDRAW.findall(clerk.get("/admin/resets").text) == []

    by_another = clerk.post(withdraw)
    taken_back = admin.post(withdraw)
    here = withdraw.replace("withdraw", "decide")
    late = clerk.post(here, second_word(council, here))

    assert (by_another.status_code, taken_back.status_code, late.status_code) == (404, 303, 422)
    assert "リセットの申し出を取り下げました。" in admin.get(taken_back.headers["location"]).text
    assert council.ledger("factor.reset_decided")[-1]["detail"]["outcome"] == "withdrawn"
    assert member.get("/account").status_code == 200


def test_reset_that_was_confirmed_is_not_withdrawn_and_the_screen_says_so(council: Council) -> None:
    enrol_person(council, "member1")
    admin, screen = council.browser("admin"), letters_of(council, "member1")
    admin.post(screen.removesuffix("/letters") + "/reset", {"reason": "紛失"})
    withdraw = _WITHDRAW.findall(admin.get(screen).text)[0]
    here = withdraw.replace("withdraw", "decide")
    council.browser("clerk1").post(here, second_word(council, here))

    late = admin.post(withdraw)

    assert late.status_code == 422
    assert "リセットは確認されたので、もう取り下げられません。" in admin.get(screen).text


def test_those_who_heard_of_a_reset_of_power_hear_that_it_was_withdrawn(council: Council) -> None:

    admin = council.browser("admin", strong_with=PASSKEY)
    screen = letters_of(council, "deputy")
    admin.post(screen.removesuffix("/letters") + "/reset", {"reason": "鍵をなくした"})

    assert admin.post(_WITHDRAW.findall(admin.get(screen).text)[0]).status_code == 303

    board = council.browser("chair").get("/admin/connections").text
    assert "リセットの申し出の取り下げ" in board
