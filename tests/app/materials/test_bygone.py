"""Who could read a paper on a day that has passed, whatever was changed since."""

import re
from typing import Any

import pytest
from sqlalchemy import delete, text

from app.access.levels import Confidentiality
from app.access.roles import Role
from app.audit.notes import COMMAND_LINE, note
from app.audit.vocabulary import EventKind
from app.materials.models import Reader
from app.members.models import GroupMember, Office
from app.members.subjects import about_person
from tests.app.board.halting.stopping import ALL, ask, ask_by_screen, decide, lifted, stop, waiting
from tests.app.board.setting.changing import changed
from tests.app.conftest import SetClock
from tests.app.meetings.scenes import put_item, put_meeting, put_paper
from tests.app.reading.shelf import Laid, lay
from tests.app.test_seals import sql
from tests.support.bringing_back import bring_back
from tests.support.council import Council
from tests.support.shown import publish

pytestmark = pytest.mark.rare("who could read at a time that is over; only that screen moves it")


def asked(council: Council, laid: Laid, day: str, time: str = "", login: str = "admin") -> Any:
    return council.browser(login).get(f"/prepare/materials/{laid.material}/bygone?day={day}&time={time}")


def post(council: Council, login: str, path: str, fields: dict[str, Any] | None = None) -> None:
    answer = council.browser(login).post(path, fields)
    assert answer.status_code == 303, answer.text


def able(council: Council, laid: Laid, day: str, time: str = "") -> dict[str, str]:
    """Names and ways, as the screen says."""
    answer = asked(council, laid, day, time)
    assert answer.status_code == 200
    found = re.findall(r'<th scope="row">([^<]+)</th><td class="small">([^<]*)</td>', answer.text)
    return {name.rpartition(" ")[0]: ways for name, ways in found}


OFFICE = {"田中 誠", "森田 由美", "小林 健"}


@pytest.fixture
def spring(council: Council, at: SetClock) -> Laid:
    """A paper of a committee with one member, published in March."""
    at("2027-03-01 09:00:00")
    council.gather("soumu", "member1")
    return lay(council, groups=("soumu",))


@pytest.mark.clause("I 6-2(2)")
def test_those_of_last_spring_are_named_after_the_committee_has_changed(
    council: Council, at: SetClock, spring: Laid
) -> None:
    group = council.groups["soumu"].id
    at("2027-04-01 09:00:00")
    post(council, "admin", f"/admin/groups/{group}", {"name": "総務", "person": [council.people["member2"].id]})

    assert able(council, spring, "2027-03-15") == {
        "佐藤 花子": "総務",
        **dict.fromkeys(OFFICE, "資料を準備する役職"),
    }
    assert able(council, spring, "2027-04-01").keys() == {"𠮷田 次郎"} | OFFICE
    assert "佐藤 花子" in able(council, spring, "2027-04-01", "08:59")
    then = council.browser("admin").get(f"/admin/groups/{group}?day=2027-03-15").text
    assert "の時点（1 人）：佐藤 花子 議員" in then
    assert "2027年3月1日 09:00から 2027年4月1日 09:00まで" in then


def test_readers_who_were_taken_away_since_are_named(council: Council, at: SetClock, spring: Laid) -> None:
    path = f"/prepare/materials/{spring.material}/readers"
    at("2027-03-10 09:00:00")
    post(council, "clerk1", path, {"groups": [], "people": [council.people["executive"].id]})
    at("2027-04-01 09:00:00")
    post(council, "clerk1", path, {"groups": [council.groups["members"].id], "people": []})

    assert able(council, spring, "2027-03-15").keys() == {"髙橋 実"} | OFFICE
    assert able(council, spring, "2027-03-15")["髙橋 実"] == "名前の指定"
    assert "佐藤 花子" in able(council, spring, "2027-04-01")
    before = asked(council, spring, "2027-03-05").text
    assert "一人ずつは記録に残っていません" in before
    assert "委員会 soumu 1 人" in before


def test_raised_to_3a_only_the_named_could_read_from_then_on(council: Council, at: SetClock, spring: Laid) -> None:
    path = f"/prepare/materials/{spring.material}"
    people = [council.people[login].id for login in ("member1", "executive")]
    post(council, "clerk1", f"{path}/readers", {"groups": [council.groups["soumu"].id], "people": people[1:]})
    at("2027-04-01 09:00:00")
    post(council, "admin", f"{path}/label", {"label": "3A", "reason": "個人の情報"})

    assert able(council, spring, "2027-03-31").keys() == {"佐藤 花子", "髙橋 実"} | OFFICE
    assert Confidentiality.C2.words in asked(council, spring, "2027-03-31").text
    assert able(council, spring, "2027-04-01").keys() == {"髙橋 実", "田中 誠"}
    assert asked(council, spring, "2027-04-01", login="clerk1").status_code == 403


