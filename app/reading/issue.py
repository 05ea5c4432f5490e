"""One page to one viewer: the opened master, the mark, the image, and the record that must be durable first."""

from starlette.responses import Response

from app.access.decisions import Duty
from app.access.facts import PaperFacts
from app.audit.vocabulary import Event, EventKind
from app.materials.pages.marks import issue_code, mark_for
from app.materials.queries import Paper
from app.reading.errors import PageRefused
from app.web.call import Call, Issue
from app.web.gate import is_ahead
from viewer.failures import MarkNotDrawable
from viewer.master import Master
from viewer.stamp import Pressed, encode, plain


def event(
    call: Call, kind: EventKind, *, page: int | None = None, code: str | None = None, **detail: str | bool
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
        detail={"level": paper.level.value, **detail},
    )


def _under(call: Call) -> str:
    """The number of the exception by which this session reads the paper, "" for none."""
    return call.facts.under if isinstance(call.facts, PaperFacts) else ""


def image(
    call: Call, kind: EventKind, master: Master, *, number: int, cell: str = "", has_level_box: bool = True
) -> Issue:
    """The image of a page, thumbnail or cell (`cell` names which), marked when the decision obliges to.

    Raises PageRefused when the viewer's mark cannot be made.
    """
    paper = call.loaded(Paper)
    code: str | None = None
    pressed: Pressed
    if call.decision is not None and call.decision.is_allowed and Duty.MARK not in call.decision.duties:
        pressed = plain(master)
    else:
        code = issue_code()
        mark = mark_for(call.viewer, paper, code, call.handling, under=_under(call))
        page_id = f"{paper.version_id}/{number}/{cell}"
        try:
            with call.turn.taken():
                pressed = call.services.stamper.press(master, mark, page_id=page_id, has_level_box=has_level_box)
        except (MarkNotDrawable, ValueError) as error:
            raise PageRefused(cause=str(error)) from error
    detail: dict[str, str | bool] = {"cell": cell} if cell else {}
    if is_ahead(call.request):
        detail["ahead"] = True
    with call.turn.aside():
        issued = encode(pressed)
    return Issue(
        Response(issued.body, media_type=issued.media_type),
        event(call, kind, page=number, code=code, **detail),
    )
