"""Loads the facts by which the policy decides on routes about permits."""

from dataclasses import dataclass

from app.access.facts import Actor, PaperFacts, PermitFacts
from app.errors import NotFound
from app.materials.queries import Paper, paper_of_version
from app.permits.booklets.acts import own_leaving
from app.permits.grounds import could_be_read
from app.permits.models import Permit
from app.permits.queries import is_running, is_usable, lock_paper_of_permit
from app.permits.reserves.queries import is_counted
from app.web.call import Call


@dataclass(frozen=True)
class PermittedPaper:
    """A permit and the paper in the version that it names."""

    permit: Permit
    paper: Paper


def _load(call: Call, *, locked: bool = False) -> Permit:
    permit = call.session.get(Permit, call.path("permit"), with_for_update=locked or None, populate_existing=locked)
    if permit is None:
        raise NotFound(cause="no such permit")
    call.material_id = permit.material_id
    return permit


def load_own(call: Call, *, locked: bool = False) -> Permit:
    """The permit in the path that the actor may use. Raises NotFound, also for another person's."""
    permit = _load(call, locked=locked)
    if permit.fetcher_id != call.actor.person_id:
        raise NotFound(cause="permit of somebody else")
    return permit


def load_asked(call: Call) -> Permit:
    """The permit in the path that the actor has asked for, locked. Raises NotFound, also for another person's."""
    lock_paper_of_permit(call.session, call.path("permit"))
    permit = _load(call, locked=True)
    if permit.asker_id != call.actor.person_id:
        raise NotFound(cause="request of somebody else")
    return permit


def of_decision(call: Call) -> PermitFacts:
    """The facts for deciding on the permit in the path; `call.subject` becomes the Permit. Raises NotFound.

    Permit and paper are locked, so that they cannot change before the decision is committed.

    A granted permit counts as open, too, because it may be revoked.
    """
    # The paper is locked before the permit, as acts on the paper do. One statement serves known and unknown ids alike.
    lock_paper_of_permit(call.session, call.path("permit"))
    permit = _load(call, locked=True)
    call.subject = permit
    return PermitFacts(is_own=is_own(permit, call.actor), is_open=permit.state in {"asked", "emergency", "granted"})


def is_own(permit: Permit, actor: Actor) -> bool:
    """Whether the actor asked for it, had it asked for, or is the person it is for. Then another person decides."""
    return actor.person_id in {permit.person_id, permit.asker_id, permit.word_of} - {None}


def of_use(call: Call) -> PaperFacts:
    """The facts for using the permit in the path; `call.subject` becomes its PermittedPaper. Raises NotFound.

    Another person's permit is not found: only its holder may know that it exists.

    A permit for a former version allows nothing, since that version counts as not published. After its last use was
    counted, a permit still allows the session that has not received the whole PDF to fetch it.
    """
    return _of_use(call, load_own(call))


def of_asking_for_the_pdf(call: Call) -> PaperFacts:
    """The same, with the permit locked, so that of two requests at once the second finds the first one's booklet."""
    return _of_use(call, load_own(call, locked=True))


def _of_use(call: Call, permit: Permit) -> PaperFacts:
    paper = paper_of_version(call.session, call.actor, permit.version_id)
    call.subject = PermittedPaper(permit, paper)
    return facts_about(call, permit, paper)


def facts_about(call: Call, permit: Permit, paper: Paper) -> PaperFacts:
    """The facts for using the actor's own permit. `paper`: in the version that it names."""
    holds = is_usable(permit) or (is_running(permit) and _has_more_to_take(call, permit))
    is_handed_out = holds and not permit.kind.is_of_reading and could_be_read(call.session, permit)
    is_handed_out = is_handed_out and is_counted(call.session, permit)
    return paper.facts(call.actor, permit if is_handed_out else None)


def _has_more_to_take(call: Call, permit: Permit) -> bool:
    return own_leaving(call.session, permit.id, call.identity.session_id) is not None
