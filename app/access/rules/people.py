"""People, their offices, groups and delegations.

In prose: people, groups and offices without power are the administrator's (1(2)). Names are what second persons read,
so nobody corrects their own registration. The chair delegates (1(1)④).
Suspending a person is the chair's or a delegate's, never oneself, never the chair (7-6③); whoever holds an office of
power is suspended by the chair in person. Whoever may suspend may look for the person.

An office of power is given, ended or changed by two persons (6-1(2)②, 6-2(3)). The administrator or the chair asks,
never about themselves. The chair confirms; where the chair asked, is concerned, or is not there, the deputy or another
administrator does. Never the asker, never whom it is about, and where somebody without power gains it, never whoever
printed their letter or approved their device: they could sit at that account. Of an investigator the chair is always
one of the two (7-2(2)), and nobody else whom it looks into is. A clerk is made by two as well, but any of these
confirms it: a clerk is the second person of many acts, and one person who made clerks would be both.

Where there is no chair, the deputy (副議長) carries the chair's duties by law, and nobody has to say so. Who acts where
the chair is hindered, or where there is no deputy either, is named by two persons as other offices are; any second
person will do, since the chair cannot. A chair who is back ends that alone.
"""

from app.access.actions import Action
from app.access.decisions import Decision, deny
from app.access.facts import OfficeFacts, PersonFacts
from app.access.reasons import Reason
from app.access.roles import Role
from app.access.rules.rule import Question, Rule, Rules, about, by_role, chairs, of_roles

_TWO = "6-1(2)②"
_CONFIRMERS = (Role.CHAIR, Role.DEPUTY, Role.ADMINISTRATOR)


def _read(question: Question) -> Decision:
    decision = by_role(question.actor, "1(2)", Role.ADMINISTRATOR)
    return decision if decision.is_allowed else chairs(question, "7-6③")


def _correct(question: Question, person: PersonFacts) -> Decision:
    decision = by_role(question.actor, "1(2)", Role.ADMINISTRATOR)
    return deny(Reason.ONESELF, "1(2)") if decision.is_allowed and person.is_own else decision


def _suspend(question: Question, person: PersonFacts) -> Decision:
    decision = chairs(question, "7-6③")
    if decision.is_allowed and person.is_own:
        return deny(Reason.ONESELF, "7-6③")
    if decision.is_allowed and person.is_chair:
        return deny(Reason.CHAIR_THEMSELVES, "7-6③")
    if decision.is_allowed and decision.is_delegated and person.has_power:
        return deny(Reason.CHAIRS_ALONE, "7-6③")
    return decision


def _ask_for_office(question: Question, office: OfficeFacts) -> Decision:
    decision = by_role(question.actor, _TWO, Role.ADMINISTRATOR, Role.CHAIR)
    return deny(Reason.ONESELF, _TWO) if decision.is_allowed and office.is_subject else decision


def _confirm_office(question: Question, office: OfficeFacts) -> Decision:
    decision = by_role(question.actor, _TWO, *_CONFIRMERS)
    if not decision.is_allowed:
        return decision
    if office.is_subject:
        return deny(Reason.ONESELF, _TWO)
    if office.is_asker:
        return deny(Reason.SAME_PERSON, _TWO)
    if office.is_voucher:
        return deny(Reason.VOUCHER, _TWO)
    if office.is_for_chair and not question.actor.holds(Role.CHAIR):
        return deny(Reason.CHAIRS_ALONE, _TWO)
    return decision


RULES: Rules = {
    Action.PEOPLE_READ: Rule(_read),
    Action.PEOPLE_MANAGE: Rule(of_roles("1(2)", Role.ADMINISTRATOR)),
    Action.PERSON_CORRECT: Rule(about(PersonFacts, _correct)),
    Action.GROUP_CHANGE: Rule(of_roles("1(2)", Role.ADMINISTRATOR)),
    Action.PEOPLE_IMPORT: Rule(of_roles("1(2)", Role.ADMINISTRATOR)),
    Action.RETIREMENT_CLOSE: Rule(of_roles("5(1)⑥", Role.ADMINISTRATOR)),
    Action.PERSON_SUSPEND: Rule(about(PersonFacts, _suspend)),
    Action.PERSON_LIFT: Rule(about(PersonFacts, _suspend)),
    Action.DELEGATION_DESK: Rule(of_roles("1(1)④", Role.CHAIR)),
    Action.DELEGATE: Rule(of_roles("1(1)④", Role.CHAIR)),
    Action.OFFICE_CHANGE: Rule(of_roles("1(2)", Role.ADMINISTRATOR)),
    Action.OFFICE_DESK: Rule(of_roles(_TWO, *_CONFIRMERS)),
    Action.OFFICE_ASK: Rule(about(OfficeFacts, _ask_for_office)),
    Action.OFFICE_CONFIRM: Rule(about(OfficeFacts, _confirm_office)),
    Action.OFFICE_RETURN: Rule(of_roles("1(1)", Role.CHAIR)),
}
