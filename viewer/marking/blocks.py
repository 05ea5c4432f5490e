"""The lines of one mark: how large they are, and their coverage. Knows words and glyphs; knows no page.

The issue code changes with every issue. The other lines come again and again, so they are laid out and drawn once.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from viewer.marking.glyphs import Typesetter, paste, split

_LINE_EM = 15.0  # a longer line is wrapped
_LEADING_EM = 1.25
_ROOM_EM = 0.8  # kept free for each character of the issue code, which changes with every issue

InkBox = tuple[int, int, int, int]
"""Left, top, right, bottom; right and bottom lie just outside."""


class BlockWords(NamedTuple):
    """What a block says, and how: `code_characters` of the issue code, for which room is left."""

    name: str
    number: str
    at: str
    code_characters: int
    size_px: int
    angle_degrees: float


@dataclass(frozen=True)
class BlockLayout:
    """The lines of a block, where the first begins, the room after the last one, and the size; all in pixels."""

    lines: tuple[str, ...]
    left: float
    room: float
    width: int
    height: int


@dataclass(frozen=True)
class MarkBlock:
    """Coverage of all lines but the issue code, the pen (x, y) where the code begins, and the room it may cover."""

    coverage: NDArray[np.uint8]
    pen: tuple[int, int]
    room: InkBox


class Blocks:
    """Lays blocks out and draws them. Layouts are kept, since where a mark falls rests on the height of its block."""

    def __init__(self, typesetter: Typesetter) -> None:
        self._typesetter = typesetter
        self._length = lru_cache(maxsize=8192)(self._measure)
        self.layout = lru_cache(maxsize=1024)(self._lay_out)

    def _lay_out(self, words: BlockWords) -> BlockLayout:
        size_px = words.size_px
        lines = [*self._wrap(f"{words.name}　{words.number}", size_px), f"{words.at}  "]
        room = _ROOM_EM * words.code_characters * size_px
        if self._length(lines[-1], size_px) + room > _LINE_EM * size_px:
            lines.append("")
        lengths = [self._length(line, size_px) for line in lines]
        lengths[-1] += room
        cosine, sine = _direction(words.angle_degrees)
        leading = _LEADING_EM * size_px
        left = (len(lines) - 1) * leading * sine + 0.4 * size_px
        width = left + max(lengths) * cosine + 0.4 * size_px
        height = size_px + max(lengths) * sine + len(lines) * leading * cosine
        return BlockLayout(tuple(lines), left, room, math.ceil(width / 2) * 2, math.ceil(height))

    def draw(self, words: BlockWords) -> MarkBlock:
        """The coverage of a block."""
        layout, size_px = self.layout(words), words.size_px
        cosine, sine = _direction(words.angle_degrees)
        leading = _LEADING_EM * size_px
        coverage = np.zeros((layout.height, layout.width), np.uint8)
        pen_x = pen_y = 0
        for number, line in enumerate(layout.lines):
            pen_x = round(layout.left - number * leading * sine)
            pen_y = round(size_px + number * leading * cosine)
            placed, length = self._typesetter.set_line(line, size_px, words.angle_degrees)
            for x, y, glyph in placed:
                paste(coverage, glyph, pen_x + x, pen_y + y)
            pen_x, pen_y = round(pen_x + length * cosine), round(pen_y + length * sine)
        right, bottom = round(pen_x + layout.room * cosine) + size_px, round(pen_y + layout.room * sine) + size_px
        return MarkBlock(
            coverage,
            (pen_x, pen_y),
            (
                max(0, pen_x - size_px // 2) // 2 * 2,
                max(0, pen_y - size_px),
                min(right // 2 * 2, coverage.shape[1]),
                min(bottom, coverage.shape[0]),
            ),
        )

    def _wrap(self, text: str, size_px: int) -> list[str]:
        lines = [""]
        for character in split(text):
            if lines[-1] and self._length(lines[-1] + character, size_px) > _LINE_EM * size_px:
                lines.append("")
            lines[-1] += character
        return [line for line in lines if line.strip()]

    def _measure(self, line: str, size_px: int) -> float:
        return self._typesetter.set_line(line, size_px)[1]


def _direction(angle_degrees: float) -> tuple[float, float]:
    """Cosine and sine of an angle."""
    return math.cos(math.radians(angle_degrees)), math.sin(math.radians(angle_degrees))
