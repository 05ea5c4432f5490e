"""Permits: exceptions from "nothing is saved" for one paper.

In prose: asked for by readers who may read the paper, decided by the chair or a delegate with a strong sign-in of the
last 15 minutes, never by the asker (1(1)①, 7-4(1)). A permit's PDF leaves only to its holder while a granted permit has
a use left, and under the same rules as reading (6-1(14)③).
"""

from types import NoneType

from app.access.actions import Action
from app.access.decisions import Decision, Duty, allow, deny
from app.access.facts import PaperFacts, PermitFacts
from app.access.levels import effective
from app.access.reasons import Reason
from app.access.roles import READERS, SECRETARIAT
from app.access.rules.reading import reach, reach_and_conditions
from app.access.rules.rule import Question, Rule, Rules, about, by_role, chairs, if_fresh, of_the_chair


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
    return if_fresh(question.actor, decision) if permit.is_open else deny(Reason.DECIDED_ALREADY, "7-4(1)")


def _download(question: Question, paper: PaperFacts) -> Decision:
    decision = reach_and_conditions(question, paper)
    if not decision.is_allowed:
        return decision
    if not (paper.is_own_permit and paper.has_download_permit):
        return deny(Reason.NEEDS_PERMIT, "6-1(14)③")
    duties = [Duty.MARK, Duty.NO_STORE, Duty.COUNT_USE]
    if question.table.row(effective(paper.level)).permit_is_encrypted:
        duties.append(Duty.ENCRYPT)
    return allow("7-4(1)", *duties)


RULES: Rules = {
    Action.PERMIT_ASK: Rule(about(PaperFacts, _ask)),
    Action.PERMIT_LIST: Rule(about(NoneType, _list)),
    Action.PERMIT_DESK: Rule(of_the_chair("1(1)①")),
    Action.PERMIT_DECIDE: Rule(about(PermitFacts, _decide)),
    # The row of the level judges the device, after the need to know.
    Action.PERMIT_DOWNLOAD: Rule(about(PaperFacts, _download), on_any_device=True),
}
