"""Terms end by themselves at midnight in Japan, on every road, without any job."""

from datetime import date

import pytest

from app import days
from app.access.roles import Role
from app.members import offices
from app.members.models import Office
from app.members.offices import TooMany
from app.members.people import offices_now
from tests.app.conftest import SetClock
from tests.support.council import Council

pytestmark = pytest.mark.alike("what a term of office says; others ask for the same on both")


def end_terms(council: Council, login: str, last: date) -> None:
    with council.services.database.write() as unit:
        for office in unit.query(Office).filter_by(person_id=council.people[login].id):
            office.starts_at, office.ends_at = days.begins(date(2023, 5, 1)), days.ends(last)


@pytest.mark.clause("I 1章6(1)", "N 5")
@pytest.mark.parametrize("path", ["/", "/account", "/alarms.json", "/permits"])
def test_member_works_until_the_last_second_of_the_term_and_not_after(
    council: Council, at: SetClock, path: str
) -> None:
    end_terms(council, "member1", date(2027, 4, 30))
    at("2027-04-30 23:30:00")
    tablet = council.browser("member1")

    at("2027-04-30 23:59:59")
    before = tablet.fetch(path).status_code
    at("2027-05-01 00:00:00")
    after = tablet.fetch(path).status_code

    assert (before, after) == (200, 401)


def test_administrators_board_stops_at_midnight_while_it_polls(council: Council, at: SetClock) -> None:
    end_terms(council, "admin", date(2027, 3, 31))
    at("2027-03-31 23:59:50")
    admin = council.browser("admin")
    assert admin.fetch("/admin/connections/state").status_code == 200

    at("2027-04-01 00:00:00")

    assert admin.fetch("/admin/connections/state").status_code == 401


def test_office_that_begins_later_gives_nothing_before(council: Council, at: SetClock) -> None:
    member = council.people["member1"].id
    with council.services.database.write() as unit:
        offices.give(unit, member, Role.DEPUTY, days.begins(date(2027, 5, 1)), None, administrators=3)

    for text, held in (("2027-04-30 23:59:59", False), ("2027-05-01 00:00:00", True)):
        at(text)
        with council.services.database.read() as unit:
            assert (Role.DEPUTY in offices_now(unit, member)) is held


def test_there_is_one_chair_at_a_time(council: Council) -> None:
    with council.services.database.write() as unit, pytest.raises(TooMany):
        offices.give(unit, council.people["member1"].id, Role.CHAIR, days.begins(days.today()), None, administrators=3)


def test_next_chair_may_be_registered_for_the_day_after_the_present_one(council: Council) -> None:
    end_terms(council, "chair", date(2027, 4, 30))

    with council.services.database.write() as unit:
        offices.give(
            unit, council.people["member1"].id, Role.CHAIR, days.begins(date(2027, 5, 1)), None, administrators=3
        )
        with pytest.raises(TooMany):
            offices.give(
                unit, council.people["member2"].id, Role.CHAIR, days.begins(date(2027, 4, 30)), None, administrators=3
            )


@pytest.mark.parametrize("most", [1, 2, 3])
def test_administrators_are_as_few_as_the_council_has_set(council: Council, most: int) -> None:
    begins = days.begins(days.today())
    with council.services.database.write() as unit:
        for login in ("clerk1", "clerk2")[: most - 1]:
            offices.give(unit, council.people[login].id, Role.ADMINISTRATOR, begins, None, administrators=most)
        with pytest.raises(TooMany, match="A601") as refused:
            offices.give(unit, council.people["member1"].id, Role.ADMINISTRATOR, begins, None, administrators=most)

    assert f"議会事務局長は同時に {most} 人までです。" in refused.value.sentence
