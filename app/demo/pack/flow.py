"""Legal text that flows over pages: articles with hanging indents, and old and new wording side by side."""

from collections.abc import Sequence

from app.demo.pack.sheet import POINT_MM, Sheet
from app.demo.pack.table import HEAD_FILL

LEFT, RIGHT, TOP, LOWEST = 25.0, 185.0, 28.0, 272.0


class Flow:
    """Text set downwards page after page. Place of the pen: `y`, millimetres from the top."""

    def __init__(self, sheet: Sheet, size: float = 11, leading: float = 1.85) -> None:
        self.sheet = sheet
        self.size = size
        self.step = size * POINT_MM * leading
        self.em = size * POINT_MM
        self.y = TOP

    def new_page(self) -> None:
        """Start a page; the one before gets nothing more."""
        self.sheet.page_of()
        self.sheet.folio()
        self.y = TOP

    def need(self, height: float) -> None:
        """Start a page unless `height` millimetres are left on this one."""
        if self.y + height > LOWEST:
            self.new_page()

    def line(self, words: str, *, x: float = LEFT, size: float = 0, bold: bool = False) -> None:
        """One line standing at `x`."""
        self.need(self.step)
        self.sheet.put(x, self.y + self.step / 2, words, size or self.size, bold=bold)
        self.y += self.step

    def centre(self, words: str, size: float = 14) -> None:
        """A heading in the middle of the page, with air around it."""
        self.need(18)
        self.y += 4
        self.sheet.put(105, self.y + 4, words, size, align="center", bold=True, fit=165)
        self.y += 13

    def text(self, words: str) -> None:
        """Paragraphs of legal text. A caption (…) stands in one em; an item (1) hangs; an article hangs by one em."""
        for paragraph in words.strip("\n").split("\n"):
            stripped = paragraph.strip()
            if stripped.startswith("（") and stripped.endswith("）") and len(stripped) < 30:
                self.need(3 * self.step)
                self._set(stripped, 1, 1)
            elif stripped.startswith("(") or stripped[:2] in {"ア　", "イ　", "ウ　"}:
                self._set(stripped, 1, 2.6)
            elif stripped.startswith("第") or stripped[:1].isdigit():
                self._set(stripped, 0, 1)
            else:
                self._set(stripped, 1, 0)

    def _set(self, words: str, indent_em: float, hang_em: float) -> None:
        measure = RIGHT - LEFT - hang_em * self.em
        first = (indent_em - hang_em) * self.em
        broken = self.sheet.lines(words, measure, self.size, first)
        for place, line in enumerate(broken):
            self.need(self.step)
            x = LEFT + (indent_em if place == 0 else hang_em) * self.em
            is_last = place == len(broken) - 1
            self.sheet.put(
                x,
                self.y + self.step / 2,
                line,
                self.size,
                align="left" if is_last else "spread",
                width=RIGHT - x,
            )
            self.y += self.step

    def gap(self, height: float = 5) -> None:
        """Leave `height` millimetres free."""
        self.y += height


def compare(sheet: Sheet, title: str, rows: Sequence[tuple[str, str]]) -> None:
    """新旧対照表: new wording left, old wording right; what is between { and } is underlined."""
    bottom = 0.0
    y = 400.0
    for new, old in rows:
        left, right = _marked(sheet, new), _marked(sheet, old)
        height = max(len(left), len(right)) * 5.6 + 4
        if y + height > LOWEST:
            if bottom:
                _frame(sheet, y)
            y = bottom = _compare_page(sheet, title)
        for x, lines in ((22.0, left), (107.0, right)):
            for place, (line, underlined) in enumerate(lines):
                _underlined(sheet, x, y + 2 + 5.6 * (place + 0.5), line, underlined)
        y += height
    _frame(sheet, y)


def _compare_page(sheet: Sheet, title: str) -> float:
    sheet.page_of()
    sheet.folio()
    sheet.put(105, 22, title, 12, align="center", bold=True, fit=170)
    sheet.put(190, 30, "（傍線の部分は改正部分）", 9, align="right")
    sheet.box(20, 34, 170, 8, 0, HEAD_FILL)
    sheet.put(62.5, 38, "改　正　後", 10, align="center")
    sheet.put(147.5, 38, "改　正　前", 10, align="center")
    sheet.rule(20, 42, 190, 42, 0.25)
    return 42.0


def _frame(sheet: Sheet, bottom: float) -> None:
    sheet.box(20, 34, 170, bottom - 34, 0.35)
    sheet.rule(105, 34, 105, bottom, 0.2)


def _marked(sheet: Sheet, words: str) -> list[tuple[str, list[bool]]]:
    """Lines of `words` without its braces, and for each character whether it stood between them."""
    plain, flags, inside = "", [], False
    for character in words:
        if character in "{}":
            inside = character == "{"
        else:
            plain += character
            if character != "\n":
                flags.append(inside)
    lines: list[tuple[str, list[bool]]] = []
    at = 0
    for line in sheet.lines(plain, 81, 10):
        lines.append((line, flags[at : at + len(line)]))
        at += len(line)
    return lines


def _underlined(sheet: Sheet, x: float, y: float, line: str, flags: Sequence[bool]) -> None:
    sheet.put(x, y, line, 10)
    for character, is_changed in zip(line, flags, strict=True):
        width = sheet.width_of(character, 10)
        if is_changed:
            sheet.rule(x, y + 2.2, x + width, y + 2.2, 0.2)
        x += width
