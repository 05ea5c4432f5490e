"""Words out of Tesseract's table (TSV). Pure.

A row is: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. Rows of level 5 are
words; in Japanese a word is a letter or a few.
"""

from collections.abc import Iterator
from typing import NamedTuple

from viewer.wire import Word

_LEAST_SURE = 45.0
"""Of 100, the mean over the letters of a line: a line below it is mostly a drawing that was taken for letters."""
_ONE_PIECE = 1.2
"""In letter heights: over a gap shorter than this a line goes on without a blank, as after a full stop."""
_UPRIGHT = 1.5
"""A line of several letters that is so many times as high as wide is written downwards."""


class _Cell(NamedTuple):
    """A row of level 5 with the numbers of its block, paragraph and line; lengths in pixels."""

    line: tuple[int, int, int]
    left: int
    top: int
    right: int
    bottom: int
    sure: float
    text: str


def words_in(table: str, width: int, height: int) -> tuple[Word, ...]:
    """The words of a page of so many pixels, in the order of the table; blocks and lines count from 0."""
    blocks: dict[tuple[int, int], int] = {}
    found: list[Word] = []
    for number, line in enumerate(_lines(table)):
        if _sureness(line) < _LEAST_SURE:
            continue
        block = blocks.setdefault(line[0].line[:2], len(blocks))
        found += (_word(cell, width, height, block, number) for cell in _closed(line))
    return tuple(word for word in found if word.x0 < word.x1 and word.y0 < word.y1)


def is_upright(table: str) -> bool:
    """Whether most letters of the page stand in lines that are written downwards."""
    upright = level = 0
    for line in _lines(table):
        letters = sum(len(cell.text) for cell in line)
        if letters > 1 and _stands(line):
            upright += letters
        else:
            level += letters
    return upright > level


def _lines(table: str) -> Iterator[list[_Cell]]:
    line: list[_Cell] = []
    for row in table.splitlines():
        cell = _cell(row)
        if cell is None:
            continue
        if line and line[0].line != cell.line:
            yield line
            line = []
        line.append(cell)
    if line:
        yield line


def _cell(row: str) -> _Cell | None:
    parts = row.split("\t", 11)
    if len(parts) != 12 or parts[0] != "5" or not (text := "".join(parts[11].split())):
        return None
    block, paragraph, line = (int(part) for part in parts[2:5])
    left, top, width, height = (int(part) for part in parts[6:10])
    return _Cell((block, paragraph, line), left, top, left + width, top + height, float(parts[10]), text)


def _sureness(line: list[_Cell]) -> float:
    return sum(cell.sure * len(cell.text) for cell in line) / sum(len(cell.text) for cell in line)


def _stands(line: list[_Cell]) -> bool:
    across = max(cell.right for cell in line) - min(cell.left for cell in line)
    return max(cell.bottom for cell in line) - min(cell.top for cell in line) > across * _UPRIGHT


def _closed(line: list[_Cell]) -> Iterator[_Cell]:
    """The words of a line, each as long as to the next one where they are one piece, and all as thick as the line.

    Tesseract's boxes are those of the ink, so that a full stop or a small letter would leave a gap like a blank.
    """
    if len(line) > 1 and _stands(line):
        left, right = min(cell.left for cell in line), max(cell.right for cell in line)
        for cell, after in zip(line, [*(cell.top for cell in line[1:]), None], strict=True):
            bottom = _end(cell.top, cell.bottom, after, right - left)
            yield cell._replace(left=left, right=right, bottom=bottom)
        return
    top, bottom = min(cell.top for cell in line), max(cell.bottom for cell in line)
    for cell, after in zip(line, [*(cell.left for cell in line[1:]), None], strict=True):
        yield cell._replace(top=top, bottom=bottom, right=_end(cell.left, cell.right, after, bottom - top))


def _end(start: int, end: int, after: int | None, thickness: int) -> int:
    """Where a word ends: at the next one, unless there is a gap, as between the cells of a table."""
    return after if after is not None and start < after < end + _ONE_PIECE * thickness else end


def _word(cell: _Cell, width: int, height: int, block: int, line: int) -> Word:
    x0, x1 = (min(max(x / width, 0.0), 1.0) for x in (cell.left, cell.right))
    y0, y1 = (min(max(y / height, 0.0), 1.0) for y in (cell.top, cell.bottom))
    return Word(cell.text, x0, y0, x1, y1, block, line)
