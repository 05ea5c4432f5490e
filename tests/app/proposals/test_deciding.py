"""One asks, another decides, and what was asked for happens then or not at all."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.access.decisions import Denied
from app.access.reasons import Reason
from app.access.roles import Role
from app.errors import NotFound
from app.members.models import Office as Term
from app.proposals import acts
from app.proposals.kinds import ProposalKind
from app.proposals.models import Proposal
from tests.app.auth.signin.test_races import together
from tests.app.conftest import SetClock
from tests.app.proposals.trial import (
    FOR_A_DAY,
    HOLDS_AT_ONCE,
    RENAME,
    WHILE_IN_OFFICE,
    WITH_A_LAX_RULE,
    Changed,
    Decided,
    NewName,
    Office,
    Waits,
)

pytestmark = pytest.mark.alike("what is shown before two decide; others ask for the same on both")


def test_what_one_asks_for_waits_and_what_another_confirms_happens(office: Office) -> None:
    clerk1, clerk2 = (office.council.people[login].id for login in ("clerk1", "clerk2"))

    proposal = office.ask()
    name_before = office.group.name
    office.decide(proposal)

    assert (name_before, office.group.name, office.state(proposal)) == ("議員", "議員会", "confirmed")
    assert office.told() == [(clerk1, "asked"), (clerk2, "confirmed"), (clerk2, "renamed")]


def test_what_the_second_person_refuses_changes_nothing(office: Office) -> None:
    proposal = office.ask()

    office.decide(proposal, is_confirmed=False)

    assert (office.group.name, office.state(proposal)) == ("議員", "refused")
    assert office.told()[-1] == (office.council.people["clerk2"].id, "refused")


def test_a_second_word_comes_too_late(office: Office) -> None:
    proposal = office.ask()
    office.decide(proposal, is_confirmed=False)

    with pytest.raises(Decided):
        office.decide(proposal, "admin")

    assert office.group.name == "議員"


@pytest.mark.parametrize("kind", [RENAME, WITH_A_LAX_RULE], ids=["by the rule", "whatever the rule says"])
def test_whoever_asked_does_not_decide(office: Office, kind: ProposalKind[NewName]) -> None:
    proposal = office.ask(kind=kind)

    with pytest.raises(Denied) as denied:
        office.decide(proposal, "clerk1", kind=kind)

    assert denied.value.decision.reason in {Reason.OWN_REQUEST, Reason.SAME_PERSON}
    assert (office.group.name, office.state(proposal)) == ("議員", "asked")


def test_whoever_has_lost_the_office_meanwhile_does_not_decide(office: Office) -> None:
    proposal = office.ask()

    with pytest.raises(Denied) as denied:
        office.decide(proposal, roles=frozenset({Role.MEMBER}))

    assert denied.value.decision.reason is Reason.ROLE


def test_effect_that_fails_leaves_the_proposal_as_it_was(office: Office) -> None:
    def drop_the_group(*_: object) -> None:
        raise RuntimeError("halfway")

    kind = replace(RENAME, effect=drop_the_group)
    proposal = office.ask()
    before = office.told()

    with pytest.raises(RuntimeError, match="halfway"):
        office.decide(proposal, kind=kind)

    assert (office.state(proposal), office.told()) == ("asked", before)


def test_one_proposal_about_one_thing_is_open_at_a_time(office: Office) -> None:
    office.ask()

    with pytest.raises(Waits):
        office.ask("clerk2", "町議会議員")


def test_the_database_keeps_a_second_open_one_out_too(office: Office) -> None:
    office.ask()
    with office.council.services.database.read() as unit:
        first = unit.scalars(select(Proposal)).one()

    second = Proposal(kind=first.kind, subject=first.subject, payload=first.payload, asked_by=first.asked_by)
    second.asked_at = clock.now()

    with pytest.raises(IntegrityError), office.council.services.database.write() as unit:
        unit.add(second)


def test_another_may_be_asked_for_once_the_first_is_decided(office: Office) -> None:
    office.decide(office.ask(), is_confirmed=False)

    office.decide(office.ask(name="町議会議員"))

    assert office.group.name == "町議会議員"


def test_what_was_asked_about_something_that_has_changed_is_not_done(office: Office) -> None:
    proposal = office.ask()
    office.change(lambda group: setattr(group, "name", "全議員"))

    with pytest.raises(Changed):
        office.decide(proposal)

    assert office.group.name == "全議員"


def test_new_proposal_takes_the_place_of_one_that_is_overtaken(office: Office) -> None:
    overtaken = office.ask()
    office.change(lambda group: setattr(group, "name", "全議員"))

    office.decide(office.ask("clerk2"), "clerk1")

    assert (office.state(overtaken), office.group.name) == ("stale", "議員会")
    assert (None, "stale") in office.told()


def test_what_has_waited_too_long_cannot_be_confirmed(office: Office, at: SetClock) -> None:
    at("2026-12-01 09:00:00")
    proposal = office.ask(kind=FOR_A_DAY)

    at("2026-12-02 09:00:00")
    with pytest.raises(Changed):
        office.decide(proposal, kind=FOR_A_DAY)

    office.ask("clerk2", kind=FOR_A_DAY)
    assert office.state(proposal) == "expired"


def test_what_somebody_asked_for_who_has_left_office_is_not_done(office: Office) -> None:
    proposal = office.ask(kind=WHILE_IN_OFFICE)
    with office.council.services.database.write() as unit:
        unit.scalars(
            select(Term).where(Term.person_id == office.council.people["clerk1"].id)
        ).one().ends_at = clock.now()

    with pytest.raises(Changed):
        office.decide(proposal, kind=WHILE_IN_OFFICE)

    assert office.group.name == "議員"


def test_whoever_asked_takes_it_back_and_nobody_else_does(office: Office) -> None:
    proposal = office.ask()
    database = office.council.services.database

    with pytest.raises(NotFound), database.write() as unit:
        acts.withdraw(unit, office.by("clerk2"), RENAME, proposal)
    with database.write() as unit:
        acts.withdraw(unit, office.by("clerk1"), RENAME, proposal)
    with pytest.raises(Decided):
        office.decide(proposal)

    assert office.state(proposal) == "withdrawn"
    assert office.told()[-1] == (office.council.people["clerk1"].id, "withdrawn")


def test_what_holds_from_the_asking_on_is_not_taken_back_by_one_person(office: Office) -> None:
    proposal = office.ask(kind=HOLDS_AT_ONCE)

    with pytest.raises(TypeError), office.council.services.database.write() as unit:
        acts.withdraw(unit, office.by("clerk1"), HOLDS_AT_ONCE, proposal)


def test_proposal_of_another_kind_is_not_found(office: Office) -> None:
    proposal = office.ask()

    with pytest.raises(NotFound):
        office.decide(proposal, kind=FOR_A_DAY)


def test_what_has_gone_with_its_subject_is_not_found(office: Office) -> None:
    proposal = office.ask()
    lock = RENAME.lock

    def go_meanwhile(unit: Session, subject: str) -> None:
        """While somebody waits for the lock, its holder removes the subject."""
        lock(unit, subject)
        acts.forget(unit, RENAME, subject)

    with pytest.raises(NotFound):
        office.decide(proposal, kind=replace(RENAME, lock=go_meanwhile))


@pytest.mark.both("what happens at once or in between")
def test_of_two_who_decide_at_once_one_is_heard(office: Office) -> None:
    proposal = office.ask()

    results = together(
        lambda: office.decide(proposal, "clerk2"), lambda: office.decide(proposal, "admin", is_confirmed=False)
    )

    assert [type(one) for one in results if one is not None] == [Decided]
    assert office.state(proposal) in {"confirmed", "refused"}
    assert (office.group.name == "議員会") is (office.state(proposal) == "confirmed")


@pytest.mark.both("what happens at once or in between")
def test_of_two_who_ask_at_once_one_is_heard(office: Office) -> None:
    results = together(lambda: office.ask("clerk1"), lambda: office.ask("clerk2"))

    assert sorted(type(one).__name__ for one in results) == ["Waits", "str"]
    with office.council.services.database.read() as unit:
        assert unit.scalar(select(func.count()).select_from(Proposal)) == 1
