"""A strong sign-in in place: what asks for it, that it returns, and that nothing typed is lost."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.access.facts import DeviceKind
from app.auth.factors import provision as enrol
from tests.app.auth.keys import add_key, begin, holder_of_key, last_cause, send, sign_in_with_key
from tests.app.auth.signing import (
    PASSWORD,
    Clock,
    code_of,
    enrol_person,
    first_step,
    form_token,
    second_step,
    wrong_code,
)
from tests.app.auth.stale import fields_of, stale
from tests.support.authenticator import Authenticator
from tests.support.council import Council, council_in

pytestmark = pytest.mark.alike("what a sign-in asks for and takes; others ask for the same on both")


def test_changing_a_factor_asks_for_a_fresh_sign_in_and_sends_the_form_after_it(
    council: Council, moment: Clock
) -> None:
    secret = enrol_person(council, "member1")
    browser = stale(council, moment)
    typed = {"password": "別の長い言葉を 9月に決めた", "again": "別の長い言葉を 9月に決めた"}

    asked = browser.post("/account/factors/password", typed)
    held = fields_of(asked)["held"]
    confirmed = browser.post("/signin/again", {"held": held, "password": PASSWORD, "code": code_of(secret)})
    sent = browser.post("/account/factors/password", fields_of(confirmed))

    assert asked.status_code == 403
    assert "入力した内容は残っています。" in asked.text
    assert 'action="/account/factors/password"' in confirmed.text
    assert {key: fields_of(confirmed)[key] for key in typed} == typed
    assert sent.headers["location"] == "/account/factors?done=password"
    assert council.ledger("access.refused")[-1]["detail"]["reason"] == "sign_in_again"
    assert council.ledger("auth.sign_in_again")[-1]["detail"]["factors"] == "password+totp"


def test_fresh_sign_in_by_passkey_returns_to_the_screen(council: Council, moment: Clock) -> None:
    authenticator = holder_of_key(council)
    browser = stale(council, moment)
    begun = begin(browser, "/signin/again/key/options").json()

    answer = send(browser, "/signin/again/key", begun, authenticator.show(begun["options"]), next="/account/factors")

    assert answer.json() == {"next": "/account/factors"}
    assert browser.post("/account/factors/totp").status_code == 303


def test_key_of_somebody_else_freshens_nothing(council: Council, moment: Clock) -> None:
    holder_of_key(council)
    others = holder_of_key(council, "member2")
    browser = stale(council, moment)
    begun = begin(browser, "/signin/again/key/options").json()

    answer = send(browser, "/signin/again/key", begun, others.show(begun["options"]))

    assert answer.status_code == 422
    assert last_cause(council) == "other_persons_credential"
    assert browser.post("/account/factors/totp").status_code == 403


def test_wrong_code_freshens_nothing_and_keeps_the_form(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    browser = stale(council, moment)
    held = fields_of(browser.post("/account/factors/totp", {"x": "typed"}))["held"]

    wrong = browser.post("/signin/again", {"held": held, "password": PASSWORD, "code": "000000"})

    assert wrong.status_code == 422
    assert fields_of(wrong)["held"] == held
    assert "確認コードが違います。" in wrong.text
    assert browser.post("/account/factors/totp").status_code == 403


def test_many_wrong_codes_beside_the_right_password_are_told_to_wait(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    browser = stale(council, moment)
    typed = {"password": PASSWORD, "code": wrong_code(secret)}

    answers = [browser.post("/signin/again", typed).status_code for _ in range(9)]

    assert set(answers[:5]) == {422}
    assert set(answers[6:]) == {429}


def test_code_serves_one_fresh_sign_in_only(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    browser = stale(council, moment)
    fields = {"password": PASSWORD, "code": code_of(secret)}

    answers = [browser.post("/signin/again", fields).status_code for _ in range(2)]

    assert answers == [303, 422]


def test_form_is_sent_on_after_a_break_of_forty_minutes(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    browser = stale(council, moment)
    held = fields_of(browser.post("/account/factors/totp", {"x": "typed"}))["held"]
    moment.forward(2400)

    answer = browser.post("/signin/again", {"held": held, "password": PASSWORD, "code": code_of(secret)})

    assert fields_of(answer)["x"] == "typed"


def test_form_sealed_for_another_session_is_not_shown(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    enrol_person(council, "member2")
    held = fields_of(stale(council, moment, "member2").post("/account/factors/totp", {"x": "typed"}))["held"]
    browser = council.browser("member1")

    answer = browser.post("/signin/again", {"held": held, "password": PASSWORD, "code": code_of(secret)})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_script_is_told_where_to_go_instead(council: Council, moment: Clock) -> None:
    browser = stale(council, moment)

    answer = browser.post(
        "/account/factors/keys/options",
        headers={
            "accept": "application/json",
            "sec-fetch-dest": "empty",
            "referer": "http://localhost/account/factors",
        },
    )

    assert answer.status_code == 403
    assert answer.json()["code"] == "P413"
    assert answer.json()["action_href"] == "/signin/again?next=%2Faccount%2Ffactors"


def test_unknown_device_changes_no_factor(council: Council) -> None:
    enrol_person(council, "member1")
    browser = council.browser("member1", device=DeviceKind.UNKNOWN)

    assert browser.post("/account/factors/totp").status_code == 403
    assert council.ledger("access.refused")[-1]["detail"]["reason"] == "device_not_registered"


def test_next_of_another_site_is_not_followed(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    browser = stale(council, moment)

    answer = browser.post(
        "/signin/again", {"next": "https://example.org/", "password": PASSWORD, "code": code_of(secret)}
    )

    assert answer.headers["location"] == "/"


@pytest.fixture
def strict(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council whose administrator and whose level 3A take passkeys only."""
    rules: dict[str, Any] = {
        "passkey_required_roles": frozenset({"administrator"}),
        "passkey_required_levels": frozenset({"3A"}),
    }
    with council_in(tmp_path / "strict", **rules) as founded:
        Clock()
        yield founded


