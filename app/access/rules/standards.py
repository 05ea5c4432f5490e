"""What the council decides of the policy's values: the handling table, zones, times (1(2)②, 6-1(2)②, 7-4).

In prose: the offices and the secretariat see what is in force. The chair or an administrator asks for a change, and so
does whoever carries all of the chair's duties by law. Another of them confirms it. What lets more through than now, or
is an exception from the policy, is the chair's: of the two, one is the chair (1(1)①, 7-4(1)).
"""

from app.access.actions import Action
from app.access.decisions import Decision, deny
from app.access.facts import StandardFacts
from app.access.reasons import Reason
from app.access.roles import Role
from app.access.rules.halts import in_charge
from app.access.rules.rule import Question, Rule, Rules, about, by_role

_TWO = "6-1(2)②"


def _read(question: Question) -> Decision:
    return by_role(question.actor, "1(2)②", Role.CHAIR, Role.DEPUTY, Role.ADMINISTRATOR, Role.CLERK)


def _ask(question: Question) -> Decision:
    return in_charge(question.actor, _TWO)


def _withdraw(question: Question, change: StandardFacts) -> Decision:
    decision = in_charge(question.actor, _TWO)
    return decision if change.is_own or not decision.is_allowed else deny(Reason.ROLE, _TWO)


def _confirm(question: Question, change: StandardFacts) -> Decision:
    decision = in_charge(question.actor, _TWO)
    if not decision.is_allowed:
        return decision
    if change.is_own:
        return deny(Reason.SAME_PERSON, _TWO)
    is_chair = question.actor.holds(Role.CHAIR) or decision.is_delegated
    return decision if is_chair or change.is_chairs or not change.loosens else deny(Reason.ROLE, "7-4(1)")


RULES: Rules = {
    Action.STANDARD_READ: Rule(_read),
    Action.STANDARD_ASK: Rule(_ask),
    Action.STANDARD_WITHDRAW: Rule(about(StandardFacts, _withdraw)),
    Action.STANDARD_CONFIRM: Rule(about(StandardFacts, _confirm)),
}
