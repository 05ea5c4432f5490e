"""Which letters of a page show ink of their own, as a person sees the drawn page. Runs only in a locked child.

The page is drawn once more without its letters, and its letters once alone. Ink is seen where a letter covers a pixel
and that pixel differs from the page without letters. So it does not matter why a letter cannot be seen: a box or a
picture over it, the colour of its ground, a clip, a hidden layer, the edge of the page, or letters that are not drawn.

Where another letter may have ink in the same place, the letter's own ink is drawn alone, and only that counts which no
other letter touches. What is left in doubt is decided by the page drawn without this very letter.
"""

# The parser ships no types.
# mypy: allow-untyped-calls

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pymupdf
from numpy.typing import NDArray

from viewer.sandbox import drawing
from viewer.sandbox.drawing import Box, Pixels
from viewer.sandbox.glyphs.drawn import Glyphs
from viewer.sandbox.letters import Flags, Letters, Numbers, Places

COVERED = 96
"""A pixel belongs to a letter from this cover on, of 255: the body of its strokes, not their soft edges."""
CONTRAST = 24
"""Levels of 255 by which a pixel must differ from its ground; less is nearly the ground's own colour."""
SHARE = 0.4
"""The share of a letter's pixels that must be seen; less may be an edge that sticks out from under a box."""
SMALLEST_PIXELS = 2.0
"""A letter less high than this on the drawn page is a speck."""
SMALLEST_EM = 0.15
"""In ems: a letter or digit whose ink is neither so high nor so wide is not believed to be one."""
WHOLE = 0.9
"""The same share for `is_strict`: pixels that are seen, and that no other letter touches."""
TOUCHED = 48
"""The cover, of 255, from which on another letter touches a pixel."""
MOST_EXACT = 40_000
"""How many letters of a page are drawn alone, or as neighbours of one, at most; any further ones count as not seen."""
MOST_ROUNDS = 3
"""How many times a page is drawn without some of its letters, so that letters that touch each other are left out in
different drawings. Letters that would need more drawings count as not seen."""

