"""Reads the hidden mark of a page without lines of print: by how much each wide cell is lighter than on the page."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.hidden.tinting import TINTS, bumps, grid
from viewer.tracing.lens import Floats
from viewer.tracing.reading import CarrierOdds
from viewer.tracing.registering import Gray, Picture, Sighting, laid_over

_SMALL = 4
"""The picture and the page are compared at a quarter of the page's size, where a pixel's misplacement counts less."""
_EDGE, _FAR = 5.0, 14.0
"""Levels by which the page changes from pixel to pixel where little is learnt; by which what is off is something else
than the mark: print that is misplaced, or the visible mark.
"""
_LIT = 1.6  # cells: light varies over more than that
_ROUNDS, _STEPS = 4, 25
_LEVELS = 64
_LEAST_SEEN = 0.35
_MOST = 4.0


def read_tints(picture: Picture, found: Sighting, page: Gray) -> CarrierOdds | None:
    """What the picture, in which the page was found, says of its cells: lighter or darker. None when it says nothing.

    `page`: its grey pixels as they are without any mark.
    """
    laid, reach = laid_over(picture.pixels, found, page.shape)
    odds = _of_cells(laid, reach, page)
    return CarrierOdds(odds) if odds.any() else None


def _of_cells(laid: Gray, reach: NDArray[np.bool_], page: Gray) -> Floats:
    """The logarithm of the odds that each cell is lighter, 0 for one that is not seen. `laid`: over the page."""
    size = (page.shape[1] // _SMALL, page.shape[0] // _SMALL)
    seen, own = (
        _soft(np.asarray(cv2.resize(each, size, interpolation=cv2.INTER_AREA), np.uint8)) for each in (laid, page)
    )
    inside = cv2.erode(reach.astype(np.uint8), np.ones((9, 9), np.uint8))
    inside = cv2.resize(inside, size, interpolation=cv2.INTER_NEAREST).astype(np.float32)
    across, along = cv2.Sobel(own, cv2.CV_32F, 1, 0, scale=0.25), cv2.Sobel(own, cv2.CV_32F, 0, 1, scale=0.25)
    plain = inside / (1 + (across**2 + along**2) / _EDGE**2)
    off = _off(seen, own, plain)
    rows, columns = grid(*page.shape)
    down = bumps(rows, (np.arange(size[1], dtype=np.float32) + 0.5) / size[1])
    beside = bumps(columns, (np.arange(size[0], dtype=np.float32) + 0.5) / size[0])
    weights = plain * (np.abs(off) < _FAR)
    share = down.T @ weights @ beside
    means = (down.T @ (weights * off) @ beside) / np.maximum(share, 1e-6)
    is_seen = (down.T @ inside @ beside) > _LEAST_SEEN * (down.sum(axis=0)[:, None] * beside.sum(axis=0))
    is_seen &= share > 0.02 * share.max()
    return _odds(means.ravel().astype(np.float64), is_seen.ravel())


def _soft(image: Gray) -> NDArray[np.float32]:
    return cv2.GaussianBlur(image, (0, 0), 1.0).astype(np.float32)


def _off(seen: NDArray[np.float32], own: NDArray[np.float32], plain: NDArray[np.float32]) -> NDArray[np.float32]:
    """By how much the picture is lighter than the page as this camera sees it: under its light, by its curve."""
    light = np.ones_like(seen)
    weights = plain.copy()
    spread = _LIT * max(seen.shape) / max(grid(*seen.shape))
    level = np.clip(own * ((_LEVELS - 1) / 255), 0, _LEVELS - 1)
    off = np.zeros_like(seen)
    for _ in range(_ROUNDS):
        shown = _curve(level, seen / light, weights)
        ratio = seen / np.maximum(shown, 8)
        norm = cv2.GaussianBlur(weights, (0, 0), spread)
        light = np.where(norm > 1e-4, cv2.GaussianBlur(ratio * weights, (0, 0), spread) / np.maximum(norm, 1e-4), 1)
        light = light.astype(np.float32)
        off = seen - shown * light
        weights = plain / (1 + (off / (_FAR / 3)) ** 2) ** 2
    return off


def _curve(level: NDArray[np.float32], seen: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the camera makes of each level of the page: the mean of what it saw there, softly from level to level."""
    numbers = np.rint(level).astype(np.intp).ravel()
    counts = (np.bincount(numbers, each.ravel(), minlength=_LEVELS) for each in (weights, weights * seen))
    total, summed = (np.convolve(each, [0.25, 0.5, 0.25], "same") for each in counts)
    known = np.flatnonzero(total > 1)
    if not len(known):
        return seen
    curve = np.interp(np.arange(_LEVELS), known, summed[known] / total[known])
    return np.interp(level, np.arange(_LEVELS), curve).astype(np.float32)


def _odds(means: Floats, is_seen: NDArray[np.bool_]) -> Floats:
    """The odds of two normal distributions, as far apart and as wide as what is seen of all cells says."""
    odds = np.zeros(TINTS)
    if np.count_nonzero(is_seen) < 2:
        return odds
    values = means[is_seen] - np.median(means[is_seen])
    apart = spread = float(np.std(values)) / 1.4 + 1e-6
    for _ in range(_STEPS):
        sides = np.tanh(np.clip(apart * values / spread**2, -20, 20))
        apart = max(float(np.mean(sides * values)), 1e-6)
        spread = math.sqrt(max(float(np.mean(values**2)) - apart**2, 0.0)) + 0.15 * apart + 1e-6
    odds[is_seen] = np.clip(2 * apart * values / spread**2, -_MOST, _MOST)
    return odds
