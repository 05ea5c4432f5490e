"""Invented pages as pictures: numbered, so that a test can see which page is on the screen. Knows no HTTP."""

import io
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

PAGE_WIDTH_PX = 1600
PAGE_HEIGHT_PX = 2264
FONT = next(Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc"), None)


@cache
def _font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.truetype(str(FONT), size_px) if FONT else ImageFont.load_default(size_px)


def shade_of(number: int) -> int:
    """The grey of a page's band, different for every page up to 60, so that pixels name the page."""
    return 40 + 3 * (number % 60)


def _draw(number: int, width_px: int, height_px: int, words: str) -> Image.Image:
    picture = Image.new("L", (width_px, height_px), 255)
    pen = ImageDraw.Draw(picture)
    unit = width_px // 40
    pen.rectangle((0, 0, width_px, unit), fill=shade_of(number))
    pen.text((6 * unit, 3 * unit), "機密性2　複製・配付を禁じます", fill=0, font=_font(unit))
    pen.text((8 * unit, 6 * unit), f"{words}　{number}", fill=0, font=_font(2 * unit))
    for line in range(28):
        top = (11 + line * 1.5) * unit
        pen.line((6 * unit, top, 34 * unit, top), fill=90)
        pen.text(
            (7 * unit, top + unit * 0.2), f"款 {line + 1}　補正額 {number * 1000 + line:,}", fill=0, font=_font(unit)
        )
    for place in range(5):
        at = (place * 8 * unit, (8 + place * 9) * unit)
        pen.text(at, "佐藤 花子 議員 第7番 K7QM-3F", fill=205, font=_font(unit))
    return picture


def _png(picture: Image.Image) -> bytes:
    body = io.BytesIO()
    picture.save(body, "PNG", compress_level=1)
    return body.getvalue()


@cache
def page_png(number: int) -> bytes:
    """One reading page, 1600 × 2264 pixels."""
    return _png(_draw(number, PAGE_WIDTH_PX, PAGE_HEIGHT_PX, "第1表　歳入歳出予算補正"))


def _draw_columns(number: int, scale: int) -> Image.Image:
    picture = Image.new("L", (PAGE_WIDTH_PX * scale, PAGE_HEIGHT_PX * scale), 255)
    pen = ImageDraw.Draw(picture)
    pen.text(
        (160 * scale, 120 * scale), f"議会だより　第 {number} 号　令和8年第4回定例会", fill=0, font=_font(50 * scale)
    )
    for place in range(8):
        mark = (place * 200 * scale, (60 + place * 260) * scale)
        pen.text(mark, "佐藤 花子 議員 第7番 K7QM-3F", fill=213, font=_font(40 * scale))
    for line in range(36):
        for left, name in ((160, "左"), (840, "右")):
            at = (left * scale, (280 + line * 50) * scale)
            pen.text(at, f"{name} {line + 10}　町道の改良を問う質問です", fill=0, font=_font(34 * scale))
    return picture


def _draw_tiers(number: int, scale: int) -> Image.Image:
    picture = Image.new("L", (PAGE_WIDTH_PX * scale, PAGE_HEIGHT_PX * scale), 255)
    pen = ImageDraw.Draw(picture)
    for tier, name in enumerate("上中下"):
        for line in range(26):
            for place, letter in enumerate(f"{name}{number:02}町道の改良を問う質問"):
                at = ((1400 - line * 50) * scale, (160 + tier * 680 + place * 46) * scale)
                pen.text(at, letter, fill=0, font=_font(34 * scale))
    return picture


@cache
def columns_png(number: int, *, is_upright: bool) -> bytes:
    """A page with a heading, and below it two columns of text; with upright lines, one of three tiers."""
    return _png((_draw_tiers if is_upright else _draw_columns)(number, 1))


@cache
def columns_cell_png(number: int, scale: int, column: int, row: int, *, is_upright: bool) -> bytes:
    """One of scale × scale cells of such a page."""
    return _cell((_draw_tiers if is_upright else _draw_columns)(number, scale), column, row)


@cache
def thumb_png(number: int) -> bytes:
    """The same page, 160 pixels wide."""
    return _png(_draw(number, 160, 226, "第1表"))


@cache
def cell_png(number: int, scale: int, column: int, row: int) -> bytes:
    """One of scale × scale cells; the words say which, so that a cell in the wrong place is seen."""
    whole = _draw(number, PAGE_WIDTH_PX * scale, PAGE_HEIGHT_PX * scale, "第1表　歳入歳出予算補正")
    return _cell(whole, column, row)


def _cell(whole: Image.Image, column: int, row: int) -> bytes:
    left, top = column * PAGE_WIDTH_PX, row * PAGE_HEIGHT_PX
    return _png(whole.crop((left, top, left + PAGE_WIDTH_PX, top + PAGE_HEIGHT_PX)))
