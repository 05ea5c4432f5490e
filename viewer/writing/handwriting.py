"""Handwriting over a bound page: strokes as lines, typed words as grey pictures, all multiplied with the page under it,
so that the mark shows through. Knows no member; places are ten-thousandths of the page's width and height.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from viewer.marking.glyphs import Typesetter, paste, split

WHOLE = 10_000
COLOURS = {
    "black": (0.10, 0.10, 0.11),
    "blue": (0.04, 0.27, 0.95),
    "red": (0.81, 0.00, 0.00),
    "green": (0.10, 0.48, 0.29),
    "yellow": (1.00, 0.83, 0.24),
    "pink": (1.00, 0.54, 0.75),
    "orange": (1.00, 0.60, 0.24),
}
"""As on the screen (`app/static/css/notes.css`)."""

_LEAST_WIDTH = 0.35  # of a pen that is hardly pressed; as `viewer/client/noting/strokes.js`
_FULL_PRESSURE = 255
_PART = 60
_MOST_PARTS = 12
_LETTER = 190  # the size of typed words, about 11 points on A4
_LINE = 260
_MOST_LINE = 4_800
_DOTS = 25  # of a grey picture, for a hundred units: about 300 an inch on A4
_UNKNOWN = "〓"
_MOST_IN_LINE = 60


@dataclass(frozen=True)
class PenStroke:
    """A line of a pen, or of a highlighter (`is_light`). `dots`: x, y, pressure from 0 to 255. `width`: as places."""

    dots: Sequence[tuple[int, int, int]]
    width: int
    colour: str
    is_light: bool = False


@dataclass(frozen=True)
class TypedWords:
    """Words that begin at a place, to its left in the right half of the page."""

    x: int
    y: int
    words: str
    colour: str


@dataclass(frozen=True)
class WordsPicture:
    """Typed words as a deflated grey raster (255 is white), and where, in the units of ink."""

    deflated: bytes
    width_px: int
    height_px: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Handwriting:
    """What is drawn on one page. `ink`, `light`: operators of a PDF's content, x to the right and y down, in units of a
    ten-thousandth of the page's width; deflated, since all pages of a booklet wait in memory.
    """

    ink: bytes = b""
    light: bytes = b""
    pictures: Sequence[WordsPicture] = field(default=())


def handwriting(
    strokes: Sequence[PenStroke], words: Sequence[TypedWords], ratio: float, typesetter: Typesetter
) -> Handwriting:
    """`ratio`: the page's height by its width. Characters that no font has are drawn as 〓."""
    ink = "".join(_ink(each, ratio) for each in strokes if not each.is_light)
    light = "".join(_light(each, ratio) for each in strokes if each.is_light)
    bars = "".join(_bar(each, ratio, typesetter) for each in words)
    pictures = [_picture(each, ratio, typesetter) for each in words]
    return Handwriting(_deflated((ink + bars).encode()), _deflated(light.encode()), pictures)


def _deflated(data: bytes) -> bytes:
    return bytes(isal_zlib.compress(data, 2))


def _rgb(colour: str) -> str:
    return " ".join(f"{part:.2f}" for part in COLOURS.get(colour, COLOURS["black"]))


def _ink(stroke: PenStroke, ratio: float) -> str:
    """Short straight parts with round ends, each as wide as the pen was pressed."""
    discs = [
        (float(x), y * ratio, max(2.0, stroke.width * (_LEAST_WIDTH + (1 - _LEAST_WIDTH) * pressure / _FULL_PRESSURE)))
        for x, y, pressure in stroke.dots
    ]
    parts = list(_rounded(discs))
    if len(parts) == 1:
        parts.append(parts[0])
    drawn = "".join(
        f"{(before[2] + after[2]) / 2:.1f} w {before[0]:.1f} {before[1]:.1f} m {after[0]:.1f} {after[1]:.1f} l S\n"
        for before, after in pairwise(parts)
    )
    return f"{_rgb(stroke.colour)} RG\n{drawn}"


