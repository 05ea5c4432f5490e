"""Whether the words of a page are written from top to bottom, by where they stand on it. Knows no file.

A reader of PDFs gives an upright line as one tall word, or as its letters one by one, each beneath the one before.
"""

from collections.abc import Iterable
from itertools import pairwise

from app.materials.pages.contents import WrittenWord

_TALL = 3
"""Letters of a word that say by themselves which way it runs: of shorter ones the box is nearly square."""


def letters_by_direction(words: Iterable[WrittenWord]) -> tuple[int, int]:
    """How many letters of a page stand in upright lines, and how many in level ones.

    Boxes are fractions of the page. Of three letters and more the box is longer the way they run, whether the page
    stands or lies.
    """
    upright, level = 0, 0
    words = list(words)
    for word in words:
        if len(word["text"]) < _TALL:
            continue
        if word["y1"] - word["y0"] > word["x1"] - word["x0"]:
            upright += len(word["text"])
        else:
            level += len(word["text"])
    beneath = sum(_is_beneath(former, word) for former, word in pairwise(words))
    return upright + beneath, level


def _is_beneath(former: WrittenWord, word: WrittenWord) -> bool:
    """Whether a single letter stands right beneath another one."""
    if len(former["text"]) != 1 or len(word["text"]) != 1:
        return False
    width, height = former["x1"] - former["x0"], former["y1"] - former["y0"]
    aside = abs((word["x0"] + word["x1"]) - (former["x0"] + former["x1"])) / 2
    step = word["y0"] - former["y0"]
    return aside <= width / 2 and 0 < step <= 2 * height


def is_upright(pages: Iterable[tuple[int, int]]) -> bool:
    """Whether more letters of some pages, as `letters_by_direction` counts them, stand in upright lines than not."""
    counted = list(pages)
    return sum(upright for upright, _ in counted) > sum(level for _, level in counted)
