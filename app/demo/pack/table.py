"""Ruled tables on a sheet: columns, heads, rows that grow with their text. Knows no paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.demo.pack.sheet import POINT_MM, Align, Rgb, Sheet

HEAD_FILL: Rgb = (234, 238, 243)


@dataclass(frozen=True)
class Column:
    """One column: its head, its width in millimetres and where its text stands."""

    title: str
    width: float
    align: Align = "left"


class Table:
    """A table that grows downwards from (`x`, `y`); `y` is always the lower edge of what is drawn."""

    def __init__(
        self,
        sheet: Sheet,
        x: float,
        y: float,
        columns: Sequence[Column],
        *,
        size: float = 9.5,
        row_height: float = 7,
        padding: float = 1.6,
    ) -> None:
        self.sheet = sheet
        self.x = x
        self.y = y
        self.top = y
        self.columns = columns
        self.size = size
        self.row_height = row_height
        self.padding = padding

    @property
    def width(self) -> float:
        return sum(column.width for column in self.columns)

    def head(self, height: float = 8) -> None:
        """The row of titles, on a pale ground."""
        self.sheet.box(self.x, self.y, self.width, height, 0, HEAD_FILL)
        x = self.x
        for column in self.columns:
            lines = column.title.split("\n")
            for place, line in enumerate(lines):
                middle = self.y + height / 2 + (place - (len(lines) - 1) / 2) * self.size * POINT_MM * 1.3
                self.sheet.put(x + column.width / 2, middle, line, self.size, align="center", fit=column.width - 1.5)
            x += column.width
        self.y += height
        self.sheet.rule(self.x, self.y, self.x + self.width, self.y, 0.25)

    def height_of(self, cells: Sequence[str]) -> float:
        """How tall a row with these texts will be."""
        most = max(len(self._lines(column, cell)) for column, cell in zip(self.columns, cells, strict=True))
        return max(self.row_height, most * self._step + self.padding)

    def row(self, *cells: str, bold: bool = False, fill: Rgb | None = None, rule: float = 0.12) -> None:
        """One row and the rule under it; figures (right-aligned cells) are narrowed rather than broken."""
        height = self.height_of(cells)
        if fill is not None:
            self.sheet.box(self.x, self.y, self.width, height, 0, fill)
        x = self.x
        for column, cell in zip(self.columns, cells, strict=True):
            self._cell(x, height, column, cell, bold=bold)
            x += column.width
        self.y += height
        if rule:
            self.sheet.rule(self.x, self.y, self.x + self.width, self.y, rule)

    def close(self, weight: float = 0.35) -> float:
        """The upright rules and the frame. Returns the lower edge."""
        x = self.x
        for column in self.columns[:-1]:
            x += column.width
            self.sheet.rule(x, self.top, x, self.y, 0.12)
        self.sheet.box(self.x, self.top, self.width, self.y - self.top, weight)
        return self.y

    @property
    def _step(self) -> float:
        return self.size * POINT_MM * 1.4

    def _lines(self, column: Column, cell: str) -> list[str]:
        if column.align == "right":
            return [cell]
        return self.sheet.lines(cell, column.width - 2 * self.padding, self.size)

    def _cell(self, x: float, height: float, column: Column, cell: str, *, bold: bool) -> None:
        lines = self._lines(column, cell)
        inner = column.width - 2 * self.padding
        for place, line in enumerate(lines):
            middle = self.y + height / 2 + (place - (len(lines) - 1) / 2) * self._step
            if column.align == "right":
                self.sheet.put(
                    x + column.width - self.padding, middle, line, self.size, align="right", bold=bold, fit=inner
                )
            elif column.align == "center":
                self.sheet.put(x + column.width / 2, middle, line, self.size, align="center", bold=bold, fit=inner)
            else:
                self.sheet.put(x + self.padding, middle, line, self.size, bold=bold, fit=inner)
