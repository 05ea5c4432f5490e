"""Which pages are to be recognised: those on which much stands that no word tells. Pure."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from viewer.converter.likeness import pixels_of
from viewer.master import Master

Box = tuple[float, float, float, float]

_DOTS_AN_INCH, _WORTH_IT = 200, 0.8
"""As fine as pages of A4 are kept; a page is made smaller when it becomes this much smaller."""
_FEW_LETTERS = 60
"""A page with more letters than this tells enough by itself; a stamp or a page number over a scan has fewer."""
_DARKER = 64
"""Levels of 255 below the paper's own from which a pixel counts as ink."""
_LEAST_INK = 0.0004
"""Of the page's pixels: about the ink of ten letters."""
_MARGIN = 0.004
"""Of the page around a word: letters reach beyond their boxes."""


def gray_of(master: Master, long_side_points: float) -> NDArray[np.uint8]:
    """The page's pixels as (h, w) grey, by the weights of ITU-R BT.601; those of a small page no finer than of A4.

    The engine knows letters by their size in pixels, and takes very large ones for drawings.
    """
    gray = Image.fromarray(pixels_of(master)).convert("L")
    factor = _DOTS_AN_INCH * long_side_points / 72 / max(gray.size)
    if factor < _WORTH_IT:
        size = (max(1, round(gray.width * factor)), max(1, round(gray.height * factor)))
        gray = gray.resize(size, Image.Resampling.BOX)
    return np.array(gray)


def may_lack_words(letters: int) -> bool:
    """Whether a page with so many letters has so few that its pixels are worth a look."""
    return letters <= _FEW_LETTERS


def has_untold_ink(gray: NDArray[np.uint8], told: Iterable[Box]) -> bool:
    """Whether something stands on the page outside of the boxes (fractions of the page) of the words that are known."""
    height, width = gray.shape
    paper = int(np.percentile(gray[::4, ::4], 90))
    ink = gray < max(paper - _DARKER, 1)
    for x0, y0, x1, y1 in told:
        top, bottom = max(int((y0 - _MARGIN) * height), 0), int((y1 + _MARGIN) * height) + 1
        left, right = max(int((x0 - _MARGIN) * width), 0), int((x1 + _MARGIN) * width) + 1
        ink[top:bottom, left:right] = False
    return int(np.count_nonzero(ink)) > _LEAST_INK * ink.size


def is_told(box: Box, told: Iterable[Box]) -> bool:
    """Whether the middle of a recognised word lies in the box of a word that is known already."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in told)
