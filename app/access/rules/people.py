"""People, their offices, groups and delegations.

In prose: people, offices and groups are the administrator's (1(2)). The chair delegates (1(1)④). Suspending a person is
the chair's or a delegate's, never oneself, never the chair (7-6③); whoever may suspend may look for the person.
"""

from app.access.actions import Action
from app.access.decisions import Decision, deny
from app.access.facts import PersonFacts
from app.access.reasons import Reason
from app.access.roles import Role
from app.access.rules.rule import Question, Rule, Rules, about, by_role, chairs, of_roles


def _read(question: Question) -> Decision:
    decision = by_role(question.actor, "1(2)", Role.ADMINISTRATOR)
    return decision if decision.is_allowed else chairs(question, "7-6③")


def _suspend(question: Question, person: PersonFacts) -> Decision:
    decision = chairs(question, "7-6③")
    if decision.is_allowed and person.is_own:
        return deny(Reason.ONESELF, "7-6③")
    if decision.is_allowed and person.is_chair:
        return deny(Reason.CHAIR_THEMSELVES, "7-6③")
    return decision


RULES: Rules = {
    Action.PEOPLE_READ: Rule(_read),
    Action.PEOPLE_MANAGE: Rule(of_roles("1(2)", Role.ADMINISTRATOR)),
    Action.PERSON_SUSPEND: Rule(about(PersonFacts, _suspend)),
    Action.DELEGATE: Rule(of_roles("1(1)④", Role.CHAIR)),
}
