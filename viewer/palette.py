"""At most 128 colours for a page, quickly and always the same ones, and the shades that marks need. Knows pixels only.

Colours are counted in a 5-6-5 bit grid, which is cut where the squared error is greatest (after Wu, Graphics
Gems II, 1991) and refined by two rounds of Lloyd's algorithm; pixels then go through one table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

COLORS = 128
MOST_SHADES = 256
MIDDLE = 128
"""Colours of this lightness and above fall under a mark, darker ones rise."""
STEPS = ((34, 51), (51, 34), (68, 34), (68, 17), (85, 17))
"""How far a light colour falls and a dark one rises, for each strength of a mark, in whole levels of 16. A fall and
the rise of the same strength or of the one before are at most six levels, so that print and ground stay apart.
"""
_NEAR, _NEAR_LUMA = 44.0, 9.0  # of 255, a distance and a difference of lightness: a shade serves instead of another
_LEAST_SHIFT = 0.6  # of the lightness by which a colour is to move
FIXED = np.array([[255] * 3, [170] * 3, [85] * 3, [0] * 3], np.float32)
"""White, two greys and black stand first in every palette, so that a framed box can be drawn on any page."""
_GRID = 1 << 16
_BAND_ROWS = 128
_SOME = 4096
_LUMA = np.array([0.299, 0.587, 0.114])


def quantise(
    red: NDArray[np.uint8], green: NDArray[np.uint8], blue: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], bytes]:
    """Indices (h, w) and the palette (RGB triples, the FIXED ones first) of three planes of one shape."""
    key = (red >> 3).astype(np.uint16)
    key <<= 6
    key |= green >> 2
    key <<= 5
    key |= blue >> 3
    counts = _count(key)
    occupied = np.flatnonzero(counts)
    weights = counts[occupied].astype(np.float32)
    points = _means(key, (red, green, blue), occupied)
    colors = _refine(points, weights, np.concatenate([FIXED, _cut(points, weights, COLORS - len(FIXED))]))
    table = np.zeros(_GRID, np.uint8)
    table[occupied] = _nearest(points, colors)
    indices = np.empty(key.shape, np.uint8)
    for band in _bands(key):
        indices[band] = table[key[band]]
    return indices, np.rint(colors).astype(np.uint8).tobytes()


@dataclass(frozen=True)
class Shades:
    """A page's colours with those that marks need beside them, from dark to light: an order that tells nothing.

    `colors`: RGB triples, at most 256. `order`: where each index of the page's own palette stands now. `moved`: at
    256 * strength + index, what a colour becomes under a mark of this strength, counted from 1.
    """

    colors: bytes
    order: bytes
    moved: NDArray[np.uint8]


@lru_cache(maxsize=512)
def arranged(palette: bytes) -> Shades:
    """The shades of a page of this palette.

    A marked colour is one of the page's own wherever a near one exists, and one that other colours become, too. So
    an index does not tell whether, nor from what, its pixel was moved.
    """
    art = np.frombuffer(palette, np.uint8).reshape(-1, 3).astype(np.float32)
    is_light = art @ _LUMA >= MIDDLE
    pool = _Pool(art)
    moved = np.zeros((len(STEPS) + 1, len(art)), np.intp)
    moved[0] = np.arange(len(art))
    for strength, (fall, rise) in enumerate(STEPS, start=1):
        step = np.where(is_light, -fall, rise)
        for number, target in enumerate(np.clip(art + step[:, None], 0, 255)):
            moved[strength, number] = pool.take(art[number], target, step[number])
    return _sorted(np.array(pool.shades), moved)


class _Pool:
    """The shades so far, and by how many marked colours each is used."""

    def __init__(self, art: NDArray[np.float32]) -> None:
        self.shades = [*art]
        self._uses = [0] * len(art)

    def take(self, color: NDArray[np.float32], target: NDArray[np.float32], step: int) -> int:
        """Of the shades near a target that do show beside the colour the one with most uses; else a new one.

        When there is no room for a new one, the nearest that does show.
        """
        held = np.array(self.shades)
        away, lighter = np.sqrt(np.square(held - target).sum(axis=1)), (held - target) @ _LUMA
        shows = (held - color) @ _LUMA * np.sign(step) >= abs((target - color) @ _LUMA) * _LEAST_SHIFT
        is_near = shows & (away <= _NEAR) & (np.abs(lighter) <= _NEAR_LUMA)
        if is_near.any():
            chosen = int(np.where(is_near, np.array(self._uses) - away / 1000, -1.0).argmax())
        elif len(self.shades) < MOST_SHADES:
            chosen = len(self.shades)
            self.shades.append(target)
            self._uses.append(0)
        else:
            chosen = int(np.where(shows, away, np.inf).argmin())
        self._uses[chosen] += 1
        return chosen


def _sorted(shades: NDArray[np.float32], moved: NDArray[np.intp]) -> Shades:
    by_light = np.lexsort((*shades.T, shades @ _LUMA))
    place = np.empty(len(shades), np.intp)
    place[by_light] = np.arange(len(shades))
    table = np.tile(np.arange(256, dtype=np.uint8), (len(moved), 1))
    table[:, place[moved[0]]] = place[moved]
    order = np.zeros(256, np.uint8)
    order[: moved.shape[1]] = place[moved[0]]
    return Shades(np.rint(shades[by_light]).astype(np.uint8).tobytes(), order.tobytes(), table.ravel())


def _count(key: NDArray[np.uint16]) -> NDArray[np.intp]:
    """How many pixels each cell of the grid has."""
    counts = np.zeros(_GRID, np.intp)
    for band in _bands(key):
        counts += np.bincount(key[band].ravel(), minlength=_GRID)
    return counts


def _bands(key: NDArray[np.uint16]) -> Iterator[slice]:
    """Slices of some rows each, as NumPy needs eight bytes a pixel to count and look up."""
    for top in range(0, len(key), _BAND_ROWS):
        yield slice(top, top + _BAND_ROWS)


def _means(
    key: NDArray[np.uint16], planes: tuple[NDArray[np.uint8], ...], occupied: NDArray[np.intp]
) -> NDArray[np.float32]:
    """The mean colour in each occupied cell, from every ninth pixel; else the middle of the cell."""
    sample = key[::3, ::3].ravel()
    seen = np.bincount(sample, minlength=_GRID)[occupied]
    middle = ((occupied >> 11 << 3) + 4, (occupied >> 5 << 2 & 0xFF) + 2, (occupied << 3 & 0xFF) + 4)
    points = np.empty((len(occupied), 3), np.float32)
    for axis, plane in enumerate(planes):
        total = np.bincount(sample, weights=plane[::3, ::3].ravel(), minlength=_GRID)[occupied]
        points[:, axis] = np.where(seen > 0, total / np.maximum(seen, 1), middle[axis])
    return points


def _cut(points: NDArray[np.float32], weights: NDArray[np.float32], wanted: int) -> NDArray[np.float32]:
    """Up to `wanted` colours: the box with the greatest squared error along one axis is cut at its mean."""
    boxes = [_box(points, weights)]
    while len(boxes) < wanted:
        worst = max(range(len(boxes)), key=lambda number: boxes[number][0])
        error, axis, mean, inside, inside_weights = boxes[worst]
        if error <= 0:
            break
        low = inside[:, axis] <= mean[axis]
        boxes[worst] = _box(inside[low], inside_weights[low])
        boxes.append(_box(inside[~low], inside_weights[~low]))
    return np.stack([box[2] for box in boxes])


def _box(
    points: NDArray[np.float32], weights: NDArray[np.float32]
) -> tuple[float, int, NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Squared error along the worst axis (0 when no cut is possible), that axis, the mean, and the contents."""
    mean = weights @ points / weights.sum()
    errors = weights @ np.square(points - mean)
    axis = int(errors.argmax())
    column = points[:, axis]
    is_cuttable = column.min() <= mean[axis] < column.max()
    return (float(errors[axis]) if is_cuttable else 0.0), axis, mean, points, weights


def _refine(
    points: NDArray[np.float32], weights: NDArray[np.float32], colors: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Move each colour but the fixed ones to the mean of what it stands for."""
    for _ in range(2):
        owner = _nearest(points, colors)
        total = np.bincount(owner, weights=weights, minlength=len(colors))
        used = total > 0
        used[: len(FIXED)] = False
        for axis in range(3):
            moment = np.bincount(owner, weights=weights * points[:, axis], minlength=len(colors))
            colors[used, axis] = moment[used] / total[used]
    return colors


def _nearest(points: NDArray[np.float32], colors: NDArray[np.float32]) -> NDArray[np.uint8]:
    nearest = np.empty(len(points), np.uint8)
    half_squares = np.square(colors).sum(axis=1) / 2
    for start in range(0, len(points), _SOME):
        closeness = points[start : start + _SOME] @ colors.T
        closeness -= half_squares
        nearest[start : start + _SOME] = closeness.argmax(axis=1)
    return nearest
