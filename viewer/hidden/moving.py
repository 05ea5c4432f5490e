"""Laying the hidden mark: each carrier of a page stands a row lower or does not, by the bits of the copy.

A move changes no pixel of the print, so nothing of it is softened, and there is nothing that a threshold could tell
from the page. One row is an eighth of a millimetre on A4.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

from viewer.master import Master, MasterKind

_BITS_A_DIGEST = 512


def bits_of(key: bytes, copy: str, count: int) -> NDArray[np.bool_]:
    """So many bits from the key (at most 64 bytes) and the words for a copy, its code and its page.

    Without the key they tell nothing of each other.

    They are fair and independent, so that what is found on a picture agrees with the bits of a code that it does not
    come from by chance alone.
    """
    digests = (
        hashlib.blake2b(f"{number}:{copy}".encode(), key=key, person=b"hidden mark").digest()
        for number in range(-(-count // _BITS_A_DIGEST))
    )
    return np.unpackbits(np.frombuffer(b"".join(digests), np.uint8))[:count].astype(np.bool_)


def move(shown: Master, bits: NDArray[np.bool_], rows: int = 1) -> None:
    """Move the carriers whose bit is set down by so many rows, in place; there is one bit a carrier.

    What a piece leaves behind is filled with the blank row above it.
    """
    raster = shown.rows
    for top, bottom, left, right in shown.carriers[bits].tolist():
        if top == bottom:
            continue
        across = _columns(shown.kind, left, right)
        raster[top + rows : bottom + rows, across] = raster[top:bottom, across].copy()
        raster[top : top + rows, across] = raster[top - 1, across]


def _columns(kind: MasterKind, left: int, right: int) -> slice:
    """After the filter byte a grey page has two pixels a byte."""
    return slice(1 + left // 2, 1 + right // 2) if kind is MasterKind.GRAY else slice(1 + left, 1 + right)
