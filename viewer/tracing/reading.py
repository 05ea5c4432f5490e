"""Reads a page's hidden mark from a picture of it: by how much each carrier is off where the page has it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.hidden.carriers import Carriers
from viewer.tracing.lens import Fit, Floats, Shifts, fit, means
from viewer.tracing.registering import Gray, Picture, Sighting, laid_over, middle_of

_PIECE_PX = 160
_PASSES = ((20, 8, 0.4), (10, 10, 0.45), (6, 12, 0.5), (4, 12, 0.5))
"""How far to look for a piece, in pixels; parameters of the fit; the least likeness of a piece that counts."""
_LAST = (4, 12, 0.4)
_LEAST_PIECES = 6
_MARGIN_PX = 3
_DARKER_BY, _LEAST_INK_PX = 60, 40
_NOISE = 0.02  # rows²: what a fit leaves also of a clean picture
_MOST = 4.0  # no single carrier says more than e⁴ to 1


@dataclass(frozen=True)
class CarrierOdds:
    """What a picture says of each carrier of a page: the logarithm of the odds that it stands lower; 0 for not seen."""

    odds: Floats

    @property
    def seen(self) -> int:
        """How many carriers are seen at all."""
        return int(np.count_nonzero(self.odds))


def read(picture: Picture, found: Sighting, page: Gray, carriers: Carriers) -> CarrierOdds | None:
    """What the picture, in which the page was found, says of its carriers. None when too little of them is seen.

    `page`: its grey pixels as they are without any mark.
    """
    laid, reach = laid_over(picture.pixels, found, page.shape)
    pieces = _pieces(page, carriers, reach)
    if len(pieces) < _LEAST_PIECES:
        return None
    width = page.shape[1]
    x, y = middle_of(picture.pixels, found)
    middle = x / width, y / width
    soft = cv2.GaussianBlur(page, (0, 0), 1.2).astype(np.float32)
    for far, most, least in _PASSES:
        shifts = _shifts(laid, soft, pieces, far).alike(least)
        if len(shifts) < _LEAST_PIECES:
            return None
        laid = _straightened(laid, fit(shifts, middle, most))
    far, most, least = _LAST
    shifts = _shifts(laid, soft, pieces, far).alike(least)
    return _evidence(shifts, fit(shifts, middle, most), len(carriers)) if len(shifts) >= _LEAST_PIECES else None


def _pieces(page: Gray, carriers: Carriers, reach: NDArray[np.bool_]) -> list[tuple[int, int, int, int, int]]:
    """Carrier, top, bottom, left, right of each piece that is looked for: in the picture, with enough ink."""
    ground = int(np.bincount(page[::4, ::4].ravel()).argmax())
    pieces = []
    for number, (top, bottom, left, right) in enumerate(carriers.tolist()):
        across, along = max(1, round((right - left) / _PIECE_PX)), max(1, round((bottom - top) / _PIECE_PX))
        for i in range(across):
            for j in range(along):
                x0, x1 = left + (right - left) * i // across, left + (right - left) * (i + 1) // across
                y0, y1 = top + (bottom - top) * j // along, top + (bottom - top) * (j + 1) // along
                part = page[y0:y1, x0:x1].astype(np.int16)
                around = reach[max(0, y0 - 8) : y1 + 8, max(0, x0 - 8) : x1 + 8]
                if around.all() and np.count_nonzero(np.abs(part - ground) > _DARKER_BY) > _LEAST_INK_PX:
                    pieces.append((number, y0, y1, x0, x1))
    return pieces


def _shifts(laid: Gray, page: NDArray[np.float32], pieces: list[tuple[int, int, int, int, int]], far: int) -> Shifts:
    """Where each piece lies in the picture, looked for within `far` pixels around, to a fraction of a pixel."""
    height, width = page.shape
    seen = laid.astype(np.float32)
    found = []
    for number, top, bottom, left, right in pieces:
        y0, y1 = max(0, top - _MARGIN_PX), min(height, bottom + _MARGIN_PX)
        x0, x1 = max(0, left - _MARGIN_PX), min(width, right + _MARGIN_PX)
        above, aside = max(0, y0 - far), max(0, x0 - far)
        around = seen[above : min(height, y1 + far), aside : min(width, x1 + far)]
        match = np.asarray(cv2.matchTemplate(around, page[y0:y1, x0:x1], cv2.TM_CCOEFF_NORMED), np.float64)
        match[~np.isfinite(match)] = 0
        y, x = map(int, np.unravel_index(match.argmax(), match.shape))
        right_by = x + _peak(match[y], x) - (x0 - aside)
        down_by = y + _peak(match[:, x], y) - (y0 - above)
        middle = (left + right) / 2 / width, (top + bottom) / 2 / width
        found.append((number, *middle, right_by, down_by, float(match[y, x])))
    columns = np.array(found).reshape(-1, 6).T
    return Shifts(columns[0].astype(np.intp), *columns[1:])


def _peak(values: Floats, at: int) -> float:
    """How far the top of the parabola through a greatest value and its neighbours lies from it."""
    if not 0 < at < len(values) - 1:
        return 0.0
    before, top, after = (float(each) for each in values[at - 1 : at + 2])
    bend = before - 2 * top + after
    return (before - after) / (2 * bend) if abs(bend) > 1e-9 else 0.0


def _straightened(laid: Gray, smooth: Fit) -> Gray:
    """The picture without the displacement that was found."""
    height, width = laid.shape
    y, x = np.mgrid[0:height:16, 0:width:16]
    shifts = smooth.at((x / width).ravel(), (y / width).ravel()).astype(np.float32)
    right, down = (cv2.resize(shifts[:, side].reshape(x.shape), (width, height)) for side in (0, 1))
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    straight = cv2.remap(laid, columns + right, rows + down, cv2.INTER_CUBIC, borderValue=255)
    return np.asarray(straight, np.uint8)


def _evidence(shifts: Shifts, smooth: Fit, count: int) -> CarrierOdds:
    """The odds of two normal distributions a row apart, as wide as pieces are off to the side, where no mark is."""
    trust = np.bincount(shifts.carrier, shifts.likeness**2, minlength=count)
    aside = np.clip(smooth.left_over[:, 0], -2, 2) ** 2
    spread = float(np.average(aside, weights=shifts.likeness**2))
    down = np.zeros(count)
    by_carrier = means(shifts, smooth.left_over[:, 1])
    down[: len(by_carrier)] = by_carrier
    odds = down / (spread / np.maximum(trust, 0.05) + _NOISE)
    return CarrierOdds(np.where(trust > 0, np.clip(odds, -_MOST, _MOST), 0.0))
