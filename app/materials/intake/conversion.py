"""The job "convert": takes a file through its stages, and tells the clerk when that fails.

The worker may die at any moment, and the job is then continued: each page's objects are in the store before its row is
in the database, and the last row, the switch to the new version and the ledger's record are in one commit.
"""

import logging
from collections.abc import Iterator
from functools import partial

from sqlalchemy import delete, func, select

from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.errors import AppError
from app.jobs.runs import AnyHandler, Handler, JobRun
from app.materials.errors import UploadFrozen, UploadHeld, UploadOverruled, UploadRefused
from app.materials.intake.files import ACCEPTED, EVERY_FILE
from app.materials.intake.incoming import AcceptedFiles, Incoming, Stage
from app.materials.intake.jobs import CONVERT, ConvertJob
from app.materials.intake.stages.current import become_current
from app.materials.models import PageRow, Version
from app.materials.pages.workshop import Workshop, once_more, raise_unless_of_document
from app.materials.queries import load_material
from app.materials.subjects import about_paper
from app.vault.objects import original_name
from viewer.converter.number import CONVERTER
from viewer.failures import SandboxCrashed, ViewerFailure

log = logging.getLogger("gijo.conversion")


def handlers(shop: Workshop, accepted: AcceptedFiles = ACCEPTED) -> tuple[AnyHandler, ...]:
    """The handlers of this folder's kinds of jobs."""
    return (Handler(CONVERT, partial(convert, shop, accepted), given_up=partial(tell_given_up, shop)),)


def convert(shop: Workshop, accepted: AcceptedFiles, job: ConvertJob, run: JobRun) -> None:
    """Convert a version until it is ready or failed.

    Raises what JobRun raises, and StorageUnavailable; the job is then continued later.
    """
    try:
        once_more(run, partial(_take_through, shop, accepted, job, run))
    except (ViewerFailure, UploadFrozen, UploadHeld, UploadRefused, UploadOverruled) as failure:
        raise_unless_of_document(run, failure)
        log.warning("version %s: %s", job.version_id, failure)
        page = failure.page if isinstance(failure, ViewerFailure) else None
        _fail(shop, run, job.version_id, failure.code, failure.sentence, page=page)


def _take_through(shop: Workshop, accepted: AcceptedFiles, job: ConvertJob, run: JobRun) -> None:
    incoming = _begin(shop, accepted, job, run)
    if incoming is None:
        _tidy(shop, job.version_id)
        return
    take_through(incoming, become_current)


def take_through(incoming: Incoming, last: Stage) -> None:
    """Take a file through the stages of its kind, and then through the `last` one: what becomes of its pages."""
    with incoming.closing:
        for stage in _stages(incoming, last):
            stage(incoming)


def _stages(incoming: Incoming, last: Stage) -> Iterator[Stage]:
    yield from EVERY_FILE
    if incoming.kind is None:
        raise RuntimeError("no stage has recognised the file")
    yield from incoming.kind.stages
    yield last


def tell_given_up(shop: Workshop, job: ConvertJob, run: JobRun, error: Exception) -> None:
    """The job was given up: mark the version as failed, with a sentence for the clerk."""
    told = error if isinstance(error, AppError) else SandboxCrashed()
    _fail(shop, run, job.version_id, told.code, told.sentence)


def _begin(shop: Workshop, accepted: AcceptedFiles, job: ConvertJob, run: JobRun) -> Incoming | None:
    """The version to convert; None when it is removed, failed or ready, so that nothing is left to do."""
    with shop.database.write() as session:
        version = session.get(Version, job.version_id)
        if version is None or version.sealed_key is None or version.state not in {"queued", "converting"}:
            return None
        if version.converter != CONVERTER:  # the service was renewed while it was half done
            session.execute(delete(PageRow).where(PageRow.version_id == version.id))
        version.state, version.converter = "converting", CONVERTER
        pages_done = session.scalar(select(func.count()).where(PageRow.version_id == version.id)) or 0
        source = original_name(version.id)
        return Incoming(shop, run, version.id, version.sealed_key, pages_done, source, accepted)


def _fail(shop: Workshop, run: JobRun, version_id: str, code: str, sentence: str, *, page: int | None = None) -> None:
    """Mark a version as failed, with the reason; then delete what was made of it. The file stays for the clerk."""
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
    """Delete the objects that are left of a removed or failed version."""
    with shop.database.read() as session:
        version = session.get(Version, version_id)
        state = version.state if version is not None else "removed"
    if state == "removed":
        shop.vault.delete(version_id)
    elif state == "failed":
        shop.vault.delete_pages(version_id)
