"""Factors: changing one's own, and giving others theirs by letter or reset.

In prose: each of these needs a strong sign-in of the last 15 minutes (3, 6-2). Letters are the administrator's to
issue, the chair's for administrators, nobody's for themselves. Resets are asked for by the same and confirmed by a
second person.
"""

from app.access.actions import Action
from app.access.decisions import Decision, allow, deny
from app.access.facts import EnrolmentFacts
from app.access.reasons import Reason
from app.access.roles import SECRETARIAT, Role
from app.access.rules.rule import Question, Rule, Rules, about, by_role, if_fresh, of_roles

_CONFIRMERS = (*SECRETARIAT, Role.CHAIR, Role.DEPUTY)


def _own(question: Question) -> Decision:
    return if_fresh(question.actor, allow("3"))


def _reach(question: Question, letter: EnrolmentFacts) -> Decision:
    """Who deals with this person's letters and resets at all."""
    chairs = {Role.CHAIR} if letter.is_administrators else set()
    return by_role(question.actor, "6-2", Role.ADMINISTRATOR, *chairs)


def _give(question: Question, letter: EnrolmentFacts) -> Decision:
    decision = _reach(question, letter)
    if not decision.is_allowed:
        return decision
    if letter.is_own:
        return deny(Reason.OWN_FACTORS, "6-2")
    return if_fresh(question.actor, allow("6-2"))


def _confirm(question: Question, reset: EnrolmentFacts) -> Decision:
    decision = by_role(question.actor, "6-2", *_CONFIRMERS)
    if not decision.is_allowed:
        return decision
    if reset.is_own:
        return deny(Reason.OWN_FACTORS, "6-2")
    if reset.is_asker:
        return deny(Reason.SAME_PERSON, "6-2")
    return if_fresh(question.actor, allow("6-2"))


RULES: Rules = {
    Action.FACTOR_CHANGE: Rule(_own),
    Action.FACTOR_RESET: Rule(about(EnrolmentFacts, _give)),
    Action.FACTOR_RESET_CONFIRM: Rule(about(EnrolmentFacts, _confirm)),
    Action.FACTOR_RESET_DESK: Rule(of_roles("6-2", *_CONFIRMERS)),
    Action.LETTER_DESK: Rule(about(EnrolmentFacts, _reach)),
    Action.LETTER_ISSUE: Rule(about(EnrolmentFacts, _give)),
}
