"""Permits (例外許可, 7-4): exceptions from "nothing is saved", and from the handling table, each for one paper.

In prose: asked for by readers who may read the paper, decided by the chair or a delegate with a fresh sign-in
(`guards.py`), never by the asker (1(1)①, 7-4(1)). A permit's PDF leaves only to its holder while a granted permit has
a use left, and under the same rules as reading (6-1(14)③).

Every other exception is applied for by the administrator (7-4(1)), and decided in the same way; neither who applied,
nor on whose word, nor whom it is for decides. In an emergency the administrator begins one first, never for themselves
(7-4(2)). Its holder begins each use; what it lifts is lifted for that session, and all other rules of reading stand.
Chair and administrator review all of them now and then, and the register of them is taken out by chair, secretariat and
the auditors whom it is lent to (7-4(3), 7). Of a paper reserve set the administrator who applied
for it is handed the PDFs, each with its person's name; the secretariat counts the copies out and back in.
"""

from dataclasses import replace
from types import NoneType

from app.access.actions import Action
from app.access.decisions import Decision, Duty, allow, deny
from app.access.facts import Lift, ListFacts, PaperFacts, PermitFacts, PersonFacts
from app.access.levels import effective
from app.access.reasons import Reason
from app.access.remits.remit import EXCEPTIONS
from app.access.roles import READERS, SECRETARIAT, Role
from app.access.rules.reading import as_its_highest, proven, reach, reach_and_conditions, with_marks
from app.access.rules.rule import (
    Question,
    Rule,
    Rules,
    about,
    about_one_or_all,
    by_role,
    chairs,
    of_roles,
    of_roles_or_by_law,
    of_the_chair,
)


def _ask(question: Question, paper: PaperFacts) -> Decision:
    return reach(question.actor, paper) if question.actor.holds(*READERS) else deny(Reason.ROLE, "7-4(1)")


def _list(question: Question, _facts: None) -> Decision:
    return by_role(question.actor, "7-4(3)", *READERS, *SECRETARIAT)


def _decide(question: Question, permit: PermitFacts) -> Decision:
    decision = chairs(question, "7-4(1)")
    if not decision.is_allowed:
        return decision
    if permit.is_own:
        return deny(Reason.OWN_REQUEST, "7-4(1)")
    return decision if permit.is_open else deny(Reason.DECIDED_ALREADY, "7-4(1)")


def _download(question: Question, paper: PaperFacts) -> Decision:
    decision = proven(question, paper)
    return _with_permit(question, paper) if decision.is_allowed else decision


def _with_permit(question: Question, paper: PaperFacts) -> Decision:
    decision = reach_and_conditions(question, paper)
    if not decision.is_allowed:
        return decision
    if not (paper.is_own_permit and paper.has_download_permit):
        return deny(Reason.NEEDS_PERMIT, "6-1(14)③")
    duties = [Duty.MARK, Duty.NO_STORE, Duty.COUNT_USE]
    if question.table.row(effective(paper.level)).permit_is_encrypted:
        duties.append(Duty.ENCRYPT)
    return with_marks(question, paper, allow("7-4(1)", *duties))


def _prepare(question: Question, paper: PaperFacts) -> Decision:
    """Decide as for sending the PDF, so that none is bound that its holder could not be sent."""
    decision = _with_permit(question, paper)
    return replace(decision, duties=decision.duties - {Duty.COUNT_USE})


def _act_first(question: Question, person: PersonFacts | None) -> Decision:
    """Allow beginning an emergency. `person`: None while none is chosen on the screen."""
    decision = by_role(question.actor, "7-4(2)", Role.ADMINISTRATOR)
    is_own = person is not None and person.is_own
    return deny(Reason.ONESELF, "7-4(2)") if decision.is_allowed and is_own else decision


def _export(question: Question, listed: ListFacts | None) -> Decision:
    """Allow an auditor whom the audit names the register for, with what stood in its time."""
    if EXCEPTIONS.key in question.actor.audited_registers:
        return as_its_highest(question, allow("7"), listed)
    decision = by_role(question.actor, "7-4(3)", Role.CHAIR, *sorted(SECRETARIAT))
    return as_its_highest(question, decision, listed)


def _open(question: Question, paper: PaperFacts) -> Decision:
    """Allow beginning a use. Conditions that another exception lifts are ignored, since that one may be begun next."""
    if not (paper.is_own_permit and paper.lifted):
        decision = reach(question.actor, paper)
        return deny(Reason.NO_EXCEPTION, "7-4(1)") if decision.is_allowed else decision
    decision = reach_and_conditions(question, replace(paper, lifted=frozenset(Lift)))
    return allow("7-4(1)") if decision.is_allowed else decision


RULES: Rules = {
    Action.PERMIT_ASK: Rule(about(PaperFacts, _ask)),
    Action.PERMIT_LIST: Rule(about(NoneType, _list)),
    Action.PERMIT_DESK: Rule(of_the_chair("1(1)①")),
    Action.PERMIT_DECIDE: Rule(about(PermitFacts, _decide)),
    Action.PERMIT_APPLY: Rule(of_roles("7-4(1)", Role.ADMINISTRATOR)),
    Action.PERMIT_COPIES: Rule(of_roles("7-4(1)", *sorted(SECRETARIAT))),
    Action.PERMIT_REVIEW: Rule(of_roles_or_by_law("7-4(3)", Role.ADMINISTRATOR, Role.CHAIR)),
    Action.PERMIT_EXPORT: Rule(about_one_or_all(ListFacts, _export)),
    Action.PERMIT_EMERGENCY: Rule(about_one_or_all(PersonFacts, _act_first)),
    Action.PERMIT_OPEN: Rule(about(PaperFacts, _open), on_any_device=True),
    # The row of the level judges the device, after the need to know.
    Action.PERMIT_PREPARE: Rule(about(PaperFacts, _prepare), on_any_device=True),
    Action.PERMIT_DOWNLOAD: Rule(about(PaperFacts, _download), on_any_device=True),
}