def test_role_that_must_use_passkeys_is_not_let_in_by_codes(strict: Council) -> None:
    secret = enrol_person(strict, "admin")
    browser = strict.browser()
    first_step(browser, "admin")
    page = browser.get("/signin/code")
    token = form_token(strict.browser().get("/signin"))

    answer = browser.post("/signin/code", {"code": code_of(secret)}, headers={"x-csrf-token": token})

    assert "パスキーが必要です" in page.text
    assert answer.headers["location"] == "/signin?why=passkey"
    assert last_cause(strict) == "role_needs_passkey"
    assert strict.ledger("auth.sign_in") == []


def test_role_that_must_use_passkeys_is_let_in_by_one(strict: Council) -> None:
    authenticator = holder_of_key(strict, "admin")

    assert sign_in_with_key(strict.browser(), authenticator).status_code == 200


def test_last_passkey_of_a_role_that_must_have_one_stays(strict: Council) -> None:
    enrol_person(strict, "admin")
    browser, authenticator = strict.browser("admin"), Authenticator()
    add_key(browser, authenticator)
    key_id = re.search(r"/account/factors/keys/(\w+)/remove", browser.get("/account/factors").text)

    assert key_id is None
    with strict.services.database.write() as unit:
        enrol.add_totp(unit, strict.services, strict.people["admin"].id)
    assert "最後の 1 つは削除できません" in browser.get("/account/factors").text


def test_others_of_that_council_go_on_with_codes(strict: Council) -> None:
    secret = enrol_person(strict, "member1")
    browser = strict.browser()
    first_step(browser, "member1")

    assert second_step(browser, code_of(secret)).status_code == 303


def dialog_of(browser: Any, code: str = "P413") -> str:
    answer = browser.fetch(f"/signin/again/dialog?code={code}", headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def test_dialog_offers_what_the_person_has(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    holder_of_key(council, "member2")
    codes, keys = dialog_of(stale(council, moment)), dialog_of(stale(council, moment, "member2"))

    assert ("確認コード" in codes, "パスキーで確認する" in codes) == (True, False)
    assert ("パスキーで確認する" in keys) is True
    assert "入力した内容や選んだファイルは残っています。" in codes


def test_dialog_for_a_level_that_takes_passkeys_only_offers_no_code(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")

    page = dialog_of(stale(council, moment), "P423")

    assert "確認コード" not in page
    assert "この端末のパスキーを追加してください。" in page


def test_script_hears_the_sentence_and_the_wait_and_then_that_it_may_go_on(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    browser = stale(council, moment)
    script = {"accept": "application/json", "sec-fetch-dest": "empty"}

    wrong = [browser.post("/signin/again", {"password": "x", "code": "000000"}, headers=script) for _ in range(6)]
    moment.forward(60)
    browser.renew()
    right = browser.post("/signin/again", {"password": PASSWORD, "code": code_of(secret)}, headers=script)

    assert {answer.status_code for answer in wrong} <= {422, 429}
    assert "秒" in wrong[-1].json()["sentence"]
    assert (right.status_code, right.json()) == (200, {"next": "/"})
    assert browser.post("/account/factors/totp").status_code == 303
