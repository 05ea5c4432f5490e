"""A page at rest: an indexed raster that keeps room for the mark. Knows no viewer, no mark text, no store."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Kind(StrEnum):
    """How a page is kept: 16 grey levels, at most 128 colours, or plain RGB."""

    GRAY = "gray"
    COLOR = "color"
    PHOTO = "photo"


class MasterBroken(ValueError):
    """Stored bytes are no master, or claim a size they do not have."""


@dataclass(frozen=True)
class Master:
    """One page. `rows` is read-only to everybody.

    GRAY: (height, 1 + ceil(width / 2)), a PNG filter byte, then two levels a byte, 15 is white; no palette.
    COLOR: (height, 1 + width), a PNG filter byte, then indices below 128; `palette` holds RGB triples.
    PHOTO: (height, width, 3) RGB; no palette.
    """

    kind: Kind
    width: int
    height: int
    rows: NDArray[np.uint8]
    palette: bytes | None = None


def build(pixels: NDArray[np.uint8]) -> Master:
    """The master of a rendered page: `pixels` is (h, w) grey or (h, w, 3) RGB."""
    raise NotImplementedError


def dump(master: Master) -> bytes:
    """Bytes to seal and store."""
    raise NotImplementedError


def load(data: bytes) -> Master:
    """The master in `data`; raises MasterBroken before it takes more memory than the header allows."""
    raise NotImplementedError


def thumbnail(master: Master, long_side_px: int = 220) -> Master:
    """A small copy, each pixel the mean of the area it stands for; grey stays grey."""
    raise NotImplementedError


def region(master: Master, columns: int, rows: int, column: int, row: int) -> Master:
    """One cell, counted from 0, of a `columns` x `rows` grid; the cells cover the page without overlap."""
    raise NotImplementedError
