"""How a ledger record names the rule or notice that an act was about."""

from app.audit.notes import RecordSubject
from app.rulebook.models import WrittenRule


def about_rule(rule: WrittenRule) -> RecordSubject:
    """The subject of a record about this rule."""
    return RecordSubject(detail={"rule": rule.id, "title": rule.title})
