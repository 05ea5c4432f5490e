"""What a page is known by, whatever its number: a digest, a sketch of its words, and a coarse picture. Pure.

Words are sketched by one-permutation hashing (P. Li, A. Owen, C.-H. Zhang, "One Permutation Hashing", NIPS 2012): the
shingles of a page (A. Broder, "On the resemblance and containment of documents", 1997) fall into bins, and each bin
keeps its smallest hash. The share of bins in which two pages agree estimates the share of shingles they have in common.
"""

import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

IDENTITY = 1
"""The number of this way of knowing pages; one more when it changes. What was made by another one is made anew."""
BINS = 128
"""Bins of a sketch: an estimate is off by 4 % or less in two cases of three, and a page takes 256 bytes."""
EMPTY = 0xFFFF
"""Stands in a bin in which no shingle fell."""
COLUMNS, ROWS = 48, 64
"""Cells of the coarse picture, about 4.5 mm of an A4 page each: a changed figure of 10 points moves one by 3 levels."""

_SHINGLE = 5
"""Letters of a shingle: in Japanese two or three words, so that pages about different things share few."""
_DIGEST_BYTES = 16
_EDGE = 0.07
"""The share of a page's height, at its top and bottom, in which a running number stands."""
_RUNNING = re.compile(
    r"[-~(\[<・.]*(?:p|page|ぺーじ)?(?:[0-9]{1,4}|[ivxl]{1,7})(?:[-/][0-9]{1,4})?(?:ぺーじ|頁)?[-~)\]>・.]*"
)
_HEAD = struct.Struct("<2H B")
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
"""The finisher of SplitMix64 (G. Steele and others, 2014)."""
_PRIME = 0x100000001B3


class Passage(NamedTuple):
    """Words that stand together: their folded text, and their box in fractions of the page."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class PageIdentity:
    """What a page is known by.

    `digest`: 16 bytes of the page's exact image, empty when not known. `words`: 16 bytes of its words without the
    running number, empty when it has none. `sketch`: (BINS,) uint16. `shape`: width and height in pixels of the
    picture that was looked at. `picture`: (ROWS, COLUMNS) or, where there is colour, (ROWS, COLUMNS, 3) uint8, without
    the running number.
    """

    digest: bytes
    words: bytes
    sketch: NDArray[np.uint16]
    shape: tuple[int, int]
    picture: NDArray[np.uint8]

    def dump(self) -> bytes:
        """The identity as bytes, about 3.4 KB, or 9.6 KB with colour; they compress to a third."""
        flags = bool(self.digest) | bool(self.words) << 1 | (self.picture.ndim == 3) << 2
        head = _HEAD.pack(*self.shape, flags)
        return b"".join((head, self.digest, self.words, self.sketch.astype("<u2").tobytes(), self.picture.tobytes()))

    @classmethod
    def load(cls, data: bytes) -> "PageIdentity":
        """What `dump` wrote. Raises ValueError for anything else."""
        if len(data) < _HEAD.size:
            raise ValueError("too short for an identity")
        width, height, flags = _HEAD.unpack_from(data)
        sizes = [
            _DIGEST_BYTES if flags & 1 else 0,
            _DIGEST_BYTES if flags & 2 else 0,
            BINS * 2,
            ROWS * COLUMNS * (3 if flags & 4 else 1),
        ]
        ends = [_HEAD.size + sum(sizes[:count]) for count in range(len(sizes) + 1)]
        if ends[-1] != len(data):
            raise ValueError("an identity of another length")
        digest, words, sketch, picture = (data[start:end] for start, end in pairwise(ends))
        cells = np.frombuffer(picture, np.uint8).reshape((ROWS, COLUMNS, 3) if flags & 4 else (ROWS, COLUMNS))
        bins = np.frombuffer(sketch, "<u2").astype(np.uint16)
        return cls(digest, words, bins, (width, height), cells)


def identity_of(passages: Sequence[Passage], pixels: NDArray[np.uint8], digest: bytes = b"") -> PageIdentity:
    """The identity of a page.

    `passages`: its words in reading order, folded alike for all pages that will be compared. `pixels`: (height, width)
    or (height, width, 3), the page at any size; a thumbnail does. `digest`: of the page's exact image, if there is one.
    """
    running = _running_numbers(passages)
    text = "".join(passage.text for passage in passages if passage not in running)
    height, width = pixels.shape[:2]
    words = blake2b(text.encode("utf-8", "replace"), digest_size=_DIGEST_BYTES).digest() if text else b""
    return PageIdentity(
        digest=blake2b(digest, digest_size=_DIGEST_BYTES).digest() if digest else b"",
        words=words,
        sketch=_sketch(text),
        shape=(width, height),
        picture=_coarse(_without(pixels, running)),
    )


def dump_identities(pages: Sequence[PageIdentity]) -> bytes:
    """The identities of a version's pages, in their order, as compressed bytes."""
    dumped = [page.dump() for page in pages]
    return zlib.compress(b"".join(struct.pack("<I", len(each)) + each for each in dumped), 6)


