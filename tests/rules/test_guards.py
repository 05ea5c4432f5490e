"""Acts that are guarded more than others: each row of the table holds in the policy, and stands in print as it is."""

from pathlib import Path

import pytest

from app.access.actions import Action
from app.access.commands import Command
from app.access.facts import (
    Actor,
    DeviceFacts,
    DeviceKind,
    DisposalFacts,
    EnrolmentFacts,
    Facts,
    LabelChangeFacts,
    LiftFacts,
    OfficeFacts,
    PaperFacts,
    PermitFacts,
    PersonFacts,
    ReleaseFacts,
    StandardFacts,
)
from app.access.guard import When
from app.access.guards import GUARDS
from app.access.guards_in_print import in_print
from app.access.levels import Confidentiality
from app.access.policy import decide
from app.access.reasons import Reason
from app.access.roles import Role
from app.kinds.proposals import PROPOSALS
from tests.rules.reading import WINDOW

PAGE = Path(__file__).parents[2] / "docs" / "ja" / "guards.md"

OTHERS = EnrolmentFacts(is_own=False)
ALLOWED: dict[Action, tuple[Role, Facts]] = {
    Action.FACTOR_CHANGE: (Role.MEMBER, None),
    Action.FACTOR_RESET: (Role.ADMINISTRATOR, OTHERS),
    Action.FACTOR_RESET_CONFIRM: (Role.CHAIR, OTHERS),
    Action.LETTER_ISSUE: (Role.ADMINISTRATOR, OTHERS),
    Action.DEVICE_APPROVE: (Role.ADMINISTRATOR, DeviceFacts(is_own=False)),
    Action.DEVICE_REBIND: (Role.ADMINISTRATOR, DeviceFacts(is_own=False)),
    Action.DEVICE_CLEAR: (Role.ADMINISTRATOR, DeviceFacts(is_own=False)),
    Action.DEVICE_SITTING_APPROVE: (Role.CHAIR, DeviceFacts(is_own=False)),
    Action.MATERIAL_LABEL: (Role.CLERK, PaperFacts(level=Confidentiality.C2)),
    Action.MATERIAL_LABEL_CONFIRM: (Role.CLERK, LabelChangeFacts(is_own=False, is_3a=False)),
    Action.MATERIAL_RELEASE: (Role.CLERK, PaperFacts(level=Confidentiality.C1)),
    Action.MATERIAL_RELEASE_CONFIRM: (Role.ADMINISTRATOR, ReleaseFacts(is_own=False, is_administrators=False)),
    Action.MATERIAL_RELEASE_END: (Role.CLERK, PaperFacts(level=Confidentiality.C1)),
    Action.MATERIAL_DISPOSE: (Role.CLERK, PaperFacts(level=Confidentiality.C2)),
    Action.MATERIAL_DISPOSE_CONFIRM: (Role.CHAIR, DisposalFacts(is_own=False)),
    Action.HALT_BEGIN: (Role.CHAIR, None),
    Action.HALT_LIFT: (Role.ADMINISTRATOR, None),
    Action.HALT_LIFT_CONFIRM: (Role.CHAIR, LiftFacts(is_own=False)),
    Action.STANDARD_ASK: (Role.ADMINISTRATOR, None),
    Action.STANDARD_CONFIRM: (Role.CHAIR, StandardFacts(is_own=False)),
    Action.MEETING_PUBLISH: (Role.CLERK, None),
    Action.OFFICE_ASK: (Role.ADMINISTRATOR, OfficeFacts(is_subject=False)),
    Action.OFFICE_CONFIRM: (Role.CHAIR, OfficeFacts(is_subject=False)),
    Action.OFFICE_RETURN: (Role.CHAIR, None),
    Action.LEDGER_EXTRACT: (Role.AUDITOR, None),
    Action.PERSON_CORRECT: (Role.ADMINISTRATOR, PersonFacts(is_own=False)),
    Action.GROUP_CHANGE: (Role.ADMINISTRATOR, None),
    Action.OFFICE_CHANGE: (Role.ADMINISTRATOR, None),
    Action.DELEGATE: (Role.CHAIR, None),
    Action.DEVICE_STOP: (Role.ADMINISTRATOR, DeviceFacts(is_own=False)),
    Action.MATERIAL_PUBLISH: (Role.CLERK, PaperFacts(level=Confidentiality.C2)),
    Action.MATERIAL_REMOVE: (Role.CLERK, PaperFacts(level=Confidentiality.C2)),
    Action.MEETING_CALL_OFF: (Role.CLERK, None),
    Action.MEETING_DELETE: (Role.CLERK, None),
    Action.MATERIAL_REPLACE: (Role.CLERK, PaperFacts(level=Confidentiality.C2)),
    Action.PERMIT_EMERGENCY: (Role.ADMINISTRATOR, PersonFacts(is_own=False)),
    Action.PERMIT_DECIDE: (Role.CHAIR, PermitFacts(is_own=False, is_open=True)),
    Action.PERSON_SUSPEND: (Role.CHAIR, PersonFacts(is_own=False)),
    Action.PERSON_LIFT: (Role.CHAIR, PersonFacts(is_own=False)),
    Action.RETIREMENT_CLOSE: (Role.ADMINISTRATOR, None),
    Action.PEOPLE_IMPORT: (Role.ADMINISTRATOR, None),
    Action.CONNECTIONS_END: (Role.ADMINISTRATOR, None),
    Action.MATERIAL_READERS: (Role.CLERK, PaperFacts(level=Confidentiality.C2)),
}
"""For each guarded act somebody who may do it, and about what: with the sign-in that its row asks for it is allowed."""


