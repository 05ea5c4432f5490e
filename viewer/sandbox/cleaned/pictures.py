"""One picture a page, of everything on it but the letters that are set again. Runs only in a locked child.

It is made from the pixels of the drawn page. So it holds nothing that was covered, cut away, of the colour of its
ground or decoded to white, and nothing that the file's own pictures, colour profiles and drawings hold unseen.
"""

# The parser ships no types.
# mypy: allow-untyped-calls

import zlib
from dataclasses import dataclass

import numpy as np
import pymupdf
from pymupdf import mupdf

from viewer.sandbox.drawing import Box, Pixels
from viewer.sandbox.ink import Mask

WHITE = 255
WHOLE_COVER = 250
"""Of 255: a letter that covers a pixel at least so far hides what lies under it."""
QUALITY = 92
"""Of JPEG, 1 to 100."""
BYTES_A_PIXEL = 0.35
"""Bytes a pixel: a grey picture that deflates to more is grainy, and is packed as JPEG, which is smaller."""
MOST_COLOURS = 256
"""Of a palette (ISO 32000-2, 8.6.6.3): its indices have one byte."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """An image for a file: the entries of its dictionary, its packed bytes, and its box in pixels of the page."""

    entries: bytes
    packed: bytes
    box: Box


def beside(drawn: Pixels, bare: Pixels, cover: Pixels) -> Pixels:
    """The page behind the letters that are set again: a new (h, w, 3) array of RGB, 0 to 255.

    `drawn` (h, w, 3) is the page as it looks, `bare` (h, w, 3) the page without any letter, `cover` (h, w) how far the
    letters that are set again cover each pixel, 0 to 255. A pixel that they do not touch is taken from `drawn`, one
    that they touch from `bare`. Where they hide pixels wholly, and these differ from their neighbours in `bare`,
    something lies under the letters: the hidden pixels are then taken from `drawn`, which has the letters' colour.
    """
    if not cover.any():
        return drawn
    covered = cover > 0
    picture = drawn.copy()
    picture[covered] = bare[covered]
    if bare.min() == bare.max():  # as on most pages of text: no pixel differs from its neighbours
        return picture
    hidden = _inner(cover >= WHOLE_COVER)
    if _is_uneven(bare, hidden):
        picture[hidden] = drawn[hidden]
    return picture


def _inner(mask: Mask) -> Mask:
    """The pixels of a mask (h, w) whose eight neighbours belong to it too."""
    inner = mask.copy()
    for axis in (0, 1):
        former = inner.copy()
        for step in (1, -1):
            inner &= np.roll(former, step, axis)
    return inner


def _is_uneven(bare: Pixels, hidden: Mask) -> bool:
    """Whether a pixel of `bare` in the mask `hidden` has another colour than the one left, right, above or below it."""
    if not hidden.any():
        return False
    for axis in (0, 1):
        for step in (1, -1):
            other = np.roll(bare, step, axis)
            if (bare[hidden] != other[hidden]).any():
                return True
    return False


def packed(pixels: Pixels) -> PagePicture | None:
    """The image of a page's `pixels`, (h, w, 3) RGB, cut to the part that is not white; None for a white page."""
    inked = (pixels[..., 0] & pixels[..., 1] & pixels[..., 2]) != WHITE
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not rows.size:
        return None
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    part = np.ascontiguousarray(pixels[top:bottom, left:right])
    space, data, filters = _encoded(part)
    entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace%s/Filter/%s" % (
        right - left,
        bottom - top,
        space,
        filters,
    )
    return PagePicture(entries, data, (left, top, right, bottom))


def _encoded(part: Pixels) -> tuple[bytes, bytes, bytes]:
    """An image's colour space, packed data and filter, as ISO 32000-2, 8.9.5 names them.

    Grey is deflated, or packed as JPEG when it is grainy; few colours become a palette, more of them a JPEG.
    """
    if _is_grey(part):
        grey = np.ascontiguousarray(part[..., 0])
        deflated = zlib.compress(grey.tobytes(), 6)
        if len(deflated) <= BYTES_A_PIXEL * grey.size:
            return b"/DeviceGray", deflated, b"FlateDecode"
        return b"/DeviceGray", _jpeg(grey, pymupdf.csGRAY), b"DCTDecode"
    numbers = part[..., 0].astype(np.uint32) << 16 | part[..., 1].astype(np.uint32) << 8 | part[..., 2]
    is_used = np.zeros(1 << 24, np.bool_)
    is_used[numbers] = True
    colours = np.flatnonzero(is_used)
    if len(colours) > MOST_COLOURS:
        return b"/DeviceRGB", _jpeg(part, pymupdf.csRGB), b"DCTDecode"
    table = np.zeros(1 << 24, np.uint8)
    table[colours] = np.arange(len(colours), dtype=np.uint8)
    palette = b"".join(b"%06X" % int(colour) for colour in colours)
    space = b"[/Indexed/DeviceRGB %d<%s>]" % (len(colours) - 1, palette)
    return space, zlib.compress(table[numbers].tobytes(), 6), b"FlateDecode"


def _is_grey(pixels: Pixels) -> bool:
    return bool((pixels[..., 0] == pixels[..., 1]).all() and (pixels[..., 1] == pixels[..., 2]).all())


def _jpeg(pixels: Pixels, space: pymupdf.Colorspace) -> bytes:
    height, width = pixels.shape[:2]
    pixmap = pymupdf.Pixmap(space, width, height, pixels.tobytes(), 0)
    buffer = mupdf.fz_new_buffer_from_pixmap_as_jpeg(pixmap.this, mupdf.FzColorParams(), QUALITY, 0)
    return bytes(mupdf.fz_buffer_extract_copy(buffer))
