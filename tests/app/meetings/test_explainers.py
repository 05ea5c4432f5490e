"""Explainers by item: of the executive only those named for an item read its papers, from that moment on."""

from typing import Any

import pytest
from sqlalchemy import update

from app.access.levels import Confidentiality
from app.access.roles import Role
from app.meetings.models import Explainer
from app.members.people import add_person
from tests.app.board.halting.stopping import stop
from tests.app.conftest import SetClock
from tests.app.meetings.scenes import put_item, put_meeting, put_paper
from tests.support.council import Council

pytestmark = pytest.mark.alike("what is offered, refused and told of a meeting; others ask for the same on both")

BOTH = ("members", "executives")
ALL = {"executive", "hayashi", "member1"}
Sitting = tuple[str, str, str]


@pytest.fixture
def sitting(council: Council, at: SetClock) -> Sitting:
    """A published meeting of members and executive with two items, and a second executive (林). Ids of all three."""
    at("2027-03-01 09:00:00")
    with council.services.database.write() as unit:
        hayashi = add_person(unit, login="hayashi", name="林 恵", title="教育長", roles=(Role.EXECUTIVE,))
        council.people["hayashi"] = hayashi
    meeting = put_meeting(council, groups=BOTH, is_published=True)
    return meeting, put_item(council, meeting, "補正予算"), put_item(council, meeting, "学校", position=2)


def put(council: Council, sitting: Sitting, item: int, title: str = "予算書", **more: Any) -> str:
    what: dict[str, Any] = {"item": sitting[item], "is_published": True, "groups": BOTH}
    what |= more
    return put_paper(council, sitting[0], title, **what)


def name(council: Council, sitting: Sitting, item: int, *logins: str, by: str = "clerk1", seen: Any = None) -> Any:
    fields = {"person": [council.people[login].id for login in logins]} | ({} if seen is None else {"seen": seen})
    here = f"/prepare/meetings/{sitting[0]}/agenda/{sitting[item]}/explainers"
    return council.browser(by).post(here, fields)


def able(council: Council, paper: str) -> set[str]:
    """Who of the three reads a paper now."""
    return {login for login in ALL if council.browser(login).get(f"/papers/{paper}").status_code == 200}


def test_executives_read_the_papers_of_their_items_only_and_at_once(council: Council, sitting: Sitting) -> None:
    budget, school = put(council, sitting, 1), put(council, sitting, 2, "学校の資料")
    private = put(council, sitting, 1, "議員だけの資料", groups=("members",))
    assert able(council, budget) == ALL

    assert name(council, sitting, 1, "executive").status_code == 303

    assert able(council, budget) == {"executive", "member1"}
    assert (able(council, school), able(council, private)) == (ALL, {"member1"})
    shown = council.browser("hayashi").get(f"/meetings/{sitting[0]}").text
    assert ("予算書" in shown, "学校の資料" in shown) == (False, True)
    assert name(council, sitting, 1, "hayashi").status_code == 303
    assert able(council, budget) == {"hayashi", "member1"}
    assert "説明員：林 恵" in council.browser("clerk1").get(f"/prepare/meetings/{sitting[0]}").text
    assert name(council, sitting, 1).status_code == 303
    assert able(council, budget) == ALL


def test_who_explained_and_could_read_on_a_past_day_stays_told(
    council: Council, sitting: Sitting, at: SetClock
) -> None:
    paper = put(council, sitting, 1)
    name(council, sitting, 1, "executive", "hayashi")
    at("2027-03-02 10:00:00")
    name(council, sitting, 1, "executive")
    at("2027-03-03 11:00:00")
    name(council, sitting, 1, "hayashi")
    at("2027-03-04 09:00:00")

    def then(day: str) -> tuple[bool, bool]:
        page = council.browser("admin").get(f"/prepare/materials/{paper}/bygone?day={day}&time=12:00").text
        return "髙橋 実" in page, "林 恵" in page

    assert [then(f"2027-03-0{day}") for day in (1, 2, 3)] == [(True, True), (True, False), (False, True)]
    page = council.browser("clerk1").get(f"/prepare/meetings/{sitting[0]}/agenda/{sitting[1]}/explainers").text
    told = page.split("これまでの説明員")[1]
    assert told.index("林 恵") < told.index("髙橋 実")
    assert "10:00" in told


