"""What the job "convert" does: a file goes through its stages, and the clerk is told when it cannot.

It may die at any moment and is continued: each page's objects are in the store before its row is in the database, and
the last row, the switch of versions and the ledger's record come in one commit.
"""

import logging
from collections.abc import Iterator
from functools import partial

from sqlalchemy import delete, func, select

from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.errors import AppError
from app.jobs.registry import AnyHandler, Handler
from app.jobs.runs import JobRun
from app.materials.errors import UploadRefused
from app.materials.intake.files import ACCEPTED, EVERY_FILE
from app.materials.intake.incoming import AcceptedFiles, Incoming, Stage
from app.materials.intake.jobs import CONVERT, ConvertJob
from app.materials.models import PageRow, Version
from app.materials.pages.workshop import Workshop
from app.materials.queries import load_material
from app.materials.subjects import about_paper
from app.vault.objects import original_name
from viewer.failures import SandboxCrashed, ViewerFailure

log = logging.getLogger("gijo.conversion")


def handlers(shop: Workshop, accepted: AcceptedFiles = ACCEPTED) -> tuple[AnyHandler, ...]:
    """What does the kinds of job of this folder."""
    return (Handler(CONVERT, partial(convert, shop, accepted), given_up=partial(tell_given_up, shop)),)


def convert(shop: Workshop, accepted: AcceptedFiles, job: ConvertJob, run: JobRun) -> None:
    """Bring a version to ready or failed. What `JobRun` raises, and StorageUnavailable, leave it to be continued."""
    incoming = _begin(shop, accepted, job, run)
    if incoming is None:
        _tidy(shop, job.version_id)
        return
    try:
        with incoming.closing:
            for stage in _stages(incoming):
                stage(incoming)
    except (ViewerFailure, UploadRefused) as failure:
        log.warning("version %s: %s", job.version_id, failure)
        page = failure.page if isinstance(failure, ViewerFailure) else None
        _fail(shop, run, job.version_id, failure.code, failure.sentence, page=page)


def _stages(incoming: Incoming) -> Iterator[Stage]:
    yield from EVERY_FILE
    if incoming.kind is None:
        raise RuntimeError("no stage has recognised the file")
    yield from incoming.kind.stages


def tell_given_up(shop: Workshop, job: ConvertJob, run: JobRun, error: Exception) -> None:
    """Trying again has not helped: the clerk reads why."""
    told = error if isinstance(error, AppError) else SandboxCrashed()
    _fail(shop, run, job.version_id, told.code, told.sentence)


def _begin(shop: Workshop, accepted: AcceptedFiles, job: ConvertJob, run: JobRun) -> Incoming | None:
    """None when nothing is left to convert: the version is removed, failed or ready."""
    with shop.database.write() as session:
        version = session.get(Version, job.version_id)
        if version is None or version.sealed_key is None or version.state not in {"queued", "converting"}:
            return None
        version.state = "converting"
        pages_done = session.scalar(select(func.count()).where(PageRow.version_id == version.id)) or 0
        source = original_name(version.id)
        return Incoming(shop, run, version.id, version.sealed_key, pages_done, source, accepted)


def _fail(shop: Workshop, run: JobRun, version_id: str, code: str, sentence: str, *, page: int | None = None) -> None:
    """The version has failed: say why, then remove what was made of it. The file stays until the clerk decides."""
    with shop.database.write() as session:
        run.hold(session)
        version = session.get(Version, version_id)
        if version is not None and version.state in {"queued", "converting"}:
            session.execute(delete(PageRow).where(PageRow.version_id == version.id))
            version.state, version.failure_code, version.failure_sentence = "failed", code, sentence
            version.pages_done = 0
            about = about_paper(load_material(session, version.material_id, locked=True), version)
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
