"""A list of papers that leaves as a file is decided about as its highest level is (2(2)③-2)."""

import itertools

import pytest

from app.access.actions import Action
from app.access.facts import Actor, ListFacts
from app.access.levels import Confidentiality
from app.access.policy import decide
from app.access.roles import Role
from tests.rules.test_policy_matrix import AGES, ISSUED, PERSONAL, TABLE


@pytest.mark.parametrize("action", [Action.MATERIAL_EXPORT, Action.PERMIT_EXPORT])
def test_a_list_leaves_under_the_conditions_of_the_highest_level_in_it(action: Action) -> None:
    for level, device, age in itertools.product(Confidentiality, (ISSUED, PERSONAL), AGES):
        actor = Actor("p", frozenset({Role.ADMINISTRATOR}), device, strong_age_seconds=age)
        devices, _, oldest, *_ = TABLE[level.value]

        is_fit = device in devices and age is not None and age <= oldest
        assert decide(actor, action, ListFacts(level)).is_allowed is is_fit, (level, device, age)
        assert decide(actor, action, None).is_allowed
