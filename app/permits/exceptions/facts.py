"""Loads the facts for beginning a use of an exception."""

from dataclasses import replace

from app.access.facts import Lift, PaperFacts
from app.materials.queries import Paper, paper_of_version
from app.permits.exceptions.lifting import has_begun_here, is_for_device
from app.permits.facts import PermittedPaper, load_own
from app.permits.models import Permit
from app.permits.queries import is_running, is_usable, lock_paper_of_permit
from app.web.call import Call


def of_opening(call: Call) -> PaperFacts:
    """The facts for using the actor's own exception in the path, locked; `call.subject` becomes its PermittedPaper.

    Raises NotFound, also for another person's permit.
    """
    lock_paper_of_permit(call.session, call.path("permit"))
    permit = load_own(call, locked=True)
    paper = paper_of_version(call.session, call.actor, permit.version_id)
    call.subject = PermittedPaper(permit, paper)
    return facts_for_opening(call, permit, paper)


def facts_for_opening(call: Call, permit: Permit, paper: Paper) -> PaperFacts:
    """The facts for using a permit in the actor's list, without a lock."""
    lifted = permit.kind.lifts if _may_begin(call, permit) else frozenset[Lift]()
    return replace(paper.facts(call.actor), is_own_permit=True, lifted=lifted, under=permit.number)


def _may_begin(call: Call, permit: Permit) -> bool:
    session_id = call.viewer.session_id
    goes_on = is_running(permit) and has_begun_here(call.session, permit, session_id)
    return (goes_on or is_usable(permit)) and is_for_device(call.session, permit, session_id)
