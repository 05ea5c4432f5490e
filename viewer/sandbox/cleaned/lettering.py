"""The letters of a page as they are drawn, and which of them are seen. Runs only in a locked child.

A letter here is one glyph in one place. Whether it is seen is decided by the ink on the drawn page (`sandbox/ink.py`),
not by what the file says; those that are seen are set again from their outlines (`cleaned/sheets.py`).
"""

# The parser ships no types.
# mypy: allow-untyped-calls

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pymupdf
from pymupdf import mupdf

from viewer.sandbox import boxes, drawing, ink
from viewer.sandbox.cleaned.outlines import Outline, Outlines
from viewer.sandbox.drawing import Box, Pixels
from viewer.sandbox.glyphs import said
from viewer.sandbox.glyphs.drawn import drawn_on
from viewer.sandbox.ink import SMALLEST_EM
from viewer.sandbox.letters import PrintedLetter, in_arrays
from viewer.wire import clean_text

Matrix = tuple[float, float, float, float, float, float]
"""From the em square of a letter to points of the page, y downwards: x' = a x + c y + e, y' = b x + d y + f."""
Colour = tuple[float, float, float]

TOP, BOTTOM = 0.9, -0.2
"""How far the box of a letter reaches above and below its baseline, in ems; upwards is positive."""
ASIDE_EM = 0.5
"""In ems: a letter whose ink lies further outside of its box is not believed to be drawn where it stands."""
SMALLEST_POINTS = 0.01
"""Points an em: smaller letters count as not drawn."""
_UNKNOWN = "\ufffd"


@dataclass(slots=True)
class DrawnLetter:
    """One glyph of a font, and where it stands on the page.

    `font_id` is the font's address in the parser's memory, `gid` the glyph's number in it. `code` is the code point of
    the first character that the file says of it, `text` all of them that one glyph can stand for (`glyphs/said.py`);
    `claims_more` when the file says further ones. `is_down` in vertical writing. `outline` is None where the font has
    none that can be taken (`Outlines.of`). `fill` and `stroke` are RGB of 0..1, mixed with white where they are not
    opaque, and None when the glyph is not filled or not stroked; `stroke_points` is the width of the stroke.
    """

    font: mupdf.FzFont
    font_id: int
    gid: int
    code: int
    text: str
    place: Matrix
    is_down: bool
    outline: Outline | None
    fill: Colour | None = None
    stroke: Colour | None = None
    stroke_points: float = 0.0
    claims_more: bool = False

    @property
    def is_space(self) -> bool:
        """True for spaces and format characters (Unicode category Cf), which have no ink."""
        return self.text.isspace() or unicodedata.category(self.text[0]) == "Cf"

    @property
    def size(self) -> float:
        """Points an em."""
        a, b, c, d, *_ = self.place
        return math.sqrt(abs(a * d - b * c))

    @property
    def is_drawn(self) -> bool:
        """Whether the page fills or strokes it at all."""
        return (self.fill is not None or self.stroke is not None) and self.size > SMALLEST_POINTS

    @property
    def is_plain(self) -> bool:
        """Whether it is drawn with an outline whose ink lies where the letter stands and is as large as a letter's.

        False for the box that a font draws for want of a glyph: its ink says nothing of the letter.
        """
        if boxes.is_box(self.font, self.gid) and (self.claims_more or boxes.says_something(self.text)):
            return False
        if not self.is_drawn or self.outline is None or self.outline.ink is None:
            return False
        x0, y0, x1, y1 = self.outline.ink
        right = max(self.outline.advance, SMALLEST_EM)
        is_near = x0 >= -ASIDE_EM and x1 <= right + ASIDE_EM and y0 >= BOTTOM - ASIDE_EM and y1 <= TOP + ASIDE_EM
        must_be_large = unicodedata.category(self.text[0])[0] in "LN"
        return is_near and not (must_be_large and max(x1 - x0, y1 - y0) < SMALLEST_EM)

    def printed(self) -> PrintedLetter:
        """The letter in the form that `ink.look` takes; one that is not plain counts as not drawn."""
        a, b, c, d, e, f = self.place
        right = max(self.outline.advance if self.outline else 0.5, SMALLEST_EM)
        corners = [(a * x + c * y + e, b * x + d * y + f) for x in (0, right) for y in (BOTTOM, TOP)]
        xs, ys = zip(*corners, strict=True)
        box = (min(xs), min(ys), max(xs), max(ys))
        return PrintedLetter(self.text, self.code, box, (e, f), self.size, self.is_space, not self.is_plain)


