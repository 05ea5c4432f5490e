"""The office puts a person into its group: 議員 and 執行部 are kept nowhere else, and who is in none is seen."""

from datetime import timedelta

import pytest

from app import clock, days
from app.access.roles import Role
from app.meetings.models import Meeting, MeetingGroup
from app.members.offices import offices_of
from app.members.people import add_person
from tests.app.conftest import SetClock
from tests.app.reading.shelf import lay
from tests.support.council import Council

pytestmark = pytest.mark.alike("who may change what of a person; others ask for the same on both")

NEW = {"login": "ishikawa", "name": "石川 剛", "title": "議員", "role": "member", "first_day": str(days.today())}
NONE_AT_ALL = "予定されている会議はありません"
NOT_MINE = "公開された会議はありますが、あなたは読む人に入っていません"
NOWHERE = "まだ、どの会議の出席者にも入っていません"


def of(council: Council, login: str) -> str:
    return council.people[login].id


def published(council: Council, group: str = "members", *, days_ahead: int = 1) -> None:
    with council.services.database.write() as unit:
        moment = clock.now()
        meeting = Meeting(
            title="第4回定例会",
            place="議場",
            starts_at=moment + timedelta(days=days_ahead),
            state="published",
            created_at=moment,
            created_by=of(council, "clerk1"),
            published_at=moment,
        )
        unit.add(meeting)
        unit.flush()
        unit.add(MeetingGroup(meeting_id=meeting.id, group_id=council.groups[group].id))


def registered(council: Council, **fields: str) -> str:
    answer = council.browser("admin").post("/admin/people/new", NEW | fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).split("?")[0]


def comes_in(council: Council, login: str, *roles: Role) -> None:
    with council.services.database.write() as unit:
        council.people[login] = add_person(unit, login=login, name="石川 剛", title="議員", roles=roles)


def test_whoever_is_registered_as_a_member_finds_the_meeting_and_reads(council: Council) -> None:
    published(council)
    laid = lay(council)
    comes_in(council, "ishikawa", Role.MEMBER)

    member = council.browser("ishikawa")

    assert "第4回定例会" in member.get("/").text
    assert member.fetch(laid.page()).status_code == 200


def test_chair_without_a_seat_of_their_own_is_one_of_the_members(council: Council) -> None:
    laid = lay(council)
    comes_in(council, "ishikawa", Role.CHAIR)

    assert council.browser("ishikawa").fetch(laid.page()).status_code == 200


def test_group_is_left_with_the_office(council: Council, at: SetClock) -> None:
    at("2027-04-28 09:00:00")
    published(council, days_ahead=9)
    laid = lay(council)
    comes_in(council, "ishikawa", Role.MEMBER, Role.EXECUTIVE)
    admin, here = council.browser("admin"), f"/admin/people/{of(council, 'ishikawa')}"
    assert "議員、執行部" in admin.get("/admin/people").text
    with council.services.database.read() as unit:
        office = next(one.id for one in offices_of(unit, of(council, "ishikawa")) if one.role == "member")

    answer = admin.post(f"{here}/office", {"office": office, "last_day": "2027-04-28"})
    at("2027-04-29 00:00:01")

    reader = council.browser("ishikawa")
    assert answer.status_code == 303
    assert reader.fetch(laid.page()).status_code == 404
    assert NOT_MINE in reader.get("/").text


def test_nobody_is_put_into_a_group_that_is_an_office(council: Council) -> None:
    admin, group = council.browser("admin"), council.groups["executives"]
    page = admin.get(f"/admin/groups/{group.id}").text

    answer = admin.post(f"/admin/groups/{group.id}", {"name": "説明員", "person": [of(council, "clerk1")]})

    assert "執行部の役職にある人が、任期の間、自動で入ります" in page
    assert "この集まりの人" not in page
    assert answer.status_code == 303
    assert "森田 由美" not in admin.get(f"/admin/groups/{group.id}").text
    assert [one["detail"]["change"] for one in council.ledger("people.group_changed")] == ["renamed"]


def test_home_says_truly_why_it_is_empty(council: Council) -> None:
    comes_in(council, "ishikawa", Role.DEPUTY)
    nobody, member = council.browser("ishikawa"), council.browser("member1")
    before = member.get("/").text
    published(council, "executives")

    assert NONE_AT_ALL in before
    assert NOT_MINE in member.get("/").text
    assert NOWHERE in nobody.get("/").text
    assert council.settings.council.contact in nobody.get("/").text.split(NOWHERE)[1].split("</main>")[0]


def test_office_sees_who_is_in_no_audience(council: Council) -> None:
    comes_in(council, "ishikawa", Role.DEPUTY)
    admin = council.browser("admin")

    people = admin.get("/admin/people").text

    assert people.count("どの会議も届きません") == 1
    assert "この人には、どの会議も資料も届きません" in admin.get(f"/admin/people/{of(council, 'ishikawa')}").text
    assert "どの会議も" not in admin.get(registered(council, login="matsui")).text
