"""Writes the cleaned file: of each page its picture, the letters over it and its links, and the contents list.

The operators and keys written here are all that such a file may hold; `proof.py` refuses every other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from viewer.sandbox.cleaned.filing import Filing, number, words
from viewer.sandbox.cleaned.fonts import DOWN_ORIGIN, Face, Faces
from viewer.sandbox.cleaned.lettering import Colour, DrawnLetter
from viewer.sandbox.cleaned.outlines import UNITS
from viewer.sandbox.cleaned.pictures import PagePicture

SAME_LINE = 0.01
"""In ems: a letter that stands further above or below the line of the letters before it begins a new line."""
LARGEST_STEP = 400
"""In units of `UNITS` an em: a letter that begins further from the end of the one before it begins a new line."""

INSET_PIXELS = 0.1
"""The picture is set so much smaller than its pixels on each side.

A reader stretches a picture over every pixel of the screen that it touches: set at its full size, it would touch one
more by rounding, and all of it would be stretched by that.
"""


@dataclass(frozen=True, slots=True)
class SheetLink:
    """A link of a page: its box in points, y downwards, and an address or a page, counted from 0."""

    box: tuple[float, float, float, float]
    address: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """An entry of the contents list. `depth` is 0 for the outermost; `page` counts from 0."""

    title: str
    depth: int
    page: int


@dataclass(slots=True)
class Sheet:
    """One page of `width` times `height` points, with a picture of `scale` pixels a point.

    `is_snapped`: each letter is set at a whole pixel. To be used where an unseen word was left out: the exact places of
    the letters around it would tell its length to a thousandth of a point, and with it perhaps the word.
    """

    width: float
    height: float
    scale: float
    letters: Sequence[DrawnLetter] = ()
    picture: PagePicture | None = None
    is_snapped: bool = False
    links: list[SheetLink] = field(default_factory=list)


def written(sheets: Sequence[Sheet], title: str = "", entries: Sequence[SheetEntry] = ()) -> bytes:
    """The bytes of the file. `title` is left out when it is empty, and so is the contents list without `entries`."""
    filing, faces = Filing(), Faces()
    root, tree = filing.reserve(), filing.reserve()
    pages = [filing.reserve() for _ in sheets]
    contents = [(_content(sheet, faces)) for sheet in sheets]
    fonts = faces.written(filing)
    for page, sheet, (content, used) in zip(pages, sheets, contents, strict=True):
        filing.put(page, _page(filing, sheet, tree, content, {face: fonts[face] for face in used}, pages))
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    filing.put(tree, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids))
    outline = b"/Outlines %d 0 R" % _outlines(filing, entries, pages) if entries else b""
    filing.put(root, b"<</Type/Catalog/Pages %d 0 R%s>>" % (tree, outline))
    return filing.finished(root, filing.add(b"<</Title%s>>" % words(title)) if title else None)


def _page(
    filing: Filing, sheet: Sheet, tree: int, content: bytes, fonts: dict[int, int], pages: Sequence[int]
) -> bytes:
    resources = b""
    if fonts:
        resources += b"/Font<<%s>>" % b"".join(b"/F%d %d 0 R" % pair for pair in sorted(fonts.items()))
    if sheet.picture:
        image = filing.packed(sheet.picture.entries, sheet.picture.packed)
        resources += b"/XObject<</P %d 0 R>>" % image
    links = b" ".join(_link(link, sheet, pages) for link in sheet.links)
    return b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources<<%s>>/Contents %d 0 R%s>>" % (
        tree,
        _fine(sheet.width),
        _fine(sheet.height),
        resources,
        filing.stream(b"", content),
        b"/Annots[%s]" % links if links else b"",
    )


def _link(link: SheetLink, sheet: Sheet, pages: Sequence[int]) -> bytes:
    x0, y0, x1, y1 = link.box
    box = b" ".join(number(side) for side in (x0, sheet.height - y1, x1, sheet.height - y0))
    if link.address:
        escaped = link.address.encode("ascii", "ignore").hex().upper().encode()
        target = b"/A<</S/URI/URI<%s>>>" % escaped
    else:
        target = b"/Dest[%d 0 R/Fit]" % pages[link.page]
    return b"<</Type/Annot/Subtype/Link/Rect[%s]/Border[0 0 0]%s>>" % (box, target)


def _content(sheet: Sheet, faces: Faces) -> tuple[bytes, set[int]]:
    """A page's content stream (ISO 32000-2, 7.8.2), and the numbers of the faces whose letters are in it."""
    parts: list[bytes] = []
    if sheet.picture:
        x0, y0, x1, y1 = sheet.picture.box
        inner = (x0 + INSET_PIXELS, y0 + INSET_PIXELS, x1 - INSET_PIXELS, y1 - INSET_PIXELS)
        left, top, right, bottom = (side / sheet.scale for side in inner)
        sides = tuple(map(number, (right - left, bottom - top, left, sheet.height - bottom)))
        parts.append(b"q %s 0 0 %s %s %s cm /P Do Q\n" % sides)
    used: set[int] = set()
    lines = list(_lines(sheet, faces, used))
    if lines:
        parts += [b"BT\n", *lines, b"ET\n"]
    return b"".join(parts), used


