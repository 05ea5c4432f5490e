"""Makes a page's text from its words and their places, in the order in which people read. Pure.

The file's own order of blocks and lines is often meaningless in tables. So lines are ordered by their places: columns
of running text one after the other, everything else row by row, with table cells separated. Vertical text is turned
first.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from app.materials.pages.contents import WrittenWord

_CELL_GAP = 1.2
"""The gap between two words of a line, in letter heights, from which they count as separate cells."""
_SPACE_GAP = 0.2
_GUTTER = 1.0
_SHARE = 0.5
"""The vertical overlap of two pieces, as a share of the lower one's height, from which they count as one row."""
_PROSE_LETTERS = 10
_PROSE_LINES = 3
_MOST_IN_COLUMNS = 4000
"""The most pieces of a page in which columns are looked for. A listing or drawing with more would take seconds."""
_PEELED = 6
"""The most rows that may stand above columns, across them."""
_EDGE = 0.1
"""The share of a page's length, at either end, in which a number alone is the page's number."""
_NUMBER = re.compile(
    r"[-–—―－‐・\s]*(第?\s*[0-9０-９]{1,4}\s*頁?|[ivxlcIVXLC]{1,6})(\s*[/／]\s*[0-9０-９]{1,4})?[-–—―－‐・\s]*"
)


@dataclass(frozen=True)
class _Piece:
    """Words of one line without a cell's gap between: `start` to `end` along the line, `top` to `foot` across it.

    Lengths are in page widths; in vertical text, along is down the page and across is from right to left.
    """

    text: str
    start: float
    end: float
    top: float
    foot: float
    block: int
    line: int

    @property
    def size(self) -> float:
        return self.foot - self.top


_Row = list[_Piece]


def paragraphs(words: Sequence[WrittenWord], height: float) -> list[str]:
    """A page's paragraphs and rows of cells, in order; cells are separated by tabs. The page's number comes last.

    `height`: of the page, in its widths.
    """
    lines = _lines(words, height)
    is_vertical = sum(_letters(line) for line in lines if _stands(line)) * 2 > sum(map(_letters, lines))
    pieces = [piece for line in lines for piece in _pieces(_turned(line) if is_vertical else line)]
    length = 1.0 if is_vertical else height
    numbers = [] if is_vertical else [piece for piece in pieces if _is_number(piece, pieces, length)]
    rows = _ordered([piece for piece in pieces if piece not in numbers])
    return [*_joined(rows), *(piece.text.strip() for piece in numbers)]


def _lines(words: Sequence[WrittenWord], height: float) -> list[list[_Piece]]:
    """The lines of the file in its order, each as pieces."""
    found: dict[tuple[int, int], list[_Piece]] = {}
    for word in words:
        y0, y1 = word["y0"] * height, word["y1"] * height
        piece = _Piece(word["text"], word["x0"], word["x1"], y0, y1, word["block"], word["line"])
        found.setdefault((piece.block, piece.line), []).append(piece)
    return list(found.values())


def _letters(line: Iterable[_Piece]) -> int:
    return sum(len(piece.text) for piece in line)


def _stands(line: Sequence[_Piece]) -> bool:
    """True for a line of vertical text."""
    across = max(piece.end for piece in line) - min(piece.start for piece in line)
    return _letters(line) > 1 and max(piece.foot for piece in line) - min(piece.top for piece in line) > across * 1.5


def _turned(line: Iterable[_Piece]) -> list[_Piece]:
    """Vertical text turned to horizontal: `start` to `end` runs down the page, `top` to `foot` from the right edge."""
    return [_Piece(one.text, one.top, one.foot, 1 - one.end, 1 - one.start, one.block, one.line) for one in line]


def _pieces(line: Sequence[_Piece]) -> list[_Piece]:
    """A line's words joined into pieces, split at gaps between cells."""
    size = median(word.size for word in line)
    found: list[_Piece] = []
    for word in sorted(line, key=lambda word: word.start):
        if found and word.start - found[-1].end <= size * _CELL_GAP:
            found[-1] = _together(found[-1], word, size)
        else:
            found.append(word)
    return found


def _together(one: _Piece, other: _Piece, size: float) -> _Piece:
    is_latin = one.text[-1:].isascii() and other.text[:1].isascii()
    space = " " if is_latin or other.start - one.end > size * _SPACE_GAP else ""
    text = one.text + space + other.text
    top, foot = min(one.top, other.top), max(one.foot, other.foot)
    return _Piece(text, one.start, max(one.end, other.end), top, foot, one.block, one.line)


