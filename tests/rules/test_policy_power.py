"""Who moves power, once more as a table: delegations, offices of power, and the factors of those who hold them."""

import itertools

import pytest

from app.access.actions import Action
from app.access.facts import Actor, DeviceKind, EnrolmentFacts, OfficeFacts
from app.access.policy import decide
from app.access.roles import Role

ROLES = tuple(role for role in Role if role is not Role.PUBLIC)
BOOLS = (False, True)
ISSUED = DeviceKind.ISSUED


@pytest.mark.parametrize("role", ROLES)
def test_only_the_chair_delegates_and_freshly(role: Role) -> None:
    for age in (None, 0, 900, 901):
        decision = decide(Actor("p", frozenset({role}), ISSUED, strong_age_seconds=age), Action.DELEGATE, None)

        assert decision.is_allowed is (role is Role.CHAIR and age in {0, 900})


@pytest.mark.parametrize("role", ROLES)
def test_offices_of_power_are_asked_for_and_confirmed_by_two_who_are_not_concerned(role: Role) -> None:
    actor = Actor("p", frozenset({role}), ISSUED, strong_age_seconds=0, is_phishing_resistant=True)
    for subject, asker, is_for_chair, voucher in itertools.product(BOOLS, repeat=4):
        facts = OfficeFacts(subject, asker, is_for_chair, voucher)

        may_ask = role in {Role.ADMINISTRATOR, Role.CHAIR} and not subject
        assert decide(actor, Action.OFFICE_ASK, facts).is_allowed is may_ask
        may = {Role.CHAIR} if is_for_chair else {Role.CHAIR, Role.DEPUTY, Role.ADMINISTRATOR}
        is_second = role in may and not subject and not asker and not voucher
        assert decide(actor, Action.OFFICE_CONFIRM, facts).is_allowed is is_second


@pytest.mark.parametrize("role", ROLES)
def test_factors_of_people_with_power_are_reached_by_two_and_never_by_a_clerk(role: Role) -> None:
    actor = Actor("p", frozenset({role}), ISSUED, strong_age_seconds=0, is_phishing_resistant=True)
    of_power = {Role.CHAIR, Role.DEPUTY, Role.ADMINISTRATOR}
    for own, has_power, asker, agreed in itertools.product(BOOLS, repeat=4):
        facts = EnrolmentFacts(own, has_power, asker, agreed)

        may_ask = {Role.ADMINISTRATOR, Role.CHAIR} if has_power else {Role.ADMINISTRATOR}
        assert decide(actor, Action.FACTOR_RESET, facts).is_allowed is (role in may_ask and not own)
        may_confirm = of_power if has_power else of_power | {Role.CLERK}
        is_second = role in may_confirm and not own and not asker
        assert decide(actor, Action.FACTOR_RESET_CONFIRM, facts).is_allowed is is_second
        is_printer = role in of_power and agreed and not asker if has_power else role is Role.ADMINISTRATOR
        assert decide(actor, Action.LETTER_ISSUE, facts).is_allowed is (is_printer and not own)
