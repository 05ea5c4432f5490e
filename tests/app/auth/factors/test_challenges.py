"""Challenges that nobody answers: they make room for others, and shut nobody out."""

from datetime import timedelta

from sqlalchemy import func, insert, select

from app import clock
from app.auth.factors.models import Challenge
from app.auth.factors.passkeys.challenges import AT_ONCE_A_HOLDER, AT_ONCE_A_NETWORK, LIFE
from app.db import new_id
from tests.app.auth.keys import begin, holder_of_key, send, sign_in_with_key
from tests.support.council import Council


def flood(council: Council) -> None:
    """As many challenges of strangers as one network may have, all from this one, a moment old."""
    begin(council.browser(), "/signin/passkey/options")
    made = clock.now() - timedelta(seconds=1)
    with council.services.database.write() as unit:
        network = unit.scalar(select(Challenge.network).where(Challenge.purpose == "sign_in").limit(1))
        row = {"purpose": "sign_in", "bound_to": "x" * 64, "value_hash": "0" * 64, "network": network}
        unit.execute(
            insert(Challenge).values(created_at=made, expires_at=made + LIFE, **row),
            [{"id": new_id()} for _ in range(AT_ONCE_A_NETWORK)],
        )


def waiting(council: Council, purpose: str) -> int:
    with council.services.database.read() as unit:
        return unit.scalar(select(func.count()).select_from(Challenge).where(Challenge.purpose == purpose)) or 0


def test_passkey_signs_in_while_strangers_of_the_same_network_ask_for_challenges(council: Council) -> None:
    authenticator = holder_of_key(council)
    flood(council)

    answer = sign_in_with_key(council.browser(), authenticator)

    assert answer.status_code == 200, answer.text
    assert waiting(council, "sign_in") <= AT_ONCE_A_NETWORK


def test_signed_in_person_adds_a_key_and_confirms_with_one_meanwhile(council: Council) -> None:
    authenticator = holder_of_key(council)
    browser = council.browser("member1")
    begun = begin(browser, "/signin/again/key/options").json()
    flood(council)
    begin(council.browser(), "/signin/passkey/options")

    confirmed = send(browser, "/signin/again/key", begun, authenticator.show(begun["options"]), next="/account/factors")

    assert confirmed.status_code == 200, confirmed.text
    assert begin(browser, "/account/factors/keys/options").status_code == 200


def test_holder_keeps_the_newest_of_many_challenges(council: Council) -> None:
    authenticator = holder_of_key(council)
    browser = council.browser("member1")
    begun = [begin(browser, "/signin/again/key/options").json() for _ in range(AT_ONCE_A_HOLDER + 3)]

    assert waiting(council, "again") == AT_ONCE_A_HOLDER
    newest = send(browser, "/signin/again/key", begun[-1], authenticator.show(begun[-1]["options"]), next="/")
    assert newest.status_code == 200, newest.text
