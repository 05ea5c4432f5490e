"""A page to typeset on: Japanese text, rules and tables in millimetres, the same bytes on every run.

Knows one typeface and no paper; sizes of type are points, places are millimetres from the upper left corner.
"""

import hashlib
from datetime import datetime
from importlib.resources import as_file, files
from typing import BinaryIO, Literal

from fpdf import FPDF
from fpdf.enums import PDFResourceType
from fpdf.fonts import TTFFont

from app.demo.pack.paper import JST
from app.demo.pack.wrap import wrap

Align = Literal["left", "center", "right", "spread"]
Size = tuple[float, float]
Rgb = tuple[int, int, int]

A4: Size = (210, 297)
A4_LANDSCAPE: Size = (297, 210)
A3_LANDSCAPE: Size = (420, 297)
WIDE: Size = (320, 180)
BLACK: Rgb = (0, 0, 0)

POINT_MM = 25.4 / 72
BASELINE = 0.38  # of the em, from the middle of a kanji down to its baseline
MADE_AT = datetime(2026, 12, 1, 9, 0, tzinfo=JST)


class Sheet(FPDF):
    """A document under the pen. `key` fixes its identity, so that no run differs from another."""

    def __init__(self, key: str, title: str, size: Size = A4) -> None:
        super().__init__(unit="mm", format=size)
        self.key = key
        self.set_auto_page_break(auto=False)
        self.set_margin(0)
        self.set_title(title)
        self.set_author("みなと町議会事務局")
        self.set_creator("Gijo demo pack")
        self.set_producer("Gijo demo pack")
        self.set_lang("ja")
        self.set_creation_date(MADE_AT)
        with as_file(files("viewer") / "fonts" / "NotoSansJP-Gijo.ttf") as path:
            self.add_font("gijo", fname=path)
        self.set_font("gijo", size=10.5)
        face = self.fonts["gijo"]
        if not isinstance(face, TTFFont):
            raise TypeError("the bundled face is a TrueType font")
        self.face = face
        self._font_pages: set[int] = set()
        self._colour = "0 0 0"
        self._waiting: list[tuple[str, int]] = []
        self.ink(BLACK)

    def file_id(self) -> str:
        """The /ID of the trailer, from the key alone (ISO 32000-1, 14.4)."""
        digest = hashlib.blake2b(self.key.encode(), digest_size=16).hexdigest().upper()
        return f"<{digest}><{digest}>"

    def page_of(self, size: Size = A4) -> None:
        """Start a page of `size` (width, height) in millimetres; the size says portrait or landscape."""
        self.add_page(orientation="P", format=size)
        for title, level in self._waiting:
            self.mark(title, level)
        self._waiting.clear()

    def ink(self, colour: Rgb) -> None:
        """The colour of everything drawn from now on: text, rules and fills."""
        self._colour = " ".join(f"{part / 255:.3f}" for part in colour)
        self.set_draw_color(*colour)
        self.set_fill_color(*colour)
        self.set_text_color(*colour)

    def width_of(self, text: str, size: float) -> float:
        """Width in millimetres of `text` set in `size` points."""
        return sum(self.face.cw[ord(character)] for character in text) * size * POINT_MM / 1000

    def put(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 10.5,
        *,
        align: Align = "left",
        width: float = 0,
        bold: bool = False,
        fit: float = 0,
    ) -> None:
        """One line with its middle (of the kanji's body) at height `y`.

        `x` is the left edge, the middle or the right edge as `align` says; "spread" puts the characters
        evenly over `width` (均等割付). A line longer than `fit` is narrowed to it (長体).
        """
        if not text:
            return
        natural = self.width_of(text, size)
        squeeze = min(1.0, fit / natural) if fit else 1.0
        spacing = (width - natural) / (len(text) - 1) / POINT_MM if align == "spread" and len(text) > 1 else 0.0
        if align == "center":
            x -= natural * squeeze / 2
        elif align == "right":
            x -= natural * squeeze
        self.type_encoded(
            x,
            y + size * POINT_MM * BASELINE,
            self.face.encode_text(text),
            size,
            (spacing, squeeze),
            bold=bold,
        )

    def type_encoded(
        self,
        x: float,
        y: float,
        encoded: str,
        size: float,
        form: tuple[float, float] = (0, 1),
        *,
        bold: bool = False,
    ) -> None:
        """Set text already in the codes of the face; `y` is the baseline, `form` spacing and narrowing."""
        if self.page not in self._font_pages:
            self._font_pages.add(self.page)
            self._resource_catalog.add(PDFResourceType.FONT, self.face.i, self.page)
        spacing, squeeze = form
        parts = ["q", f"{self._colour} rg"]
        if bold:  # the one face has one weight: a hairline around the outline stands in for bold
            parts += [f"{self._colour} RG 2 Tr 1 j", f"{size * 0.035:.2f} w"]
        if spacing:
            parts.append(f"{spacing:.3f} Tc")
        if squeeze < 1:
            parts.append(f"{squeeze * 100:.1f} Tz")
        parts.append(f"BT /F{self.face.i} {size:.2f} Tf {x * self.k:.2f} {(self.h - y) * self.k:.2f} Td {encoded} ET Q")
        self._out(" ".join(parts))

    def lines(self, text: str, width: float, size: float = 10.5, first_indent: float = 0) -> list[str]:
        """`text` broken into lines of at most `width` millimetres."""
        return wrap(text, width, lambda part: self.width_of(part, size), first_indent)

    def para(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        size: float = 10.5,
        *,
        leading: float = 1.75,
        bold: bool = False,
    ) -> float:
        """Set `text` in lines from the top edge `y`, full lines spread out. Returns the lower edge."""
        step = size * POINT_MM * leading
        for paragraph in text.split("\n"):
            broken = self.lines(paragraph, width, size)
            for place, line in enumerate(broken):
                is_last = place == len(broken) - 1
                over = self.width_of(line, size) > width
                align: Align = "left" if is_last and not over else "spread"
                self.put(x, y + step / 2, line, size, align=align, width=width, bold=bold)
                y += step
        return y

    def rule(self, x1: float, y1: float, x2: float, y2: float, weight: float = 0.2) -> None:
        """A straight rule, `weight` millimetres thick."""
        self.set_line_width(weight)
        self.line(x1, y1, x2, y2)

    def box(
        self, x: float, y: float, width: float, height: float, weight: float = 0.2, fill: Rgb | None = None
    ) -> None:
        """A rectangle: ruled unless `weight` is 0, filled when `fill` is given."""
        if fill is not None:
            kept = self.fill_color
            self.set_fill_color(*fill)
            self.rect(x, y, width, height, style="F")
            self.fill_color = kept
        if weight:
            self.set_line_width(weight)
            self.rect(x, y, width, height)

    def mark(self, title: str, level: int = 0) -> None:
        """An entry of the outline (しおり) that leads to the top of this page."""
        self.set_y(0)
        self.start_section(title, level=level)

    def mark_next(self, title: str, level: int = 0) -> None:
        """An entry of the outline that leads to the page that will be started next."""
        self._waiting.append((title, level))

    def folio(self, label: str | None = None) -> None:
        """The page number at the foot: － 12 －."""
        self.put(self.w / 2, self.h - 13, f"－ {label or self.page} －", 9, align="center")

    def finish(self, stream: BinaryIO) -> None:
        """Put the whole document on `stream`."""
        stream.write(bytes(self.output()))
