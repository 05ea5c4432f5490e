"""A coloured plan of the invented town: land use zones, streets, houses, hills, sea, legend. Knows no paper."""

import math
import random

from app.demo.pack.sheet import Rgb, Sheet

Point = tuple[float, float]

SEA: Rgb = (196, 224, 240)
HILL: Rgb = (214, 230, 205)
ZONES: dict[str, Rgb] = {
    "第一種低層住居専用地域": (158, 214, 160), "第一種中高層住居専用地域": (190, 226, 140),
    "第一種住居地域": (250, 236, 150), "近隣商業地域": (246, 190, 200), "商業地域": (238, 130, 130),
    "準工業地域": (206, 186, 222), "工業地域": (176, 208, 232), "漁港区域": (168, 200, 208),
}  # fmt: skip
LEFT, TOP, WIDTH, HEIGHT = 18.0, 30.0, 300.0, 246.0


def _place(u: float, v: float) -> Point:
    """A place of the bent grid of streets, in millimetres: u runs east, v runs south."""
    x = LEFT + WIDTH * u + 7 * math.sin(v * 5.1 + 0.6) + 3 * math.sin(u * 9)
    y = TOP + HEIGHT * v + 9 * math.sin(u * 4.3) + 3 * math.sin(v * 8 + u * 3)
    return x, y


def _coast(x: float) -> float:
    return TOP + HEIGHT * 0.78 + 13 * math.sin((x - 40) / 38) + 6 * math.sin(x / 13) - (x - LEFT) * 0.06


def _zone(u: float, v: float, chance: random.Random) -> str:
    centre = math.hypot((u - 0.52) * 1.25, v - 0.52) + chance.uniform(-0.012, 0.012)
    if v > 0.665:
        return "漁港区域" if 0.3 < u < 0.72 else "工業地域"
    for reach, name in ((0.085, "商業地域"), (0.15, "近隣商業地域"), (0.26, "第一種住居地域")):
        if centre < reach:
            return name
    if u > 0.72 and v > 0.4:
        return "準工業地域"
    return "第一種中高層住居専用地域" if centre < 0.37 else "第一種低層住居専用地域"


def draw_map(sheet: Sheet) -> Point:
    """Draw the plan on the present A3 page; returns where the gymnasium stands."""
    with sheet.rect_clip(LEFT, TOP, WIDTH, HEIGHT):
        sheet.box(LEFT, TOP, WIDTH, HEIGHT, 0, HILL)
        _contours(sheet)
        _blocks(sheet)
        _sea(sheet)
        _river(sheet)
        _roads(sheet)
        _harbour(sheet)
    sheet.ink((0, 0, 0))
    sheet.box(LEFT, TOP, WIDTH, HEIGHT, 0.5)
    _legend(sheet)
    return _place(0.605, 0.56)


def _contours(sheet: Sheet) -> None:
    for number in range(16):
        sheet.ink((160, 140, 104))
        points = []
        for step in range(121):
            u = step / 120
            bump = 0.05 * math.sin(u * 7 + number * 0.23) + 0.03 * math.sin(u * 17 + number * 0.4)
            points.append((LEFT + WIDTH * u, TOP + HEIGHT * (0.015 + number * 0.013 + bump)))
        sheet.set_line_width(0.3 if number % 5 == 0 else 0.1)
        sheet.polyline(points)


def _blocks(sheet: Sheet) -> None:
    chance = random.Random(77)  # noqa: S311 - an invented town, the same on every run
    across, down = 30, 20
    for row in range(3, down - 3):
        for column in range(1, across - 1):
            u, v = column / across, row / down
            x, y = _place(u + 0.5 / across, v + 0.5 / down)
            edge = 0.17 + 0.05 * math.sin(u * 9) + 0.03 * math.sin(u * 21)
            if y > _coast(x) - 4 or v < edge:
                continue
            zone = _zone(u, v, chance)
            gap = 0.09
            corners = [
                _place((column + dx) / across, (row + dy) / down)
                for dx, dy in ((gap, gap), (1 - gap, gap), (1 - gap, 1 - gap), (gap, 1 - gap))
            ]
            sheet.set_fill_color(*ZONES[zone])
            sheet.set_draw_color(120, 120, 120)
            sheet.set_line_width(0.08)
            sheet.polygon(corners, style="DF")
            _houses(sheet, (column / across, row / down), (1 / across, 1 / down), zone, chance)


def _houses(sheet: Sheet, origin: Point, size: Point, zone: str, chance: random.Random) -> None:
    is_large = zone in {"工業地域", "漁港区域", "準工業地域", "商業地域"}
    count = 2 if is_large else 4
    for row in range(2):
        for column in range(count):
            if chance.random() < 0.18:
                continue
            u = origin[0] + size[0] * (0.16 + 0.7 * (column + 0.15) / count)
            v = origin[1] + size[1] * (0.18 + 0.36 * row)
            wide, tall = size[0] * 0.7 / count * chance.uniform(0.45, 0.75), size[1] * chance.uniform(0.14, 0.25)
            sheet.set_fill_color(112, 112, 118) if is_large else sheet.set_fill_color(150, 150, 150)
            sheet.polygon(
                [_place(u, v), _place(u + wide, v), _place(u + wide, v + tall), _place(u, v + tall)], style="F"
            )


