"""What waits for whom, over all kinds; what is over is closed by the worker; and no kind is forgotten."""

import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

import pytest

import app
from app.auth.enrolment import resets
from app.kinds.proposals import PROPOSALS
from app.proposals import queries
from app.proposals.kinds import AnyProposalKind, ProposalKind
from app.proposals.models import Proposal
from app.proposals.registry import Proposals
from tests.app.conftest import SetClock
from tests.app.proposals.trial import FOR_A_DAY, HOLDS_AT_ONCE, RENAME, Office

KINDS: tuple[AnyProposalKind, ...] = (*PROPOSALS.kinds, RENAME, FOR_A_DAY)


def seen_by(office: Office, login: str) -> list[tuple[str, str, str, bool]]:
    with office.council.services.database.read() as unit:
        lines = queries.desk(unit, office.by(login).actor, office.council.handling, KINDS)
    return [(line.kind.name, line.shown.about, line.shown.change, line.can_decide) for line in lines]


def test_desk_shows_what_waits_of_every_kind_and_whom_it_waits_for(office: Office) -> None:
    office.ask("clerk1")
    with office.council.services.database.write() as unit:
        resets.ask(unit, office.by("admin"), office.council.people["member1"].id, "紛失")

    rename = ("rename_group", "議員", "「議員会」に変える")
    reset = ("factor_reset", "佐藤 花子 議員［ID member1、議員］", "サインインの方法のリセット")
    assert seen_by(office, "clerk1") == [(*rename, False), (*reset, True)]
    assert seen_by(office, "admin") == [(*rename, True), (*reset, False)]
    assert seen_by(office, "member1") == [(*rename, False), (*reset, False)]


def test_desk_leaves_out_what_nobody_can_decide_any_more(office: Office, at: SetClock) -> None:
    at("2026-12-01 09:00:00")
    office.ask(kind=FOR_A_DAY)
    office.ask()
    office.change(lambda group: setattr(group, "name", "全議員"))

    assert seen_by(office, "clerk2") == []


def test_what_is_over_is_closed_and_recorded_as_the_services_own_act(office: Office, at: SetClock) -> None:
    at("2026-12-01 09:00:00")
    expired, waiting = office.ask(kind=FOR_A_DAY), office.ask()
    known = Proposals([RENAME, FOR_A_DAY])

    at("2026-12-03 09:00:00")
    closed = [known.close_what_is_over(office.council.services.database) for _ in range(2)]

    assert closed == [1, 0]
    assert (office.state(expired), office.state(waiting)) == ("expired", "asked")
    assert office.told()[-1] == (None, "expired")


def test_proposals_of_a_newer_version_are_left_to_it(office: Office) -> None:
    proposal = office.ask()
    office.change(lambda group: setattr(group, "name", "全議員"))

    assert Proposals([FOR_A_DAY]).close_what_is_over(office.council.services.database) == 0
    assert office.state(proposal) == "asked"


def test_two_kinds_do_not_share_a_name() -> None:
    with pytest.raises(ValueError, match="rename_group"):
        Proposals([RENAME, replace(HOLDS_AT_ONCE, name="rename_group")])


def test_what_holds_from_the_asking_on_does_not_expire() -> None:
    with pytest.raises(ValueError, match="cannot expire"):
        replace(FOR_A_DAY, on_refusal=lambda *_: None)


def declared() -> Iterator[AnyProposalKind]:
    """Every kind that stands in a module of the service."""
    for found in pkgutil.walk_packages(app.__path__, "app."):
        if found.name != "app.__main__":
            yield from (each for each in vars(import_module(found.name)).values() if isinstance(each, ProposalKind))


def test_every_kind_that_a_domain_declares_is_in_the_workers_list() -> None:
    assert {kind.name for kind in declared()} == {kind.name for kind in PROPOSALS.kinds}
    assert {"label_change", "factor_reset"} <= {kind.name for kind in PROPOSALS.kinds}, (
        "rows with these names are out there"
    )


def test_row_whose_payload_is_not_of_its_kind_is_not_guessed_at(office: Office) -> None:
    from app.jobs.errors import PayloadUnreadable

    proposal = office.ask()
    with office.council.services.database.write() as unit:
        unit.get_one(Proposal, proposal).payload = '{"former":"議員","name":7}'

    with pytest.raises(PayloadUnreadable):
        office.decide(proposal)
