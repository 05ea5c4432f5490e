"""A reader's mark as it is kept from page to page: all but the issue code, small enough for a whole council's.

A block has ink in one byte of seven. Only these are kept, with how strong a code is wherever one may stand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from viewer.marking.blocks import InkBox, MarkBlock
from viewer.marking.glyphs import Glyph, paste
from viewer.marking.ink import Ink, ink, pack, stronger, unpack
from viewer.master import MasterKind


@dataclass(frozen=True)
class Inked:
    """A block's ink on rasters of a kind; read only.

    `shape`: of its layers; `spots`: where these are not 0, `inks`: what they are there (layers, spots). `strengths`:
    two a byte, in the `room` that a code may cover. `pen`: where the code begins. `body`: the box around the ink.
    """

    kind: MasterKind
    shape: tuple[int, ...]
    spots: NDArray[np.int32]
    inks: NDArray[np.uint8]
    strengths: NDArray[np.uint8]
    pen: tuple[int, int]
    room: InkBox
    body: InkBox

    @classmethod
    def of(cls, kind: MasterKind, block: MarkBlock, strengths: NDArray[np.uint8]) -> "Inked":
        """The ink of a block by its coverage and its `strengths`, both (h, w)."""
        left, top, right, bottom = block.room
        layers = np.atleast_3d(ink(kind, block.coverage, strengths).layers.T).T  # (layers, h, columns)
        flat = layers.reshape(len(layers), -1)
        spots = np.flatnonzero(flat.any(axis=0))
        return cls(
            kind=kind,
            shape=layers.shape,
            spots=spots.astype(np.int32),
            inks=flat[:, spots],
            strengths=pack(strengths[top:bottom, left:right]),
            pen=block.pen,
            room=block.room,
            body=extent(block.coverage),
        )

    def size_bytes(self) -> int:
        """Its size in memory."""
        return self.spots.nbytes + self.inks.nbytes + self.strengths.nbytes

    def with_code(self, placed: Iterable[tuple[int, int, Glyph]]) -> Ink:
        """The whole mark, with these glyphs of the issue code, each at (x, y) from the pen; without empty border."""
        layers = np.zeros(self.shape, np.uint8)
        layers.reshape(self.shape[0], -1)[:, self.spots] = self.inks
        whole = Ink(layers if len(layers) > 1 else layers[0])
        glyphs = [(self.pen[0] + x, self.pen[1] + y, glyph) for x, y, glyph in placed]
        box = reduce(union, [(x, y, x + each.coverage.shape[1], y + each.coverage.shape[0]) for x, y, each in glyphs])
        self._add(whole, glyphs, box)
        body = union(self.body, box)
        return whole.cut(self.kind, slice(body[0] // 2 * 2, (body[2] + 1) // 2 * 2), slice(body[1], body[3]))

    def _add(self, whole: Ink, glyphs: list[tuple[int, int, Glyph]], box: InkBox) -> None:
        """Add the glyphs of a code, which lie within this box and the room."""
        left, top, right, bottom = box[0] // 2 * 2, box[1], (box[2] + 1) // 2 * 2, box[3]
        coverage = np.zeros((bottom - top, right - left), np.uint8)
        for x, y, glyph in glyphs:
            paste(coverage, glyph, x - left, y - top)
        x, y = (left - self.room[0]) // 2, top - self.room[1]
        packed = self.strengths[y : y + len(coverage), x : x + (right - left) // 2]
        under = whole.cut(self.kind, slice(left, right), slice(top, bottom)).layers
        under[...] = stronger(self.kind, under, ink(self.kind, coverage, unpack(packed)).layers)


def extent(coverage: NDArray[np.uint8]) -> InkBox:
    """The box around all ink: left, top, right, bottom; right and bottom lie just outside."""
    rows, columns = np.flatnonzero(coverage.any(axis=1)), np.flatnonzero(coverage.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def union(one: InkBox, other: InkBox) -> InkBox:
    """The box around two boxes."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
