"""What a mark does to pixels: how strong it is along its strokes, and how it is laid on each kind of raster.

Light pixels go towards black and dark ones towards white, by so many of 16 grey levels. On light ground strokes reach
down into the levels that the soft edges of print use, so that whoever cuts the mark off by a threshold thins the print.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from viewer import palette
from viewer.master import Master, MasterKind

_LEVEL = 17  # steps of 255 in one of 16 grey levels
_GRID = 64  # patches of strength in either direction, before they come again
_FALLS, _RISES = (np.array(steps, np.uint16) for steps in zip(*palette.STEPS, strict=True))


@dataclass(frozen=True)
class Ink:
    """A mark in the packing of a raster; read only. `layers`: of grey pages and photographs two, else one.

    GRAY: levels to rise, and levels to rise and fall together, two a byte. PHOTO: steps to fall, and to rise.
    COLOR: 0, or which of palette.STEPS counted from 1.
    """

    layers: NDArray[np.uint8]

    def shape(self, kind: MasterKind) -> tuple[int, int]:
        """Rows and columns, in pixels."""
        height, width = self.layers.shape[-2:]
        return height, width * 2 // column(kind, 2)

    def cut(self, kind: MasterKind, columns: slice, rows: slice) -> "Ink":
        """The part between these even pixel columns and these rows; a view."""
        within = slice(column(kind, columns.start), column(kind, columns.stop))
        return Ink(self.layers[..., rows, within])

    def enlarged(self, kind: MasterKind, times: int) -> "Ink":
        """Each pixel as a square of `times` pixels a side, `times` even or 1: nothing of the mark is left out."""
        if times == 1:
            return self
        layers = self.layers
        if kind is MasterKind.GRAY:
            pixels = np.empty((*layers.shape[:-1], 2 * layers.shape[-1]), np.uint8)
            pixels[..., 0::2], pixels[..., 1::2] = layers >> 4, layers & 15
            wide = np.repeat(pixels * np.uint8(_LEVEL), times // 2, axis=-1)
        elif kind is MasterKind.COLOR:
            wide = np.repeat(layers, times, axis=-1)
        else:
            whole = layers.reshape(*layers.shape[:-1], -1, 3)
            wide = np.repeat(whole, times, axis=-2).reshape(*layers.shape[:-1], -1)
        return Ink(np.repeat(wide, times, axis=-2))


def strengths_along(seed: int, shape: tuple[int, ...], grain_px: int) -> NDArray[np.uint8]:
    """Which of palette.STEPS each pixel has: soft patches about `grain_px` wide, always the same for a seed."""
    height, width = shape
    random = np.random.Generator(np.random.PCG64(seed))
    grid = random.integers(0, 256, (_GRID, _GRID), np.uint8)  # not of the mark's size: another time is a pixel wider
    rows, columns = height // grain_px + 2, width // grain_px + 2
    coarse = grid.take(range(rows), 0, mode="wrap").take(range(columns), 1, mode="wrap")
    size = columns * grain_px, rows * grain_px
    soft = np.asarray(Image.fromarray(coarse).resize(size, Image.Resampling.BILINEAR))[:height, :width]
    bounds = np.percentile(grid, (32, 46, 60, 72))
    chosen = np.zeros(shape, np.uint8)
    for bound in bounds:
        chosen += (soft > bound).view(np.uint8)
    return chosen


def ink(kind: MasterKind, coverage: NDArray[np.uint8], strengths: NDArray[np.uint8]) -> Ink:
    """Coverage of 8 bits as it is laid on a raster; both arrays (h, w) with an even number of columns."""
    if kind is MasterKind.COLOR:
        return Ink((coverage >= 128) * (strengths + np.uint8(1)))
    unit = _LEVEL if kind is MasterKind.GRAY else 1
    fall, rise = (_part_of(coverage, (steps // unit).astype(np.uint8), strengths) for steps in (_FALLS, _RISES))
    if kind is MasterKind.GRAY:
        return Ink(np.stack((pack(rise), pack(rise + fall))))
    return Ink(np.stack([np.repeat(step, 3, axis=1) for step in (fall, rise)]))


def _part_of(coverage: NDArray[np.uint8], steps: NDArray[np.uint8], strengths: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Of each pixel's step as much as it is covered, rounded."""
    table = steps.tobytes().ljust(256, b"\0")
    whole = np.frombuffer(strengths.tobytes().translate(table), np.uint8).reshape(strengths.shape)
    part = np.multiply(coverage, whole, dtype=np.uint16)
    part += np.uint16(127)
    part //= np.uint16(255)
    return part.astype(np.uint8)


