"""The job "words": folds the words of a version's pages and keeps them as one object, so that searching opens only one.

Words that an older converter read are not gathered: they may tell what no page shows (`Paper.has_seen_words`).
"""

from functools import partial

from sqlalchemy import ColumnElement, and_, select

from app.db import Database
from app.jobs.acts import enqueue
from app.jobs.queries import has_job
from app.jobs.runs import AnyHandler, Handler, JobRun
from app.materials.models import Version
from app.materials.pages.contents import words_of
from app.materials.pages.workshop import Workshop
from app.materials.words.finding import page_text
from app.materials.words.folding import FOLD, fold
from app.materials.words.jobs import GATHER_WORDS, GatherWordsJob
from app.vault.gathered import dump_pages
from app.vault.objects import text_name, words_name
from viewer.converter.number import WORDS_SINCE

_AT_ONCE = 200
"""Jobs that one sweep asks for: the next sweep asks for more."""


def handlers(shop: Workshop) -> tuple[AnyHandler, ...]:
    """The handler of this folder's kind of job. Nobody is told when one is given up: the paper cannot be searched."""
    return (Handler(GATHER_WORDS, partial(gather, shop)),)


def want(database: Database) -> int:
    """Have the words gathered that are not, or were folded in another way; how many are asked for."""
    is_asked = has_job(GATHER_WORDS, Version.id, ("queued", "leased", "failed"))
    query = select(Version.id).where(_is_lacking(), ~is_asked).order_by(Version.id).limit(_AT_ONCE)
    with database.read() as session:
        lacking = session.scalars(query).all()
    if lacking:
        with database.write() as session:
            for version_id in lacking:
                enqueue(session, GATHER_WORDS, GatherWordsJob(version_id))
    return len(lacking)


def _is_lacking() -> ColumnElement[bool]:
    is_there = and_(Version.state == "ready", Version.sealed_key.is_not(None))
    return and_(is_there, Version.converter >= WORDS_SINCE, Version.fold != FOLD)


def gather(shop: Workshop, job: GatherWordsJob, run: JobRun) -> None:
    """Gather the words of one version. Raises what JobRun and the vault raise; the job is then tried again."""
    with shop.database.read() as session:
        version = session.scalars(select(Version).where(Version.id == job.version_id, _is_lacking())).first()
    if version is None or version.sealed_key is None:
        return
    key, making, pages = version.sealed_key, version.making, []
    for number in range(1, (version.pages or 0) + 1):
        run.check()
        run.make_way()
        words = words_of(shop.vault.read(key, version.id, text_name(version.id, number, making)))
        pages.append(fold(page_text(words)).text)
    name = words_name(version.id, making)
    shop.vault.put_once(key, version.id, name, dump_pages(pages))
    with shop.database.write() as session:
        now = session.get(Version, version.id, with_for_update=True)
        if now is not None and now.making == making and now.sealed_key == key:
            now.fold = FOLD
        run.finish(session)
