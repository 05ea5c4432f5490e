"""Sharper pages: the jobs "sharpen" (2×, every page of a ready version), "sharpen2" and "sharpen4" (one page).

Each cell is an object of its own in the store, so that a reader who zooms into a corner is sent only that corner.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.jobs.runs import AnyHandler, Handler, JobRun
from app.materials.models import PageRow, Version
from app.materials.pages.jobs import LOOKED_AT, SHARPEN, SharpenJob, SharpenPageJob
from app.materials.pages.workshop import Workshop, once_more, raise_unless_of_document
from app.materials.pages.zooming import SCALES
from app.vault.objects import cell_name, original_name, page_name
from viewer import master
from viewer.failures import ViewerFailure
from viewer.render import RenderedPage

log = logging.getLogger("gijo.sharpening")


class _VersionGone(Exception):
    """The version was removed, discarded or made anew meanwhile."""


@dataclass(frozen=True)
class _Task:
    version_id: str
    sealed_key: str
    pages: range
    scale: int
    making: int


def handlers(shop: Workshop, beside: Workshop) -> tuple[AnyHandler, ...]:
    """The handlers of this folder's kinds of jobs. Nobody is told when one is given up: the pages stay as they are.

    `beside`: the workshop for pages that a reader waits for, with threads that no other work uses.
    """
    looked_at = [Handler(kind, partial(sharpen_page, beside, scale)) for scale, kind in LOOKED_AT.items()]
    return Handler(SHARPEN, partial(sharpen, shop)), *looked_at


def sharpen(shop: Workshop, job: SharpenJob, run: JobRun) -> None:
    """Make 2× for the pages that lack it. Raises Interrupted when a new file waits, so that the job goes back."""
    version_id = job.version_id
    with shop.database.read() as session:
        version = session.get(Version, version_id)
        lacking = select(func.min(PageRow.number)).where(PageRow.version_id == version_id, PageRow.zoom < 2)
        first = session.scalar(lacking)
    if version is not None and version.state == "ready" and version.sealed_key is not None and first is not None:
        last = version.pages or 0
        with suppress(_VersionGone):
            while first <= last:
                pages = range(first, last + 1)
                first = _sharpen(shop, run, _Task(version_id, version.sealed_key, pages, 2, version.making))


def sharpen_page(shop: Workshop, most: int, job: SharpenPageJob, run: JobRun) -> None:
    """Make one page at the scale `most`, and at those below it first if they are lacking."""
    version_id = job.version_id
    with shop.database.read() as session:
        version = session.get(Version, version_id)
        page = session.get(PageRow, (version_id, job.number))
    if version is not None and version.state == "ready" and version.sealed_key is not None and page is not None:
        only = range(page.number, page.number + 1)
        with suppress(_VersionGone):
            for scale in SCALES:
                if page.zoom < scale <= most:
                    _sharpen(shop, run, _Task(version_id, version.sealed_key, only, scale, version.making))


def _sharpen(shop: Workshop, run: JobRun, task: _Task) -> int:
    """Sharpen to the end, or to a page that cannot be drawn so large. Returns the number of the page after it.

    Raises _VersionGone when the version went meanwhile, and then nothing of it is left in the store; also when its
    pages were made anew, whose leavings the job "clear_making" deletes.
    """

    def make(page: RenderedPage) -> int:
        return _build_cells(shop, task, page)

    done = task.pages.start - 1

    def keep(number: int) -> None:
        nonlocal done
        _keep(shop, run, task, number)
        done = number
        run.make_way()

    def draw() -> None:
        source, rest = original_name(task.version_id), range(done + 1, task.pages.stop)
        with shop.reading(task.sealed_key, task.version_id, source, pages=rest, scale=task.scale) as reading:
            # Pixels are gone with the next page, so none is asked for before this one's cells are kept.
            shop.overlap(run, reading.pages(), make, keep, ahead=0)

    try:
        once_more(run, draw)
    except ViewerFailure as failure:
        raise_unless_of_document(run, failure)
        log.warning("version %s at %d×: %s", task.version_id, task.scale, failure)
        return failure.page + 1 if failure.page is not None else task.pages.stop
    return task.pages.stop


def _keep(shop: Workshop, run: JobRun, task: _Task, number: int) -> None:
    """Note that a page's cells are there. Raises _VersionGone."""
    with shop.database.write() as session:
        run.got_on(session, done=number - task.pages.start + 1, of=len(task.pages))
        version = session.get(Version, task.version_id)
        is_there = version is not None and version.state == "ready"
        is_same = version is not None and is_there and version.making == task.making
        if is_same:
            _note_zoom(session, task, number)
    if not is_there:
        shop.vault.delete(task.version_id)  # the cells of this page were put after the others were deleted
    if not is_same:
        raise _VersionGone


def _note_zoom(session: Session, task: _Task, number: int) -> None:
    of_version = PageRow.version_id == task.version_id
    session.execute(
        update(PageRow).where(of_version, PageRow.number == number, PageRow.zoom < task.scale).values(zoom=task.scale)
    )
    sharp = select(func.count()).where(of_version, PageRow.zoom >= SCALES[0]).scalar_subquery()
    session.execute(update(Version).where(Version.id == task.version_id).values(zoom_pages_done=sharp))


def _build_cells(shop: Workshop, task: _Task, page: RenderedPage) -> int:
    """Put the cells of a sharper page into the store. Returns the page's number.

    Each cell is copied and built by itself: a whole page at 4× would take more than a gigabyte on the way. Its carriers
    are those of the page, so that both show one code.
    """
    height, width = page.pixels.shape[:2]
    name = page_name(task.version_id, page.number, task.making)
    whole = master.load(shop.vault.read(task.sealed_key, task.version_id, name))
    for row in range(task.scale):
        rows = page.pixels[_part(height, task.scale, row)]
        for column in range(task.scale):
            at = _part(height, task.scale, row).start, _part(width, task.scale, column).start
            cell = master.build(rows[:, _part(width, task.scale, column)].copy())
            cell = master.carrying_as(cell, whole, enlarged=(height, width), at=at)
            name = cell_name(task.version_id, page.number, task.scale, column, row, task.making)
            shop.vault.put_once(task.sealed_key, task.version_id, name, master.dump(cell))
    return page.number


def _part(size: int, parts: int, number: int) -> slice:
    """Where a part of a side begins and ends; at least one pixel, also of a side with fewer pixels than parts."""
    start = min(size * number // parts, size - 1)
    return slice(start, max(size * (number + 1) // parts, start + 1))