class LetterCollector(mupdf.FzDevice2):  # type: ignore[misc] # the parser ships no types
    """A device to which the parser draws a page; it keeps the letters in `letters`, in the order of drawing.

    Letters in tiling patterns and masks get neither fill nor stroke: they are no text of the new file, and stay in the
    page's picture.
    """

    def __init__(self, outlines: Outlines) -> None:
        super().__init__()
        for name in ("fill_text", "stroke_text", "clip_text", "clip_stroke_text", "ignore_text"):
            getattr(self, f"use_virtual_{name}")()
        for name in ("begin_tile", "end_tile", "begin_mask", "end_mask"):
            getattr(self, f"use_virtual_{name}")()
        self.letters: list[DrawnLetter] = []
        self._outlines = outlines
        self._last: list[DrawnLetter] = []
        self._within = 0

    def fill_text(self, _: object, text: mupdf.fz_text, ctm: mupdf.fz_matrix, *how: object) -> None:
        """Called by the parser: colour space, colour, opacity and parameters follow."""
        self._last = self._found(text, ctm)
        if not self._within:
            colour = _colour(*how[:3])
            for letter in self._last:
                letter.fill = colour
        self.letters += self._last

    def stroke_text(
        self, _: object, text: mupdf.fz_text, stroke: mupdf.fz_stroke_state, ctm: mupdf.fz_matrix, *how: object
    ) -> None:
        """Called by the parser. Letters that are filled and stroked come as two texts, one after the other."""
        found = self._found(text, ctm)
        width = stroke.linewidth * math.sqrt(abs(ctm.a * ctm.d - ctm.b * ctm.c))
        if not self._within:
            former = [(letter.font_id, letter.gid, letter.place) for letter in self._last]
            if former and former == [(letter.font_id, letter.gid, letter.place) for letter in found]:
                found, self._last = self._last, []
            else:
                self.letters += found
                self._last = []
            colour = _colour(*how[:3])
            for letter in found:
                letter.stroke, letter.stroke_points = colour, width
        else:
            self.letters += found

    def clip_text(self, _: object, text: mupdf.fz_text, ctm: mupdf.fz_matrix, *__: object) -> None:
        """Called by the parser. What is drawn through letters belongs to the picture."""
        self.letters += self._found(text, ctm)

    def clip_stroke_text(self, _: object, text: mupdf.fz_text, __: object, ctm: mupdf.fz_matrix, *___: object) -> None:
        """Called by the parser."""
        self.letters += self._found(text, ctm)

    def ignore_text(self, _: object, text: mupdf.fz_text, ctm: mupdf.fz_matrix) -> None:
        """Called by the parser for letters that are not drawn."""
        self.letters += self._found(text, ctm)

    def begin_tile(self, *_: object) -> int:
        """Called by the parser. 0: the content of the tile follows."""
        self._within += 1
        return 0

    def end_tile(self, *_: object) -> None:
        """Called by the parser."""
        self._within -= 1

    def begin_mask(self, *_: object) -> None:
        """Called by the parser."""
        self._within += 1

    def end_mask(self, *_: object) -> None:
        """Called by the parser."""
        self._within -= 1

    def _found(self, text: mupdf.fz_text, ctm: mupdf.fz_matrix) -> list[DrawnLetter]:
        found: list[DrawnLetter] = []
        span = text.head
        while span:
            found += self._of_span(mupdf.FzTextSpan(span), ctm)
            span = span.next
        return found

    def _of_span(self, span: mupdf.FzTextSpan, ctm: mupdf.fz_matrix) -> Iterator[DrawnLetter]:
        font, trm = span.font(), span.m_internal.trm
        font_id, is_down = font.m_internal_value(), bool(span.m_internal.wmode)
        letter: DrawnLetter | None = None
        for at in range(span.m_internal.len):
            item = span.items(at)
            means = _text(item.ucs)
            if item.gid < 0:  # a further character of the glyph before it
                if letter is not None and len(letter.text) < said.LONGEST and not said.is_nothing(item.ucs):
                    letter.text += means
                continue
            if letter is not None:
                yield _believed(letter)
            place = _times((trm.a, trm.b, trm.c, trm.d, item.x, item.y), ctm)
            outline = self._outlines.of(font, font_id, item.gid) if all(map(math.isfinite, place)) else None
            letter = DrawnLetter(font, font_id, item.gid, item.ucs, means, place, is_down, outline)
        if letter is not None:
            yield _believed(letter)


def _believed(letter: DrawnLetter) -> DrawnLetter:
    believed = letter.text[: said.believed(letter.text)]
    letter.text, letter.claims_more = believed, believed != letter.text
    return letter


