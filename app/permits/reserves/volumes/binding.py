"""The job "volume": marks every page of a copy's papers for its person, and binds them behind a cover as one PDF.

What can be bound is decided when it begins and again when the PDF is kept: if a paper or a permit has changed in
between, it is bound anew without it. `clear_volumes` deletes those that nobody may be handed any more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
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
from app.permits.booklets.bindery import (
    Bindery,
    BindingProgress,
    PageSource,
    bind_into_store,
    marked_page,
    must_be_bound_again,
)
from app.permits.errors import BookletFailed
from app.permits.queries import is_running
from app.permits.reserves.models import PaperCopy
from app.permits.reserves.queries import permits_of
from app.permits.reserves.volumes import acts
from app.permits.reserves.volumes.cover import cover_sheets
from app.permits.reserves.volumes.jobs import VOLUME, VolumeJob
from app.permits.reserves.volumes.models import Volume
from app.permits.reserves.volumes.wording import BoundPart, VolumeWording, set_password
from viewer.booklet import BookletPage, bind
from viewer.stamp import Mark


@dataclass(frozen=True)
class _Plan:
    said: VolumeWording
    codes: dict[str, str]
    rows: list[list[PageRow]]
    application: str

    @property
    def pages(self) -> list[int]:
        return [len(each) for each in self.rows]


def handlers(bindery: Bindery) -> tuple[AnyHandler, ...]:
    """The handlers of this folder's kinds of jobs."""
    return (Handler(VOLUME, partial(bind_volume, bindery), given_up=partial(tell_given_up, bindery)),)


def bind_volume(bindery: Bindery, job: VolumeJob, run: JobRun) -> None:
    """The job: bind the PDF, encrypt it into the store, make the volume ready. Deletes what a former attempt left."""
    plan = _plan(bindery, job.volume_id)
    if plan is None:
        return
    bind_into_store(
        bindery,
        run,
        job.volume_id,
        bound=lambda: _bound(bindery, plan, run),
        keep=lambda body, key: _keep(bindery, run, job.volume_id, plan.said, body, key),
        fail=partial(_fail, bindery, run, job.volume_id),
    )


def tell_given_up(bindery: Bindery, job: VolumeJob, run: JobRun, error: Exception) -> None:
    """The job was given up: mark the volume as failed, with a sentence for whoever asked. No use is counted."""
    _fail(bindery, run, job.volume_id, error if isinstance(error, AppError) else BookletFailed())


def _plan(bindery: Bindery, volume_id: str) -> _Plan | None:
    """What to bind; None when nothing of the copy may be bound any more, and the volume is void then."""
    with bindery.database.write() as session:
        if (found := _asked(session, volume_id)) is None:
            return None
        volume, copy = found
        said = acts.wording_of(session, copy, volume)
        if not said.parts:
            acts.end_volume(volume)
            return None
        rows = [page_rows(session, _source(part).version_id) for part in said.parts]
        return _Plan(said, volume.code_of, rows, copy.application)


def _asked(session: Session, volume_id: str) -> tuple[Volume, PaperCopy] | None:
    """The volume that still waits to be bound, locked, and its copy."""
    volume = session.get(Volume, volume_id, with_for_update=True)
    if volume is None or not volume.is_intact or volume.state != "asked":
        return None
    copy = session.get_one(PaperCopy, volume.copy_id)
    return (volume, copy) if copy.is_intact else None


def _source(part: BoundPart) -> PageSource:
    paper = part.paper
    if paper.version_id is None or paper.sealed_key is None:
        raise PaperDamaged(cause="the version's key is gone")
    return PageSource(paper.version_id, paper.sealed_key, paper.making)


def _bound(bindery: Bindery, plan: _Plan, run: JobRun) -> bytes:
    said, moment = plan.said, clock.now()
    sheets = cover_sheets(bindery.council_name, said, plan.pages, clock.jst(moment))
    return bind(
        _pages(bindery, plan, sheets, moment, run),
        title=f"紙の予備 第{said.copy_number}部　{said.meeting}",
        author=bindery.council_name,
        permit_number=f"{said.set_number}　第{said.copy_number}部",
        level_words=f"冊子の扱い {said.level_words}",
        holder=_foot(said, ""),
        issued_at=clock.jst(moment),
        password=set_password(bindery.permit_key, plan.application) if said.is_encrypted else None,
    )


