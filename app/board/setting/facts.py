"""Loads what the policy decides by about a proposal to change a value."""

from app.access.facts import Facts
from app.board.setting.proposals import STANDARD_CHANGE
from app.errors import NotFound
from app.proposals.queries import row_of
from app.standards.catalogue import STANDARDS
from app.web.call import Call


def of_standard(call: Call) -> Facts:
    """Of {standard}: `call.subject` is what the catalogue says of it. Raises NotFound."""
    standard = STANDARDS.get(call.path("standard"))
    if standard is None:
        raise NotFound(cause="no such value")
    call.subject = standard
    return None


def of_change(call: Call) -> Facts:
    """Of {wanted}, which waits: `call.subject` is the proposal."""
    change = STANDARD_CHANGE.read(row_of(call.session, STANDARD_CHANGE, call.path("wanted")))
    call.subject = change
    return STANDARD_CHANGE.facts(call.session, call.actor, change)
