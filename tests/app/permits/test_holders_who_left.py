"""A granted permit is over once its holder could not have read the paper for a moment, and does not come back."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import update

from app import clock, days
from app.access.roles import Role
from app.auth.factors.strength import PASSKEY
from app.materials.models import Reader
from app.members import offices
from app.members.models import Office, Suspension
from tests.app.permits.desk import go_to, granted, receive
from tests.app.reading.shelf import Laid, lay
from tests.support.council import Council

pytestmark = [
    pytest.mark.alike("who may ask for a permit, decide it and use it; others ask for the same on both"),
    pytest.mark.rare("holders who left and came back; only offices move it"),
]

COMMITTEE = "kin"
YEAR = date(2020, 1, 1)


def put_readers(council: Council, laid: Laid, *, groups: list[str], people: list[str]) -> None:
    readers = {"groups": [council.groups[key].id for key in groups], "people": [of(council, one) for one in people]}
    with council.services.database.read() as unit:
        rows = unit.query(Reader).filter_by(material_id=laid.material).all()
        seen = [row.group_id or row.person_id or "" for row in rows]
    address = f"/prepare/materials/{laid.material}/readers"
    answer = council.browser("clerk1").post(address, {**readers, "seen": seen})
    assert answer.status_code == 303, answer.text
    go_to(minutes=1)


def put_people(council: Council, *logins: str) -> None:
    group = council.groups[COMMITTEE].id
    answer = council.browser("admin").post(
        f"/admin/groups/{group}", {"name": f"委員会 {COMMITTEE}", "person": [of(council, one) for one in logins]}
    )
    assert answer.status_code == 303, answer.text
    go_to(minutes=1)


def of(council: Council, login: str) -> str:
    return str(council.people[login].id)


def reader_left_and_came_back(council: Council, laid: Laid) -> None:
    put_readers(council, laid, groups=[], people=["member2"])
    put_readers(council, laid, groups=[COMMITTEE], people=["member2"])


def another_way_begins_before_the_first_ends(council: Council, laid: Laid) -> None:
    put_readers(council, laid, groups=[COMMITTEE], people=["member1"])
    put_readers(council, laid, groups=[], people=["member1"])


def group_left_and_came_back(council: Council, _laid: Laid) -> None:
    put_people(council, "deputy")
    put_people(council, "deputy", "member1")


def suspended_and_lifted(council: Council, _laid: Laid) -> None:
    for act in ("suspend", "lift"):
        chair = council.browser("chair", strong_with=PASSKEY)
        answer = chair.post(f"/admin/people/{of(council, 'member1')}/{act}", {"reason": "持ち出しの疑い"})
        assert answer.status_code == 303, answer.text
        go_to(minutes=1)


def term_ended(council: Council) -> str:
    with council.services.database.write() as unit:
        office = unit.query(Office).filter_by(person_id=of(council, "member1"), role="member").one()
        offices.change_end(unit, office, clock.now(), administrators=3)
        return office.id


def another_term_began_at_once(council: Council, _laid: Laid) -> None:
    go_to(minutes=1)
    term_ended(council)
    with council.services.database.write() as unit:
        offices.give(unit, of(council, "member1"), Role.MEMBER, clock.now(), None, administrators=3)


def same_term_was_brought_back(council: Council, _laid: Laid) -> None:
    go_to(minutes=1)
    office = term_ended(council)
    go_to(minutes=1)
    with council.services.database.write() as unit:
        offices.change_end(unit, unit.get_one(Office, office), None, administrators=3)


@pytest.fixture
def laid(council: Council) -> Laid:
    """A paper that a committee reads; one of its members is about to hold a permit."""
    council.gather(COMMITTEE, "member1", "deputy")
    laid = lay(council, groups=(COMMITTEE,))
    go_to(minutes=1)
    return laid


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (reader_left_and_came_back, "読む人から外れて終了"),
        (another_way_begins_before_the_first_ends, "読む人から外れて終了"),
        (group_left_and_came_back, "読む人から外れて終了"),
        (suspended_and_lifted, "利用の停止で終了"),
        (another_term_began_at_once, "任期の終わりで終了"),
        (same_term_was_brought_back, "任期の終わりで終了"),
    ],
)
def test_permit_does_not_come_back_with_its_holder(
    council: Council, laid: Laid, happens: Callable[[Council, Laid], None], said: str
) -> None:
    permit = granted(council, laid)
    go_to(minutes=1)
    happens(council, laid)
    member = council.browser("member1")

    refused = receive(member, permit)

    assert member.get(f"/papers/{laid.material}").status_code == 200
    assert refused.status_code == 403
    assert said in member.get("/permits").text
    again = granted(council, laid)
    assert receive(council.browser("member1"), again).status_code == 200


def more_people_read(council: Council, laid: Laid) -> None:
    put_readers(council, laid, groups=[COMMITTEE, "executives"], people=["member2"])
    put_people(council, "deputy", "member1", "member2")


def one_of_two_ways_ends(council: Council, laid: Laid) -> None:
    put_readers(council, laid, groups=[], people=["member1"])


def group_of_an_office_stays(council: Council, laid: Laid) -> None:
    put_readers(council, laid, groups=["members"], people=[])


@pytest.mark.both("what happens at once or in between")
@pytest.mark.parametrize(
    ("before", "happens"),
    [
        (([COMMITTEE], []), more_people_read),
        (([COMMITTEE], ["member1"]), one_of_two_ways_ends),
        (([COMMITTEE, "members"], []), group_of_an_office_stays),
    ],
)
def test_permit_goes_on_while_one_way_of_reading_stays(
    council: Council, laid: Laid, before: tuple[list[str], list[str]], happens: Callable[[Council, Laid], None]
) -> None:
    put_readers(council, laid, groups=before[0], people=before[1])
    permit = granted(council, laid)
    go_to(minutes=1)
    happens(council, laid)

    assert receive(council.browser("member1"), permit).status_code == 200


@pytest.mark.both("asks for rows as no other test does")
def test_suspension_that_was_moved_by_sql_ends_the_permit_too(council: Council, laid: Laid) -> None:
    permit = granted(council, laid)
    go_to(minutes=1)
    suspended_and_lifted(council, laid)
    with council.services.database.write() as unit:
        unit.execute(update(Suspension).values(decided_at=days.begins(YEAR), lifted_at=days.begins(YEAR)))

    assert receive(council.browser("member1"), permit).status_code == 403
