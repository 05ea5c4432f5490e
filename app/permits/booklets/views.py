"""HTTP for a permit's PDF: asked for, watched while it is bound, and handed to its holder."""

from collections.abc import Iterator
from functools import partial
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.access.levels import effective
from app.db import Database
from app.jobs.queries import progress_of
from app.materials.queries import load_material
from app.permits.booklets import acts
from app.permits.booklets.jobs import BOOKLET
from app.permits.booklets.models import Booklet
from app.permits.booklets.wording import BookletWording, password, wording
from app.permits.errors import BookletNotReady, BookletOutdated
from app.permits.facts import PermittedPaper
from app.permits.forms import BookletForm
from app.permits.models import Permit
from app.vault.objects import booklet_name
from app.web import answers
from app.web.call import Call, Issue


def prepare(call: Call) -> Response:
    """Ask for the PDF to be made; on to the screen that shows its progress."""
    permit, form = call.loaded(PermittedPaper).permit, BookletForm.demand(call)
    acts.want(call.session, permit, call.viewer.session_id, _said(call, has_notes=form.with_notes))
    return answers.see_other(f"/permits/{permit.id}/pdf?go=1")


def show(call: Call) -> Response:
    """The screen with the PDF's progress, the button to receive it, and its password."""
    held = call.loaded(PermittedPaper)
    encrypted = _said(call).is_encrypted
    return answers.html(
        call,
        "permits/pdf.html",
        200,
        permit=held.permit,
        paper=held.paper,
        may_have_notes=held.permit.fetcher_id == held.permit.person_id,
        uses_left=max(0, held.permit.max_uses - held.permit.uses),
        is_leaving=acts.own_leaving(call.session, held.permit.id, call.viewer.session_id) is not None,
        is_asked_now=call.query.one("go") == "1",
        password=password(call.services.permit_key, held.permit) if encrypted else None,
        proof_seconds=call.handling.row(effective(held.paper.level)).proof_seconds,
        **_state(call),
    )


def state(call: Call) -> Response:
    """The PDF's progress as JSON, for the screen's script."""
    return answers.json(_state(call))


def download(call: Call) -> Issue:
    """Send the PDF. It is decided again, counted and recorded in one commit, before the first byte leaves."""
    services, permit = call.services, call.loaded(PermittedPaper).permit
    with services.database.read() as unit:
        booklet = _to_fetch(unit, call, permit)
    if booklet is None or booklet.sealed_key is None:
        raise BookletNotReady
    chunks = services.vault.stream(booklet.sealed_key, booklet.id, booklet_name(booklet.id))
    first = next(chunks, b"")  # a store that is away is noticed before anything is used up
    try:
        with services.database.write() as unit:
            now = call.decide_again(unit, lock=partial(_lock, permit=permit))
            issued = acts.hand_out(unit, now.by, now.loaded(PermittedPaper).permit, booklet.id, _said(now))
    except BookletOutdated:
        chunks.close()
        _bind_anew(call, has_notes=booklet.has_notes)
        raise
    response = answers.HandedOut(
        chain([first], chunks),
        size_bytes=booklet.size_bytes,
        media_type="application/pdf",
        file_name=f"{permit.number.replace(' ', '')}.pdf",
        on_taken=partial(_note_taken, services.database, booklet.id),
    )
    return Issue(response, (issued,), is_recorded=True)


def _said(call: Call, *, has_notes: bool = False) -> BookletWording:
    held = call.loaded(PermittedPaper)
    if call.decision is None:
        raise RuntimeError("a permit's PDF without a decision")
    return wording(call.session, held.permit, held.paper, call.decision, call.handling, has_notes=has_notes)


def _lock(session: Session, *, permit: Permit) -> None:
    """Lock the paper first, as other acts on it do, then the permit."""
    load_material(session, permit.material_id, locked=True)
    session.get(Permit, permit.id, with_for_update=True, populate_existing=True)


def _to_fetch(session: Session, call: Call, permit: Permit) -> Booklet | None:
    own = acts.own_leaving(session, permit.id, call.viewer.session_id)
    if own is not None:
        return own
    ready = (booklet for booklet in acts.open_booklets(session, permit.id) if booklet.state == "ready")
    return next(ready, None)


def _bind_anew(call: Call, *, has_notes: bool) -> None:
    with call.services.database.write() as unit:
        now = call.decide_again(unit, lock=partial(_lock, permit=call.loaded(PermittedPaper).permit))
        acts.want(unit, now.loaded(PermittedPaper).permit, now.viewer.session_id, _said(now, has_notes=has_notes))


def _note_taken(database: Database, booklet_id: str) -> None:
    with database.write() as session:
        acts.note_taken(session, booklet_id)


def _state(call: Call) -> dict[str, object]:
    """`state`: none | asked | ready | failed; `done` of `of` pages are bound; `sentence`: why it failed."""
    permit_id, session_id = call.loaded(PermittedPaper).permit.id, call.viewer.session_id
    newest = next((one for one in _newest_first(call.session, permit_id) if acts.is_for(one, session_id)), None)
    if newest is None or newest.state in {"taken", "over"}:
        return {"state": "none", "done": 0, "of": None, "sentence": ""}
    done, of = progress_of(call.session, BOOKLET, newest.id)
    words = {"leaving": "ready"}.get(newest.state, newest.state)
    return {"state": words, "done": done, "of": of, "sentence": newest.failure_sentence or ""}


def _newest_first(session: Session, permit_id: str) -> Iterator[Booklet]:
    query = select(Booklet).where(Booklet.permit_id == permit_id)
    return iter(session.scalars(query.order_by(Booklet.asked_at.desc(), Booklet.id)).all())
