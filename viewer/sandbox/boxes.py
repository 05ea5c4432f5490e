"""Finds letters that are drawn as `.notdef`, a font's glyph 0. Runs only in a locked child.

A font draws it, an empty box or nothing at all, for every character that it has no glyph for. What the file says that
such a letter means cannot be seen on the page, so it must not be served as text.
"""

# The parser ships no types.
# mypy: allow-untyped-calls

import math
import re
import unicodedata
from collections.abc import Iterator

import numpy as np
import pymupdf
from numpy.typing import NDArray
from pymupdf import mupdf

_LETTER = re.compile(rb' glyph="(?:0|\.notdef)"')
_NOT_TEXT = ("fill_path", "stroke_path", "clip_path", "clip_stroke_path", "fill_shade", "fill_image")
_STEPS = 20.0  # in a point; the parser counts places in 24 bits
_AROUND = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]

Place = tuple[float, float]


def is_box(font: mupdf.FzFont, gid: int) -> bool:
    """True when glyph `gid` of the font is its `.notdef`. Type 3 fonts (each letter like a page) have none."""
    return gid == 0 and not mupdf.ll_fz_font_t3_procs(font.m_internal)


def says_something(text: str) -> bool:
    """True when the text holds a character with a meaning: any but U+FFFD and those for private use."""
    return any(letter != "\ufffd" and unicodedata.category(letter) != "Co" for letter in text)


def standing(shown: pymupdf.DisplayList, origins: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Find the letters of a page that are drawn as `.notdef`.

    `origins` (n, 2): the origins of the page's n letters in points, as the parser's list of letters has them. Returns
    two arrays (n,): True where the letter is a `.notdef`, and True where it is one that leaves ink, a visible box.
    Letters are matched by their origins. They are visited one by one only when glyph 0 is among them at all.
    """
    inked, blank = set[tuple[int, int]](), set[tuple[int, int]]()
    if len(origins) and _LETTER.search(traced(shown)):
        collector = BoxCollector()
        everything = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
        mupdf.fz_run_display_list(shown.this, collector, mupdf.FzMatrix(), everything, mupdf.FzCookie())
        mupdf.fz_close_device(collector)
        inked, blank = _cells(collector.inked), _cells(collector.blank)
    if not inked and not blank:
        none = np.zeros(len(origins), np.bool_)
        return none, none
    cells = [_cell(place) for place in origins.tolist()]
    has_ink = np.array([cell in inked for cell in cells], np.bool_)
    return has_ink | np.array([cell in blank for cell in cells], np.bool_), has_ink


def traced(shown: pymupdf.DisplayList) -> bytes:
    """The letters of a page as MuPDF's trace device writes them: XML with the font and the glyph of each."""
    buffer = mupdf.FzBuffer(1 << 16)
    output = mupdf.FzOutput(buffer)
    device = mupdf.fz_new_trace_device(output)
    for name in _NOT_TEXT:
        setattr(device.m_internal, name, None)
    everything = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
    mupdf.fz_run_display_list(shown.this, device, mupdf.FzMatrix(), everything, mupdf.FzCookie())
    mupdf.fz_close_device(device)
    output.fz_close_output()
    written: bytes = buffer.fz_buffer_extract()
    return written


class BoxCollector(mupdf.FzDevice2):  # type: ignore[misc] # the parser ships no types
    """A MuPDF device that collects the origins of `.notdef` letters, in points.

    `inked`: of those that leave ink; `blank`: of those that do not. MuPDF calls one of the methods for each piece of
    text that the page draws.
    """

    def __init__(self) -> None:
        super().__init__()
        for name in ("fill_text", "stroke_text", "clip_text", "clip_stroke_text", "ignore_text"):
            getattr(self, f"use_virtual_{name}")()
        self.inked: list[Place] = []
        self.blank: list[Place] = []

    def fill_text(self, _: object, text: mupdf.fz_text, ctm: mupdf.fz_matrix, *__: object) -> None:
        """Text that is filled."""
        self._keep(text, ctm)

    def stroke_text(self, _: object, text: mupdf.fz_text, __: object, ctm: mupdf.fz_matrix, *___: object) -> None:
        """Text whose outlines are drawn."""
        self._keep(text, ctm)

    def clip_text(self, _: object, text: mupdf.fz_text, ctm: mupdf.fz_matrix, *__: object) -> None:
        """Text that cuts what is drawn after it."""
        self._keep(text, ctm)

    def clip_stroke_text(self, _: object, text: mupdf.fz_text, __: object, ctm: mupdf.fz_matrix, *___: object) -> None:
        """Text whose outlines cut what is drawn after them."""
        self._keep(text, ctm)

    def ignore_text(self, _: object, text: mupdf.fz_text, ctm: mupdf.fz_matrix) -> None:
        """Text that is not drawn."""
        self._keep(text, ctm)

    def _keep(self, text: mupdf.fz_text, ctm: mupdf.fz_matrix) -> None:
        span = text.head
        while span:
            held = mupdf.FzTextSpan(span)
            font = held.font()
            if is_box(font, 0):
                kept = self.inked if _has_ink(font) else self.blank
                kept += _places(held, ctm)
            span = span.next


def _has_ink(font: mupdf.FzFont) -> bool:
    box = mupdf.fz_bound_glyph(font, 0, mupdf.FzMatrix())
    return bool(box.x0 < box.x1 and box.y0 < box.y1)


def _places(span: mupdf.FzTextSpan, ctm: mupdf.fz_matrix) -> Iterator[Place]:
    """The origins of the span's `.notdef` letters, as the parser's list of letters has them.

    That list puts the origin of a letter in vertical writing at its end, one advance further along the line.
    """
    trm = span.m_internal.trm
    is_of_box = False
    end = mupdf.FzPoint(trm.c * ctm.a + trm.d * ctm.c, trm.c * ctm.b + trm.d * ctm.d)
    for at in range(span.m_internal.len):
        item = span.items(at)
        is_of_box = item.gid == 0 or (is_of_box and item.gid < 0)  # further characters of one glyph have none
        if is_of_box:
            past = item.adv if span.m_internal.wmode else 0.0
            x = item.x * ctm.a + item.y * ctm.c + ctm.e + past * end.x
            y = item.x * ctm.b + item.y * ctm.d + ctm.f + past * end.y
            if math.isfinite(x) and math.isfinite(y):
                yield x, y


def _cells(places: list[Place]) -> set[tuple[int, int]]:
    """The cells of a fine grid that hold these places, and their neighbours: the last digit of a place may differ."""
    return {(x + right, y + down) for x, y in map(_cell, places) for right, down in _AROUND}


def _cell(place: Place) -> tuple[int, int]:
    return int(place[0] * _STEPS), int(place[1] * _STEPS)
