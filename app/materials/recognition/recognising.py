"""The job "recognise": has the words of pages without words recognised, page by page, and gathers them for searching.

It is work for idle hours: it makes way for everything else, between two pages and within one. Each page is kept in a
unit of its own, in which is decided again whether anybody still reads it; so a stopped job goes on with the next page.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.db import Database
from app.jobs.acts import enqueue
from app.jobs.errors import Interrupted
from app.jobs.queries import has_job, is_due
from app.jobs.runs import AnyHandler, Handler, JobRun
from app.limits.of_worker import Recognition
from app.materials.alignment.jobs import KNOW_PAGES
from app.materials.models import Material, PageRow, RecognisedPage, Version
from app.materials.pages.contents import WrittenWord, words_of
from app.materials.pages.jobs import SHARPEN
from app.materials.pages.personal_numbers import has_personal_number
from app.materials.pages.workshop import Workshop
from app.materials.queries import load_material, lock_paper_of, page_rows
from app.materials.recognition.jobs import (
    CLEAR_RECOGNISED,
    RECOGNISE,
    ClearRecognisedJob,
    RecogniseJob,
)
from app.materials.recognition.pages import PageState, dump_recognised, lines_of
from app.materials.recognition.queries import is_wanted, recognised_rows, states_of_pages
from app.materials.remaking.jobs import REMAKE
from app.materials.subjects import about_paper
from app.materials.words.finding import page_text
from app.materials.words.folding import fold
from app.materials.words.jobs import GATHER_WORDS
from app.vault.gathered import dump_pages
from app.vault.objects import page_name, recognised_name, recognised_page_name, text_name
from viewer import master
from viewer.failures import NotRecognised
from viewer.recognition.choice import gray_of, has_untold_ink, may_lack_words
from viewer.recognition.recogniser import Recogniser

log = logging.getLogger("gijo.recognition")

_BEFORE = (SHARPEN, GATHER_WORDS, KNOW_PAGES, REMAKE)
"""Work that the same slot does and that goes before this, though nobody waits for it either."""
_AT_ONCE = 20
"""Jobs that one sweep asks for: the next sweep asks for more."""


class NotWantedAnyMore(Exception):
    """The paper was withdrawn, replaced, destroyed or made anew meanwhile: what was recognised is of no use."""


@dataclass(frozen=True)
class ReadingRoom:
    """What the recognition of words needs: the workshop, the recogniser, and the settings."""

    shop: Workshop
    recogniser: Recogniser
    limits: Recognition


@dataclass(frozen=True)
class _Pages:
    """A version in the making of its pages that is gone through, and the wrapped key of its objects."""

    version_id: str
    key: str
    making: int


@dataclass
class _Reading:
    """One run through a version. `states`: page → its state, of pages that were looked at by this run or before."""

    room: ReadingRoom
    run: JobRun
    pages: _Pages
    rows: Sequence[PageRow]
    states: dict[int, str]

    def make_way(self) -> None:
        """Raises Interrupted when anything else is due."""
        self.run.check()
        self.run.make_way()
        with self.room.shop.database.read() as session:
            if is_due(session, _BEFORE):
                raise Interrupted

    def read(self, name: str) -> bytes:
        """An object of the version. Raises what the vault raises."""
        return self.room.shop.vault.read(self.pages.key, self.pages.version_id, name)

    def put(self, name: str, data: bytes) -> None:
        """Keep an object of the version."""
        self.room.shop.vault.put_once(self.pages.key, self.pages.version_id, name, data)


def handlers(room: ReadingRoom) -> tuple[AnyHandler, ...]:
    """The handlers of this folder's kinds of job. Nobody is told when one is given up: the pages stay without words."""
    return (
        Handler(RECOGNISE, partial(recognise, room)),
        Handler(CLEAR_RECOGNISED, partial(clear_dropped, room.shop)),
    )


def want(room: ReadingRoom) -> int:
    """Have words recognised that are not yet; for how many versions. 0 where it is turned off or not installed."""
    if not room.limits.enabled:
        return 0
    database: Database = room.shop.database
    is_asked = has_job(RECOGNISE, Version.id, ("queued", "leased", "failed"))
    query = select(Version.id).where(is_wanted(), ~is_asked).order_by(Version.id.desc()).limit(_AT_ONCE)
    with database.read() as session:
        lacking = session.scalars(query).all()
    if not lacking or not _is_possible(room):
        return 0
    with database.write() as session:
        for version_id in lacking:
            enqueue(session, RECOGNISE, RecogniseJob(version_id))
    return len(lacking)


def _is_possible(room: ReadingRoom) -> bool:
    report = room.recogniser.self_test()
    if not report.is_locked:
        log.info("words of scanned pages are not recognised here: %s", report.reason)
    return report.is_locked


def recognise(room: ReadingRoom, job: RecogniseJob, run: JobRun) -> None:
    """Recognise the words of one version. Raises what JobRun and the vault raise; the job then goes on later."""
    if not room.limits.enabled or not _is_possible(room):
        return
    with room.shop.database.write() as session:
        pages = _wanted(session, job.version_id)
        reading = None if pages is None else _begin(session, room, run, pages)
    if reading is None:
        room.shop.clear_if_gone(job.version_id)  # a run before may have put a page after the others were deleted
        return
    try:
        for row in reading.rows:
            if row.number not in reading.states:
                _go_over(reading, row)
        _gather(reading)
    except NotWantedAnyMore:
        log.info("version %s: its words are not wanted any more", job.version_id)
        room.shop.clear_if_gone(job.version_id)  # this page's were put after the others were deleted
    finally:
        room.recogniser.close()  # its models take memory, and are there again in a moment


