"""A petition as a scanner leaves it: pages that hold one picture each, askew, on grey ground, with stamps."""

import random
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from app.demo.pack.sheet import Sheet
from app.demo.pack.wording import paragraphs
from app.demo.pack.wrap import wrap

WIDTH, HEIGHT = 1240, 1754  # A4 at 150 dpi
INK = (38, 38, 44)
STAMP = (196, 44, 40)
NAMES = (
    ("青木 俊彦", "浜町1丁目4番2号"), ("井川 美津子", "浜町1丁目7番11号"), ("宇野 大地", "浜町2丁目3番5号"),
    ("江口 さやか", "浜町2丁目9番1号"), ("小田切 武", "潮見3丁目2番8号"), ("加賀谷 礼子", "潮見3丁目6番4号"),
    ("木島 悠人", "港町2丁目1番9号"), ("久保田 春江", "港町2丁目5番3号"), ("権藤 隆", "西浦240番地"),
    ("榊 由紀夫", "西浦251番地の2"), ("汐入 真帆", "東浦88番地"), ("須藤 久", "東浦102番地"),
    ("瀬川 佳苗", "大浜411番地"), ("曽根 光男", "大浜426番地の1"), ("辻村 千晴", "磯辺19番地"),
)  # fmt: skip


def write_petition(stream: BinaryIO) -> None:
    """Put the petition on `stream`: three pages without any text layer."""
    sheet = Sheet("chinjo", "陳情第2号　通学路の安全対策の充実を求める陳情")
    for number, page in enumerate((_letter(), _requests(), _names()), start=1):
        sheet.page_of()
        sheet.image(BytesIO(_scan(page, number)), x=0, y=0, w=210, h=297)
    sheet.finish(stream)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    with as_file(files("viewer") / "fonts" / "NotoSansJP-Gijo.ttf") as path:
        return ImageFont.truetype(str(path), size)


def _paper() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (WIDTH, HEIGHT), (244, 243, 238))
    return image, ImageDraw.Draw(image)


def _write(pen: ImageDraw.ImageDraw, text: str, at: tuple[int, int], size: int = 25, width: int = 980) -> int:
    """Lines of `text` from `at` downwards; returns the lower edge."""
    font = _font(size)
    x, y = at
    for line in wrap(text, width, font.getlength):
        pen.text((x, y), line, font=font, fill=INK)
        y += int(size * 1.75)
    return y


def _seal(image: Image.Image, centre: tuple[int, int], name: str, turn: float) -> None:
    """A red personal seal, a little askew and worn."""
    seal = Image.new("RGBA", (90, 90), (0, 0, 0, 0))
    pen = ImageDraw.Draw(seal)
    pen.ellipse((8, 8, 82, 82), outline=(*STAMP, 215), width=4)
    font = _font(30 if len(name) < 3 else 22)
    tall = len(name) * font.size
    for place, character in enumerate(name):
        pen.text((45, 45 - tall / 2 + font.size * (place + 0.5)), character, font=font, fill=(*STAMP, 215), anchor="mm")
    seal = seal.rotate(turn, Image.Resampling.BICUBIC)
    image.paste(seal, (centre[0] - 45, centre[1] - 45), seal)


def _received(image: Image.Image) -> None:
    """The round date stamp of the office."""
    stamp = Image.new("RGBA", (230, 230), (0, 0, 0, 0))
    pen = ImageDraw.Draw(stamp)
    ink = (60, 66, 140, 200)
    pen.ellipse((8, 8, 222, 222), outline=ink, width=5)
    pen.line((14, 88, 216, 88), fill=ink, width=3)
    pen.line((14, 142, 216, 142), fill=ink, width=3)
    for words, y, size in (("みなと町議会", 62, 25), ("8.11.24", 115, 34), ("受　付", 170, 27)):
        pen.text((115, y), words, font=_font(size), fill=ink, anchor="mm")
    stamp = stamp.rotate(7, Image.Resampling.BICUBIC)
    image.paste(stamp, (170, 130), stamp)


