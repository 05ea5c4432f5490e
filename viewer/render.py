"""The trusted side of the sandbox: foreign bytes go in, checked pages of pixels come out.

Knows no member, no meeting, no store, and never parses a document itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from viewer.limits import DEFAULT, Limits
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


@dataclass(frozen=True)
class LockReport:
    """What holds a parsing process in. `canaries` maps each forbidden act to whether it was stopped."""

    landlock_abi: int | None
    seccomp: bool
    no_new_privs: bool
    canaries: Mapping[str, bool]
    is_locked: bool
    reason: str


@dataclass(frozen=True)
class RenderedPage:
    """One page. `number` counts from 1, `scale` is pixels a point, `pixels` is (h, w) grey or (h, w, 3) RGB."""

    number: int
    width_points: float
    height_points: float
    scale: float
    pixels: NDArray[np.uint8]
    words: tuple[Word, ...]
    links: tuple[Link, ...]
    seconds: float


class Reading:
    """One document being read: iterate for DocumentInfo first, then each RenderedPage; close or use `with`."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def __iter__(self) -> Iterator[DocumentInfo | RenderedPage]: ...
    def __next__(self) -> DocumentInfo | RenderedPage: ...
    @property
    def info(self) -> DocumentInfo: ...
    def pages(self) -> Iterator[RenderedPage]: ...
    def close(self) -> None: ...


class Renderer:
    """Owns the fork server; safe to use from several threads, `parallel` documents at once."""

    def __init__(self, limits: Limits = DEFAULT, *, parallel: int = 2) -> None: ...
    def self_test(self) -> LockReport: ...
    def read(
        self,
        source: int | bytes,
        *,
        long_side_px: int = READING_LONG_SIDE,
        pages: range | None = None,
        with_text: bool = True,
        allow_unlocked: bool = False,
    ) -> Reading: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def memfd_from(chunks: Iterable[bytes], limit_bytes: int) -> int: ...
