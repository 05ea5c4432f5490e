"""The job "know": makes known the pages of a version that was converted before this was done, or in another way."""

from app.db import Database
from app.jobs.runs import AnyHandler, Handler
from app.materials.alignment.jobs import KNOW_PAGES, KnowPagesJob
from app.materials.alignment.knowing import KNOWN, known_page
from app.materials.models import Version
from app.materials.pages.afterwards import Afterwards, StoredPage
from app.materials.pages.contents import words_of
from app.materials.pages.workshop import Workshop
from app.vault.objects import identities_name, text_name, thumbnail_name
from viewer import master
from viewer.alignment.identity import PageIdentity, dump_identities


def _known(page: StoredPage) -> PageIdentity:
    return known_page(words_of(page.read(text_name)), master.load(page.read(thumbnail_name)), page.row.digest)


_IDENTITIES = Afterwards(KNOW_PAGES, KnowPagesJob, Version.known, KNOWN, identities_name, _known, dump_identities)


def handlers(shop: Workshop) -> tuple[AnyHandler, ...]:
    """The handler of this folder's kind of job. Nobody is told when one is given up: pages then keep their numbers."""
    return (Handler(KNOW_PAGES, lambda job, run: _IDENTITIES.make(shop, job.version_id, run)),)


def want(database: Database) -> int:
    """Have the pages known that are not, or are in another way; how many versions are asked for."""
    return _IDENTITIES.want(database)
