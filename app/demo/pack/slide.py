"""What every slide has: its heading, its one sentence, its number, panels and points."""

from collections.abc import Sequence

from app.demo.pack.charts import GREY, NAVY, ORANGE, PALE, TEXT, Box
from app.demo.pack.sheet import WIDE, Rgb, Sheet


def slide(sheet: Sheet, title: str, sentence: str) -> None:
    """Start a slide with its heading and the sentence that says what to see."""
    sheet.page_of(WIDE)
    sheet.mark(title)
    sheet.box(0, 0, 5, 180, 0, NAVY)
    sheet.ink(NAVY)
    sheet.put(19, 16, title, 22, bold=True)
    sheet.ink(TEXT)
    sheet.put(19, 29, sentence, 14)
    sheet.ink(PALE)
    sheet.rule(19, 36, 301, 36, 0.5)
    sheet.ink(GREY)
    sheet.put(301, 174, f"{sheet.page}", 11, align="right")
    sheet.put(19, 174, "みなと町 総務課財政係", 9.5)
    sheet.ink(TEXT)


def panel(sheet: Sheet, box: Box, colour: Rgb) -> None:
    """A pale panel with a strip of `colour` on top."""
    x, y, width, height = box
    sheet.box(x, y, width, height, 0, (245, 247, 250))
    sheet.box(x, y, width, 2, 0, colour)


def bullets(sheet: Sheet, y: float, points: Sequence[str], *, x: float = 24, size: float = 15) -> None:
    """Points with a square before each."""
    for place, words in enumerate(points):
        level = y + place * size * 0.92
        sheet.box(x, level - 1.6, 3.2, 3.2, 0, ORANGE)
        sheet.put(x + 8, level, words, size)
