"""The drawings of the gymnasium (図面集): site on the coloured plan, floor plan, elevations; A3 landscape."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import BinaryIO

from app.demo.pack.sheet import A3_LANDSCAPE, Rgb, Sheet
from app.demo.pack.townmap import draw_map

SCALE = 1000 / 150  # millimetres on paper for one metre, 1:150
X0, Y0 = 52.0, 52.0
XS = (0.0, 6.0, 12.0, 18.0, 24.0, 30.0, 36.0, 45.0)
YS = (0.0, 7.0, 13.0, 19.0, 25.0, 31.0)
FINE: Rgb = (90, 96, 104)
RED: Rgb = (190, 40, 40)

ROOMS = (
    ("主競技場", "864.00㎡", 0.0, 7.0, 36.0, 24.0), ("玄関ホール", "68.40㎡", 12.0, 0.0, 9.8, 7.0),
    ("事務室", "29.40㎡", 21.8, 0.0, 4.2, 7.0), ("器具庫", "84.00㎡", 0.0, 0.0, 12.0, 7.0),
    ("男子更衣室", "35.00㎡", 26.0, 0.0, 5.0, 7.0), ("女子更衣室", "35.00㎡", 31.0, 0.0, 5.0, 7.0),
    ("多目的室", "90.00㎡", 36.0, 0.0, 9.0, 10.0), ("多目的便所", "27.00㎡", 36.0, 10.0, 9.0, 3.0),
    ("備蓄倉庫", "90.00㎡", 36.0, 13.0, 9.0, 10.0), ("機械室", "72.00㎡", 36.0, 23.0, 9.0, 8.0),
)  # fmt: skip


def write_drawings(stream: BinaryIO) -> None:
    """Put the three drawings on `stream`."""
    sheet = Sheet("zumen", "みなと町屋内運動場　図面集", A3_LANDSCAPE)
    _start(sheet, "位置図・用途地域図", "1:5,000", "A-01")
    x, y = draw_map(sheet)
    sheet.ink((200, 20, 30))
    sheet.set_line_width(0.9)
    sheet.circle(x, y, 8)
    sheet.rule(x + 6, y - 6, x + 26, y - 22, 0.4)
    sheet.box(x + 26, y - 28, 46, 9, 0.4, (255, 255, 255))
    sheet.put(x + 49, y - 23.5, "計画地　屋内運動場", 10, align="center", bold=True)
    sheet.ink((0, 0, 0))
    _start(sheet, "1階平面図", "1:150", "A-02")
    _plan(sheet)
    _start(sheet, "立面図", "1:200", "A-03")
    _elevations(sheet)
    sheet.finish(stream)


def _start(sheet: Sheet, title: str, scale: str, number: str) -> None:
    """A page with its frame and its title block."""
    sheet.page_of(A3_LANDSCAPE)
    sheet.mark(f"{number}　{title}")
    sheet.box(12, 12, 396, 273, 0.6)
    sheet.put(22, 21, title, 14, bold=True)
    for x, width, label, words in (
        (228.0, 76.0, "工事名", "みなと町屋内運動場新築工事"), (304.0, 36.0, "図面名", title),
        (340.0, 20.0, "縮尺", scale), (360.0, 22.0, "日付", "令和8年11月"), (382.0, 26.0, "図面番号", number),
    ):  # fmt: skip
        sheet.box(x, 12, width, 14, 0.25)
        sheet.put(x + 1.5, 15, label, 6.5)
        sheet.put(x + width / 2, 20.5, words, 9.5, align="center", fit=width - 3)


def _at(x: float, y: float) -> tuple[float, float]:
    return X0 + x * SCALE, Y0 + y * SCALE


def _plan(sheet: Sheet) -> None:
    _axes(sheet)
    _court(sheet)
    for name, area, x, y, width, height in ROOMS:
        left, top = _at(x, y)
        _wall(sheet, (left, top, width * SCALE, height * SCALE))
        sheet.put(
            left + width * SCALE / 2, top + height * SCALE / 2 - 3, name, 9.5, align="center", fit=width * SCALE - 4
        )
        sheet.put(left + width * SCALE / 2, top + height * SCALE / 2 + 3, area, 7.5, align="center")
    for x, y, turn in ((17.0, 0.0, 0), (15.4, 0.0, 1), (18.0, 7.0, 2), (23.0, 7.0, 2), (28.0, 7.0, 2), (33.0, 7.0, 2)):
        _door(sheet, _at(x, y), turn)
    for x, y in ((36.0, 8.0), (36.0, 15.0), (36.0, 25.0)):
        _door(sheet, _at(x, y), 3)
    _windows(sheet)
    _notes(sheet)


def _axes(sheet: Sheet) -> None:
    """Grid lines with their bubbles, and the chains of dimensions."""
    right, bottom = _at(XS[-1], YS[-1])
    sheet.set_dash_pattern(dash=5, gap=1.5)
    sheet.ink(RED)
    for x in XS:
        sheet.rule(_at(x, 0)[0], Y0 - 11, _at(x, 0)[0], bottom + 5, 0.1)
    for y in YS:
        sheet.rule(X0 - 11, _at(0, y)[1], right + 5, _at(0, y)[1], 0.1)
    sheet.set_dash_pattern()
    sheet.ink((0, 0, 0))
    for number, x in enumerate(XS, start=1):
        _bubble(sheet, (_at(x, 0)[0], Y0 - 14), f"X{number}")
    for number, y in enumerate(YS, start=1):
        _bubble(sheet, (X0 - 14, _at(0, y)[1]), f"Y{number}")
    _chain(sheet, [_at(x, 0)[0] for x in XS], bottom + 9, [f"{b - a:.0f},000" for a, b in pairwise(XS)])
    _chain(sheet, [X0, right], bottom + 16, ["45,000"])
    _chain_down(sheet, [_at(0, y)[1] for y in YS], X0 - 23, [f"{b - a:.0f},000" for a, b in pairwise(YS)])
    _chain_down(sheet, [Y0, bottom], X0 - 30, ["31,000"])


def _bubble(sheet: Sheet, at: tuple[float, float], words: str) -> None:
    sheet.set_line_width(0.15)
    sheet.circle(at[0], at[1], 3)
    sheet.put(at[0], at[1], words, 7, align="center")


def _chain(sheet: Sheet, places: Sequence[float], y: float, words: Sequence[str]) -> None:
    sheet.rule(places[0], y, places[-1], y, 0.12)
    for x in places:
        sheet.rule(x - 1, y + 1, x + 1, y - 1, 0.25)
    for left, right, label in zip(places, places[1:], words, strict=False):
        sheet.put((left + right) / 2, y - 2, label, 7, align="center")


def _chain_down(sheet: Sheet, places: Sequence[float], x: float, words: Sequence[str]) -> None:
    sheet.rule(x, places[0], x, places[-1], 0.12)
    for y in places:
        sheet.rule(x - 1, y + 1, x + 1, y - 1, 0.25)
    for top, bottom, label in zip(places, places[1:], words, strict=False):
        with sheet.rotation(90, x - 2, (top + bottom) / 2):
            sheet.put(x - 2, (top + bottom) / 2, label, 7, align="center")


def _wall(sheet: Sheet, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = box
    sheet.box(x - 0.6, y - 0.6, width + 1.2, height + 1.2, 0.25)
    sheet.box(x + 0.6, y + 0.6, width - 1.2, height - 1.2, 0.25)


def _court(sheet: Sheet) -> None:
    """A basketball court, a volleyball court and three badminton courts, in the colours of their lines."""
    left, top = _at(0, 7)
    sheet.box(left, top, 36 * SCALE, 24 * SCALE, 0, (250, 243, 228))
    sheet.ink((30, 90, 170))
    x, y = _at(4, 11.5)
    sheet.box(x, y, 28 * SCALE, 15 * SCALE, 0.3)
    sheet.rule(x + 14 * SCALE, y, x + 14 * SCALE, y + 15 * SCALE, 0.3)
    sheet.circle(x + 14 * SCALE, y + 7.5 * SCALE, 1.8 * SCALE)
    for goal in (x, x + 22.2 * SCALE):
        sheet.box(goal, y + 5.05 * SCALE, 5.8 * SCALE, 4.9 * SCALE, 0.3)
    sheet.ink((200, 90, 30))
    x, y = _at(9, 14.5)
    sheet.box(x, y, 18 * SCALE, 9 * SCALE, 0.2)
    sheet.rule(x + 9 * SCALE, y - 4, x + 9 * SCALE, y + 9 * SCALE + 4, 0.2)
    sheet.ink((40, 140, 80))
    for place in range(3):
        x, y = _at(3.4 + place * 10.4, 8.2)
        sheet.box(x, y, 6.1 * SCALE, 13.4 * SCALE, 0.12)
        sheet.rule(x, y + 6.7 * SCALE, x + 6.1 * SCALE, y + 6.7 * SCALE, 0.12)
    sheet.ink((0, 0, 0))


def _door(sheet: Sheet, at: tuple[float, float], turn: int) -> None:
    """A leaf of 1.6 m and the quarter circle it sweeps; `turn` counts quarter turns."""
    reach = 1.6 * SCALE
    start = math.pi / 2 * turn
    x, y = at
    points = [
        (x + reach * math.cos(start + step / 12 * math.pi / 2), y + reach * math.sin(start + step / 12 * math.pi / 2))
        for step in range(13)
    ]
    sheet.ink(FINE)
    sheet.set_line_width(0.12)
    sheet.polyline(points)
    sheet.rule(x, y, points[-1][0], points[-1][1], 0.3)
    sheet.ink((0, 0, 0))


def _windows(sheet: Sheet) -> None:
    sheet.ink((60, 140, 190))
    for place in range(6):
        x, y = _at(1.2 + place * 6, 31)
        for shift in (-0.3, 0.3):
            sheet.rule(x, y + shift, x + 3.6 * SCALE, y + shift, 0.2)
    for place in range(4):
        x, y = _at(0, 9 + place * 6)
        for shift in (-0.3, 0.3):
            sheet.rule(x + shift, y, x + shift, y + 3 * SCALE, 0.2)
    sheet.ink((0, 0, 0))


def _notes(sheet: Sheet) -> None:
    notes = (
        "特記事項",
        "1　寸法は、壁の中心間の距離をミリメートルで示す。",
        "2　床の高さは、設計地盤面＋350とする。",
        "3　競技線の色は、青がバスケットボール、橙がバレーボール、緑がバドミントン（3面）である。",
        "4　避難所として使うときは、主競技場を通路で4区画に分ける。",
    )
    y = 56.0
    for place, words in enumerate(notes):
        y = sheet.para(360, y, 44, words, 8 if place else 9.5, bold=place == 0) + 1.5


def _elevations(sheet: Sheet) -> None:
    for name, y, long, bays in (("南立面図", 122.0, 45.0, 7), ("西立面図", 232.0, 31.0, 5)):
        _elevation(sheet, name, y, long, bays)


def _elevation(sheet: Sheet, name: str, ground: float, long: float, bays: int) -> None:
    scale = 5.0
    left = 210 - long * scale / 2
    eaves, ridge = ground - 9.2 * scale, ground - 12.4 * scale
    middle = left + long * scale / 2
    sheet.box(left, eaves, long * scale, 9.2 * scale, 0.35, (240, 238, 230))
    sheet.set_fill_color(120, 140, 156)
    sheet.set_line_width(0.35)
    sheet.polygon(
        [(left - 6, eaves), (left + 8, ridge), (left + long * scale - 8, ridge), (left + long * scale + 6, eaves)],
        style="DF",
    )
    sheet.set_fill_color(0, 0, 0)
    for seam in range(int(long * 2)):
        x = left + seam * scale / 2
        sheet.ink((150, 150, 146))
        sheet.rule(x, eaves + 0.6, x, ground, 0.06)
    sheet.ink((0, 0, 0))
    step = long * scale / bays
    for bay in range(bays):
        x = left + step * bay + step * 0.2
        sheet.box(x, eaves + 8, step * 0.6, 9, 0.25, (188, 216, 232))
        sheet.rule(x + step * 0.3, eaves + 8, x + step * 0.3, eaves + 17, 0.12)
        if bay != bays // 2:
            sheet.box(x, ground - 14, step * 0.6, 11, 0.25, (188, 216, 232))
    sheet.box(middle - 9, ground - 13, 18, 13, 0.3, (214, 200, 176))
    sheet.rule(middle, ground - 13, middle, ground, 0.2)
    sheet.rule(30, ground, 390, ground, 0.7)
    _chain_down(sheet, [ridge, eaves, ground], left - 20, ["3,200", "9,200"])
    _chain(sheet, [left, left + long * scale], ground + 9, [f"{long:.0f},000"])
    sheet.put(210, ground + 18, name, 12, align="center", bold=True)
    for words, level in (
        ("最高の高さ　＋12,400", ridge),
        ("軒の高さ　＋9,200", eaves),
        ("設計地盤面　±0（海抜8.2m）", ground),
    ):
        sheet.rule(left + long * scale + 8, level, left + long * scale + 22, level, 0.12)
        sheet.put(left + long * scale + 24, level - (2.6 if level == ground else 0), words, 7.5)
