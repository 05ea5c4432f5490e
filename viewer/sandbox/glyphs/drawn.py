"""Every glyph that a page draws as text, and where its own ink is, whatever it means. Runs only in a locked child.

What glyphs mean is told by the parser's list of letters (`sandbox/letters.py`), and where ink is by their outlines:
boxes of letters come from widths, which a file may give as it likes. Glyphs are read as they lie in memory, by the
structures of the public header `mupdf/fitz/text.h`, and for a moment set aside there, to draw a page without them.
"""

# The parser ships no types.
# mypy: allow-untyped-calls

import contextlib
import ctypes
import math
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pymupdf
from numpy.typing import NDArray
from pymupdf import mupdf

from viewer.sandbox import drawing
from viewer.sandbox.drawing import Box, Pixels
from viewer.sandbox.glyphs import said
from viewer.sandbox.inspection import PARSER_ERRORS

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Matrix = tuple[float, float, float, float, float, float]
Edges = tuple[float, float, float, float]

_SPAN = struct.Struct("<Q6fIi8xQQ")  # font, matrix, flags (the lowest: down), glyphs, the first of them, next span
_ITEM = np.dtype([("x", "<f4"), ("y", "<f4"), ("adv", "<f4"), ("gid", "<i4"), ("ucs", "<i4"), ("cid", "<i4")])
FAR_OFF = 1e6
"""In points: farther away than any page reaches."""
_SET_ASIDE = struct.pack("<2f", 1e7, 1e7)
_STEPS = 20.0  # cells of the grid in a point: two lists give the places of one glyph as near to each other as that
_ASIDE = 0.37
_NO_KEY = np.iinfo(np.int64).max
_AROUND = [(right, down) for right in (0, -1, 1) for down in (0, -1, 1)]
_THIN_STROKE = 0.75
"""Points; the corners of wider strokes may stick out far enough to cover a letter."""
_NEAR_EM = 0.3
"""In ems: how far apart a letter is printed twice at most, to look bold or to throw a shadow."""
_MOST_PAIRS = 4_000_000
"""How many pairs of glyphs that stand in one row, or one column, are compared; a page of 4,000 figures has 100,000."""
_MOST_KNOWN = 20_000
_NOWHERE = (math.inf, math.inf, -math.inf, -math.inf)
_EVERYWHERE = (-FAR_OFF, -FAR_OFF, FAR_OFF, FAR_OFF)
_ANYWHERE = (-9.0, -9.0, 9.0, 9.0)
"""In ems around its origin: where the ink of a glyph may be when the parser tells nothing of it."""
_GLYPH = 0xFFFFFFFF


@dataclass(slots=True)
class _Run:
    """Glyphs of one font that are drawn in one go. `stroke` and its width in points are None and 0 if only filled."""

    font: mupdf.FzFont
    font_number: int
    turn: Matrix
    ctm: Matrix
    is_down: bool
    is_filled: bool
    stroke: mupdf.FzStrokeState | None
    stroke_points: float
    opacity: float
    is_repeated: bool
    address: int
    items: bytes
    second_address: int = 0


