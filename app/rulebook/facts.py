"""Loads the facts by which the policy decides on routes about a rule or notice."""

from app.access.facts import RuleFacts
from app.access.roles import Role
from app.errors import NotFound
from app.rulebook.models import WrittenRule
from app.rulebook.queries import may_know
from app.seals import RowAltered
from app.web.call import Call


def of_rule(call: Call) -> RuleFacts:
    """The facts of the rule or notice in the path; `call.subject` becomes it. Raises NotFound, RowAltered."""
    rule = call.session.get(WrittenRule, call.path("rule"))
    if rule is None:
        raise NotFound(cause="no such rule")
    if not rule.is_intact:
        raise RowAltered(cause=f"written_rule {rule.id} does not fit its seal")
    call.subject = rule
    office = Role(rule.written_as) if rule.written_as else None
    return RuleFacts(may_know(call.actor, rule), rule.sort.is_notice, office, is_about_devices=rule.is_about_devices)
