"""Whoever printed the letter of an account or approved its device could sit at it: power never comes to it unseen."""

from datetime import timedelta
from typing import Any

import pytest

from app import clock
from app.access.roles import Role
from app.auth.enrolment import letter_pdf
from app.auth.factors.models import EnrolmentLetter
from app.members.models import Office
from app.proposals.models import Proposal
from tests.app.auth.devicing import approve, device_of, request_device
from tests.app.auth.enrolment.test_letters import choose_password, finish, open_letter
from tests.app.auth.keys import begin, send
from tests.app.people.test_offices_of_power import (
    ask_to_end,
    ask_to_give,
    day,
    decide,
    of,
    roles_of,
    second_administrator,
    strong,
    told,
)
from tests.support.authenticator import Authenticator
from tests.support.council import Browser, Council, council_in
from tests.support.shown import second_word

pytestmark = [
    pytest.mark.alike("who may change what of a person; others ask for the same on both"),
    pytest.mark.rare("weeks of a reset that two vouch for; only resets move it"),
]


@pytest.fixture
def council(each_database: str, tmp_path: Any) -> Any:
    """People come to their accounts by letters only, as in a real council."""
    with council_in(tmp_path / "home", enrols_browsers=False) as founded:
        yield founded


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes of the letters that were printed: whoever prints one can read it."""
    seen: list[str] = []
    real = letter_pdf.draw

    def draw(settings: Any, letter: Any) -> bytes:
        seen.append(letter.code)
        return real(settings, letter)

    monkeypatch.setattr(letter_pdf, "draw", draw)
    return seen


def print_letter(browser: Browser, council: Council, login: str) -> Any:
    return browser.post(f"/admin/people/{of(council, login)}/letters", {})


def enrol(council: Council, code: str) -> Browser:
    """Whoever holds the letter becomes that person."""
    browser, key = council.browser(), Authenticator()
    assert open_letter(browser, code).status_code == 303
    choose_password(browser)
    begun = begin(browser, "/enrol/keys/options").json()
    send(browser, "/enrol/keys", begun, key.make(begun["options"]))
    assert finish(browser).status_code == 303
    browser.get("/account")
    return browser


def taken_over(council: Council, codes: list[str], by: Browser, login: str) -> Browser:
    """An account whose letter was printed and whose device was approved by one person."""
    assert print_letter(by, council, login).status_code == 200
    browser = enrol(council, codes[-1])
    number = request_device(browser)
    by.get("/admin/devices")
    assert approve(by, device_of(council, browser).id, number).status_code == 303
    browser.get("/account")
    return browser


def lapse_deputy(council: Council) -> None:
    """The deputy's term is over since yesterday."""
    with council.services.database.write() as unit:
        for row in unit.query(Office).filter_by(person_id=of(council, "deputy"), role="deputy"):
            row.starts_at, row.ends_at = clock.now() - timedelta(days=300), clock.now() - timedelta(days=1)


def test_revived_term_shows_who_printed_the_letter_and_ends_what_the_account_had(
    council: Council, codes: list[str]
) -> None:
    lapse_deputy(council)
    admin, chair = strong(council, "admin"), strong(council, "chair")
    seized = taken_over(council, codes, admin, "deputy")
    assert ask_to_end(admin, council, "deputy", Role.DEPUTY, "").status_code == 303

    desk = chair.get("/admin/offices").text
    assert "登録用紙の発行：田中 誠 事務局長（ID admin）" in desk
    assert "端末の承認：田中 誠 事務局長（ID admin）" in desk
    assert "登録用紙の発行：田中 誠 事務局長（ID admin）" in told(council, chair)

    assert decide(chair, council).status_code == 303
    assert Role.DEPUTY in roles_of(council, "deputy")
    assert seized.get("/account").status_code == 303


def test_letter_that_is_out_dies_with_the_revival_of_a_term(council: Council, codes: list[str]) -> None:
    lapse_deputy(council)
    admin = strong(council, "admin")
    print_letter(admin, council, "deputy")
    ask_to_end(admin, council, "deputy", Role.DEPUTY, "")

    assert decide(strong(council, "chair"), council).status_code == 303

    with council.services.database.read() as unit:
        assert unit.query(EnrolmentLetter).one().cancelled_at is not None
    assert open_letter(council.browser(), codes[-1]).status_code == 422


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.INVESTIGATOR])
def test_whoever_printed_the_letter_does_not_confirm_the_power(council: Council, codes: list[str], role: Role) -> None:
    admin, chair = strong(council, "admin"), strong(council, "chair")
    taken_over(council, codes, admin, "member2")
    further = {"scope": "閲覧"} if role is Role.INVESTIGATOR else {}
    ask_to_give(chair, council, "member2", role, last_day=day(9), **further)

    answer = decide(admin, council)

    assert answer.status_code == 403
    assert "登録用紙を発行した人や端末を承認した人は、役職の申し出を確認できません" in answer.text
    assert role not in roles_of(council, "member2")
    assert decide(strong(council, "deputy"), council).status_code == 303


