"""From the paper letter to the first sign-in: what opens, what burns, and what a thief of the letter gets."""

import re
from typing import Any

import pyotp
import pytest

from app import clock
from app.audit.notes import By
from app.auth.attempts.errors import SignInStopped
from app.auth.enrolment import letters
from app.auth.enrolment import steps as enrolment
from app.auth.factors.models import EnrolmentLetter, Password, TotpKey
from app.auth.factors.printed_codes import LETTER
from app.auth.sessions.models import SessionRow
from tests.app.auth.keys import begin, codes_on, last_cause, send
from tests.app.auth.signin.test_races import together
from tests.app.auth.signing import Clock, code_of, enrol_person, form_token, second_step, send_form
from tests.support.authenticator import Authenticator
from tests.support.council import Browser, Council

pytestmark = pytest.mark.alike("what an enrolment asks for and takes; others ask for the same on both")

NEW_PASSWORD = "みなとの朝は早い 2026"


def issue(council: Council, login: str = "member1", *, by: str = "admin") -> str:
    """A letter's code, as it stands on the paper."""
    with council.services.database.write() as unit:
        issuer = By.person(council.people[by].id, "s", "127.0.0.1")
        person_id = council.people[login].id
        out = next((letter.id for letter in letters.open_letters(unit, person_id)), "")
        letter = letters.issue(unit, issuer, council.services.keyring, person_id, replaces=out)
    return letter.code


def open_letter(browser: Browser, code: str) -> Any:
    return send_form(browser, "/enrol", {"code": code})


def choose_password(browser: Browser, password: str = NEW_PASSWORD, again: str | None = None) -> Any:
    fields = {"password": password, "again": password if again is None else again}
    return send_form(browser, "/enrol/password", fields)


def set_up_totp(browser: Browser, moment: Clock) -> tuple[str, Any]:
    """Secret, and the answer to two codes."""
    send_form(browser, "/enrol/totp/start", {}, seen_at="/enrol/factor")
    page = browser.get("/enrol/totp")
    secret = re.sub(r"\s", "", re.search(r'class="secret">([A-Z2-7\s]+)<', page.text)[1])  # type: ignore[index]  # a missing secret is to fail here
    first = code_of(secret)
    moment.forward(30)
    return secret, send_form(browser, "/enrol/totp", {"first": first, "second": code_of(secret)})


def finish(browser: Browser, *, are_kept: bool = True) -> Any:
    """Look at the recovery codes, below which the marks are told, and say that they are kept."""
    shown = browser.get("/enrol/codes")
    nonce = re.search(r'目に見えない印が入ります.*data-device-nonce="([^"]+)"', shown.text, re.DOTALL)
    assert nonce, shown.text
    token = form_token(shown)
    fields = {"csrf_token": token} | ({"kept": "1"} if are_kept else {}) | browser.tablet.fields_of_sign_in(nonce[1])
    return browser.post("/enrol/finish", fields, headers={"x-csrf-token": token})


def enrol_with_totp(council: Council, moment: Clock, login: str = "member1") -> tuple[Browser, str]:
    """The whole way; the browser is signed in after it."""
    browser = council.browser()
    assert open_letter(browser, issue(council, login)).headers["location"] == "/enrol/password"
    assert choose_password(browser).headers["location"] == "/enrol/factor"
    secret, answer = set_up_totp(browser, moment)
    assert answer.headers["location"] == "/enrol/codes", answer.text
    done = finish(browser)
    assert done.status_code == 303, done.text
    return browser, secret


def test_last_button_pressed_twice_leads_on(council: Council, moment: Clock) -> None:
    browser = council.browser()
    open_letter(browser, issue(council))
    choose_password(browser)
    set_up_totp(browser, moment)
    before = dict(browser.client.cookies)
    assert finish(browser).status_code == 303
    again = council.browser()
    again.client.cookies.update(before)  # the second press was on its way before the first was answered
    token = browser.seen_token

    answer = again.post("/enrol/finish", {"kept": "1", "csrf_token": token}, headers={"x-csrf-token": token})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.get("/account").status_code == 200
    assert again.get("/account").status_code != 200
    assert len(council.ledger("letter.enrolled")) == 1


