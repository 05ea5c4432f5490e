"""Draws words as coverage bitmaps, with each character in the variant that its owner registered. Knows no mark or page.

A character is a base with an optional variation selector (UTS #37). A character that cannot be drawn in exactly this
form is refused: an empty box, a lone accent or the common form of a rare kanji would show another name than registered.
"""

import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import freetype
import numpy as np
from fontTools.ttLib import TTFont
from numpy.typing import NDArray

from viewer.failures import MarkNotDrawable

MAX_CHARACTERS = 120
_SPACES = " \u00a0\u3000"
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class LineTooLongError(ValueError):
    """A line of a mark is longer than MAX_CHARACTERS."""


@dataclass(frozen=True)
class Glyph:
    """A glyph of one size and slant: 8-bit coverage, its place from the pen, and where the pen goes, in pixels.

    y grows downwards, as in the page.
    """

    coverage: NDArray[np.uint8]
    left: int
    top: int
    advance_x: float
    advance_y: float


class Font:
    """One font file. Safe for threads: FreeType faces are not, so drawing takes a lock."""

    def __init__(self, path: Path) -> None:
        self._face = freetype.Face(str(path))
        self._lock = threading.Lock()
        with TTFont(path, lazy=True) as tables:
            self._glyphs: dict[int, int] = {}
            self._variants: dict[tuple[int, int], int] = {}
            number = tables.getReverseGlyphMap()
            for code, name in tables.getBestCmap().items():
                self._glyphs[code] = number[name]
            for table in tables["cmap"].tables:
                for selector, pairs in getattr(table, "uvsDict", {}).items():
                    for base, name in pairs:
                        glyph = self._glyphs.get(base) if name is None else number[name]
                        if glyph is not None:
                            self._variants[base, selector] = glyph

    def find(self, character: str) -> int | None:
        """The glyph of a base or of a base with a variation selector; None when the font has none to show."""
        if len(character) == 2:
            glyph = self._variants.get((ord(character[0]), ord(character[1])))
        else:
            glyph = self._glyphs.get(ord(character))
        if glyph is None or (character not in _SPACES and not self._has_ink(glyph)):
            return None
        return glyph

    def draw(self, glyph: int, size_px: int, angle_degrees: float) -> Glyph:
        """The glyph turned clockwise by `angle_degrees`."""
        turn = np.deg2rad(angle_degrees)
        cosine, sine = (round(float(f(turn)) * 0x10000) for f in (np.cos, np.sin))
        with self._lock:
            self._face.set_pixel_sizes(0, size_px)
            self._face.set_transform(freetype.Matrix(cosine, sine, -sine, cosine), freetype.Vector(0, 0))
            self._face.load_glyph(glyph, freetype.FT_LOAD_RENDER | freetype.FT_LOAD_NO_HINTING)
            slot = self._face.glyph
            bitmap = slot.bitmap
            pixels = np.array(bitmap.buffer, np.uint8).reshape(bitmap.rows, bitmap.pitch)[:, : bitmap.width]
            place = slot.bitmap_left, -slot.bitmap_top
            return Glyph(pixels, *place, slot.advance.x / 64, -slot.advance.y / 64)

    def _has_ink(self, glyph: int) -> bool:
        with self._lock:
            self._face.set_pixel_sizes(0, 32)
            self._face.load_glyph(glyph, freetype.FT_LOAD_NO_HINTING)
            return int(self._face.glyph.outline.n_points) > 0


class Typesetter:
    """Sets lines of text from the first font that has a character. Drawn glyphs are kept, up to a bound."""

    def __init__(self, fonts: Sequence[Path]) -> None:
        self._fonts = [_open(path) for path in fonts]
        self._find = lru_cache(maxsize=8192)(self._find_unkept)
        self._draw = lru_cache(maxsize=4096)(self._draw_unkept)

    def check(self, text: str) -> None:
        """Raise MarkNotDrawable naming every character that cannot be drawn, LineTooLongError for the length."""
        bad = [character for character in split(text) if self._find(character) is None]
        if bad:
            raise MarkNotDrawable("、".join(_readable(character) for character in dict.fromkeys(bad)))

    def can_draw(self, cluster: str) -> bool:
        """Whether one of `split`'s characters can be drawn."""
        return self._find(cluster) is not None

    def set_line(
        self, text: str, size_px: int, angle_degrees: float = 0.0
    ) -> tuple[list[tuple[int, int, Glyph]], float]:
        """Each glyph with the (x, y) of its bitmap, the pen starting at 0, 0; and the length of the line."""
        pen_x = pen_y = 0.0
        placed = []
        for character in split(text):
            glyph = self._draw(character, size_px, angle_degrees)
            placed.append((round(pen_x) + glyph.left, round(pen_y) + glyph.top, glyph))
            pen_x += glyph.advance_x
            pen_y += glyph.advance_y
        return placed, float(np.hypot(pen_x, pen_y))

    def _find_unkept(self, character: str) -> tuple[Font, int] | None:
        if len(character) > 2 or unicodedata.category(character[0]) in _UNSEEN or _is_attached(character[0]):
            return None
        for font in self._fonts:
            glyph = font.find(character)
            if glyph is not None:
                return font, glyph
        return None

    def _draw_unkept(self, character: str, size_px: int, angle_degrees: float) -> Glyph:
        found = self._find(character)
        if found is None:
            raise MarkNotDrawable(_readable(character))
        font, glyph = found
        return font.draw(glyph, size_px, angle_degrees)


def split(text: str) -> list[str]:
    """Characters with what belongs to them: selectors and accents join their base; accents compose where they can.

    Composition is done base by base (か + ゛ → が) and not by NFC over the text: NFC would also turn registered
    compatibility forms (神 U+FA19) into their common ones. The length is checked first, for NFC can be slow.
    """
    if len(text) > MAX_CHARACTERS:
        raise LineTooLongError(f"{len(text)} characters, of at most {MAX_CHARACTERS}")
    clusters: list[str] = []
    for character in text:
        if clusters and _is_attached(character):
            clusters[-1] += character
        else:
            clusters.append(character)
    return [_compose(cluster) for cluster in clusters]


def paste(target: NDArray[np.uint8], glyph: Glyph, x: int, y: int) -> None:
    """Draw a glyph into (h, w) coverage where the brighter pixel wins; what lies outside is cut off."""
    rows, columns = glyph.coverage.shape
    top, left = max(y, 0), max(x, 0)
    bottom, right = min(y + rows, target.shape[0]), min(x + columns, target.shape[1])
    if top < bottom and left < right:
        part = target[top:bottom, left:right]
        np.maximum(part, glyph.coverage[top - y : bottom - y, left - x : right - x], out=part)


@cache
def _open(path: Path) -> Font:
    return Font(path)


def _compose(cluster: str) -> str:
    if len(cluster) == 1 or any(_is_selector(character) for character in cluster):
        return cluster
    composed = unicodedata.normalize("NFC", cluster)
    return composed if len(composed) == 1 else cluster


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _is_attached(character: str) -> bool:
    return _is_selector(character) or unicodedata.category(character) in {"Mn", "Mc", "Me"}


def _readable(character: str) -> str:
    """The character itself where it shows, with its code points where it might not."""
    codes = " ".join(f"U+{ord(part):04X}" for part in character)
    shows = unicodedata.category(character[0]) not in _UNSEEN and not _is_attached(character[0])
    is_plain = len(character) == 1 and shows and character.strip()
    if is_plain:
        return character
    return f"{character}（{codes}）" if shows else codes
