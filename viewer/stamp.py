"""The visible mark: whose copy of a page this is. Knows pixels and words; knows no member, no level, no permission.

A mark moves light pixels towards black and dark pixels towards white, so it shows on every ground, and words of
the page stay readable through it. Two copies laid over each other keep both marks: nothing cancels out.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from viewer import jpeg, palette, png
from viewer.marking.blocks import Blocks, BlockWords, InkBox
from viewer.marking.glyphs import Typesetter, paste
from viewer.marking.lattice import PageCell, Placement, corners, seen_from
from viewer.master import Master, MasterKind

BUNDLED_FONTS = (Path(__file__).parent / "fonts" / "NotoSansJP-Gijo.ttf",)
PHOTO_QUALITY = 85
SMALLEST_TEXT_PX = 11
_LARGEST_SMALL_TEXT_PX = 14
_EM = 0.018  # of the side of a square as large as the page
_SMALL_EM = 0.038  # of a small picture, which is shown smaller still; each quarter of it has part of a mark
_ANGLES = (24.0, 26.0, 28.0, 30.0)
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
    """An encoded image, ready to be sent."""

    body: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True)
class Pressed:
    """A raster with its mark, and how far the marked half of a palette moves; 0 where there is no mark."""

    master: Master
    step: int


@dataclass(frozen=True)
class _Inked:
    """A block in the packing of a raster, its coverage where the code will stand, and where it has ink; read only."""

    ink: NDArray[np.uint8]
    under_code: NDArray[np.uint8]
    pen: tuple[int, int]
    room: InkBox
    body: InkBox


class Stamper:
    """Marks pages. One instance serves every thread; `key` (16 to 64 bytes) steers where marks fall."""

    def __init__(self, key: bytes, fonts: Sequence[Path] = BUNDLED_FONTS) -> None:
        if not 16 <= len(key) <= 64:
            raise ValueError("a stamping key has 16 to 64 bytes")
        self._key = key
        self._typesetter = Typesetter(fonts)
        self._check = lru_cache(maxsize=1024)(self._typesetter.check)
        self._blocks = Blocks(self._typesetter)
        self._inked = lru_cache(maxsize=256)(self._ink_block)
        self._box = lru_cache(maxsize=64)(self._draw_box)

    def check_drawable(self, text: str) -> None:
        """Raise MarkNotDrawable naming the characters that no font draws as they are registered."""
        self._check(text)

    def issue(
        self, master: Master, mark: Mark, *, page_id: str, part: PageCell | None = None, has_level_box: bool = True
    ) -> Issued:
        """The page as `mark` names it; the same arguments give the same bytes.

        A cell of a zoomed page says which `part` it is: then the marks of all cells of a scale stand on one lattice,
        none is broken off at an edge. It may go without the level box, which would lie in the middle of the page.
        Raises MarkNotDrawable, and ValueError for a blank or overlong field: a page without its mark never leaves.
        """
        return encode(self.press(master, mark, page_id=page_id, part=part, has_level_box=has_level_box))

    def press(
        self, master: Master, mark: Mark, *, page_id: str, part: PageCell | None = None, has_level_box: bool = True
    ) -> Pressed:
        """The first half of issue(): the raster with its mark, not yet encoded."""
        for words in (mark.name, mark.number, mark.at, mark.issue_code, mark.level_words):
            if not words.strip():
                raise ValueError("a mark has no blank field")
            self._check(words)
        place = self.place(master, mark, page_id=page_id, part=part)
        rows = master.rows.copy()
        self._lay_marks(master, rows, self.tile(master.kind, mark, place), place)
        if has_level_box:
            self._lay_box(master, rows, mark.level_words)
        return Pressed(replace(master, rows=rows), _step(place.strength))

    def draw(self, *words: str) -> int:
        """A number of 128 bits from the key and these words: not to be foreseen without it, and always the same."""
        seed = "".join(f"{len(word)}:{word}" for word in words).encode("utf-8", "surrogatepass")
        return int.from_bytes(hashlib.blake2b(seed, key=self._key, digest_size=16, person=b"number").digest(), "big")

    def place(self, master: Master, mark: Mark, *, page_id: str, part: PageCell | None = None) -> Placement:
        """Angle, strength and lattice of a reader's copy, drawn from the key: not to be foreseen without it."""
        width, height = (part.width, part.height) if part else (master.width, master.height)
        seed = page_id.encode("utf-8", "surrogatepass")
        random = hashlib.blake2b(seed, key=self._key, digest_size=16).digest()
        size, is_small, is_tiny = _text_of(width, height)
        angle = _ANGLES[random[0] % len(_ANGLES)]
        extra = self._blocks.layout(_words_of(mark, size, angle)).height / size - 9
        across = (round((12.4 if is_tiny else 14.6) * size) // 2 * 2, -round(2.9 * size))
        down = (round(3.9 * size) // 2 * 2, round(((5.6 if is_tiny else 12.2) + max(0.0, extra)) * size))
        origin = (
            int.from_bytes(random[2:6], "big") % across[0] // 2 * 2,
            int.from_bytes(random[6:10], "big") % down[1],
        )
        place = Placement(size, angle, 1 if is_small else random[1] % 2, origin, across, down)
        return seen_from(place, part.column * part.width // 2 * 2, part.row * part.height) if part else place

    def tile(self, kind: MasterKind, mark: Mark, place: Placement) -> NDArray[np.uint8]:
        """One whole mark, issue code included, as it is laid on a raster of that kind: see _ink().

        All but the code is kept from issue to issue. Without empty border: what is not there need not be laid.
        """
        inked = self._inked(kind, place.strength, _words_of(mark, place.size_px, place.angle_degrees))
        (left, top, right, bottom), (pen_x, pen_y) = inked.room, inked.pen
        coverage = inked.under_code.copy()
        body = inked.body
        for x, y, glyph in self._typesetter.set_line(mark.issue_code, place.size_px, place.angle_degrees)[0]:
            paste(coverage, glyph, pen_x - left + x, pen_y - top + y)
            height, width = glyph.coverage.shape
            body = _union(body, (pen_x + x, pen_y + y, pen_x + x + width, pen_y + y + height))
        ink = inked.ink.copy()
        ink[top:bottom, _column(kind, left) : _column(kind, right)] = _ink(kind, coverage, place.strength)
        columns = slice(_column(kind, body[0] // 2 * 2), _column(kind, (body[2] + 1) // 2 * 2))
        return ink[body[1] : body[3], columns]

    def _ink_block(self, kind: MasterKind, strength: int, words: BlockWords) -> _Inked:
        block = self._blocks.draw(words)
        left, top, right, bottom = block.room
        under_code = block.coverage[top:bottom, left:right].copy()
        return _Inked(_ink(kind, block.coverage, strength), under_code, block.pen, block.room, _extent(block.coverage))

    def _lay_marks(self, master: Master, rows: NDArray[np.uint8], ink: NDArray[np.uint8], place: Placement) -> None:
        raster = _raster(master, rows)
        height, width = ink.shape
        shape = (height, width * 2 // _column(master.kind, 2))
        layers = np.stack((ink, ink + ink)) if master.kind is MasterKind.GRAY else ink
        for x, y in corners(place, shape, master.width, master.height):
            column = _column(master.kind, x)
            top, left = max(y, 0), max(column, 0)
            part = raster[top : y + height, left : column + width]
            piece = layers[..., top - y : top - y + part.shape[0], left - column : left - column + part.shape[1]]
            _PRESS[master.kind](part, piece)

    def _lay_box(self, master: Master, rows: NDArray[np.uint8], words: str) -> None:
        if master.width < 2:
            return
        scale = math.sqrt(master.width * master.height)
        size = max(10, round(0.0138 * scale))
        box = self._box(words, size)
        if box.shape[1] > 0.6 * master.width:
            box = self._box(words.split(maxsplit=1)[0], size)
        ink = _box_ink(master.kind, box[: master.height, : master.width // 2 * 2])
        column, y = _free_corner(master, ink.shape, scale)
        _raster(master, rows)[y : y + ink.shape[0], column : column + ink.shape[1]] = ink

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


def encode(pressed: Pressed) -> Issued:
    """The second half of issue(): PNG, or JPEG for a photograph."""
    master, step = pressed.master, pressed.step
    width, height = master.width, master.height
    if master.kind is MasterKind.PHOTO:
        return Issued(jpeg.encode(master.rows, quality=PHOTO_QUALITY), "image/jpeg", width, height)
    if master.kind is MasterKind.GRAY:
        body = png.encode(master.rows, width, height, bit_depth=4, color_type=png.GRAYSCALE)
    else:
        colors = palette.marked(master.palette or b"", step) if step else master.palette
        body = png.encode(master.rows, width, height, bit_depth=8, color_type=png.INDEXED, palette=colors)
    return Issued(body, "image/png", width, height)


def plain(master: Master) -> Pressed:
    """The page WITHOUT a mark, for released papers of level 1. The gate alone decides that a page may go so."""
    return Pressed(master, 0)


def _text_of(width: int, height: int) -> tuple[int, bool, bool]:
    """Pixels of a mark's text; whether the page is small (fewer than about 600 x 600 pixels), and tiny (300 x 300).

    A small page keeps the lattice of a large one. On a tiny one there is no room for it: marks stand closer together.
    """
    side = math.sqrt(width * height)
    if (natural := round(_EM * side)) >= SMALLEST_TEXT_PX:
        return natural, False, False
    room = round(_SMALL_EM * side)
    return min(max(SMALLEST_TEXT_PX, room), _LARGEST_SMALL_TEXT_PX), True, room < SMALLEST_TEXT_PX


def _words_of(mark: Mark, size_px: int, angle_degrees: float) -> BlockWords:
    return BlockWords(mark.name, mark.number, mark.at, len(mark.issue_code), size_px, angle_degrees)


def _step(strength: int) -> int:
    return 34 if strength == 0 else 42


def _extent(coverage: NDArray[np.uint8]) -> InkBox:
    """The box around all ink: left, top, right, bottom; right and bottom lie just outside."""
    rows, columns = np.flatnonzero(coverage.any(axis=1)), np.flatnonzero(coverage.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _union(one: InkBox, other: InkBox) -> InkBox:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _raster(master: Master, rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The bytes of the pixels alone, (height, columns): half a byte, one or three bytes a pixel."""
    return rows.reshape(master.height, -1) if master.kind is MasterKind.PHOTO else rows[:, 1:]


def _column(kind: MasterKind, x: int) -> int:
    """Where the even pixel x begins in a raster."""
    if kind is MasterKind.GRAY:
        return x // 2
    return x if kind is MasterKind.COLOR else 3 * x


def _pack(levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    packed: NDArray[np.uint8] = levels[:, 0::2] << np.uint8(4)
    packed |= levels[:, 1::2]
    return packed


def _ink(kind: MasterKind, coverage: NDArray[np.uint8], strength: int) -> NDArray[np.uint8]:
    """8-bit coverage in the packing of a raster: levels to move, the mark bit, or the step of each channel."""
    if kind is MasterKind.COLOR:
        return np.bitwise_and(coverage, palette.MARK_BIT)
    if kind is MasterKind.PHOTO:
        steps = ((np.arange(256) * _step(strength) + 127) // 255).astype(np.uint8)
        return np.repeat(steps[coverage], 3, axis=1)
    most = 2 + strength
    levels = np.zeros(coverage.shape, np.uint8)
    for level in range(most):
        levels += (coverage > 255 * (2 * level + 1) // (2 * most)).view(np.uint8)
    return _pack(levels)


def _press_gray(part: NDArray[np.uint8], layers: NDArray[np.uint8]) -> None:
    """Two levels a byte: levels of 8 and above lose the ink, those below gain it; neither leaves its four bits.

    `layers` is the ink once and twice. A level of 8 and above lets twice the ink through, and changes by ink - 2 ink.
    """
    once, twice = layers
    change = part & 0x88
    change -= change >> 2
    change &= twice
    np.subtract(once, change, out=change)
    part += change


def _press_color(part: NDArray[np.uint8], ink: NDArray[np.uint8]) -> None:
    part |= ink


def _press_photo(part: NDArray[np.uint8], ink: NDArray[np.uint8]) -> None:
    """Three channels a pixel move together, by the lightness of green, and stop at black and white."""
    is_light = np.repeat(part[:, 1::3] >= 128, 3, axis=1)
    falling = ink * is_light
    rising = ink - falling
    part -= np.minimum(falling, part)
    part += np.minimum(rising, ~part)


_PRESS = {MasterKind.GRAY: _press_gray, MasterKind.COLOR: _press_color, MasterKind.PHOTO: _press_photo}


def _box_ink(kind: MasterKind, box: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The box in the packing of a raster; the first four colours of a palette are its shades."""
    if kind is MasterKind.GRAY:
        return _pack(np.uint8(15) - box * np.uint8(5))
    return box if kind is MasterKind.COLOR else np.repeat(_SHADES[box], 3, axis=1)


def _free_corner(master: Master, shape: tuple[int, ...], scale: float) -> tuple[int, int]:
    """Raster column and row near the top left corner where the box hides nothing, if there is such a place."""
    raster = _raster(master, master.rows)
    tolerance = 30 if master.kind is MasterKind.PHOTO else 0
    places = [
        (_column(master.kind, round(x * scale) // 2 * 2), round(y * scale))
        for x in (0.035, 0.01, 0.1, 0.2)
        for y in (0.028, 0.016, 0.006, 0.045)
    ]
    for column, y in places:
        under = raster[y : y + shape[0], column : column + shape[1]]
        if under.shape == shape and int(under.max()) - int(under.min()) <= tolerance:
            return column, y
    column, y = places[0]
    return min(column, raster.shape[1] - shape[1]) // 3 * 3, min(y, raster.shape[0] - shape[0])