def _sea(sheet: Sheet) -> None:
    shore = [(LEFT + step * 2.5, _coast(LEFT + step * 2.5)) for step in range(121)]
    sheet.set_fill_color(*SEA)
    sheet.polygon([*shore, (LEFT + WIDTH, TOP + HEIGHT), (LEFT, TOP + HEIGHT)], style="F")
    for depth in (6, 14, 26):
        sheet.ink((140, 188, 216))
        sheet.set_line_width(0.12)
        sheet.polyline([(x, y + depth + 2 * math.sin(x / 9)) for x, y in shore])
    sheet.ink((60, 100, 130))
    sheet.set_line_width(0.4)
    sheet.polyline(shore)


def _river(sheet: Sheet) -> None:
    points = [_place(0.27 + 0.05 * math.sin(step / 9), 0.1 + step / 60 * 0.72) for step in range(61)]
    for colour, weight in (((90, 140, 176), 3.4), (SEA, 2.8)):
        sheet.ink(colour)
        sheet.set_line_width(weight)
        sheet.polyline(points)


def _roads(sheet: Sheet) -> None:
    lines = (
        ([_place(step / 60, 0.46 + 0.05 * math.sin(step / 11)) for step in range(-2, 63)], 3.0, (244, 180, 96)),
        ([_place(0.52 + 0.03 * math.sin(step / 8), step / 60) for step in range(44)], 2.4, (250, 216, 130)),
        ([_place(step / 60, 0.62) for step in range(9, 57)], 1.8, (255, 255, 255)),
    )
    for points, weight, colour in lines:
        for shade, thick in (((110, 100, 90), weight + 0.5), (colour, weight)):
            sheet.ink(shade)
            sheet.set_line_width(thick)
            sheet.polyline(points)
    rails = [_place(step / 60, 0.345 + 0.035 * math.sin(step / 13)) for step in range(-2, 63)]
    sheet.ink((40, 40, 40))
    sheet.set_line_width(1.1)
    sheet.polyline(rails)
    sheet.ink((255, 255, 255))
    sheet.set_line_width(0.7)
    sheet.set_dash_pattern(dash=3, gap=3)
    sheet.polyline(rails)
    sheet.set_dash_pattern()


def _harbour(sheet: Sheet) -> None:
    sheet.ink((110, 110, 110))
    for start, end in (
        ((150.0, 226.0), (168.0, 250.0)),
        ((168.0, 250.0), (196.0, 252.0)),
        ((226.0, 222.0), (216.0, 244.0)),
    ):
        sheet.rule(*start, *end, 2.2)
    sheet.ink((20, 50, 90))
    for words, at, size in (("み な と 湾", (110, 258), 15), ("二の川", (99, 120), 9), ("みなと港", (188, 240), 10)):
        sheet.put(*at, words, size, align="center")
    sheet.ink((30, 30, 30))
    for words, u, v in (
        ("みなと駅", 0.53, 0.315),
        ("町役場", 0.47, 0.5),
        ("東小学校", 0.72, 0.5),
        ("国道", 0.1, 0.43),
        ("みはらし山", 0.3, 0.08),
    ):
        x, y = _place(u, v)
        wide = sheet.width_of(words, 8.5) + 2.4
        sheet.box(x - wide / 2, y - 2.4, wide, 4.8, 0.15, (255, 255, 255))
        sheet.put(x, y, words, 8.5, align="center")


def _legend(sheet: Sheet) -> None:
    x, y = 328.0, 36.0
    sheet.put(x, y, "凡　例", 12, bold=True)
    for name, colour in ZONES.items():
        y += 9.5
        sheet.box(x, y - 3, 12, 6, 0.15, colour)
        sheet.put(x + 15, y, name, 10, fit=60)
    for name, colour, weight in (
        ("国道・県道", (244, 180, 96), 2.4),
        ("鉄道", (40, 40, 40), 1.1),
        ("等高線（5m）", (160, 140, 104), 0.3),
    ):
        y += 9.5
        sheet.ink(colour)
        sheet.rule(x, y, x + 12, y, weight)
        sheet.ink((0, 0, 0))
        sheet.put(x + 15, y, name, 10)
    y += 11
    sheet.ink((200, 20, 30))
    sheet.circle(x + 6, y, 3.2)
    sheet.ink((0, 0, 0))
    sheet.put(x + 15, y, "計画地（屋内運動場）", 10)
    _north(sheet, (345.0, 196.0))
    for part in range(4):
        sheet.box(332 + part * 12.5, 222, 12.5, 2.4, 0.15, (0, 0, 0) if part % 2 == 0 else (255, 255, 255))
    for words, at in (("0", 332.0), ("100", 357.0), ("200m", 382.0)):
        sheet.put(at, 228.5, words, 9, align="center")


def _north(sheet: Sheet, at: Point) -> None:
    x, y = at
    sheet.ink((0, 0, 0))
    sheet.polygon([(x, y - 14), (x + 4.5, y + 6), (x, y + 2)], style="F")
    sheet.set_line_width(0.25)
    sheet.polygon([(x, y - 14), (x - 4.5, y + 6), (x, y + 2)], style="D")
    sheet.put(x, y - 18, "N", 12, align="center", bold=True)
