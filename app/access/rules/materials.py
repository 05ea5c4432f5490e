"""Papers as the secretariat prepares them: upload, label, release, withdrawal.

In prose: preparing belongs to clerk and administrator (1(3)). A clerk may bring a 3A paper. What else is done with it,
publishing, placing and replacing it included, is the administrator's (2(1)). A lower label is confirmed by a second
person, from and to 3A by the administrator (6-1(2)②). A release to residents is asked for by one of them and confirmed
by another, one of the two an administrator (2(2)⑦); one of them ends it. The list of papers leaves as a file under the
conditions of the highest level in it (2(2)③-2). A paper's disposal is asked for by one of
them. The chair, an administrator or whoever carries the chair's duties by law confirms it, of class 3 the chair alone
(2(1) 取扱制限5).
"""

from app.access.actions import Action
from app.access.decisions import Decision, allow, deny
from app.access.facts import DisposalFacts, LabelChangeFacts, ListFacts, PaperFacts, ReleaseFacts
from app.access.levels import Confidentiality
from app.access.reasons import Reason
from app.access.roles import SECRETARIAT, Role
from app.access.rules.halts import in_charge
from app.access.rules.reading import as_its_highest
from app.access.rules.rule import Question, Rule, Rules, about, about_one_or_all, by_role


def _touch(question: Question, paper: PaperFacts | None) -> Decision:
    """Allow the secretariat; for a 3A paper the administrator only. `paper`: None for a new one, or for all papers."""
    decision = by_role(question.actor, "1(3)", *SECRETARIAT)
    is_3a = paper is not None and paper.level is Confidentiality.C3A
    if decision.is_allowed and is_3a and not question.actor.holds(Role.ADMINISTRATOR):
        return deny(Reason.NEEDS_ADMINISTRATOR, "2(1)")
    return decision


def _take_list(question: Question, listed: ListFacts | None) -> Decision:
    return as_its_highest(question, by_role(question.actor, "1(3)", *SECRETARIAT), listed)


def _bring(question: Question, paper: PaperFacts | None) -> Decision:
    """A file that the actor registered, of a paper of any level; for another person's file, as `_touch`.

    A further file takes the place of what readers get, which is more than bringing a paper.
    """
    if paper is not None and (paper.is_further or not paper.is_brought_by_actor):
        return _touch(question, paper)
    return by_role(question.actor, "1(3)", *SECRETARIAT)


def _confirm_label(question: Question, change: LabelChangeFacts) -> Decision:
    if not question.actor.holds(*SECRETARIAT):
        return deny(Reason.ROLE, "6-1(2)②")
    if change.is_own:
        return deny(Reason.OWN_REQUEST, "6-1(2)②")
    if change.is_3a and not question.actor.holds(Role.ADMINISTRATOR):
        return deny(Reason.NEEDS_ADMINISTRATOR, "2(1)")
    return allow("6-1(2)②")


def _withdraw_label(question: Question, change: LabelChangeFacts) -> Decision:
    """Allow the asker, also for a paper of 3A, of which a clerk knows only by having asked."""
    decision = by_role(question.actor, "6-1(2)②", *SECRETARIAT)
    return deny(Reason.UNKNOWN, "6-1(2)②") if decision.is_allowed and not change.is_own else decision


def _confirm_release(question: Question, release: ReleaseFacts) -> Decision:
    if not question.actor.holds(*SECRETARIAT):
        return deny(Reason.ROLE, "2(2)⑦")
    if release.is_3a and not question.actor.holds(Role.ADMINISTRATOR):
        return deny(Reason.NEEDS_ADMINISTRATOR, "2(1)")
    if release.is_own:
        return deny(Reason.OWN_REQUEST, "2(2)⑦")
    if not release.is_administrators and not question.actor.holds(Role.ADMINISTRATOR):
        return deny(Reason.RELEASE_NEEDS_ADMINISTRATOR, "2(2)⑦")
    return allow("2(2)⑦")


def _see_disposals(question: Question, disposal: DisposalFacts | None) -> Decision:
    """One that was asked for, or all (None); of 3A papers clerks see none."""
    actor, clause = question.actor, "2(1) 取扱制限5"
    in_office = in_charge(actor, clause)
    if in_office.is_allowed or not actor.holds(*SECRETARIAT):
        return in_office
    is_3a = disposal is not None and disposal.level is Confidentiality.C3A
    return deny(Reason.NEEDS_ADMINISTRATOR, "2(1)") if is_3a else allow(clause)


def _confirm_disposal(question: Question, disposal: DisposalFacts) -> Decision:
    decision = in_charge(question.actor, "2(1) 取扱制限5")
    if not decision.is_allowed:
        return decision
    if disposal.is_own:
        return deny(Reason.SAME_PERSON, "6-1(2)②")
    is_chair = question.actor.holds(Role.CHAIR) or decision.is_delegated
    return decision if is_chair or not disposal.level.is_level_3 else deny(Reason.CHAIRS_ALONE, "2(1) 取扱制限5")


RULES: Rules = {
    Action.MATERIAL_UPLOAD: Rule(about_one_or_all(PaperFacts, _bring)),
    Action.MATERIAL_PREPARE: Rule(about_one_or_all(PaperFacts, _touch)),
    Action.MATERIAL_EXPORT: Rule(about_one_or_all(ListFacts, _take_list)),
    Action.MATERIAL_READERS: Rule(about_one_or_all(PaperFacts, _touch)),
    Action.MATERIAL_LABEL: Rule(about_one_or_all(PaperFacts, _touch)),
    Action.MATERIAL_LABEL_CONFIRM: Rule(about(LabelChangeFacts, _confirm_label)),
    Action.MATERIAL_LABEL_WITHDRAW: Rule(about(LabelChangeFacts, _withdraw_label)),
    Action.MATERIAL_PUBLISH: Rule(about_one_or_all(PaperFacts, _touch)),
    Action.MATERIAL_RELEASE: Rule(about_one_or_all(PaperFacts, _touch)),
    Action.MATERIAL_RELEASE_CONFIRM: Rule(about(ReleaseFacts, _confirm_release)),
    Action.MATERIAL_RELEASE_END: Rule(about_one_or_all(PaperFacts, _touch)),
    Action.MATERIAL_REPLACE: Rule(about_one_or_all(PaperFacts, _touch)),
    Action.MATERIAL_WITHDRAW: Rule(about_one_or_all(PaperFacts, _touch)),
    Action.MATERIAL_REMOVE: Rule(about_one_or_all(PaperFacts, _touch)),
    Action.MATERIAL_DISPOSE: Rule(about_one_or_all(PaperFacts, _touch)),
    Action.MATERIAL_DISPOSE_CONFIRM: Rule(about(DisposalFacts, _confirm_disposal)),
    Action.DISPOSAL_DESK: Rule(about_one_or_all(DisposalFacts, _see_disposals)),
}
