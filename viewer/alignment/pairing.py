"""Pairs the pages of two versions by what stands on them, never by their number. Pure.

The order of what is believed, each step for pages that no step before has paired:

1. *Anchors*: pages whose image, and then whose words, stand once in either version. (The idea of patience diff by Bram
   Cohen.) They may cross, since pages are moved.
2. *Neighbours*: equal pages that stand several times (blank pages, cover sheets, empty forms) belong to the pair beside
   them.
3. *In place*: between two anchors that stand in one order, the pages are aligned so that the sum of their resemblance
   is the greatest: the weighted form of the longest common subsequence (D. Hirschberg, 1977), gaps cost nothing.
4. *Anywhere*: what is left over was moved and changed if it resembles a page strongly, and is paired with that.

Time and memory are n·m for n and m pages, in whole rows of an array.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.alignment.identity import PageIdentity
from viewer.alignment.resemblance import ANYWHERE, IN_PLACE, Pages, pages_of, resemblance

Pair = tuple[int, int]
"""A page of the one version and a page of the other, counted from 0."""


def pair_pages(one: Sequence[PageIdentity], other: Sequence[PageIdentity]) -> list[Pair]:
    """Pairs in the order of the first version; no page is in two of them."""
    mine, theirs = pages_of(one), pages_of(other)
    found = _Found(_names(one, mine), _names(other, theirs))
    found.anchor([page.digest for page in one], [page.digest for page in other])
    found.anchor([page.words for page in one], [page.words for page in other])
    found.spread()
    alike = found.resemblance_of_free(mine, theirs)
    for rows, columns in _stretches(in_order(found.pairs()), len(one), len(other)):
        found.align(alike, rows, columns)
    found.spread()
    found.take_anywhere(alike)
    return found.pairs()


def in_order(pairs: Sequence[Pair]) -> list[Pair]:
    """As many of the pairs as stand in one order in both versions: those that were not moved. O(k log k)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, (_, later) in enumerate(pairs):
        length = bisect_left(tails, later)
        tails[length:], ends[length:] = [later, *tails[length + 1 :]], [place, *ends[length + 1 :]]
        before.append(ends[length - 1] if length else -1)
    chain: list[Pair] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        chain.append(pairs[place])
        place = before[place]
    return chain[::-1]


class _Found:
    """The pairs found so far. `names`: what each page of a version is taken as equal by; empty: equal to none."""

    def __init__(self, one: Sequence[bytes], other: Sequence[bytes]) -> None:
        self._names = (one, other)
        self._later: list[int | None] = [None] * len(one)
        self._former: list[int | None] = [None] * len(other)

    def pairs(self) -> list[Pair]:
        return [(row, column) for row, column in enumerate(self._later) if column is not None]

    def anchor(self, one: Sequence[bytes], other: Sequence[bytes]) -> None:
        """Pair free pages whose key stands once in each version."""
        rows, columns = _once(one), _once(other)
        for key in rows.keys() & columns.keys():
            self._take(rows[key], columns[key])

    def spread(self) -> None:
        """Pair equal pages beside each pair, and at both ends of the versions, as far as they go."""
        ends = [(-1, -1), (len(self._later), len(self._former))]
        for row, column in [*ends, *self.pairs()]:
            for step in (1, -1):
                here, there = row + step, column + step
                while self._is_equal(here, there) and self._take(here, there):
                    here, there = here + step, there + step

    def resemblance_of_free(self, mine: Pages, theirs: Pages) -> NDArray[np.float32]:
        """(n, m), 0 wherever one of the two pages is paired already."""
        rows, columns = self._free()
        alike = np.zeros((len(self._later), len(self._former)), np.float32)
        alike[np.ix_(rows, columns)] = resemblance(mine.only(rows), theirs.only(columns))
        return alike

    def align(self, alike: NDArray[np.float32], among_rows: range, among_columns: range) -> None:
        """Pair the free pages of a stretch in one order, so that the sum of their resemblance is the greatest."""
        rows = [row for row in among_rows if self._later[row] is None]
        columns = [column for column in among_columns if self._former[column] is None]
        if not rows or not columns:
            return
        gains = alike[np.ix_(rows, columns)].astype(np.float64)
        gains[gains < IN_PLACE] = 0
        best = np.zeros((len(rows) + 1, len(columns) + 1))
        for row, gain in enumerate(gains, start=1):
            reached = np.maximum(best[row - 1, 1:], best[row - 1, :-1] + gain)
            best[row, 1:] = np.maximum.accumulate(reached)
        row, column = len(rows), len(columns)
        while row and column:
            if best[row, column] == best[row - 1, column]:
                row -= 1
            elif best[row, column] == best[row, column - 1]:
                column -= 1
            else:
                row, column = row - 1, column - 1
                self._take(rows[row], columns[column])

    def take_anywhere(self, alike: NDArray[np.float32]) -> None:
        """Pair free pages wherever they stand, those that resemble each other most first."""
        rows, columns = self._free()
        left = alike[np.ix_(rows, columns)]
        near, far = np.nonzero(left >= ANYWHERE)
        for place in np.argsort(-left[near, far], kind="stable"):
            self._take(int(rows[near[place]]), int(columns[far[place]]))

    def _free(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Places of the pages that have no pair yet, in either version."""
        rows = [row for row, later in enumerate(self._later) if later is None]
        columns = [column for column, former in enumerate(self._former) if former is None]
        return np.array(rows, np.intp), np.array(columns, np.intp)

    def _take(self, row: int, column: int) -> bool:
        """Make a pair of two free pages. False when one of them has its page."""
        if self._later[row] is not None or self._former[column] is not None:
            return False
        self._later[row], self._former[column] = column, row
        return True

    def _is_equal(self, row: int, column: int) -> bool:
        if not (0 <= row < len(self._later) and 0 <= column < len(self._former)):
            return False
        return bool(self._names[0][row]) and self._names[0][row] == self._names[1][column]


def _names(identities: Sequence[PageIdentity], pages: Pages) -> list[bytes]:
    """By what a page equals its neighbour's neighbour: its words, else that it is blank, else its image."""
    return [
        page.words or (page.digest if has_ink else b"blank")
        for page, has_ink in zip(identities, pages.has_ink, strict=True)
    ]


def _once(keys: Sequence[bytes]) -> dict[bytes, int]:
    counts = Counter(keys)
    return {key: place for place, key in enumerate(keys) if key and counts[key] == 1}


def _stretches(chain: Sequence[Pair], rows: int, columns: int) -> Iterator[tuple[range, range]]:
    """What lies between each two neighbours of the chain, before its first and behind its last pair."""
    row = column = -1
    for next_row, next_column in [*chain, (rows, columns)]:
        yield range(row + 1, next_row), range(column + 1, next_column)
        row, column = next_row, next_column
