"""The pages that are leaked: made here, always the same, and pages of real papers where the corpus lies beside."""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from load.pages import CORPUS, LONG_SIDE_PX, SENTENCE, WIDTH_PX, gray_masters
from viewer.master import Master, build, carrying, values_of
from viewer.render import Renderer
from viewer.stamp import BUNDLED_FONTS

TOGETHER = 3
"""Pages of the full kind that are leaked together."""
_REAL = (
    ("report's table", "japanese/opendata-r7-houkokusyo.pdf", 3),
    ("manual in colour", "japanese/gsimaps-manual.pdf", 2),
    ("register of addresses", "japanese/opendata-tsugaku-by-address.pdf", 1),
    ("scan of a book", "japanese/ndl-scan-3pages.pdf", 1),
    ("drawing of a machine", "general/pypdf-autocad-diagram.pdf", 1),
)


def full_pages() -> list[Master]:
    """Pages that are full of print."""
    return [carrying(master) for master in gray_masters(TOGETHER)]


def scanned_pages() -> list[Master]:
    """The same pages as a scanner gives them."""
    levels = (values_of(page) * np.uint8(17) for page in gray_masters(TOGETHER))
    return [build(_scanned(page, seed)) for seed, page in enumerate(levels)]


@cache
def kinds() -> dict[str, Master]:
    """A page of each kind, by the words of the table."""
    made = {"full of print": full_pages()[0]}
    made |= {name: carrying(build(np.asarray(draw()))) for name, draw in _DRAWN.items()}
    return made | dict(_real())


def _real() -> Iterator[tuple[str, Master]]:
    if not CORPUS.is_dir():
        return
    with Renderer() as renderer:
        for name, file, number in _REAL:
            if (CORPUS / file).exists():
                with renderer.read((CORPUS / file).read_bytes(), pages=range(number, number + 1)) as reading:
                    for page in reading.pages():
                        yield name, carrying(build(page.pixels.copy()))


def _sheet(width: int = WIDTH_PX, height: int = LONG_SIDE_PX) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (width, height), 255)
    return image, ImageDraw.Draw(image)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(BUNDLED_FONTS[0]), size)


def _upright() -> Image.Image:
    image, draw = _sheet()
    for column in range(24):
        for row in range(42):
            letter = SENTENCE[(column * 42 + row) % len(SENTENCE)]
            draw.text((1_440 - 54 * column, 200 + 44 * row), letter, font=_font(30), fill=0)
    return image


def _table() -> Image.Image:
    image, draw = _sheet()
    for row in range(33):
        y = 220 + 56 * row
        draw.line((130, y, 1_470, y), fill=0, width=2)
        for column in range(4 if row < 32 else 0):
            words = SENTENCE[(7 * row + 13 * column) % 80 :][:8] if column == 0 else f"{row * 731 + column * 97:,}千円"
            draw.text((150 + 340 * column, y + 13), words, font=_font(28), fill=0)
    for x in range(130, 1_471, 335):
        draw.line((x, 220, x, 220 + 56 * 32), fill=0, width=2)
    return image


def _title() -> Image.Image:
    image, draw = _sheet()
    for y, words, size in ((620, "令和八年度", 60), (740, "一般会計補正予算書（第三号）", 72), (1_700, "みなと町", 54)):
        draw.text((260, y), words, font=_font(size), fill=0)
    return image


def _slide() -> Image.Image:
    image, draw = _sheet(LONG_SIDE_PX, 1_274)
    draw.text((140, 120), "庁舎の設備更新について", font=_font(84), fill=0)
    for line in range(6):
        draw.text((180, 340 + 130 * line), f"・{SENTENCE[20 * line :][:18]}", font=_font(56), fill=0)
    return image


def _drawing() -> Image.Image:
    image, draw = _sheet(LONG_SIDE_PX, WIDTH_PX)
    random = np.random.default_rng(5)
    for number in range(60):
        x, y, wide, high = (int(each) for each in random.integers((80, 80, 60, 50), (1_800, 1_250, 420, 300)))
        draw.rectangle((x, y, x + wide, y + high), outline=0, width=2)
        if number % 3 == 0:
            draw.text((x + 8, y + 6), f"{number + 1}室", font=_font(26), fill=0)
    return image


def _scan() -> Image.Image:
    """The full page as a scanner gives it."""
    return Image.fromarray(_scanned(np.asarray(_upright()), seed=9))


def _scanned(page: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    """Tinted paper with grain."""
    soft = page.astype(np.float32) * 0.86 + 18
    grain = np.random.default_rng(seed).normal(0, 5, (*page.shape, 3))
    tinted = soft[:, :, None] * np.array([1.0, 0.98, 0.93]) + grain
    return np.asarray(np.clip(tinted, 0, 255), np.uint8)


_DRAWN: dict[str, Callable[[], Image.Image]] = {
    "set upright": _upright,
    "table with rules": _table,
    "title page": _title,
    "slide": _slide,
    "drawing": _drawing,
    "scan": _scan,
}
