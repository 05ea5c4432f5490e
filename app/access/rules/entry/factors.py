"""Factors: changing one's own, and giving others theirs by letter or reset.

In prose: letters and resets are the administrator's to issue and ask for, nobody's for themselves; a second person of
the secretariat, the chair or the deputy confirms a reset (3, 6-2). Whoever holds an office of power is reached by two
persons only: a letter rests on a reset that was asked for by the administrator or the chair, and confirmed by chair,
deputy or another administrator, never by a clerk, whom an administrator makes alone; and the asker does not print it.
Whoever deals with a person's letters may cancel one that is out: it lets nobody in.
"""

from app.access.actions import Action
from app.access.decisions import Decision, allow, deny
from app.access.facts import EnrolmentFacts
from app.access.reasons import Reason
from app.access.roles import SECRETARIAT, Role
from app.access.rules.rule import Question, Rule, Rules, about, by_role, of_roles

_CONFIRMERS = (*SECRETARIAT, Role.CHAIR, Role.DEPUTY)
_OF_POWER = (Role.CHAIR, Role.DEPUTY, Role.ADMINISTRATOR)


def _own(_question: Question) -> Decision:
    return allow("3")


def _reach(question: Question, letter: EnrolmentFacts) -> Decision:
    """Who deals with this person's letters and resets at all."""
    return by_role(question.actor, "6-2", Role.ADMINISTRATOR, *(_OF_POWER if letter.has_power else ()))


def _give(question: Question, letter: EnrolmentFacts) -> Decision:
    decision = _reach(question, letter)
    if not decision.is_allowed:
        return decision
    if letter.is_own:
        return deny(Reason.OWN_FACTORS, "6-2")
    return allow("6-2")


def _ask(question: Question, letter: EnrolmentFacts) -> Decision:
    is_deputy_alone = not question.actor.holds(Role.ADMINISTRATOR, Role.CHAIR)
    return deny(Reason.ROLE, "6-2") if is_deputy_alone else _give(question, letter)


def _issue(question: Question, letter: EnrolmentFacts) -> Decision:
    decision = _give(question, letter)
    if not decision.is_allowed or not letter.has_power:
        return decision
    if not letter.is_agreed:
        return deny(Reason.LETTER_OF_POWER, "6-2(3)")
    return deny(Reason.SAME_PERSON, "6-2(3)") if letter.is_asker else decision


def _confirm(question: Question, reset: EnrolmentFacts) -> Decision:
    decision = by_role(question.actor, "6-2", *(_OF_POWER if reset.has_power else _CONFIRMERS))
    if not decision.is_allowed:
        return decision
    if reset.is_own:
        return deny(Reason.OWN_FACTORS, "6-2")
    if reset.is_asker:
        return deny(Reason.SAME_PERSON, "6-2")
    return allow("6-2")


RULES: Rules = {
    Action.FACTOR_CHANGE: Rule(_own),
    Action.FACTOR_RESET: Rule(about(EnrolmentFacts, _ask)),
    Action.FACTOR_RESET_CONFIRM: Rule(about(EnrolmentFacts, _confirm)),
    Action.FACTOR_RESET_DESK: Rule(of_roles("6-2", *_CONFIRMERS)),
    Action.LETTER_DESK: Rule(about(EnrolmentFacts, _reach)),
    Action.LETTER_ISSUE: Rule(about(EnrolmentFacts, _issue)),
    Action.LETTER_CANCEL: Rule(about(EnrolmentFacts, _reach)),
}