def identities_in(document: bytes) -> tuple[PageIdentity, ...]:
    """What `dump_identities` wrote. Raises ValueError for anything else."""
    try:
        whole = zlib.decompress(document)
    except zlib.error as error:
        raise ValueError("the identities are damaged") from error
    pages, place = [], 0
    while place < len(whole):
        (length,) = struct.unpack_from("<I", whole, place) if place + 4 <= len(whole) else (0,)
        pages.append(PageIdentity.load(whole[place + 4 : place + 4 + length]))
        place += 4 + length
    return tuple(pages)


def _running_numbers(passages: Sequence[Passage]) -> list[Passage]:
    """The page's own number: alone at its edge, as the only number there, with nothing beyond it.

    A row of figures at the foot of a table is none, since several stand beside each other.
    """
    found = []
    for at_edge in (
        [passage for passage in passages if passage.y1 <= _EDGE],
        [passage for passage in passages if passage.y0 >= 1 - _EDGE],
    ):
        numbers = [passage for passage in at_edge if _RUNNING.fullmatch(passage.text)]
        if len(numbers) == 1:
            found.append(numbers[0])
    return found


def _without(pixels: NDArray[np.uint8], passages: Sequence[Passage]) -> NDArray[np.uint8]:
    """The picture with white in place of these passages."""
    if not passages:
        return pixels
    height, width = pixels.shape[:2]
    left_out = pixels.copy()
    for passage in passages:
        top, bottom = int(passage.y0 * height) - 1, int(passage.y1 * height) + 2
        left, right = int(passage.x0 * width) - 1, int(passage.x1 * width) + 2
        left_out[max(0, top) : bottom, max(0, left) : right] = 255
    return left_out


def _coarse(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Each cell the mean of the area it stands for; grey where all three colours are the same."""
    small = np.asarray(Image.fromarray(pixels).resize((COLUMNS, ROWS), Image.Resampling.BOX))
    is_gray = small.ndim == 3 and bool((small[..., :1] == small).all())
    return np.ascontiguousarray(small[..., 0] if is_gray else small)


def _sketch(text: str) -> NDArray[np.uint16]:
    """The smallest hash of each bin. A text shorter than a shingle is one shingle."""
    bins = np.full(BINS, EMPTY, np.uint16)
    if not text:
        return bins
    letters = np.frombuffer(text.ljust(_SHINGLE, "\0").encode("utf-32-le", "replace"), "<u4").astype(np.uint64)
    hashes = np.zeros(len(letters) - _SHINGLE + 1, np.uint64)
    for place in range(_SHINGLE):
        hashes = hashes * np.uint64(_PRIME) + letters[place : place + len(hashes)]
    for shift, factor in zip((30, 27), _MIX, strict=True):
        hashes = (hashes ^ (hashes >> np.uint64(shift))) * factor
    hashes ^= hashes >> np.uint64(31)
    values = np.minimum(hashes & np.uint64(0xFFFF), np.uint64(EMPTY - 1)).astype(np.uint16)
    np.minimum.at(bins, (hashes >> np.uint64(57)).astype(np.intp), values)
    return bins
