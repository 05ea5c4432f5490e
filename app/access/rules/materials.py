"""Papers as the secretariat prepares them: upload, label, release, withdrawal.

In prose: preparing belongs to clerk and administrator (1(3)). A clerk may bring a 3A paper. What else is done with it
is the administrator's (2(1)). A lower label is confirmed by a second person, for 3A by the administrator (6-1(2)②).
"""

from app.access.actions import Action
from app.access.decisions import Decision, allow, deny
from app.access.facts import LabelChangeFacts, PaperFacts
from app.access.levels import Confidentiality
from app.access.reasons import Reason
from app.access.roles import SECRETARIAT, Role
from app.access.rules.rule import Question, Rule, Rules, about, by_role, of_roles


def _touch(question: Question) -> Decision:
    """Without facts of a paper there is none yet, or the screen is about all of them."""
    decision = by_role(question.actor, "1(3)", *SECRETARIAT)
    is_3a = isinstance(question.facts, PaperFacts) and question.facts.level is Confidentiality.C3A
    if decision.is_allowed and is_3a and not question.actor.holds(Role.ADMINISTRATOR):
        return deny(Reason.NEEDS_ADMINISTRATOR, "2(1)")
    return decision


def _confirm_label(question: Question, change: LabelChangeFacts) -> Decision:
    if not question.actor.holds(*SECRETARIAT):
        return deny(Reason.ROLE, "6-1(2)②")
    if change.is_own:
        return deny(Reason.OWN_REQUEST, "6-1(2)②")
    if change.is_3a and not question.actor.holds(Role.ADMINISTRATOR):
        return deny(Reason.NEEDS_ADMINISTRATOR, "2(1)")
    return allow("6-1(2)②")


RULES: Rules = {
    Action.MATERIAL_UPLOAD: Rule(of_roles("1(3)", *SECRETARIAT)),
    Action.MATERIAL_PREPARE: Rule(_touch),
    Action.MATERIAL_LABEL: Rule(_touch),
    Action.MATERIAL_LABEL_CONFIRM: Rule(about(LabelChangeFacts, _confirm_label)),
    Action.MATERIAL_RELEASE: Rule(_touch),
    Action.MATERIAL_WITHDRAW: Rule(_touch),
}
