"""From the words of a page and their places to its text: cells parted, in the order in which people read. Pure.

Words come by the blocks and lines in which the file has them, which in a table is no order at all. So lines are looked
at by their places: columns of running text one after the other, all else row by row. Vertical text is read the same
way, turned.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from app.materials.pages.contents import WrittenWord

_CELL_GAP = 1.2
"""Letters' heights between two words of a line from which on they stand in cells of their own."""
_SPACE_GAP = 0.2
_GUTTER = 1.0
_SHARE = 0.5
"""Of the lower one's height: from so much in common on, two pieces stand in one row."""
_PROSE_LETTERS = 10
_PROSE_LINES = 3
_MOST_IN_COLUMNS = 4000
"""Pieces of a page; one with more is a listing or a drawing, and looking for columns in it would take seconds."""
_PEELED = 6
"""So many rows at most may stand above columns, across them."""
_EDGE = 0.1
"""Of a page's length, at either end: a number alone there is the page's."""
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
    """The text of a page, a paragraph or a row of cells each; cells are parted by tabs. The page's number comes last.

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
    """The words of each line of the file, as pieces, in its order."""
    found: dict[tuple[int, int], list[_Piece]] = {}
    for word in words:
        y0, y1 = word["y0"] * height, word["y1"] * height
        piece = _Piece(word["text"], word["x0"], word["x1"], y0, y1, word["block"], word["line"])
        found.setdefault((piece.block, piece.line), []).append(piece)
    return list(found.values())


def _letters(line: Iterable[_Piece]) -> int:
    return sum(len(piece.text) for piece in line)


def _stands(line: Sequence[_Piece]) -> bool:
    """Whether the letters of a line stand below each other."""
    across = max(piece.end for piece in line) - min(piece.start for piece in line)
    return _letters(line) > 1 and max(piece.foot for piece in line) - min(piece.top for piece in line) > across * 1.5


def _turned(line: Iterable[_Piece]) -> list[_Piece]:
    """Vertical text as if it were horizontal: down the page is along, from the right edge is across."""
    return [_Piece(one.text, one.top, one.foot, 1 - one.end, 1 - one.start, one.block, one.line) for one in line]


def _pieces(line: Sequence[_Piece]) -> list[_Piece]:
    """A line's words put together, where no cell's gap parts them."""
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
        # Rows begun before may go on below the last one, where cells have lines of their own.
        row = next((row for row in reversed(rows[-4:]) if _fits(row, piece)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    return [sorted(row, key=lambda piece: piece.start) for row in rows]


def _fits(row: _Row, piece: _Piece) -> bool:
    return _share_row(row[0], piece) and all(one.end <= piece.start or piece.end <= one.start for one in row)


def _columns(pieces: Sequence[_Piece]) -> tuple[Sequence[_Piece], Sequence[_Piece]] | None:
    """Two columns of running text with a gutter between; None where these pieces are something else."""
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
    """Rows as text: the lines of a paragraph in one, the cells of a row parted."""
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
    """Where each block of the file ends along its lines."""
    edges: dict[int, float] = {}
    for row in rows:
        for piece in row:
            edges[piece.block] = max(edges.get(piece.block, 0.0), piece.end)
    return edges


def _goes_on(before: _Row, row: _Row, edges: dict[int, float]) -> bool:
    """Whether a line is the next of the same paragraph: the one before was full."""
    if len(before) > 1 or len(row) > 1 or before[0].block != row[0].block:
        return False
    return before[0].end > edges[row[0].block] - 2 * before[0].size


def _row_text(row: _Row) -> str:
    text = row[0].text
    for one, other in pairwise(row):
        is_near = other.start - one.end < min(one.size, other.size) * _SPACE_GAP
        text += ("" if is_near and one.block == other.block else "\t") + other.text
    return text