@dataclass(frozen=True, slots=True)
class Glyphs:
    """m glyphs in the order of drawing, also those of spaces, of masks and of tiles.

    `further` is what a file says of some glyphs besides the first letter. `places` (m, 6) are matrices from the em
    square to points of the page, `inks` (m, 4) boxes around the ink in points (its right left of its left where there
    is none), `kinds` (m,) equal for equal glyphs of one font, `codes` (m,) what the file says they mean.
    """

    runs: list[_Run]
    of_run: Places
    numbers: Places
    gids: Places
    codes: Places
    kinds: Places
    places: Numbers
    inks: Numbers
    ends: Numbers
    further: dict[int, str]

    def __len__(self) -> int:
        return len(self.gids)

    def inks_of(self, some: Places) -> Numbers:
        """The boxes around the ink of glyphs, by their indices; for the index -1 a box that lies nowhere."""
        return np.concatenate((self.inks, [_NOWHERE]))[some]

    def has_ink(self, some: Places) -> Flags:
        """For glyphs, by their indices, whether they have a box of ink; False for the index -1."""
        boxes = self.inks_of(some)
        inked: Flags = boxes[:, 0] <= boxes[:, 2]
        return inked

    def says_more(self, some: Places) -> Flags:
        """For glyphs, by their indices, whether the file says more than one letter of them; False for the index -1."""
        more = np.zeros(len(self) + 1, np.bool_)
        more[list(self.further)] = True
        could = np.flatnonzero(self.codes >= said.FIRST_FORM)
        more[could] |= np.array([len(said.taken_apart(code)) > 1 for code in self.codes[could].tolist()], np.bool_)
        says: Flags = more[some]
        return says

    def said_of(self, glyph: int) -> str:
        """All letters that a file says of a glyph."""
        return said.taken_apart(int(self.codes[glyph])) + self.further.get(glyph, "")

    def codes_of(self, some: Places) -> Places:
        """What the file says that glyphs mean, by their indices; -1 for the index -1."""
        return np.concatenate((self.codes, [-1]))[some]

    def matching(self, origins: Numbers, codes: Places) -> Places:
        """For each letter, by its origin (n, 2) in points and what it means (n,), its glyph here, or -1."""
        cells = _cells(origins)
        keys, wanted = _keys(_cells(self.places[:, 4:])), _keys(cells)
        order = np.argsort(keys, kind="stable")
        ordered = np.append(keys[order], [_NO_KEY, _NO_KEY])
        at = np.searchsorted(ordered[:-2], wanted)
        # Nearly all stand alone in their place, and mean the same.
        is_alone = (ordered[at] == wanted) & (ordered[at + 1] != wanted)
        found = np.where(is_alone, np.append(order, -1)[at], -1)
        found[self.codes_of(found) != codes] = -1
        left = np.flatnonzero(found == -1)
        if len(left):
            self._match(found, left, cells, codes)
        return found

    def _match(self, found: Places, left: Places, cells: Places, codes: Places) -> None:
        """Find the glyphs of the letters that are left, each once as far as there are enough."""
        at: dict[tuple[int, int], list[int]] = {}
        is_down = np.array([run.is_down for run in self.runs], np.bool_)[self.of_run]
        for place, (x, y) in enumerate(_cells(self.places[:, 4:]).tolist()):
            at.setdefault((x, y), []).append(place)
        for place, (x, y) in zip(np.flatnonzero(is_down).tolist(), _cells(self.ends[is_down]).tolist(), strict=True):
            at.setdefault((x, y), []).append(place)
        taken, meant, read = set(found.tolist()), self.codes.tolist(), codes.tolist()
        for letter, (x, y) in zip(left.tolist(), cells[left].tolist(), strict=True):
            near = at.get((x, y)) or [place for right, down in _AROUND for place in at.get((x + right, y + down), ())]
            equal = [place for place in near if meant[place] == read[letter]]
            if not equal:  # a ligature that is one character is read as its letters
                equal = [place for place in near if said.taken_apart(meant[place])[0] == chr(max(read[letter], 0))]
            free = [place for place in equal if place not in taken] or equal
            if free:
                found[letter] = free[0]
                taken.add(free[0])

    def pairs(self) -> tuple[Places, Places, Flags] | None:
        """The pairs of glyphs whose boxes of ink overlap, as three arrays (k,): the index of the one, of the other, and
        whether they are one letter printed twice. None when there are too many pairs to compare.
        """
        inked = np.flatnonzero(self.inks[:, 0] <= self.inks[:, 2])
        boxes = self.inks[inked]
        most, order, counts = min((_along(boxes, axis) for axis in (0, 1)), key=lambda found: found[0])
        if most > _MOST_PAIRS:
            return None
        one = np.repeat(np.arange(len(inked)), counts)
        other = one + 1 + np.arange(most) - np.repeat(np.cumsum(counts) - counts, counts)
        one, other = order[one], order[other]
        is_in = np.ones(most, np.bool_)
        for axis in (0, 1):
            is_in &= boxes[one, axis] < boxes[other, axis + 2]
            is_in &= boxes[other, axis] < boxes[one, axis + 2]
        one, other = inked[one[is_in]], inked[other[is_in]]
        return one, other, self._are_twice(one, other)

    def _are_twice(self, one: Places, other: Places) -> Flags:
        """Which pairs are one glyph of one meaning that is printed twice in nearly one place."""
        first, second = self.places[one], self.places[other]
        size = np.sqrt(np.abs(first[:, 0] * first[:, 3] - first[:, 1] * first[:, 2]))
        is_near = np.abs(first[:, 4:] - second[:, 4:]).max(axis=1, initial=0) <= _NEAR_EM * size
        is_alike = np.abs(first[:, :4] - second[:, :4]).max(axis=1, initial=0) <= 0.05 * size
        is_one = (self.kinds[one] == self.kinds[other]) & (self.codes[one] == self.codes[other])
        twice: Flags = is_one & is_near & is_alike
        return twice

    def cover(self, wanted: Iterable[int], scale: float, box: Box, *, is_opaque: bool) -> Pixels:
        """How far some glyphs cover each pixel of a box, (h, w) in 0..255, each as opaque as it is, or wholly."""
        pixmap = drawing.blank(mupdf.FzColorspace(), box, alpha=1)
        mupdf.fz_clear_pixmap(pixmap)
        device = mupdf.fz_new_draw_device(mupdf.FzMatrix(scale, 0, 0, scale, 0, 0), pixmap)
        for place in wanted:
            run = self.runs[self.of_run[place]]
            if run.is_repeated:
                mupdf.fz_clear_pixmap_with_value(pixmap, 0xFF)
                break
            self._draw(device, place, run, 1.0 if is_opaque else run.opacity)
        mupdf.fz_close_device(device)
        return drawing.view(pymupdf.Pixmap("raw", pixmap))

    def _draw(self, device: mupdf.FzDevice, place: int, run: _Run, opacity: float) -> None:
        x, y = np.frombuffer(run.items, _ITEM)[["x", "y"]][self.numbers[place]].tolist()
        text, ctm = mupdf.fz_new_text(), mupdf.FzMatrix(*run.ctm)
        turn = mupdf.FzMatrix(*run.turn[:4], x, y)
        mupdf.fz_show_glyph(text, run.font, turn, int(self.gids[place]), 0, run.is_down, 0, mupdf.FZ_BIDI_NEUTRAL, 0)
        grey, how = mupdf.FzColorspace(mupdf.FzColorspace.Fixed_GRAY), mupdf.FzColorParams()
        if run.is_filled:
            mupdf.fz_fill_text(device, text, ctm, grey, (0.0,), opacity, how)
        if run.stroke is not None:
            black = mupdf.new_floats(1)
            mupdf.floats_setitem(black, 0, 0.0)
            mupdf.fz_stroke_text(device, text, run.stroke, ctm, grey, black, opacity, how)
            mupdf.delete_floats(black)

    @contextlib.contextmanager
    def set_aside(self, some: Iterable[int]) -> Iterator[None]:
        """Within, the page's display list draws these glyphs far off the page. It must be the one they were read of."""
        former: list[tuple[int, bytes]] = []
        try:
            for place in some:
                run = self.runs[self.of_run[place]]
                for start in filter(None, {run.address, run.second_address}):
                    address = start + int(self.numbers[place]) * _ITEM.itemsize
                    former.append((address, ctypes.string_at(address, len(_SET_ASIDE))))
                    ctypes.memmove(address, _SET_ASIDE, len(_SET_ASIDE))
            yield
        finally:
            for address, held in reversed(former):
                ctypes.memmove(address, held, len(held))