def _is_number(piece: _Piece, pieces: Iterable[_Piece], length: float) -> bool:
    """Whether this is the page's own number: alone in its row, at an edge."""
    at_edge = piece.foot < length * _EDGE or piece.top > length * (1 - _EDGE)
    if not at_edge or not _NUMBER.fullmatch(piece.text):
        return False
    return not any(_share_row(piece, other) for other in pieces if other is not piece)


def _share_row(one: _Piece, other: _Piece) -> bool:
    common = min(one.foot, other.foot) - max(one.top, other.top)
    return common >= _SHARE * min(one.size, other.size)


def _ordered(pieces: Sequence[_Piece]) -> list[_Row]:
    """The rows of a page in the order of reading."""
    rows = _rows(pieces)
    if len(pieces) > _MOST_IN_COLUMNS:
        return rows
    for peeled in range(min(_PEELED, len(rows)) + 1):
        rest = [piece for row in rows[peeled:] for piece in row]
        if columns := _columns(rest):
            return [*rows[:peeled], *(row for column in columns for row in _ordered(column))]
    return rows


def _rows(pieces: Sequence[_Piece]) -> list[_Row]:
    rows: list[_Row] = []
    for piece in sorted(pieces, key=lambda piece: (piece.top + piece.foot, piece.start)):
        # A cell with several lines continues an earlier row below the last one.
        row = next((row for row in reversed(rows[-4:]) if _fits(row, piece)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    return [sorted(row, key=lambda piece: piece.start) for row in rows]


def _fits(row: _Row, piece: _Piece) -> bool:
    return _share_row(row[0], piece) and all(one.end <= piece.start or piece.end <= one.start for one in row)


def _columns(pieces: Sequence[_Piece]) -> tuple[Sequence[_Piece], Sequence[_Piece]] | None:
    """Left and right column, when the pieces are running text in two columns; else None."""
    if sum(len(piece.text) >= _PROSE_LETTERS for piece in pieces) < 2 * _PROSE_LINES:
        return None
    size = median(piece.size for piece in pieces)
    along = sorted(pieces, key=lambda piece: piece.start)
    end = along[0].end
    for piece in along[1:]:
        if piece.start - end > size * _GUTTER:
            sides = [one for one in pieces if one.end <= end], [one for one in pieces if one.start > end]
            if all(map(_is_prose, sides)):
                return sides
        end = max(end, piece.end)
    return None


def _is_prose(pieces: Sequence[_Piece]) -> bool:
    """Whether these are lines of running text, not cells."""
    width = max(piece.end for piece in pieces) - min(piece.start for piece in pieces)
    long = [piece for piece in pieces if piece.end - piece.start > width / 2 and len(piece.text) >= _PROSE_LETTERS]
    return len(long) * 2 > len(pieces) and len(_rows(pieces)) >= _PROSE_LINES


def _joined(rows: Sequence[_Row]) -> list[str]:
    """The rows as text: the lines of a paragraph joined, the cells of a row separated by tabs."""
    found: list[str] = []
    edge = _edges(rows)
    for before, row in pairwise([[], *rows]):
        if before and _goes_on(before, row, edge):
            latin = found[-1][-1:].isascii() and row[0].text[:1].isascii()
            found[-1] += (" " if latin else "") + row[0].text
        else:
            found.append(_row_text(row))
    return found


def _edges(rows: Iterable[_Row]) -> dict[int, float]:
    """Block number → the end of its longest line."""
    edges: dict[int, float] = {}
    for row in rows:
        for piece in row:
            edges[piece.block] = max(edges.get(piece.block, 0.0), piece.end)
    return edges


def _goes_on(before: _Row, row: _Row, edges: dict[int, float]) -> bool:
    """Whether a line continues the paragraph of the one before, which then fills its block's width."""
    if len(before) > 1 or len(row) > 1 or before[0].block != row[0].block:
        return False
    return before[0].end > edges[row[0].block] - 2 * before[0].size


def _row_text(row: _Row) -> str:
    text = row[0].text
    for one, other in pairwise(row):
        is_near = other.start - one.end < min(one.size, other.size) * _SPACE_GAP
        text += ("" if is_near and one.block == other.block else "\t") + other.text
    return text
