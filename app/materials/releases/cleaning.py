"""Makes the file for the public: only what a version's pages show, encrypted beside the original.

Residents never get the original. The file is made once for each version. Its name in the store holds its hash, so that
a worker which repeats the job of another that died stores nothing twice.
"""

import hashlib
from functools import partial

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.db import Database
from app.errors import AppError
from app.jobs.acts import enqueue
from app.jobs.models import Job
from app.jobs.runs import AnyHandler, Handler, JobRun
from app.materials.models import CLEANING_RULE, Material, PublicFile, Version
from app.materials.pages.workshop import Workshop, once_more, raise_unless_of_document
from app.materials.releases.jobs import CLEAN, CleanJob
from app.materials.subjects import about_paper
from app.vault.objects import public_name
from viewer.failures import NotCleaned, SandboxCrashed, ViewerFailure


def handlers(shop: Workshop) -> tuple[AnyHandler, ...]:
    """The handlers of this folder's kinds of job."""
    return (Handler(CLEAN, partial(clean, shop), given_up=partial(tell_given_up, shop)),)


def want(session: Session, version_id: str) -> None:
    """Ask for a version's file, unless it is ready or being made. A file that could not be made is tried again.

    A file made by an older rule is made anew, and stays until then. An altered row is left as it is, as evidence.
    """
    made = session.get(PublicFile, version_id)
    if made is not None and (not made.is_intact or (made.is_ready and made.is_of_present_rule)):
        return
    if made is not None and not made.is_ready:
        session.delete(made)
        session.flush()
    under_way = select(Job.id).where(
        Job.kind == CLEAN.name, Job.subject == version_id, Job.state.in_(("queued", "leased"))
    )
    if session.execute(under_way).first() is None:
        enqueue(session, CLEAN, CleanJob(version_id))


def want_missing(database: Database) -> None:
    """Have the files made of versions that an edition of Gijo released without such files, or by an older rule."""
    query = (
        select(Material.released_version_id)
        .outerjoin(PublicFile, PublicFile.version_id == Material.released_version_id)
        .where(
            Material.released_version_id.is_not(None),
            or_(PublicFile.version_id.is_(None), PublicFile.rule < CLEANING_RULE),
        )
    )
    with database.read() as session:
        missing = session.scalars(query).all()
    for version_id in missing:
        with database.write() as session:
            want(session, version_id or "")


def clean(shop: Workshop, job: CleanJob, run: JobRun) -> None:
    """Make and encrypt the file and write its row; a row with the reason when the document does not allow it.

    Raises what `JobRun` and the vault raise; the job is then tried again.
    """
    with shop.database.read() as session:
        version, made = session.get(Version, job.version_id), session.get(PublicFile, job.version_id)
        is_made = made is not None and (not made.is_intact or made.is_of_present_rule or not made.is_ready)
        if version is None or version.sealed_key is None or is_made:
            return
        key, pages = version.sealed_key, version.pages
    try:
        cleaned = once_more(run, partial(shop.cleaned, key, job.version_id))
        if cleaned.pages != pages:
            raise NotCleaned
    except ViewerFailure as failure:
        raise_unless_of_document(run, failure)
        _keep(
            shop,
            run,
            _not_made(job.version_id, failure.sentence),
        )
        return
    sha256 = hashlib.sha256(cleaned.data).hexdigest()
    shop.vault.put_once(key, job.version_id, public_name(job.version_id, sha256), cleaned.data)
    file = PublicFile(
        version_id=job.version_id,
        sha256=sha256,
        size_bytes=len(cleaned.data),
        removed=",".join(cleaned.removed),
        pictures=",".join(map(str, cleaned.pictures)),
        addresses="\n".join(f"{kept.page} {kept.address}" for kept in cleaned.addresses),
        rule=CLEANING_RULE,
        made_at=clock.now(),
    )
    _keep(shop, run, file)


def tell_given_up(shop: Workshop, job: CleanJob, run: JobRun, error: Exception) -> None:
    """The job was given up: write the reason into the file's row, for the screen of the release."""
    told = error if isinstance(error, AppError) else SandboxCrashed()
    with shop.database.write() as session:
        run.hold(session)
        version = session.get(Version, job.version_id)
        if version is not None:
            _put(session, version, _not_made(job.version_id, told.sentence))


def _not_made(version_id: str, failure: str) -> PublicFile:
    return PublicFile(
        version_id=version_id,
        sha256="",
        size_bytes=0,
        removed="",
        pictures="",
        addresses="",
        failure=failure,
        rule=CLEANING_RULE,
        made_at=clock.now(),
    )


def _put(session: Session, version: Version, file: PublicFile) -> None:
    """Keep what is known of the file, in the place of what was known before. One that was altered stays as it is.

    The record of a release names the file that two persons saw. Another one that takes its place is recorded here.
    """
    made = session.get(PublicFile, file.version_id, with_for_update=True)
    if made is not None and not made.is_intact:
        return
    paper = session.get_one(Material, version.material_id)
    if paper.released_version_id == version.id:
        what = "file made anew" if file.is_ready else "file not made"
        note(session, SYSTEM, EventKind.MATERIAL_CHANGED, about_paper(paper, version), what=what, sha256=file.sha256)
    if made is None:
        session.add(file)
    else:
        for name in PublicFile.sealed_columns:
            setattr(made, name, getattr(file, name))


def _keep(shop: Workshop, run: JobRun, file: PublicFile) -> None:
    with shop.database.write() as session:
        run.finish(session)
        version = session.get(Version, file.version_id)
        is_there = version is not None and version.sealed_key is not None
        if version is not None and is_there:
            _put(session, version, file)
    if not is_there:
        shop.vault.delete(file.version_id)  # the file was put after the version and its objects were deleted
