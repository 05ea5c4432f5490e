"""What making pages takes: database, vault, sandbox and two threads. Pages are sealed here, each exactly once."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from app.db import Database
from app.jobs.runs import JobRun
from app.materials.pages.contents import dump_page, links_of
from app.vault.objects import Vault, cell_name, original_name, page_name, text_name, thumbnail_name
from viewer import master
from viewer.limits import DEFAULT
from viewer.render import READING_LONG_SIDE, Reading, RenderedPage, Renderer, memfd_from

AHEAD = 2
"""Pages that wait for a thread or are with one, while the sandbox draws the next."""

Thing = TypeVar("Thing")
Made = TypeVar("Made")


@dataclass(frozen=True)
class BuiltPage:
    """A page whose objects lie in the store."""

    number: int
    width_px: int
    height_px: int
    width_points: float
    height_points: float
    kind: str
    links: list[dict[str, Any]]


@dataclass
class Workshop:
    """The parts; one serves all slots of a worker."""

    database: Database
    vault: Vault
    renderer: Renderer
    threads: ThreadPoolExecutor

    @contextmanager
    def reading(self, sealed_key: str, version_id: str, *, pages: range, scale: int = 1) -> Iterator[Reading]:
        """The file as uploaded, opened in the sandbox; its plain bytes are in memory only. Raises ViewerFailure.

        Sharper pages come without their words, which are known by then, and their pixels are not copied: see
        RenderedPage.
        """
        chunks = self.vault.stream(sealed_key, version_id, original_name(version_id))
        source = memfd_from(chunks, DEFAULT.file_bytes)
        try:
            reading = self.renderer.read(
                source,
                long_side_px=scale * READING_LONG_SIDE,
                pages=pages,
                with_text=scale == 1,
                are_copied=scale == 1,
            )
        finally:
            os.close(source)
        with reading:
            yield reading

    def overlap(
        self,
        run: JobRun,
        things: Iterable[Thing],
        make: Callable[[Thing], Made],
        keep: Callable[[Made], None],
        *,
        ahead: int = AHEAD,
    ) -> None:
        """`keep(make(thing))` in order, making up to `ahead` on the threads while the sandbox draws what follows.

        The first is kept before the second is drawn, so that somebody can begin to read.
        Raises what `JobRun.check` raises, and whatever the parts raise; nothing goes on behind its back then.
        """
        under_way: deque[Future[Made]] = deque()
        room = 0
        try:
            for thing in things:
                under_way.append(self.threads.submit(make, thing))
                while len(under_way) > room or (under_way and under_way[0].done()):
                    keep(under_way.popleft().result())
                room = ahead
                run.check()
            while under_way:
                keep(under_way.popleft().result())
                run.check()
        finally:
            for future in under_way:
                if not future.cancel():
                    future.exception()

    def build(self, sealed_key: str, version_id: str, page: RenderedPage) -> BuiltPage:
        """Master, thumbnail and text of a page into the store."""
        built = master.build(page.pixels)
        text = dump_page(page.words, page.links)
        for name, data in (
            (text_name(version_id, page.number), text),
            (thumbnail_name(version_id, page.number), master.dump(master.thumbnail(built))),
            (page_name(version_id, page.number), master.dump(built)),
        ):
            self.vault.put_once(sealed_key, version_id, name, data)
        size = (built.width, built.height, page.width_points, page.height_points)
        return BuiltPage(page.number, *size, built.kind.value, links_of(text))

    def build_cells(self, sealed_key: str, version_id: str, page: RenderedPage, scale: int) -> int:
        """The cells of a sharper page into the store; the page's number.

        Each cell is copied and built by itself: a whole page at 4× would take more than a gigabyte on the way.
        """
        height, width = page.pixels.shape[:2]
        for row in range(scale):
            rows = page.pixels[_part(height, scale, row)]
            for column in range(scale):
                cell = master.build(rows[:, _part(width, scale, column)].copy())
                name = cell_name(version_id, page.number, scale, column, row)
                self.vault.put_once(sealed_key, version_id, name, master.dump(cell))
        return page.number


def _part(size: int, parts: int, number: int) -> slice:
    """Where a part of a side begins and ends; at least one pixel, also of a side with fewer pixels than parts."""
    start = min(size * number // parts, size - 1)
    return slice(start, max(size * (number + 1) // parts, start + 1))
