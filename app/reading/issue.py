"""One page to one viewer: the opened master, the mark, the image, and the record that must be durable first.

What is shown of a page enlarged carries the mark that the page itself got in this session: one code and one time in a
view, whatever it is put together from. The code belongs to the page's record; those of its cells name it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from starlette.responses import Response

from app import clock
from app.access.decisions import Duty
from app.access.facts import PaperFacts
from app.audit.notes import contract_of
from app.audit.search import PageOnScreen, code_of_page
from app.audit.vocabulary import Event, EventKind
from app.materials.pages.marks import issue_code, mark_for
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


@dataclass(frozen=True)
class _Code:
    """The code of a mark and the moment in it; `is_new` False when a record of this session has it already."""

    words: str
    at: datetime
    is_new: bool


def image(
    call: Call, kind: EventKind, master: Master, *, number: int, cell: str = "", part: PageCell | None = None
) -> Issue:
    """The image of a page, thumbnail or cell (`cell` names which), marked when the decision obliges to.

    `part`: which cell of an enlarged page it is. Raises PageRefused when the viewer's mark cannot be made.
    """
    paper = call.loaded(Paper)
    code: _Code | None = None
    if call.decision is not None and call.decision.is_allowed and Duty.MARK not in call.decision.duties:
        pressed = plain(master)
    else:
        code = (_code_of_page(call, paper, number) if part else None) or _Code(issue_code(), clock.now(), is_new=True)
        pressed = _pressed(call, master, code, page_id=f"{paper.version_id}/{number}/{cell}", part=part)
    detail: dict[str, str | bool] = {"cell": cell} if cell else {}
    if is_ahead(call.request):
        detail["ahead"] = True
    if code is not None and not code.is_new:
        detail["mark"] = code.words
    with call.turn.aside():
        issued = encode(pressed)
    recorded = event(call, kind, page=number, code=code.words if code and code.is_new else None, **detail)
    return Issue(
        Response(issued.body, media_type=issued.media_type),
        (replace(recorded, at=code.at) if code and code.is_new else recorded,),
    )


def _pressed(call: Call, master: Master, code: _Code, *, page_id: str, part: PageCell | None) -> Pressed:
    """The raster with the viewer's mark. Raises PageRefused."""
    paper = call.loaded(Paper)
    mark = mark_for(call.viewer, paper, code.words, call.handling, at=code.at, under=_under(call))
    if part:
        page_id = f"{page_id.rsplit('/', 1)[0]}/{part.scale}"  # the cells of a scale are one picture
    has_level_box = part is None or part.column == part.row == 0
    try:
        with call.turn.taken():
            return call.services.stamper.press(master, mark, page_id=page_id, part=part, has_level_box=has_level_box)
    except (MarkNotDrawable, ValueError) as error:
        raise PageRefused(cause=str(error)) from error


def _code_of_page(call: Call, paper: Paper, number: int) -> _Code | None:
    """The code under which this session got the page, so that its cells carry it too; None when it did not.

    Nor when it was shown by another level or exception then: the code's record has to tell what is true of all.
    """
    viewer = call.viewer
    shown = PageOnScreen(viewer.person_id, viewer.session_id, paper.material_id, paper.version_id or "", number)
    found = code_of_page(call.session, shown)
    if found is None or found.code is None:
        return None
    is_alike = found.detail.get("level") == paper.level.value and found.detail.get("exception", "") == _under(call)
    return _Code(found.code, found.at, is_new=False) if is_alike else None
