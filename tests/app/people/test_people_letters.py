"""Who finds the way to whose letter, and how many administrators a council has set."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.auth.factors.strength import PASSKEY
from tests.support.council import Council, council_in
from tests.support.shown import second_word

pytestmark = pytest.mark.alike("who may change what of a person; others ask for the same on both")

LETTER = 'href="/admin/people/{}/letters"'


@pytest.mark.parametrize(
    ("login", "whose", "finds"),
    [
        ("chair", "admin", True),
        ("chair", "member1", False),
        ("chair", "deputy", True),
        ("deputy", "admin", True),
        ("deputy", "member1", False),
        ("admin", "admin", True),
        ("admin", "member1", True),
    ],
)
def test_letters_are_found_by_whom_the_policy_lets_print_them(
    council: Council, login: str, whose: str, *, finds: bool
) -> None:
    person_id = council.people[whose].id
    browser = council.browser(login)

    page = browser.get(f"/admin/people/{person_id}")
    letters = browser.get(f"/admin/people/{person_id}/letters")

    assert page.status_code == 200
    assert (LETTER.format(person_id) in page.text) is finds
    assert letters.status_code == (200 if finds else 403)


@pytest.mark.parametrize("whose", ["chair", "deputy", "investigator"])
def test_administrator_alone_prints_no_letter_for_somebody_with_power(council: Council, whose: str) -> None:
    person_id = council.people[whose].id
    admin = council.browser("admin")

    page = admin.get(f"/admin/people/{person_id}/letters")
    letter = admin.post(f"/admin/people/{person_id}/letters")

    assert "1 人では発行できません" in page.text
    assert letter.status_code == 403
    assert council.ledger("letter.issued") == []


def test_letter_of_somebody_with_power_is_asked_for_by_one_and_confirmed_and_printed_by_another(
    council: Council,
) -> None:
    person_id = council.people["admin"].id
    chair, deputy = (council.browser(login, strong_with=PASSKEY) for login in ("chair", "deputy"))
    chair.post(f"/admin/people/{person_id}/reset", {"reason": "鍵をなくした。会って確かめた"})
    reset = re.findall(r"/admin/resets/(\w+)/decide", deputy.get("/admin/resets").text)[0]

    here = f"/admin/resets/{reset}/decide"
    clerk = council.browser("clerk1").post(here, second_word(council, here))
    here = f"/admin/resets/{reset}/decide"
    confirmed = deputy.post(here, second_word(council, here))

    assert clerk.status_code == 403
    assert confirmed.headers["location"] == f"/admin/people/{person_id}/letters?done=decided"
    assert chair.post(f"/admin/people/{person_id}/letters").status_code == 403
    page = deputy.get(confirmed.headers["location"])
    assert f'action="/admin/people/{person_id}/letters"' in page.text
    letter = deputy.post(f"/admin/people/{person_id}/letters")
    assert (letter.status_code, letter.headers["content-type"]) == (200, "application/pdf")
    board = chair.get("/admin/connections").text
    for step in ("リセットの申し出（山本", "リセットの確認（中村", "登録用紙の発行（中村"):
        assert step in board


@pytest.fixture
def small(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council that wants one administrator."""
    with council_in(tmp_path / "small", administrators_at_most=1) as founded:
        yield founded


def test_second_administrator_is_refused_where_the_council_has_set_one(small: Council) -> None:
    admin, clerk = small.browser("admin", strong_with=PASSKEY), small.people["clerk1"].id
    term = {"role": "administrator", "first_day": "2026-04-01", "last_day": "", "scope": "", "reason": "増員"}
    admin.post(f"/admin/people/{clerk}/power", term)
    chair = small.browser("chair", strong_with=PASSKEY)
    change = re.findall(r"/admin/offices/(\w+)/decide", chair.get("/admin/offices").text)[0]

    here = f"/admin/offices/{change}/decide"
    answer = chair.post(here, second_word(small, here))

    assert answer.status_code == 422
    assert "議会事務局長は同時に 1 人までです。" in answer.text
