"""Groups of people: who is in one, and what it is called."""

import pytest

from app.members.models import GroupMember
from tests.support.council import Council

pytestmark = pytest.mark.alike("who may change what of a group; others ask for the same on both")


def of(council: Council, login: str) -> str:
    return council.people[login].id


@pytest.mark.both("what happens at once or in between")
def test_group_has_exactly_the_people_that_are_ticked(council: Council) -> None:
    admin = council.browser("admin")
    group = council.gather("soumu", "member1", "member2", "deputy", "chair").id

    answer = admin.post(f"/admin/groups/{group}", {"name": "総務", "person": [of(council, "member1")]})

    assert answer.status_code == 303
    with council.services.database.read() as unit:
        people = [one.person_id for one in unit.query(GroupMember).filter_by(group_id=group)]
    assert people == [of(council, "member1")]
    changes = [one["detail"]["change"] for one in council.ledger("people.group_changed")]
    assert sorted(changes) == ["removed"] * 3 + ["renamed"]


def test_group_is_given_another_name_alone(council: Council) -> None:
    admin, group = council.browser("admin"), council.groups["executives"].id
    same_people = {"person": [of(council, "executive")]}

    answers = [admin.post(f"/admin/groups/{group}", {"name": name} | same_people) for name in ("説明員", "説明員")]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert "説明員" in admin.get("/admin/groups").text
    (record,) = council.ledger("people.group_changed")
    detail = record["detail"]
    assert (detail["change"], detail["former"], detail["name"]) == ("renamed", "執行部", "説明員")


def test_two_groups_do_not_have_one_name(council: Council) -> None:
    answer = council.browser("admin").post("/admin/groups", {"name": "議員"})

    assert answer.status_code == 422
    assert "同じ名前" in answer.text
