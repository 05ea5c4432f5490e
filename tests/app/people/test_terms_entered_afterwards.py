"""A term may be entered by the day, or days later: what it brings counts from its entry, not from its beginning."""

from datetime import timedelta
from typing import Any

import pytest

from app import days
from app.access.roles import Role
from app.materials.labels.shown import was_sent_out
from app.materials.models import Material
from app.meetings.models import Attachment
from app.members import offices
from app.members.models import Delegation, Office
from tests.app.conftest import SetClock
from tests.app.meetings.scenes import put_item, put_meeting
from tests.app.people.test_acting_chair import (
    TODAY,
    decide,
    ends,
    may_decide_permits,
    name,
    of,
    sitting,
    strong,
)
from tests.app.reading.shelf import lay
from tests.support.council import Council

pytestmark = pytest.mark.alike("who may change what of a person; others ask for the same on both")

__all__ = ["sitting"]

DELEGATION = {"duty": ["permits"], "first_day": TODAY, "last_day": "2028-05-20", "reason": "出張"}


def by_two(council: Council, login: str, **form: str) -> int:
    answer = strong(council, "admin").post(
        f"/admin/people/{of(council, login)}/power", {"reason": "選挙", "last_day": "", "first_day": TODAY, **form}
    )
    assert answer.status_code == 303, answer.text
    return int(decide(strong(council, "clerk2"), council).status_code)


def delegated(council: Council, chair: str, **changes: Any) -> Any:
    return council.browser(chair).post("/admin/delegations", DELEGATION | {"person": of(council, "deputy")} | changes)


def given(council: Council, login: str, role: Role, at: str) -> None:
    with council.services.database.write() as unit:
        offices.give(unit, of(council, login), role, days.read_begin(at), None, administrators=3)


def test_acting_chair_ends_with_an_election_of_the_same_day_that_is_entered_by_the_day(
    sitting: Council, at: SetClock
) -> None:
    ends(sitting, Role.CHAIR, Role.DEPUTY, at="2027-05-10")
    assert by_two(sitting, "member1", role="acting_chair", first_time="10:30", last_day="2027-12-31") == 303
    assert may_decide_permits(sitting, "member1")
    at(f"{TODAY} 11:30:00")

    assert by_two(sitting, "member2", role="chair") == 303

    assert (may_decide_permits(sitting, "member2"), may_decide_permits(sitting, "member1")) == (True, False)


def test_acting_chair_named_by_the_day_acts_for_a_chair_who_took_office_that_morning(
    sitting: Council, at: SetClock
) -> None:
    ends(sitting, Role.CHAIR, Role.DEPUTY)
    at(f"{TODAY} 10:25:00")
    given(sitting, "member1", Role.CHAIR, f"{TODAY} 10:25")
    at(f"{TODAY} 15:00:00")

    assert by_two(sitting, "member2", role="acting_chair", last_day="2027-06-30") == 303

    assert may_decide_permits(sitting, "member2")


def test_delegation_does_not_come_back_with_a_term_of_the_same_day(sitting: Council, at: SetClock) -> None:
    assert delegated(sitting, "chair").status_code == 303
    assert may_decide_permits(sitting, "deputy")
    ends(sitting, Role.CHAIR, at=f"{TODAY} 10:40")
    at(f"{TODAY} 11:00:00")

    assert by_two(sitting, "chair", role="chair") == 303

    assert not may_decide_permits(sitting, "deputy")
    assert "任期とともに終わりました" in sitting.browser("chair").get("/admin/delegations").text


def test_delegation_does_not_come_back_with_another_office_of_whoever_carried_it(
    sitting: Council, at: SetClock
) -> None:
    assert delegated(sitting, "chair").status_code == 303
    ends(sitting, Role.DEPUTY, at=f"{TODAY} 10:40")
    at("2027-12-14 11:00:00")

    given(sitting, "deputy", Role.ADMINISTRATOR, "2027-12-14 10:00")

    assert not may_decide_permits(sitting, "deputy")
    assert "任期とともに終わりました" in sitting.browser("chair").get("/admin/delegations").text


@pytest.mark.both("asks for rows as no other test does")
def test_delegation_of_a_former_chair_does_not_stand_in_the_way_of_the_new_one(sitting: Council, at: SetClock) -> None:
    assert delegated(sitting, "chair").status_code == 303
    ends(sitting, Role.CHAIR, at=f"{TODAY} 10:40")
    at(f"{TODAY} 10:50:00")
    given(sitting, "member1", Role.CHAIR, f"{TODAY} 10:45")

    assert delegated(sitting, "member1", last_day="2027-06-01").status_code == 303
    with sitting.services.database.read() as unit:
        row = unit.query(Delegation).filter_by(from_person=of(sitting, "member1")).one().id
    ended = sitting.browser("member1").post(f"/admin/delegations/{row}/revoke")

    assert ended.headers["location"] == "/admin/delegations?done=revoked"
    assert not may_decide_permits(sitting, "deputy")