def _cells(points: Numbers) -> Places:
    """Places of a grid on which two lists of the same points agree; numbers of a file are seldom on its lines."""
    return np.floor(points.clip(-FAR_OFF, FAR_OFF) * _STEPS + _ASIDE).astype(np.int64)


def _keys(cells: Places) -> Places:
    keys: Places = cells[:, 0] * (1 << 32) + cells[:, 1]
    return keys


def _along(boxes: Numbers, axis: int) -> tuple[int, Places, Places]:
    """Sort boxes (n, 4) by where they begin along an axis: for each, how many later ones begin before it ends.

    Returns the sum of these counts, the order (n,) as indices of boxes, and the counts (n,) in that order.
    """
    order = np.argsort(boxes[:, axis], kind="stable")
    ends = np.searchsorted(boxes[order, axis], boxes[order, axis + 2], side="left")
    counts = np.maximum(ends - np.arange(len(order)) - 1, 0)
    return int(counts.sum()), order, counts


class GlyphCollector(mupdf.FzDevice2):  # type: ignore[misc] # the parser ships no types
    """Told of a page's drawing by the parser. Clips of letters belong to the picture, and are not asked for."""

    def __init__(self) -> None:
        super().__init__()
        for name in ("fill_text", "stroke_text", "begin_tile", "end_tile"):
            getattr(self, f"use_virtual_{name}")()
        self.runs: list[_Run] = []
        self._fonts: dict[int, tuple[int, mupdf.FzFont]] = {}
        self._last: list[_Run] = []
        self._tiles = 0

    def fill_text(self, _: object, text: mupdf.fz_text, ctm: mupdf.fz_matrix, *how: object) -> None:
        """Called by the parser: colour space, colour, opacity and parameters follow."""
        self._last = list(self._spans(text, ctm, how[2]))
        self.runs += self._last

    def stroke_text(
        self, _: object, text: mupdf.fz_text, stroke: mupdf.fz_stroke_state, ctm: mupdf.fz_matrix, *how: object
    ) -> None:
        """Called by the parser. Letters that are filled and stroked come as two texts, one after the other."""
        found, last = list(self._spans(text, ctm, how[2])), self._last
        self._last = []
        held = mupdf.FzStrokeState(mupdf.ll_fz_keep_stroke_state(stroke))
        points = stroke.linewidth * math.sqrt(abs(ctm.a * ctm.d - ctm.b * ctm.c))
        is_second = [_same(run) for run in last] == [_same(run) for run in found]
        for run, second in zip(last if is_second else found, found, strict=True):
            run.stroke, run.stroke_points = held, points * max(1.0, stroke.miterlimit if points > _THIN_STROKE else 1.0)
            run.is_filled, run.second_address = is_second, second.address if is_second else 0
        if not is_second:
            self.runs += found

    def begin_tile(self, *_: object) -> int:
        """Called by the parser. 0: the content of the tile follows."""
        self._tiles += 1
        return 0

    def end_tile(self, *_: object) -> None:
        """Called by the parser."""
        self._tiles -= 1

    def _spans(self, text: mupdf.fz_text, ctm: mupdf.fz_matrix, opacity: object) -> Iterator[_Run]:
        span = text.head
        if not isinstance(opacity, float) or opacity < drawing.SLIGHTEST_OPACITY:
            return
        place = (ctm.a, ctm.b, ctm.c, ctm.d, ctm.e, ctm.f)
        while span:
            address, *turn, flags, count, items, _ = _SPAN.unpack(ctypes.string_at(int(span.this), _SPAN.size))
            if address not in self._fonts:
                self._fonts[address] = len(self._fonts), mupdf.FzTextSpan(span).font()
            number, font = self._fonts[address]
            held = ctypes.string_at(items, count * _ITEM.itemsize)
            down = bool(flags & 1)
            yield _Run(font, number, tuple(turn), place, down, True, None, 0.0, opacity, self._tiles > 0, items, held)
            span = span.next


