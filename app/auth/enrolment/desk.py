"""The desk of resets that wait for a second person."""

from app.access.actions import Action
from app.audit.vocabulary import EventKind
from app.auth.enrolment.proposals import FACTOR_RESET
from app.proposals.queries import any_open, count_for
from app.web.call import Call
from app.web.desks import Desk
from app.web.navigation import Place


def _count(call: Call) -> int:
    return count_for(call.session, call.actor, call.handling, (FACTOR_RESET,))


RESETS = Desk(
    "resets",
    "リセットの確認",
    "/admin/resets",
    (Place.PEOPLE, Place.ACCOUNT),
    Action.FACTOR_RESET_DESK,
    _count,
    frozenset({EventKind.RESET_ASKED, EventKind.RESET_DECIDED, EventKind.OFFICE_CHANGED, EventKind.PERSON_RETIRED}),
    any_open((FACTOR_RESET,)),
)
