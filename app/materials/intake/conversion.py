"""From a sealed file to pages: what the job "convert" does, so that it may die at any moment and be continued.

Each page's objects are in the store before its row is in the database; the last row, the switch of versions and the
ledger's record come in one commit. A worker whose lease is lost changes nothing more.
"""

import logging
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import SYSTEM, Detail, note
from app.audit.vocabulary import EventKind
from app.errors import AppError
from app.jobs.registry import AnyHandler, Handler
from app.jobs.runs import JobRun
from app.materials.intake.jobs import CONVERT, ConvertJob
from app.materials.models import Material, PageRow, Version
from app.materials.pages import zooming
from app.materials.pages.contents import dump_outline, links_of
from app.materials.pages.workshop import BuiltPage, Workshop
from app.materials.subjects import about_paper
from app.vault.objects import outline_name, text_name
from viewer.failures import SandboxCrashed, ViewerFailure
from viewer.limits import DEFAULT
from viewer.render import RenderedPage

log = logging.getLogger("gijo.conversion")


@dataclass(frozen=True)
class _Task:
    """A version to be converted; `done` pages of it are there already."""

    version_id: str
    sealed_key: str
    done: int


def handlers(shop: Workshop) -> tuple[AnyHandler, ...]:
    """What does the kinds of this folder."""
    return (Handler(CONVERT, partial(convert, shop), given_up=partial(tell_given_up, shop)),)


def convert(shop: Workshop, job: ConvertJob, run: JobRun) -> None:
    """Bring a version to ready or failed. What `JobRun` raises, and StorageUnavailable, leave it to be continued."""
    task = _begin(shop, job.version_id)
    if task is None:
        _tidy(shop, job.version_id)
        return
    try:
        _make_pages(shop, run, task)
    except ViewerFailure as failure:
        log.warning("version %s: %s", task.version_id, failure)
        _give_up(shop, run, task.version_id, failure.code, failure.sentence, page=failure.page)


def tell_given_up(shop: Workshop, job: ConvertJob, run: JobRun, error: Exception) -> None:
    """Trying again has not helped: the clerk reads why."""
    told = error if isinstance(error, AppError) else SandboxCrashed()
    _give_up(shop, run, job.version_id, told.code, told.sentence)


def _begin(shop: Workshop, version_id: str) -> _Task | None:
    """None when nothing is left to convert: the version is removed, failed or ready."""
    with shop.database.write() as session:
        version = session.get(Version, version_id)
        if version is None or version.sealed_key is None or version.state not in {"queued", "converting"}:
            return None
        version.state = "converting"
        counted = select(func.count()).where(PageRow.version_id == version.id)
        return _Task(version.id, version.sealed_key, session.scalar(counted) or 0)


def _make_pages(shop: Workshop, run: JobRun, task: _Task) -> None:
    links: dict[int, list[dict[str, Any]]] = {}

    def keep(page: BuiltPage) -> None:
        links[page.number] = page.links
        _keep_page(shop, run, task, page, reading.info.pages)

    def make(page: RenderedPage) -> BuiltPage:
        return shop.build(task.sealed_key, task.version_id, page)

    rest = range(task.done + 1, DEFAULT.pages + 1)
    with shop.reading(task.sealed_key, task.version_id, pages=rest) as reading:
        _note_length(shop, run, task, reading.info.pages)
        shop.overlap(run, reading.pages(), make, keep)
        info = reading.info  # once more: damage may have been found while drawing
    for number in range(1, task.done + 1):
        name = text_name(task.version_id, number)
        links[number] = links_of(shop.vault.read(task.sealed_key, task.version_id, name))
    outline = dump_outline(info.outline, {number: found for number, found in links.items() if found})
    shop.vault.put_once(task.sealed_key, task.version_id, outline_name(task.version_id), outline)
    _make_ready(shop, run, task, info.pages, info.warnings)


def _note_length(shop: Workshop, run: JobRun, task: _Task, pages: int) -> None:
    with shop.database.write() as session:
        run.hold(session)
        session.execute(update(Version).where(Version.id == task.version_id).values(pages=pages, pages_done=task.done))


def _keep_page(shop: Workshop, run: JobRun, task: _Task, page: BuiltPage, pages: int) -> None:
    with shop.database.write() as session:
        run.got_on(session, done=page.number, of=pages)
        session.add(
            PageRow(
                version_id=task.version_id,
                number=page.number,
                width_px=page.width_px,
                height_px=page.height_px,
                width_points=page.width_points,
                height_points=page.height_points,
                kind=page.kind,
            )
        )
        session.execute(update(Version).where(Version.id == task.version_id).values(pages_done=page.number))


def _make_ready(shop: Workshop, run: JobRun, task: _Task, pages: int, warnings: tuple[str, ...]) -> None:
    """Everything that makes a version readable, in one commit."""
    with shop.database.write() as session:
        run.finish(session)
        version = session.get_one(Version, task.version_id)
        rows = session.scalar(select(func.count()).where(PageRow.version_id == version.id))
        if rows != pages:
            raise RuntimeError(f"{rows} pages kept of {pages}")
        version.state, version.pages, version.pages_done = "ready", pages, pages
        version.warnings, version.ready_at = ",".join(warnings)[:200], clock.now()
        material = _locked(session, version)
        former = session.get(Version, material.current_version_id) if material.current_version_id else None
        if former is None or former.number < version.number:
            material.current_version_id = version.id
        zooming.ask(session, version.id, 1, 2)
        detail: Detail = {"pages": pages, "warnings": version.warnings, "replaced": former.number if former else None}
        note(session, SYSTEM, EventKind.MATERIAL_READY, about_paper(material, version), **detail)


def _give_up(
    shop: Workshop, run: JobRun, version_id: str, code: str, sentence: str, *, page: int | None = None
) -> None:
    """The version has failed: say why, then remove what was made of it. The file stays until the clerk decides."""
    with shop.database.write() as session:
        run.hold(session)
        version = session.get(Version, version_id)
        if version is not None and version.state in {"queued", "converting"}:
            session.execute(delete(PageRow).where(PageRow.version_id == version.id))
            version.state, version.failure_code, version.failure_sentence = "failed", code, sentence
            version.pages_done = 0
            about = about_paper(_locked(session, version), version)
            note(session, SYSTEM, EventKind.MATERIAL_FAILED, about, failure=code, page=page)
    _tidy(shop, version_id)


def _tidy(shop: Workshop, version_id: str) -> None:
    """What lies about of a removed or failed version goes."""
    with shop.database.read() as session:
        version = session.get(Version, version_id)
        state = version.state if version is not None else "removed"
    if state == "removed":
        shop.vault.delete(version_id)
    elif state == "failed":
        shop.vault.delete_pages(version_id)


def _locked(session: Session, version: Version) -> Material:
    return session.scalars(select(Material).where(Material.id == version.material_id).with_for_update()).one()
