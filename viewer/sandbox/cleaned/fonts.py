"""Makes new fonts for the cleaned file. Runs only in a locked child.

A font holds the outlines of the letters that are seen and the characters that they mean. No name, table, code or unused
outline of the font in the original is carried over.
"""

# The parser ships no types.
# mypy: allow-untyped-calls

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen

from viewer.sandbox.cleaned.filing import Filing
from viewer.sandbox.cleaned.lettering import DrawnLetter
from viewer.sandbox.cleaned.outlines import UNITS, Outline

MOST_LETTERS = 60_000
"""Of one face, below the 65,535 that the 16-bit codes of its letters allow."""
DOWN_ORIGIN = (500, 880)
"""The origin of a letter in vertical writing, (x, y) in units from its origin in horizontal writing.

It is at the top in the middle of a full-width letter (ISO 32000-2, 9.7.4.3).
"""
_SOME = 100  # entries that one list of a character map may hold (Adobe Technical Note 5014)
_EMPTY = Outline((), None, 0.0)


@dataclass(slots=True)
class Face:
    """A font of the new file: letters of one font of the original, horizontal or vertical.

    `number` names it in the file. Letter n, from 1 in the order of use, has its shape in `outlines[n - 1]` and its
    characters in `means[n - 1]`; `codes` gives n by the glyph's former number and its characters.
    """

    number: int
    is_down: bool
    outlines: list[Outline] = field(default_factory=list)
    means: list[str] = field(default_factory=list)
    codes: dict[tuple[int, str], int] = field(default_factory=dict)

    def code(self, letter: DrawnLetter) -> int:
        """The number of a letter, a new one at its first use.

        A glyph that the file gives two meanings gets two numbers, one for each. A space gets its width and no outline.
        """
        key = (letter.gid, letter.text)
        if key not in self.codes:
            shape = letter.outline or _EMPTY
            self.outlines.append(Outline((), None, shape.advance) if letter.is_space else shape)
            self.means.append(letter.text)
            self.codes[key] = len(self.outlines)
        return self.codes[key]


class Faces:
    """All fonts of one new file."""

    def __init__(self) -> None:
        self._by_font: dict[tuple[int, bool], list[Face]] = {}
        self._count = 0

    def of(self, letter: DrawnLetter) -> Face:
        """The face for a letter's font and direction; another one when it is full."""
        faces = self._by_font.setdefault((letter.font_id, letter.is_down), [])
        if not faces or len(faces[-1].outlines) >= MOST_LETTERS:
            self._count += 1
            faces.append(Face(self._count, letter.is_down))
        return faces[-1]

    def written(self, filing: Filing) -> dict[int, int]:
        """Add all faces to the file; returns their object numbers by the faces' own numbers."""
        every = [face for faces in self._by_font.values() for face in faces]
        return {face.number: _written(filing, face) for face in every}


def _written(filing: Filing, face: Face) -> int:
    """Add a composite font (ISO 32000-2, 9.7) whose codes are its letters' numbers; returns its object number."""
    name: bytes = b"/GIJOAA+Letters%d" % face.number
    bounds = _bounds(face.outlines)
    program = filing.stream(b"/Subtype/CIDFontType0C", compact(face.outlines))
    descriptor = filing.add(
        b"<</Type/FontDescriptor/FontName%s/Flags 4/FontBBox[%s]/ItalicAngle 0/Ascent 880/Descent -120"
        b"/CapHeight 700/StemV 80/FontFile3 %d 0 R>>" % (name, b" ".join(b"%d" % side for side in bounds), program)
    )
    widths = b" ".join(b"%d" % round(UNITS * outline.advance) for outline in face.outlines)
    x, y = DOWN_ORIGIN
    down = b"/DW2[%d -%d]/W2[1 %d -%d %d %d]" % (y, UNITS, len(face.outlines), UNITS, x, y) if face.is_down else b""
    descendant = filing.add(
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor %d 0 R/DW 0/W[1[%s]]%s>>" % (name, descriptor, widths, down)
    )
    meaning = filing.stream(b"", meanings(face.means))
    way = b"V" if face.is_down else b"H"
    return filing.add(
        b"<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-%s/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (name, way, descendant, meaning)
    )


def _bounds(outlines: Sequence[Outline]) -> list[int]:
    """The box around all ink, in units: left, bottom, right, top. A square of one unit when there is no ink."""
    boxes = [outline.ink for outline in outlines if outline.ink]
    left, low, right, high = zip(*boxes, strict=True) if boxes else ((0,), (0,), (1,), (1,))
    return [round(UNITS * side) for side in (min(left), min(low), max(right), max(high))]


def compact(outlines: Sequence[Outline]) -> bytes:
    """A font program in the Compact Font Format (Adobe Technical Note 5176). `outlines[n]` is its glyph n + 1."""
    names = [".notdef", *(f"g{number}" for number in range(1, len(outlines) + 1))]
    drawn = {name: _charstring(outline) for name, outline in zip(names, [_EMPTY, *outlines], strict=True)}
    builder = FontBuilder(UNITS, isTTF=False)
    builder.setupGlyphOrder(names)
    builder.font.recalcBBoxes = False
    builder.setupCFF("Letters", {"FontBBox": _bounds(outlines)}, drawn, {})
    program: bytes = builder.font["CFF "].compile(builder.font)
    return program


def _charstring(outline: Outline) -> object:
    """An outline as the format draws it (Type 2, Adobe Technical Note 5177). Every shape in it is closed."""
    pen = T2CharStringPen(round(UNITS * outline.advance), None)
    is_open = False
    for kind, numbers in outline.steps:
        points = list(zip(numbers[0::2], numbers[1::2], strict=True))
        if kind == "m":
            if is_open:
                pen.closePath()
            pen.moveTo(points[0])
            is_open = True
        elif kind == "h":
            if is_open:
                pen.closePath()
            is_open = False
        elif is_open and kind == "l":
            pen.lineTo(points[0])
        elif is_open:
            pen.curveTo(*points)
    if is_open:
        pen.closePath()
    return pen.getCharString()


def meanings(means: Sequence[str]) -> bytes:
    """The characters of letters 1, 2, ... as a ToUnicode map (ISO 32000-2, 9.10.3).

    Letters with U+FFFD, whose meaning is unknown, are left out.
    """
    known = [(number, text) for number, text in enumerate(means, 1) if text != "\ufffd"]
    lists = [b"%d beginbfchar\n%sendbfchar\n" % (len(some), b"".join(map(_pair, some))) for some in _parts(known)]
    return (
        b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
        b"/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
        b"1 begincodespacerange<0000><FFFF>endcodespacerange\n%s"
        b"endcmap CMapName currentdict/CMap defineresource pop end end" % b"".join(lists)
    )


def _pair(known: tuple[int, str]) -> bytes:
    number, text = known
    return b"<%04X><%s>\n" % (number, text.encode("utf-16-be").hex().upper().encode())


def _parts(known: Sequence[tuple[int, str]]) -> Iterator[Sequence[tuple[int, str]]]:
    return (known[start : start + _SOME] for start in range(0, len(known), _SOME))


def load() -> None:
    """Make a small font and drop it, before the process is locked and may open no file.

    Python reads modules and fontTools reads tables from files when a font is made for the first time.
    """
    square: Iterable[tuple[str, tuple[int, ...]]] = [("m", (0, 0)), ("l", (9, 0)), ("c", (9, 9, 5, 9, 0, 9)), ("h", ())]
    compact([Outline(tuple(square), (0, 0, 0.009, 0.009), 0.5)])
