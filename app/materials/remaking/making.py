"""The job "remake": takes a kept original through the stages again. Meanwhile readers get the former pages.

The worker may die at any moment; the job then goes on with the next page. If it fails, the reason is written down for
the secretariat (`Remaking`), the former pages stay, and their words stay closed.
"""

import logging
from functools import partial

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.errors import AppError
from app.jobs.acts import enqueue
from app.jobs.queries import states_of
from app.jobs.runs import AnyHandler, Handler, JobRun
from app.materials.errors import PagesHeld, PagesOfAnotherNumber, UploadRefused
from app.materials.intake.conversion import take_through
from app.materials.intake.files import ACCEPTED
from app.materials.intake.incoming import AcceptedFiles, Incoming
from app.materials.models import RemadePage, Remaking, Version
from app.materials.pages.workshop import Workshop, once_more, raise_unless_of_document
from app.materials.remaking import queries
from app.materials.remaking.exchange import FORMER_STAYS, VersionGone, exchange
from app.materials.remaking.jobs import CLEAR_MAKING, REMAKE, ClearMakingJob, RemakeJob
from app.seals import RowAltered
from app.vault.objects import original_name
from viewer.converter.number import CONVERTER
from viewer.failures import SandboxCrashed, ViewerFailure

log = logging.getLogger("gijo.remaking")

_AT_ONCE = 200
"""Jobs that one sweep asks for: the next sweep asks for more."""


def handlers(shop: Workshop, accepted: AcceptedFiles = ACCEPTED) -> tuple[AnyHandler, ...]:
    """The handlers of this folder's kinds of job."""
    remaking = Handler(REMAKE, partial(remake, shop, accepted), given_up=partial(tell_given_up, shop))
    return remaking, Handler(CLEAR_MAKING, partial(clear, shop))


def want(database: Database, most: int | None = _AT_ONCE) -> int:
    """Ask for all versions from an older converter, and for those that are no longer held. Returns how many.

    A version that the present converter could not make is not asked for again.
    """
    with database.read() as session:
        held = [each for each in queries.standstills(session) if each.remaking.is_held]
        free = [each.version.id for each in held if not queries.is_pledged(session, each.material, each.version.id)]
        is_due = bool(queries.due(session, 1))
    if not free and not is_due:
        return 0
    with database.write() as session:
        session.execute(delete(Remaking).where(Remaking.version_id.in_(free)))
        return sum(_ask(session, version_id) for version_id in queries.due(session, most))


def _ask(session: Session, version_id: str) -> bool:
    """Ask for one version, under its lock, so that of two workers only one asks. True when this one did."""
    session.execute(select(Version.id).where(Version.id == version_id).with_for_update())
    is_asked = not {"queued", "leased"} & set(states_of(session, REMAKE, version_id))
    if is_asked:
        enqueue(session, REMAKE, RemakeJob(version_id))
    return is_asked


def try_again(database: Database) -> int:
    """As `want`, for all that wait at once, and also for those that could not be made. Returns how many."""
    with database.write() as session:
        session.execute(delete(Remaking).where(Remaking.is_held.is_(False)))
    return want(database, None)


def remake(shop: Workshop, accepted: AcceptedFiles, job: RemakeJob, run: JobRun) -> None:
    """Make a version's pages anew, unless that is done; or write down why it could not be done.

    Raises what JobRun and the vault raise; the job is then continued later.
    """
    try:
        once_more(run, partial(_take_through, shop, accepted, job, run))
    except VersionGone:
        _tidy(shop, job.version_id)
    except (ViewerFailure, UploadRefused, PagesOfAnotherNumber, PagesHeld, RowAltered) as failure:
        raise_unless_of_document(run, failure)
        log.warning("version %s is not made anew: %s", job.version_id, failure)
        _leave(shop, run, job.version_id, failure)


def tell_given_up(shop: Workshop, job: RemakeJob, run: JobRun, error: Exception) -> None:
    """The job was given up: write the reason down for the secretariat. The pages stay as they are."""
    _leave(shop, run, job.version_id, error if isinstance(error, AppError) else SandboxCrashed())


def clear(shop: Workshop, job: ClearMakingJob, run: JobRun) -> None:
    """Delete a former making; one that is held is looked at again later. Raises StorageUnavailable."""
    run.check()
    with shop.database.write() as session:
        version = session.get(Version, job.version_id)
        is_held = version is not None and shop.holds(session, version.material_id)
        if is_held:
            enqueue(session, CLEAR_MAKING, job).run_after = clock.now() + FORMER_STAYS
    if version is not None and not is_held and version.making != job.making:
        shop.vault.delete_pages(job.version_id, job.making)


def _take_through(shop: Workshop, accepted: AcceptedFiles, job: RemakeJob, run: JobRun) -> None:
    incoming = _begin(shop, accepted, job, run)
    if incoming is not None:
        take_through(incoming, exchange)


def _begin(shop: Workshop, accepted: AcceptedFiles, job: RemakeJob, run: JobRun) -> Incoming | None:
    """The version to make anew; None when it is gone, or was made by the present converter. Raises RowAltered."""
    with shop.database.write() as session:
        version = session.get(Version, job.version_id)
        if version is None or version.sealed_key is None or version.state != "ready" or version.converter >= CONVERTER:
            return None
        if not version.is_intact:
            raise RowAltered(cause=f"version {version.id}")
        of_version = RemadePage.version_id == version.id
        session.execute(delete(RemadePage).where(of_version, RemadePage.converter != CONVERTER))
        pages_done = session.scalar(select(func.count()).where(of_version)) or 0
        source, making = original_name(version.id), version.making + 1
        return Incoming(
            shop, run, version.id, version.sealed_key, pages_done, source, accepted, making=making, is_anew=True
        )


def _leave(shop: Workshop, run: JobRun, version_id: str, why: AppError | ViewerFailure) -> None:
    """Keep the former pages, and write down why."""
    with shop.database.write() as session:
        run.hold(session)
        session.execute(delete(RemadePage).where(RemadePage.version_id == version_id))
        if session.get(Version, version_id) is not None:
            is_held = isinstance(why, PagesHeld)
            kept = Remaking(version_id=version_id, converter=CONVERTER, is_held=is_held, sentence=why.sentence)
            kept.at = clock.now()
            session.merge(kept)
    _tidy(shop, version_id)


def _tidy(shop: Workshop, version_id: str) -> None:
    """Delete the new pages made so far; for a version that is gone, everything."""
    with shop.database.read() as session:
        version = session.get(Version, version_id)
    if version is None or version.state == "discarded":
        shop.vault.delete(version_id)
    else:
        shop.vault.delete_pages(version_id, version.making + 1)
