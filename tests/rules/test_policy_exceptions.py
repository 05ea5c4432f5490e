"""Exceptions in the policy (7-4): what they lift, and who begins one before the chair has decided."""

import itertools
from dataclasses import replace

import pytest

from app.access.actions import Action
from app.access.facts import DeviceKind, Lift, PersonFacts
from app.access.policy import decide
from app.access.reasons import Reason
from app.access.roles import Role
from app.access.table import HandlingTable
from tests.rules.test_policy_matrix import BOOLS, ROLES, TABLE, actors, freshly, papers


@pytest.mark.sampled("decides for everybody under each exception, for four seconds of a processor")
@pytest.mark.clause("I 7-4(1)")
@pytest.mark.parametrize("level", TABLE)
@pytest.mark.parametrize("role", ROLES)
def test_exception_lifts_device_or_place_and_nothing_else(role: Role, level: str | None) -> None:
    wrong = []
    lifts = [frozenset(some) for count in range(3) for some in itertools.combinations(Lift, count)]
    meant = {Reason.DEVICE: Lift.DEVICE, Reason.ZONE: Lift.ZONE}
    table = HandlingTable(zones_are_configured=True)

    for paper in papers(level):
        under_lifts = [(lifted, replace(paper, lifted=lifted)) for lifted in lifts]
        for actor in actors(role):
            plain = decide(actor, Action.PAGE_READ, paper, table)
            for lifted, facts in under_lifts:
                under = decide(actor, Action.PAGE_READ, facts, table)
                may_differ = meant.get(plain.reason) in lifted and actor.device is not DeviceKind.UNKNOWN
                if under != plain and not may_differ:
                    wrong.append((actor, paper, lifted))

    assert wrong == []


@pytest.mark.clause("I 7-4(2)")
def test_nobody_begins_an_emergency_for_themselves() -> None:
    for role, own in itertools.product(ROLES, BOOLS):
        decision = decide(freshly(role), Action.PERMIT_EMERGENCY, PersonFacts(is_own=own))

        assert decision.is_allowed is (role is Role.ADMINISTRATOR and not own)
