"""Both marks are found in an image of every kind of page, and missed in one that lacks them or has another's."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from load.pages import gray_masters
from viewer.hidden.carriers import none
from viewer.master import Master, MasterKind, build, carrying, dump, load, values_of
from viewer.rechecking.marks import FoundMarks, find_marks
from viewer.stamp import Mark, Stamper, encode, plain

pytestmark = pytest.mark.rare("only what marks a page and the watch over it move it")

MARK = Mark("印の確認", "ID MARK-CHECK", "2026-12-08 10:24", "K7QM-3FRT", "機密性2　複製・配付を禁じます")
STAMPER = Stamper(b"a key of the tests of rechecking")


def page(kind: MasterKind) -> Master:
    """The same print in grey, on a tinted ground, or with a scanner's grain."""
    gray = values_of(gray_masters(1)[0]).astype(np.float32) * 17
    colors: NDArray[np.float32] = gray[:, :, None] * np.array([1.0, 0.95, 0.8], np.float32)
    if kind is MasterKind.PHOTO:
        colors = colors * 0.86 + 18 + np.random.default_rng(9).normal(0, 5, colors.shape).astype(np.float32)
    pixels = gray if kind is MasterKind.GRAY else np.clip(colors, 0, 255)
    return load(dump(carrying(build(pixels.astype(np.uint8)))))


@pytest.mark.parametrize("kind", list(MasterKind))
def test_both_marks_are_found_where_they_are_and_missed_where_they_are_not(kind: MasterKind) -> None:
    master = page(kind)
    assert master.kind is kind
    has_print = kind is not MasterKind.PHOTO
    issued = STAMPER.issue(master, MARK, page_id="own")

    assert find_marks(STAMPER, master, issued, MARK, "own") == FoundMarks(True if has_print else None, ())
    assert not find_marks(STAMPER, master, encode(plain(master)), MARK, "own").is_whole
    other = replace(MARK, issue_code="9XWT-BHJ4")
    read = find_marks(STAMPER, master, issued, other, "own")
    assert (read.hidden, read.missing_words) == (False if has_print else None, ("issue_code",))
    assert find_marks(STAMPER, master, issued, replace(MARK, name="目石の言"), "own").missing_words == ("name",)
    assert "name" in find_marks(STAMPER, master, issued, MARK, "another's").missing_words


def test_grain_as_strong_as_a_page_can_have_hides_no_visible_mark_from_the_check() -> None:
    grain = np.random.default_rng(9).integers(0, 256, (*values_of(gray_masters(1)[0]).shape, 3), np.uint8)
    master = build(grain)
    assert master.kind is MasterKind.PHOTO

    assert find_marks(STAMPER, master, STAMPER.issue(master, MARK, page_id="own"), MARK, "own").is_whole
    assert not find_marks(STAMPER, master, encode(plain(master)), MARK, "own").is_whole


def test_hidden_mark_that_is_not_laid_is_missed_below_a_visible_one() -> None:
    master = page(MasterKind.GRAY)
    unmoved = STAMPER.issue(replace(master, carriers=none()), MARK, page_id="own")

    assert find_marks(STAMPER, master, unmoved, MARK, "own") == FoundMarks(False, ())
