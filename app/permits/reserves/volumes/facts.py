"""Loads the papers of a copy's volume, with the facts by which the gate decides about each."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.materials.queries import paper_of_version
from app.permits.facts import PermittedPaper
from app.permits.grounds import could_be_read
from app.permits.models import Permit
from app.permits.queries import is_running, is_usable, lock_paper_of_permit, together
from app.permits.reserves.models import PaperCopy
from app.permits.reserves.queries import permits_of
from app.permits.reserves.volumes.acts import to_fetch
from app.permits.reserves.volumes.models import Volume
from app.web.call import Call, Candidate


def copy_in_path(call: Call) -> PaperCopy:
    """The copy in the path, of a set that the actor has applied for. Raises NotFound, also for another person's."""
    return own_copy(call.session, call.path("copy"), call.actor.person_id)


def own_copy(session: Session, copy_id: str, person_id: str | None) -> PaperCopy:
    """The copy with this id, of a set that this person has applied for. Raises NotFound."""
    copy = session.get(PaperCopy, copy_id, populate_existing=True)
    permits = permits_of(session, copy) if copy is not None and copy.is_intact else ()
    if copy is None or not permits or any(permit.fetcher_id != person_id for permit in permits):
        raise NotFound(cause="no such copy of this person's")
    return copy


def papers_of_copy(call: Call) -> Sequence[Candidate]:
    """The papers of the copy in the path that its volume may hold; none for who did not apply for it."""
    try:
        copy = copy_in_path(call)
    except NotFound:
        return ()
    volume = to_fetch(call.session, copy.id, call.identity.session_id)
    found = (_candidate(call, permit, volume) for permit in permits_of(call.session, copy))
    return [each for each in found if each is not None]


def _candidate(call: Call, permit: Permit, volume: Volume | None) -> Candidate | None:
    try:
        paper = paper_of_version(call.session, call.actor, permit.version_id)
    except NotFound:
        return None
    is_being_fetched = volume is not None and volume.state == "leaving" and permit.id in volume.code_of
    holds = is_running(permit) if is_being_fetched else is_usable(permit)
    facts = paper.facts(call.actor, permit if holds and could_be_read(call.session, permit) else None)
    return Candidate(permit.material_id, PermittedPaper(permit, paper), facts)


def lock_copy(session: Session, copy_id: str) -> None:
    """Lock the papers, then the permits of the copy's set, then the copy, as other acts on them do."""
    copy = session.get(PaperCopy, copy_id)
    first = permits_of(session, copy) if copy is not None else ()
    if first:
        lock_paper_of_permit(session, first[0].id)
        together(session, first[0], locked=True)
    session.get(PaperCopy, copy_id, with_for_update=True, populate_existing=True)