def test_letter_leads_to_a_password_an_authenticator_and_the_first_sign_in(council: Council, moment: Clock) -> None:
    browser, secret = enrol_with_totp(council, moment)

    assert browser.get("/account").status_code == 200
    moment.forward(60)
    other = council.browser()
    send_form(other, "/signin", {"login": "member1", "password": NEW_PASSWORD})
    assert second_step(other, code_of(secret)).status_code == 303
    kinds = [one["kind"] for one in council.ledger()]
    assert [kind for kind in kinds if kind.startswith("letter")] == [
        "letter.issued",
        "letter.opened",
        "letter.enrolled",
    ]


@pytest.mark.both("asks for rows as no other test does")
def test_letter_leads_to_a_passkey_and_the_first_sign_in(council: Council) -> None:
    browser, authenticator = council.browser(), Authenticator()
    open_letter(browser, issue(council))
    choose_password(browser)
    begun = begin(browser, "/enrol/keys/options").json()
    made = send(browser, "/enrol/keys", begun, authenticator.make(begun["options"]))

    done = finish(browser)

    assert made.json() == {"next": "/enrol/codes"}
    assert done.status_code == 303
    assert council.ledger("auth.sign_in")[-1]["detail"]["factors"] == "enrolment+key"


@pytest.mark.both("asks for rows as no other test does")
def test_nothing_counts_before_the_end(council: Council, moment: Clock) -> None:
    browser = council.browser()
    open_letter(browser, issue(council))
    choose_password(browser)
    set_up_totp(browser, moment)

    stranger = council.browser()
    answer = send_form(stranger, "/signin", {"login": "member1", "password": NEW_PASSWORD})

    assert answer.status_code == 422
    with council.services.database.read() as unit:
        assert unit.query(Password).count() == 0
        assert unit.query(TotpKey).filter(TotpKey.confirmed_at.is_not(None)).count() == 0
        assert unit.query(EnrolmentLetter).one().burned_at is None


def test_used_letter_is_refused_and_raises_an_alarm(council: Council, moment: Clock) -> None:
    code = issue(council)
    browser = council.browser()
    open_letter(browser, code)
    choose_password(browser)
    set_up_totp(browser, moment)
    finish(browser)

    answer = open_letter(council.browser(), code)

    assert answer.status_code == 422
    assert "コードが違うか、使えなくなっています。" in answer.text
    assert last_cause(council) == "burned"
    assert "letter_used" in [one["detail"]["alarm"] for one in council.ledger("auth.alarm")]


def test_letter_that_one_browser_holds_is_refused_to_another_until_it_lapses(council: Council, moment: Clock) -> None:
    code = issue(council)
    open_letter(council.browser(), code)

    second = open_letter(council.browser(), code)
    moment.forward(30 * 60)
    third = open_letter(council.browser(), code)

    assert (second.status_code, third.status_code) == (409, 303)
    assert last_cause(council) == "held"


def test_same_browser_goes_on_where_it_was_left_and_raises_no_alarm(council: Council) -> None:
    code = issue(council)
    browser = council.browser()
    open_letter(browser, code)
    choose_password(browser)

    again = open_letter(browser, code.lower())
    elsewhere = open_letter(council.browser(), code)

    assert again.headers["location"] == "/enrol/factor"
    assert len(council.ledger("letter.opened")) == 1
    assert "はじめた画面で続けるか、30 分待ってからやり直してください" in elsewhere.text
    assert [one["detail"]["alarm"] for one in council.ledger("auth.alarm")] == ["letter_used"]
    board = council.browser("admin").get("/admin/connections").text
    assert "の登録用紙を、もう一度使おうとした人がいます。" in board  # also true of one that is in use


