import pytest

from app.auth.factors import provision as enrol
from app.auth.factors.models import Password, TotpKey
from app.auth.sessions.models import SessionRow
from tests.app.auth.signing import (
    PASSWORD,
    Clock,
    causes,
    code_of,
    enrol_person,
    first_step,
    is_signed_in,
    second_step,
    send_form,
    sign_in,
    wrong_code,
)
from tests.support.council import Council

pytestmark = pytest.mark.alike("what a sign-in asks for and takes; others ask for the same on both")

WRONG = "ID かパスワードが違います。もう一度、両方を入力してください。"
USED = "この確認コードは使用済みです。次の数字に変わってから入力してください。"


def test_member_signs_in_with_password_and_code(council: Council) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()

    password_answer = first_step(browser, "member1")
    assert "認証アプリが使えないときは、" in browser.get("/signin/code").text, "there is no passkey beside it"
    code_answer = second_step(browser, code_of(secret))

    assert (password_answer.status_code, password_answer.headers["location"]) == (303, "/signin/code")
    assert (code_answer.status_code, code_answer.headers["location"]) == (303, "/")
    assert is_signed_in(browser)
    (entry,) = council.ledger("auth.sign_in")
    assert entry["actor"] == council.people["member1"].id
    assert entry["detail"]["factors"] == "password+totp"


@pytest.mark.clause("I 2章3")
def test_password_alone_opens_nothing(council: Council) -> None:
    enrol_person(council, "member1")
    browser = council.browser()

    first_step(browser, "member1")

    assert not is_signed_in(browser)
    assert council.ledger("auth.sign_in") == []


def test_every_wrong_credential_is_told_in_one_sentence_and_the_ledger_knows_the_cause(council: Council) -> None:
    enrol_person(council, "member1")

    wrong_password = first_step(council.browser(), "member1", "not the right words")
    unknown_login = first_step(council.browser(), "hunter2-my-password", "not the right words")
    never_enrolled = first_step(council.browser(), "member2", "not the right words")
    endless = first_step(council.browser(), "member1", "x" * 2000)

    for answer in (wrong_password, unknown_login, never_enrolled, endless):
        assert answer.status_code == 422
        assert WRONG in answer.text
        assert "not the right words" not in answer.text
    assert causes(council) == ["wrong_password", "unknown_login", "wrong_password", "wrong_password"]
    first, second, *_ = council.ledger("auth.sign_in_refused")
    assert first["actor"] == council.people["member1"].id
    assert "actor" not in second
    assert "hunter2" not in str(council.ledger())


def test_what_was_typed_as_id_is_kept_and_the_password_is_not(council: Council) -> None:
    answer = first_step(council.browser(), "member1", "not the right words")

    assert 'name="login" type="text" value="member1"' in answer.text
    assert 'value="not' not in answer.text


def test_empty_fields_are_named_and_not_counted(council: Council) -> None:
    answer = first_step(council.browser(), " ", "")

    assert answer.status_code == 422
    assert "ID を入力してください。" in answer.text
    assert "パスワードを入力してください。" in answer.text
    assert causes(council) == []


def test_id_in_full_width_letters_and_capitals_is_understood(council: Council) -> None:
    enrol_person(council, "member1")

    answer = first_step(council.browser(), "　ＭＥＭＢＥＲ１ ")

    assert answer.status_code == 303


def test_password_typed_with_separate_marks_is_the_same_password(council: Council) -> None:
    enrol_person(council, "member1", "かぎのことばは ガラスのくつ")

    answer = first_step(council.browser(), "member1", "かき\u3099のことは\u3099は カ\u3099ラスのくつ")

    assert answer.status_code == 303


def test_wrong_code_is_told_apart_from_a_used_one(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    sign_in(council.browser(), "member1", secret)
    used = code_of(secret)
    browser = council.browser()
    first_step(browser, "member1")

    replayed = second_step(browser, used)
    wrong = second_step(browser, wrong_code(secret))
    moment.forward(30)
    fresh = second_step(browser, code_of(secret))

    assert (replayed.status_code, USED in replayed.text) == (422, True)
    assert (wrong.status_code, "確認コードが違います。" in wrong.text) == (422, True)
    assert fresh.status_code == 303
    assert causes(council) == ["replayed_code", "wrong_code"]


def test_older_code_is_refused_after_a_newer_one(council: Council) -> None:
    secret = enrol_person(council, "member1")
    sign_in(council.browser(), "member1", secret)
    browser = council.browser()
    first_step(browser, "member1")

    answer = second_step(browser, code_of(secret, -30))

    assert USED in answer.text


def test_full_width_digits_and_spaces_are_understood_and_replayed_no_better(council: Council) -> None:
    secret = enrol_person(council, "member1")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code_of(secret))
    browser, other = council.browser(), council.browser()
    first_step(browser, "member1")
    first_step(other, "member1")

    accepted = second_step(browser, f" {wide[:3]}　{wide[3:]} ")
    replayed = second_step(other, code_of(secret))

    assert accepted.status_code == 303
    assert USED in replayed.text


