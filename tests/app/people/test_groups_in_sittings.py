"""What only a sitting closes stays closed while it goes on, whoever is taken out of its groups meanwhile."""

from datetime import timedelta

import pytest

from app import clock
from app.access.facts import DeviceKind
from app.access.roles import Role
from app.members import offices
from app.members.models import Office
from app.members.people import group_names_of
from tests.app.meetings.scenes import put_meeting
from tests.app.reading.shelf import lay
from tests.support.council import Browser, Council


def put_people(admin: Browser, group: str, *people: str, name: str = "予算委員会") -> tuple[int, str]:
    answer = admin.post(f"/admin/groups/{group}", {"name": name, "person": list(people)})
    return answer.status_code, answer.text


@pytest.fixture
def group(council: Council) -> str:
    """A committee whose sitting began half an hour ago."""
    council.gather("finance", "member1", "deputy")
    put_meeting(council, days=-0.02, groups=("finance",), is_published=True)
    return str(council.groups["finance"].id)


def test_nobody_is_taken_out_of_a_group_in_its_sitting(council: Council, group: str) -> None:
    laid = lay(council, level="2")
    personal = council.browser("member1", device=DeviceKind.PERSONAL)
    assert personal.fetch(laid.page()).status_code == 403
    member, deputy, other = (council.people[login].id for login in ("member1", "deputy", "member2"))
    admin = council.browser("admin")

    status, told = put_people(admin, group, deputy, name="別の名前")

    assert status == 422
    assert "開いている会議に出ている集まりから、人を外すことはできません" in told
    assert personal.fetch(laid.page()).status_code == 403
    with council.services.database.read() as unit:
        assert "別の名前" not in group_names_of(unit, member)
    assert put_people(admin, group, member, deputy, other)[0] == 303


def test_after_the_sitting_they_are_taken_out(council: Council, group: str) -> None:
    later = (clock.now() + timedelta(hours=9)).timestamp()
    clock.use(lambda: later)

    assert put_people(council.browser("admin"), group, council.people["deputy"].id)[0] == 303


@pytest.mark.parametrize("ago", [timedelta(), timedelta(hours=2)], ids=["now", "said to have ended before it"])
def test_office_whose_end_is_entered_in_a_sitting_is_held_to_it_until_it_is_over(
    council: Council, ago: timedelta
) -> None:
    laid, member = lay(council, level="2", people=("member1",)), council.people["member1"].id
    with council.services.database.write() as unit:
        offices.give(unit, member, Role.EXECUTIVE, clock.now(), None, administrators=3)
    put_meeting(council, days=-0.02, is_published=True)
    with council.services.database.write() as unit:
        office = unit.query(Office).filter_by(person_id=member, role="member").one()
        office.starts_at = clock.now() - timedelta(days=9)
    with council.services.database.write() as unit:
        office = unit.query(Office).filter_by(person_id=member, role="member").one()
        offices.change_end(unit, office, clock.now() - ago, administrators=3)

    assert council.browser("member1", device=DeviceKind.PERSONAL).fetch(laid.page()).status_code == 403
    later = (clock.now() + timedelta(hours=9)).timestamp()
    clock.use(lambda: later)
    assert council.browser("member1", device=DeviceKind.PERSONAL).fetch(laid.page()).status_code == 200
