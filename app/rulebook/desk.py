"""The ways to the rules and notices that the person has still to acknowledge: in the menu, and from a refused page."""

from starlette.responses import Response

from app.access.actions import Action
from app.access.reasons import Reason
from app.audit.vocabulary import EventKind
from app.rulebook import queries
from app.web import answers
from app.web.call import Call
from app.web.desks import Desk
from app.web.navigation import Place
from app.web.refusal import Refused, wants_html


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


def acknowledge_instead(refused: Refused) -> Response | None:
    """A redirect to the rules, for a page that was refused until they are acknowledged; None for other refusals."""
    step = refused.next_step
    is_page = refused.call.request.method in {"GET", "HEAD"} and wants_html(refused.call)
    if refused.decision.reason is not Reason.RULES_FIRST or step is None or not is_page:
        return None
    return answers.see_other(step.href)
