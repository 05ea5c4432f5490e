"""The trusted side of the sandbox: foreign bytes go in, checked pages of pixels come out.

Knows no member, no meeting, no store, and never parses a document itself.
"""

import fcntl
import itertools
import math
import mmap
import os
import threading
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from viewer import failures, wire
from viewer.beginnings import LOOKED_AT_BYTES, before_pdf
from viewer.cleaned_wire import KeptAddress, MarkedPlace
from viewer.forkserver import SEALED, ForkServer, LockReport, ServerGone, prove_locks, shared_memfd
from viewer.limits import DEFAULT, Limits
from viewer.reading import Reading, RenderedPage
from viewer.wire import DocumentInfo, Link, OutlineEntry, PageNumbering, Word

__all__ = [
    "PICTURE_LONG_SIDE",
    "READING_LONG_SIDE",
    "Cleaned",
    "DocumentInfo",
    "KeptAddress",
    "Link",
    "LockReport",
    "OutlineEntry",
    "PageNumbering",
    "Reading",
    "RenderedPage",
    "Renderer",
    "Word",
    "memfd_from",
]

READING_LONG_SIDE = 2264  # A4 at 194 dpi
PICTURE_LONG_SIDE = 4_000
"""Of a photograph: a page that fills it has twice as many pixels as it needs."""
BLACK = 48
"""Up to this level of 255 a pixel is black: a packed picture is not exact beside an edge."""
BLACK_EDGE = 2
"""Pixels along a marked place's edge that are not looked at; it is blacked out somewhat beyond."""


@dataclass(frozen=True)
class Cleaned:
    """A file that may be handed out: a PDF in `data`, with as many pages as its original.

    `removed` are codes of `cleaned_wire.REMOVED`: what the original held and this file does not. `pictures` are the
    pages, from 1, that are a single picture now: their words cannot be searched or read aloud. `addresses` are the
    links out of it.
    """

    data: bytes
    pages: int
    removed: tuple[str, ...]
    pictures: tuple[int, ...]
    addresses: tuple[KeptAddress, ...] = ()


