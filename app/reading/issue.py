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
from app.reading.errors import PageRefused
from app.web.call import Call, Issue
from app.web.gate import is_ahead
from viewer.failures import MarkNotDrawable
from viewer.marking.lattice import PageCell
from viewer.master import Master
from viewer.stamp import Pressed, encode, plain


def event(
    call: Call, kind: EventKind, *, page: int | None = None, code: str | None = None, **detail: str | int
) -> Event:
    """The ledger's record of bytes of the call's paper, with the exception by which they are shown, if any."""
    paper = call.loaded(Paper)
    viewer = call.identity.viewer
    if under := _under(call):
        detail["exception"] = under
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
    call: Call, kind: EventKind, master: Master, *, number: int, cell: str = "", part: PageCell | None = None
) -> Issue:
    """The image of a page, thumbnail or cell (`cell` names which), marked when the decision obliges to.

    `part`: which cell of an enlarged page it is. Raises PageRefused when the viewer's mark cannot be made.
    """
    code: str | None = None
    if call.decision is not None and call.decision.is_allowed and Duty.MARK not in call.decision.duties:
        pressed = plain(master)
    else:
        code = _code(call, number)
        pressed = _pressed(call, master, code, number=number, part=part)
    detail: dict[str, str | bool] = {"cell": cell} if cell else {}
    if is_ahead(call.request):
        detail["ahead"] = True
    with call.turn.aside():
        issued = encode(pressed)
    response = Response(issued.body, media_type=issued.media_type)
    return Issue(response, (event(call, kind, page=number, code=code, **detail),))


def _code(call: Call, number: int) -> str:
    services, paper = call.services, call.loaded(Paper)
    whose = (call.viewer.session_id, paper.version_id, number)

    def is_taken(code: str) -> bool:
        return services.ledger.is_refused(code, whose)

    return page_code(services.stamper, call.viewer, paper, number, under=_under(call), is_taken=is_taken)


def _pressed(call: Call, master: Master, code: str, *, number: int, part: PageCell | None) -> Pressed:
    """The raster with the viewer's mark. Raises PageRefused."""
    paper = call.loaded(Paper)
    mark = mark_for(call.viewer, paper, code, call.handling, under=_under(call))
    page_id = page_copy_id(call.viewer.person_id, paper.version_id or "", number)
    has_level_box = part is None or part.column == part.row == 0
    try:
        with call.turn.taken():
            return call.services.stamper.press(master, mark, page_id=page_id, part=part, has_level_box=has_level_box)
    except (MarkNotDrawable, ValueError) as error:
        raise PageRefused(cause=str(error)) from error
