"""How much the pages of two versions resemble each other, every one with every one. Pure.

Where both pages have words, words decide, since the same ruled form looks alike with other entries in it. A page
without words is compared by its coarse picture alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.alignment.identity import BINS, COLUMNS, EMPTY, ROWS, PageIdentity

IN_PLACE = 0.2
"""The least resemblance of two pages that stand between the same neighbours, so that order speaks for them too.

Pages of one document about different things share up to a tenth of their shingles, and the sketch errs by 3 % there.
Half a page that flowed to the next one leaves a third.
"""
ANYWHERE = 0.7
"""The least resemblance of two pages for which no neighbour speaks: forms with other entries have less in common."""

_WORDS_BINS = 12
"""Bins that a page fills at the least to be compared by words: fewer are a caption or a stamp."""
_SEEN = 4
"""Levels of 255 by which a cell differs where something else stands. Drawing anew moves edges by less than 3."""
_INK = 2.0
"""Levels by which the cells of a page scatter at the least when anything stands on it; scanned blank paper: below 1."""
_UNLIKE = 0.75
"""The correlation of two pictures that have nothing in common but margins and lines of print."""
_SHAPES = 0.05
"""By how much the ratio of width to height may differ between two drawings of one page."""


@dataclass(frozen=True)
class Pages:
    """The identities of a version's pages as arrays, one row a page.

    `has_words`, `has_ink`: (n,) bool. `sketches`: (n, BINS). `pictures`: (n, cells), of length 1 or 0.
    `ratios`: width by height.
    """

    has_words: NDArray[np.bool_]
    has_ink: NDArray[np.bool_]
    sketches: NDArray[np.uint16]
    pictures: NDArray[np.float32]
    ratios: NDArray[np.float32]

    def only(self, places: NDArray[np.intp]) -> "Pages":
        """Some of the pages, counted from 0."""
        words, ink, sketches = self.has_words[places], self.has_ink[places], self.sketches[places]
        return Pages(words, ink, sketches, self.pictures[places], self.ratios[places])


def pages_of(identities: Sequence[PageIdentity]) -> Pages:
    """The identities as arrays."""
    count = len(identities)
    sketches = np.array([each.sketch for each in identities], np.uint16).reshape(count, BINS)
    gray = np.array([_gray(each) for each in identities], np.float32).reshape(count, ROWS // 2 * (COLUMNS // 2))
    gray -= gray.mean(axis=1, keepdims=True)
    scatter = gray.std(axis=1)
    length = np.linalg.norm(gray, axis=1, keepdims=True)
    return Pages(
        has_words=(sketches != EMPTY).sum(axis=1) >= _WORDS_BINS,
        has_ink=np.array([scatter[place] > _INK or bool(each.words) for place, each in enumerate(identities)], bool),
        sketches=sketches,
        pictures=gray / np.maximum(length, 1e-6),
        ratios=np.array([each.shape[0] / each.shape[1] for each in identities], np.float32),
    )


def _gray(page: PageIdentity) -> NDArray[np.float32]:
    """The picture in half its fineness, where a line that moved by a little falls into the same cell."""
    cells = page.picture if page.picture.ndim == 2 else page.picture.mean(axis=2)
    means: NDArray[np.float32] = cells.reshape(ROWS // 2, 2, COLUMNS // 2, 2).mean(axis=(1, 3), dtype=np.float32)
    return means.ravel()


def resemblance(one: Pages, other: Pages) -> NDArray[np.float32]:
    """(n, m), 0 to 1. Time and memory n·m, with 128 passes over bytes for the words."""
    by_words = _shared_words(one.sketches, other.sketches)
    by_picture = np.clip((one.pictures @ other.pictures.T - _UNLIKE) / (1 - _UNLIKE), 0, 1)
    by_picture *= np.abs(one.ratios[:, None] / other.ratios[None, :] - 1) < _SHAPES
    both = one.has_words[:, None] & other.has_words[None, :]
    found: NDArray[np.float32] = np.where(both, by_words, by_picture).astype(np.float32)
    found[~one.has_ink] = 0
    found[:, ~other.has_ink] = 0
    return found


def _shared_words(one: NDArray[np.uint16], other: NDArray[np.uint16]) -> NDArray[np.float32]:
    """The share of shingles in common (Jaccard), as the sketches tell it."""
    same = np.zeros((len(one), len(other)), np.uint8)
    neither = np.zeros((len(one), len(other)), np.uint8)
    for place in range(BINS):
        mine, theirs = one[:, place, None], other[None, :, place]
        same += mine == theirs
        neither += (mine == EMPTY) & (theirs == EMPTY)
    shared: NDArray[np.float32] = (same - neither) / np.maximum(np.float32(BINS) - neither, np.float32(1))
    return shared


def is_same(one: PageIdentity, other: PageIdentity) -> bool:
    """True only where nobody can see a difference but of the running number.

    Two scans of one sheet are never the same: a coarse picture would not show a changed figure.
    """
    if one.digest and one.digest == other.digest:
        return True
    if not one.words or one.words != other.words:
        return False
    cells = differing_cells(one, other)
    return cells is not None and not cells.any()


def differing_cells(one: PageIdentity, other: PageIdentity) -> NDArray[np.bool_] | None:
    """(ROWS, COLUMNS): where something else stands. None for pages of different shapes."""
    if abs(one.shape[0] * other.shape[1] / (one.shape[1] * other.shape[0]) - 1) > _SHAPES:
        return None
    cells: NDArray[np.bool_] = np.abs(_in_color(one) - _in_color(other)).max(axis=2) >= _SEEN
    return cells


def _in_color(page: PageIdentity) -> NDArray[np.int16]:
    cells = page.picture.astype(np.int16)
    return cells if cells.ndim == 3 else cells[..., None]
