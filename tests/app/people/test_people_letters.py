"""Who finds the way to whose letter, and how many administrators a council has set."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.people.roster import COLUMNS
from tests.support.council import Council, council_in

LETTER = 'href="/admin/people/{}/letters"'


@pytest.mark.parametrize(
    ("login", "whose", "finds"),
    [
        ("chair", "admin", True),
        ("chair", "member1", False),
        ("deputy", "admin", False),
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


def test_chair_goes_from_the_person_to_the_letter_and_prints_it(council: Council) -> None:
    person_id = council.people["admin"].id
    chair = council.browser("chair")

    page = chair.get(f"/admin/people/{person_id}/letters")
    letter = chair.post(f"/admin/people/{person_id}/letters")

    assert f'action="/admin/people/{person_id}/letters"' in page.text
    assert (letter.status_code, letter.headers["content-type"]) == (200, "application/pdf")


@pytest.fixture
def small(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council that wants one administrator."""
    with council_in(tmp_path / "small", administrators_at_most=1) as founded:
        yield founded


def test_second_administrator_is_refused_where_the_council_has_set_one(small: Council) -> None:
    admin, clerk = small.browser("admin"), small.people["clerk1"].id
    new = {"login": "ishikawa", "name": "石川 剛", "kana": "", "title": "主査", "seat": ""}
    term = {"role": "administrator", "first_day": "2026-04-01", "last_day": ""}
    listed = [",".join(COLUMNS), "ishikawa,石川 剛,,主査,,事務局長,,2026-04-01,"]

    answers = [
        admin.post("/admin/people/new", new | term),
        admin.post(f"/admin/people/{clerk}/offices", term),
        admin.post("/admin/people/import", {"pasted": "\n".join(listed)}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    for answer in answers:
        assert "議会事務局長は同時に 1 人までです。" in answer.text