@pytest.mark.both("what happens at once or in between")
def test_clock_half_a_minute_apart_is_forgiven_and_a_minute_is_not(council: Council) -> None:
    early, late = enrol_person(council, "member1"), enrol_person(council, "member2")
    far = enrol_person(council, "clerk1")
    browsers = [council.browser() for _ in range(3)]
    for browser, login in zip(browsers, ("member1", "member2", "clerk1"), strict=True):
        first_step(browser, login)

    answers = [
        second_step(browsers[0], code_of(early, -30)),
        second_step(browsers[1], code_of(late, 30)),
        second_step(browsers[2], code_of(far, -60)),
    ]

    assert [answer.status_code for answer in answers] == [303, 303, 422]


def test_what_is_no_code_is_told_and_not_counted(council: Council) -> None:
    enrol_person(council, "member1")
    browser = council.browser()
    first_step(browser, "member1")

    for typed in ("", "12345", "12345678", "abcdef", "９" * 40):
        answer = second_step(browser, typed)
        assert (answer.status_code, "6 けたの数字です" in answer.text) == (422, True)
    assert causes(council) == []


@pytest.mark.both("asks for rows as no other test does")
def test_person_without_authenticator_cannot_sign_in(council: Council) -> None:
    with council.services.database.write() as unit:
        enrol.set_password(unit, council.services, council.people["member1"].id, PASSWORD)
    browser = council.browser()
    first_step(browser, "member1")

    answer = second_step(browser, "123456")

    assert answer.status_code == 422
    assert causes(council) == ["no_authenticator"]


def test_unconfirmed_authenticator_does_not_count(council: Council) -> None:
    secret = enrol_person(council, "member1")
    with council.services.database.write() as unit:
        unit.query(TotpKey).update({TotpKey.confirmed_at: None})
    browser = council.browser()
    first_step(browser, "member1")

    answer = second_step(browser, code_of(secret))

    assert answer.status_code == 422