def stronger(kind: MasterKind, one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Of each pixel the stronger ink of two layers of one shape. That is the ink of the stronger coverage."""
    most = np.maximum(one, other)
    if kind is MasterKind.GRAY:
        most &= np.uint8(0xF0)
        most |= np.maximum(one & np.uint8(0x0F), other & np.uint8(0x0F))
    return most


def lay(shown: Master, mark: Ink, places: Iterable[tuple[int, int]], moved: NDArray[np.uint8] | None = None) -> None:
    """Lay a mark with its top left corner at each of the places (x, y), x even; what lies outside is left out.

    `moved`: of a coloured page in the order of its shades, palette.Shades.moved.
    """
    if moved is not None:
        _lay_color(shown, mark.layers, places, moved)
        return
    kind, pixels = shown.kind, raster(shown)
    press = _PRESS[kind]
    height, width = mark.layers.shape[-2:]
    for x, y in places:
        start = column(kind, x)
        top, left = max(y, 0), max(start, 0)
        part = pixels[top : y + height, left : start + width]
        piece = mark.layers[..., top - y : top - y + part.shape[0], left - start : left - start + part.shape[1]]
        press(part, piece)


def _lay_color(
    shown: Master, mark: NDArray[np.uint8], places: Iterable[tuple[int, int]], moved: NDArray[np.uint8]
) -> None:
    """Replace the colours under ink by what they become there. Only its own pixels are gone through, some in thirty."""
    pixels, row = shown.rows.reshape(-1), shown.rows.shape[1]
    down, right = np.nonzero(mark)
    becomes = mark[down, right].astype(np.intp) << 8
    offsets = down * row + right
    for x, y in places:
        at, strengths = offsets + (y * row + 1 + x), becomes
        if x < 0 or y < 0 or x + mark.shape[1] > shown.width or y + mark.shape[0] > shown.height:
            inside = (down >= -y) & (down < shown.height - y) & (right >= -x) & (right < shown.width - x)
            at, strengths = at[inside], becomes[inside]
        pixels[at] = moved.take(strengths + pixels.take(at))


def raster(master: Master) -> NDArray[np.uint8]:
    """The bytes of the pixels alone, (height, columns): half a byte, one or three bytes a pixel; a view."""
    return master.rows.reshape(master.height, -1) if master.kind is MasterKind.PHOTO else master.rows[:, 1:]


def column(kind: MasterKind, x: int) -> int:
    """Where the even pixel x begins in a raster."""
    if kind is MasterKind.GRAY:
        return x // 2
    return x if kind is MasterKind.COLOR else 3 * x


def pack(levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Two levels a byte, the left one in the upper half; an even number of columns."""
    pairs = np.ascontiguousarray(levels).view("<u2")  # the left one in the lower byte
    packed = pairs >> 8
    packed |= pairs << 4
    return packed.astype(np.uint8)


def unpack(packed: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What `pack` has packed."""
    pairs = packed.astype("<u2")
    right = (pairs & 0x0F) << 8
    pairs >>= 4
    pairs |= right
    return pairs.view(np.uint8)


def _press_gray(part: NDArray[np.uint8], layers: NDArray[np.uint8]) -> None:
    """Two levels a byte: levels of 8 and above fall, those below rise; neither leaves its four bits."""
    rise, both = layers
    change = part & 0x88
    change |= change - (change >> 3)  # all four bits of a level of 8 and above
    change &= both
    np.subtract(rise, change, out=change)
    part += change


def _press_photo(part: NDArray[np.uint8], layers: NDArray[np.uint8]) -> None:
    """Three channels a pixel move together, by the lightness of green, and stop at black and white."""
    fall, rise = layers
    is_light = np.repeat(part[:, 1::3] >= 128, 3, axis=1)
    part -= np.minimum(fall * is_light, part)
    part += np.minimum(rise * ~is_light, ~part)


_PRESS = {MasterKind.GRAY: _press_gray, MasterKind.PHOTO: _press_photo}
