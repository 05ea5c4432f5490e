"""What binding a PDF needs, whatever is bound: services, marked pages, and the way of a bound PDF into the store."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.access.stops.marking import MarkState
from app.db import Database
from app.errors import AppError
from app.halts.marking import marks_now
from app.jobs.runs import JobRun
from app.materials.models import PageRow
from app.materials.pages.marks import page_copy_id
from app.permits.errors import BookletRefused
from app.vault.objects import Vault, booklet_name, page_name
from viewer.booklet import BookletPage
from viewer.failures import MarkNotDrawable
from viewer.marking.glyphs import Typesetter
from viewer.stamp import BUNDLED_FONTS, Mark, Stamper
from viewer.writing.handwriting import Handwriting, PenStroke, TypedWords, handwriting

log = logging.getLogger("gijo.booklets")

_PIECE_BYTES = 1 << 20
_SHOWN_EVERY_SECONDS = 0.5


@dataclass(frozen=True)
class PageNotes:
    """What somebody has noted on a page, to be drawn over it."""

    strokes: Sequence[PenStroke] = ()
    words: Sequence[TypedWords] = field(default=())


NotesOf = Callable[[Session, str, str], Mapping[int, PageNotes]]
"""A function from a unit, a person's id and a version's id to that person's own notes, by page. `notes`, a layer above,
passes it in.
"""


def _no_notes(_session: Session, _person_id: str, _version_id: str) -> Mapping[int, PageNotes]:
    return {}


@dataclass(frozen=True)
class Bindery:
    """The services that binding needs. `permit_key`: derives the passwords. `council_name`: the PDF's author."""

    database: Database
    vault: Vault
    stamper: Stamper
    permit_key: bytes
    council_name: str
    notes_of: NotesOf = _no_notes


@dataclass(frozen=True)
class PageSource:
    """Where a version's pages are in the vault."""

    version_id: str
    sealed_key: str
    making: int


@dataclass
class BindingProgress:
    """How many pages are bound, shown to whoever waits, now and then."""

    bindery: Bindery
    run: JobRun
    of: int
    _done: int = 0
    _shown_at: float = 0.0

    def next(self) -> None:
        """Before each page. Raises what JobRun.check does."""
        self.run.check()
        if time.monotonic() - self._shown_at > _SHOWN_EVERY_SECONDS:
            with self.bindery.database.write() as session:
                self.run.show(session, done=self._done, of=self.of)
            self._shown_at = time.monotonic()
        self._done += 1


def marked_page(bindery: Bindery, source: PageSource, row: PageRow, mark: Mark, holder_id: str) -> BookletPage:
    """A page of a version with its mark, placed as on the holder's screen. Raises MarkNotDrawable."""
    name = page_name(source.version_id, row.number, source.making)
    master = bindery.vault.master(source.sealed_key, source.version_id, name)
    issued = bindery.stamper.issue(master, mark, page_id=page_copy_id(holder_id, source.version_id, row.number))
    size = issued.width, issued.height, row.width_points, row.height_points
    return BookletPage(issued.body, issued.media_type, *size)


def must_be_bound_again(session: Session) -> bool:
    """Whether marks were lost, or not known to be there, while pages were bound: none of these is ever handed out."""
    return marks_now(session) is not MarkState.FOUND


def written_over(row: PageRow, notes: PageNotes) -> Handwriting:
    """The notes on a page as the PDF draws them."""
    ratio = row.height_points / row.width_points
    return handwriting(notes.strokes, notes.words, ratio, Typesetter(BUNDLED_FONTS))


def bind_into_store(
    bindery: Bindery,
    run: JobRun,
    pdf_id: str,
    *,
    bound: Callable[[], bytes],
    keep: Callable[[bytes, str], bool],
    fail: Callable[[AppError], None],
) -> None:
    """Bind a PDF and encrypt it into the store under a new key, after deleting what a former attempt left.

    `keep`: of the PDF and its sealed key; makes the row ready, False when nobody may be handed it any more: then it is
    deleted. `fail`: told when it cannot be bound at all.
    """
    try:
        body = bound()
    except (MarkNotDrawable, ValueError) as failure:
        log.warning("%s: %s", pdf_id, failure)
        fail(BookletRefused())
        return
    run.check()
    key = bindery.vault.new_key(pdf_id)
    bindery.vault.delete(pdf_id)
    pieces = (body[at : at + _PIECE_BYTES] for at in range(0, len(body), _PIECE_BYTES))
    bindery.vault.put(key, pdf_id, booklet_name(pdf_id), pieces)
    if not keep(body, key):
        bindery.vault.delete(pdf_id)