def _rounded(line: Sequence[tuple[float, float, float]]) -> Iterator[tuple[float, float, float]]:
    """The smooth line through the middles of its parts, as on the screen."""
    yield line[0]
    for at in range(1, len(line) - 1):
        before, here, after = line[at - 1], line[at], line[at + 1]
        start, stop = before if at == 1 else _between(before, here, 0.5), _between(here, after, 0.5)
        length = math.hypot(stop[0] - start[0], stop[1] - start[1])
        steps = min(_MOST_PARTS, max(1, round(length / _PART)))
        for step in range(1, steps + 1):
            share = step / steps
            yield _between(_between(start, here, share), _between(here, stop, share), share)
    if len(line) > 1:
        yield line[-1]


def _between(
    one: tuple[float, float, float], other: tuple[float, float, float], share: float
) -> tuple[float, float, float]:
    x, y, width = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return x, y, width


def _light(stroke: PenStroke, ratio: float) -> str:
    """One line of one width, so that it is nowhere darker where it crosses its own parts."""
    dots = [(x, y * ratio) for x, y, _ in stroke.dots]
    dots = dots if len(dots) > 1 else [*dots, (dots[0][0] + 1, dots[0][1])]
    path = " ".join(f"{x:.1f} {y:.1f} {'l' if at else 'm'}" for at, (x, y) in enumerate(dots))
    return f"{_rgb(stroke.colour)} RG {stroke.width} w {path} S\n"


def _lines(words: str, typesetter: Typesetter) -> list[str]:
    """The words in lines that fit beside each other."""
    lines: list[str] = []
    for whole in words.split("\n"):
        line, length = "", 0.0
        for start in range(0, max(len(whole), 1), _MOST_IN_LINE):
            for cluster in split(whole[start : start + _MOST_IN_LINE]):
                shown = cluster if typesetter.can_draw(cluster) else _UNKNOWN
                wide = _LETTER if ord(shown[0]) > 0x2E7F else _LETTER * 0.6
                if length + wide > _MOST_LINE:
                    lines.append(line)
                    line, length = "", 0.0
                line, length = line + shown, length + wide
        lines.append(line)
    return lines


def _box(words: TypedWords, ratio: float, typesetter: Typesetter) -> tuple[list[str], float, float, float, float]:
    """The lines, and where their box is: left, top, width, height."""
    room = max(1, math.ceil((WHOLE - words.y) * ratio / _LINE))  # what is below the page is not seen
    lines = _lines(words.words, typesetter)[:room]
    widest = max(typesetter.set_line(line, _DOTS * _LETTER // 100)[1] for line in lines) * 100 / _DOTS
    width, height = widest + _LETTER, float(_LINE * len(lines))
    left = words.x - width if words.x > WHOLE / 2 else float(words.x)
    return lines, left, words.y * ratio, width, height


def _bar(words: TypedWords, ratio: float, typesetter: Typesetter) -> str:
    """The coloured line at the left of the words, as on the screen."""
    _, left, top, _, height = _box(words, ratio, typesetter)
    return f"{_rgb(words.colour)} rg {left:.1f} {top:.1f} 40 {height:.1f} re f\n"


def _picture(words: TypedWords, ratio: float, typesetter: Typesetter) -> WordsPicture:
    lines, left, top, width, height = _box(words, ratio, typesetter)
    size, line_px = _DOTS * _LETTER // 100, _DOTS * _LINE // 100
    ink: NDArray[np.uint8] = np.zeros((line_px * len(lines), max(1, round(width * _DOTS / 100))), np.uint8)
    for at, line in enumerate(lines):
        for x, y, glyph in typesetter.set_line(line, size)[0]:
            paste(ink, glyph, size // 2 + x, at * line_px + round(line_px * 0.78) + y)
    height_px, width_px = ink.shape
    return WordsPicture(_deflated((255 - ink).tobytes()), width_px, height_px, left, top, width, height)
