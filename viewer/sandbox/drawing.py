"""Draws a page's display list with only some kinds of things in it. Runs only in a locked child."""

# The parser ships no types.
# mypy: allow-untyped-calls

import ctypes
import itertools
import math
import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pymupdf
from numpy.typing import NDArray
from pymupdf import mupdf

Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom in whole pixels of the drawn page; right and bottom lie outside."""

TEXT = ("fill_text", "stroke_text")
NO_TEXT = (*TEXT, "ignore_text")
# All other functions of a device. Those that begin and end a clip, mask, group or tile are left out together.
NOT_TEXT = (
    "fill_path",
    "stroke_path",
    "fill_shade",
    "fill_image",
    "fill_image_mask",
    "ignore_text",
    "clip_path",
    "clip_stroke_path",
    "clip_text",
    "clip_stroke_text",
    "clip_image_mask",
    "pop_clip",
    "begin_mask",
    "end_mask",
    "begin_group",
    "end_group",
    "begin_tile",
    "end_tile",
)
_MOST_FILLS = 20_000
_SHORTEST = 3
"""The length in pixels from which on a thin rectangle counts as a line."""
_EVEN = 2
"""Levels of 255 by which an even ground may differ from itself."""
_ROUNDING = 0.1
"""How much less of a pixel than computed a line may cover, as a share: the parser rounds to fifteenths of a pixel."""
_FIRST_BLOCK = struct.Struct("<32xQ")
_VECTOR = struct.Struct("<i4x4fII32xQ")  # kind, box, flags, colour, next block
_RECTANGLE = mupdf.FZ_STEXT_VECTOR_IS_RECTANGLE
SLIGHTEST_OPACITY = 24 / 255
"""What is less opaque than this is hardly seen on any ground."""


def without_text(shown: pymupdf.DisplayList, scale: float, box: Box, channels: int) -> Pixels:
    """The page as it would be if no letter stood on it: (h, w) grey or (h, w, 3) RGB on white, the box only."""
    return _run(shown, scale, _white(box, channels), NO_TEXT)


def whole(shown: pymupdf.DisplayList, scale: float, box: Box, channels: int) -> Pixels:
    """The page with all that is on it: (h, w) grey or (h, w, 3) RGB on white, the box only."""
    return _run(shown, scale, _white(box, channels), ())


def _white(box: Box, channels: int) -> mupdf.FzPixmap:
    fixed = mupdf.FzColorspace.Fixed_GRAY if channels == 1 else mupdf.FzColorspace.Fixed_RGB
    pixmap = blank(mupdf.FzColorspace(fixed), box, alpha=0)
    mupdf.fz_clear_pixmap_with_value(pixmap, 0xFF)
    return pixmap


def text_alone(shown: pymupdf.DisplayList, scale: float, box: Box) -> Pixels:
    """How far letters cover each pixel, (h, w) in 0..255, whatever their colour, what clips them or lies over them."""
    pixmap = blank(mupdf.FzColorspace(), box, alpha=1)
    mupdf.fz_clear_pixmap(pixmap)
    return _run(shown, scale, pixmap, NOT_TEXT)


def blank(space: mupdf.FzColorspace, box: Box, alpha: int) -> mupdf.FzPixmap:
    """A pixmap of the box whose pixels are not set yet."""
    return mupdf.FzPixmap(space, mupdf.FzIrect(*box), mupdf.FzSeparations(), alpha)


def _run(shown: pymupdf.DisplayList, scale: float, pixmap: mupdf.FzPixmap, unwanted: Iterable[str]) -> Pixels:
    device = mupdf.fz_new_draw_device(mupdf.FzMatrix(scale, 0, 0, scale, 0, 0), pixmap)
    for name in unwanted:
        # A device that has no function for a thing passes over it.
        setattr(device.m_internal, name, None)
    everything = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
    mupdf.fz_run_display_list(shown.this, device, mupdf.FzMatrix(), everything, mupdf.FzCookie())
    mupdf.fz_close_device(device)
    return view(pymupdf.Pixmap("raw", pixmap))


class _Held:
    """A pixmap as numpy asks for arrays. The array that is made of it keeps it, and so its memory."""

    def __init__(self, pixmap: pymupdf.Pixmap) -> None:
        self.pixmap = pixmap
        shape = (pixmap.height, pixmap.width) if pixmap.n == 1 else (pixmap.height, pixmap.width, pixmap.n)
        self.__array_interface__ = {"shape": shape, "typestr": "|u1", "data": (pixmap.samples_ptr, True), "version": 3}


def view(pixmap: pymupdf.Pixmap) -> Pixels:
    """The pixmap's own pixels, to read: (h, w) of one channel, (h, w, n) of more."""
    return np.asarray(_Held(pixmap))


class _Fill(NamedTuple):
    """A filled rectangle: left, top, right, bottom in points of the page, and its colour, RGB."""

    box: tuple[float, float, float, float]
    colour: tuple[int, int, int]


