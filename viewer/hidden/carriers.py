"""Which pieces of a page's print may stand a row lower without touching anything. Knows pixels; no code, no reader.

A carrier is a piece of a line of print some characters long (of a column, where the page is set upright), with blank
ground around it. Ruled lines, drawings and photographs carry nothing, nor do lines that are set so close that a row
more would make them touch.
"""

import itertools
import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Bits = NDArray[np.bool_]
Carriers = NDArray[np.uint16]
"""(n, 4): top, bottom, left, right of each piece in pixels; bottom and right lie just outside; left and right are
even. In a cell of an enlarged page a piece that it does not hold has zeros.
"""

Size = tuple[int, int]
"""Rows and columns."""

MOST = 160
"""Carriers a page: moving half of them costs a quarter of a millisecond."""
ENOUGH = 30
"""Carriers by which a page alone can name one of 300 copies, when each is read rightly: 2⁻³⁰ by 300 is below 10⁻⁶."""
_EM = 0.0124  # of the long side: 10.5 point on A4
_RULE_EMS = 3.0  # a straight run of ink as long as this is a rule or a drawing
_GAP_EMS = 1.2  # a wider gap in a line parts columns
_PIECE_EMS = 2.5
_LEAST_EMS = 1.5
_THIN_EMS, _THICK_EMS = 0.35, 2.2  # of a line
_LEAST_INK = 0.03
_DEPTH = 6


class _Box(NamedTuple):
    top: int
    bottom: int
    left: int
    right: int

    @property
    def area(self) -> int:
        return (self.bottom - self.top) * (self.right - self.left)

    def part(self, top: int, bottom: int, left: int, right: int) -> "_Box":
        """The box of which these are the sides, counted from this one's corner."""
        return _Box(self.top + top, self.top + bottom, self.left + left, self.left + right)


def none() -> Carriers:
    """Of a page that carries nothing, or was not looked at."""
    return np.zeros((0, 4), np.uint16)


def find(pixels: Pixels) -> Carriers:
    """The carriers of a page of (h, w) grey levels or indices, from top to bottom; at most MOST.

    Its ground is the value that most pixels have. Lines and columns are both tried; what holds more print is taken.
    """
    em = _EM * max(pixels.shape)
    ink = pixels != _ground(pixels)
    turned = np.ascontiguousarray(ink.T)
    ruled = _long_runs(ink, round(_RULE_EMS * em)) | _long_runs(turned, round(_RULE_EMS * em)).T
    text = ink & ~ruled
    lines = [box for box in _blocks(text, em) if _is_free(ink, text, box, em)]
    columns = [
        box
        for turned_box in _blocks(np.ascontiguousarray(text.T), em)
        if _is_free(ink, text, box := _turned_back(turned_box), em)
    ]
    if sum(box.area for box in columns) > sum(box.area for box in lines):
        return _carriers(list(_pieces(ink, columns, em, is_upright=True)))
    return _carriers(list(_pieces(ink, lines, em, is_upright=False)))


def of_cell(page: Carriers, pixels: Pixels, *, of_page: Size, enlarged: Size, at: Size) -> Carriers:
    """The page's carriers as they lie in a cell of the enlarged page: one row of the page is several of its rows.

    `pixels`: the cell's. `of_page`, `enlarged`: height and width of the page and of the whole enlarged one; `at`: the
    row and column of the latter at which the cell begins. A piece that the cell does not hold as a whole, or that would
    touch something, does not move: it has zeros.
    """
    found = np.zeros_like(page)
    ink = pixels != _ground(pixels)
    down, across = enlarged[0] / of_page[0], enlarged[1] / of_page[1]
    for number, (top, bottom, left, right) in enumerate(page.tolist()):
        box = _Box(
            int(top * down) - at[0],
            math.ceil(bottom * down) - at[0],
            (round(left * across) - at[1]) // 2 * 2,
            (round(right * across) - at[1] + 1) // 2 * 2,
        )
        if box.left >= 0 and box.right <= ink.shape[1] and _is_edged(ink, box, round(down)):
            found[number] = box
    return found


def _ground(pixels: Pixels) -> int:
    return int(np.bincount(pixels[::4, ::4].ravel(), minlength=1).argmax())


def _long_runs(ink: Bits, length: int) -> Bits:
    """The pixels that lie in an unbroken run of ink of at least `length` rows."""
    begins, done = np.packbits(ink, axis=1), 1  # eight pixels of a row at once
    while done < length:
        step = min(done, length - done)
        longer = np.zeros_like(begins)
        np.bitwise_and(begins[:-step], begins[step:], out=longer[:-step])
        begins, done = longer, done + step
    whole, done = begins, 1
    while done < length:
        step = min(done, length - done)
        longer = whole.copy()
        longer[step:] |= whole[:-step]
        whole, done = longer, done + step
    return np.unpackbits(whole, axis=1, count=ink.shape[1]).view(np.bool_)


