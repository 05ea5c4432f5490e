"""One document on its way out of the sandbox: checks every frame, keeps the clock, names what went wrong.

Knows no processes beyond the one job, and never parses a document.
"""

import contextlib
import mmap
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import NoReturn, Self

import numpy as np
from numpy.typing import NDArray

from viewer import failures, wire
from viewer.forkserver import Ending, OverTime, SandboxRun
from viewer.limits import Limits
from viewer.wire import DocumentInfo, Link, Word

# A child that died with this share of its memory in use died of it, whatever the signal.
MEMORY_SHARE = 0.7
PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class RenderedPage:
    """One page. `number` counts from 1, `scale` is pixels a point, `pixels` is (h, w) grey or (h, w, 3) RGB.

    `seconds` is how long the service waited for it. Pixels that were not copied are the child's: it can still write
    to them, and they are gone with the next page; copy what you look at.
    """

    number: int
    width_points: float
    height_points: float
    scale: float
    pixels: NDArray[np.uint8]
    words: tuple[Word, ...]
    links: tuple[Link, ...]
    seconds: float


class Reading:
    """Iterate for DocumentInfo first, then each RenderedPage; or `info`, then `pages()`. Use `with`, or close.

    Not for several threads at once. Any failure closes it: the child is gone when the failure is raised.
    """

    def __init__(
        self,
        job: SandboxRun,
        request: wire.Request,
        buffer: mmap.mmap,
        limits: Limits,
        release: Callable[[], None],
        *,
        are_copied: bool = True,
    ) -> None:
        self._job = job
        self._request = request
        self._limits = limits
        self._release = release
        self._buffer = buffer
        self._are_copied = are_copied
        self._is_open = True
        self._info: DocumentInfo | None = None
        self._numbers: Iterator[int] = iter(())
        self._page: int | None = None
        self._is_first = True
        self._waited_seconds = 0.0

    @property
    def info(self) -> DocumentInfo:
        """Read on first use. After the last page it also knows of damage found only while drawing."""
        if self._info is None:
            self._info = self._read_info()
        return self._info

    def pages(self) -> Iterator[RenderedPage]:
        for item in self:
            if isinstance(item, RenderedPage):
                yield item

    def __iter__(self) -> Iterator[DocumentInfo | RenderedPage]:
        return self

    def __next__(self) -> DocumentInfo | RenderedPage:
        if self._info is None:
            return self.info
        if not self._is_open:
            raise StopIteration
        number = next(self._numbers, None)
        if number is None:
            self._finish(self._info)
            raise StopIteration
        return self._read_page(number, self._info)

    def _read_info(self) -> DocumentInfo:
        if not self._is_open:
            raise ValueError("this reading is closed")
        payload = self._expect(wire.FrameKind.LOCKED)
        if len(payload) != wire.LOCKED.size:
            self._give_up(failures.SandboxCrashed, "a report of locks that is none")
        if self._request.must_lock and not all(payload):
            self._give_up(failures.SandboxUnavailable)
        try:
            info = wire.unpack_info(self._expect(wire.FrameKind.INFO), self._limits)
        except wire.BrokenProtocol as error:
            self._give_up(failures.SandboxCrashed, str(error))
        stop = self._request.stop or info.pages + 1
        self._numbers = iter(range(self._request.start, min(stop, info.pages + 1), self._request.step))
        return info

    def _read_page(self, number: int, info: DocumentInfo) -> RenderedPage:
        self._page = number
        began = time.monotonic()
        if not self._is_first:
            self._job.go_on()
        self._is_first = False
        payload = self._expect(wire.FrameKind.PAGE)
        long_side_px = self._request.long_side_px
        try:
            bounds = (info.pages, number, long_side_px)
            head = wire.unpack_page(payload, self._limits, *bounds)
            pixels = self._take_pixels(head)
        except wire.BrokenProtocol as error:
            self._give_up(failures.SandboxCrashed, str(error))
        points = max(head.width_points, head.height_points)
        seconds = time.monotonic() - began
        size = (head.width_points, head.height_points, long_side_px / points)
        return RenderedPage(number, *size, pixels, head.words, head.links, seconds)

    def _take_pixels(self, head: wire.PageHead) -> NDArray[np.uint8]:
        """A copy, unless the caller wanted none: the child can still write to the buffer."""
        size = head.width * head.height * head.channels
        if size > len(self._buffer):
            raise wire.BrokenProtocol("more pixels than asked for")
        shape = (head.height, head.width) if head.channels == 1 else (head.height, head.width, head.channels)
        pixels = np.frombuffer(self._buffer, np.uint8, size).reshape(shape)
        return pixels.copy() if self._are_copied else pixels

    def _finish(self, info: DocumentInfo) -> None:
        if self._expect(wire.FrameKind.END) == wire.REPAIRED and not info.is_repaired:
            self._info = DocumentInfo(info.pages, True, info.outline, ("repaired", *info.warnings))
        self.close()

    def _expect(self, kind: wire.FrameKind) -> bytes:
        """The payload of the next frame, still untrusted. Anything else ends the reading with its failure."""
        left = self._limits.document_seconds - self._waited_seconds
        began = time.monotonic()
        try:
            found = self._job.next_frame(min(self._limits.page_seconds, left))
        except OverTime:
            is_page = self._page is not None and left > self._limits.page_seconds
            self._give_up(failures.PageTooSlow if is_page else failures.DocumentTooSlow)
        except wire.BrokenProtocol as error:
            self._give_up(failures.SandboxCrashed, str(error))
        finally:
            self._waited_seconds += time.monotonic() - began
        if found is None:
            self._explain_death()
        if found[0] == wire.FrameKind.FAILED:
            self._give_up(_CAUSES.get(found[1][:1], failures.SandboxCrashed))
        if found[0] != kind:
            self._give_up(failures.SandboxCrashed, "a frame out of order")
        return found[1]

    def _explain_death(self) -> NoReturn:
        ending = self._job.end(PATIENCE_SECONDS)
        kind, detail = _kind_of_death(ending, self._limits)
        self._give_up(kind, detail)

    def _give_up(self, kind: type[failures.ViewerFailure], detail: str = "") -> NoReturn:
        self.close()
        raise kind(self._page, detail=" ".join(filter(None, (detail, self._job.messages))))

    def close(self) -> None:
        """Kill the child if it still runs, and free everything. Twice does no harm."""
        if not self._is_open:
            return
        self._is_open = False
        try:
            self._job.end()
            with contextlib.suppress(BufferError):  # a page that is still held lets it go
                self._buffer.close()
        finally:
            self._release()

    def __del__(self) -> None:
        if getattr(self, "_is_open", False):
            self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_CAUSES: dict[bytes, type[failures.ViewerFailure]] = {
    bytes([wire.Cause.NOT_PDF]): failures.NotPdf,
    bytes([wire.Cause.ENCRYPTED]): failures.Encrypted,
    bytes([wire.Cause.DAMAGED]): failures.DamagedDocument,
    bytes([wire.Cause.NO_PAGES]): failures.NoPages,
    bytes([wire.Cause.TOO_MANY_PAGES]): failures.TooManyPages,
    bytes([wire.Cause.PAGE_TOO_LARGE]): failures.PageTooLarge,
    bytes([wire.Cause.OUT_OF_MEMORY]): failures.OutOfMemory,
}


def _kind_of_death(ending: Ending | None, limits: Limits) -> tuple[type[failures.ViewerFailure], str]:
    """What a child's end says about the document. SIGKILL not sent from here is the kernel's memory killer."""
    if ending is None:
        return failures.SandboxCrashed, "the fork server died"
    if ending.exit_code == wire.EXIT_UNLOCKED:
        return failures.SandboxUnavailable, "the child could not lock itself"
    if ending.signal == signal.SIGXCPU:
        return failures.DocumentTooSlow, "processor time used up"
    if ending.signal == signal.SIGKILL or ending.peak_bytes > limits.memory_bytes * MEMORY_SHARE:
        return failures.OutOfMemory, f"{ending.peak_bytes} bytes"
    return failures.SandboxCrashed, f"exit code {ending.exit_code}, signal {ending.signal}"
