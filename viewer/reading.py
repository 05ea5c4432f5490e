"""Reads one document's pages out of the sandbox: checks every frame, keeps the time limits, names what went wrong.

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

from viewer import cleaned_wire, failures, wire
from viewer.cleaned_wire import CleanedHead, MarkedPlace
from viewer.forkserver import Bounds, Ending, OverTime, OverWork, SandboxRun
from viewer.limits import Limits
from viewer.wire import DocumentInfo, Link, Word

# A child that died with this share of its memory in use died of it, whatever the signal.
MEMORY_SHARE = 0.7
PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class RenderedPage:
    """One page. `number` counts from 1, `scale` is pixels a point, `pixels` is (h, w) grey or (h, w, 3) RGB.

    `words` are those that a person sees on the page. `unseen` are the others, never to be given to a reader.
    `is_covered`: some of the unseen words are drawn, but are under something or have the colour of the ground. (Others
    are not drawn at all, as a scan's text layer.) `is_marked`: parts are marked to be blacked out, and are not.
    `missing_fonts` are names of fonts that the page uses and the file lacks: others stand in for them. `is_boxed`: some
    of their letters could not be drawn, and are boxes.
    `seconds` is how long the service waited for the page. Pixels that were not copied are shared with the
    child: it can still write to them, and the next page replaces them, so copy what you look at.
    """

    number: int
    width_points: float
    height_points: float
    scale: float
    pixels: NDArray[np.uint8]
    words: tuple[Word, ...]
    links: tuple[Link, ...]
    seconds: float
    unseen: tuple[str, ...] = ()
    is_covered: bool = False
    is_marked: bool = False
    missing_fonts: tuple[str, ...] = ()
    is_boxed: bool = False


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
        self._worked_seconds = 0.0

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

    def cleaned(self) -> tuple[CleanedHead, bytes]:
        """The answer to a request to clean, instead of information and pages: the new file, still untrusted."""
        self._expect_locks()
        payload = self._expect(wire.FrameKind.CLEANED, is_whole=True)
        try:
            head = cleaned_wire.unpack_cleaned(payload, self._limits)
        except wire.BrokenProtocol as error:
            self._give_up(failures.SandboxCrashed, str(error))
        untrusted_file = self._buffer[: head.size]
        self.close()
        return head, untrusted_file

    def proven(self) -> int:
        """The answer to a request to prove a cleaned file: of how many pages it is. Raises NotCleaned."""
        self._expect_locks()
        payload = self._expect(wire.FrameKind.PROVEN, is_whole=True)
        try:
            pages = cleaned_wire.unpack_proven(payload)
        except wire.BrokenProtocol as error:
            self._give_up(failures.SandboxCrashed, str(error))
        self.close()
        return pages

    def marked(self) -> tuple[MarkedPlace, ...]:
        """The answer to a request for the marks: where the document's pages are marked to be blacked out."""
        self._expect_locks()
        payload = self._expect(wire.FrameKind.MARKED, is_whole=True)
        try:
            places = cleaned_wire.unpack_marked(payload, self._limits)
        except wire.BrokenProtocol as error:
            self._give_up(failures.SandboxCrashed, str(error))
        self.close()
        return places

    def _expect_locks(self) -> None:
        if not self._is_open:
            raise ValueError("this reading is closed")
        payload = self._expect(wire.FrameKind.LOCKED)
        if len(payload) != wire.LOCKED.size:
            self._give_up(failures.SandboxCrashed, "a report of locks that is none")
        if self._request.must_lock and not all(payload):
            self._give_up(failures.SandboxUnavailable)

    def _read_info(self) -> DocumentInfo:
        self._expect_locks()
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
        text = (head.words, head.links)
        flags = (head.is_covered, head.is_marked)
        fonts = (head.missing_fonts, head.is_boxed)
        return RenderedPage(number, *size, pixels, *text, seconds, head.unseen, *flags, *fonts)

    def _take_pixels(self, head: wire.PageHead) -> NDArray[np.uint8]:
        """The page's pixels: a copy, as the child can still write to the buffer, unless the caller asked for none."""
        size = head.width * head.height * head.channels
        if size > len(self._buffer):
            raise wire.BrokenProtocol("more pixels than asked for")
        shape = (head.height, head.width) if head.channels == 1 else (head.height, head.width, head.channels)
        pixels = np.frombuffer(self._buffer, np.uint8, size).reshape(shape)
        return pixels.copy() if self._are_copied else pixels

    def _finish(self, info: DocumentInfo) -> None:
        if self._expect(wire.FrameKind.END) == wire.REPAIRED and not info.is_repaired:
            self._info = DocumentInfo(info.pages, True, info.outline, ("repaired", *info.warnings), info.numberings)
        self.close()

    def _expect(self, kind: wire.FrameKind, *, is_whole: bool = False) -> bytes:
        """The payload of the next frame, still untrusted. Anything else ends the reading with its failure.

        `is_whole` when one frame is all that the document yields, and may cost what a document may.
        """
        limits = self._limits
        page_until = limits.document_seconds if is_whole else self._worked_seconds + limits.page_seconds
        page_wait = limits.document_wait_seconds if is_whole else limits.page_wait_seconds
        work_until = min(page_until, limits.document_seconds)
        began = time.monotonic()
        try:
            bounds = Bounds(work_until, min(page_wait, limits.document_wait_seconds - self._waited_seconds))
            found = self._job.next_frame(bounds)
        except OverWork:
            is_page = self._page is not None and page_until < limits.document_seconds
            self._give_up(failures.PageTooSlow if is_page else failures.DocumentTooSlow)
        except OverTime:
            self._give_up(failures.ReadingBrokenOff, f"{self._job.processor_seconds():.1f} s of processor time")
        except wire.BrokenProtocol as error:
            self._give_up(failures.SandboxCrashed, str(error))
        finally:
            self._waited_seconds += time.monotonic() - began
        self._worked_seconds = max(self._worked_seconds, self._job.processor_seconds())
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
        """Kill the child if it still runs, and free everything. May be called twice."""
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
    bytes([wire.Cause.FILE_TOO_LARGE]): failures.NotCleaned,
    bytes([wire.Cause.NOT_CLEAN]): failures.NotCleaned,
    bytes([wire.Cause.NOT_PICTURE]): failures.NotAPicture,
}


