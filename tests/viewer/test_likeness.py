"""Two drawings of one page: what a reader would see as the same page, and what not."""

import numpy as np
import pytest
from numpy.typing import NDArray

from viewer import master
from viewer.converter.likeness import looks_the_same

PAPER = np.full((120, 90), 255, np.uint8)
LETTERS = PAPER.copy()
LETTERS[20:32, 10:80:4] = 0


def with_ink(top: int, left: int, height: int, width: int, level: int = 0) -> NDArray[np.uint8]:
    """The page with one more mark on it."""
    page = LETTERS.copy()
    page[top : top + height, left : left + width] = level
    return page


def in_color(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same page with a red seal, which has to be kept in colour."""
    colored = np.dstack([page] * 3)
    colored[60:80, 40:60] = (200, 30, 30)
    return colored


def alike(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    return looks_the_same(master.build(one), master.build(other))


def test_edges_drawn_a_little_softer_and_hairlines_a_little_darker_are_the_same_page() -> None:
    softer = LETTERS.copy()
    softer[LETTERS == 0] = 30
    assert alike(LETTERS, softer)
    assert alike(with_ink(90, 0, 1, 90, 200), with_ink(90, 0, 1, 90, 90))


@pytest.mark.parametrize("mark", [(50, 50, 2, 8), (48, 48, 12, 3), (100, 70, 20, 20)])
def test_minus_sign_or_a_letter_more_is_another_page(mark: tuple[int, int, int, int]) -> None:
    assert not alike(LETTERS, with_ink(*mark))
    assert not alike(with_ink(*mark), LETTERS)
    assert not alike(in_color(LETTERS), in_color(with_ink(*mark)))


def test_kinds_of_keeping_do_not_matter_but_sizes_and_colours_do() -> None:
    page = master.build(in_color(LETTERS))
    photo = master.Master(master.MasterKind.PHOTO, page.width, page.height, in_color(LETTERS))
    assert page.kind is not master.MasterKind.PHOTO
    assert looks_the_same(page, photo)
    assert not alike(in_color(LETTERS), LETTERS)
    assert not alike(LETTERS, LETTERS[:-1])