def _pages(
    bindery: Bindery, plan: _Plan, sheets: list[BookletPage], moment: datetime, run: JobRun
) -> Iterator[BookletPage]:
    yield from sheets
    progress = BindingProgress(bindery, run, sum(plan.pages))
    for part, rows in zip(plan.said.parts, plan.rows, strict=True):
        said, code = part.said, plan.codes[part.permit_id]
        mark = Mark(said.holder_name, said.holder_number, clock.stamp_text(moment), code, said.level_words)
        for row in rows:
            progress.next()
            page = marked_page(bindery, _source(part), row, mark, said.holder_id)
            begins = part.said.title if row is rows[0] else ""
            yield replace(page, holder=_foot(plan.said, code), begins=begins)


def _foot(said: VolumeWording, code: str) -> str:
    return f"{said.holder_name}　{said.holder_number}　{code}".strip()


def _keep(bindery: Bindery, run: JobRun, volume_id: str, said: VolumeWording, body: bytes, sealed_key: str) -> bool:
    """Make it ready in the commit that ends the job; False when it is void now, or its wording or marks changed."""
    with bindery.database.write() as session:
        run.finish(session)
        if (found := _asked(session, volume_id)) is None:
            return False
        volume, copy = found
        now = acts.wording_of(session, copy, volume)
        if not now.parts:
            acts.end_volume(volume)
            return False
        if now != said or must_be_bound_again(session):
            enqueue(session, VOLUME, VolumeJob(volume_id))
            return False
        acts.keep(volume, said, sealed_key, size_bytes=len(body), digest=sha256(body).hexdigest())
        return True


def _fail(bindery: Bindery, run: JobRun, volume_id: str, told: AppError) -> None:
    with bindery.database.write() as session:
        run.hold(session)
        if (found := _asked(session, volume_id)) is not None:
            volume, _ = found
            volume.state, volume.sealed_key = "failed", None
            volume.failure_code, volume.failure_sentence = told.code, told.sentence
    bindery.vault.delete(volume_id)


def clear_volumes(bindery: Bindery) -> int:
    """Delete volumes that nobody may fetch any more; how many. Each is looked at in a unit of its own, as it may have
    many papers. Raises StorageUnavailable.
    """
    with bindery.database.read() as session:
        waiting = session.scalars(select(Volume.id).where(Volume.state.in_(("ready", "leaving")))).all()
    for volume_id in waiting:
        with bindery.database.read() as session:
            stands = _still_stands(session, volume_id)
        if not stands:
            with bindery.database.write() as session:
                volume = session.get(Volume, volume_id, with_for_update=True)
                if volume is not None and volume.is_intact and not _still_stands(session, volume_id):
                    acts.end_volume(volume)
    with bindery.database.read() as session:
        done = session.scalars(select(Volume).where(Volume.state.in_(("taken", "over", "failed")))).all()
        gone = [one.id for one in done if one.state != "failed" or _is_over(session, one)]
    for volume_id in gone:
        bindery.vault.delete(volume_id)  # the objects first: a row that is left is looked at again
        with bindery.database.write() as session:
            session.delete(session.get_one(Volume, volume_id))
    return len(gone)


def _still_stands(session: Session, volume_id: str) -> bool:
    volume = session.get(Volume, volume_id)
    if volume is None or not volume.is_intact:
        return True  # nobody is handed it, and whoever looks for what was altered finds it
    copy = session.get_one(PaperCopy, volume.copy_id)
    return acts.wording_of(session, copy, volume).digest == volume.made_for


def _is_over(session: Session, volume: Volume) -> bool:
    """True when all permits have ended. Until then a failed one stays, so that people can read why it failed."""
    return not any(map(is_running, permits_of(session, session.get_one(PaperCopy, volume.copy_id))))