def test_paper_was_closed_while_it_was_withdrawn(council: Council, at: SetClock, spring: Laid) -> None:
    path = f"/prepare/materials/{spring.material}"
    at("2027-03-10 09:00:00")
    post(council, "clerk1", f"{path}/withdraw", {"reason": "誤り"})
    at("2027-03-20 09:00:00")
    assert bring_back(council, spring.material).status_code == 303

    assert able(council, spring, "2027-03-15").keys() == OFFICE
    assert "取り下げ中" in asked(council, spring, "2027-03-15").text
    assert "佐藤 花子" in able(council, spring, "2027-03-09")
    assert "佐藤 花子" in able(council, spring, "2027-03-20")


def test_whoever_was_suspended_or_not_yet_in_office_could_not_read(
    council: Council, at: SetClock, spring: Laid
) -> None:
    at("2027-03-10 09:00:00")
    post(council, "chair", f"/admin/people/{council.people['member1'].id}/suspend", {"reason": "調べ"})
    at("2027-03-20 09:00:00")
    post(council, "chair", f"/admin/people/{council.people['member1'].id}/lift", {"reason": "済み"})

    assert [("佐藤 花子" in able(council, spring, f"2027-03-{day}")) for day in ("09", "15", "20")] == [
        True,
        False,
        True,
    ]


def test_office_that_was_ended_afterwards_gave_what_it_gave_until_then(
    council: Council, at: SetClock, spring: Laid
) -> None:
    person = council.people["member1"].id
    with council.services.database.read() as unit:
        office = unit.query(Office).filter_by(person_id=person, role=Role.MEMBER.value).one().id
    at("2027-03-20 09:00:00")
    council.browser("admin").post(f"/admin/people/{person}/office", {"office": office, "last_day": "2027-03-05"})

    assert "佐藤 花子" in able(council, spring, "2027-03-15")
    assert "佐藤 花子" not in able(council, spring, "2027-03-20")


def test_paper_of_a_meeting_could_not_be_read_before_it_was_published(council: Council, at: SetClock) -> None:
    at("2027-03-01 09:00:00")
    meeting = put_meeting(council, days=60)
    laid = Laid(put_paper(council, meeting, "議案", item=put_item(council, meeting, "議案第1号")), "")
    at("2027-03-10 09:00:00")
    assert publish(council.browser("clerk1"), f"/prepare/meetings/{meeting}/publish").status_code == 303

    assert able(council, laid, "2027-03-05").keys() == OFFICE
    assert "公開前" in asked(council, laid, "2027-03-05").text
    assert "佐藤 花子" in able(council, laid, "2027-03-10")


def test_membership_that_an_older_edition_ended_is_told_by_the_ledger(
    council: Council, at: SetClock, spring: Laid
) -> None:
    group, person = council.groups["soumu"].id, council.people["member1"].id
    at("2027-04-01 09:00:00")
    with council.services.database.write() as unit:
        unit.execute(delete(GroupMember))
        about = about_person(person)
        note(unit, COMMAND_LINE, EventKind.GROUP_CHANGED, about, group=group, name="総務", change="removed")

    assert "佐藤 花子" in able(council, spring, "2027-03-15")
    assert "佐藤 花子" not in able(council, spring, "2027-04-01")


@pytest.mark.parametrize(("moved_to", "later"), [("2027-06-01", OFFICE), ("2027-04-10", {"𠮷田 次郎"} | OFFICE)])
def test_term_that_was_moved_and_then_ended_gave_what_it_gave(
    council: Council, at: SetClock, spring: Laid, moved_to: str, later: set[str]
) -> None:
    group, person = council.groups["soumu"].id, council.people["member2"].id
    post(council, "admin", f"/admin/groups/{group}/terms", {"person": [person], "first_day": "2027-04-01"})
    at("2027-03-10 09:00:00")
    post(council, "admin", f"/admin/groups/{group}/terms", {"person": [person], "first_day": moved_to})
    at("2027-05-01 09:00:00")
    post(council, "admin", f"/admin/groups/{group}", {"name": "総務", "person": [council.people["member1"].id]})

    assert "𠮷田 次郎" not in able(council, spring, "2027-04-05")
    assert able(council, spring, "2027-04-15").keys() == {"佐藤 花子"} | later


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM people_group_former",
        "UPDATE people_group_former SET starts_at = ends_at",
    ],
)
def test_time_whose_row_was_taken_away_by_sql_is_told_by_the_ledger(
    council: Council, at: SetClock, spring: Laid, statement: str
) -> None:
    group, person = council.groups["soumu"].id, council.people["member2"].id
    terms = f"/admin/groups/{group}/terms"
    post(council, "admin", terms, {"person": [person], "last_day": "2027-03-10"})
    at("2027-04-01 09:00:00")
    post(council, "admin", terms, {"person": [person]})
    with council.services.database.write() as unit:
        unit.execute(text(statement))

    found = ["𠮷田 次郎" in able(council, spring, day) for day in ("2027-03-05", "2027-03-15", "2027-04-01")]
    assert found == [True, False, True]


