"""Where the marks of a page stand: a slanted lattice, the same for all cells of an enlarged page. Knows no pixels."""

from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Placement:
    """Where a reader's mark falls on a page: text size and lattice in pixels, angle clockwise, and how it is strong.

    `course`: by which of two courses its strength varies, 0 or 1. `times`: as how large a square each pixel of the mark
    is laid. Marks stand at origin + i * across + j * down for all integers i and j that touch the page.
    """

    size_px: int
    angle_degrees: float
    course: int
    origin: tuple[int, int]
    across: tuple[int, int]
    down: tuple[int, int]
    times: int = 1


@dataclass(frozen=True)
class PageCell:
    """Which cell of a page a raster is: one of `scale` × `scale`, counted from 0.

    `width`, `height`: of every cell in pixels. Real ones differ by a pixel, and their marks are to be of one size.
    """

    scale: int
    column: int
    row: int
    width: int
    height: int


def enlarged(place: Placement, times: int) -> Placement:
    """The same lattice on the page at a larger scale: not a mark more, not one less, and each where it stood."""
    origin, across, down = ((x * times, y * times) for x, y in (place.origin, place.across, place.down))
    return replace(place, origin=origin, across=across, down=down, times=times)


def seen_from(place: Placement, x: int, y: int) -> Placement:
    """The same lattice on a raster that begins at (x, y); its origin is the point near the raster's corner."""
    (ax, ay), (bx, by) = place.across, place.down
    x, y = place.origin[0] - x, place.origin[1] - y
    area = ax * by - ay * bx
    i, j = (x * by - y * bx) // area, (ax * y - ay * x) // area
    return replace(place, origin=(x - i * ax - j * bx, y - i * ay - j * by))


def corners(place: Placement, shape: tuple[int, ...], width: int, height: int) -> Iterator[tuple[int, int]]:
    """Top left corners (x, y) of every mark that touches the page."""
    (ax, ay), (bx, by) = place.across, place.down
    spread = abs(ay) * (width // ax + 3)
    for j in range(-3 - (shape[0] + spread) // by, 3 + (height + spread) // by):
        row_x, row_y = place.origin[0] + j * bx, place.origin[1] + j * by
        first = -(row_x + shape[1]) // ax
        for i in range(first, first + (width + shape[1]) // ax + 3):
            x, y = row_x + i * ax, row_y + i * ay
            if -shape[1] < x < width and -shape[0] < y < height:
                yield x, y
