"""Registers (台帳・記録簿).

In prose: the list of registers shows each person those that they may read. A register is read by the offices that its
declaration names as readers, and written by those that it names as writers, from an approved device.
"""

from app.access.actions import Action
from app.access.decisions import Decision, Duty, allow, deny
from app.access.facts import RegisterFacts
from app.access.reasons import Reason
from app.access.rules.rule import Question, Rule, Rules, about, by_role


def _read(question: Question, register: RegisterFacts) -> Decision:
    return by_role(question.actor, register.clause, *register.readers)


def _write(question: Question, register: RegisterFacts) -> Decision:
    if not question.actor.holds(*register.writers):
        return deny(Reason.ROLE, register.clause)
    return allow(register.clause, Duty.RECORD)


RULES: Rules = {
    Action.REGISTER_INDEX: Rule(about(RegisterFacts, _read)),
    Action.REGISTER_READ: Rule(about(RegisterFacts, _read)),
    Action.REGISTER_WRITE: Rule(about(RegisterFacts, _write)),
}