FARTHEST_PIXELS = 1_000_000
"""More than any drawn page has. Coordinates are cut to it, as whatever lies beyond is off the page anyway."""
WHITE, PALE = 0b11111110, 0b11100000
"""The levels, of 255, from which on a pixel counts as white paper, and as hardly different from it."""
CELL = 4
"""The side of a cell in pixels. Ink is looked for by cells first, and counted by pixels where that leaves doubt."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class SeenInk:
    """For each letter whether it is seen. And whether some unseen letter is drawn, but lies under something or has the
    colour of its ground. (A scan's text layer is not drawn at all.) `doubtful` are letters whose ink is seen, and
    which count as unseen only because other letters touch too much of it.
    """

    seen: Flags
    is_covered: bool
    doubtful: Flags


def look(
    found: Letters,
    shown: pymupdf.DisplayList,
    rect: pymupdf.Rect,
    scale: float,
    drawn: Pixels,
    *,
    is_strict: bool = False,
) -> SeenInk:
    """Which letters are seen on `drawn`: the whole page at `scale` pixels a point, (h, w) grey or RGB.

    `shown` must be the display list that the letters were read of. If `is_strict`, letters count as unseen of whose ink
    others touch more than a trace. A space is seen if the letter before it is.
    Not decided here: whether a letter means what the file says.
    """
    none = np.zeros(len(found), np.bool_)
    nothing = SeenInk(none, is_covered=False, doubtful=none)
    # Of an undrawn letter, or one without a glyph, whatever ink is there belongs to another.
    stands = ~found.is_space & ~found.is_undrawn & found.glyphs.has_ink(found.own)
    boxes = _pixels(np.where(stands[:, None], found.glyphs.inks_of(found.own), 0.0), rect, scale)
    area = _area(boxes[stands], drawn)
    if area is None:
        return nothing
    cover = drawing.text_alone(shown, scale, area)
    letters_only = cover >= COVERED
    if not letters_only.any():
        return nothing
    page = _PageInk(area, letters_only, _hidden(shown, scale, drawn, area, cover, boxes))
    neighbours = _Neighbours(found.glyphs)
    has_ink, shows, in_doubt = page.compare(boxes, stands, neighbours.are_crowded(found.own))
    exact = _Exact(found, neighbours, page, boxes, scale, WHOLE if is_strict else SHARE)
    doubtful = exact.judge_all(in_doubt, has_ink, shows, shown, drawn)
    seen = stands & shows & _are_large(found, stands, scale)
    is_covered = bool((stands & ~seen & has_ink).any())
    return SeenInk(_with_spaces(seen, found.is_space), is_covered, doubtful)


def _are_large(found: Letters, stands: Flags, scale: float) -> Flags:
    """Which of the letters that stand are no specks: by what the file claims, and letters and digits by their ink."""
    ems = np.minimum(found.sizes, found.boxes[:, 3] - found.boxes[:, 1])
    inks = np.where(stands[:, None], found.glyphs.inks_of(found.own), 0.0)
    longest = np.maximum(inks[:, 2] - inks[:, 0], inks[:, 3] - inks[:, 1])
    are_large: Flags = ems * scale >= SMALLEST_PIXELS
    for place in np.flatnonzero(stands & (longest < SMALLEST_EM * ems)).tolist():
        are_large[place] &= unicodedata.category(found.texts[place][0])[0] not in "LN"
    return are_large


def _with_spaces(seen: Flags, is_space: Flags) -> Flags:
    leaders = np.maximum.accumulate(np.where(is_space, -1, np.arange(len(seen))))
    return seen[leaders] & (leaders >= 0)


def _pixels(inks: Numbers, rect: pymupdf.Rect, scale: float) -> Places:
    """Each box of ink in whole pixels of the drawn page, (n, 4): left, top, right and bottom, these two outside."""
    corners = (inks - (rect.x0, rect.y0, rect.x0, rect.y0)) * scale
    low = np.floor(corners[:, :2])
    high = np.maximum(np.ceil(corners[:, 2:]), low + 1)
    return np.concatenate((low, high), axis=1).clip(-FARTHEST_PIXELS, FARTHEST_PIXELS).astype(np.int64)


def _area(boxes: Places, drawn: Pixels) -> Box | None:
    """What of the page has letters on it; nothing outside is drawn again. None when all lie off the page."""
    if not len(boxes):
        return None
    height, width = drawn.shape[:2]
    left, top = np.maximum(boxes[:, :2].min(axis=0), 0).tolist()
    right, bottom = np.minimum(boxes[:, 2:].max(axis=0), (width, height)).tolist()
    return (left, top, right, bottom) if left < right and top < bottom else None


def _hidden(shown: pymupdf.DisplayList, scale: float, drawn: Pixels, area: Box, cover: Pixels, boxes: Places) -> Mask:
    """At which pixels of the area letters have ink that is not seen; (h, w).

    Where the page shows all the ink of its letters on white paper and nothing else, nothing is hidden. Only the rest of
    the page is drawn without letters, to compare.
    """
    height, width = cover.shape
    hidden = np.zeros((height, width), np.bool_)
    doubts = _cells(_doubts(drawn[area[1] : area[3], area[0] : area[2]], cover))
    within = (boxes - (*area[:2], *area[:2])).clip(0, (width, height, width, height))
    outer = np.concatenate((within[:, :2] // CELL, -(-within[:, 2:] // CELL)), axis=1)
    left = within[_sums(doubts, outer) > 0]
    if not len(left):
        return hidden
    # Whole cells, as they are counted by these.
    x0, y0 = (left[:, :2].min(axis=0) // CELL * CELL).tolist()
    x1, y1 = np.minimum(-(-left[:, 2:].max(axis=0) // CELL) * CELL, (width, height)).tolist()
    part = (area[0] + x0, area[1] + y0, area[0] + x1, area[1] + y1)
    inked = np.flatnonzero(cover[y0:y1, x0:x1] >= COVERED)
    if len(inked):
        bare = drawing.without_text(shown, scale, part, 1 if drawn.ndim == 2 else 3)
        down, across = np.divmod(inked[~_differs(drawn, bare, part, inked)], x1 - x0)
        hidden[down + y0, across + x0] = True
    return hidden


def _doubts(drawn: Pixels, cover: Pixels) -> Mask:
    """Pixels that show something beside letters on white paper, and pixels of letters that show too little."""
    # All bits that a threshold asks for are set in a sum of bits only if they are set in every channel.
    light = drawn if drawn.ndim == 2 else drawn[..., 0] & drawn[..., 1] & drawn[..., 2]
    doubts: Mask = ((light < WHITE) & (cover == 0)) | ((light >= PALE) & (cover >= COVERED))
    return doubts


def _differs(drawn: Pixels, bare: Pixels, area: Box, inked: Places) -> Flags:
    """At which pixels with ink, by their places in the area, the page differs from what it is without letters."""
    channels, width = drawn.shape[2:], area[2] - area[0]
    on_page = inked + inked // width * (drawn.shape[1] - width) + area[1] * drawn.shape[1] + area[0]
    one, other = drawn.reshape(-1, *channels)[on_page], bare.reshape(-1, *channels)[inked]
    far: Flags = np.maximum(one, other) - np.minimum(one, other) > CONTRAST
    return far if not channels else far[:, 0] | far[:, 1] | far[:, 2]


class _PageInk:
    """The ink of a page's letters: where it is, and where it is seen."""

    def __init__(self, area: Box, letters_only: Mask, hidden: Mask) -> None:
        self._area = area
        self._size = (area[2] - area[0], area[3] - area[1])
        self._letters_only = letters_only
        self._hidden = hidden if hidden.any() else None

    def compare(self, boxes: Places, wanted: Flags, are_crowded: Flags) -> tuple[Flags, Flags, Flags]:
        """Judge the letters with these `boxes` (n, 4). Returns three arrays (n,): whether a letter has ink, whether
        enough of it is seen, and whether neither can be told without drawing the letter alone.

        Where no other letter's ink comes near, ink well inside of a letter's box is its own. It is counted only where
        there is hidden ink in the box.
        """
        within = self._within(boxes)
        across, down = (within[:, 2:] - within[:, :2]).T
        is_inside = 2 * across * down >= (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
        wanted = wanted & is_inside
        inner = np.concatenate((-(-(within[:, :2] + 1) // CELL), (within[:, 2:] - 1) // CELL), axis=1)
        has_ink = _sums(_cells(self._letters_only), inner) > 0
        shows, in_doubt = has_ink.copy(), wanted & are_crowded
        to_count = wanted & ~has_ink & ~in_doubt
        if self._hidden is not None:
            outer = np.concatenate((within[:, :2] // CELL, -(-within[:, 2:] // CELL)), axis=1)
            to_count |= wanted & ~in_doubt & (_sums(_cells(self._hidden), outer) > 0)
        for place in np.flatnonzero(to_count).tolist():
            x0, y0, x1, y1 = within[place].tolist()
            if np.count_nonzero(self._letters_only[y0 + 1 : y1 - 1, x0 + 1 : x1 - 1]):
                own, visible = self._counts((x0, y0, x1, y1))
                has_ink[place], shows[place] = True, visible >= SHARE * own
            else:
                in_doubt[place] = True
        return has_ink, shows & wanted, in_doubt

    def _within(self, boxes: Places) -> Places:
        """Boxes as they lie in the area, cut at its edges."""
        left, top = self._area[:2]
        return (boxes - (left, top, left, top)).clip(0, (*self._size, *self._size))

    def _counts(self, box: Box) -> tuple[int, int]:
        """Pixels of ink in a box of the area, and how many of them are seen."""
        part = slice(box[1], box[3]), slice(box[0], box[2])
        own = int(np.count_nonzero(self._letters_only[part]))
        return own, own - (int(np.count_nonzero(self._hidden[part])) if self._hidden is not None else 0)

    def part(self, box: Places) -> Box | None:
        """A box with a pixel around it, as far as it lies in the area, in pixels of the page; None if it does not."""
        left, top = self._area[:2]
        x0, y0, x1, y1 = self._within((box + np.array((-1, -1, 1, 1)))[None])[0].tolist()
        return (left + x0, top + y0, left + x1, top + y1) if x0 < x1 and y0 < y1 else None

    def visible(self, own: Mask, box: Box) -> Mask:
        """Which pixels of a letter's ink in a box of the page are not hidden."""
        left, top = self._area[:2]
        if self._hidden is None:
            return own
        hidden: Mask = self._hidden[box[1] - top : box[3] - top, box[0] - left : box[2] - left]
        return own & ~hidden


class _Neighbours:
    """For each glyph, the others whose ink may overlap its own: other letters, or the same letter printed again."""

    def __init__(self, glyphs: Glyphs) -> None:
        pairs = glyphs.pairs()
        self.are_untold = pairs is None
        self._crowded = np.zeros(len(glyphs) + 1, np.bool_)
        self._others: dict[int, list[int]] = {}
        self._twins: dict[int, list[int]] = {}
        for one, other, is_twin in zip(*(part.tolist() for part in pairs or ()), strict=True):
            kept = self._twins if is_twin else self._others
            kept.setdefault(one, []).append(other)
            kept.setdefault(other, []).append(one)
        self._crowded[list(self._others)] = True

    def are_crowded(self, own: Places) -> Flags:
        """For each glyph, by its index, whether other letters may have ink in its place; False for the index -1."""
        crowded: Flags = self._crowded[own] | self.are_untold
        return crowded

    def others(self, glyph: int) -> list[int]:
        """Other letters that may have ink in its place."""
        return self._others.get(glyph, [])

    def with_twins(self, glyph: int) -> list[int]:
        """The glyph, and all glyphs that print the same letter again in its place."""
        return [glyph, *self._twins.get(glyph, ())]


@dataclass(slots=True)
class _Round:
    """Letters that do not touch each other, and are left out of the page together."""

    glyphs: set[int] = field(default_factory=set)
    letters: list[tuple[int, Box, Mask]] = field(default_factory=list)


class _Exact:
    """Judges letters one by one, each by its own ink drawn alone."""

    def __init__(
        self, found: Letters, neighbours: _Neighbours, page: _PageInk, boxes: Places, scale: float, share: float
    ) -> None:
        self._found = found
        self._neighbours = neighbours
        self._page = page
        self._boxes = boxes
        self._scale = scale
        self._share = share
        self._rounds: list[_Round] = []
        self._left = MOST_EXACT

    def judge_all(
        self, letters: Flags, has_ink: Flags, shows: Flags, shown: pymupdf.DisplayList, drawn: Pixels
    ) -> Flags:
        """Correct whether some letters have ink and are seen, and tell which of them are doubtful."""
        doubtful = np.zeros(len(letters), np.bool_)
        for letter in np.flatnonzero(letters).tolist():
            has_ink[letter], shows[letter], doubtful[letter] = self._judge(letter)
        for letter, is_seen in self._decided(shown, drawn):
            shows[letter], doubtful[letter] = is_seen and self._share <= SHARE, is_seen and self._share > SHARE
        return doubtful

    def _judge(self, letter: int) -> tuple[bool, bool, bool]:
        """Whether it has ink, is seen, and is doubtful only for others' ink. Some it keeps to be decided later."""
        glyphs, glyph = self._found.glyphs, int(self._found.own[letter])
        box = self._page.part(self._boxes[letter])
        others = self._neighbours.others(glyph)
        self._left -= 1 + len(others)
        if box is None or self._left < 0 or self._neighbours.are_untold:
            return True, False, False
        own = glyphs.cover([glyph], self._scale, box, is_opaque=False) >= COVERED
        enough = int(np.count_nonzero(own))
        alone = self._page.visible(own, box)
        if not enough or np.count_nonzero(alone) < SHARE * enough:
            return enough > 0, False, False
        if others:
            alone = alone & (glyphs.cover(others, self._scale, box, is_opaque=True) < TOUCHED)
        share = int(np.count_nonzero(alone)) / enough
        if share < SHARE:
            self._keep(letter, glyph, box, own)
        return True, share >= self._share, SHARE <= share < self._share

    def _keep(self, letter: int, glyph: int, box: Box, own: Mask) -> None:
        away = self._neighbours.with_twins(glyph)
        touched = {other for one in away for other in self._neighbours.others(one)}
        for held in self._rounds:
            if not held.glyphs & touched:
                break
        else:
            if len(self._rounds) == MOST_ROUNDS:
                return
            held = _Round()
            self._rounds.append(held)
        held.glyphs.update(away)
        held.letters.append((letter, box, own))

    def _decided(self, shown: pymupdf.DisplayList, drawn: Pixels) -> Iterator[tuple[int, bool]]:
        """The letters that were kept, and whether the page looks otherwise without each of them."""
        for held in self._rounds:
            corners = np.array([box for _, box, _ in held.letters])
            left, top = corners[:, :2].min(axis=0).tolist()
            right, bottom = corners[:, 2:].max(axis=0).tolist()
            with self._found.glyphs.set_aside(held.glyphs):
                without = drawing.whole(shown, self._scale, (left, top, right, bottom), 1 if drawn.ndim == 2 else 3)
            for letter, (x0, y0, x1, y1), own in held.letters:
                one, other = drawn[y0:y1, x0:x1], without[y0 - top : y1 - top, x0 - left : x1 - left]
                far = np.maximum(one, other) - np.minimum(one, other) > CONTRAST
                is_far = own & (far if far.ndim == 2 else far.any(axis=2))
                yield letter, int(np.count_nonzero(is_far)) >= SHARE * int(np.count_nonzero(own))


def _cells(mask: Mask) -> NDArray[np.int32]:
    """A summed-area table: for each corner of cells how many cells above and left of it have a pixel of the mask.

    (rows of cells + 1, columns of cells + 1).
    """
    height, width = mask.shape
    whole = np.zeros((-(-height // CELL) * CELL, -(-width // CELL) * CELL), np.bool_)
    whole[:height, :width] = mask
    lines = whole.view(np.uint32)  # four pixels of a row
    cells = lines[0::CELL] | lines[1::CELL] | lines[2::CELL] | lines[3::CELL]
    sums = np.zeros((cells.shape[0] + 1, cells.shape[1] + 1), np.int32)
    np.cumsum(cells != 0, axis=1, dtype=np.int32, out=sums[1:, 1:])
    np.cumsum(sums[1:, 1:], axis=0, out=sums[1:, 1:])
    return sums


def _sums(cells: NDArray[np.int32], boxes: Places) -> NDArray[np.int32]:
    """For each box (n, 4), in cells, how many cells of the table `cells` have a pixel in it; 0 for an empty box."""
    x0, y0, x1, y1 = boxes.T
    x1, y1 = np.maximum(x0, x1), np.maximum(y0, y1)
    counted: NDArray[np.int32] = cells[y1, x1] - cells[y0, x1] - cells[y1, x0] + cells[y0, x0]
    return counted
