"""Pages of A4 without words, made: typeset, rasterised as a scanner does, with noise. What recognising one costs, and
which share of its letters is found.
"""

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from viewer.fonts import japan1
from viewer.recognition.recogniser import Recogniser

LINES = (
    "一般会計補正予算（第三号）について",
    "歳入歳出予算の総額に歳入歳出それぞれ12,345千円を追加し、総額を9,876,543千円とする。",
    "教育委員会の所管する学校施設整備事業費については、物価高騰に伴う増額を行うものである。",
    "防災行政無線の更新に要する経費として、設計委託料及び工事請負費を計上する。",
    "議員各位におかれては、慎重なるご審議の上、適切なる議決を賜りますようお願い申し上げます。",
)
_WIDTH, _HEIGHT = 1_600, 2_264
_SIZE = 29
"""Pixels of a letter of 10.5 points at the fineness in which pages are kept."""
_ROUNDS = 4


def measure() -> dict[str, float | str]:
    """For level and upright text, clean and grainy: processor seconds a page, and the share of letters that is found.

    Only why not, where the library is not installed.
    """
    found: dict[str, float | str] = {}
    with Recogniser() as recogniser:
        report = recogniser.self_test()
        if not report.is_locked:
            return {"unavailable": report.reason}
        for way, is_upright in (("level", False), ("upright", True)):
            for noise in (0, 12, 30):
                page, said = _page(noise, is_upright=is_upright)
                words = recogniser.recognise(page, lambda: None)
                found[f"{way}_noise_{noise}_seconds"] = round(recogniser.processor_seconds, 2)
                found[f"{way}_noise_{noise}_share"] = round(_share(said, "".join(word.text for word in words)), 3)
    return found


def _page(noise: int, *, is_upright: bool) -> tuple[NDArray[np.uint8], str]:
    """A page, a third of a degree crooked, and what stands on it."""
    page = Image.new("L", (_WIDTH, _HEIGHT), 248)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(os.fspath(Path(japan1.__file__).with_name("NotoSerifJP-Gijo.ttf")), _SIZE)
    along = (_HEIGHT if is_upright else _WIDTH) - 300
    letters = along // (_SIZE + 3)
    text = "".join(LINES * _ROUNDS)
    rows = [text[start : start + letters] for start in range(0, len(text), letters)]
    for number, row in enumerate(rows):
        for place, letter in enumerate(row):
            x, y = 150 + place * (_SIZE + 3), 180 + number * 2 * _SIZE
            draw.text((_WIDTH - y, x) if is_upright else (x, y), letter, font=font, fill=25)
    turned = np.asarray(page.rotate(0.3, resample=Image.Resampling.BICUBIC, fillcolor=248))
    grain = np.random.default_rng(7).normal(0.0, noise, turned.shape)
    return np.clip(turned + grain, 0, 255).astype(np.uint8), "".join(rows)


def _share(said: str, read: str) -> float:
    """The share of the letters that are read in their order (the longest common subsequence).

    Brackets and commas of either width are the same.
    """
    widths = str.maketrans("（），", "(),")
    common = [0] * (len(read) + 1)
    for letter in said.translate(widths):
        before = 0
        for place, other in enumerate(read.translate(widths), start=1):
            above = common[place]
            common[place] = before + 1 if letter == other else max(above, common[place - 1])
            before = above
    return common[-1] / len(said)
