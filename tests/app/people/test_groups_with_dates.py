"""Whoever is in a group for a time reads its papers from its first moment until its last, whoever is at work then."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app import clock, days
from app.access.facts import DeviceKind
from app.materials.models import Material
from app.materials.readers import has_read_since
from app.members.models import FormerMember, GroupMember, Person
from tests.app.conftest import SetClock
from tests.app.meetings.scenes import put_meeting
from tests.app.reading.shelf import Laid, lay
from tests.support.council import Council

pytestmark = pytest.mark.alike("who may change what of a person; others ask for the same on both")


def of(council: Council, *logins: str) -> list[str]:
    return [council.people[login].id for login in logins]


def set_terms(council: Council, group: str, *logins: str, **fields: str) -> Any:
    whole = {"person": of(council, *logins), **fields}
    return council.browser("admin").post(f"/admin/groups/{council.groups[group].id}/terms", whole)


def reads(council: Council, login: str, laid: Laid) -> bool:
    return bool(council.browser(login).fetch(laid.page()).status_code == 200)


@pytest.fixture
def committee(council: Council, at: SetClock) -> Laid:
    """A paper of a committee that nobody is in yet, in spring; all have been in office for years."""
    at("2027-03-01 09:00:00")
    council.gather("soumu")
    return lay(council, groups=("soumu",))


@pytest.mark.clause("I 6-2(2)")
def test_term_entered_ahead_begins_at_midnight_and_ends_at_midnight_in_japan(
    council: Council, at: SetClock, committee: Laid
) -> None:
    answer = set_terms(council, "soumu", "member1", first_day="2027-04-01", last_day="2028-03-31")
    assert answer.status_code == 303
    assert "2027年4月1日から 2028年3月31日まで" in council.browser("admin").get(answer.headers["location"]).text

    seen = []
    for moment in ("2027-03-31 23:59:59", "2027-04-01 00:00:00", "2028-03-31 23:59:59", "2028-04-01 00:00:00"):
        at(moment)
        seen.append(reads(council, "member1", committee))

    assert seen == [False, True, True, False]
    (record,) = council.ledger("people.group_changed")
    assert (record["detail"]["starts"], record["detail"]["ends"]) == ("2027-04-01", "2028-03-31")


def test_term_is_over_with_the_year(council: Council, at: SetClock, committee: Laid) -> None:
    set_terms(council, "soumu", "member1", last_day="2027-12-31")

    at("2027-12-31 23:59:59")
    assert reads(council, "member1", committee)
    at("2028-01-01 00:00:00")
    assert not reads(council, "member1", committee)


def test_term_ends_in_the_middle_of_a_day_to_the_minute(council: Council, at: SetClock, committee: Laid) -> None:
    set_terms(council, "soumu", "member1", last_day="2027-03-01", last_time="10:40")
    admin = council.browser("admin")
    assert "2027年3月1日 10:40まで" in admin.get(f"/admin/groups/{council.groups['soumu'].id}").text

    at("2027-03-01 10:39:59")
    assert reads(council, "member1", committee)
    at("2027-03-01 10:40:00")
    assert not reads(council, "member1", committee)
    assert "人が入っていません" not in admin.get("/admin/groups").text


@pytest.mark.both("what happens at once or in between")
def test_meeting_is_attended_by_those_who_are_in_the_group_at_that_moment(council: Council, at: SetClock) -> None:
    at("2027-03-01 09:00:00")
    council.gather("soumu")
    put_meeting(council, "総務委員会", days=60, groups=("soumu",), is_published=True)
    set_terms(council, "soumu", "member1", first_day="2027-04-01", last_day="2027-04-10")
    tablet = council.browser("member1")

    assert "総務委員会" not in tablet.get("/").text
    at("2027-04-05 09:00:00")
    assert "総務委員会" in council.browser("member1").get("/").text
    at("2027-04-11 00:00:00")
    assert "総務委員会" not in council.browser("member1").get("/").text


@pytest.mark.both("what happens at once or in between")
def test_whoever_comes_back_has_not_read_in_between(council: Council, at: SetClock, committee: Laid) -> None:
    set_terms(council, "soumu", "member1", last_day="2027-03-10")
    at("2027-03-20 09:00:00")
    assert set_terms(council, "soumu", "member1", last_day="2027-06-30").status_code == 303

    assert reads(council, "member1", committee)
    with council.services.database.read() as unit:
        (kept,) = unit.query(FormerMember).all()
        assert kept.is_intact
        assert days.end_text(kept.ends_at) == "2027-03-10"
        paper = unit.get_one(Material, committee.material)
        (member,) = of(council, "member1")
        since = [clock.now() - timedelta(days=one) for one in (0, 15)]
        assert [has_read_since(unit, paper, member, moment) for moment in since] == [True, False]


def test_whoever_is_taken_out_or_retires_is_kept_as_a_former_member(council: Council, committee: Laid) -> None:
    group, (first, second) = council.groups["soumu"].id, of(council, "member1", "member2")
    set_terms(council, "soumu", "member1", "member2")
    later = (clock.now() + timedelta(hours=2)).timestamp()
    clock.use(lambda: later)

    council.browser("admin").post(f"/admin/groups/{group}", {"name": "総務", "person": [second]})

    assert not reads(council, "member1", committee)
    with council.services.database.read() as unit:
        (kept,) = unit.query(FormerMember).all()
        assert (kept.group_id, kept.person_id, kept.ends_at) == (group, first, clock.now())


def test_whoever_begins_before_the_day_that_was_entered_has_not_read_since_it_was_entered(
    council: Council, at: SetClock, committee: Laid
) -> None:
    set_terms(council, "soumu", "member1", first_day="2027-05-01")
    at("2027-04-01 09:00:00")
    assert not reads(council, "member1", committee)
    assert set_terms(council, "soumu", "member1").status_code == 303
    assert reads(council, "member1", committee)

    at("2027-04-10 09:00:00")

    with council.services.database.read() as unit:
        paper = unit.get_one(Material, committee.material)
        (member,) = of(council, "member1")
        since = [clock.now() - timedelta(days=one) for one in (5, 20)]
        assert [has_read_since(unit, paper, member, moment) for moment in since] == [True, False]
    assert council.ledger("people.group_changed")[-1]["detail"]["starts"] == "2027-04-01 09:00"
    screen = f"/admin/groups/{council.groups['soumu'].id}"
    assert "の時点（0 人）" in council.browser("admin").get(f"{screen}?day=2027-03-15").text
    assert "の時点（1 人）：佐藤 花子 議員" in council.browser("admin").get(f"{screen}?day=2027-04-01").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"person": []}, "人を選んでください"),
        ({"first_day": "2027-02-28"}, "過ぎた日時からは入れられません"),
        ({"first_day": "2027-03-01", "first_time": "08:59"}, "過ぎた日時からは入れられません"),
        ({"first_time": "10:00"}, "入る日も入れてください"),
        ({"last_day": "2027-02-28"}, "いま外すときは、上の一覧でチェックをはずしてください"),
        ({"last_time": "10:00"}, "終わりの日も入れてください"),
        ({"first_day": "2027-05-01", "last_day": "2027-04-30"}, "終わりが、始まりより前です"),
    ],
)
def test_dates_that_cannot_be_come_back_with_what_was_typed(
    council: Council, committee: Laid, fields: dict[str, Any], words: str
) -> None:
    whole = {"person": of(council, "member1")} | fields
    answer = council.browser("admin").post(f"/admin/groups/{council.groups['soumu'].id}/terms", whole)

    assert answer.status_code == 422
    assert words in answer.text
    assert all(value in answer.text for value in fields.values() if isinstance(value, str))
    assert not reads(council, "member1", committee)


def test_beginning_of_somebody_who_is_in_it_is_not_changed(council: Council, committee: Laid) -> None:
    set_terms(council, "soumu", "member1")

    answer = set_terms(council, "soumu", "member1", first_day="2027-05-01")

    assert answer.status_code == 422
    assert "もう入っている人の始まりは変えられません" in answer.text
    assert reads(council, "member1", committee)


def test_nobody_sets_their_own_term(council: Council, committee: Laid) -> None:
    assert set_terms(council, "soumu", "admin", last_day="2027-12-31").status_code == 403


def test_nobody_is_put_into_a_group_that_is_an_office(council: Council) -> None:
    assert set_terms(council, "executives", "member1").status_code == 404


@pytest.mark.both("what happens at once or in between")
def test_term_that_somebody_else_has_set_meanwhile_is_shown_first(council: Council, committee: Laid) -> None:
    group = council.groups["soumu"].id
    screen = council.browser("admin").get(f"/admin/groups/{group}").text
    made_from = screen.partition('/terms">')[2].partition('name="made_from" value="')[2][:16]
    set_terms(council, "soumu", "member1", last_day="2027-06-30")

    answer = set_terms(council, "soumu", "member1", last_day="2027-12-31", made_from=made_from)

    assert answer.status_code == 422
    assert "ほかの人が、この集まりの人か期間を変えました" in answer.text
    with council.services.database.read() as unit:
        row = unit.get_one(GroupMember, (group, *of(council, "member1")))
        assert days.end_text(row.ends_at) == "2027-06-30"


@pytest.mark.both("what happens at once or in between")
def test_sitting_holds_those_whose_term_ends_while_it_goes_on(council: Council, at: SetClock) -> None:
    at("2027-03-01 09:30:00")
    council.gather("soumu")
    laid = lay(council, people=("member1",))
    set_terms(council, "soumu", "member1", last_day="2027-03-01", last_time="10:30")
    put_meeting(council, days=0.02, groups=("soumu",), is_published=True)

    at("2027-03-01 10:31:00")

    assert council.browser("member1", device=DeviceKind.PERSONAL).fetch(laid.page()).status_code == 403
    again = set_terms(council, "soumu", "member1", first_day="2027-05-01")
    assert again.status_code == 422
    assert "開いている会議に出ている集まりから" in again.text
    at("2027-03-01 19:00:00")
    assert council.browser("member1", device=DeviceKind.PERSONAL).fetch(laid.page()).status_code == 200


@pytest.mark.both("asks for rows as no other test does")
def test_end_that_was_altered_by_sql_lets_nobody_read(council: Council, at: SetClock, committee: Laid) -> None:
    set_terms(council, "soumu", "member1", last_day="2027-03-10")
    with council.services.database.write() as unit:
        unit.execute(text("UPDATE people_group_member SET ends_at = NULL"))

    at("2027-03-20 09:00:00")

    assert not reads(council, "member1", committee)


def test_list_for_excel_holds_those_who_are_in_the_group_now(council: Council, committee: Laid) -> None:
    set_terms(council, "soumu", "member1", first_day="2027-04-01")
    set_terms(council, "soumu", "member2")

    lines = council.browser("admin").get("/admin/people/export.csv").text.splitlines()

    assert ["委員会 soumu" in line for line in lines if "member1" in line or "member2" in line] == [False, True]
    with council.services.database.read() as unit:
        assert {unit.get_one(Person, one.person_id).login for one in unit.query(GroupMember)} == {"member1", "member2"}
