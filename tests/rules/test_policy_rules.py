"""Who may do what with rules and notices, and what waits until rules were acknowledged."""

from dataclasses import replace

import pytest

from app.access.actions import Action
from app.access.facts import Actor, DeviceKind, RuleFacts
from app.access.policy import RULES, decide
from app.access.reasons import Reason
from app.access.roles import Role
from app.access.rules.rulebook import BEFORE_RULES
from tests.rules.reading import READING

ROLES = sorted(set(Role) - {Role.PUBLIC})
WRITERS = {Role.CHAIR, Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", ROLES)
def test_rules_are_known_to_those_concerned_and_written_by_chair_and_administrator(role: Role) -> None:
    actor = Actor("p", frozenset({role}), DeviceKind.ISSUED)
    own, others = RuleFacts(is_concerned=True), RuleFacts(is_concerned=False)

    def may(action: Action, facts: RuleFacts | None) -> bool:
        return decide(actor, action, facts).is_allowed

    assert may(Action.RULE_READ, own)
    assert may(Action.RULE_ACKNOWLEDGE, own)
    assert not may(Action.RULE_ACKNOWLEDGE, others)
    is_writer = role in WRITERS
    assert may(Action.RULE_READ, others) is is_writer
    assert may(Action.RULE_WRITE, None) is is_writer
    assert may(Action.RULE_END, own) is is_writer
    for office in WRITERS:
        assert may(Action.RULE_END, replace(own, is_notice=True, office=office)) is (role is office)
    assert may(Action.RULE_END, replace(own, is_notice=True)) is is_writer  # of a notice older than the column


@pytest.mark.parametrize("role", ROLES)
def test_whoever_owes_an_acknowledgement_reads_no_paper_and_no_list_before(role: Role) -> None:
    actor = Actor("p", frozenset({role}), DeviceKind.ISSUED, strong_age_seconds=0, owes_rules=True)

    refused = {action for action in RULES if decide(actor, action, None).reason is Reason.RULES_FIRST}

    assert refused == set(Action) - BEFORE_RULES
    assert refused >= READING | {Action.MEETING_READ, Action.PERMIT_LIST, Action.REGISTER_READ, Action.LEDGER_READ}
