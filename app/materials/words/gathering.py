"""The job "words": folds the words of a version's pages and keeps them as one object, so that searching opens one."""

from app.db import Database
from app.jobs.runs import AnyHandler, Handler
from app.materials.models import Version
from app.materials.pages.afterwards import Afterwards, StoredPage
from app.materials.pages.contents import words_of
from app.materials.pages.workshop import Workshop
from app.materials.words.finding import page_text
from app.materials.words.folding import FOLD, fold
from app.materials.words.jobs import GATHER_WORDS, GatherWordsJob
from app.vault.gathered import dump_pages
from app.vault.objects import text_name, words_name


def _folded(page: StoredPage) -> str:
    return fold(page_text(words_of(page.read(text_name)))).text


_WORDS = Afterwards(GATHER_WORDS, GatherWordsJob, Version.fold, FOLD, words_name, _folded, dump_pages)


def handlers(shop: Workshop) -> tuple[AnyHandler, ...]:
    """The handler of this folder's kind of job. Nobody is told when one is given up: the paper cannot be searched."""
    return (Handler(GATHER_WORDS, lambda job, run: _WORDS.make(shop, job.version_id, run)),)


def want(database: Database) -> int:
    """Have the words gathered that are not, or were folded in another way; how many are asked for."""
    return _WORDS.want(database)
