"""At most 128 colours for a page, quickly and always the same ones. Knows pixels only.

Colours are counted in a 5-6-5 bit grid, which is cut where the squared error is greatest (after Wu, Graphics
Gems II, 1991) and refined by two rounds of Lloyd's algorithm; pixels then go through one table.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

COLORS = 128
MARK_BIT = 0x80
"""Index i with this bit set is colour i, marked."""
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


def marked(palette: bytes, step: int) -> bytes:
    """`palette` padded to 128 colours, then each once more `step` away: light ones darken, dark ones lighten."""
    art = np.zeros((COLORS, 3), np.int16)
    given = np.frombuffer(palette, np.uint8).reshape(-1, 3)
    art[: len(given)] = given
    direction = np.where(art @ _LUMA >= 128, -step, step)
    other = np.clip(art + direction[:, None], 0, 255)
    return np.concatenate([art, other]).astype(np.uint8).tobytes()


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
