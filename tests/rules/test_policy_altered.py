"""What was altered by the side is closed to everybody, whatever else would allow it."""

import pytest

from app.access.actions import PAPER_BYTES, Action
from app.access.facts import Actor, PaperFacts
from app.access.levels import Confidentiality
from app.access.policy import decide
from app.access.reasons import Reason
from app.access.roles import Role
from tests.rules.reading import is_for
from tests.rules.test_policy_matrix import ISSUED


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
@pytest.mark.parametrize("action", sorted(PAPER_BYTES - {Action.PERMIT_DOWNLOAD}))
@pytest.mark.parametrize("level", [*Confidentiality, None])
def test_nobody_gets_a_byte_of_a_paper_whose_decision_was_altered(
    role: Role, action: Action, level: Confidentiality | None
) -> None:
    facts = PaperFacts(level, is_published=True, is_released=True, in_audience=True, is_named=True, is_altered=True)
    actor = Actor("p1", frozenset({role}), ISSUED, in_trusted_zone=True, strong_age_seconds=0, has_accommodation=True)

    closed = {Reason.ALTERED, Reason.NOT_NAMED, Reason.OUTSIDE_CONTRACT} if is_for(role, action) else {Reason.ROLE}
    assert decide(actor, action, facts).reason in closed
    assert not decide(Actor(None, frozenset({Role.PUBLIC})), action, facts).is_allowed
