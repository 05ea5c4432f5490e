"""One page to one viewer: the opened master, the mark, the image, and the record that must be durable first.

A page has one code and one time in a session, small, whole and enlarged, however often it is asked for. The code is
looked up by the first record that bears it; each further issue is a record of its own, which names the code.
"""

from starlette.responses import Response

from app.access.decisions import Duty
from app.access.facts import PaperFacts
from app.audit.notes import contract_of
from app.audit.vocabulary import Event, EventKind
from app.materials.pages.marks import mark_for, page_code, page_copy_id
from app.materials.queries import Paper
from app.reading.errors import PageNotReady, PageRefused
from app.reading.images import Copy, PageObject, PressRoom
from app.web.call import Call, Issue
from app.web.gate import is_ahead
from viewer.failures import MarkNotDrawable
from viewer.marking.lattice import PageCell
from viewer.stamp import Issued, Mark


def event(
    call: Call, kind: EventKind, *, page: int | None = None, code: str | None = None, **detail: str | int
) -> Event:
    """The ledger's record of bytes of the call's paper, with the exception by which they are shown, if any.

    `former` in its detail: they are of a version that was replaced, which its readers may still look at.
    """
    paper = call.loaded(Paper)
    viewer = call.identity.viewer
    if under := _under(call):
        detail["exception"] = under
    if isinstance(call.facts, PaperFacts) and call.facts.is_left_open:
        detail["former"] = True
    return Event(
        kind,
        actor_id=viewer.person_id if viewer else None,
        session_id=viewer.session_id if viewer else None,
        address=call.address,
        material_id=paper.material_id,
        version_id=paper.version_id,
        page=page,
        issue_code=code,
        detail={"level": paper.level.value, **detail, **contract_of(call.actor)},
    )


def _under(call: Call) -> str:
    """The number of the exception by which this session reads the paper, "" for none."""
    return call.facts.under if isinstance(call.facts, PaperFacts) else ""


def image(
    call: Call, kind: EventKind, name: str, *, number: int, cell: str = "", part: PageCell | None = None
) -> Issue:
    """The image of a page, thumbnail or cell (`cell` names which), marked when the decision obliges to.

    `name`: of the object with its master. `part`: which cell of an enlarged page it is. An image that the session got
    a moment ago is sent again: it is the same bytes. Raises PageRefused when the viewer's mark cannot be made.
    """
    mark: Mark | None = None
    if call.decision is None or not call.decision.is_allowed or Duty.MARK in call.decision.duties:
        mark = mark_for(call.viewer, call.loaded(Paper), _code(call, number), call.handling, under=_under(call))
    detail: dict[str, str | bool] = {"cell": cell} if cell else {}
    if is_ahead(call.request):
        detail["ahead"] = True
    issued = _image(call, name, mark, number=number, part=part)
    response = Response(issued.body, media_type=issued.media_type)
    return Issue(response, (event(call, kind, page=number, code=mark.issue_code if mark else None, **detail),))


def key_of(paper: Paper) -> str:
    """The sealed key of the version that is read. Raises PageNotReady."""
    if paper.sealed_key is None:
        raise PageNotReady
    return paper.sealed_key


def _code(call: Call, number: int) -> str:
    services, paper = call.services, call.loaded(Paper)
    whose = (call.viewer.session_id, paper.version_id, number)

    def is_taken(code: str) -> bool:
        return services.ledger.is_refused(code, whose)

    return page_code(services.stamper, call.viewer, paper, number, under=_under(call), is_taken=is_taken)


def _image(call: Call, name: str, mark: Mark | None, *, number: int, part: PageCell | None) -> Issued:
    """The image for the viewer. Raises PageRefused."""
    paper, services = call.loaded(Paper), call.services
    page = PageObject(key_of(paper), paper.version_id or "", name, part)
    copy = None
    if mark is not None:
        page_id = page_copy_id(call.viewer.person_id, page.version_id, number)
        copy = Copy(call.viewer.person_id, call.viewer.session_id, page_id, mark)
    try:
        return PressRoom(services.vault, services.stamper, call.turn).image(page, copy)
    except (MarkNotDrawable, ValueError) as error:
        raise PageRefused(cause=str(error)) from error
