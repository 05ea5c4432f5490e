"""The desk of rules and notices that the person has still to acknowledge."""

from app.access.actions import Action
from app.audit.vocabulary import EventKind
from app.rulebook import queries
from app.web.call import Call
from app.web.desks import Desk
from app.web.navigation import Place


def _count(call: Call) -> int:
    return queries.count_owed(call.session, call.actor)


RULES = Desk(
    "rules",
    "読んで確認する規程・お知らせ",
    "/rules/owed",
    (Place.HOME, Place.PREPARE, Place.RULES),
    Action.RULE_LIST,
    _count,
    frozenset(
        {
            EventKind.RULE_WRITTEN,
            EventKind.RULE_ACKNOWLEDGED,
            EventKind.RULE_ENDED,
            EventKind.RULE_VERSION_WITHDRAWN,
        }
    ),
    queries.any_written(),
)