_ENDED_BY_US = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT}
"""Signals by which a service or a terminal stops all its processes. A locked child can send none of them."""


def _kind_of_death(ending: Ending | None, limits: Limits) -> tuple[type[failures.ViewerFailure], str]:
    """The failure that a child's end stands for, and a detail. A SIGKILL that we did not send is the kernel's, for want
    of memory.
    """
    if ending is None:
        return failures.SandboxLost, "the fork server died"
    if ending.exit_code == wire.EXIT_UNLOCKED:
        return failures.SandboxUnavailable, "the child could not lock itself"
    if ending.signal in _ENDED_BY_US:
        return failures.SandboxLost, f"signal {ending.signal}"
    return _kind_of_fault(ending, limits)


def _kind_of_fault(ending: Ending, limits: Limits) -> tuple[type[failures.ViewerFailure], str]:
    # At the kernel's hard limit of processor time a child is killed that takes no notice of the signal before.
    if ending.signal == signal.SIGXCPU or ending.processor_seconds > limits.document_seconds:
        return failures.DocumentTooSlow, "processor time used up"
    if ending.was_ended:
        return failures.SandboxCrashed, "hung up and went on"
    if ending.signal == signal.SIGKILL or ending.peak_bytes > limits.memory_bytes * MEMORY_SHARE:
        return failures.OutOfMemory, f"{ending.peak_bytes} bytes"
    return failures.SandboxCrashed, f"exit code {ending.exit_code}, signal {ending.signal}"