def _same(run: _Run) -> tuple[object, ...]:
    return run.font_number, run.turn, run.ctm, run.items


def drawn_on(shown: pymupdf.DisplayList) -> Glyphs:
    """What a page draws as text. Good as long as its display list is held."""
    collector = GlyphCollector()
    everything = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
    mupdf.fz_run_display_list(shown.this, collector, mupdf.FzMatrix(), everything, mupdf.FzCookie())
    mupdf.fz_close_device(collector)
    return _in_arrays([run for run in collector.runs if run.items])


def _in_arrays(runs: list[_Run]) -> Glyphs:
    items = np.frombuffer(b"".join(run.items for run in runs), _ITEM)
    counts = [len(run.items) // _ITEM.itemsize for run in runs]
    of_run = np.repeat(np.arange(len(runs)), counts)
    numbers = np.arange(len(items)) - np.repeat(np.cumsum(counts, dtype=np.int64) - counts, counts)
    points = np.stack([items["x"], items["y"]], axis=1).astype(np.float64)
    is_glyph = (items["gid"] >= 0) & np.isfinite(points).all(axis=1)
    further = said.further_of(items, of_run, is_glyph)
    items, of_run, numbers, points = items[is_glyph], of_run[is_glyph], numbers[is_glyph], points[is_glyph]
    turns = np.array([run.turn for run in runs], np.float64).reshape(-1, 3, 2)[of_run]
    ctms = np.array([run.ctm for run in runs], np.float64).reshape(-1, 3, 2)[of_run]
    turns = turns[:, :2] @ ctms[:, :2]
    starts = np.einsum("ni,nij->nj", points, ctms[:, :2]) + ctms[:, 2]
    gids = items["gid"].astype(np.int64)
    kinds = np.array([run.font_number << 32 for run in runs], np.int64)[of_run] + gids
    ends = starts + items["adv"].astype(np.float64)[:, None] * turns[:, 1]
    places = np.concatenate((turns.reshape(-1, 4), starts), axis=1)
    codes = items["ucs"].astype(np.int64)
    return Glyphs(runs, of_run, numbers, gids, codes, kinds, places, _inks(runs, of_run, kinds, places), ends, further)


def _inks(runs: list[_Run], of_run: Places, kinds: Places, places: Numbers) -> Numbers:
    """The box around each glyph's ink, in points of the page."""
    _, firsts, which = np.unique(kinds, return_index=True, return_inverse=True)
    fonts = [_HeldFont(run.font.m_internal_value(), run.font) for run in runs]
    known = [_known_bounds(fonts[of_run[first]], int(kinds[first] & _GLYPH)) for first in firsts.tolist()]
    bounds = np.array(known, np.float64).reshape(-1, 4)[which]
    has_ink = bounds[:, 0] <= bounds[:, 2]
    bounds = np.where(has_ink[:, None], bounds, 0.0)
    x, y = bounds[:, [0, 2, 0, 2]], bounds[:, [1, 1, 3, 3]]
    across = x * places[:, 0, None] + y * places[:, 2, None] + places[:, 4, None]
    down = x * places[:, 1, None] + y * places[:, 3, None] + places[:, 5, None]
    around = np.array([run.stroke_points / 2 for run in runs], np.float64)[of_run]
    low = np.stack((across.min(axis=1), down.min(axis=1)), axis=1) - around[:, None]
    high = np.stack((across.max(axis=1), down.max(axis=1)), axis=1) + around[:, None]
    inks = np.where(has_ink[:, None], np.concatenate((low, high), axis=1), _NOWHERE)
    inks[np.array([run.is_repeated for run in runs], np.bool_)[of_run]] = _EVERYWHERE
    return np.where(np.isfinite(inks).all(axis=1, keepdims=True), inks, _NOWHERE)


@dataclass(frozen=True)
class _HeldFont:
    """A font by its place in memory. It is held while it is known, so that no other gets its place."""

    place: int
    font: mupdf.FzFont = field(compare=False)


@lru_cache(maxsize=_MOST_KNOWN)
def _known_bounds(held: _HeldFont, gid: int) -> Edges:
    return _bounds(held.font, gid)


def _bounds(font: mupdf.FzFont, gid: int) -> Edges:
    """Around the ink of a glyph, in ems; of one that is drawn like a page (Type 3), what its drawing is cut to."""
    try:
        path = mupdf.fz_outline_glyph(font, gid, mupdf.FzMatrix())
        if path.m_internal:
            box = mupdf.fz_bound_path(path, mupdf.FzStrokeState(None), mupdf.FzMatrix())
        else:
            box = mupdf.fz_bound_glyph(font, gid, mupdf.FzMatrix())
    except PARSER_ERRORS:
        return _ANYWHERE
    is_empty = not (box.x0 <= box.x1 and box.y0 <= box.y1) or (box.x0 == box.x1 and box.y0 == box.y1)
    return _NOWHERE if is_empty else (box.x0, box.y0, box.x1, box.y1)
