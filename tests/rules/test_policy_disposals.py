"""The table of disposals: role × level × own or not, against the policy."""

import itertools

import pytest

from app.access.actions import Action
from app.access.facts import Actor, DeviceKind, DisposalFacts
from app.access.levels import Confidentiality
from app.access.policy import decide
from app.access.roles import Role


@pytest.mark.parametrize("role", sorted(Role))
def test_disposals_are_confirmed_by_a_second_person_and_of_class_3_by_the_chair(role: Role) -> None:
    for own, level in itertools.product((False, True), Confidentiality):
        facts = DisposalFacts(own, level)
        actor = Actor("p", frozenset({role}), DeviceKind.ISSUED, strong_age_seconds=0, is_phishing_resistant=True)

        may = {Role.CHAIR} if level.is_level_3 else {Role.CHAIR, Role.ADMINISTRATOR}
        assert decide(actor, Action.MATERIAL_DISPOSE_CONFIRM, facts).is_allowed is (role in may and not own)
        sees = {Role.CHAIR, Role.ADMINISTRATOR} | (set() if level is Confidentiality.C3A else {Role.CLERK})
        assert decide(actor, Action.DISPOSAL_DESK, facts).is_allowed is (role in sees)
        assert decide(actor, Action.DISPOSAL_DESK, None).is_allowed is (role in sees | {Role.CLERK})