def of(role: Role, *, age: int | None = 0, is_passkey: bool = True) -> Actor:
    within = ((role, WINDOW),)
    return Actor("p", frozenset({role}), DeviceKind.ISSUED, False, age, is_phishing_resistant=is_passkey, remits=within)


def test_every_row_is_tried_here() -> None:
    assert set(ALLOWED) | set(Command) == set(GUARDS)


@pytest.mark.parametrize("action", sorted(ALLOWED))
def test_a_guarded_act_is_allowed_with_a_sign_in_as_its_row_asks_for(action: Action) -> None:
    role, facts = ALLOWED[action]

    assert decide(of(role), action, facts).is_allowed


@pytest.mark.parametrize("action", sorted(ALLOWED))
def test_a_sign_in_that_is_too_old_does_no_guarded_act(action: Action) -> None:
    (role, facts), fresh = ALLOWED[action], GUARDS[action].fresh_seconds

    for age in (None, 24 * 3600) if fresh is None else (None, fresh + 1):
        decision = decide(of(role, age=age), action, facts)
        assert decision.is_allowed is (fresh is None)
        assert fresh is None or decision.reason is Reason.STALE
    assert fresh is None or decide(of(role, age=fresh), action, facts).is_allowed


@pytest.mark.parametrize("action", sorted(ALLOWED))
def test_a_sign_in_without_a_passkey_does_no_act_that_asks_for_one(action: Action) -> None:
    role, facts = ALLOWED[action]

    decision = decide(of(role, is_passkey=False), action, facts)

    assert (decision.reason is Reason.NEEDS_PASSKEY) is (GUARDS[action].passkey is When.ALWAYS)


OF_POWER: dict[Action, tuple[Role, Facts]] = {
    Action.FACTOR_RESET: (Role.ADMINISTRATOR, EnrolmentFacts(is_own=False, has_power=True)),
    Action.FACTOR_RESET_CONFIRM: (Role.CHAIR, EnrolmentFacts(is_own=False, has_power=True)),
    Action.LETTER_ISSUE: (Role.ADMINISTRATOR, EnrolmentFacts(is_own=False, has_power=True, is_agreed=True)),
    Action.DEVICE_APPROVE: (Role.ADMINISTRATOR, DeviceFacts(is_own=False, holder_has_power=True)),
    Action.DEVICE_REBIND: (Role.ADMINISTRATOR, DeviceFacts(is_own=False, holder_has_power=True)),
    Action.DEVICE_CLEAR: (Role.ADMINISTRATOR, DeviceFacts(is_own=False, holder_has_power=True)),
}
"""Acts that open the account of somebody with an office of power, and somebody who may do them."""


def test_every_act_that_asks_for_a_passkey_about_the_powerful_is_tried_here() -> None:
    assert set(OF_POWER) == {act for act, guard in GUARDS.items() if guard.passkey is When.POWER}


@pytest.mark.parametrize("action", sorted(OF_POWER))
def test_the_account_of_somebody_with_power_is_opened_by_passkey_only(action: Action) -> None:
    role, facts = OF_POWER[action]

    assert decide(of(role), action, facts).is_allowed
    assert decide(of(role, is_passkey=False), action, facts).reason is Reason.NEEDS_PASSKEY


def test_whoever_may_not_do_an_act_is_not_asked_to_prove_who_they_are() -> None:
    for action, (_, facts) in ALLOWED.items():
        if action is not Action.FACTOR_CHANGE:  # everybody's own
            assert decide(of(Role.PUBLIC, age=None), action, facts).reason is Reason.ROLE


def test_a_second_person_in_the_table_is_one_in_the_proposals_and_the_other_way_round() -> None:
    seconds = {guard.second for guard in GUARDS.values() if guard.second is not None}

    assert seconds <= GUARDS.keys()
    confirming = {kind.confirms for kind in PROPOSALS.kinds}
    assert seconds == confirming, (
        "asking has a row in app/access/guarding/ whose `second` confirms, and confirming its own"
    )


def test_the_page_in_print_is_what_the_command_prints_with_its_heading() -> None:
    printed = PAGE.read_text("utf-8").splitlines()

    assert printed == list(in_print())
    assert printed[0] == "# 特に守られている操作"
