"""What a device opens, once more as a table: unknown, personal in a sitting, overdue, and who decides about it."""

import itertools
from dataclasses import replace

import pytest

from app.access.actions import Action
from app.access.facts import Actor, DeviceFacts, DeviceKind, MeetingFacts, PaperFacts, PermitFacts, RuleFacts
from app.access.levels import Confidentiality
from app.access.policy import decide
from app.access.reasons import Reason
from app.access.roles import Role
from tests.rules.reading import CONTRACT, READING

BOOLS = (False, True)
AGES = (None, 0, 15 * 60, 15 * 60 + 1)
PEOPLE = [role for role in Role if role is not Role.PUBLIC]

# what anybody who is signed in may do from a device that nobody approved
FROM_ANY_DEVICE = {
    Action.PUBLIC,
    Action.STANDING_READ,
    Action.SIGN_IN,
    Action.SIGN_OUT,
    Action.SIGN_AGAIN,
    Action.ENROL,
    Action.ACCOUNT_READ,
    Action.SESSION_RENEW,
    Action.DEVICE_REQUEST,
    Action.ALARM_READ,
    Action.LIVE_LISTEN,
}


def everything() -> list[object]:
    papers = [
        PaperFacts(level=level, is_published=True, in_audience=True, is_named=True)
        for level in (*Confidentiality, None)
    ]
    return [None, *papers, DeviceFacts(is_own=False), MeetingFacts(True, True), PermitFacts(False, True)]


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("is_about_devices", BOOLS)
def test_on_an_unapproved_device_only_rules_about_devices_are_read(role: Role, *, is_about_devices: bool) -> None:
    actor = Actor("p", frozenset({role}), DeviceKind.UNKNOWN, True, 0)
    rule = RuleFacts(is_concerned=True, is_about_devices=is_about_devices)

    for action in (Action.RULE_READ, Action.RULE_ACKNOWLEDGE):
        assert decide(actor, action, rule).is_allowed is is_about_devices
        assert not decide(actor, action, replace(rule, is_concerned=False, is_about_devices=False)).is_allowed
    assert not decide(actor, Action.RULE_LIST, None).is_allowed


@pytest.mark.parametrize("role", PEOPLE)
def test_unapproved_device_reaches_the_request_and_the_account_alone(role: Role) -> None:
    actor = Actor("p", frozenset({role}), DeviceKind.UNKNOWN, True, 0)

    allowed = {
        action
        for action, facts in itertools.product(Action, everything())
        if decide(actor, action, facts).is_allowed  # type: ignore[arg-type]  # every kind of facts, one after the other
    }

    assert allowed == FROM_ANY_DEVICE


@pytest.mark.parametrize("role", PEOPLE)
def test_device_whose_proof_is_due_may_renew_and_nothing_else(role: Role) -> None:
    del role
    actor = Actor(None, frozenset({Role.PUBLIC}), needs_renewal=True)

    allowed = {
        action
        for action, facts in itertools.product(Action, everything())
        if decide(actor, action, facts).is_allowed  # type: ignore[arg-type]  # every kind of facts, one after the other
    }

    assert allowed == {Action.PUBLIC, Action.STANDING_READ, Action.SIGN_IN, Action.ENROL, Action.SESSION_RENEW}
    assert decide(actor, Action.HOME_READ, None).reason is Reason.RENEWAL


@pytest.mark.parametrize("action", sorted(READING | {Action.PERMIT_DOWNLOAD}))
def test_no_paper_is_read_on_a_device_that_the_chair_keeps_out_of_sittings(action: Action) -> None:
    facts = PaperFacts(
        level=Confidentiality.C2,
        is_published=True,
        in_audience=True,
        has_download_permit=True,
        is_own_permit=True,
    )
    for role, allowed in itertools.product(PEOPLE, BOOLS):
        remits = ((role, CONTRACT),) if role is Role.CONTRACTOR else ()
        person = Actor("p", frozenset({role}), DeviceKind.PERSONAL, True, 0, remits=remits)
        decision = decide(replace(person, device_allowed_in_sitting=allowed), action, facts)

        assert decision.is_allowed is allowed
        if not allowed:
            assert (decision.reason, decision.clause) == (Reason.SITTING, "5(1)④")


