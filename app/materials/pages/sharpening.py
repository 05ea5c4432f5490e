"""Sharper pages: the jobs "sharpen" (2×, every page of a ready version) and "sharpen4" (4×, one page).

Cells lie in the store each by itself, so that looking closely at a corner opens no more than that corner.
"""

import logging
from dataclasses import dataclass
from functools import partial

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.jobs.registry import AnyHandler, Handler
from app.jobs.runs import JobRun
from app.materials.models import PageRow, Version
from app.materials.pages.jobs import SHARPEN, SHARPEN_PAGE, SharpenJob, SharpenPageJob
from app.materials.pages.workshop import Workshop
from app.materials.pages.zooming import SCALES
from app.vault.objects import cell_name, original_name
from viewer import master
from viewer.failures import ViewerFailure
from viewer.render import RenderedPage

log = logging.getLogger("gijo.sharpening")


@dataclass(frozen=True)
class _Task:
    version_id: str
    sealed_key: str
    pages: range
    scale: int


def handlers(shop: Workshop) -> tuple[AnyHandler, ...]:
    """What does the kinds of this folder. Nobody is told when one is given up: the pages stay as sharp as they are."""
    return Handler(SHARPEN, partial(sharpen, shop)), Handler(SHARPEN_PAGE, partial(sharpen_page, shop))


def sharpen(shop: Workshop, job: SharpenJob, run: JobRun) -> None:
    """2× for the pages that lack it. Gives the work back when a new file waits to be converted (Interrupted)."""
    version_id = job.version_id
    with shop.database.read() as session:
        version = session.get(Version, version_id)
        lacking = select(func.min(PageRow.number)).where(PageRow.version_id == version_id, PageRow.zoom < 2)
        first = session.scalar(lacking)
    if version is not None and version.state == "ready" and version.sealed_key is not None and first is not None:
        last = version.pages or 0
        while first <= last:
            first = _sharpen(shop, run, _Task(version_id, version.sealed_key, range(first, last + 1), 2))


def sharpen_page(shop: Workshop, job: SharpenPageJob, run: JobRun) -> None:
    """4× for one page, and 2× before it if that is lacking."""
    version_id = job.version_id
    with shop.database.read() as session:
        version = session.get(Version, version_id)
        page = session.get(PageRow, (version_id, job.number))
    if version is not None and version.state == "ready" and version.sealed_key is not None and page is not None:
        only = range(page.number, page.number + 1)
        for scale in SCALES:
            if page.zoom < scale:
                _sharpen(shop, run, _Task(version_id, version.sealed_key, only, scale))


def _sharpen(shop: Workshop, run: JobRun, task: _Task) -> int:
    """Sharpen up to the end or up to a page that cannot be drawn so large; the number of the page after it."""

    def make(page: RenderedPage) -> int:
        return _build_cells(shop, task, page)

    def keep(number: int) -> None:
        with shop.database.write() as session:
            run.got_on(session, done=number - task.pages.start + 1, of=len(task.pages))
            _note_zoom(session, task, number)
        run.make_way()

    source = original_name(task.version_id)
    try:
        with shop.reading(task.sealed_key, task.version_id, source, pages=task.pages, scale=task.scale) as reading:
            # Pixels are gone with the next page, so none is asked for before this one's cells are kept.
            shop.overlap(run, reading.pages(), make, keep, ahead=0)
    except ViewerFailure as failure:
        log.warning("version %s at %d×: %s", task.version_id, task.scale, failure)
        return failure.page + 1 if failure.page is not None else task.pages.stop
    return task.pages.stop


def _note_zoom(session: Session, task: _Task, number: int) -> None:
    of_version = PageRow.version_id == task.version_id
    session.execute(
        update(PageRow).where(of_version, PageRow.number == number, PageRow.zoom < task.scale).values(zoom=task.scale)
    )
    sharp = select(func.count()).where(of_version, PageRow.zoom >= SCALES[0]).scalar_subquery()
    session.execute(update(Version).where(Version.id == task.version_id).values(zoom_pages_done=sharp))


def _build_cells(shop: Workshop, task: _Task, page: RenderedPage) -> int:
    """The cells of a sharper page into the store; the page's number.

    Each cell is copied and built by itself: a whole page at 4× would take more than a gigabyte on the way.
    """
    height, width = page.pixels.shape[:2]
    for row in range(task.scale):
        rows = page.pixels[_part(height, task.scale, row)]
        for column in range(task.scale):
            cell = master.build(rows[:, _part(width, task.scale, column)].copy())
            name = cell_name(task.version_id, page.number, task.scale, column, row)
            shop.vault.put_once(task.sealed_key, task.version_id, name, master.dump(cell))
    return page.number


def _part(size: int, parts: int, number: int) -> slice:
    """Where a part of a side begins and ends; at least one pixel, also of a side with fewer pixels than parts."""
    start = min(size * number // parts, size - 1)
    return slice(start, max(size * (number + 1) // parts, start + 1))
