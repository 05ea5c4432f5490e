"""The visible mark: whose copy of a page this is. Knows pixels and words; knows no member, no level, no permission.

A mark moves light pixels towards black and dark pixels towards white, so it shows on every ground, and words of
the page stay readable through it. Two copies laid over each other keep both marks: nothing cancels out.
"""

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from viewer import jpeg, palette, png
from viewer.glyphs import Typesetter, paste
from viewer.master import Kind, Master

BUNDLED_FONTS = (Path(__file__).parent / "fonts" / "NotoSansJP-Gijo.ttf",)
PHOTO_QUALITY = 85
SMALLEST_TEXT_PX = 11
_ANGLES = (24.0, 26.0, 28.0, 30.0)
_LINE_EM = 15.0  # a longer line is wrapped
_LEADING_EM = 1.25
_ROOM_EM = 0.8  # kept free for each character of the issue code, which changes with every issue
_SHADES = np.array([255, 170, 85, 0], np.uint8)  # palette.FIXED


@dataclass(frozen=True)
class Mark:
    """The words of a mark, as they are drawn. No field may be blank."""

    name: str
    number: str
    at: str
    issue_code: str
    level_words: str


@dataclass(frozen=True)
class Issued:
    """An image as it goes out."""

    body: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True)
class Placement:
    """Where a mark falls on one issue: text size and lattice in pixels, angle clockwise, strength 0 or 1.

    Marks stand at origin + i * across + j * down for all integers i and j that touch the page.
    """

    size_px: int
    angle_degrees: float
    strength: int
    origin: tuple[int, int]
    across: tuple[int, int]
    down: tuple[int, int]


@dataclass(frozen=True)
class _Block:
    """Coverage of all lines but the issue code, and the pen (x, y) where the code begins."""

    coverage: NDArray[np.uint8]
    code_x: int
    code_y: int