def test_paper_that_a_member_has_read_is_not_hidden_by_a_clerks_office_entered_afterwards(council: Council) -> None:
    laid = lay(council, level="2")
    meeting = put_meeting(council, is_published=True)
    item = put_item(council, meeting, "議案")
    with council.services.database.write() as unit:
        unit.add(Attachment(material_id=laid.material, meeting_id=meeting, agenda_item_id=item, position=1))
    given(council, "executive", Role.ADMINISTRATOR, "2026-01-01 00:00")
    assert council.browser("member2").fetch(laid.page()).status_code == 200
    yesterday = str(days.today() - timedelta(days=1))

    form = {"role": "clerk", "first_day": yesterday, "last_day": "", "reason": "異動"}
    asked = strong(council, "admin").post(f"/admin/people/{of(council, 'member2')}/power", form)
    second = decide(strong(council, "executive"), council)
    hidden = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/hide")

    assert (asked.status_code, second.status_code, hidden.status_code) == (303, 303, 409)


def lengthened(council: Council, login: str, role: Role) -> int:
    """The answer to the second person who gives a lapsed term a later end."""
    with council.services.database.read() as unit:
        office = unit.query(Office).filter_by(person_id=of(council, login), role=role.value).one().id
    form = {"office": office, "last_day": "2028-12-31", "reason": "訂正"}
    asked = strong(council, "admin").post(f"/admin/people/{of(council, login)}/power/end", form)
    assert asked.status_code == 303, asked.text
    return int(decide(strong(council, "clerk2"), council).status_code)


def test_delegation_does_not_come_back_with_a_lapsed_term_that_is_lengthened(sitting: Council, at: SetClock) -> None:
    assert delegated(sitting, "chair").status_code == 303
    ends(sitting, Role.CHAIR, at=f"{TODAY} 10:40")
    at("2027-06-14 11:00:00")

    assert lengthened(sitting, "chair", Role.CHAIR) == 303

    assert not may_decide_permits(sitting, "deputy")
    assert "任期とともに終わりました" in sitting.browser("chair").get("/admin/delegations").text


def test_what_a_former_clerk_has_read_stays_sent_out_when_the_lapsed_term_is_lengthened(
    sitting: Council, at: SetClock
) -> None:
    laid = lay(sitting, level="2")
    given(sitting, "member1", Role.CLERK, "2027-01-01 00:00")
    ends(sitting, Role.CLERK, at="2027-05-01")
    assert sitting.browser("member1").fetch(laid.page()).status_code == 200
    at("2027-06-14 11:00:00")

    assert lengthened(sitting, "member1", Role.CLERK) == 303

    with sitting.services.database.read() as unit:
        assert was_sent_out(unit, [unit.get_one(Material, laid.material)])


@pytest.mark.parametrize("what", ["power/end", "power/retire"])
def test_end_that_is_confirmed_after_its_minute_ends_nothing_backwards(
    sitting: Council, at: SetClock, what: str
) -> None:
    with sitting.services.database.read() as unit:
        office = unit.query(Office).filter_by(role="chair").one().id
    form = {"office": office, "last_day": TODAY, "last_time": "11:00", "reason": "辞職"}
    assert strong(sitting, "admin").post(f"/admin/people/{of(sitting, 'chair')}/{what}", form).status_code == 303
    at(f"{TODAY} 20:00:00")

    assert decide(strong(sitting, "deputy"), sitting).status_code == 409

    with sitting.services.database.read() as unit:
        assert unit.get_one(Office, office).ends_at is None


@pytest.mark.parametrize("somebody_acts", [False, True])
def test_nobody_is_named_to_act_for_a_chair_who_has_come_back(
    sitting: Council, at: SetClock, *, somebody_acts: bool
) -> None:
    if somebody_acts:
        assert name(strong(sitting, "admin"), sitting, "deputy").status_code == 303
        assert decide(strong(sitting, "clerk2"), sitting).status_code == 303
    assert name(strong(sitting, "admin"), sitting, "member1", first_time="10:45").status_code == 303
    at(f"{TODAY} 11:00:00")

    assert strong(sitting, "chair").post("/admin/offices/return").status_code == 303

    with sitting.services.database.read() as unit:
        held = unit.query(Office).filter_by(person_id=of(sitting, "member1"), role="acting_chair").all()
    assert held == []
    assert sitting.ledger("people.office_decided")[-1]["detail"]["decision"] == "refused"