def test_sign_in_left_for_five_minutes_starts_again_and_keeps_the_way(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()
    first_step(browser, "member1", next_path="/papers/abc?p=3")
    moment.forward(299)
    assert browser.get("/signin/code").status_code == 200
    moment.forward(1)

    seen = browser.get("/signin/code")

    assert seen.status_code == 303
    assert seen.headers["location"] == "/signin?why=late&next=%2Fpapers%2Fabc%3Fp%3D3"
    assert "時間がたったため" in browser.get(seen.headers["location"]).text
    late = browser.post("/signin/code", {"code": code_of(secret)})
    assert late.headers["location"].startswith("/signin?why=late")
    assert not is_signed_in(browser)


def test_code_without_a_password_goes_back_to_the_first_step(council: Council) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()

    answer = browser.post("/signin/code", {"code": code_of(secret)})

    assert answer.headers["location"] == "/signin?why=late&next=%2F"
    assert not is_signed_in(browser)


def test_five_wrong_codes_end_this_sign_in(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()
    first_step(browser, "member1")
    wrong = wrong_code(secret)

    answers = [second_step(browser, wrong) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 303]
    assert answers[-1].headers["location"].startswith("/signin?why=codes")
    assert "確認コードの間違いが続きました" in browser.get(answers[-1].headers["location"]).text
    moment.forward(10)
    assert browser.post("/signin/code", {"code": code_of(secret)}).headers["location"].startswith("/signin?why=late")


def test_after_signing_in_the_person_returns_to_where_they_were(council: Council) -> None:
    secret = enrol_person(council, "member1")

    answer = sign_in(council.browser(), "member1", secret, next_path="/papers/abc?p=3")

    assert answer.headers["location"] == "/papers/abc?p=3"


def test_next_never_leads_to_another_site(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    for place in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        answer = sign_in(council.browser(), "member1", secret, next_path=place)
        assert answer.headers["location"] == "/"
        moment.forward(60)


def test_sign_in_form_of_another_site_is_refused(council: Council) -> None:
    enrol_person(council, "member1")
    browser = council.browser()

    answer = browser.post(
        "/signin",
        {"login": "member1", "password": PASSWORD},
        headers={"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    )

    assert answer.status_code == 403


@pytest.mark.usefixtures("full_hashes")
def test_credentials_lie_hashed_and_sealed(council: Council) -> None:
    secret = enrol_person(council, "member1")
    with council.services.database.read() as unit:
        password = unit.get_one(Password, council.people["member1"].id)
        key = unit.query(TotpKey).one()

    assert password.argon2.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert secret not in key.sealed_secret
    assert council.services.keyring.unwrap(key.sealed_secret, f"totp:{key.id}") == secret.encode()


@pytest.mark.usefixtures("full_hashes")
def test_old_hash_is_renewed_at_the_next_sign_in(council: Council) -> None:
    import argon2

    from app.auth.factors import hashing

    enrol_person(council, "member1")
    pepper = council.services.keyring.derive(enrol.PEPPER)
    weaker = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(hashing._keyed(pepper, PASSWORD))
    person_id = council.people["member1"].id
    with council.services.database.write() as unit:
        enrol.store_hash(unit, person_id, weaker)

    assert first_step(council.browser(), "member1").status_code == 303

    with council.services.database.read() as unit:
        assert "m=19456,t=2" in unit.get_one(Password, person_id).argon2
    assert first_step(council.browser(), "member1").status_code == 303


def test_password_hash_copied_to_another_installation_is_worth_nothing(council: Council) -> None:
    from app.auth.factors import hashing

    enrol_person(council, "member1")
    with council.services.database.read() as unit:
        stored = unit.get_one(Password, council.people["member1"].id).argon2

    assert hashing.matches(council.services.keyring.derive(enrol.PEPPER), stored, PASSWORD)
    assert not hashing.matches(b"another pepper", stored, PASSWORD)


def test_cookies_are_strict_and_out_of_reach_of_scripts(council: Council) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()

    pending = first_step(browser, "member1").headers["set-cookie"]
    session = second_step(browser, code_of(secret)).headers.get_list("set-cookie")

    assert pending.startswith("gijo-pending=")
    assert "Max-Age=300" in pending
    for cookie in [pending, *session]:
        assert "HttpOnly" in cookie
        assert "samesite=strict" in cookie.lower()
    assert any(cookie.startswith("gijo=") and "Max-Age" not in cookie for cookie in session)
    assert any(cookie.startswith('gijo-pending=""') and "Max-Age=0" in cookie for cookie in session)


def test_tokens_in_cookies_are_not_in_the_database(council: Council) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()
    sign_in(browser, "member1", secret)

    raw = council.at_rest()

    for value in browser.client.cookies.values():
        assert len(value) >= 43
        assert value.encode() not in raw


def test_signed_in_person_who_opens_the_sign_in_screen_is_taken_home(council: Council) -> None:
    answer = council.browser("member1").get("/signin")

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.both("asks for rows as no other test does")
def test_stale_session_signs_in_again_and_returns(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()
    sign_in(browser, "member1", secret)
    browser.get("/account")
    moment.forward(1200)
    browser.get("/account")  # renews the device's proof: the person's is what is stale

    form = browser.get("/signin?next=/papers/abc")
    answer = sign_in(browser, "member1", secret, next_path="/papers/abc")

    assert form.status_code == 200
    assert 'value="member1"' in form.text
    assert answer.headers["location"] == "/papers/abc"
    with council.services.database.read() as unit:
        former, fresh = unit.query(SessionRow).order_by(SessionRow.created_at).all()
    assert (former.ended_because, fresh.ended_because) == ("replaced", None)
    assert (fresh.strong_at - former.strong_at).total_seconds() == 1200


def test_unknown_word_in_the_query_says_nothing(council: Council) -> None:
    answer = council.browser().get("/signin?why=<b>call 0120</b>")

    assert answer.status_code == 200
    assert "0120" not in answer.text


def test_form_sent_without_token_is_refused(council: Council) -> None:
    browser = council.browser()

    answer = browser.post("/signin", {"login": "member1", "password": PASSWORD}, headers={"x-csrf-token": ""})

    assert answer.status_code == 403
    assert send_form(browser, "/signin", {"login": "member1", "password": PASSWORD}).status_code == 422
