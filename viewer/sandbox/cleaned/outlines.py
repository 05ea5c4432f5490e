"""Takes the outlines of letters from the fonts of a document. Runs only in a locked child."""

# The parser ships no types.
# mypy: allow-untyped-calls

import math
from dataclasses import dataclass

from pymupdf import mupdf

from viewer.sandbox.inspection import PARSER_ERRORS

UNITS = 1000
"""Outlines are kept in whole units, so many an em."""
FARTHEST = 16_000
"""In units: an outline with a coordinate as large is not taken. A font's numbers have 16 bits."""
MOST_STEPS = 5_000
"""Of one outline; one with more is not taken."""
Step = tuple[str, tuple[int, ...]]
"""`m`, `l`, `c` or `h` (move, line, cubic curve, close) and its points in units, y upwards."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One letter's shape. `ink` is the box of its points in ems, None when it has none; `advance` is in ems."""

    steps: tuple[Step, ...]
    ink: tuple[float, float, float, float] | None
    advance: float


class OutlineWalker(mupdf.FzPathWalker2):  # type: ignore[misc] # the parser ships no types
    """Keeps the steps of one letter's outline in `steps`, as the parser goes through them.

    `is_strange` when a step was left out because the outline is too large; it is not to be used then.
    """

    def __init__(self) -> None:
        super().__init__()
        for name in ("moveto", "lineto", "curveto", "closepath"):
            getattr(self, f"use_virtual_{name}")()
        self.steps: list[Step] = []
        self.is_strange = False

    def moveto(self, _: object, *points: float) -> None:
        """Called by the parser."""
        self._add("m", points)

    def lineto(self, _: object, *points: float) -> None:
        """Called by the parser."""
        self._add("l", points)

    def curveto(self, _: object, *points: float) -> None:
        """Called by the parser."""
        self._add("c", points)

    def closepath(self, _: object) -> None:
        """Called by the parser."""
        self._add("h", ())

    def _add(self, kind: str, points: tuple[float, ...]) -> None:
        if len(self.steps) >= MOST_STEPS or not all(abs(number) * UNITS < FARTHEST for number in points):
            self.is_strange = True
        else:
            self.steps.append((kind, tuple(round(number * UNITS) for number in points)))


class Outlines:
    """The outlines of a document, each taken once.

    They are kept by the font's address in memory. So the fonts are held as well: the parser could give the address of
    a font that it dropped to another one.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], Outline | None] = {}
        self._held: dict[int, mupdf.FzFont] = {}

    def of(self, font: mupdf.FzFont, font_id: int, gid: int) -> Outline | None:
        """The outline of glyph `gid`; None when it is too large or damaged, and in fonts of Type 3."""
        if (font_id, gid) not in self._known:
            self._held[font_id] = font
            self._known[font_id, gid] = _outline(font, gid)
        return self._known[font_id, gid]


def _outline(font: mupdf.FzFont, gid: int) -> Outline | None:
    walker = OutlineWalker()
    try:
        path = mupdf.fz_outline_glyph(font, gid, mupdf.FzMatrix())
        advance = float(mupdf.fz_advance_glyph(font, gid, 0))
        if not path.m_internal:
            return None
        mupdf.fz_walk_path(path, walker, walker.m_internal)
    except PARSER_ERRORS:
        return None
    if walker.is_strange or not math.isfinite(advance) or not 0 <= advance * UNITS < FARTHEST:
        return None
    return Outline(tuple(walker.steps), _ink(walker.steps), advance)


def _ink(steps: list[Step]) -> tuple[float, float, float, float] | None:
    points = [number / UNITS for kind, numbers in steps if kind != "m" for number in numbers]
    if not points:
        return None
    points += [number / UNITS for kind, numbers in steps if kind == "m" for number in numbers]
    xs, ys = points[0::2], points[1::2]
    box = (min(xs), min(ys), max(xs), max(ys))
    return box if box[2] > box[0] or box[3] > box[1] else None
