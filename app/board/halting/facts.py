"""Loads what the policy decides by about a proposal to lift a stop."""

from app.access.facts import Facts
from app.board.halting.proposals import HALT_LIFT
from app.proposals.queries import row_of
from app.web.call import Call


def of_lift(call: Call) -> Facts:
    """Of {lift}, which waits: `call.subject` is the proposal."""
    lift = HALT_LIFT.read(row_of(call.session, HALT_LIFT, call.path("lift")))
    call.subject = lift
    return HALT_LIFT.facts(call.session, call.actor, lift)
