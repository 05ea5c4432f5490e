"""The visible mark: whose copy of a page this is. Knows pixels and words; knows no member, no level, no permission.

A mark moves light pixels towards black and dark pixels towards white, so it shows on every ground, and words of
the page stay readable through it. It stands where reader, version and page put it, at every scale: a second look
teaches nothing, and two copies of one reader, laid over each other, keep name and number. It does not hold against
whoever has the page without it, who paints over plain ground by hand, or who compares the copies of several readers.
On a full page of print a threshold leaves 14 % of the marked pixels wrong, and three in ten of the soft edges of print
(tests/viewer/test_removal.py).
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from viewer import jpeg, palette, png
from viewer.hidden.moving import bits_of, move
from viewer.hidden.tinting import TINTS, tint
from viewer.marking.blocks import Blocks, BlockWords
from viewer.marking.glyphs import Typesetter, paste
from viewer.marking.ink import Ink, column, lay, pack, raster, strengths_along
from viewer.marking.inked import Inked
from viewer.marking.kept import KeptInk
from viewer.marking.lattice import PageCell, Placement, corners, enlarged, seen_from
from viewer.master import Master, MasterKind

BUNDLED_FONTS = (Path(__file__).parent / "fonts" / "NotoSansJP-Gijo.ttf",)
PHOTO_QUALITY = 85
SMALLEST_TEXT_PX = 11
_EM = 0.018  # of the side of a square as large as the page
_SMALL_TIMES = 2  # on a small picture every second mark in either direction stands, twice as large
_KEPT_INK_BYTES = 32 << 20
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
    """A raster with its mark; a coloured one in the order of its shades, with these as its palette."""

    master: Master


class Stamper:
    """Marks pages. One instance serves every thread; `key` (16 to 64 bytes) steers where marks fall."""

    def __init__(self, key: bytes, fonts: Sequence[Path] = BUNDLED_FONTS) -> None:
        if not 16 <= len(key) <= 64:
            raise ValueError("a stamping key has 16 to 64 bytes")
        self._key = key
        self._typesetter = Typesetter(fonts)
        self._check = lru_cache(maxsize=1024)(self._typesetter.check)
        self._blocks = Blocks(self._typesetter)
        self._inked: KeptInk[Inked] = KeptInk(_KEPT_INK_BYTES, Inked.size_bytes)
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
        shown = _gathered(master)
        self._hide(shown, mark.issue_code, page_id, part)
        moved = palette.arranged(shown.own).moved if shown.own else None
        self._lay_marks(shown, self.tile(master.kind, mark, place), place, moved)
        if has_level_box:
            self._lay_box(master, shown, mark.level_words)
        return Pressed(shown)

    def _hide(self, shown: Master, code: str, page_id: str, part: PageCell | None) -> None:
        """Lay the hidden mark, where the page or the cell of it has room for one."""
        scale = part.scale if part else 1
        if shown.kind is not MasterKind.PHOTO:
            move(shown, self.hidden_bits(code, page_id, len(shown.carriers)), scale)
            return
        at = (part.row * part.height, part.column * part.width) if part else (0, 0)
        tint(shown, self.hidden_bits(code, page_id, TINTS), scale=scale, at=at)

    def draw(self, *words: str) -> int:
        """A number of 128 bits from the key and these words: not to be foreseen without it, and always the same."""
        seed = "".join(f"{len(word)}:{word}" for word in words).encode("utf-8", "surrogatepass")
        return int.from_bytes(hashlib.blake2b(seed, key=self._key, digest_size=16, person=b"number").digest(), "big")

    def hidden_bits(self, code: str, page_id: str, count: int) -> NDArray[np.bool_]:
        """Which of a page's carriers stand lower in the copy with this code; see viewer/hidden."""
        return bits_of(self._key, f"{code} {page_id}", count)

    def place(self, master: Master, mark: Mark, *, page_id: str, part: PageCell | None = None) -> Placement:
        """Angle, strength and lattice of a reader's copy, drawn from the key: not to be foreseen without it."""
        width, height = (part.width, part.height) if part else (master.width, master.height)
        seed = page_id.encode("utf-8", "surrogatepass")
        random = hashlib.blake2b(seed, key=self._key, digest_size=16).digest()
        size, em, times, is_tiny = _text_of(width, height)
        angle = _ANGLES[random[0] % len(_ANGLES)]
        extra = self._blocks.layout(_words_of(mark, size, angle)).height / size - 9
        across = (round((12.4 if is_tiny else 14.6) * em) // 2 * 2, -round(2.9 * em))
        down = (round(3.9 * em) // 2 * 2, round(((5.6 if is_tiny else 12.2) + max(0.0, extra)) * em))
        aside, below = (int.from_bytes(part_of, "big") / 2**32 / times for part_of in (random[2:6], random[6:10]))
        origin = round(aside * across[0]) // 2 * 2, round(below * down[1])
        place = Placement(size, angle, random[1] % 2, origin, across, down)
        if part is None:
            return place
        return seen_from(enlarged(place, part.scale), part.column * part.width // 2 * 2, part.row * part.height)

    def tile(self, kind: MasterKind, mark: Mark, place: Placement) -> Ink:
        """One whole mark, issue code included, as it is laid on a raster of that kind.

        All but the code is kept from page to page. Without empty border: what is not there need not be laid.
        """
        words = _words_of(mark, place.size_px, place.angle_degrees)
        make = partial(self._ink_block, kind, words, place.course)
        inked = self._inked.get((kind, words, place.course), make)
        placed, _length = self._typesetter.set_line(mark.issue_code, place.size_px, place.angle_degrees)
        return inked.with_code(placed).enlarged(kind, place.times)

    def _ink_block(self, kind: MasterKind, words: BlockWords, course: int) -> Inked:
        block = self._blocks.draw(words)
        seed = self.draw(words.name, words.number, str(words.angle_degrees), str(course))
        return Inked.of(kind, block, strengths_along(seed, block.coverage.shape, words.size_px))

    @staticmethod
    def _lay_marks(shown: Master, mark: Ink, place: Placement, moved: NDArray[np.uint8] | None) -> None:
        lay(shown, mark, corners(place, mark.shape(shown.kind), shown.width, shown.height), moved)

    def _lay_box(self, master: Master, shown: Master, words: str) -> None:
        if master.width < 2:
            return
        scale = math.sqrt(master.width * master.height)
        size = max(10, round(0.0138 * scale))
        box = self._box(words, size)
        if box.shape[1] > 0.6 * master.width:
            box = self._box(words.split(maxsplit=1)[0], size)
        framed = _box_ink(master, box[: master.height, : master.width // 2 * 2])
        start, y = _free_corner(master, framed.shape, scale)
        raster(shown)[y : y + framed.shape[0], start : start + framed.shape[1]] = framed

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
    master = pressed.master
    width, height = master.width, master.height
    if master.kind is MasterKind.PHOTO:
        return Issued(jpeg.encode(master.rows, quality=PHOTO_QUALITY), "image/jpeg", width, height)
    if master.kind is MasterKind.GRAY:
        body = png.encode(master.rows, width, height, bit_depth=4, color_type=png.GRAYSCALE)
    else:
        body = png.encode(master.rows, width, height, bit_depth=8, color_type=png.INDEXED, palette=master.palette)
    return Issued(body, "image/png", width, height)


def plain(master: Master) -> Pressed:
    """The page WITHOUT a mark, for released papers of level 1. The gate alone decides that a page may go so."""
    return Pressed(master)


def _text_of(width: int, height: int) -> tuple[int, float, int, bool]:
    """Pixels of a mark's text; the em by which its lattice is measured; by how much both are larger than in proportion
    to the page; and whether the page is tiny (fewer than about 300 x 300 pixels).

    On a small page (600 x 600) the lattice is that of the page, and every second point of it has a mark. On a tiny one
    there is no room for it: marks stand closer together.
    """
    em = _EM * math.sqrt(width * height)
    if (natural := round(em)) >= SMALLEST_TEXT_PX:
        return natural, em, 1, False
    if (size := round(_SMALL_TIMES * em)) >= SMALLEST_TEXT_PX:
        return size, _SMALL_TIMES * em, _SMALL_TIMES, False
    return SMALLEST_TEXT_PX, SMALLEST_TEXT_PX, _SMALL_TIMES, True


def ready(master: Master) -> Master:
    """The page as it is kept in memory to be marked: a coloured one in the order of its shades, any other unchanged."""
    if master.kind is not MasterKind.COLOR or master.own is not None:
        return master
    shades = palette.arranged(master.palette or b"")
    taken = bytearray(np.ascontiguousarray(master.rows)).translate(shades.order)
    rows = np.frombuffer(taken, np.uint8).reshape(master.rows.shape)
    rows[:, 0] = 0  # the filter bytes
    return replace(master, rows=rows, palette=shades.colors, own=master.palette)


def _gathered(master: Master) -> Master:
    """The rows of a page, gathered into a copy that is marked. Whatever moves rows does it here, under the mark."""
    arranged = ready(master)
    return replace(arranged, rows=arranged.rows.copy()) if arranged is master else arranged


def _words_of(mark: Mark, size_px: int, angle_degrees: float) -> BlockWords:
    return BlockWords(mark.name, mark.number, mark.at, len(mark.issue_code), size_px, angle_degrees)


def _box_ink(master: Master, box: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The box in the packing of a raster; the first four colours of a page's own palette are its shades."""
    if master.kind is MasterKind.GRAY:
        return pack(np.uint8(15) - box * np.uint8(5))
    if master.kind is MasterKind.PHOTO:
        return np.repeat(_SHADES[box], 3, axis=1)
    return np.frombuffer(palette.arranged(master.own or master.palette or b"").order, np.uint8)[box]


def _free_corner(master: Master, shape: tuple[int, ...], scale: float) -> tuple[int, int]:
    """Raster column and row near the top left corner where the box hides nothing, if there is such a place."""
    pixels = raster(master)
    tolerance = 30 if master.kind is MasterKind.PHOTO else 0
    places = [
        (column(master.kind, round(x * scale) // 2 * 2), round(y * scale))
        for x in (0.035, 0.01, 0.1, 0.2)
        for y in (0.028, 0.016, 0.006, 0.045)
    ]
    for start, y in places:
        under = pixels[y : y + shape[0], start : start + shape[1]]
        if under.shape == shape and int(under.max()) - int(under.min()) <= tolerance:
            return start, y
    start, y = places[0]
    return min(start, pixels.shape[1] - shape[1]) // 3 * 3, min(y, pixels.shape[0] - shape[0])
