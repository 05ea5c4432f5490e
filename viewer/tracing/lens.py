"""How a flat page lies in a picture of it, beyond a homography: what a lens, a hand and a hurried fit leave over.

Displacements of pieces of print are fitted by few parameters, which the hidden mark cannot hide in: a piece's own move
by a row is no smooth function of its place. Movement across tells nothing of the mark, so it settles most of them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PARAMETERS = (2, 6, 8, 10, 12)
"""Translation; affine; perspective; radial by two terms; tangential."""
_ROUNDS, _BEFORE_SIDES = 14, 5
_SIDE_SOFT = 0.12


@dataclass(frozen=True)
class Shifts:
    """Where pieces of print lie in a registered picture, against the page. All arrays have a row for each piece.

    `carrier`: the number of the carrier that it is a part of; `x`, `y`: its middle, in widths of the page; `right`,
    `down`: pixels by which it is off; `likeness`: of the piece to the page there, at most 1.
    """

    carrier: NDArray[np.intp]
    x: Floats
    y: Floats
    right: Floats
    down: Floats
    likeness: Floats

    def __len__(self) -> int:
        return len(self.carrier)

    def alike(self, least: float) -> "Shifts":
        """Only those that resemble the page at least so much."""
        of = self.likeness >= least
        where = (self.x[of], self.y[of], self.right[of], self.down[of])
        return Shifts(self.carrier[of], *where, self.likeness[of])


@dataclass(frozen=True)
class Fit:
    """The smooth part of displacements around the picture's middle; what it leaves, (pieces, 2): right and down."""

    parameters: Floats
    middle: tuple[float, float]
    left_over: Floats

    def at(self, x: Floats, y: Floats) -> Floats:
        """Displacements, (n, 2) pixels, at places in widths of the page."""
        shifts: Floats = _fields(x, y, self.middle, len(self.parameters)) @ self.parameters
        return shifts


def fit(shifts: Shifts, middle: tuple[float, float], most: int) -> Fit:
    """The best fit of at most so many parameters (of PARAMETERS), fewer where few pieces are seen.

    Robust against pieces that were found in a wrong place. A carrier's pieces all stand half a row above or below what
    is fitted; on which side is found along with it.
    """
    count = len(shifts)
    number = max([each for each in PARAMETERS if each <= most and 3 * each <= 2 * count], default=PARAMETERS[0])
    fields = _fields(shifts.x, shifts.y, middle, number)
    rows = fields.reshape(2 * count, number)
    off = np.stack([shifts.right, shifts.down], axis=-1)
    trust = shifts.likeness**2
    weights = np.stack([trust, 0.1 * trust], axis=-1)
    side = np.zeros(count)
    for turn in range(_ROUNDS):
        root = np.sqrt(weights).reshape(-1)
        aim = off.copy()
        aim[:, 1] -= side
        parameters: Floats = np.linalg.lstsq(rows * root[:, None], aim.reshape(-1) * root, rcond=None)[0].astype(
            np.float64
        )
        left = off - (rows @ parameters).reshape(count, 2)
        weights[:, 0] = trust / (1 + (left[:, 0] / (2.5 * _spread(left[:, 0]))) ** 2)
        if turn < _BEFORE_SIDES:
            weights[:, 1] = 0.1 * trust / (1 + (left[:, 1] / 3) ** 2)
        else:
            side = 0.5 * np.tanh(means(shifts, left[:, 1])[shifts.carrier] / _SIDE_SOFT)
            weights[:, 1] = trust / (1 + ((left[:, 1] - side) / (2.5 * _spread(left[:, 1] - side))) ** 2)
    return Fit(parameters, middle, left)


def means(shifts: Shifts, down: Floats) -> Floats:
    """The mean of a value over the pieces of each carrier, each within a row; 0 for one that has none."""
    trust = shifts.likeness**2
    whole = np.bincount(shifts.carrier, trust * np.clip(down, -1, 1))
    mean: Floats = whole / np.maximum(np.bincount(shifts.carrier, trust), 1e-9)
    return mean


def _spread(values: Floats) -> float:
    """The standard deviation that most of the values have."""
    return float(1.4826 * np.median(np.abs(values)) + 0.05)


def _fields(x: Floats, y: Floats, middle: tuple[float, float], number: int) -> Floats:
    """(n, 2, number): what each parameter does at each place, to the right and down."""
    none, one = np.zeros_like(x), np.ones_like(x)
    across, along = x - 0.5, y - 0.5
    right, down = x - middle[0], y - middle[1]
    square = right * right + down * down
    fields = (
        (one, none),
        (none, one),
        (across, none),
        (along, none),
        (none, across),
        (none, along),
        (across * across, across * along),
        (across * along, along * along),
        (right * square, down * square),
        (right * square**2, down * square**2),
        (square + 2 * right * right, 2 * right * down),
        (2 * right * down, square + 2 * down * down),
    )
    return np.stack([np.stack(field, axis=-1) for field in fields[:number]], axis=-1)
