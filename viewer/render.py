"""The trusted side of the sandbox: foreign bytes go in, checked pages of pixels come out.

Knows no member, no meeting, no store, and never parses a document itself.
"""

import contextlib
import fcntl
import mmap
import os
import signal
import threading
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from viewer import failures, wire
from viewer.forkserver import SEALED, ForkServer, OverTime, ServerGone, shared_memfd
from viewer.limits import DEFAULT, Limits
from viewer.reading import Reading, RenderedPage
from viewer.wire import DocumentInfo, Link, OutlineEntry, Word

__all__ = [
    "READING_LONG_SIDE",
    "DocumentInfo",
    "Link",
    "LockReport",
    "OutlineEntry",
    "Reading",
    "RenderedPage",
    "Renderer",
    "Word",
    "memfd_from",
]

READING_LONG_SIDE = 2264  # A4 at 194 dpi
CANARY_SECONDS = 20.0


@dataclass(frozen=True)
class LockReport:
    """What holds a parsing process in. `canaries` maps each forbidden act to whether it was stopped
    (`harmless`: whether a child that keeps the rules lives). `reason` is empty when all is well.
    """

    landlock_abi: int | None
    seccomp: bool
    no_new_privs: bool
    canaries: Mapping[str, bool]
    is_locked: bool
    reason: str


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
        """Send children into every forbidden act; they must die of it. The answer is kept: kernels do not change."""
        with self._testing:
            if self._report is not None:
                return self._report
            report = self._test()
            if report.canaries:  # a server that did not start may start the next time
                self._report = report
            return report

    def _test(self) -> LockReport:
        abi, seccomp, no_new_privs = 0, False, False
        stopped: dict[str, bool] = {}
        try:
            for place, name in enumerate(wire.CANARIES):
                locks, is_stopped = self._send_canary(place)
                stopped[name] = is_stopped
                if name == "harmless" and locks:
                    abi, seccomp, no_new_privs = locks
        except ServerGone as error:
            return LockReport(None, False, False, stopped, False, f"the sandbox does not start: {error}")
        reasons = []
        if not abi:
            reasons.append("the kernel has no Landlock")
        if not seccomp:
            reasons.append("the kernel has no seccomp filters, or this processor is not known")
        reasons += [f"canary not stopped: {name}" for name, is_stopped in stopped.items() if not is_stopped]
        return LockReport(abi or None, seccomp, no_new_privs, stopped, not reasons, "; ".join(reasons))

    def _send_canary(self, place: int) -> tuple[tuple[int, bool, bool] | None, bool]:
        request = wire.Request(wire.Task.CANARY, place, False, False, 1, 1, 1, 1)
        source, output = memfd_from([b"canary"], 64), shared_memfd(1)
        try:
            job = self._server.submit(request, source, output)
        finally:
            os.close(source)
            os.close(output)
        locks = None
        with contextlib.suppress(OverTime):
            found = job.next_frame(CANARY_SECONDS)
            if found and found[0] == wire.FrameKind.LOCKED:
                abi, seccomp, no_new_privs = wire.LOCKED.unpack(found[1])
                locks = (int(abi), bool(seccomp), bool(no_new_privs))
        ending = job.end(CANARY_SECONDS)
        if wire.CANARIES[place] == "harmless":
            return locks, ending is not None and ending.exit_code == 0
        return locks, ending is not None and ending.signal == signal.SIGSYS

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
        report = self.self_test()
        if not report.is_locked and not allow_unlocked:
            raise failures.SandboxUnavailable(detail=report.reason)
        wanted = (pages.start, max(pages.stop, 1), pages.step) if pages is not None else (1, 0, 1)
        must_lock = not allow_unlocked
        request = wire.Request(wire.Task.DOCUMENT, 0, with_text, must_lock, long_side_px, *wanted)
        source_fd = memfd_from([source], self._limits.file_bytes) if isinstance(source, bytes) else source
        try:
            _check_source(source_fd, self._limits)
            return self._begin(request, source_fd, are_copied=are_copied)
        finally:
            if isinstance(source, bytes):
                os.close(source_fd)

    def _begin(self, request: wire.Request, source_fd: int, *, are_copied: bool) -> Reading:
        self._free.acquire()
        output_fd = -1
        try:
            pixels = min((request.long_side_px + 1) ** 2, self._limits.page_pixels + 2 * request.long_side_px)
            output_fd = shared_memfd(pixels * 3)
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


def _check_source(fd: int, limits: Limits) -> None:
    if fcntl.fcntl(fd, fcntl.F_GET_SEALS) & SEALED != SEALED:
        raise ValueError("the source must be a sealed memory file: see memfd_from")
    _check_size(os.fstat(fd).st_size, limits.file_bytes)
    if os.pread(fd, len(wire.PDF_START), 0) != wire.PDF_START:
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
