"""Facts loaders of the routes that name a proposed release."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.access.facts import PaperFacts, ReleaseFacts
from app.errors import NotFound
from app.materials.models import Material
from app.materials.queries import paper_of_material, papers
from app.materials.releases.proposals import RELEASE, Release
from app.members.people import offices_now
from app.proposals.kinds import Proposed
from app.proposals.queries import row_of
from app.web.call import Call


def _load(call: Call, cost: Callable[[Session], object]) -> Proposed[Release]:
    """The release in the path, set as `call.subject`. Raises NotFound.

    `cost` runs the queries that the facts of a release need. They are run for an unknown id too, so that the time of
    the answer does not tell whether there is such a release.
    """
    try:
        release = RELEASE.read(row_of(call.session, RELEASE, call.path("release")))
    except NotFound:
        cost(call.session)
        raise
    call.subject = release
    call.material_id = release.subject
    return release


def _nobodys(session: Session) -> None:
    """The queries that a release's facts make about its asker and its paper, for ids that nobody has."""
    offices_now(session, "")
    session.get(Material, "")


def facts_of_release(call: Call) -> ReleaseFacts:
    """The facts for the second person's decision on {release}; `call.subject` becomes the proposal. Raises NotFound."""
    release = _load(call, _nobodys)
    facts = RELEASE.facts(call.session, call.actor, release)
    if not isinstance(facts, ReleaseFacts):
        raise TypeError("facts of a release")
    return facts


def facts_of_released_paper(call: Call) -> PaperFacts:
    """The facts of {release}'s paper, for looking at the release and for taking it back. Raises NotFound.

    `call.subject` becomes the proposal.
    """
    release = _load(call, lambda session: papers(session, call.actor, [""]))
    return paper_of_material(call.session, call.actor, release.subject).facts(call.actor)