class Stamper:
    """Marks pages. One instance serves every thread; `key` (16 to 64 bytes) steers where marks fall."""

    def __init__(self, key: bytes, fonts: Sequence[Path] = BUNDLED_FONTS) -> None:
        if not 16 <= len(key) <= 64:
            raise ValueError("a stamping key has 16 to 64 bytes")
        self._key = key
        self._typesetter = Typesetter(fonts)
        self._check = lru_cache(maxsize=1024)(self._typesetter.check)
        self._block = lru_cache(maxsize=256)(self._draw_block)
        self._box = lru_cache(maxsize=64)(self._draw_box)

    def check_drawable(self, text: str) -> None:
        """Raise MarkNotDrawable naming the characters that no font draws as they are registered."""
        self._check(text)

    def issue(self, master: Master, mark: Mark, *, page_id: str) -> Issued:
        """The page as `mark` names it; the same arguments give the same bytes.

        Raises MarkNotDrawable, and ValueError for a blank or overlong field: a page without its mark never leaves.
        """
        for words in (mark.name, mark.number, mark.at, mark.issue_code, mark.level_words):
            if not words.strip():
                raise ValueError("a mark has no blank field")
            self._check(words)
        place = self.place(master, mark, page_id=page_id)
        rows = master.rows.copy()
        self._lay_marks(master, rows, self.tile(mark, place), place)
        self._lay_box(master, rows, mark.level_words)
        return _encode(master, rows, _step(place))

    def place(self, master: Master, mark: Mark, *, page_id: str) -> Placement:
        """Angle, strength and lattice of one issue, drawn from the key: not to be foreseen without it."""
        seed = f"{len(page_id)}:{page_id}:{mark.issue_code}".encode("utf-8", "surrogatepass")
        random = hashlib.blake2b(seed, key=self._key, digest_size=16).digest()
        size = max(SMALLEST_TEXT_PX, round(0.018 * math.sqrt(master.width * master.height)))
        angle = _ANGLES[random[0] % len(_ANGLES)]
        extra = self._block_of(mark, size, angle).coverage.shape[0] / size - 9
        across = (round(14.6 * size) // 2 * 2, -round(2.9 * size))
        down = (round(3.9 * size) // 2 * 2, round((12.2 + max(0.0, extra)) * size))
        origin = (
            int.from_bytes(random[2:6], "big") % across[0] // 2 * 2,
            int.from_bytes(random[6:10], "big") % down[1],
        )
        return Placement(size, angle, random[1] % 2, origin, across, down)

    def tile(self, mark: Mark, place: Placement) -> NDArray[np.uint8]:
        """8-bit coverage of one whole mark, issue code included; an even number of columns."""
        block = self._block_of(mark, place.size_px, place.angle_degrees)
        coverage = block.coverage.copy()
        for x, y, glyph in self._typesetter.set_line(mark.issue_code, place.size_px, place.angle_degrees)[0]:
            paste(coverage, glyph, block.code_x + x, block.code_y + y)
        return coverage

    def _block_of(self, mark: Mark, size_px: int, angle_degrees: float) -> _Block:
        return self._block(mark.name, mark.number, mark.at, len(mark.issue_code), size_px, angle_degrees)

    def _draw_block(
        self, name: str, number: str, at: str, code_characters: int, size_px: int, angle_degrees: float
    ) -> _Block:
        lines = self._wrap(f"{name}　{number}", size_px) + [f"{at}  "]
        room = _ROOM_EM * code_characters * size_px
        if self._length(lines[-1], size_px) + room > _LINE_EM * size_px:
            lines.append("")
        lengths = [self._length(line, size_px) for line in lines]
        lengths[-1] += room
        cosine, sine = math.cos(math.radians(angle_degrees)), math.sin(math.radians(angle_degrees))
        leading = _LEADING_EM * size_px
        left = (len(lines) - 1) * leading * sine + 0.4 * size_px
        width = left + max(lengths) * cosine + 0.4 * size_px
        height = size_px + max(lengths) * sine + len(lines) * leading * cosine
        coverage = np.zeros((math.ceil(height), math.ceil(width / 2) * 2), np.uint8)
        pen_x = pen_y = 0
        for number_of_line, line in enumerate(lines):
            pen_x = round(left - number_of_line * leading * sine)
            pen_y = round(size_px + number_of_line * leading * cosine)
            placed, length = self._typesetter.set_line(line, size_px, angle_degrees)
            for x, y, glyph in placed:
                paste(coverage, glyph, pen_x + x, pen_y + y)
            pen_x, pen_y = round(pen_x + length * cosine), round(pen_y + length * sine)
        return _Block(coverage, pen_x, pen_y)

    def _wrap(self, text: str, size_px: int) -> list[str]:
        lines, start = [], 0
        for end in range(1, len(text) + 1):
            if self._length(text[start:end], size_px) > _LINE_EM * size_px and end - start > 1:
                lines.append(text[start : end - 1])
                start = end - 1
        return [line for line in (*lines, text[start:]) if line.strip()]

    def _length(self, line: str, size_px: int) -> float:
        return self._typesetter.set_line(line, size_px)[1]

    def _lay_marks(self, master: Master, rows: NDArray[np.uint8], tile: NDArray[np.uint8], place: Placement) -> None:
        raster, grain, ink = _ink(master, rows, tile, place)
        height, width = ink.shape[:2]
        for x, y in _corners(place, tile.shape, master.width, master.height):
            column = x // grain
            top, left = max(y, 0), max(column, 0)
            part = raster[top : y + height, left : column + width]
            piece = ink[top - y : top - y + part.shape[0], left - column : left - column + part.shape[1]]
            _PRESS[master.kind](part, piece)

    def _lay_box(self, master: Master, rows: NDArray[np.uint8], words: str) -> None:
        scale = math.sqrt(master.width * master.height)
        size = max(10, round(0.0138 * scale))
        box = self._box(words, size)
        if box.shape[1] > 0.6 * master.width:
            box = self._box(words.split()[0], size)
        box = box[: master.height, : master.width // 2 * 2]
        raster, grain, ink = _box_ink(master, rows, box)
        height, width = ink.shape[:2]
        x, y = _free_corner(master, raster, grain, (height, width), scale)
        raster[y : y + height, x : x + width] = ink

    def _draw_box(self, words: str, size_px: int) -> NDArray[np.uint8]:
        """Shades 0 (white) to 3 (black): the words in a frame; an even number of columns."""
        placed, length = self._typesetter.set_line(words, size_px)
        frame, aside, above = max(1, size_px // 13), round(0.7 * size_px), round(0.35 * size_px)
        width = math.ceil((length + 2 * (aside + frame)) / 2) * 2
        height = round(1.1 * size_px) + 2 * (above + frame)
        coverage = np.full((height, width), 255, np.uint8)
        coverage[frame:-frame, frame:-frame] = 0
        for x, y, glyph in placed:
            paste(coverage, glyph, frame + aside + x, frame + above + round(0.95 * size_px) + y)
        return ((coverage.astype(np.uint16) * 3 + 127) // 255).astype(np.uint8)


def plain(master: Master) -> Issued:
    """The page WITHOUT a mark, for released papers of level 1. The gate alone decides that a page may go so."""
    return _encode(master, master.rows, 0)


def _step(place: Placement) -> int:
    return 34 if place.strength == 0 else 42


def _corners(place: Placement, shape: tuple[int, ...], width: int, height: int) -> Iterator[tuple[int, int]]:
    """Top left corners (x, y) of every mark that touches the page."""
    (ax, ay), (bx, by) = place.across, place.down
    spread = abs(ay) * (width // ax + 3)
    for j in range(-2 - (shape[0] + spread) // by, 2 + (height + spread) // by):
        row_x, row_y = place.origin[0] + j * bx, place.origin[1] + j * by
        first = -(row_x + shape[1]) // ax
        for i in range(first, first + (width + shape[1]) // ax + 3):
            x, y = row_x + i * ax, row_y + i * ay
            if -shape[1] < x < width and -shape[0] < y < height:
                yield x, y


def _ink(
    master: Master, rows: NDArray[np.uint8], tile: NDArray[np.uint8], place: Placement
) -> tuple[NDArray[np.uint8], int, NDArray[np.uint8]]:
    """The raster to press on, pixels in one of its columns, and the tile in its packing."""
    if master.kind is Kind.GRAY:
        steps = _gray_steps(place.strength)[tile]
        return rows[:, 1:], 2, steps[:, 0::2] << 4 | steps[:, 1::2]
    if master.kind is Kind.COLOR:
        return rows[:, 1:], 1, (tile & 0x80)
    return rows, 1, tile


def _gray_steps(strength: int) -> NDArray[np.uint8]:
    return ((np.arange(256) * (2 + strength) + 127) // 255).astype(np.uint8)


def _press_gray(part: NDArray[np.uint8], ink: NDArray[np.uint8]) -> None:
    """Two levels a byte: levels of 8 and above lose `ink`, those below gain it; neither leaves its four bits."""
    falling = part & 0x88
    falling -= falling >> 3
    falling &= ink
    falling <<= 1
    part += ink
    part -= falling


def _press_color(part: NDArray[np.uint8], ink: NDArray[np.uint8]) -> None:
    part |= ink


def _press_photo(part: NDArray[np.uint8], ink: NDArray[np.uint8]) -> None:
    step = ink.astype(np.int16) * 36 // 255
    light = part[..., 1] >= 128
    np.negative(step, out=step, where=light)
    part[...] = np.clip(part + step[..., None], 0, 255)


_PRESS = {Kind.GRAY: _press_gray, Kind.COLOR: _press_color, Kind.PHOTO: _press_photo}


def _box_ink(
    master: Master, rows: NDArray[np.uint8], box: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], int, NDArray[np.uint8]]:
    if master.kind is Kind.GRAY:
        levels = np.uint8(15) - box * np.uint8(5)
        return rows[:, 1:], 2, levels[:, 0::2] << 4 | levels[:, 1::2]
    if master.kind is Kind.COLOR:
        return rows[:, 1:], 1, box
    return rows, 1, np.repeat(_SHADES[box][..., None], 3, axis=2)


def _free_corner(
    master: Master, raster: NDArray[np.uint8], grain: int, shape: tuple[int, int], scale: float
) -> tuple[int, int]:
    """Near the top left corner, where the box hides nothing of the paper if there is such a place."""
    source = master.rows if master.kind is Kind.PHOTO else master.rows[:, 1:]
    rightmost, lowest = raster.shape[1] - shape[1], raster.shape[0] - shape[0]
    places = [
        (min(rightmost, round(x * scale) // grain), min(lowest, round(y * scale)))
        for x in (0.035, 0.01, 0.1, 0.2)
        for y in (0.028, 0.016, 0.006, 0.045)
    ]
    for x, y in places:
        under = source[y : y + shape[0], x : x + shape[1]]
        if (under == under[0, 0]).all():
            return x, y
    return places[0]


def _encode(master: Master, rows: NDArray[np.uint8], step: int) -> Issued:
    width, height = master.width, master.height
    if master.kind is Kind.PHOTO:
        return Issued(jpeg.encode(rows, quality=PHOTO_QUALITY), "image/jpeg", width, height)
    if master.kind is Kind.GRAY:
        body = png.encode(rows, width, height, bit_depth=4, color_type=png.GRAYSCALE)
    else:
        colors = palette.marked(master.palette or b"", step) if step else master.palette
        body = png.encode(rows, width, height, bit_depth=8, color_type=png.INDEXED, palette=colors)
    return Issued(body, "image/png", width, height)
