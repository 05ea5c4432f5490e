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
_STEP = 4  # pixels along a side that change alike: a cell has some hundred
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
    levels = np.zeros((len(down), across.shape[1]), np.float32)
    for cell in range(rows):  # without a product of matrices, for which a library would begin threads of its own
        touched = np.flatnonzero(down[:, cell])
        if len(touched):
            band = slice(touched[0], touched[-1] + 1)
            levels[band] += down[band, cell, None] * across[cell]
    _add(shown.rows.reshape(height, -1), np.rint(levels).astype(np.int8))


def _add(pixels: NDArray[np.uint8], levels: NDArray[np.int8]) -> None:
    """Add a level to all three colours of each square of pixels, no further than to black and white."""
    length = pixels.shape[1]
    up, off = (
        np.repeat(np.maximum(side, 0).astype(np.uint8), 3 * _STEP, axis=1)[:, :length] for side in (levels, -levels)
    )
    for top in range(0, len(pixels), _BAND):
        band = pixels[top : top + _BAND]
        steps = slice(top // _STEP, (top + _BAND) // _STEP)
        lighter, darker = (np.repeat(side[steps], _STEP, axis=0)[: len(band)] for side in (up, off))
        np.minimum(band, 255 - lighter, out=band)
        band += lighter
        np.maximum(band, darker, out=band)
        band -= darker


def _places(length: int, scale: int, first: int) -> NDArray[np.float32]:
    """The middles of the steps of so many pixels from `first` on, as shares of the page's side."""
    middles = np.arange(0, length, _STEP, dtype=np.float32) + np.float32(_STEP / 2 + first)
    return middles / np.float32(length * scale)