def test_whoever_approved_the_device_does_not_confirm_the_power(council: Council, codes: list[str]) -> None:
    second_administrator(council)
    other = strong(council, "clerk2")
    print_letter(strong(council, "admin"), council, "member2")
    browser = enrol(council, codes[-1])
    number = request_device(browser)
    other.get("/admin/devices")
    assert approve(other, device_of(council, browser).id, number).status_code == 303
    ask_to_give(strong(council, "chair"), council, "member2", Role.DEPUTY)

    assert decide(other, council).status_code == 403
    assert decide(strong(council, "deputy"), council).status_code == 303


def test_end_of_power_is_confirmed_by_whoever_printed_the_letter_too(council: Council, codes: list[str]) -> None:
    """Only what gives power is kept from them."""
    lapse_deputy(council)
    admin, chair = strong(council, "admin"), strong(council, "chair")
    taken_over(council, codes, admin, "deputy")
    ask_to_end(admin, council, "deputy", Role.DEPUTY, "")
    decide(chair, council)
    ask_to_end(chair, council, "deputy", Role.DEPUTY, day(0))

    assert decide(admin, council).status_code == 303


def resets(council: Council) -> list[str]:
    with council.services.database.read() as unit:
        return sorted(one.state for one in unit.query(Proposal).filter_by(kind="factor_reset"))


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_reset_of_before_the_office_leads_to_no_letter_after_it(council: Council, *, is_confirmed: bool) -> None:
    second_administrator(council)
    member = of(council, "member1")
    strong(council, "clerk2").post(f"/admin/people/{member}/reset", {"reason": "紛失"})
    if is_confirmed:
        with council.services.database.read() as unit:
            reset = unit.query(Proposal).filter_by(kind="factor_reset").one().id
        clerk = council.browser("clerk1")
        here = f"/admin/resets/{reset}/decide"
        assert clerk.post(here, second_word(council, here)).status_code == 303
    ask_to_give(strong(council, "clerk2"), council, "member1", Role.DEPUTY)

    assert decide(strong(council, "chair"), council).status_code == 303

    assert resets(council) == (["expired"] if is_confirmed else ["refused"])
    assert print_letter(strong(council, "admin"), council, "member1").status_code == 403


def confirmed_reset(council: Council, login: str) -> None:
    strong(council, "admin").post(f"/admin/people/{of(council, login)}/reset", {"reason": "紛失"})
    with council.services.database.read() as unit:
        reset = unit.query(Proposal).filter_by(kind="factor_reset", subject=of(council, login)).one().id
    here = f"/admin/resets/{reset}/decide"
    assert council.browser("clerk1").post(here, second_word(council, here)).status_code == 303


def purpose_due(council: Council, login: str) -> str:
    """What the screen of letters would print."""
    from app.auth.enrolment.letters import due

    with council.services.database.read() as unit:
        return due(unit, of(council, login))[0]


def test_confirmed_reset_voids_an_older_letter_and_ends_with_the_enrolment(council: Council, codes: list[str]) -> None:
    print_letter(strong(council, "admin"), council, "member2")
    confirmed_reset(council, "member2")
    assert open_letter(council.browser(), codes[-1]).status_code == 422
    assert print_letter(strong(council, "admin"), council, "member2").status_code == 200

    enrol(council, codes[-1])

    answer = print_letter(strong(council, "admin"), council, "member2")
    assert answer.status_code == 422


@pytest.mark.both("asks for rows as no other test does")
def test_confirmed_reset_ends_after_14_days(council: Council) -> None:
    confirmed_reset(council, "member2")
    assert purpose_due(council, "member2") == "reset"

    with council.services.database.write() as unit:
        for row in unit.query(Proposal).filter_by(kind="factor_reset"):
            row.decided_at = clock.now() - timedelta(days=14, minutes=1)

    assert purpose_due(council, "member2") == "first"