@pytest.mark.both("what happens at once or in between")
def test_letter_that_was_replaced_meanwhile_is_not_gone_on_with(council: Council) -> None:
    former = issue(council)
    browser = council.browser()
    open_letter(browser, former)
    issue(council)

    assert open_letter(browser, former).status_code == 422


@pytest.mark.both("what happens at once or in between")
@pytest.mark.parametrize(("seconds", "is_open"), [(7 * 86400 - 1, True), (7 * 86400, False), (-61, False)])
def test_letter_expires_after_seven_days_and_when_the_clock_is_set_back(
    council: Council, moment: Clock, seconds: int, *, is_open: bool
) -> None:
    code = issue(council)
    moment.forward(seconds)

    answer = open_letter(council.browser(), code)

    assert (answer.status_code == 303) is is_open
    if not is_open:
        assert last_cause(council) == "expired"


def test_new_letter_voids_the_one_before(council: Council) -> None:
    first, second = issue(council), issue(council)

    answers = [open_letter(council.browser(), code).status_code for code in (first, second)]

    assert answers == [422, 303]
    assert last_cause(council) == "cancelled"


def test_code_is_understood_as_people_type_it(council: Council) -> None:
    code = issue(council)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower().replace("-", ""))

    assert open_letter(council.browser(), f" {wide} ").status_code == 303


@pytest.mark.both("what happens at once or in between")
def test_one_letter_opened_by_eight_browsers_at_once_opens_for_one(council: Council) -> None:
    code = issue(council)
    services = council.services

    results = together(*(lambda n=n: enrolment.open_letter(services, f"203.0.113.{n}", code) for n in range(8)))

    assert sum(isinstance(result, str) for result in results) == 1
    assert sum(isinstance(result, SignInStopped) for result in results) == 7


@pytest.mark.both("what happens at once or in between")
def test_two_endings_of_one_enrolment_at_once_open_one_session(council: Council, moment: Clock) -> None:
    browser = council.browser()
    open_letter(browser, issue(council))
    choose_password(browser)
    set_up_totp(browser, moment)
    token = form_token(browser.get("/enrol/codes"))

    together(*(lambda: browser.post("/enrol/finish", {"kept": "1"}, headers={"x-csrf-token": token}) for _ in range(2)))

    with council.services.database.read() as unit:
        assert unit.query(SessionRow).count() == 1
    assert len(council.ledger("letter.enrolled")) == 1


def test_same_code_twice_does_not_confirm_an_authenticator(council: Council, moment: Clock) -> None:
    browser = council.browser()
    open_letter(browser, issue(council))
    choose_password(browser)
    send_form(browser, "/enrol/totp/start", {}, seen_at="/enrol/factor")
    page = browser.get("/enrol/totp")
    secret = re.sub(r"\s", "", re.search(r'class="secret">([A-Z2-7\s]+)<', page.text)[1])  # type: ignore[index]  # a missing secret is to fail here
    code = code_of(secret)

    same = send_form(browser, "/enrol/totp", {"first": code, "second": code})
    old = pyotp.TOTP(secret).at(int(clock.unix_seconds()) - 300)
    stale = send_form(browser, "/enrol/totp", {"first": old, "second": code})
    moment.forward(30)
    backwards = send_form(browser, "/enrol/totp", {"first": code_of(secret), "second": code})

    assert "1 回目と同じ数字です。" in same.text
    assert ("数字が合いません。" in stale.text, old in stale.text, code in same.text) == (True, False, True)
    assert "数字が合いません。" in backwards.text


def test_list_stays_when_the_tick_is_missing_and_the_steps_cannot_be_left_out(council: Council, moment: Clock) -> None:
    browser = council.browser()
    open_letter(browser, issue(council))

    early = browser.get("/enrol/codes")
    choose_password(browser)
    set_up_totp(browser, moment)
    listed = codes_on(browser.get("/enrol/codes"))
    slip = finish(browser, are_kept=False)

    assert early.headers["location"] == "/enrol/password"
    assert slip.status_code == 422
    assert "「10 個とも控えました」に印を付けてください。" in slip.text
    assert codes_on(slip) == listed
    assert finish(browser).status_code == 303