def sharpen_hairlines(shown: pymupdf.DisplayList, scale: float, pixels: Pixels) -> None:
    """Redraw, on the whole page's pixels, filled lines that are thinner than a pixel: one full pixel in their colour.

    Word processors fill lines as rectangles of 0.1 to 0.4 points, which come out as a light grey. Other programs draw
    them full. A line is redrawn only where the pixels are what it must have left on an even ground: where something
    lies over it, or it is hidden, nothing is changed.
    """
    for fill in itertools.islice(_opaque_rectangles(shown), _MOST_FILLS):
        x0, y0, x1, y1 = (side * scale for side in fill.box)
        colour = np.array(fill.colour[: 1 if pixels.ndim == 2 else 3], np.int16)
        if y1 - y0 < 1 and x1 - x0 >= _SHORTEST:
            _sharpen(pixels, y0, y1, slice(math.ceil(x0), math.floor(x1)), colour)
        elif x1 - x0 < 1 and y1 - y0 >= _SHORTEST:
            _sharpen(pixels.swapaxes(0, 1), x0, x1, slice(math.ceil(y0), math.floor(y1)), colour)


def _sharpen(rows: Pixels, low: float, high: float, along: slice, colour: NDArray[np.int16]) -> None:
    """A line from row `low` to row `high` (less than a row apart), over the columns `along`."""
    first, last = math.floor(low), math.ceil(high) - 1
    if first < 1 or last + 1 >= len(rows) or along.start < 0 or along.stop > rows.shape[1] or last < first:
        return
    strip = rows[first - 1 : last + 2, along].reshape(last - first + 3, along.stop - along.start, -1).astype(np.int16)
    ground, lines = strip[0], strip[1:-1]
    cover = np.array([min(high, row + 1) - max(low, row) for row in range(first, last + 1)])[:, None]
    # A line may have been drawn twice: two cells of a table have one border.
    share = _shares(lines - ground, colour - ground)
    mixed = ground + share[..., None] * (colour - ground)
    is_even = np.abs(ground - strip[-1]).max(axis=-1) <= _EVEN
    is_line = np.abs(lines - mixed).max(axis=(0, 2)) <= _EVEN
    is_left = ((share >= cover - _ROUNDING) & (share <= 1)).all(axis=0)
    is_seen = np.abs(lines - ground).max(axis=(0, 2)) > _EVEN
    redrawn = np.where(np.arange(len(cover))[:, None, None] == np.argmax(cover), colour, ground)
    made = np.where((is_even & is_line & is_left & is_seen)[:, None], redrawn, lines).astype(np.uint8)
    rows[first : last + 1, along] = made.reshape(rows[first : last + 1, along].shape)


def _shares(moved: NDArray[np.int16], whole: NDArray[np.int16]) -> NDArray[np.float64]:
    """How far pixels are from their ground towards the line's colour, as a share: (rows, n).

    `moved` (rows, n, channels) is their difference from the ground, `whole` (n, channels) that of the line's colour.
    """
    channel = np.abs(whole).argmax(axis=-1)[:, None]
    way = np.take_along_axis(whole, channel, axis=-1)[:, 0]
    gone = np.take_along_axis(moved, channel[None], axis=-1)[..., 0]
    shares: NDArray[np.float64] = gone / np.where(way == 0, 1, way)
    return shares


def _opaque_rectangles(shown: pymupdf.DisplayList) -> Iterator[_Fill]:
    """The filled rectangles of a page in their order, out of the same memory as letters (`sandbox/letters.py`)."""
    rect = mupdf.fz_bound_display_list(shown.this)
    page = mupdf.FzStextPage(rect)
    device = mupdf.fz_new_stext_device(page, mupdf.FzStextOptions(mupdf.FZ_STEXT_COLLECT_VECTORS))
    for name in (*NO_TEXT, "fill_image", "fill_image_mask", "fill_shade", "stroke_path"):
        setattr(device.m_internal, name, None)
    everything = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
    mupdf.fz_run_display_list(shown.this, device, mupdf.FzMatrix(), everything, mupdf.FzCookie())
    mupdf.fz_close_device(device)
    (block,) = _FIRST_BLOCK.unpack(ctypes.string_at(page.m_internal_value(), _FIRST_BLOCK.size))
    while block:
        kind, *box, flags, argb, block = _VECTOR.unpack(ctypes.string_at(block, _VECTOR.size))
        is_filled = flags & (mupdf.FZ_STEXT_VECTOR_IS_RECTANGLE | mupdf.FZ_STEXT_VECTOR_IS_STROKED) == _RECTANGLE
        if kind == mupdf.FZ_STEXT_BLOCK_VECTOR and is_filled and argb >> 24 == 0xFF:
            moved = (box[0] - rect.x0, box[1] - rect.y0, box[2] - rect.x0, box[3] - rect.y0)
            yield _Fill(moved, (argb >> 16 & 0xFF, argb >> 8 & 0xFF, argb & 0xFF))


def raster(buffer: memoryview, height: int, width: int, channels: int) -> Pixels:
    """The pixels of a page in a buffer, to read and write: (h, w) of one channel, (h, w, n) of more."""
    shape = (height, width) if channels == 1 else (height, width, channels)
    return np.frombuffer(buffer, np.uint8, math.prod(shape)).reshape(shape)
