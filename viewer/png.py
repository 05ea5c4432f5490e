"""PNG (ISO/IEC 15948) from rows that are already packed and filtered; ISA-L deflates them. Knows no mark."""

import struct

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LEVEL = 1  # pages are within 0.5 % as small as at level 2, and it is faster
GRAYSCALE = 0
INDEXED = 3


def encode(
    rows: NDArray[np.uint8],
    width: int,
    height: int,
    *,
    bit_depth: int,
    color_type: int,
    palette: bytes | None = None,
) -> bytes:
    """One PNG of `rows`: (height, 1 + packed width) bytes, each row led by its filter byte.

    `palette` holds RGB triples and is needed by INDEXED alone. Raises ValueError when the shape does not fit.
    """
    packed_bytes = (width * bit_depth + 7) // 8
    if width < 1 or height < 1 or rows.shape != (height, 1 + packed_bytes) or rows.dtype != np.uint8:
        raise ValueError(f"rows of shape {rows.shape} are no {width} x {height} image of {bit_depth} bits")
    if (color_type == INDEXED) != (palette is not None):
        raise ValueError("an indexed image needs a palette, and no other does")
    header = struct.pack(">IIBBBBB", width, height, bit_depth, color_type, 0, 0, 0)
    parts = [SIGNATURE, *_chunk(b"IHDR", header)]
    if palette is not None:
        parts += _chunk(b"PLTE", palette)
    parts += _chunk(b"IDAT", isal_zlib.compress(np.ascontiguousarray(rows), _LEVEL))
    parts += _chunk(b"IEND", b"")
    return b"".join(parts)


def _chunk(kind: bytes, data: bytes) -> list[bytes]:
    checksum = isal_zlib.crc32(data, isal_zlib.crc32(kind))
    return [struct.pack(">I", len(data)), kind, data, struct.pack(">I", checksum)]
