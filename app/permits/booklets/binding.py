"""The job "booklet": marks every page for the permit's holder, binds them as a PDF of images, and seals the PDF.

Nothing is bound when the policy no longer allows the holder to have it. A bound PDF is kept only if its wording and
duties have not changed while it was bound. `clear` deletes booklets that nobody may be handed any more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.errors import AppError, PaperDamaged
from app.jobs.acts import enqueue
from app.jobs.runs import AnyHandler, Handler, JobRun
from app.materials.models import PageRow
from app.materials.queries import page_rows
from app.permits.booklets import acts
from app.permits.booklets.bindery import (
    Bindery,
    BindingProgress,
    PageNotes,
    PageSource,
    bind_into_store,
    marked_page,
    must_be_bound_again,
    written_over,
)
from app.permits.booklets.jobs import BOOKLET, BookletJob
from app.permits.booklets.models import Booklet
from app.permits.booklets.wording import BookletWording, PermitStanding, password, standing, wording
from app.permits.errors import BookletFailed
from app.permits.models import Permit
from app.permits.queries import is_running
from app.standards.queries import in_force
from viewer.booklet import BookletPage, bind
from viewer.stamp import Mark


@dataclass(frozen=True)
class _Plan:
    permit: Permit
    said: BookletWording
    version_id: str
    sealed_key: str
    code: str
    making: int
    rows: list[PageRow]
    notes: Mapping[int, PageNotes]


def handlers(bindery: Bindery) -> tuple[AnyHandler, ...]:
    """The handlers of this folder's kinds of jobs."""
    return (Handler(BOOKLET, partial(bind_booklet, bindery), given_up=partial(tell_given_up, bindery)),)


def bind_booklet(bindery: Bindery, job: BookletJob, run: JobRun) -> None:
    """The job: bind the PDF, encrypt it into the store, make the booklet ready. Deletes what a former attempt left."""
    plan = _plan(bindery, job.booklet_id)
    if plan is None:
        return
    bind_into_store(
        bindery,
        run,
        job.booklet_id,
        bound=lambda: _bound(bindery, plan, run),
        keep=lambda body, key: _keep(bindery, run, job.booklet_id, plan, body, key),
        fail=partial(_fail, bindery, run, job.booklet_id),
    )


def tell_given_up(bindery: Bindery, job: BookletJob, run: JobRun, error: Exception) -> None:
    """The job was given up: mark the booklet as failed, with a sentence for the holder. No use is counted."""
    _fail(bindery, run, job.booklet_id, error if isinstance(error, AppError) else BookletFailed())


def _plan(bindery: Bindery, booklet_id: str) -> _Plan | None:
    """What to bind; None when the PDF may not be made any more, and the booklet is void then."""
    with bindery.database.write() as session:
        booklet = session.get(Booklet, booklet_id, with_for_update=True)
        if booklet is None or not booklet.is_intact or booklet.state != "asked":
            return None
        permit = session.get_one(Permit, booklet.permit_id)
        now = standing(session, permit, in_force(session).handling)
        if now is None or not now.decision.is_allowed:
            acts.end(booklet)
            return None
        if now.paper.version_id is None or now.paper.sealed_key is None:
            raise PaperDamaged(cause="the version's key is gone")
        said = _said(session, booklet, permit, now)
        notes = _notes_now(bindery, session, said, now.paper.version_id)
        rows = page_rows(session, now.paper.version_id)
        making = now.paper.making
        return _Plan(permit, said, now.paper.version_id, now.paper.sealed_key, booklet.issue_code, making, rows, notes)


def _notes_now(bindery: Bindery, session: Session, said: BookletWording, version_id: str) -> Mapping[int, PageNotes]:
    return bindery.notes_of(session, said.holder_id, version_id) if said.has_notes else {}


def _said(session: Session, booklet: Booklet, permit: Permit, now: PermitStanding) -> BookletWording:
    """The wording that this booklet would have now."""
    handling = in_force(session).handling
    return wording(session, permit, now.paper, now.decision, handling, has_notes=booklet.has_notes)


