"""Facts loaders of the routes about permits."""

from dataclasses import dataclass

from app.access.facts import PaperFacts, PermitFacts
from app.errors import NotFound
from app.materials.queries import Paper, paper_of_version
from app.permits.models import Permit
from app.permits.queries import is_usable
from app.web.call import Call


@dataclass(frozen=True)
class PermittedPaper:
    """A permit and the paper in the version that it names."""

    permit: Permit
    paper: Paper


def _load(call: Call, *, locked: bool = False) -> Permit:
    permit = call.session.get(Permit, call.path("permit"), with_for_update=locked or None)
    if permit is None:
        raise NotFound(cause="no such permit")
    call.material_id = permit.material_id
    return permit


def of_decision(call: Call) -> PermitFacts:
    """Of {permit} for the one who decides: `call.subject` is the Permit, locked. A granted one may be revoked."""
    permit = _load(call, locked=True)
    call.subject = permit
    return PermitFacts(is_own=permit.person_id == call.actor.person_id, is_open=permit.state in {"asked", "granted"})


def of_use(call: Call) -> PaperFacts:
    """Of {permit} for its holder: `call.subject` is the permit with the paper in the version it names.

    A permit for a former version opens nothing: that version is not published any more.
    """
    permit = _load(call)
    paper = paper_of_version(call.session, call.actor, permit.version_id)
    call.subject = PermittedPaper(permit, paper)
    return paper.facts(call.actor, permit if is_usable(permit) else None)