def test_reload_shows_the_codes_that_were_copied_until_others_are_asked_for(council: Council, moment: Clock) -> None:
    browser = council.browser()
    open_letter(browser, issue(council))
    choose_password(browser)
    set_up_totp(browser, moment)

    first, again = browser.get("/enrol/codes"), browser.get("/enrol/codes")
    asked = send_form(browser, "/enrol/codes", {})
    others = browser.get(asked.headers["location"])

    assert len(set(codes_on(first))) == 10
    assert codes_on(again) == codes_on(first)
    assert "前に控えたものは使えません" not in first.text
    assert set(codes_on(others)).isdisjoint(codes_on(first))
    assert "前に控えたものは使えません" in others.text
    assert finish(browser).status_code == 303


def test_codes_stay_the_same_when_another_factor_is_chosen_after_all(council: Council, moment: Clock) -> None:
    browser, authenticator = council.browser(), Authenticator()
    open_letter(browser, issue(council))
    choose_password(browser)
    set_up_totp(browser, moment)
    copied = codes_on(browser.get("/enrol/codes"))

    begun = begin(browser, "/enrol/keys/options").json()
    send(browser, "/enrol/keys", begun, authenticator.make(begun["options"]))

    assert codes_on(browser.get("/enrol/codes")) == copied


def test_code_of_nobody_and_junk_get_the_same_words(council: Council) -> None:
    issue(council)
    made_up = LETTER.grouped(LETTER.new())

    answers = [open_letter(council.browser(), code) for code in (made_up, "x", "", "0" * 20, "議" * 500)]

    assert {answer.status_code for answer in answers} == {422}
    assert all("コードが違うか、使えなくなっています。" in answer.text for answer in answers)


def test_letter_is_a_pdf_that_the_administrator_gets_once(council: Council) -> None:
    admin = council.browser("admin")
    person = council.people["member1"].id

    answer = admin.post(f"/admin/people/{person}/letters")

    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("login", ["clerk1", "chair", "member1", "executive"])
def test_nobody_but_the_administrator_issues_letters_to_members(council: Council, login: str) -> None:
    person = council.people["member2"].id

    assert council.browser(login).post(f"/admin/people/{person}/letters").status_code == 403


@pytest.mark.parametrize("login", ["admin", "chair", "deputy"])
def test_nobody_alone_issues_a_letter_to_an_administrator(council: Council, login: str) -> None:
    own = council.people["admin"].id

    assert council.browser(login).post(f"/admin/people/{own}/letters").status_code == 403
    assert council.ledger("letter.issued") == []


def test_enrolled_person_gets_no_letter_without_a_reset(council: Council) -> None:
    enrol_person(council, "member1")
    person = council.people["member1"].id

    answer = council.browser("admin").post(f"/admin/people/{person}/letters")

    assert answer.status_code == 422
    assert "もうサインインの方法があります。" in answer.text


def test_letters_code_is_nowhere_in_database_or_ledger(council: Council) -> None:
    code = issue(council).replace("-", "")
    open_letter(council.browser(), code)

    kept = str(council.ledger())
    with council.services.database.read() as unit:
        kept += str([vars(row) for row in unit.query(EnrolmentLetter)])

    assert code not in kept


def test_password_typed_differently_the_second_time_is_refused(council: Council) -> None:
    browser = council.browser()
    open_letter(browser, issue(council))

    answer = choose_password(browser, again="another one")

    assert answer.status_code == 422
    assert "2 回の入力が違います。" in answer.text
    assert NEW_PASSWORD not in answer.text


def test_enrolment_lapses_after_half_an_hour(council: Council, moment: Clock) -> None:
    browser = council.browser()
    open_letter(browser, issue(council))
    moment.forward(1800)

    assert browser.get("/enrol/password").headers["location"] == "/enrol?late"
