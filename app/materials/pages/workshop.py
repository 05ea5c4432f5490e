"""The services for making pages: database, vault, sandbox, and two threads that build pages while others are drawn."""

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from app.db import Database
from app.jobs.runs import JobRun
from app.materials.models import Version
from app.vault.objects import Vault, original_name
from viewer.failures import SandboxLost, TookTooLong
from viewer.limits import DEFAULT
from viewer.render import READING_LONG_SIDE, Cleaned, Reading, Renderer, memfd_from

log = logging.getLogger("gijo.pages")

AHEAD = 2
"""At most so many drawn pages wait for a thread or are in work, while the sandbox draws the next."""

Thing = TypeVar("Thing")
Made = TypeVar("Made")


def raise_unless_of_document(run: JobRun, failure: Exception) -> None:
    """Check that a failed reading is the document's fault, before the document is marked as failed.

    Raises Interrupted when the worker is to stop (the work is given back), and the failure itself when the sandbox was
    ended from outside (the job is tried again).
    """
    run.check()
    if isinstance(failure, SandboxLost):
        raise failure


def once_more(run: JobRun, work: Callable[[], Made]) -> Made:
    """Call `work`, and call it again if the document exceeded its time: the machine may have been busy.

    `work` continues where the first call ended, as it does after a worker's death. Raises what it raises, and what
    `JobRun.check` raises.
    """
    try:
        return work()
    except TookTooLong as failure:
        run.check()
        log.warning("tried once more: %s", failure)
        return work()


@dataclass
class Workshop:
    """The services for making pages. One object is shared by all slots of a worker.

    `holds`: whether a hold stands on a paper, by its id, so that no former file or making of it goes.
    """

    database: Database
    vault: Vault
    renderer: Renderer
    threads: ThreadPoolExecutor
    holds: Callable[[Session, str], bool]

    def clear_if_gone(self, version_id: str) -> bool:
        """Delete every object of a version that was removed or discarded, also those put after the others went.

        Whether it was. Raises StorageUnavailable.
        """
        with self.database.read() as session:
            version = session.get(Version, version_id)
        is_gone = version is None or version.state == "discarded"
        if is_gone:
            self.vault.delete(version_id)
        return is_gone

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

    def cleaned(self, sealed_key: str, version_id: str) -> Cleaned:
        """A version's original as it may be handed out: what its pages show and nothing besides, plain in memory only.

        `removed` in words: `app.materials.releases.removed`. Raises ViewerFailure (NotCleaned when it cannot be done),
        and what the vault raises. A hundred pages take some twenty seconds, so call it from a job.
        """
        source = memfd_from(self.vault.stream(sealed_key, version_id, original_name(version_id)), DEFAULT.file_bytes)
        try:
            return self.renderer.clean(source)
        finally:
            os.close(source)

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
        Raises what `JobRun.check` and the callbacks raise; no thread is still at work then.
        """
        under_way: deque[Future[Made]] = deque()
        room = 0

        def keep_first() -> None:
            keep(under_way.popleft().result())
            run.check()

        try:
            for thing in things:
                under_way.append(self.threads.submit(make, thing))
                while len(under_way) > room or (under_way and under_way[0].done()):
                    keep_first()
                room = ahead
                run.check()
            while under_way:
                keep_first()
        finally:
            for future in under_way:
                if not future.cancel():
                    future.exception()
