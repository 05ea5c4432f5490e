"""Registers (台帳・記録簿).

In prose: the list of registers shows each person those that they may read or report to. A register is read and exported
by the offices that its declaration names as readers, and written by those that it names as writers, from an approved
device. What waits there for the next step is counted for chair and secretariat. Those that it names as reporters make
entries, and follow the ones they have made; of others they learn nothing. They put their own entry into the states that
the declaration leaves to its maker, as back what they have taken out (5(1)③). Auditors and advisers read those that
their remit names (7, 1(1)②), of these the entries that stood within its time, and an auditor takes them out, for use
outside. An entry that was changed
beside the service, in itself or in its history, is neither shown nor changed (6-5(1)②). Nobody deals with an entry that
is about themselves, and where the declaration keeps it from them (7-6) they are answered as if there were none, unless
they have reported it. Where it is about all who write the register, another of its readers does. Where all of them have
written in an entry that waits for a second person (6-1(2)②), another of its readers takes that step, and no other.
"""

from app.access.actions import Action
from app.access.decisions import Decision, Duty, allow, deny
from app.access.facts import RegisterFacts
from app.access.reasons import Reason
from app.access.roles import SECRETARIAT, Role
from app.access.rules.rule import Question, Rule, Rules, about, by_role, of_roles


def _list(question: Question, register: RegisterFacts) -> Decision:
    is_lent = bool(question.actor.lent_registers) if not register.key else _is_lent(question, register)
    if is_lent:
        return allow(register.clause)
    return by_role(question.actor, register.clause, *register.readers, *register.reporters)


def _is_lent(question: Question, register: RegisterFacts) -> bool:
    return register.key in question.actor.lent_registers


def _read(question: Question, register: RegisterFacts) -> Decision:
    return _unless_kept(_read_by_office(question, register), register)


def _unless_kept(decision: Decision, register: RegisterFacts) -> Decision:
    """Whom it is about hears nothing of it: they are answered as for an entry that is not there."""
    return deny(Reason.UNKNOWN, register.clause) if decision.is_allowed and register.is_kept else decision


def _read_by_office(question: Question, register: RegisterFacts) -> Decision:
    if register.is_own and question.actor.holds(*register.reporters):
        return _if_intact(allow(register.clause), register)
    if _is_lent(question, register):
        return _within(_if_intact(allow(register.clause), register), register)
    return _if_intact(by_role(question.actor, register.clause, *register.readers), register)


def _within(decision: Decision, register: RegisterFacts) -> Decision:
    """The decision, or, if it allows by an office whose time the entry lies outside of, the refusal that says so."""
    return deny(Reason.OUTSIDE_REMIT, "7") if decision.is_allowed and register.is_out_of_reach else decision


def _if_intact(decision: Decision, register: RegisterFacts) -> Decision:
    """The decision, or, if it allows and the entry was altered, the refusal that says so."""
    return deny(Reason.ALTERED, "6-5(1)②") if decision.is_allowed and register.is_altered else decision


def _export(question: Question, register: RegisterFacts) -> Decision:
    if register.key in question.actor.audited_registers:
        return _within(_unless_kept(_if_intact(allow("7"), register), register), register)
    return _unless_kept(_if_intact(by_role(question.actor, register.clause, *register.readers), register), register)


def _enter(question: Question, register: RegisterFacts) -> Decision:
    return _recorded(question, register.clause, *register.writers, *register.reporters)


def _write(question: Question, register: RegisterFacts) -> Decision:
    roles = register.writers | register.readers if register.stands_in else register.writers
    decision = _if_intact(_recorded(question, register.clause, *sorted(roles)), register)
    if decision.is_allowed and register.is_about_actor:
        return deny(Reason.UNKNOWN if register.is_kept else Reason.ONESELF, register.clause)
    return decision


def _move(question: Question, register: RegisterFacts) -> Decision:
    if register.is_makers_move and question.actor.holds(*register.reporters):
        return _if_intact(allow(register.clause, Duty.RECORD), register)
    if register.is_second and question.actor.holds(*register.readers) and not register.is_about_actor:
        return _if_intact(allow(register.clause, Duty.RECORD), register)
    return _write(question, register)


def _recorded(question: Question, clause: str, *roles: Role) -> Decision:
    return allow(clause, Duty.RECORD) if question.actor.holds(*roles) else deny(Reason.ROLE, clause)


RULES: Rules = {
    Action.REGISTER_DESK: Rule(of_roles("5(5)①", Role.CHAIR, *sorted(SECRETARIAT))),
    Action.REGISTER_INDEX: Rule(about(RegisterFacts, _list)),
    Action.REGISTER_LIST: Rule(about(RegisterFacts, _list)),
    Action.REGISTER_READ: Rule(about(RegisterFacts, _read)),
    Action.REGISTER_EXPORT: Rule(about(RegisterFacts, _export)),
    Action.REGISTER_ENTER: Rule(about(RegisterFacts, _enter)),
    Action.REGISTER_WRITE: Rule(about(RegisterFacts, _write)),
    Action.REGISTER_MOVE: Rule(about(RegisterFacts, _move)),
}