class Renderer:
    """Owns the fork server; safe to use from several threads, `parallel` documents at once.

    `_missing` pretends that this kernel lacks "landlock" or "seccomp"; only tests pass it.
    """

    def __init__(self, limits: Limits = DEFAULT, *, parallel: int = 2, _missing: frozenset[str] = frozenset()) -> None:
        self._limits = limits
        self._server = ForkServer(limits, _missing)
        self._free = threading.BoundedSemaphore(parallel)
        self._testing = threading.Lock()
        self._report: LockReport | None = None
        weakref.finalize(self, self._server.close)

    def self_test(self) -> LockReport:
        """Have a child try each forbidden act, of which it must die. The result is kept, as kernels do not change."""
        with self._testing:
            if self._report is not None:
                return self._report
            report = prove_locks(self._server)
            if len(report.canaries) == len(wire.CANARIES):  # what was not tried to its end may be the next time
                self._report = report
            return report

    def read(
        self,
        source: int | bytes,
        *,
        long_side_px: int = READING_LONG_SIDE,
        pages: range | None = None,
        with_text: bool = True,
        are_copied: bool = True,
        allow_unlocked: bool = False,
    ) -> Reading:
        """Begin to read one document: a sealed memory file (which stays the caller's) or bytes.

        Waits while `parallel` documents are open. `pages` counts from 1; for `are_copied` see RenderedPage.
        Raises ViewerFailure, here or while iterating; SandboxUnavailable when the parser cannot be locked in and
        `allow_unlocked` is not given.
        """
        if not 1 <= long_side_px <= self._limits.long_side_px:
            raise ValueError(f"long_side_px must be 1..{self._limits.long_side_px}")
        if pages is not None and (pages.start < 1 or pages.step < 1):
            raise ValueError("pages count from 1, upwards")
        self._demand_locks(allow_unlocked=allow_unlocked)
        wanted = (pages.start, max(pages.stop, 1), pages.step) if pages is not None else (1, 0, 1)
        must_lock = not allow_unlocked
        request = wire.Request(wire.Task.DOCUMENT, 0, with_text, must_lock, long_side_px, *wanted)
        pixels = min((long_side_px + 1) ** 2, self._limits.page_pixels + 2 * long_side_px)
        return self._begin(request, source, pixels * 3, are_copied=are_copied)

    def picture(self, source: int | bytes) -> NDArray[np.uint8]:
        """The grey pixels, (h, w), of a photograph or screenshot as JPEG, PNG or WebP, made smaller where it is longer
        than PICTURE_LONG_SIDE.

        Waits as `read` does. Raises ViewerFailure.
        """
        if isinstance(source, bytes) and not source:
            raise failures.NotAPicture(detail="empty")
        self._demand_locks(allow_unlocked=False)
        request = wire.Request(wire.Task.PICTURE, 0, False, True, PICTURE_LONG_SIDE, 1, 2, 1)
        with self._begin(request, source, PICTURE_LONG_SIDE**2, are_copied=True) as reading:
            (page,) = reading.pages()
            return page.pixels

    def clean(self, source: int | bytes) -> Cleaned:
        """A file that holds what the pages of `source` show, and nothing besides; for papers that go to the public.

        Nothing of the original is carried over: each page is written anew as the letters that are seen, in fonts made
        of their outlines, over one picture of all else. Parts marked for blacking out are black; of the title, the
        contents list and the links to http, https and mailto stays what is read on a page, and links inside stay
        unless over unseen letters. A page that does not look the same so is one picture, without letters. Another
        child proves that the file holds nothing that is not on its list of what may be there, and a third one tells
        where the original is marked: there the new file must be black. Takes some 0.6 seconds a page, and whatever
        `read` takes; may be called by several threads. Raises ViewerFailure: NotCleaned when it cannot be done.
        """
        self._demand_locks(allow_unlocked=False)
        with self._begin(_whole(wire.Task.CLEAN), source, self._limits.file_bytes, are_copied=True) as reading:
            made, data = reading.cleaned()
        with self._begin(_whole(wire.Task.PROVE), data, 1, are_copied=True) as reading:
            pages = reading.proven()
        if pages != made.pages:
            raise failures.NotCleaned(detail=f"{pages} of {made.pages} pages")
        with self._begin(_whole(wire.Task.MARKS), source, 1, are_copied=True) as reading:
            marked = reading.marked()
        self._prove_black(data, marked)
        return Cleaned(data, made.pages, made.removed, made.pictures, made.addresses)

    def _prove_black(self, made: bytes, marked: Sequence[MarkedPlace]) -> None:
        """Draw the made file's marked pages, and raise NotCleaned unless each marked place is black and nothing else.

        The marks are those that another child than the one that made the file finds in the original.
        """
        for number, places in itertools.groupby(sorted(marked), lambda place: place.page):
            with self.read(made, pages=range(number, number + 1), with_text=False) as reading:
                pixels = next(reading.pages()).pixels
            if not all(_is_black(pixels, place) for place in places):
                raise failures.NotCleaned(number, detail="a marked place is not black")

    def _demand_locks(self, *, allow_unlocked: bool) -> None:
        report = self.self_test()
        if not report.is_locked and not allow_unlocked:
            raise failures.SandboxUnavailable(detail=report.reason)

    def _begin(self, request: wire.Request, source: int | bytes, room_bytes: int, *, are_copied: bool) -> Reading:
        source_fd = memfd_from([source], self._limits.file_bytes) if isinstance(source, bytes) else source
        try:
            _check_source(source_fd, self._limits, must_be_pdf=request.task != wire.Task.PICTURE)
            return self._submit(request, source_fd, room_bytes, are_copied=are_copied)
        finally:
            if isinstance(source, bytes):
                os.close(source_fd)

    def _submit(self, request: wire.Request, source_fd: int, room_bytes: int, *, are_copied: bool) -> Reading:
        self._free.acquire()
        output_fd = -1
        try:
            output_fd = shared_memfd(room_bytes)
            buffer = mmap.mmap(output_fd, 0, access=mmap.ACCESS_READ)
            job = self._server.submit(request, source_fd, output_fd)
            return Reading(job, request, buffer, self._limits, self._free.release, are_copied=are_copied)
        except ServerGone as error:
            self._free.release()
            raise failures.SandboxUnavailable(detail=str(error)) from error
        except BaseException:
            self._free.release()
            raise
        finally:
            if output_fd >= 0:
                os.close(output_fd)

    def close(self) -> None:
        """End the fork server and every child of it."""
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _is_black(pixels: NDArray[np.uint8], place: MarkedPlace) -> bool:
    """Whether a place of a drawn page is black, without its edges; of one that is all edge, its middle."""
    height, width = pixels.shape[:2]
    part = []
    for low, high, size in ((place.y0, place.y1, height), (place.x0, place.x1, width)):
        start, stop = math.ceil(low * size) + BLACK_EDGE, math.floor(high * size) - BLACK_EDGE
        middle = min(int((low + high) / 2 * size), size - 1)
        part.append(slice(start, stop) if start < stop else slice(middle, middle + 1))
    return bool((pixels[part[0], part[1]] <= BLACK).all())


def _whole(task: wire.Task) -> wire.Request:
    """A request about all pages of a document."""
    return wire.Request(task, 0, True, True, READING_LONG_SIDE, 1, 0, 1)


def _check_source(fd: int, limits: Limits, *, must_be_pdf: bool) -> None:
    if fcntl.fcntl(fd, fcntl.F_GET_SEALS) & SEALED != SEALED:
        raise ValueError("the source must be a sealed memory file: see memfd_from")
    _check_size(os.fstat(fd).st_size, limits.file_bytes)
    if must_be_pdf and before_pdf(os.pread(fd, LOOKED_AT_BYTES, 0)) is None:
        raise failures.NotPdf


def _check_size(size_bytes: int, limit_bytes: int) -> None:
    if size_bytes > limit_bytes:
        raise failures.FileTooLarge


def memfd_from(chunks: Iterable[bytes], limit_bytes: int) -> int:
    """A sealed, nameless file in memory with these bytes: a plain paper never lies on a disk. The caller closes it.

    Raises FileTooLarge as soon as the limit is passed.
    """
    fd = os.memfd_create("paper", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            _check_size(size, limit_bytes)
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(fd, rest) :]
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, SEALED)
    except BaseException:
        os.close(fd)
        raise
    return fd