def _letter() -> Image.Image:
    image, pen = _paper()
    words = paragraphs("petition")
    pen.text((1090, 180), "令和8年11月24日", font=_font(25), fill=INK, anchor="rm")
    pen.text((140, 400), "みなと町議会議長　岡田　正　様", font=_font(27), fill=INK, anchor="lm")
    for place, line in enumerate(words[0].split("\n")):
        pen.text((560, 490 + place * 46), line, font=_font(25), fill=INK, anchor="lm")
    _seal(image, (1075, 582), "青木", -6)
    pen.text((620, 730), "通学路の安全対策の充実を求める陳情", font=_font(36), fill=INK, anchor="mm")
    y = _write(pen, "【陳情の趣旨】", (130, 810), 27)
    _write(pen, words[1], (130, y + 8))
    _received(image)
    return image


def _requests() -> Image.Image:
    image, pen = _paper()
    words = paragraphs("petition")
    y = _write(pen, "【陳情の項目】", (130, 150), 27)
    for line in words[2].split("\n"):
        y = _write(pen, line, (150, y + 12), 25, 950)
    y = _write(pen, "【これまでの経過】", (130, y + 40), 27)
    columns = (130, 400, 1110)
    top = y + 10
    y = top
    for line in words[3].split("\n"):
        day, event = line.split("　", 1)
        pen.text((145, y + 28), day, font=_font(23), fill=INK, anchor="lm")
        pen.text((415, y + 28), event, font=_font(23), fill=INK, anchor="lm")
        y += 56
        pen.line((130, y, 1110, y), fill=INK, width=2)
    for x in columns:
        pen.line((x, top, x, y), fill=INK, width=2)
    pen.line((130, top, 1110, top), fill=INK, width=2)
    return image


def _names() -> Image.Image:
    image, pen = _paper()
    chance = random.Random(20)  # noqa: S311 - where invented people signed, the same on every run
    pen.text((620, 160), "署　名　簿", font=_font(38), fill=INK, anchor="mm")
    pen.text(
        (620, 222),
        "通学路の安全対策の充実を求めます。（15名／全412名のうち1枚目）",
        font=_font(24),
        fill=INK,
        anchor="mm",
    )
    top, step = 280, 84
    for x in (120, 190, 540, 1010, 1120):
        pen.line((x, top, x, top + step * 16), fill=INK, width=2)
    for row in range(17):
        pen.line((120, top + step * row, 1120, top + step * row), fill=INK, width=2)
    for words, x in (("番号", 155), ("氏　名", 365), ("住　所（みなと町大字）", 775), ("印", 1065)):
        pen.text((x, top + step // 2), words, font=_font(22), fill=INK, anchor="mm")
    for place, (name, where) in enumerate(NAMES, start=1):
        y = top + step * place + step // 2
        pen.text((155, y), str(place), font=_font(23), fill=INK, anchor="mm")
        shift = chance.randrange(-10, 12), chance.randrange(-7, 8)
        pen.text(
            (215 + shift[0], y + shift[1]), name, font=_font(chance.randrange(29, 36)), fill=(40, 46, 92), anchor="lm"
        )
        pen.text(
            (565 + shift[1], y + shift[0] // 2),
            where,
            font=_font(chance.randrange(25, 30)),
            fill=(40, 46, 92),
            anchor="lm",
        )
        _seal(image, (1065 + shift[1], y), name.split()[0], chance.uniform(-18, 18))
    return image


def _scan(page: Image.Image, number: int) -> bytes:
    """What the scanner adds: a turn, soft edges, the shadow of the lid, uneven light, noise, JPEG."""
    source = np.random.default_rng(number)
    turned = page.rotate((0.7, -0.5, 0.35)[number - 1], Image.Resampling.BICUBIC, fillcolor=(206, 205, 202))
    values = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.7)), np.float32)
    across = np.linspace(0, 1, WIDTH, dtype=np.float32)[None, :, None]
    light = 0.93 + 0.05 * np.sin(across * 3.1) - 0.22 * np.exp(-across * 60)
    values = values * light + source.normal(0, 3.6, (HEIGHT, WIDTH, 1)).astype(np.float32)
    dust = source.random((HEIGHT, WIDTH, 1)) > 0.99993
    values = np.where(dust, values * 0.45, values)
    target = BytesIO()
    Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).save(target, "JPEG", quality=72)
    return target.getvalue()