class _Line:
    """A run of letters with the same face, size, turn and colours that one operator, TJ, shows.

    `_at` is where the last letter ends, in units from the first one's origin along the line.
    """

    def __init__(self, letter: DrawnLetter, face: Face) -> None:
        self.look = _look(letter, face)
        self.first, self.face = letter, face
        self._shown: list[bytes] = []
        self._codes: list[bytes] = []
        self._at = 0

    def takes(self, letter: DrawnLetter, face: Face) -> bool:
        """Add the letter when it looks as the others and stands on their line near its end; returns whether it did."""
        if _look(letter, face) != self.look:
            return False
        right, up = self._apart(letter)
        along, aside = (-up, right) if face.is_down else (right, up)
        step = round(UNITS * along) - self._at
        if abs(aside) > SAME_LINE or abs(step) > LARGEST_STEP:
            return False
        self.add(letter, step)
        return True

    def add(self, letter: DrawnLetter, step: int = 0) -> None:
        """Add a letter that begins `step` units after the end of the one before."""
        if step:
            self._end_codes()
            self._shown.append(b"%d" % (step if self.face.is_down else -step))
        self._codes.append(b"%04X" % self.face.code(letter))
        advance = UNITS if self.face.is_down else round(UNITS * (letter.outline.advance if letter.outline else 0))
        self._at += step + advance

    def shown(self) -> bytes:
        """The operator that shows the whole run (ISO 32000-2, 9.4.3)."""
        self._end_codes()
        return b"[%s]TJ\n" % b"".join(self._shown)

    def _end_codes(self) -> None:
        if self._codes:
            self._shown.append(b"<%s>" % b"".join(self._codes))
            self._codes = []

    def _apart(self, letter: DrawnLetter) -> tuple[float, float]:
        """How far a letter's origin lies to the right of the first one's and above it, in ems of the first."""
        a, b, c, d, e, f = self.first.place
        x, y = letter.place[4] - e, letter.place[5] - f
        area = a * d - b * c
        return (d * x - c * y) / area, (a * y - b * x) / area


def _look(letter: DrawnLetter, face: Face) -> tuple[object, ...]:
    turn = tuple(round(side, 4) for side in letter.place[:4])
    return face.number, turn, letter.fill, letter.stroke, letter.stroke_points


def _lines(sheet: Sheet, faces: Faces, used: set[int]) -> Iterator[bytes]:
    line: _Line | None = None
    last: tuple[object, ...] = ()
    for letter in sheet.letters:
        face = faces.of(letter)
        used.add(face.number)
        if line is not None and not sheet.is_snapped and line.takes(letter, face):
            continue
        if line is not None:
            yield line.shown()
        line = _Line(letter, face)
        line.add(letter)
        colours = (letter.fill, letter.stroke, letter.stroke_points)
        yield (b"" if colours == last else _colours(letter)) + _start(letter, face, sheet)
        last = colours
    if line is not None:
        yield line.shown()


def _colours(letter: DrawnLetter) -> bytes:
    parts = []
    if letter.fill is not None:
        parts.append(_rgb(letter.fill) + b" rg ")
    if letter.stroke is not None:
        parts.append(_rgb(letter.stroke) + b" RG " + number(letter.stroke_points) + b" w ")
    mode = 0 if letter.stroke is None else 1 if letter.fill is None else 2
    return b"".join(parts) + b"%d Tr " % mode


def _rgb(colour: Colour) -> bytes:
    return b" ".join(number(level) for level in colour)


def _start(letter: DrawnLetter, face: Face, sheet: Sheet) -> bytes:
    a, b, c, d, e, f = letter.place
    if sheet.is_snapped:
        e, f = (round(side * sheet.scale) / sheet.scale for side in (e, f))
    if face.is_down:  # the place of a vertical letter is where it hangs
        right, up = (side / UNITS for side in DOWN_ORIGIN)
        e, f = e + a * right + c * up, f + b * right + d * up
    size = letter.size
    turn = b" ".join(b"%s" % _fine(side / size) for side in (a, -b, c, -d))
    return b"/F%d %s Tf %s %s %s Tm " % (face.number, number(size), turn, number(e), number(sheet.height - f))


def _fine(value: float) -> bytes:
    return (f"{value:.6f}".rstrip("0").rstrip(".") or "0").encode()


def _outlines(filing: Filing, entries: Sequence[SheetEntry], pages: Sequence[int]) -> int:
    """Add the contents list (ISO 32000-2, 12.3.3), with its branches shut; returns the object number of its root."""
    root = filing.reserve()
    numbers = [filing.reserve() for _ in entries]
    children: dict[int, list[int]] = {-1: []}
    above: list[int] = []
    for at, entry in enumerate(entries):
        del above[entry.depth :]
        children.setdefault(above[-1] if above else -1, []).append(at)
        above.append(at)
    filing.put(root, b"<</Type/Outlines%s>>" % _ends(children[-1], numbers, len(children[-1])))
    for parent, among in children.items():
        for place, at in enumerate(among):
            parts = [b"/Title%s/Parent %d 0 R" % (words(entries[at].title), numbers[parent] if parent >= 0 else root)]
            parts.append(b"/Dest[%d 0 R/Fit]" % pages[entries[at].page])
            if place:
                parts.append(b"/Prev %d 0 R" % numbers[among[place - 1]])
            if place + 1 < len(among):
                parts.append(b"/Next %d 0 R" % numbers[among[place + 1]])
            if at in children:
                parts.append(_ends(children[at], numbers, -len(children[at])))
            filing.put(numbers[at], b"<<%s>>" % b"".join(parts))
    return root


def _ends(among: Sequence[int], numbers: Sequence[int], count: int) -> bytes:
    return b"/First %d 0 R/Last %d 0 R/Count %d" % (numbers[among[0]], numbers[among[-1]], count)
