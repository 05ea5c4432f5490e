"""Cells cut out of a finished page, as a reader's screen lays them side by side. The service draws each cell anew."""

import numpy as np

from viewer.master import Master, MasterKind


def region(master: Master, columns: int, rows: int, column: int, row: int) -> Master:
    """One cell, counted from 0, of a `columns` x `rows` grid; the cells cover the page without overlap.

    Cells of a grey page begin at even pixels. Raises ValueError for a cell that is not there or empty.
    """
    if not (0 <= column < columns and 0 <= row < rows):
        raise ValueError(f"no cell {column}, {row} in a grid of {columns} x {rows}")
    grain = 2 if master.kind is MasterKind.GRAY else 1
    left, right = _edge(master.width, columns, column, grain), _edge(master.width, columns, column + 1, grain)
    top, bottom = _edge(master.height, rows, row, 1), _edge(master.height, rows, row + 1, 1)
    if left >= right or top >= bottom:
        raise ValueError(f"a page of {master.width} x {master.height} has no {columns} x {rows} cells")
    if master.kind is MasterKind.PHOTO:
        cell = np.ascontiguousarray(master.rows[top:bottom, left:right])
    else:
        cell = np.zeros((bottom - top, 1 + (right - left + grain - 1) // grain), np.uint8)
        start = 1 + left // grain
        cell[:, 1:] = master.rows[top:bottom, start : start + cell.shape[1] - 1]
    return Master(master.kind, right - left, bottom - top, cell, master.palette)


def _edge(size: int, cells: int, number: int, grain: int) -> int:
    return size if number == cells else size * number // cells // grain * grain
