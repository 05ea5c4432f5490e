"""The trusted side of recognition: a page's pixels go in, its words come out. Knows no paper and no store.

The pixels are a raster of our own making, not a foreign document. The library that looks at them is foreign code all
the same, so it gets the locks of a parser: no file, no network, no process, bounded memory and time.
"""

import math
import os
import struct
import threading
import time
import weakref
from collections.abc import Callable
from types import TracebackType
from typing import NoReturn, Self

import numpy as np
from numpy.typing import NDArray

from viewer import failures, wire
from viewer.forkserver import (
    Bounds,
    Ending,
    ForkServer,
    LockReport,
    OverTime,
    OverWork,
    SandboxRun,
    ServerGone,
    prove_locks,
)
from viewer.forkserver import shared_memfd as memory_file
from viewer.limits import MIB, Limits
from viewer.render import memfd_from
from viewer.wire import Word

RECOGNITION = Limits(
    file_bytes=16 * MIB, page_seconds=60.0, document_seconds=60.0, page_wait_seconds=600.0, memory_bytes=768 * MIB
)
"""What recognising one page may cost. A page of A4 takes some two seconds and 100 MB."""
LONG_SIDE_INCHES = 11.69
"""Of a page: its true size is not known to a scanner's pixels, and Tesseract needs no more than the order of it."""
_PIXELS_HEAD = struct.Struct("<III")
_LOOK_SECONDS = 0.5
_BAD_STAYS_SECONDS = 600.0
_PROGRAM = "viewer.sandbox.recognition"


class Recogniser:
    """Owns the fork server of recognition; one page at a time, from any thread. Starts it at first use.

    `_missing` pretends that this kernel lacks "landlock" or "seccomp"; only tests pass it.
    """

    def __init__(self, limits: Limits = RECOGNITION, *, _missing: frozenset[str] = frozenset()) -> None:
        self._limits = limits
        self._server = ForkServer(limits, _missing, program=_PROGRAM)
        self._alone = threading.Lock()
        self._report: LockReport | None = None
        self._until = 0.0
        self.processor_seconds = 0.0
        """What the last page took."""
        weakref.finalize(self, self._server.close)

    def self_test(self) -> LockReport:
        """Whether words can be recognised here: the library is installed, and a child of it dies of each forbidden act.

        `reason` says what is missing. A good result is kept, a bad one for some minutes: it may be installed meanwhile.
        """
        with self._alone:
            is_kept = self._report is not None and (self._report.is_locked or time.monotonic() < self._until)
            if self._report is None or not is_kept:
                self._report = prove_locks(self._server)
                self._until = time.monotonic() + _BAD_STAYS_SECONDS
            return self._report

    def recognise(self, pixels: NDArray[np.uint8], look: Callable[[], None]) -> tuple[Word, ...]:
        """The words on a page of (h, w) grey pixels, in Tesseract's order; boxes in fractions of the page.

        `look` is called twice a second meanwhile; what it raises ends the work. Raises NotRecognised for this page, and
        RecognitionUnavailable when no page can be recognised on this machine.
        """
        if not (report := self.self_test()).is_locked:
            raise failures.RecognitionUnavailable(detail=report.reason)
        height, width = pixels.shape
        dots = max(70, math.ceil(max(height, width) / LONG_SIDE_INCHES))
        head = _PIXELS_HEAD.pack(width, height, dots)
        with self._alone:
            return self._read([head, pixels.tobytes()], look)

    def _read(self, page: list[bytes], look: Callable[[], None]) -> tuple[Word, ...]:
        try:
            source = memfd_from(page, self._limits.file_bytes)
        except failures.FileTooLarge as failure:
            raise failures.NotRecognised(detail="a page of too many pixels") from failure
        output = memory_file(1)
        request = wire.Request(wire.Task.DOCUMENT, 0, True, True, 1, 1, 2, 1)
        try:
            job = self._server.submit(request, source, output)
        except ServerGone as error:
            raise failures.RecognitionUnavailable(detail=str(error)) from error
        finally:
            os.close(source)
            os.close(output)
        try:
            self._expect(job, wire.FrameKind.LOCKED, look)
            untrusted_page = self._expect(job, wire.FrameKind.PAGE, look)
            return wire.unpack_page(untrusted_page, self._limits, 1, 1, 1).words
        except wire.BrokenProtocol as error:
            self._give_up(job, str(error))
        finally:
            self._end(job)

    def _expect(self, job: SandboxRun, kind: wire.FrameKind, look: Callable[[], None]) -> bytes:
        until = time.monotonic() + self._limits.page_wait_seconds
        while True:
            try:
                found = job.next_frame(Bounds(self._limits.page_seconds, _LOOK_SECONDS))
                break
            except OverWork:
                self._give_up(job, f"more than {self._limits.page_seconds:.0f} s of processor time")
            except OverTime:
                if time.monotonic() > until:
                    self._give_up(job, "no progress")
                look()
        if found is None or found[0] != kind:
            self._give_up(job, "the child died" if found is None else "a frame out of order")
        if kind is wire.FrameKind.LOCKED and not all(found[1]):
            raise failures.RecognitionUnavailable(detail="the child could not lock itself")
        return found[1]

    def _give_up(self, job: SandboxRun, detail: str) -> NoReturn:
        ending = self._end(job)
        how = f"{ending.signal or ending.exit_code}, {ending.peak_bytes >> 20} MB" if ending else "the server died"
        raise failures.NotRecognised(detail=f"{detail} ({how}) {job.messages}".rstrip())

    def _end(self, job: SandboxRun) -> Ending | None:
        ending = job.end()
        if ending is not None:
            self.processor_seconds = ending.processor_seconds
        return ending

    def close(self) -> None:
        """End the fork server once no page is at work. It starts again when it is needed."""
        with self._alone:
            self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
