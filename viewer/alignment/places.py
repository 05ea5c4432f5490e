"""Where on a page something else stands than on its former page, as far as the coarse pictures show it. Pure."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from viewer.alignment.identity import COLUMNS, ROWS, PageIdentity
from viewer.alignment.resemblance import differing_cells

_MOST = 24
"""Places that are told at the most: a page that is another one from top to bottom is seen without them."""


class ChangedPlace(NamedTuple):
    """A box around cells that differ, in fractions of the page."""

    x0: float
    y0: float
    x1: float
    y1: float


def changed_places(former: PageIdentity, later: PageIdentity) -> list[ChangedPlace]:
    """A box for each band of rows with a difference, from the top; none for pages of two shapes, or of too many."""
    cells = differing_cells(former, later)
    if cells is None:
        return []
    rows = np.flatnonzero(cells.any(axis=1))
    bands = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1) if len(rows) else []
    return [_box(cells, band) for band in bands] if len(bands) <= _MOST else []


def _box(cells: NDArray[np.bool_], band: NDArray[np.intp]) -> ChangedPlace:
    columns = np.flatnonzero(cells[band].any(axis=0))
    left, right = float(columns[0]) / COLUMNS, float(columns[-1] + 1) / COLUMNS
    return ChangedPlace(left, float(band[0]) / ROWS, right, float(band[-1] + 1) / ROWS)
