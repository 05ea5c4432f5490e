"""The desk of resets that wait for a second person."""

from app.access.actions import Action
from app.audit.vocabulary import EventKind
from app.auth.enrolment.proposals import FACTOR_RESET
from app.proposals.screens import desk_of
from app.web.navigation import Place

RESETS = desk_of(
    (FACTOR_RESET,),
    "resets",
    "リセットの確認",
    "/admin/resets",
    (Place.PEOPLE, Place.ACCOUNT),
    Action.FACTOR_RESET_DESK,
    frozenset({EventKind.RESET_ASKED, EventKind.RESET_DECIDED}),
)
