"""What ends between showing and pressing gives nothing any more, and it is said who must be named then."""

from datetime import date
from typing import Any

import pytest

from app import days
from app.access.roles import Role
from app.auth.factors.strength import PASSKEY
from app.members import acting, offices
from app.members.models import Office, Person
from app.ops.doctor_people import who_must_be_named
from app.proposals.models import Proposal
from tests.app.conftest import SetClock
from tests.support.council import Browser, Council
from tests.support.shown import second_word

TODAY = "2027-05-14"


def of(council: Council, login: str) -> str:
    return council.people[login].id


def strong(council: Council, login: str) -> Browser:
    return council.browser(login, strong_with=PASSKEY)


def end(council: Council, text: str, *roles: Role) -> None:
    with council.services.database.write() as unit:
        for office in unit.query(Office).filter(Office.role.in_(roles)):
            office.ends_at = days.read_end(text)


@pytest.fixture
def morning(council: Council, at: SetClock) -> Council:
    """Half past ten; everybody has been in office for years."""
    with council.services.database.write() as unit:
        for office in unit.query(Office).all():
            office.starts_at = days.begins(date(2023, 5, 1))
    at(f"{TODAY} 10:30:00")
    return council


def asked_for_a_clerk(council: Council) -> tuple[str, dict[str, Any]]:
    """A clerk's office for a member waits: where its second word goes, and the word as the screen has it."""
    form = {"role": "clerk", "first_day": TODAY, "last_day": "", "reason": "辞令"}
    strong(council, "admin").post(f"/admin/people/{of(council, 'member2')}/power", form)
    with council.services.database.read() as unit:
        here = f"/admin/offices/{unit.query(Proposal).filter_by(state='asked').one().id}/decide"
    return here, second_word(council, here)


@pytest.mark.parametrize(("pressed_at", "status"), [(f"{TODAY} 10:39:59", 303), (f"{TODAY} 10:40:00", 403)])
def test_chair_whose_office_ends_between_showing_and_pressing_decides_nothing(
    morning: Council, at: SetClock, pressed_at: str, status: int
) -> None:
    here, word = asked_for_a_clerk(morning)
    end(morning, f"{TODAY} 10:40", Role.CHAIR)
    chair = strong(morning, "chair")
    assert "議会事務局 書記を" in chair.get("/admin/offices").text

    at(pressed_at)

    assert chair.post(here, word).status_code == status
    assert (len(morning.ledger("people.office_decided")) == 1) is (status == 303)


@pytest.mark.parametrize(("moment", "reads"), [("2027-12-31 23:59:59", True), ("2028-01-01 00:00:00", False)])
def test_office_until_the_end_of_the_year_ends_at_midnight_in_japan(
    morning: Council, at: SetClock, moment: str, *, reads: bool
) -> None:
    end(morning, "2027-12-31", Role.INVESTIGATOR)

    at(moment)

    assert (morning.browser("investigator").get("/ledger").status_code == 200) is reads


def test_it_is_said_who_must_be_named_where_nobody_can_act(morning: Council) -> None:
    with morning.services.database.write() as unit:
        begins = days.begins(date(2024, 1, 1))
        offices.give(unit, of(morning, "clerk2"), Role.ADMINISTRATOR, begins, None, administrators=3)
    assert who_must_be_named(morning.settings) == []

    end(morning, f"{TODAY} 10:20", Role.CHAIR, Role.DEPUTY)

    (words,) = who_must_be_named(morning.settings)
    assert "臨時議長（年長の議員、地方自治法107条）" in words


def test_suspended_deputy_acts_for_nobody_and_it_is_said(morning: Council) -> None:
    end(morning, f"{TODAY} 10:20", Role.CHAIR)
    with morning.services.database.write() as unit:
        unit.get_one(Person, of(morning, "deputy")).state = "suspended"

    assert any("臨時議長" in words for words in who_must_be_named(morning.settings))


def test_last_administrator_and_none_are_told_with_what_to_do(morning: Council) -> None:
    (alone,) = who_must_be_named(morning.settings)
    end(morning, f"{TODAY} 10:20", Role.ADMINISTRATOR)
    (nobody,) = who_must_be_named(morning.settings)

    assert "1 人だけです" in alone
    assert "議会事務局長の役職にある人がいません" in nobody


def test_desk_of_offices_says_who_must_be_named(morning: Council) -> None:
    page = strong(morning, "chair").get("/admin/offices").text

    assert "議会事務局長の役職にある人が 1 人だけです" in page
    with morning.services.database.read() as unit:
        assert acting.who_must_be_named(unit)


def test_who_names_or_confirms_is_told_on_their_first_screen_whom_the_council_lacks(morning: Council) -> None:
    alone = "議会事務局長の役職にある人が 1 人だけです"
    firsts = {"chair": "/", "deputy": "/", "admin": "/prepare", "clerk1": "/prepare", "member1": "/"}
    pages = {login: morning.browser(login).get(way).text for login, way in firsts.items()}
    assert {login for login, page in pages.items() if alone in page} == {"chair", "deputy", "admin"}
    assert all('href="/admin/offices"' in pages[login] for login in ("chair", "deputy", "admin"))

    with morning.services.database.write() as unit:
        begins = days.begins(date(2024, 1, 1))
        offices.give(unit, of(morning, "clerk2"), Role.ADMINISTRATOR, begins, None, administrators=3)

    assert alone not in morning.browser("chair").get("/").text
    end(morning, f"{TODAY} 10:20", Role.CHAIR, Role.DEPUTY)
    assert "臨時議長（年長の議員、地方自治法107条）" in morning.browser("admin").get("/prepare").text