@pytest.mark.parametrize(
    "statement", ["DELETE FROM people_group_member", "UPDATE people_group_member SET starts_at = ends_at"]
)
def test_membership_whose_row_was_taken_away_by_sql_is_told_by_the_ledger(
    council: Council, at: SetClock, spring: Laid, statement: str
) -> None:
    group, person = council.groups["soumu"].id, council.people["member2"].id
    terms = f"/admin/groups/{group}/terms"
    post(council, "admin", terms, {"person": [person], "first_day": "2027-03-05", "last_day": "2027-03-10"})
    at("2027-04-01 09:00:00")
    with council.services.database.write() as unit:
        unit.execute(text(statement))

    found = ["𠮷田 次郎" in able(council, spring, day) for day in ("2027-03-04", "2027-03-07", "2027-03-15")]
    assert found == [False, True, False]


def test_nobody_could_read_while_the_council_was_stopped(council: Council, at: SetClock, spring: Laid) -> None:
    public = lay(council, level="1", groups=("soumu",))
    at("2027-03-10 09:00:00")
    assert stop(council).status_code == 303
    at("2027-03-20 09:00:00")
    lifted(council)
    at("2027-04-01 09:00:00")

    found = [able(council, spring, day).keys() for day in ("2027-03-05", "2027-03-15", "2027-03-20")]
    assert found == [{"佐藤 花子"} | OFFICE, set(), {"佐藤 花子"} | OFFICE]
    assert "緊急停止のため、だれも読めませんでした" in asked(council, spring, "2027-03-15").text
    assert "佐藤 花子" in able(council, public, "2027-03-15")


def test_stop_whose_row_was_deleted_or_changed_since_is_told_by_the_ledger(
    council: Council, at: SetClock, spring: Laid
) -> None:
    """One that was deleted stops anew until it is lifted again, and its row then has the later end."""
    public = lay(council, level="1", groups=("soumu",))
    at("2027-03-10 09:00:00")
    assert stop(council, ALL).status_code == 303
    at("2027-03-12 09:00:00")
    assert ask(council, "chair", whole=False).status_code == 303
    assert decide(council, "admin", waiting(council)).status_code == 303
    at("2027-03-20 09:00:00")
    lifted(council)
    at("2027-04-01 09:00:00")

    def stopped() -> list[list[bool]]:
        days = ("2027-03-05", "2027-03-11", "2027-03-15", "2027-03-25")
        return [["緊急停止のため" in asked(council, laid, day).text for laid in (spring, public)] for day in days]

    before = stopped()
    sql(council, "DELETE FROM halt")
    assert ask_by_screen(council, "chair").status_code == 303
    assert decide(council, "admin", waiting(council)).status_code == 303

    assert (before, stopped()) == ([[False, False], [True, True], [True, False], [False, False]],) * 2


def test_administrator_who_read_by_name_could_not_read_class_3(council: Council, at: SetClock, spring: Laid) -> None:
    secret = lay(council, level="3B", groups=("soumu",))
    at("2027-03-10 09:00:00")
    changed(council, "administrators_read_3", chosen=["by_name"])
    at("2027-04-01 09:00:00")
    changed(council, "administrators_read_3", chosen=["all_prepared"])

    found = [able(council, secret, day) for day in ("2027-03-05", "2027-03-15", "2027-04-01")]
    assert ["田中 誠" in each for each in found] == [True, False, True]
    assert "田中 誠" in able(council, spring, "2027-03-15")


def test_row_that_was_put_there_by_sql_names_nobody(council: Council, at: SetClock, spring: Laid) -> None:
    person, group = council.people["member2"].id, council.groups["soumu"].id
    with council.services.database.write() as unit:
        values = {"group": group, "person": person}
        unit.execute(
            text("INSERT INTO people_group_member (group_id, person_id, seal) VALUES (:group, :person, 'x')"), values
        )
        unit.execute(
            text("INSERT INTO material_reader (id, material_id, person_id, seal) VALUES ('y', :paper, :person, 'x')"),
            {"paper": spring.material, "person": council.people["executive"].id},
        )
        assert unit.query(Reader).count() == 2

    assert able(council, spring, "2027-03-01").keys() == {"佐藤 花子"} | OFFICE


@pytest.mark.parametrize(
    ("day", "words"), [("2098-01-01", "まだ来ていない日時です"), ("きのう", "日付として読めません")]
)
def test_day_that_cannot_be_asked_about_comes_back(council: Council, spring: Laid, day: str, words: str) -> None:
    answer = asked(council, spring, day)

    assert answer.status_code == 422
    assert words in answer.text


def test_nobody_could_read_before_there_was_a_paper(council: Council, spring: Laid) -> None:
    assert able(council, spring, "2027-02-28") == {}
    assert "読めるファイルは、まだありませんでした" in asked(council, spring, "2027-02-28").text
