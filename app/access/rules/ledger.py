"""The ledger: read by administrator and chair, and within their remit by investigators and auditors (7-2(2), 7).

Who holds an office for a matter is refused whatever lies outside of it: another person's records, another time, a code
of them, or one that is nobody's; the refusal is recorded like every other. The export of the whole chain names every
paper: administrator and chair only, and no administrator who reads of class 3 only what names them (6-2(3)②). Who holds
an office for a matter gets what lies within, and the chair is told. Both leave under the conditions of the highest
level that may be named in them, as every list of papers does (2(2)③-2). Whoever looks into the ledger also reads
the table of clauses, whose counts come out of it and name nobody (9), and an auditor the reports of the audit's time
(1(2)⑦).
"""

from app.access.actions import Action
from app.access.decisions import Decision, allow, deny
from app.access.facts import Actor, ListFacts
from app.access.levels import Confidentiality
from app.access.reasons import Reason
from app.access.remits.remit import OF_LEDGER, Remit, Sought
from app.access.roles import Role
from app.access.rules.reading import as_its_highest
from app.access.rules.rule import Question, Rule, Rules, about_one_or_all, by_role, of_roles

_OFFICES = (Role.ADMINISTRATOR, Role.CHAIR)


def _read(question: Question, sought: Sought | None) -> Decision:
    """Without anything sought: whether there is anything that this person may look into."""
    actor = question.actor
    if actor.holds(*_OFFICES) or not actor.holds(*OF_LEDGER):
        return by_role(actor, "7-2(2)", *_OFFICES)
    remits = actor.ledger_remits
    is_within = bool(remits) if sought is None else any(remit.covers(sought) for remit in remits)
    return allow("7-2(2)") if is_within else deny(Reason.OUTSIDE_REMIT, "7-2(2)")


def _export(question: Question) -> Decision:
    decision = by_role(question.actor, "7-2(2)", *_OFFICES)
    is_barred = decision.is_allowed and question.actor.reads_by_name and not question.actor.holds(Role.CHAIR)
    found = deny(Reason.NEED_TO_KNOW, "6-2(3)②") if is_barred else decision
    return as_its_highest(question, found, ListFacts(Confidentiality.C3A))


def _report(question: Question, sought: Sought | None) -> Decision:
    """A report tells of all of its period: an auditor reads those of the months and years that the audit reaches."""
    actor = question.actor
    if actor.holds(*_OFFICES) or not actor.holds(Role.AUDITOR):
        return by_role(actor, "1(2)⑦", *_OFFICES)
    is_within = sought is None or any(remit.covers(sought) for remit in actor.ledger_remits)
    return allow("1(2)⑦") if is_within else deny(Reason.OUTSIDE_REMIT, "7")


def _extract(question: Question) -> Decision:
    decision = by_role(question.actor, "7-2(2)", *sorted(OF_LEDGER))
    is_empty = decision.is_allowed and not question.actor.ledger_remits
    found = deny(Reason.OUTSIDE_REMIT, "7-2(2)") if is_empty else decision
    return as_its_highest(question, found, ListFacts(Confidentiality.C3B))  # titles of 3A are in none


def bounds(actor: Actor) -> tuple[Remit, ...] | None:
    """Within which remits this person looks into the ledger; None for all of it."""
    return None if actor.holds(*_OFFICES) else actor.ledger_remits


RULES: Rules = {
    Action.LEDGER_READ: Rule(about_one_or_all(Sought, _read)),
    Action.LEDGER_EXPORT: Rule(_export),
    Action.LEDGER_EXTRACT: Rule(_extract),
    Action.REPORT_READ: Rule(about_one_or_all(Sought, _report)),
    Action.CLAUSES_READ: Rule(of_roles("9", *_OFFICES, *sorted(OF_LEDGER))),
}
