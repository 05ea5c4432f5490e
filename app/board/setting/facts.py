"""Loads the facts by which the policy decides on a value, and on a proposal to change one."""

from app.access.facts import Facts
from app.board.setting.proposals import STANDARD_CHANGE
from app.errors import NotFound
from app.proposals.screens import facts_of
from app.standards.catalogue import STANDARDS
from app.web.call import Call


def of_standard(call: Call) -> Facts:
    """No facts; `call.subject` becomes the catalogue's entry for {standard} of the path. Raises NotFound."""
    standard = STANDARDS.get(call.path("standard"))
    if standard is None:
        raise NotFound(cause="no such value")
    call.subject = standard
    return None


def of_change(call: Call) -> Facts:
    """The facts of the proposal {wanted} of the path; `call.subject` becomes the proposal. Raises NotFound."""
    return facts_of(call, STANDARD_CHANGE, call.path("wanted"))
