"""The job "know": makes known the pages of a version that was converted before this was done, or in another way.

Pages whose words an older converter read are left out, as for searching (`app/materials/words/gathering.py`).
"""

from functools import partial

from sqlalchemy import ColumnElement, and_, select

from app.db import Database
from app.jobs.acts import enqueue
from app.jobs.queries import has_job
from app.jobs.runs import AnyHandler, Handler, JobRun
from app.materials.alignment.jobs import KNOW_PAGES, KnowPagesJob
from app.materials.alignment.knowing import KNOWN, known_page
from app.materials.models import Version
from app.materials.pages.contents import words_of
from app.materials.pages.workshop import Workshop
from app.materials.queries import page_rows
from app.vault.objects import identities_name, text_name, thumbnail_name
from viewer import master
from viewer.alignment.identity import dump_identities
from viewer.converter.number import WORDS_SINCE

_AT_ONCE = 200
"""Jobs that one sweep asks for: the next sweep asks for more."""


def handlers(shop: Workshop) -> tuple[AnyHandler, ...]:
    """The handler of this folder's kind of job. Nobody is told when one is given up: pages then keep their numbers."""
    return (Handler(KNOW_PAGES, partial(know, shop)),)


def want(database: Database) -> int:
    """Have the pages known that are not, or are in another way; how many versions are asked for."""
    is_asked = has_job(KNOW_PAGES, Version.id, ("queued", "leased", "failed"))
    query = select(Version.id).where(_is_lacking(), ~is_asked).order_by(Version.id).limit(_AT_ONCE)
    with database.read() as session:
        lacking = session.scalars(query).all()
    if lacking:
        with database.write() as session:
            for version_id in lacking:
                enqueue(session, KNOW_PAGES, KnowPagesJob(version_id))
    return len(lacking)


def _is_lacking() -> ColumnElement[bool]:
    is_there = and_(Version.state == "ready", Version.sealed_key.is_not(None))
    return and_(is_there, Version.converter >= WORDS_SINCE, Version.known != KNOWN)


def know(shop: Workshop, job: KnowPagesJob, run: JobRun) -> None:
    """Make the pages of one version known. Raises what JobRun and the vault raise; the job is then tried again."""
    with shop.database.read() as session:
        version = session.scalars(select(Version).where(Version.id == job.version_id, _is_lacking())).first()
        rows = page_rows(session, job.version_id)
    if version is None or version.sealed_key is None:
        return
    key, making, pages = version.sealed_key, version.making, []
    for row in rows:
        run.check()
        run.make_way()
        words = words_of(shop.vault.read(key, version.id, text_name(version.id, row.number, making)))
        small = master.load(shop.vault.read(key, version.id, thumbnail_name(version.id, row.number, making)))
        pages.append(known_page(words, small, row.digest))
    shop.vault.put_once(key, version.id, identities_name(version.id, making), dump_identities(pages))
    with shop.database.write() as session:
        now = session.get(Version, version.id, with_for_update=True)
        if now is not None and now.making == making and now.sealed_key == key:
            now.known = KNOWN
        run.finish(session)
