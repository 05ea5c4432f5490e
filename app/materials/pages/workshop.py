"""What making pages takes: database, vault, sandbox and two threads."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from app.db import Database
from app.jobs.runs import JobRun
from app.vault.objects import Vault
from viewer.limits import DEFAULT
from viewer.render import READING_LONG_SIDE, Reading, Renderer, memfd_from

AHEAD = 2
"""Pages that wait for a thread or are with one, while the sandbox draws the next."""

Thing = TypeVar("Thing")
Made = TypeVar("Made")


@dataclass
class Workshop:
    """The parts; one serves all slots of a worker."""

    database: Database
    vault: Vault
    renderer: Renderer
    threads: ThreadPoolExecutor

    @contextmanager
    def reading(
        self, sealed_key: str, version_id: str, source_name: str, *, pages: range, scale: int = 1
    ) -> Iterator[Reading]:
        """A sealed object of a version, opened in the sandbox, plain in memory only. Raises ViewerFailure.

        Sharper pages come without their words, which are known by then, and their pixels are not copied: see
        RenderedPage.
        """
        chunks = self.vault.stream(sealed_key, version_id, source_name)
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
