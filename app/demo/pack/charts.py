"""Bars, lines, rings and stacks drawn on a sheet. Knows numbers and colours, no paper."""

import math
from collections.abc import Sequence

from app.demo.pack.sheet import Rgb, Sheet

NAVY: Rgb = (21, 54, 97)
BLUE: Rgb = (43, 108, 176)
SKY: Rgb = (133, 182, 224)
TEAL: Rgb = (32, 138, 132)
ORANGE: Rgb = (222, 122, 40)
SAND: Rgb = (231, 190, 118)
RED: Rgb = (190, 58, 52)
GREY: Rgb = (120, 128, 138)
PALE: Rgb = (226, 231, 237)
TEXT: Rgb = (34, 40, 48)
SERIES = (NAVY, BLUE, SKY, TEAL, SAND, ORANGE, RED, GREY)

Box = tuple[float, float, float, float]


def _scale(highest: float) -> float:
    """A round number at or above `highest` that parts into four."""
    power = 10 ** math.floor(math.log10(highest))
    return float(next(power * step for step in (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10) if power * step >= highest))


def _grid(sheet: Sheet, box: Box, top: float, unit: str) -> None:
    x, y, width, height = box
    for part in range(5):
        level = y + height * (1 - part / 4)
        sheet.ink(PALE)
        sheet.rule(x, level, x + width, level, 0.25)
        sheet.ink(GREY)
        value = top * part / 4
        sheet.put(x - 2, level, f"{value:,.0f}" if top >= 8 else f"{value:.1f}", 10, align="right")
    sheet.put(x - 2, y - 6, f"（{unit}）", 10, align="right")
    sheet.ink(TEXT)


def bars(
    sheet: Sheet,
    box: Box,
    labels: Sequence[str],
    values: Sequence[float],
    unit: str,
    *,
    colour: Rgb = BLUE,
    last: Rgb = ORANGE,
) -> None:
    """Upright bars with their values; the last one in a colour of its own."""
    x, y, width, height = box
    top = _scale(max(values))
    _grid(sheet, box, top, unit)
    step = width / len(values)
    for place, (label, value) in enumerate(zip(labels, values, strict=True)):
        tall = height * value / top
        left = x + step * place + step * 0.2
        sheet.ink(last if place == len(values) - 1 else colour)
        sheet.rect(left, y + height - tall, step * 0.6, tall, style="F")
        sheet.ink(TEXT)
        words = f"{value:,.0f}" if top >= 8 else f"{value:.1f}"
        sheet.put(left + step * 0.3, y + height - tall - 3.5, words, 11, align="center", bold=True)
        sheet.put(left + step * 0.3, y + height + 5, label, 11, align="center", fit=step * 0.95)


def lines(
    sheet: Sheet, box: Box, labels: Sequence[str], series: Sequence[tuple[str, Sequence[float], Rgb]], unit: str
) -> None:
    """Lines with a dot at every value and their names at the right end."""
    x, y, width, height = box
    top = _scale(max(max(values) for _, values, _ in series))
    _grid(sheet, box, top, unit)
    step = width / (len(labels) - 1)
    for place, label in enumerate(labels):
        sheet.put(x + step * place, y + height + 5, label, 10.5, align="center", fit=step * 0.95)
    for name, values, colour in series:
        points = [(x + step * place, y + height * (1 - value / top)) for place, value in enumerate(values)]
        sheet.ink(colour)
        sheet.set_line_width(0.9)
        sheet.polyline(points)
        for at_x, at_y in points:
            sheet.circle(at_x, at_y, 1.3, style="F")
        sheet.put(points[-1][0] + 4, points[-1][1], name, 11, bold=True)
    sheet.ink(TEXT)


def ring(
    sheet: Sheet, centre: tuple[float, float], radius: float, parts: Sequence[tuple[str, float]], middle: Sequence[str]
) -> None:
    """A ring parted by share, clockwise from the top, and a legend to its right with amounts and percent."""
    x, y = centre
    total = sum(value for _, value in parts)
    angle = -90.0
    for place, (_, value) in enumerate(parts):
        sweep = 360 * value / total
        _sector(sheet, centre, radius, (angle, angle + sweep), SERIES[place % len(SERIES)])
        angle += sweep
    sheet.ink((255, 255, 255))
    sheet.circle(x, y, radius * 0.56, style="F")
    sheet.ink(TEXT)
    for place, words in enumerate(middle):
        sheet.put(
            x, y + (place - (len(middle) - 1) / 2) * 8, words, 12 if place == 0 else 16, align="center", bold=True
        )
    left, top = x + radius + 16, y - len(parts) * 4.6
    for place, (label, value) in enumerate(parts):
        level = top + place * 9.2 + 4.6
        sheet.box(left, level - 2.4, 5, 4.8, 0, SERIES[place % len(SERIES)])
        sheet.put(left + 8, level, label, 12)
        sheet.put(left + 82, level, f"{value:,.0f}", 12, align="right")
        sheet.put(left + 100, level, f"{value / total * 100:.1f}%", 12, align="right")


def _sector(sheet: Sheet, centre: tuple[float, float], radius: float, span: tuple[float, float], colour: Rgb) -> None:
    start, end = span
    steps = max(2, math.ceil((end - start) / 2))
    points = [centre]
    for step in range(steps + 1):
        turn = math.radians(start + (end - start) * step / steps)
        points.append((centre[0] + radius * math.cos(turn), centre[1] + radius * math.sin(turn)))
    sheet.set_fill_color(*colour)
    sheet.set_draw_color(255, 255, 255)
    sheet.set_line_width(0.5)
    sheet.polygon(points, style="DF")


def stacked(
    sheet: Sheet, box: Box, labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], unit: str
) -> None:
    """Bars laid on top of each other, with a legend above."""
    x, y, width, height = box
    top = _scale(max(sum(values) for values in zip(*(values for _, values in series), strict=True)))
    _grid(sheet, box, top, unit)
    step = width / len(labels)
    for place, label in enumerate(labels):
        level = y + height
        for number, (_, values) in enumerate(series):
            tall = height * values[place] / top
            level -= tall
            sheet.box(x + step * place + step * 0.18, level, step * 0.64, tall, 0, SERIES[number])
        sheet.put(x + step * (place + 0.5), y + height + 5, label, 11, align="center", fit=step * 0.95)
    left = x + 6
    for number, (name, _) in enumerate(series):
        sheet.box(left, y - 9, 5, 4.6, 0, SERIES[number])
        sheet.put(left + 7, y - 6.7, name, 11)
        left += 14 + sheet.width_of(name, 11)


def level_bars(sheet: Sheet, box: Box, rows: Sequence[tuple[str, float, str]], *, colour: Rgb = TEAL) -> None:
    """Bars from left to right: name, share of the longest, words behind the bar."""
    x, y, width, height = box
    longest = max(value for _, value, _ in rows)
    step = height / len(rows)
    for place, (label, value, words) in enumerate(rows):
        level = y + step * (place + 0.5)
        sheet.put(x - 3, level, label, 12, align="right")
        sheet.box(x, level - step * 0.28, width * value / longest, step * 0.56, 0, colour)
        sheet.put(x + width * value / longest + 3, level, words, 12, bold=True)
