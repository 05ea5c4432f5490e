"""Stopping the council at once, and lifting that (6-5(2), 1(2)③, 6-1(2)②).

In prose: whether it is stopped, everybody may see. The chair or the administrator stops it, each alone and at once, and
so does whoever carries all of the chair's duties by law. Any two of them lift it: one asks, another confirms.
"""

from dataclasses import replace

from app.access.actions import Action
from app.access.decisions import Decision, allow, allow_unrecorded, deny
from app.access.duties import CARRIERS
from app.access.facts import Actor, Facts, LiftFacts
from app.access.reasons import Reason
from app.access.roles import Role
from app.access.rules.rule import Question, Rule, Rules, about, by_role

_TWO = "6-1(2)②"


def carries_all(actor: Actor) -> bool:
    """Whether the actor carries all of the chair's duties by law."""
    return actor.holds(*CARRIERS) and actor.acts_because is not None


def in_charge(actor: Actor, clause: str) -> Decision:
    """Allow the chair, an administrator, and a person who carries all of the chair's duties by law."""
    if carries_all(actor):
        return replace(allow(clause), is_delegated=True)
    return by_role(actor, clause, Role.CHAIR, Role.ADMINISTRATOR)


def _begin(question: Question) -> Decision:
    return in_charge(question.actor, "6-5(2)")


def _ask(question: Question) -> Decision:
    return in_charge(question.actor, _TWO)


def _withdraw(question: Question, lift: LiftFacts) -> Decision:
    decision = in_charge(question.actor, _TWO)
    return decision if lift.is_own or not decision.is_allowed else deny(Reason.ROLE, _TWO)


def _confirm(question: Question, lift: LiftFacts) -> Decision:
    decision = in_charge(question.actor, _TWO)
    return deny(Reason.SAME_PERSON, _TWO) if decision.is_allowed and lift.is_own else decision


def _to_everybody(_facts: Facts) -> Decision:
    """Allow everybody, without a record: it reveals nothing about anybody, and monitors ask every minute."""
    return allow_unrecorded("6-5(2)")


RULES: Rules = {
    Action.STANDING_READ: Rule(lambda question: _to_everybody(question.facts), to_everybody=_to_everybody),
    Action.HALT_BEGIN: Rule(_begin),
    Action.HALT_LIFT: Rule(_ask),
    Action.HALT_LIFT_WITHDRAW: Rule(about(LiftFacts, _withdraw)),
    Action.HALT_LIFT_CONFIRM: Rule(about(LiftFacts, _confirm)),
}
