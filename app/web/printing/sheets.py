"""The A4 sheets of everything that is printed. Imported only when needed, since the PDF library takes 15 MB."""

from collections.abc import Sequence
from dataclasses import dataclass

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, WrapMode
from fpdf.fonts import TTFFont

from viewer.stamp import BUNDLED_FONTS

FONT = "gijo"
_LEFT, _WIDTH, _FOOT = 20.0, 170.0, 18.0
_MISSING = "〓"
"""Stands for a letter that the font does not have, so that none is left out in silence (the printers' geta)."""


@dataclass(frozen=True)
class PrintedPart:
    """A part of the print: a heading, and what stands below it as pairs of label and words."""

    heading: str
    said: Sequence[tuple[str, str]]


class BlankSheets(FPDF):
    """A4 pages with nothing on them; `left`, `top`: their margins in mm. A letter that the font lacks shows as 〓."""

    def __init__(self, title: str, *, left: float, top: float) -> None:
        super().__init__(format="A4")
        self.set_margins(left, top, left)
        self.set_auto_page_break(auto=False)
        self.add_font(FONT, fname=str(BUNDLED_FONTS[0]))
        font = self.fonts[FONT]
        self._known = frozenset(font.cmap) if isinstance(font, TTFFont) else frozenset()
        self.set_title(title)
        self.set_lang("ja")

    def shown(self, text: str) -> str:
        """The text with what the font has; every line by itself, and no sign that turns the direction of others."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        return "".join(letter if letter == "\n" or ord(letter) in self._known else _MISSING for letter in lines)


class Sheets(BlankSheets):
    """Pages with the council and the title at the top, and "number / total" at the bottom."""

    def __init__(self, council: str, title: str) -> None:
        super().__init__(title, left=_LEFT, top=15)
        self._above = f"{council}　{title}"
        self.set_auto_page_break(auto=True, margin=_FOOT)

    def header(self) -> None:
        self.set_font(FONT, size=9)
        self.cell(_WIDTH, 6, self.shown(self._above), border="B", new_x="LMARGIN", new_y="NEXT")
        self.ln(3)

    def footer(self) -> None:
        self.set_y(-_FOOT + 4)
        self.set_font(FONT, size=9)
        self.cell(_WIDTH, 6, f"{self.page_no()} / {{nb}}", align="C")

    def write_block(self, text: str, points: float, height: float) -> None:
        """Text over the whole width, broken between any two letters."""
        self.set_font(FONT, size=points)
        self.multi_cell(_WIDTH, height, self.shown(text), wrapmode=WrapMode.CHAR, new_x="LMARGIN", new_y="NEXT")

    def write_pair(self, label: str, words: str) -> None:
        """A label with its text beside it, over as many pages as it needs."""
        self.set_font(FONT, size=9)
        self.set_x(_LEFT)
        self.multi_cell(_WIDTH, 5, self.shown(f"■ {label}"), wrapmode=WrapMode.CHAR, new_x="LMARGIN", new_y="NEXT")
        self.set_x(_LEFT + 5)
        self.set_font(FONT, size=10)
        self.multi_cell(_WIDTH - 5, 6, self.shown(words), wrapmode=WrapMode.CHAR, new_x="LMARGIN", new_y="NEXT")

    def write_hung(self, part: PrintedPart) -> None:
        """A part below a line, in letters that are read from two metres away; over two pages only if it is longer."""
        lines = [(part.heading, 20.0, 11.0)]
        lines += [each for label, words in part.said for each in ((label, 11.0, 6.0), (words, 20.0, 11.0))]
        needed = sum(self._height_of(text, points, height) for text, points, height in lines)
        if self.will_page_break(needed + 5) and needed < self.eph:
            self.add_page()
        self.ln(2)
        self.line(_LEFT, self.get_y(), _LEFT + _WIDTH, self.get_y())
        self.ln(3)
        for text, points, height in lines:
            self.write_block(text, points, height)

    def _height_of(self, text: str, points: float, height: float) -> float:
        self.set_font(FONT, size=points)
        lines = self.multi_cell(
            _WIDTH, height, self.shown(text), wrapmode=WrapMode.CHAR, dry_run=True, output=MethodReturnValue.LINES
        )
        return height * len(lines) if isinstance(lines, list) else 0.0

    def write_count(self, label: str, words: str) -> None:
        """A line with a label, and at its end a number in words."""
        self.set_font(FONT, size=11)
        self.cell(_WIDTH - 30, 7, self.shown(label), border="B")
        self.cell(30, 7, self.shown(words), border="B", align="R", new_x="LMARGIN", new_y="NEXT")


def draw(council: str, title: str, made: str, blocks: Sequence[PrintedPart]) -> bytes:
    """The bytes of a PDF. `made`: lines that say who made it when, and what was chosen for it."""
    sheets = Sheets(council, title)
    sheets.add_page()
    sheets.write_block(title, 16, 10)
    sheets.write_block(made, 9, 5)
    for block in blocks:
        sheets.ln(3)
        sheets.write_block(block.heading, 12, 7)
        for label, words in block.said:
            sheets.write_pair(label, words)
    if not blocks:
        sheets.write_block("記録はありません。", 10, 8)
    return bytes(sheets.output())


def draw_wall(council: str, title: str, made: str, parts: Sequence[PrintedPart]) -> bytes:
    """The bytes of a PDF to hang up. `made`: who made it when, and what to do with it."""
    sheets = Sheets(council, title)
    sheets.add_page()
    sheets.write_block(title, 28, 16)
    sheets.write_block(made, 11, 6)
    for part in parts:
        sheets.write_hung(part)
    return bytes(sheets.output())