def test_chairs_word_on_a_personal_device_never_opens_level_3() -> None:
    offices = frozenset(Role) - {Role.CONTRACTOR}  # which takes something away
    actor = Actor("p", offices, DeviceKind.PERSONAL, True, 0, device_allowed_in_sitting=True)

    for level, action in itertools.product(("3A", "3B", "3C"), READING):
        facts = PaperFacts(Confidentiality(level), is_published=True, in_audience=True, is_named=True)
        assert decide(actor, action, facts).reason is Reason.DEVICE


# action: who may, for a member's device; who may, for one of somebody with an office of power
APPROVERS: dict[Action, tuple[set[Role], set[Role]]] = {
    Action.DEVICE_APPROVE: ({Role.ADMINISTRATOR}, {Role.ADMINISTRATOR, Role.CHAIR, Role.DEPUTY}),
    Action.DEVICE_REBIND: ({Role.ADMINISTRATOR}, {Role.ADMINISTRATOR, Role.CHAIR, Role.DEPUTY}),
    Action.DEVICE_STOP: ({Role.ADMINISTRATOR, Role.CHAIR}, {Role.ADMINISTRATOR, Role.CHAIR}),
    Action.DEVICE_SITTING_APPROVE: ({Role.CHAIR}, {Role.CHAIR}),
}


@pytest.mark.parametrize("action", sorted(APPROVERS))
@pytest.mark.parametrize("role", PEOPLE)
def test_devices_are_decided_by_whom_the_clauses_name_freshly_and_never_by_their_holder(
    role: Role, action: Action
) -> None:
    stops = action is Action.DEVICE_STOP

    for own, of_power, issuer, age in itertools.product(BOOLS, BOOLS, BOOLS, AGES):
        facts = DeviceFacts(is_own=own, holder_has_power=of_power, is_letter_issuer=issuer)
        actor = Actor("p", frozenset({role}), DeviceKind.ISSUED, strong_age_seconds=age, is_phishing_resistant=of_power)
        decision = decide(actor, action, facts)

        is_one_person = action in {Action.DEVICE_APPROVE, Action.DEVICE_REBIND} and of_power and issuer
        may = role in APPROVERS[action][of_power] and (stops or not own) and not is_one_person
        is_fresh = age is not None and age <= 15 * 60
        assert decision.is_allowed is (may and (stops or is_fresh))
        assert (decision.reason is Reason.STALE) is (may and not stops and not is_fresh)


@pytest.mark.parametrize("role", PEOPLE)
def test_infected_device_is_stopped_by_who_is_near_it_and_cleared_by_somebody_else(role: Role) -> None:
    offices = {Role.ADMINISTRATOR, Role.CHAIR, Role.DEPUTY}

    for own, here, stopper, age in itertools.product(BOOLS, BOOLS, BOOLS, AGES):
        facts = DeviceFacts(is_own=own, is_here=here, is_stopper=stopper)
        actor = Actor("p", frozenset({role}), DeviceKind.ISSUED, strong_age_seconds=age)
        is_fresh = age is not None and age <= 15 * 60

        stops = decide(actor, Action.DEVICE_REPORT_INFECTED, facts)
        clears = decide(actor, Action.DEVICE_CLEAR, facts)

        assert stops.is_allowed is (own or here or role in offices | {Role.CLERK})
        assert clears.is_allowed is (role in offices and not own and not stopper and is_fresh)
    assert decide(replace(actor, strong_age_seconds=None), Action.DEVICE_REPORT_INFECTED, None).is_allowed
