"""While marks are not known to be in the pages, what shows marked pages above level 1 is closed, and nothing else."""

from dataclasses import replace

import pytest

from app.access.actions import Action
from app.access.facts import ANONYMOUS, PaperFacts
from app.access.levels import Confidentiality
from app.access.policy import decide
from app.access.reasons import Reason
from app.access.stops.marking import MarkState
from tests.rules.test_policy_frozen import ACTORS, OTHERS, PAPERS

MARKED = {
    Action.MATERIAL_READ,
    Action.PAGE_READ,
    Action.THUMBNAIL_READ,
    Action.REGION_READ,
    Action.PERMIT_PREPARE,
    Action.PERMIT_DOWNLOAD,
}


@pytest.mark.parametrize(
    ("state", "reason"), [(MarkState.LOST, Reason.MARK_LOST), (MarkState.UNCHECKED, Reason.MARK_UNCHECKED)]
)
def test_lost_marks_close_what_shows_marked_pages_above_level_1(state: MarkState, reason: Reason) -> None:
    changed = set()
    for action in Action:
        for actor in (ANONYMOUS, *ACTORS):
            for facts in (*PAPERS, *OTHERS):
                before, now = decide(actor, action, facts), decide(replace(actor, marks=state), action, facts)
                if action in MARKED and isinstance(facts, PaperFacts) and facts.level is not Confidentiality.C1:
                    assert not now.is_allowed
                if before != now:
                    assert before.can_be_allowed
                    assert now.reason is reason
                    changed.add(action)
    assert changed == MARKED