def _bound(bindery: Bindery, plan: _Plan, run: JobRun) -> bytes:
    said, moment = plan.said, clock.now()
    mark = Mark(said.holder_name, said.holder_number, clock.stamp_text(moment), plan.code, said.level_words)
    return bind(
        _pages(bindery, plan, mark, run),
        title=said.title,
        author=bindery.council_name,
        permit_number=plan.permit.number,
        level_words=said.level_words,
        holder=f"{said.holder_name}　{said.holder_number}　{plan.code}",
        issued_at=clock.jst(moment),
        password=password(bindery.permit_key, plan.permit) if said.is_encrypted else None,
    )


def _pages(bindery: Bindery, plan: _Plan, mark: Mark, run: JobRun) -> Iterator[BookletPage]:
    source, progress = (
        PageSource(plan.version_id, plan.sealed_key, plan.making),
        BindingProgress(bindery, run, len(plan.rows)),
    )
    for row in plan.rows:
        progress.next()
        page = marked_page(bindery, source, row, mark, plan.said.holder_id)
        notes = plan.notes.get(row.number)
        yield page if notes is None else replace(page, handwriting=written_over(row, notes))


def _keep(bindery: Bindery, run: JobRun, booklet_id: str, plan: _Plan, body: bytes, sealed_key: str) -> bool:
    """Make it ready in the commit that ends the job; False when it is void now, or wording, notes or marks changed."""
    with bindery.database.write() as session:
        run.finish(session)
        booklet = session.get(Booklet, booklet_id, with_for_update=True)
        if booklet is None or not booklet.is_intact or booklet.state != "asked":
            return False
        permit = session.get_one(Permit, booklet.permit_id)
        now = standing(session, permit, in_force(session).handling)
        if now is None or not now.decision.is_allowed:
            acts.end(booklet)
            return False
        said = plan.said
        is_changed = _said(session, booklet, permit, now) != said
        is_changed = is_changed or must_be_bound_again(session)
        if is_changed or _notes_now(bindery, session, said, plan.version_id) != plan.notes:
            enqueue(session, BOOKLET, BookletJob(booklet_id))
            return False
        booklet.state, booklet.made_for, booklet.sealed_key = "ready", said.digest, sealed_key
        booklet.size_bytes, booklet.sha256 = len(body), sha256(body).hexdigest()
        return True


def _fail(bindery: Bindery, run: JobRun, booklet_id: str, told: AppError) -> None:
    with bindery.database.write() as session:
        run.hold(session)
        booklet = session.get(Booklet, booklet_id, with_for_update=True)
        if booklet is not None and booklet.is_intact and booklet.state == "asked":
            booklet.state, booklet.sealed_key = "failed", None
            booklet.failure_code, booklet.failure_sentence = told.code, told.sentence
    bindery.vault.delete(booklet_id)


def clear(bindery: Bindery) -> int:
    """Delete booklets that nobody may fetch any more; how many.

    Withdrawn, raised or replaced papers, permits that are over, people who have gone: whoever would fetch it then is
    refused in any case. Raises StorageUnavailable.
    """
    with bindery.database.write() as session:
        for booklet in session.scalars(select(Booklet).where(Booklet.state.in_(("ready", "leaving")))):
            if booklet.is_intact and not _still_stands(session, booklet):
                acts.end(booklet)
    with bindery.database.read() as session:
        done = session.scalars(select(Booklet).where(Booklet.state.in_(("taken", "over", "failed")))).all()
        gone = [one.id for one in done if one.state != "failed" or _is_over(session, one)]
    for booklet_id in gone:
        bindery.vault.delete(booklet_id)  # the objects first: a row that is left is looked at again
        with bindery.database.write() as session:
            session.delete(session.get_one(Booklet, booklet_id))
    return len(gone)


def _still_stands(session: Session, booklet: Booklet) -> bool:
    permit = session.get_one(Permit, booklet.permit_id)
    now = standing(session, permit, in_force(session).handling)
    if now is None or not now.decision.is_allowed:
        return False
    return _said(session, booklet, permit, now).digest == booklet.made_for


def _is_over(session: Session, booklet: Booklet) -> bool:
    """True when the permit has ended. Until then a failed booklet stays, so that its holder can read why it failed."""
    return not is_running(session.get_one(Permit, booklet.permit_id))