def _text(ucs: int) -> str:
    """The character with this code point; U+FFFD for numbers that are none, and for what nobody sees."""
    if not 0 < ucs < 0x110000 or 0xD800 <= ucs < 0xE000:
        return _UNKNOWN
    return _UNKNOWN if said.is_nothing(ucs) else clean_text(chr(ucs)) or _UNKNOWN


def _times(one: Matrix, other: mupdf.fz_matrix) -> Matrix:
    """The matrix that applies `one` and then `other`."""
    a, b, c, d, e, f = one
    return (
        a * other.a + b * other.c,
        a * other.b + b * other.d,
        c * other.a + d * other.c,
        c * other.b + d * other.d,
        e * other.a + f * other.c + other.e,
        e * other.b + f * other.d + other.f,
    )


def _colour(space: object, levels: object, opacity: object) -> Colour | None:
    """A colour as RGB of 0..1, mixed with white by its opacity; None when it is too transparent to be seen.

    `space` is the parser's colour space, None for black, and `levels` the values in it.
    """
    if not isinstance(opacity, float) or opacity < drawing.SLIGHTEST_OPACITY:
        return None
    if not space:
        return (1 - opacity, 1 - opacity, 1 - opacity)
    rgb = mupdf.FzColorspace(mupdf.FzColorspace.Fixed_RGB)
    how = mupdf.FzColorParams()
    found = mupdf.ll_fz_convert_color(space, levels, rgb.m_internal, None, how.internal())[:3]
    red, green, blue = (min(max(1 - opacity * (1 - float(level)), 0.0), 1.0) for level in found)
    return red, green, blue


def letters(shown: pymupdf.DisplayList, outlines: Outlines) -> list[DrawnLetter]:
    """All letters of a page in the order of drawing, seen or not."""
    collector = LetterCollector(outlines)
    everything = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
    mupdf.fz_run_display_list(shown.this, collector, mupdf.FzMatrix(), everything, mupdf.FzCookie())
    mupdf.fz_close_device(collector)
    return collector.letters


def parted(
    found: Sequence[DrawnLetter], shown: pymupdf.DisplayList, rect: pymupdf.Rect, scale: float, drawn: Pixels
) -> tuple[list[DrawnLetter], list[DrawnLetter]]:
    """Two lists: the letters that are surely seen, and those of which no ink is seen, without spaces.

    `drawn` (h, w, 3) is the page at `scale` pixels a point, `rect` its box in points. Letters are in neither list where
    ink is seen that could be another's, as when two different letters stand in one place: they stay in the picture.
    """
    if not found:
        return [], []
    printed = in_arrays([letter.printed() for letter in found], drawn_on(shown))
    look = ink.look(printed, shown, rect, scale, drawn, is_strict=True)
    kept = [letter for letter, is_seen in zip(found, look.seen.tolist(), strict=True) if is_seen and letter.is_drawn]
    others = np.flatnonzero(~look.seen & ~look.doubtful).tolist()
    return kept, [found[place] for place in others if not found[place].is_space]


def cover(found: Sequence[DrawnLetter], scale: float, box: Box) -> Pixels:
    """How far these letters cover each pixel of `box`: (h, w), 0 to 255. `scale` is in pixels a point."""
    pixmap = drawing.blank(mupdf.FzColorspace(), box, alpha=1)
    mupdf.fz_clear_pixmap(pixmap)
    device = mupdf.fz_new_draw_device(mupdf.FzMatrix(scale, 0, 0, scale, 0, 0), pixmap)
    grey, how = mupdf.FzColorspace(mupdf.FzColorspace.Fixed_GRAY), mupdf.FzColorParams()
    black = mupdf.new_floats(1)
    mupdf.floats_setitem(black, 0, 0.0)
    filled = _as_text(letter for letter in found if letter.fill is not None)
    mupdf.fz_fill_text(device, filled, mupdf.FzMatrix(), grey, (0.0,), 1.0, how)
    for letter in found:
        if letter.stroke is not None:
            stroke = mupdf.fz_new_stroke_state()
            stroke.m_internal.linewidth = letter.stroke_points
            mupdf.fz_stroke_text(device, _as_text([letter]), stroke, mupdf.FzMatrix(), grey, black, 1.0, how)
    mupdf.fz_close_device(device)
    mupdf.delete_floats(black)
    held = pymupdf.Pixmap("raw", pixmap)
    return drawing.view(held).copy()


def _as_text(found: Iterable[DrawnLetter]) -> mupdf.FzText:
    """The letters as the parser's own text, which it can draw."""
    text = mupdf.fz_new_text()
    for letter in found:
        place = mupdf.FzMatrix(*letter.place)
        mupdf.fz_show_glyph(text, letter.font, place, letter.gid, 0, 0, 0, mupdf.FZ_BIDI_NEUTRAL, 0)
    return text
