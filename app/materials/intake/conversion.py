"""From a sealed file to pages: what the job "convert" does, so that it may die at any moment and be continued.

Each page's objects are in the store before its row is in the database; the last row, the switch of versions and the
ledger's record come in one commit. A worker whose lease is lost changes nothing more.
"""

import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app import clock, jobs
from app.audit.vocabulary import EventKind
from app.errors import AppError
from app.jobs import Lease
from app.materials.by import SERVICE, Detail, note
from app.materials.models import Material, PageRow, Version
from app.materials.pages import zooming
from app.materials.pages.contents import dump_outline, links_of
from app.materials.pages.workshop import BuiltPage, Workshop
from app.materials.vault.objects import outline_name, text_name
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


def convert(shop: Workshop, lease: Lease) -> None:
    """Bring a version to ready or failed. Raises LeaseLost, Interrupted, StorageUnavailable: then it is continued."""
    task = _begin(shop, lease)
    if task is None:
        _tidy(shop, lease)
        return
    try:
        _make_pages(shop, lease, task)
    except ViewerFailure as failure:
        log.warning("version %s: %s", task.version_id, failure)
        give_up(shop, lease, failure.code, failure.sentence, page=failure.page)


def _begin(shop: Workshop, lease: Lease) -> _Task | None:
    """None when nothing is left to convert: the version is removed, failed or ready."""
    with shop.database.write() as session:
        version = session.get(Version, lease.job.subject)
        if version is None or version.sealed_key is None or version.state not in {"queued", "converting"}:
            return None
        version.state = "converting"
        counted = select(func.count()).where(PageRow.version_id == version.id)
        return _Task(version.id, version.sealed_key, session.scalar(counted) or 0)


def _make_pages(shop: Workshop, lease: Lease, task: _Task) -> None:
    links: dict[int, list[dict[str, Any]]] = {}

    def keep(page: BuiltPage) -> None:
        links[page.number] = page.links
        _keep_page(shop, lease, task, page)

    def make(page: RenderedPage) -> BuiltPage:
        return shop.build(task.sealed_key, task.version_id, page)

    rest = range(task.done + 1, DEFAULT.pages + 1)
    with shop.reading(task.sealed_key, task.version_id, pages=rest) as reading:
        _note_length(shop, lease, task, reading.info.pages)
        shop.overlap(lease, reading.pages(), make, keep)
        info = reading.info  # once more: damage may have been found while drawing
    for number in range(1, task.done + 1):
        name = text_name(task.version_id, number)
        links[number] = links_of(shop.vault.read(task.sealed_key, task.version_id, name))
    outline = dump_outline(info.outline, {number: found for number, found in links.items() if found})
    shop.vault.put_once(task.sealed_key, task.version_id, outline_name(task.version_id), outline)
    _make_ready(shop, lease, task, info.pages, info.warnings)


def _note_length(shop: Workshop, lease: Lease, task: _Task, pages: int) -> None:
    with shop.database.write() as session:
        jobs.renew(session, lease.job)
        session.execute(update(Version).where(Version.id == task.version_id).values(pages=pages, pages_done=task.done))


def _keep_page(shop: Workshop, lease: Lease, task: _Task, page: BuiltPage) -> None:
    with shop.database.write() as session:
        jobs.renew(session, lease.job, got_on=True)
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


def _make_ready(shop: Workshop, lease: Lease, task: _Task, pages: int, warnings: tuple[str, ...]) -> None:
    """Everything that makes a version readable, in one commit."""
    with shop.database.write() as session:
        jobs.finish(session, lease.job)
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
        note(session, SERVICE, EventKind.MATERIAL_READY, material, detail, version=version)


def give_up(shop: Workshop, lease: Lease, code: str, sentence: str, *, page: int | None = None) -> None:
    """The version has failed: say why, then remove what was made of it. The file stays until the clerk decides."""
    with shop.database.write() as session:
        jobs.renew(session, lease.job)
        version = session.get(Version, lease.job.subject)
        if version is not None and version.state in {"queued", "converting"}:
            session.execute(delete(PageRow).where(PageRow.version_id == version.id))
            version.state, version.failure_code, version.failure_sentence = "failed", code, sentence
            version.pages_done = 0
            detail: Detail = {"failure": code, "page": page}
            note(session, SERVICE, EventKind.MATERIAL_FAILED, _locked(session, version), detail, version=version)
    _tidy(shop, lease)


def _tidy(shop: Workshop, lease: Lease) -> None:
    """End a job that has nothing to convert; what lies about of a removed or failed version goes."""
    with shop.database.read() as session:
        version = session.get(Version, lease.job.subject)
        state = version.state if version is not None else "removed"
    if state == "removed":
        shop.vault.delete(lease.job.subject)
    elif state == "failed":
        shop.vault.delete_pages(lease.job.subject)
    with shop.database.write() as session:
        jobs.finish(session, lease.job)


def _locked(session: Session, version: Version) -> Material:
    return session.scalars(select(Material).where(Material.id == version.material_id).with_for_update()).one()


def failure_of(error: Exception) -> tuple[str, str]:
    """Code and sentence for the clerk when trying again has not helped."""
    told = error if isinstance(error, AppError) else SandboxCrashed()
    return told.code, told.sentence
