"""The desk of requests for a permit that wait for the chair's decision."""

from app.access.actions import Action
from app.access.facts import PermitFacts
from app.audit.vocabulary import EventKind
from app.permits import queries
from app.permits.facts import is_own
from app.permits.models import Permit
from app.web.call import Call
from app.web.desks import Desk
from app.web.navigation import Place


def _may_decide(call: Call, permit: Permit) -> bool:
    facts = PermitFacts(is_own=is_own(permit, call.actor), is_open=True)
    return permit.is_intact and call.may(Action.PERMIT_DECIDE, facts)


def _count(call: Call) -> int:
    return len({listed.matter for listed in queries.waiting(call.session) if _may_decide(call, listed.permit)})


PERMITS = Desk(
    "permits",
    "許可の決裁",
    "/permits/decide",
    (Place.DECIDE,),
    Action.PERMIT_DESK,
    _count,
    frozenset(
        {
            EventKind.PERMIT_ASKED,
            EventKind.PERMIT_EMERGENCY,
            EventKind.PERMIT_WITHDRAWN,
            EventKind.PERMIT_DECIDED,
        }
    ),
    queries.any_waiting(),
)
