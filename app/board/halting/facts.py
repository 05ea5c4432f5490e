"""Loads the facts by which the policy decides on a proposal to lift a stop."""

from app.access.facts import Facts
from app.board.halting.proposals import HALT_LIFT
from app.proposals.screens import facts_of
from app.web.call import Call


def of_lift(call: Call) -> Facts:
    """The facts of the proposal {lift} of the path; `call.subject` becomes the proposal. Raises NotFound."""
    return facts_of(call, HALT_LIFT, call.path("lift"))
