"""Facts loaders of the routes that name a proposed disposal."""

from sqlalchemy.orm import Session

from app.access.facts import DisposalFacts, Facts, PaperFacts
from app.access.levels import highest
from app.disposals.forms import ChosenForm
from app.disposals.proposals import DISPOSAL, Disposal
from app.disposals.retention.proposals import SHORTENING
from app.disposals.retention.things import ask_as_of_a_paper
from app.errors import NotFound
from app.materials.disposed import disposed_paper
from app.materials.models import Material
from app.materials.queries import paper_of_material, papers, versions_of
from app.proposals import screens as proposals
from app.proposals.kinds import Proposed
from app.proposals.queries import row_of
from app.web.call import Call


def _load(call: Call) -> Proposed[Disposal]:
    disposal = DISPOSAL.read(row_of(call.session, DISPOSAL, call.path("disposal")))
    call.subject = disposal
    call.material_id = disposal.subject
    return disposal


def _nobodys(session: Session) -> None:
    """The queries that a disposal's facts make, for an id that nobody has: the time of an answer must not tell."""
    session.get(Material, "")
    disposed_paper(session, "")
    versions_of(session, "")


def facts_of_disposal(call: Call) -> DisposalFacts:
    """The facts of {disposal}, for looking at it and deciding it; `call.subject` becomes the proposal.

    Raises NotFound, after the queries of one that is there.
    """
    try:
        disposal = _load(call)
    except NotFound:
        _nobodys(call.session)
        raise
    facts = DISPOSAL.facts(call.session, call.actor, disposal)
    if not isinstance(facts, DisposalFacts):
        raise TypeError("facts of a disposal")
    return facts


def facts_of_its_paper(call: Call) -> PaperFacts:
    """The facts of {disposal}'s paper, for taking it back; `call.subject` becomes the proposal. Raises NotFound."""
    try:
        disposal = _load(call)
    except NotFound:
        papers(call.session, call.actor, [""])
        raise
    return paper_of_material(call.session, call.actor, disposal.subject).facts(call.actor)


def facts_of_shortening(call: Call) -> Facts:
    """The facts of the shorter time {keeping} that waits. Raises NotFound, after the queries of one that is there."""
    try:
        return proposals.facts_of(call, SHORTENING, call.path("keeping"))
    except NotFound:
        ask_as_of_a_paper(call.session)
        raise


def facts_of_chosen(call: Call) -> DisposalFacts:
    """The facts of all disposals that were ticked, as those of one: own if one is, at the highest of their levels.

    Each is decided about by itself once more. Raises NotFound for one that nobody asked for.
    """
    chosen = [DISPOSAL.read(row_of(call.session, DISPOSAL, each)) for each in ChosenForm.read(call).chosen_ids]
    each_facts = [DISPOSAL.facts(call.session, call.actor, disposal) for disposal in chosen]
    found = [one for one in each_facts if isinstance(one, DisposalFacts)]
    return DisposalFacts(any(one.is_own for one in found), highest(one.level for one in found))
