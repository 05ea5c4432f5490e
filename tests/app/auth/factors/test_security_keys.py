"""Passkeys: every single check, spoiled once, is refused under its own name and told in one sentence."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import update

from app.auth.factors.errors import KeyRefused
from app.auth.factors.models import Challenge, SecurityKey
from tests.app.auth.keys import add_key, begin, holder_of_key, last_cause, second_key, send, sign_in_with_key
from tests.app.auth.signing import Clock, enrol_person, first_step
from tests.support.authenticator import BE, BS, UP, UV, Authenticator, Ceremony, Spoil
from tests.support.council import Council

pytestmark = [
    pytest.mark.alike("which passwords and keys are taken; others ask for the same on both"),
    pytest.mark.rare("registering keys; only that screen moves it"),
]


def client(**changes: Any) -> Spoil:
    return lambda ceremony: ceremony.client.update(changes)


def set_flags(flags: int) -> Spoil:
    def spoil(ceremony: Ceremony) -> None:
        ceremony.flags = flags | (ceremony.flags & 0x40)

    return spoil


def setting(name: str, value: Any) -> Spoil:
    return lambda ceremony: setattr(ceremony, name, value)


def answer_part(name: str, value: Any) -> Spoil:
    def change(answer: dict[str, Any]) -> None:
        target = answer["response"] if name in answer["response"] else answer
        target[name] = value

    return setting("whole", change)


BOTH: dict[str, tuple[Spoil, str]] = {
    "another type": (client(type="webauthn.other"), "type"),
    "another challenge": (client(challenge="A" * 86), "challenge"),
    "another origin": (client(origin="http://localhost.example.org"), "origin"),
    "our origin with another port": (client(origin="http://localhost:8001"), "origin"),
    "an origin that begins like ours": (client(origin="http://localhost:8000.example.org"), "origin"),
    "inside another site": (client(crossOrigin=True), "cross_origin"),
    "inside another site, said as text": (client(crossOrigin="true"), "cross_origin"),
    "under another top": (client(topOrigin="http://localhost:8000"), "top_origin"),
    "another site's key": (setting("rp_id", "example.org"), "rp_id"),
    "nobody touched it": (set_flags(UV), "no_presence"),
    "nobody was verified": (set_flags(UP), "no_verification"),
    "backed up without being so by nature": (set_flags(UP | UV | BS), "backup_state"),
    "not a public key": (answer_part("type", "password"), "malformed"),
    "no client data": (answer_part("clientDataJSON", None), "malformed"),
    "client data of no JSON": (answer_part("clientDataJSON", "AAAA"), "malformed"),
    "client data with padding": (answer_part("clientDataJSON", "AAA="), "malformed"),
    "ids that differ": (answer_part("rawId", "AAAA"), "malformed"),
    "too much": (answer_part("clientDataJSON", "A" * 30_000), "too_large"),
}

SHOWN: dict[str, tuple[Spoil, str]] = BOTH | {
    "answer of a registration": (client(type="webauthn.create"), "type"),
    "another key's signature": (setting("key", ec.generate_private_key(ec.SECP256R1())), "signature"),
    "a key that nobody registered": (setting("credential_id", b"unknown" * 4), "unknown_credential"),
    "no user handle": (setting("user_handle", None), "no_user_handle"),
    "another person's handle": (setting("user_handle", b"x" * 64), "user_handle"),
    "synchronised all of a sudden": (set_flags(UP | UV | BE), "backup_eligibility"),
    "a count that stands still": (setting("count", 1), "counter"),
    "a count that went back": (setting("count", 0), "counter"),
    "authenticator data cut short": (answer_part("authenticatorData", "AAAA"), "malformed"),
    "no signature": (answer_part("signature", ""), "signature"),
}

MADE: dict[str, tuple[Spoil, str]] = BOTH | {
    "answer of a sign-in": (client(type="webauthn.get"), "type"),
    "no key in it": (setting("flags", UP | UV), "no_credential"),
    "an id too long": (setting("credential_id", b"x" * 1024), "credential_id_length"),
    "an id of nothing": (setting("credential_id", b""), "credential_id_length"),
    "an id of another key": (setting("raw_id", b"another"), "credential_id_differs"),
    "an algorithm not asked for": (setting("algorithm", -47), "algorithm"),
    "a key of a curve that declares RSA": (setting("algorithm", -257), "algorithm"),
    "a key of a curve that declares EdDSA": (setting("algorithm", -8), "algorithm"),
    "a maker's claim not asked for": (setting("format", "android-safetynet"), "attestation"),
    "a claim where there is none": (setting("statement", {"sig": b"x"}), "attestation"),
    "no attestation": (answer_part("attestationObject", "AAAA"), "malformed"),
}


@pytest.mark.sampled("spoils an answer in 28 ways, for two seconds of a processor")
@pytest.mark.parametrize("name", SHOWN)
def test_spoiled_sign_in_opens_nothing_and_is_recorded_under_its_cause(council: Council, name: str) -> None:
    authenticator = holder_of_key(council)
    assert sign_in_with_key(council.browser(), authenticator).status_code == 200
    spoil, cause = SHOWN[name]

    answer = sign_in_with_key(council.browser(), authenticator, spoil)

    assert answer.status_code == 422, answer.text
    assert answer.json()["sentence"] == KeyRefused(cause).sentence
    assert answer.json()["sentence"].endswith("。")
    assert last_cause(council) == cause
    assert "gijo" not in answer.cookies
    assert len(council.ledger("auth.sign_in")) == 1


@pytest.mark.sampled("spoils an answer in 29 ways, for two seconds of a processor")
@pytest.mark.both("asks for rows as no other test does")
@pytest.mark.parametrize("name", MADE)
def test_spoiled_registration_adds_nothing_and_is_recorded_under_its_cause(council: Council, name: str) -> None:
    spoil, cause = MADE[name]

    answer = add_key(council.browser("member1"), Authenticator(), spoil)

    assert answer.status_code == 422, answer.text
    assert answer.json()["sentence"] == KeyRefused(cause).sentence
    assert last_cause(council) == cause
    with council.services.database.read() as unit:
        assert unit.query(SecurityKey).count() == 0


def test_passkey_alone_signs_in_on_an_issued_tablet(council: Council) -> None:
    authenticator = holder_of_key(council)
    browser = council.browser()

    answer = sign_in_with_key(browser, authenticator, next="/account")

    assert answer.json() == {"next": "/account"}
    assert browser.get("/account").status_code == 200
    signed_in = council.ledger("auth.sign_in")[-1]
    assert signed_in["detail"]["factors"] == "passkey"
    assert signed_in["detail"]["device"] == "issued"


def test_key_after_the_password_signs_in(council: Council) -> None:
    authenticator = holder_of_key(council)
    enrol_person(council, "member1")
    browser = council.browser()
    first_step(browser, "member1")

    answer = second_key(browser, authenticator, setting("user_handle", None))

    assert answer.status_code == 200
    assert council.ledger("auth.sign_in")[-1]["detail"]["factors"] == "password+key"


def test_key_of_somebody_else_after_the_password_is_refused(council: Council) -> None:
    holder_of_key(council, "member1")
    others = holder_of_key(council, "member2")
    enrol_person(council, "member1")
    browser = council.browser()
    first_step(browser, "member1")

    answer = second_key(browser, others)

    assert answer.status_code == 422
    assert last_cause(council) == "other_persons_credential"


@pytest.mark.both("asks for rows as no other test does")
def test_passkey_that_was_turned_over_by_sql_signs_nobody_in_and_is_told(council: Council) -> None:
    authenticator = holder_of_key(council)
    with council.services.database.write() as unit:
        turned = update(SecurityKey).values(person_id=council.people["admin"].id)
        unit.execute(turned.execution_options(synchronize_session=False))

    answer = sign_in_with_key(council.browser(), authenticator)

    assert answer.status_code == 422
    assert last_cause(council) == "unknown_credential"
    council.services.findings.close()
    assert council.ledger("evidence.altered")[0]["detail"]["name"].startswith("security_key/")


@pytest.mark.both("asks for rows as no other test does")
def test_challenge_serves_once_even_when_the_answer_was_wrong(council: Council) -> None:
    authenticator = holder_of_key(council)
    browser = council.browser()
    begun = begin(browser, "/signin/passkey/options").json()
    send(browser, "/signin/passkey", begun, authenticator.show(begun["options"], client(origin="http://x")))

    again = send(browser, "/signin/passkey", begun, authenticator.show(begun["options"]))

    assert again.status_code == 422
    assert last_cause(council) == "challenge_unknown"
    with council.services.database.read() as unit:
        assert unit.query(Challenge).count() == 0


def test_challenge_of_another_browser_is_refused(council: Council) -> None:
    authenticator = holder_of_key(council)
    begun = begin(council.browser(), "/signin/passkey/options").json()
    thief = council.browser()
    begin(thief, "/signin/passkey/options")

    answer = send(thief, "/signin/passkey", begun, authenticator.show(begun["options"]))

    assert answer.status_code == 422
    assert last_cause(council) == "challenge_holder"


def test_challenge_for_registering_does_not_serve_for_signing_in(council: Council) -> None:
    authenticator = holder_of_key(council)
    begun = begin(council.browser("member1"), "/account/factors/keys/options").json()
    browser = council.browser()
    begin(browser, "/signin/passkey/options")
    options = begun["options"] | {"rpId": "localhost"}

    answer = send(browser, "/signin/passkey", begun, authenticator.show(options))

    assert answer.status_code == 422
    assert last_cause(council) == "challenge_purpose"


@pytest.mark.both("what happens at once or in between")
@pytest.mark.parametrize("seconds", [300, 301, -61])
def test_challenge_is_refused_when_it_is_old_or_the_clock_was_set_back(
    council: Council, moment: Clock, seconds: int
) -> None:
    authenticator = holder_of_key(council)
    browser = council.browser()
    begun = begin(browser, "/signin/passkey/options").json()
    moment.forward(seconds)

    answer = send(browser, "/signin/passkey", begun, authenticator.show(begun["options"]))

    assert answer.status_code == 422
    assert last_cause(council) == "challenge_expired"


def test_key_that_is_registered_already_is_refused_to_anybody(council: Council) -> None:
    authenticator = holder_of_key(council, "member1")

    answer = add_key(council.browser("member2"), authenticator)

    assert answer.json()["sentence"] == "このパスキーは、もう登録されています。別の端末かキーで登録してください。"
    assert last_cause(council) == "duplicate"


@pytest.mark.both("asks for rows as no other test does")
def test_key_that_was_removed_signs_nobody_in(council: Council) -> None:
    enrol_person(council, "member1")
    authenticator = holder_of_key(council)
    with council.services.database.read() as unit:
        key_id = unit.query(SecurityKey).one().id
    owner = council.browser("member1")
    assert "もう一度使うには、追加し直します。" in owner.get("/account/factors").text
    assert owner.post(f"/account/factors/keys/{key_id}/remove").status_code == 303

    answer = sign_in_with_key(council.browser(), authenticator)

    assert answer.status_code == 422
    assert last_cause(council) == "disabled_credential"
    assert sign_in_with_key(council.browser(), holder_of_key(council)).status_code == 200  # added anew


def test_synchronised_passkey_without_a_counter_signs_in_again_and_again(council: Council) -> None:
    authenticator = holder_of_key(council, flags=UP | UV | BE | BS, step=0)

    answers = [sign_in_with_key(council.browser(), authenticator).status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    with council.services.database.read() as unit:
        assert unit.query(SecurityKey).one().is_backup_eligible


def test_counter_that_went_back_raises_an_alarm(council: Council) -> None:
    authenticator = holder_of_key(council)
    sign_in_with_key(council.browser(), authenticator)
    authenticator.count = 0

    answer = sign_in_with_key(council.browser(), authenticator)

    assert answer.status_code == 422
    alarms = [one["detail"] for one in council.ledger("auth.alarm")]
    assert [one["alarm"] for one in alarms].count("key_counter") == 1


def test_forged_answer_with_an_old_counter_raises_no_alarm(council: Council) -> None:
    authenticator = holder_of_key(council)
    sign_in_with_key(council.browser(), authenticator)
    forger = Authenticator(credential_id=authenticator.credential_id, user_handle=authenticator.user_handle)

    sign_in_with_key(council.browser(), forger)

    assert last_cause(council) == "signature"
    assert "key_counter" not in json.dumps(council.ledger("auth.alarm"))


def test_suspended_person_with_a_good_passkey_is_told_plainly(council: Council) -> None:
    authenticator = holder_of_key(council)
    with council.services.database.write() as unit:
        unit.merge(council.people["member1"]).state = "suspended"

    answer = sign_in_with_key(council.browser(), authenticator)

    assert answer.status_code == 403
    assert answer.json()["code"] == "A109"
    assert last_cause(council) == "suspended"


def test_junk_from_one_address_is_slowed_and_a_right_passkey_beside_it_is_not(council: Council) -> None:
    authenticator = holder_of_key(council)
    spoiled = [sign_in_with_key(council.browser(), authenticator, client(type="x")).status_code for _ in range(102)]

    right = sign_in_with_key(council.browser(), authenticator)

    assert spoiled[-1] == 429
    assert right.status_code == 200


def test_options_ask_for_verification_and_name_no_key_before_the_password(council: Council) -> None:
    holder_of_key(council)

    options = begin(council.browser(), "/signin/passkey/options").json()["options"]

    assert options["userVerification"] == "required"
    assert options["allowCredentials"] == []
    assert options["rpId"] == "localhost"
    assert len(options["challenge"]) == 86