def _blocks(text: Bits, em: float) -> Iterator[_Box]:
    """Lines of print, found by cutting at blank rows and at wide blank columns, in turn."""
    waiting = [(_Box(0, text.shape[0], 0, text.shape[1]), _DEPTH)]
    while waiting:
        box, depth = waiting.pop()
        part = text[box.top : box.bottom, box.left : box.right]
        rows = _spans(_has_ink(part, axis=1), 3)
        for top, bottom in rows:
            columns = _spans(_has_ink(part[top:bottom], axis=0), round(_GAP_EMS * em))
            inner = [
                _Box(box.top + top, box.top + bottom, box.left + left, box.left + right) for left, right in columns
            ]
            if depth == 0 or (len(rows) == 1 and len(columns) == 1):
                yield from inner
            else:
                waiting += [(one, depth - 1) for one in inner]


def _has_ink(part: Bits, *, axis: int) -> Bits:
    return np.asarray(part.any(axis=axis))


def _spans(has_ink: Bits, least_gap: int) -> list[tuple[int, int]]:
    """Where runs of ink begin and end; runs with less than `least_gap` between them are one."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], has_ink.view(np.int8), [0]))))
    starts, ends = edges[0::2], edges[1::2]
    if not len(starts):
        return []
    parted = np.flatnonzero(starts[1:] - ends[:-1] >= least_gap)
    return list(
        zip(
            np.concatenate((starts[:1], starts[parted + 1])).tolist(),
            np.concatenate((ends[parted], ends[-1:])).tolist(),
            strict=True,
        )
    )


def _turned_back(box: _Box) -> _Box:
    return _Box(box.left, box.right, box.top, box.bottom)


def _is_free(ink: Bits, text: Bits, box: _Box, em: float) -> bool:
    thick, long = sorted((box.bottom - box.top, box.right - box.left))
    if not (_THIN_EMS * em <= thick <= _THICK_EMS * em and long >= _LEAST_EMS * em):
        return False
    wide = _widened(box, ink.shape[1])
    part = text[wide.top : wide.bottom, wide.left : wide.right]
    return _is_edged(ink, wide, 1) and int(np.count_nonzero(part)) >= _LEAST_INK * wide.area


def _widened(box: _Box, width: int) -> _Box:
    """With a blank column or two at each side, from an even column to an even one."""
    return _Box(box.top, box.bottom, max(0, box.left - 1) // 2 * 2, min(width // 2 * 2, (box.right + 2) // 2 * 2))


def _is_edged(ink: Bits, box: _Box, step: int) -> bool:
    """Whether the ground is blank around a piece: a row above, a row more than it moves below, a column aside."""
    top, bottom, left, right = box
    if top < 1 or bottom + step + 1 > ink.shape[0]:
        return False
    around = (
        ink[top - 1, left:right],
        ink[bottom : bottom + step + 1, left:right],
        ink[top:bottom, left],
        ink[top:bottom, right - 1],
    )
    return not any(bool(side.any()) for side in around)


def _pieces(ink: Bits, blocks: list[_Box], em: float, *, is_upright: bool) -> Iterator[_Box]:
    """The blocks, cut where the ground is blank between characters, into pieces of about the same length."""
    along = sum((box.bottom - box.top) if is_upright else (box.right - box.left) for box in blocks)
    length = max(_PIECE_EMS * em, along / (0.8 * MOST))
    for block in sorted(blocks):
        box = _widened(block, ink.shape[1])
        part = ink[box.top : box.bottom, box.left : box.right]
        blank = ~_has_ink(part, axis=1 if is_upright else 0)
        edges = [0, *_cuts(np.flatnonzero(_may_cut(blank, is_upright=is_upright)) + 1, length, len(blank)), len(blank)]
        for start, end in itertools.pairwise(edges):
            if is_upright:
                yield box.part(start, end, 0, box.right - box.left)
            else:
                yield box.part(0, box.bottom - box.top, start, end)


def _may_cut(blank: Bits, *, is_upright: bool) -> Bits:
    """Whether a block may be cut after each row or column.

    Cuts lie between two blank columns, of which the second is even; or after a blank row that two more follow, since
    the upper piece moves into the next.
    """
    if is_upright:
        may: Bits = blank[:-2] & blank[1:-1] & blank[2:]
        return may
    may = blank[:-1] & blank[1:]
    may[0::2] = False
    return may


def _cuts(places: NDArray[np.intp], length: float, end: int) -> Iterator[int]:
    start = 0
    for place in places.tolist():
        if place - start >= length and end - place >= length:
            yield place
            start = place


def _carriers(boxes: list[_Box]) -> Carriers:
    return np.array(boxes[:MOST], np.uint16).reshape(-1, 4)
