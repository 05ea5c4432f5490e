"""The reader's screen and its data: what a paper is, its contents, where the reader left off."""

import json
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response, StreamingResponse

from app import clock
from app.access.actions import Action
from app.access.facts import Actor
from app.access.levels import Confidentiality
from app.access.policy import decide
from app.access.roles import SECRETARIAT
from app.audit.vocabulary import EventKind
from app.db import upsert
from app.materials.models import PageRow, ReadingPosition
from app.materials.queries import Paper, page_rows, paper_of_version, versions_of
from app.meetings.models import Attachment, Meeting
from app.reading.errors import PageNotReady
from app.reading.issue import event
from app.vault.objects import original_name
from app.web import answers
from app.web.call import Call, Issue
from app.web.forms.fields import parsed
from app.web.forms.form import Form
from app.web.forms.text import Fault


def _page_number(typed: str) -> int:
    """The page a script says, wherever it lies: what is outside the paper is brought back into it."""
    try:
        return int(float(typed))
    except (ValueError, OverflowError) as error:
        raise Fault("ページの番号を読めません。") from error


class PositionForm(Form):
    """The page somebody is at."""

    page = parsed("ページ", _page_number)


def reader(call: Call) -> Response:
    """The reader of a paper; `?p=N` opens a page, else the page where the person left off."""
    paper = _readable(call)
    call.subject = paper
    pages = _page_count(call.session, paper)
    return answers.html(call, "reading/reader.html", paper=_paper_values(call, paper, pages), page=_asked(call, pages))


def _readable(call: Call) -> Paper:
    """The paper with a version that has pages; the secretariat sees a first version while it is converted."""
    paper = call.loaded(Paper)
    if paper.version_id is not None:
        return paper
    if call.actor.holds(*SECRETARIAT):
        for version in versions_of(call.session, paper.material_id):
            if version.pages_done and version.state in {"converting", "ready"}:
                return paper_of_version(call.session, call.actor, version.id)
    raise PageNotReady


def _page_count(session: Session, paper: Paper) -> int:
    if paper.pages and paper.state == "ready":
        return paper.pages
    return max(1, len(page_rows(session, paper.version_id or "")))


def _asked(call: Call, pages: int) -> int | None:
    value = call.query.one("p")
    if not value.isdecimal() or len(value) > 5:
        return None
    return min(max(1, int(value)), pages)


def _paper_values(call: Call, paper: Paper, pages: int) -> dict[str, object]:
    facts = paper.facts(call.actor)
    released = facts.is_released and paper.level is Confidentiality.C1
    may_ask = call.identity.viewer is not None and not released and _may(call.actor, Action.PERMIT_ASK, call)
    place = _place(call.session, paper.material_id)
    return {
        "material_id": paper.material_id,
        "version_id": paper.version_id,
        "title": paper.title,
        "level": paper.level.value,
        "released": released,
        "handling_words": call.services.handling.level_words(paper.level, is_released=released),
        "meeting_title": place.title if place else "",
        "back_href": _back(call, place),
        "permit_href": f"/papers/{paper.material_id}/permit" if may_ask else None,
        "original_href": f"/papers/{paper.material_id}/original" if released else None,
        "page_count": pages,
        "last_page": min(_last_page(call, paper), pages),
        "text_allowed": _may(call.actor, Action.TEXT_READ, call),
    }


def _place(session: Session, material_id: str) -> Meeting | None:
    query = select(Meeting).join(Attachment, Attachment.meeting_id == Meeting.id)
    return session.scalars(query.where(Attachment.material_id == material_id)).first()


def _back(call: Call, place: Meeting | None) -> str:
    if call.identity.viewer is None or place is None:
        return "/"
    if call.actor.holds(*SECRETARIAT):
        return f"/prepare/meetings/{place.id}"
    return f"/meetings/{place.id}"


def _may(actor: Actor, action: Action, call: Call) -> bool:
    paper = call.loaded(Paper)
    return decide(actor, action, paper.facts(actor), call.services.handling).is_allowed


def _last_page(call: Call, paper: Paper) -> int:
    viewer = call.identity.viewer
    if viewer is None:
        return 1
    position = call.session.get(ReadingPosition, (viewer.person_id, paper.version_id))
    return position.page if position else 1


def contents(call: Call) -> Issue:
    """JSON for the reader's script: pages with their sizes, contents list, links, the last page."""
    paper = _readable(call)
    call.subject = paper
    rows = page_rows(call.session, paper.version_id or "")
    outline: dict[str, object] = {"outline": [], "links": {}}
    if paper.state == "ready" and paper.sealed_key is not None:
        version_id = paper.version_id or ""
        outline |= json.loads(call.services.vault.outline(paper.sealed_key, version_id))
    values = {
        "version": paper.version_id,
        "title": paper.title,
        "pages": [_page_values(row) for row in rows],
        "outline": outline["outline"],
        "links": outline["links"],
        "last_page": _last_page(call, paper),
        "csrf": call.csrf_token,
    }
    return Issue(answers.json(values), event(call, EventKind.CONTENTS_ISSUED))


def _page_values(row: PageRow) -> dict[str, object]:
    is_large = max(row.width_points, row.height_points) > 860
    return {"n": row.number, "width": row.width_px, "height": row.height_px, "zooms": [2, 4] if is_large else [2]}


def position(call: Call) -> Response:
    """Remember the page a person is at; the script sends JSON {"page": N}. Of a resident nothing is kept."""
    paper = call.loaded(Paper)
    page = min(max(1, PositionForm.demand(call).page), paper.pages or 1)
    if call.identity.viewer is not None:
        _keep_position(call.session, call.viewer.person_id, paper, page)
    return answers.json({"page": page})


def _keep_position(session: Session, person_id: str, paper: Paper, page: int) -> None:
    moment = clock.now()
    row = ReadingPosition(
        person_id=person_id,
        version_id=paper.version_id,
        material_id=paper.material_id,
        page=page,
        opened_at=moment,
        updated_at=moment,
    )
    upsert(session, row, changed=("page", "updated_at"))  # the first page in two tabs at once is no conflict


def original(call: Call) -> Issue:
    """The file as uploaded, only while the paper is level 1 and released; the gate has decided that."""
    paper = call.loaded(Paper)
    if paper.version_id is None or paper.sealed_key is None:
        raise PageNotReady
    chunks = call.services.vault.stream(paper.sealed_key, paper.version_id, original_name(paper.version_id))
    first = next(chunks, b"")

    def body() -> Iterator[bytes]:
        yield first
        yield from chunks

    headers = {"Content-Disposition": answers.attachment(paper.file_name)}
    response = StreamingResponse(body(), media_type="application/pdf", headers=headers)
    return Issue(response, event(call, EventKind.ORIGINAL_ISSUED))