def test_paper_that_comes_or_is_moved_under_an_item_is_its_explainers(council: Council, sitting: Sitting) -> None:
    name(council, sitting, 1, "hayashi")
    moved, clerk = put(council, sitting, 2), council.browser("clerk1")
    here = f"/prepare/meetings/{sitting[0]}/papers"

    came = clerk.post(here, {"file_name": "補正.pdf", "title": "補正", "agenda_item": sitting[1]}).json()["material"]
    assert clerk.post(f"{here}/{moved}/move", {"agenda_item": sitting[1]}).status_code == 303

    assert able(council, moved) == {"hayashi", "member1"}
    readers = council.browser("clerk1").get(f"/prepare/materials/{came}").text
    assert council.ledger("material.changed")[-2]["detail"]["to"] == "議員 4 人、林 恵"
    assert "林 恵" in readers
    assert clerk.post(f"{here}/{moved}/move", {"agenda_item": sitting[2]}).status_code == 303
    assert able(council, moved) == {"hayashi", "member1"}  # moving opens nothing


def test_readers_of_3a_stay_the_administrators_to_name(council: Council, sitting: Sitting) -> None:
    secret = put(council, sitting, 1, level=Confidentiality.C3A, groups=(), people=("executive",))

    assert name(council, sitting, 1, "hayashi").status_code == 303

    page = council.browser("admin").get(f"/prepare/meetings/{sitting[0]}/agenda/{sitting[1]}/explainers").text
    assert "機密性3A の資料は、ここでは変わりません" in page
    assert able(council, secret) <= {"executive"}
    assert all(each["material"] != secret for each in council.ledger("material.changed"))


def test_only_the_secretariat_names_them_of_the_executive_in_office(council: Council, sitting: Sitting) -> None:
    put(council, sitting, 1)

    assert name(council, sitting, 1, "hayashi", by="executive").status_code == 403
    wrong = name(council, sitting, 1, "member1")
    assert (wrong.status_code, "いま執行部の役職にある人" in wrong.text) == (422, True)
    assert council.ledger("meeting.changed") == []


def test_two_who_name_at_once_lose_nothing_of_each_other(council: Council, sitting: Sitting) -> None:
    paper = put(council, sitting, 1)
    name(council, sitting, 1, "executive", seen=[""])

    assert name(council, sitting, 1, "hayashi", by="clerk2", seen=[""]).status_code == 303

    assert able(council, paper) == ALL
    assert council.ledger("meeting.changed")[-1]["detail"]["change"] == "explainers"


def test_nobody_is_named_anew_while_reading_is_frozen(council: Council, sitting: Sitting) -> None:
    paper = put(council, sitting, 1, level=Confidentiality.C1)
    name(council, sitting, 1, "executive")
    stop(council)

    assert name(council, sitting, 1, "executive", "hayashi").status_code == 423
    assert "hayashi" not in able(council, paper)


@pytest.mark.both("asks for rows as no other test does")
def test_row_that_was_put_there_beside_the_service_names_nobody(council: Council, sitting: Sitting) -> None:
    name(council, sitting, 1, "executive")
    with council.services.database.write() as unit:
        unit.execute(update(Explainer).values(person_id=council.people["hayashi"].id))

    here = f"/prepare/meetings/{sitting[0]}/papers"
    brought = council.browser("clerk1").post(
        here, {"file_name": "補正.pdf", "title": "補正", "agenda_item": sitting[1]}
    )

    assert brought.status_code == 409
