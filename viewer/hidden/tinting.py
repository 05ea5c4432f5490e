"""The hidden mark of a page without lines of print to move, as scans and photographs: wide cells a little lighter or
darker.

Each cell is two levels of 255 lighter or darker at its middle, by the bits of the copy, and runs softly into the next:
nothing has an edge, and two levels are less than the grain of a scan. It is read against the page without it.
"""

import math

import numpy as np
from numpy.typing import NDArray

from viewer.master import Master

LONG, SHORT = 16, 10
"""Cells along a page's sides."""
TINTS = LONG * SHORT
_LEVELS = 2
_BAND = 64  # rows at once, so that they stay in the processor's cache


def grid(height: int, width: int) -> tuple[int, int]:
    """Rows and columns of cells of a page of that size."""
    return (LONG, SHORT) if height >= width else (SHORT, LONG)


def bumps(cells: int, at: NDArray[np.float32]) -> NDArray[np.float32]:
    """(len(at), cells): the share of each cell in places from 0 to 1 along a side; of a place they make up one, except
    in the outer half of the first and last cell.
    """
    off = at[:, None] * cells - np.arange(cells, dtype=np.float32) - 0.5
    made = np.where(np.abs(off) < 1, 0.5 + 0.5 * np.cos(math.pi * off), 0)
    return made.astype(np.float32)


def tint(shown: Master, bits: NDArray[np.bool_], *, scale: int = 1, at: tuple[int, int] = (0, 0)) -> None:
    """Make each cell whose bit is set lighter and each other one darker, in place; there are TINTS bits.

    `shown`: a photograph, or a cell of one that is enlarged `scale` times and begins at this row and column.
    """
    height, width = shown.height, shown.width
    rows, columns = grid(height, width)
    signs = np.where(bits.reshape(rows, columns), np.float32(_LEVELS), np.float32(-_LEVELS))
    down = bumps(rows, _places(height, scale, at[0]))
    across = signs @ bumps(columns, _places(width, scale, at[1])).T
    pixels = shown.rows.reshape(height, -1)
    above = np.floor(_places(height, scale, at[0]) * rows - 0.5).astype(int)  # the cell whose middle lies above a row
    for cell in range(int(above[0]), int(above[-1]) + 1):
        first, end = (int(each) for each in np.searchsorted(above, (cell, cell + 1)))
        both = range(max(cell, 0), min(cell + 2, rows))
        for top in range(first, end, _BAND):
            band = slice(top, min(top + _BAND, end))
            # Without a product of matrices, for which a library would begin threads of its own.
            levels = sum(down[band, each, None] * across[each] for each in both)
            _add(pixels[band], np.rint(levels + _LEVELS).astype(np.uint8))


def _add(band: NDArray[np.uint8], raised: NDArray[np.uint8]) -> None:
    """Add so many levels, less two, to all three colours of each pixel, no further than to black and white."""
    each = np.repeat(raised, 3, axis=1)
    up, off = np.maximum(each, _LEVELS) - np.uint8(_LEVELS), np.uint8(_LEVELS) - np.minimum(each, _LEVELS)
    np.minimum(band, 255 - up, out=band)
    band += up
    np.maximum(band, off, out=band)
    band -= off


def _places(length: int, scale: int, first: int) -> NDArray[np.float32]:
    """The middles of so many pixels from `first` on, as shares of the page's side."""
    middles = np.arange(length, dtype=np.float32) + np.float32(0.5 + first)
    return middles / np.float32(length * scale)
