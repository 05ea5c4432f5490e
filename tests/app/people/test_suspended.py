"""Suspending looks at terms to come as well, and no suspension of somebody with power is without a way out."""

import argparse
from datetime import timedelta

import pytest

from app import days
from app.access.roles import Role
from app.members import offices
from app.members.models import Office, Person
from app.ops import office_commands
from app.proposals.models import Proposal
from tests.app.auth.signing import enrol_person
from tests.app.people.test_importing import sent
from tests.app.people.test_offices_of_power import ask_to_give, day, decide, of, roles_of, strong
from tests.support.council import Council

pytestmark = pytest.mark.alike("who may change what of a person; others ask for the same on both")


def elected(council: Council, login: str) -> None:
    """Chair from tomorrow on; today's chair leaves today."""
    with council.services.database.write() as unit:
        for row in unit.query(Office).filter_by(role="chair"):
            row.ends_at = days.ends(days.today())
        unit.flush()
        begins = days.begins(days.today() + timedelta(days=1))
        offices.give(unit, of(council, login), Role.CHAIR, begins, None, administrators=3)


def state_of(council: Council, login: str) -> str:
    with council.services.database.read() as unit:
        return unit.query(Person).filter_by(login=login).one().state


def suspend(council: Council, login: str) -> None:
    answer = council.browser("chair").post(f"/admin/people/{of(council, login)}/suspend", {"reason": "調査のため"})
    assert answer.status_code == 303


def lift(council: Council, login: str) -> int:
    return office_commands.lift(council.settings, argparse.Namespace(login=login, reason="議会運営委員会の決定"))


def test_outgoing_chair_suspends_no_incoming_one(council: Council) -> None:
    elected(council, "member1")

    answer = council.browser("chair").post(f"/admin/people/{of(council, 'member1')}/suspend", {"reason": "不満"})

    assert answer.status_code == 403
    assert state_of(council, "member1") == "active"


def test_nobody_decides_for_the_chair_in_the_night_before_the_term(council: Council) -> None:
    """What only the chair confirms waits for the one whose term is to come."""
    elected(council, "member1")
    with council.services.database.write() as unit:
        for row in unit.query(Office).filter_by(person_id=of(council, "chair")):
            row.starts_at = row.ends_at = days.begins(days.today())
    ask_to_give(strong(council, "admin"), council, "clerk1", Role.ADMINISTRATOR)

    assert decide(strong(council, "deputy"), council).status_code == 403


def test_office_asked_for_before_a_suspension_is_given_to_nobody(council: Council) -> None:
    ask_to_give(strong(council, "admin"), council, "member1", Role.DEPUTY)
    suspend(council, "member1")

    assert decide(strong(council, "chair"), council).status_code == 409
    assert Role.DEPUTY not in roles_of(council, "member1")


def test_no_office_is_asked_for_or_given_while_somebody_is_suspended(council: Council) -> None:
    suspend(council, "member1")
    admin = strong(council, "admin")

    asked = ask_to_give(admin, council, "member1", Role.DEPUTY)
    form = {"role": "executive", "first_day": day(0), "last_day": ""}
    given = admin.post(f"/admin/people/{of(council, 'member1')}/offices", form)
    listed = sent(admin, f"member1,{council.people['member1'].name},,議員,,執行部,,{day(0)},")

    for answer in (asked, given, listed):
        assert (answer.status_code, "利用を停止している人に" in answer.text) == (422, True)
    with council.services.database.read() as unit:
        assert unit.query(Proposal).count() == 0


def test_operator_lifts_where_no_chair_could(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    enrol_person(council, "chair")
    suspend(council, "deputy")
    assert lift(council, "deputy") == 1
    assert "議長に頼んでください" in capsys.readouterr().err

    with council.services.database.write() as unit:
        offices.end_all(unit, of(council, "chair"), days.begins(days.today()))
    assert lift(council, "deputy") == 0

    assert state_of(council, "deputy") == "active"
    record = council.ledger("people.resumed")[-1]
    assert (record.get("actor"), record["address"]) == (None, "command line")


def test_operator_lifts_the_suspension_of_whoever_is_chair_or_will_be(council: Council) -> None:
    suspend(council, "member1")
    with council.services.database.write() as unit:
        unit.query(Person).filter_by(login="member1").one().state = "active"
    elected(council, "member1")
    with council.services.database.write() as unit:
        unit.query(Person).filter_by(login="member1").one().state = "suspended"

    assert lift(council, "member1") == 0
    assert state_of(council, "member1") == "active"
