"""閲覧凍結 in the policy (6-5(2)): a freeze changes of each action's decision what its word says, no more."""

from dataclasses import replace

import pytest

from app.access.actions import Action
from app.access.facts import (
    ANONYMOUS,
    HIDDEN,
    Actor,
    DeviceFacts,
    DeviceKind,
    Facts,
    LabelChangeFacts,
    Lift,
    MeetingFacts,
    PaperFacts,
    PersonFacts,
    ReleaseFacts,
    RuleFacts,
)
from app.access.levels import Confidentiality
from app.access.policy import decide
from app.access.reasons import Reason
from app.access.roles import Role
from app.access.stops.freezing import WHILE_FROZEN, WhileFrozen, assemble
from app.access.stops.halting import HaltDepth

PAPERS = [
    PaperFacts(
        level,
        is_released=released,
        is_published=published,
        in_audience=True,
        is_named=True,
        has_download_permit=True,
        is_own_permit=True,
        lifted=frozenset(Lift),
    )
    for level in (None, *Confidentiality)
    for released in (False, True)
    for published in (False, True)
]
OTHERS: list[Facts] = [
    None,
    *HIDDEN.values(),
    MeetingFacts(is_published=True, is_attendee=True),
    LabelChangeFacts(is_own=False, is_3a=False),
    LabelChangeFacts(is_own=True, is_3a=False),
    ReleaseFacts(is_own=False, is_administrators=True),
    DeviceFacts(is_own=True),
    PersonFacts(is_own=True),
    RuleFacts(is_concerned=True, is_about_devices=True),
]
ACTORS = [
    Actor("p", frozenset({role}), DeviceKind.ISSUED, strong_age_seconds=age, is_phishing_resistant=True)
    for role in Role
    if role is not Role.PUBLIC
    for age in (0, 24 * 3600)
]


@pytest.mark.parametrize("action", list(Action))
def test_freeze_changes_of_a_decision_only_what_the_word_of_its_action_says(action: Action) -> None:
    word, changed = WHILE_FROZEN[action], set[Reason]()
    for actor in (ANONYMOUS, *ACTORS):
        for facts in (*PAPERS, *OTHERS):
            before, now = decide(actor, action, facts), decide(replace(actor, halt=HaltDepth.READING), action, facts)
            if word is WhileFrozen.REFUSED:
                assert not now.is_allowed
            if word is WhileFrozen.BY_LEVEL and now.is_allowed:
                assert isinstance(facts, PaperFacts)
                assert facts.level is Confidentiality.C1
            if before != now:
                assert before.can_be_allowed or now.reason is Reason.FROZEN  # what was closed stays closed as it was
                changed.add(now.reason)

    expected = {
        WhileFrozen.GOES_ON: (set[Reason](),),
        WhileFrozen.PARTLY: (set[Reason](),),
        WhileFrozen.REFUSED: ({Reason.FROZEN_NO_WIDER},),
        # The original leaves only of what is released, which is level 1.
        WhileFrozen.BY_LEVEL: ({Reason.FROZEN}, set[Reason]())
        if action is Action.ORIGINAL_DOWNLOAD
        else ({Reason.FROZEN},),
    }
    assert changed in expected[word]


def test_action_without_a_word_or_with_two_is_not_taken() -> None:
    words = {kind: {action for action in Action if WHILE_FROZEN[action] is kind} for kind in WhileFrozen}
    assert assemble(words) == WHILE_FROZEN

    with pytest.raises(TypeError, match=r"page\.read"):
        assemble({**words, WhileFrozen.BY_LEVEL: words[WhileFrozen.BY_LEVEL] - {Action.PAGE_READ}})
    with pytest.raises(TypeError, match="two words"):
        assemble({**words, WhileFrozen.GOES_ON: words[WhileFrozen.GOES_ON] | {Action.PAGE_READ}})
