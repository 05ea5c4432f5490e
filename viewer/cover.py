"""Sheets of words as page images, for what stands before the pages of a booklet. Knows no paper and no person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer import png
from viewer.booklet import BookletPage
from viewer.marking.glyphs import MAX_CHARACTERS, Typesetter, paste, split
from viewer.stamp import BUNDLED_FONTS

_WIDTH_POINTS, _HEIGHT_POINTS = 595.28, 841.89
_EDGE_POINTS = 56.0
_DPI = 150
_LEADING = 1.5
_RIGHT_POINTS = 60.0
_MISSING = "〓"
"""Stands for a character that the font does not have, so that none is left out in silence (the printers' geta)."""


@dataclass(frozen=True)
class SheetLine:
    """A line of a sheet. `points`: the size of its letters. `above_points`: room above it. `right`: a few words at the
    right edge of its last row. A line that is too long goes on in the next row, and one that has no room left on the
    next sheet.
    """

    words: str
    points: float = 11.0
    indent_points: float = 0.0
    above_points: float = 3.0
    right: str = ""


@dataclass(frozen=True)
class _Row:
    """A row of clusters at its place. `top_points`: of its baseline."""

    clusters: Sequence[str]
    left_points: float
    base_points: float
    points: float


def count_sheets(lines: Sequence[SheetLine]) -> int:
    """How many sheets the lines take, whatever the words at their right."""
    return len(list(_laid(Typesetter(BUNDLED_FONTS), lines)))


def draw_sheets(lines: Sequence[SheetLine]) -> list[BookletPage]:
    """The lines on A4 sheets, as grey images of 150 dpi."""
    typesetter = Typesetter(BUNDLED_FONTS)
    return [_drawn(typesetter, rows) for rows in _laid(typesetter, lines)]


def _laid(typesetter: Typesetter, lines: Sequence[SheetLine]) -> Iterator[list[_Row]]:
    rows: list[_Row] = []
    pen = _EDGE_POINTS
    for line in lines:
        height = line.points * _LEADING
        pen += line.above_points
        for clusters in _wrapped(typesetter, line):
            if pen + height > _HEIGHT_POINTS - _EDGE_POINTS and rows:
                yield rows
                rows, pen = [], _EDGE_POINTS
            pen += height
            rows.append(_Row(clusters, _EDGE_POINTS + line.indent_points, pen, line.points))
        if line.right:
            words = _drawable(typesetter, line.right)
            left = _WIDTH_POINTS - _EDGE_POINTS - _length_points(typesetter, words, line.points)
            rows.append(_Row(words, left, pen, line.points))
    if rows:
        yield rows


def _wrapped(typesetter: Typesetter, line: SheetLine) -> Iterator[Sequence[str]]:
    """The clusters of each row; an empty line is one empty row."""
    room = _WIDTH_POINTS - 2 * _EDGE_POINTS - line.indent_points - (_RIGHT_POINTS if line.right else 0)
    row: list[str] = []
    used = 0.0
    for cluster in _drawable(typesetter, line.words):
        length = _length_points(typesetter, [cluster], line.points)
        if row and used + length > room:
            yield row
            row, used = [], 0.0
        row.append(cluster)
        used += length
    yield row


def _drawable(typesetter: Typesetter, words: str) -> list[str]:
    parts = (words[start : start + MAX_CHARACTERS] for start in range(0, len(words), MAX_CHARACTERS))
    return [each if typesetter.can_draw(each) else _MISSING for part in parts for each in split(part)]


def _length_points(typesetter: Typesetter, clusters: Sequence[str], points: float) -> float:
    size = _pixels(points)
    return sum(typesetter.set_line(each, size)[1] for each in clusters) * 72 / _DPI


def _drawn(typesetter: Typesetter, rows: Sequence[_Row]) -> BookletPage:
    width, height = _pixels(_WIDTH_POINTS), _pixels(_HEIGHT_POINTS)
    ink: NDArray[np.uint8] = np.zeros((height, width), np.uint8)
    for row in rows:
        pen = float(_pixels(row.left_points))
        for cluster in row.clusters:
            placed, length = typesetter.set_line(cluster, _pixels(row.points))
            for x, y, glyph in placed:
                paste(ink, glyph, round(pen) + x, _pixels(row.base_points) + y)
            pen += length
    packed = np.zeros((height, 1 + width), np.uint8)
    packed[:, 1:] = 255 - ink
    body = png.encode(packed, width, height, bit_depth=8, color_type=png.GRAYSCALE)
    return BookletPage(body, "image/png", width, height, _WIDTH_POINTS, _HEIGHT_POINTS)


def _pixels(points: float) -> int:
    return round(points / 72 * _DPI)
