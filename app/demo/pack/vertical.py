"""Vertical writing: characters from top to bottom, lines from right to left, with the face's own vertical forms.

Takes the forms from the `vert` feature of GSUB (OpenType 1.9); knows no paper.
"""

from functools import cache

from fontTools.ttLib import TTFont
from fpdf.fonts import Glyph

from app.demo.pack.sheet import BASELINE, POINT_MM, Sheet
from app.demo.pack.wrap import wrap

PAIR = 0xE000  # two digits side by side (縦中横) travel through line breaking as one private character


@cache
def _vertical_forms(path: str) -> dict[str, str]:
    """Glyph name to the name of its vertical form."""
    forms: dict[str, str] = {}
    with TTFont(path, lazy=True) as face:
        table = face["GSUB"].table
        for record in table.FeatureList.FeatureRecord:
            if record.FeatureTag == "vert":
                for index in record.Feature.LookupListIndex:
                    for part in table.LookupList.Lookup[index].SubTable:
                        forms.update(getattr(part, "ExtSubTable", part).mapping)
    return forms


def _packed(text: str) -> str:
    """Runs of exactly two half-width digits become one private character."""
    out, at = "", 0
    while at < len(text):
        run = at
        while run < len(text) and text[run].isascii() and text[run].isdigit():
            run += 1
        if run - at == 2:
            out += chr(PAIR + int(text[at:run]) + 100 * (text[at] == "0"))
        else:
            out += text[at:run]
        at = max(run, at)
        if at < len(text):
            out += text[at]
            at += 1
    return out


class Column:
    """A place for vertical lines: the middle of the next line is at `x`, lines run from `top` over `height`."""

    def __init__(
        self, sheet: Sheet, x: float, top: float, height: float, size: float = 11, leading: float = 1.8
    ) -> None:
        self.sheet = sheet
        self.x = x
        self.top = top
        self.height = height
        self.size = size
        self.em = size * POINT_MM
        self.step = self.em * leading

    def write(self, text: str, *, indent: int = 0, hang: int = 0, bold: bool = False) -> None:
        """A paragraph; its first line is lower by `indent` characters, the others by `hang`."""
        cells = self.height / self.em - hang
        for place, line in enumerate(wrap(_packed(text), cells, lambda part: float(len(part)), indent - hang)):
            self.line(line, self.top + (indent if place == 0 else hang) * self.em, bold=bold)

    def line(self, packed: str, y: float, *, bold: bool = False) -> None:
        """One line from `y` downwards; the pen moves to the next line on the left."""
        for character in packed:
            self._character(character, y, bold=bold)
            y += self.em
        self.x -= self.step

    def _character(self, character: str, y: float, *, bold: bool) -> None:
        if PAIR <= ord(character) < PAIR + 200:
            self.sheet.put(
                self.x, y + self.em / 2, f"{(ord(character) - PAIR) % 100:02}", self.size, align="center", fit=self.em
            )
            return
        if character.isascii():
            self.sheet.put(self.x, y + self.em / 2, character, self.size, align="center", bold=bold)
            return
        face = self.sheet.face
        name = face.cmap.get(ord(character))
        form = _vertical_forms(str(face.ttffile)).get(name or "")
        if form is None:
            self.sheet.put(self.x - self.em / 2, y + self.em / 2, character, self.size, bold=bold)
            return
        glyph = Glyph(face.ttfont.getGlyphID(form), (ord(character),), form, 1000)
        code = face.subset.pick_glyph(glyph)
        if code is None:
            raise ValueError(f"the face has no vertical form of {character}")
        middle = y + self.em / 2 + self.em * BASELINE
        self.sheet.type_encoded(
            self.x - self.em / 2, middle, f"({face.escape_text(chr(code))}) Tj", self.size, bold=bold
        )
