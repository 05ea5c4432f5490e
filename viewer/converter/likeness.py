"""Whether two drawings of a page look the same to a reader, whatever number of colours each is kept in."""

import numpy as np
from numpy.typing import NDArray

from viewer.master import Master, MasterKind

_BLOCK = 8
"""Pixels of a block's side: a stroke of small print darkens several blocks, a softer edge darkens none by much."""
_SEEN = 40
"""Levels of 255 by which the mean of a block differs when something is there that was not there before."""


def looks_the_same(one: Master, other: Master) -> bool:
    """False when the sizes differ, or any block of the one is visibly darker, lighter or of another colour."""
    if (one.width, one.height) != (other.width, other.height):
        return False
    return bool(np.abs(_blocks(one) - _blocks(other)).max() < _SEEN)


def _blocks(master: Master) -> NDArray[np.float32]:
    """The mean colour of each block, (rows, columns, 3)."""
    pixels = pixels_of(master)
    height, width = pixels.shape[:2]
    pad = ((0, -height % _BLOCK), (0, -width % _BLOCK), (0, 0))
    padded = np.pad(pixels, pad, mode="edge")
    rows, columns = padded.shape[0] // _BLOCK, padded.shape[1] // _BLOCK
    blocks = padded.reshape(rows, _BLOCK, columns, _BLOCK, padded.shape[2])
    means: NDArray[np.float32] = blocks.mean(axis=(1, 3), dtype=np.float32)
    return means


def pixels_of(master: Master) -> NDArray[np.uint8]:
    """The image of a page at rest, (height, width, 3) RGB."""
    if master.kind is MasterKind.PHOTO:
        return master.rows
    if master.kind is MasterKind.COLOR and master.palette:
        return np.frombuffer(master.palette, np.uint8).reshape(-1, 3)[master.rows[:, 1:]]
    halves = np.stack([master.rows[:, 1:] >> 4, master.rows[:, 1:] & 15], axis=2)
    levels = halves.reshape(master.height, -1)[:, : master.width] * np.uint8(17)
    return np.repeat(levels[:, :, None], 3, axis=2)