def _begin(session: Session, room: ReadingRoom, run: JobRun, pages: _Pages) -> _Reading:
    """What is to be gone through; what was found on pages of a former making is forgotten."""
    is_former = (RecognisedPage.version_id == pages.version_id) & (RecognisedPage.making != pages.making)
    session.execute(delete(RecognisedPage).where(is_former, RecognisedPage.state != PageState.DROPPED))
    return _Reading(room, run, pages, page_rows(session, pages.version_id), states_of_pages(session, pages.version_id))


def _wanted(session: Session, version_id: str) -> _Pages | None:
    """The version, if its words are wanted at this moment."""
    version = session.scalars(select(Version).where(Version.id == version_id, is_wanted())).first()
    return None if version is None else _Pages(version.id, version.sealed_key or "", version.making)


def _still_wanted(session: Session, pages: _Pages) -> Version:
    """The version, its paper locked. Raises NotWantedAnyMore."""
    lock_paper_of(session, pages.version_id)
    if _wanted(session, pages.version_id) != pages:
        raise NotWantedAnyMore
    return session.get_one(Version, pages.version_id)


def _go_over(reading: _Reading, row: PageRow) -> None:
    """Recognise one page, if it needs that, and keep what was found."""
    reading.make_way()
    gray, own = _untold(reading, row)
    if gray is None:
        return
    found = _found_on(reading, row.number, gray, own)
    with reading.room.shop.database.write() as session:
        reading.run.got_on(session, done=row.number, of=len(reading.rows))
        _still_wanted(session, reading.pages)
        session.add(found)
    reading.states[row.number] = found.state


def _untold(reading: _Reading, row: PageRow) -> tuple[NDArray[np.uint8] | None, list[WrittenWord]]:
    """The page's pixels and its own words; no pixels of a page that has words enough, or nothing besides them."""
    name = (reading.pages.version_id, row.number, reading.pages.making)
    own = words_of(reading.read(text_name(*name)))
    if not may_lack_words(sum(len(word["text"]) for word in own)):
        return None, own
    gray = gray_of(master.load(reading.read(page_name(*name))), max(row.width_points, row.height_points))
    told = ((word["x0"], word["y0"], word["x1"], word["y1"]) for word in own)
    return (gray if has_untold_ink(gray, told) else None), own


def _found_on(reading: _Reading, number: int, gray: NDArray[np.uint8], own: Sequence[WrittenWord]) -> RecognisedPage:
    """What becomes of a page that is to be recognised. A failure stays with this page."""
    pages = reading.pages
    found = RecognisedPage(version_id=pages.version_id, number=number, making=pages.making, state=PageState.OVER)
    if sum(state != PageState.OVER for state in reading.states.values()) >= reading.room.limits.pages_a_paper:
        return found
    try:
        words = reading.room.recogniser.recognise(gray, reading.make_way)
    except NotRecognised as failure:
        log.warning("version %s, page %s: %s", pages.version_id, number, failure)
        found.state = PageState.FAILED
        return found
    written = dump_recognised(words, own)
    kept = words_of(written)
    found.words, found.has_number = len(kept), has_personal_number(lines_of(kept))
    found.state = PageState.READ if kept else PageState.EMPTY
    if kept:
        reading.put(recognised_page_name(pages.version_id, number, pages.making), written)
    return found


def _gather(reading: _Reading) -> None:
    """Fold the recognised words of all pages into one object, and tell them to readers from now on.

    Raises Interrupted when the office dropped or asked for words meanwhile, so that all is gone through again.
    """
    pages, database = reading.pages, reading.room.shop.database
    read = {number for number, state in reading.states.items() if state == PageState.READ}
    folded = []
    for row in reading.rows:
        reading.make_way()
        name = recognised_page_name(pages.version_id, row.number, pages.making)
        words = words_of(reading.read(name)) if row.number in read else []
        folded.append(fold(page_text(words)).text)
    with database.read() as session:
        turn = abs(session.get_one(Version, pages.version_id).recognised) + 1
    reading.put(recognised_name(pages.version_id, pages.making, turn), dump_pages(folded))
    with database.write() as session:
        version = _still_wanted(session, pages)
        if states_of_pages(session, version.id) != reading.states:
            raise Interrupted
        version.recognised = turn
        _tell(session, load_material(session, version.material_id), version, len(read))
        reading.run.finish(session)


def _tell(session: Session, material: Material, version: Version, pages: int) -> None:
    """Record from when on machine-read words are told; nothing of a version that has none."""
    if pages:
        about = about_paper(material, version)
        note(session, SYSTEM, EventKind.MATERIAL_CHANGED, about, what="words recognised", pages=pages)


def clear_dropped(shop: Workshop, job: ClearRecognisedJob, run: JobRun) -> None:
    """Take the words of dropped pages out of the store, and what was gathered before they were dropped."""
    with shop.database.read() as session:
        version = session.get(Version, job.version_id)
        rows = recognised_rows(session, job.version_id)
    if version is None or version.sealed_key is None or version.making != job.making:
        return  # all of it is gone already, or goes with the former pages
    run.check()
    for row in rows:
        if row.state == PageState.DROPPED:
            shop.vault.delete_recognised_page(job.version_id, row.number, job.making)
    told = version.recognised
    # What is not told any more; the next turn may be in the store already, before the unit from which on it is told.
    shop.vault.delete_recognised(job.version_id, job.making, before=told if told > 0 else 1 - told)
