"""Masters: the stored form of a page, an indexed raster with room for a mark. Knows no viewer, mark text or store."""

import math
import struct
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from isal import igzip_lib, isal_zlib
from numpy.typing import NDArray
from PIL import Image

from viewer import jpeg, palette
from viewer.hidden.carriers import MOST, Carriers, Size, find, none, of_cell

PHOTO_QUALITY = 92
THUMBNAIL_PX = 440
"""Long side of a small picture: headings can be read in it, and it is there within half a second at 1.5 Mbit/s."""
_MAX_CHROMA = 12  # paper that a scanner tinted by less than this counts as grey
_GRAY_PSNR_DB = 40.0
_COLOR_PSNR_DB = 38.0
_COLOR_BYTES_A_PIXEL = 0.2  # above it a page is mostly grain, and JPEG serves it better
_SOFT = 2  # levels by which neighbouring samples of a soft ground differ at most
_EDGE = 4  # levels of a step that is seen there
_BLOCK = 8  # samples, of every fourth pixel: 32 pixels of the page
_EDGES_IN_BLOCK = 8  # as many samples as one line across a block has
_MAGIC = b"GjM2"
_BEFORE_CARRIERS = b"GjM1"
_HEADER = struct.Struct(">4sBBII")
_COUNT = struct.Struct(">H")
_MAX_SIDE = 32_767
_INFLATE_ERROR: type[Exception] = igzip_lib.error  # type: ignore[assignment] # its stub misstates the class


class MasterKind(StrEnum):
    """How a page is kept: 16 grey levels, at most 128 colours, or plain RGB."""

    GRAY = "gray"
    COLOR = "color"
    PHOTO = "photo"


_CODES = {MasterKind.GRAY: 1, MasterKind.COLOR: 2, MasterKind.PHOTO: 3}


class MasterError(ValueError):
    """Stored bytes are no master, or are not as long as their header says."""


@dataclass(frozen=True)
class Master:
    """One page. `rows` is read-only to everybody.

    GRAY: (height, 1 + ceil(width / 2)), a PNG filter byte, then two levels a byte, 15 is white; no palette.
    COLOR: (height, 1 + width), a PNG filter byte, then indices below 128; `palette` holds RGB triples,
    of which the first four are white, light grey, dark grey and black.
    PHOTO: (height, width, 3) RGB; no palette, no carriers.
    `own`: the page's own palette, once `rows` and `palette` are in the order of its shades (`stamp.ready`).
    `carriers`: which pieces of its print may move for the hidden mark (viewer/hidden); none where it was not looked.
    """

    kind: MasterKind
    width: int
    height: int
    rows: NDArray[np.uint8]
    palette: bytes | None = None
    own: bytes | None = None
    carriers: Carriers = field(default_factory=none)


def build(pixels: NDArray[np.uint8]) -> Master:
    """The master of a rendered page: `pixels` is (h, w) grey or (h, w, 3) RGB."""
    if pixels.ndim == 2:
        planes = (pixels, pixels, pixels)
        is_gray = True
    else:
        planes = (_plane(pixels, 0), _plane(pixels, 1), _plane(pixels, 2))
        is_gray = _chroma(planes) <= _MAX_CHROMA
    height, width = planes[0].shape
    _check_size(width, height)
    if is_gray:
        levels = _levels(planes[1])
        if _is_faithful(levels[::4, ::4] * np.uint8(17), planes[1][::4, ::4], _GRAY_PSNR_DB):
            return _gray(levels)
    indices, colors = palette.quantise(*planes)
    shown = np.frombuffer(colors, np.uint8).reshape(-1, 3)[indices[::4, ::4]]
    is_faithful = _is_faithful(shown, np.dstack([plane[::4, ::4] for plane in planes]), _COLOR_PSNR_DB)
    if is_faithful and len(isal_zlib.compress(indices, 1)) <= _COLOR_BYTES_A_PIXEL * indices.size:
        return _color(indices, colors)
    colored = np.ascontiguousarray(pixels) if pixels.ndim == 3 else np.dstack(planes)
    return Master(MasterKind.PHOTO, width, height, colored)


def _is_faithful(shown: NDArray[np.uint8], true: NDArray[np.uint8], least_db: float) -> bool:
    """Whether fewer colours do for a page, of whose pixels these are every fourth, (h, w) or (h, w, 3).

    The mean error must be small, and the worst block must have no line that is not there: a mean over the page hides
    a soft ground that becomes steps.
    """
    return _psnr_db(shown, true) >= least_db and _worst_block(shown, true) < _EDGES_IN_BLOCK


def _worst_block(shown: NDArray[np.uint8], true: NDArray[np.uint8]) -> int:
    """In the worst block, how many samples step away from the one beside or below, though the page is soft there."""
    steps = np.zeros(shown.shape[:2], np.bool_)
    for here, there in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        is_step = _differs(shown[here], shown[there], _EDGE - 1)
        if is_step.any():
            steps[here] |= is_step & ~_differs(true[here], true[there], _SOFT)
    rows, columns = shown.shape[0] // _BLOCK, shown.shape[1] // _BLOCK
    if not rows or not columns or not steps.any():
        return 0
    blocks = steps[: rows * _BLOCK, : columns * _BLOCK].reshape(rows, _BLOCK, columns, _BLOCK)
    return int(np.count_nonzero(blocks, axis=(1, 3)).max())


def _differs(one: NDArray[np.uint8], other: NDArray[np.uint8], by_more_than: int) -> NDArray[np.bool_]:
    far: NDArray[np.bool_] = np.maximum(one, other) - np.minimum(one, other) > by_more_than
    return far if far.ndim == 2 else far[..., 0] | far[..., 1] | far[..., 2]


def carrying(master: Master) -> Master:
    """The page with the pieces of its print that may move. A photograph carries nothing."""
    if master.kind is MasterKind.PHOTO:
        return master
    return replace(master, carriers=find(values_of(master)))


def carrying_as(cell: Master, page: Master, *, enlarged: Size, at: Size) -> Master:
    """A cell of an enlarged page with the carriers of that page; rows and columns as in carriers.of_cell."""
    if MasterKind.PHOTO in (cell.kind, page.kind):
        return cell
    size = page.height, page.width
    return replace(cell, carriers=of_cell(page.carriers, values_of(cell), of_page=size, enlarged=enlarged, at=at))


def values_of(master: Master) -> NDArray[np.uint8]:
    """A byte a pixel, (h, w): the levels of a GRAY master, the indices of a COLOR one. Raises ValueError for PHOTO."""
    if master.kind is MasterKind.PHOTO:
        raise ValueError("a photograph has neither levels nor indices")
    return _unpack(master) if master.kind is MasterKind.GRAY else master.rows[:, 1:]


def dump(master: Master) -> bytes:
    """Bytes to seal and store: magic with version, kind, colours less one, width, height, carriers, palette, raster."""
    colors = master.palette or b""
    header = _HEADER.pack(_MAGIC, _CODES[master.kind], max(len(colors) // 3 - 1, 0), master.width, master.height)
    header += _COUNT.pack(len(master.carriers)) + master.carriers.astype(">u2").tobytes()
    if master.kind is MasterKind.PHOTO:
        return header + jpeg.encode(master.rows, quality=PHOTO_QUALITY, is_chroma_kept=True)
    raster: bytes = igzip_lib.compress(master.rows, 2, igzip_lib.COMP_ZLIB)
    return header + colors + raster


def load(data: bytes) -> Master:
    """The master in `data`; raises MasterError before it takes more memory than the header allows."""
    if len(data) < _HEADER.size:
        raise MasterError("too short for a header")
    magic, code, last_color, width, height = _HEADER.unpack_from(data)
    kind = next((kind for kind, number in _CODES.items() if number == code), None)
    if magic not in {_MAGIC, _BEFORE_CARRIERS} or kind is None:
        raise MasterError("no master of this version")
    body, carriers = data[_HEADER.size :], none()
    try:
        _check_size(width, height)
        if magic == _MAGIC:
            carriers, body = _take_carriers(body, width, height)
        if kind is MasterKind.PHOTO:
            return Master(kind, width, height, jpeg.decode(body, width, height))
        colors = body[: 3 * (last_color + 1)] if kind is MasterKind.COLOR else b""
        packed = (width + 1) // 2 if kind is MasterKind.GRAY else width
        rows = _inflate(body[len(colors) :], height, 1 + packed)
    except ValueError as error:
        raise MasterError(str(error)) from error
    if rows[:, 0].any() or (kind is MasterKind.COLOR and not _fits(rows, colors)):
        raise MasterError("rows hold a filter or a colour that is not there")
    return Master(kind, width, height, rows, colors or None, carriers=carriers)


def _take_carriers(data: bytes, width: int, height: int) -> tuple[Carriers, bytes]:
    """The carriers at the head of `data`, and what follows them. Raises ValueError for some that lie outside."""
    if len(data) < _COUNT.size:
        raise ValueError("too short for its carriers")
    (count,) = _COUNT.unpack_from(data)
    end = _COUNT.size + 8 * count
    if count > MOST or len(data) < end:
        raise ValueError("more carriers than there are")
    carriers = np.frombuffer(data[_COUNT.size : end], ">u2").astype(np.uint16).reshape(-1, 4)
    top, bottom, left, right = carriers.astype(np.int32).T
    is_empty = (top == 0) & (bottom == 0)
    fits = (top >= 1) & (top < bottom) & (bottom < height) & (left < right) & (right <= width)
    if not (is_empty | fits).all():
        raise ValueError("carriers lie outside of the page")
    return carriers, data[end:]


def thumbnail(master: Master, long_side_px: int = THUMBNAIL_PX) -> Master:
    """A small copy, each pixel the mean of the area it stands for; grey stays grey."""
    scale = min(1.0, long_side_px / max(master.width, master.height))
    width, height = max(1, round(master.width * scale)), max(1, round(master.height * scale))
    if master.kind is MasterKind.GRAY:
        small = Image.fromarray(_unpack(master) * np.uint8(17)).resize((width, height), Image.Resampling.BOX)
        return _gray(_levels(np.asarray(small)))
    if master.kind is MasterKind.COLOR and master.palette:
        image = Image.fromarray(np.ascontiguousarray(master.rows[:, 1:]), "P")
        image.putpalette(master.palette)
        image = image.convert("RGB")
    else:
        image = Image.fromarray(master.rows)
    pixels = np.asarray(image.resize((width, height), Image.Resampling.BOX))
    if master.kind is MasterKind.PHOTO:
        return Master(MasterKind.PHOTO, width, height, pixels)
    return _color(*palette.quantise(_plane(pixels, 0), _plane(pixels, 1), _plane(pixels, 2)))


def _check_size(width: int, height: int) -> None:
    if not (1 <= width <= _MAX_SIDE and 1 <= height <= _MAX_SIDE) or width * height > jpeg.MAX_PIXELS:
        raise ValueError(f"a page of {width} x {height} pixels is out of bounds")


def _fits(rows: NDArray[np.uint8], colors: bytes) -> bool:
    return len(palette.FIXED) * 3 <= len(colors) <= palette.COLORS * 3 and int(rows.max()) * 3 < len(colors)


def _inflate(data: bytes, height: int, row_bytes: int) -> NDArray[np.uint8]:
    expected = height * row_bytes
    inflater = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_ZLIB)
    try:
        raster = inflater.decompress(data, expected + 1)
    except _INFLATE_ERROR as error:
        raise ValueError("the raster is damaged") from error
    if len(raster) != expected or not inflater.eof or inflater.unused_data:
        raise ValueError("the raster has another size than the header says")
    return np.frombuffer(raster, np.uint8).reshape(height, row_bytes)


def _plane(pixels: NDArray[np.uint8], axis: int) -> NDArray[np.uint8]:
    return np.ascontiguousarray(pixels[..., axis])


def _chroma(planes: tuple[NDArray[np.uint8], ...]) -> int:
    red, green, blue = planes
    spread = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    return int(spread.max())


def _levels(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The nearest of 16 levels, 17 grey steps apart."""
    levels = np.minimum(gray, 247)
    levels += 8
    levels //= 17
    return levels


def _gray(levels: NDArray[np.uint8]) -> Master:
    height, width = levels.shape
    rows = np.zeros((height, 1 + (width + 1) // 2), np.uint8)
    rows[:, 1:] = levels[:, 0::2] << 4
    rows[:, 1 : 1 + width // 2] |= levels[:, 1::2]
    return Master(MasterKind.GRAY, width, height, rows)


def _color(indices: NDArray[np.uint8], colors: bytes) -> Master:
    height, width = indices.shape
    rows = np.zeros((height, 1 + width), np.uint8)
    rows[:, 1:] = indices
    return Master(MasterKind.COLOR, width, height, rows, colors)


def _unpack(master: Master) -> NDArray[np.uint8]:
    """Levels, one a byte, of a GRAY master."""
    levels = np.empty((master.height, 2 * (master.rows.shape[1] - 1)), np.uint8)
    np.right_shift(master.rows[:, 1:], 4, out=levels[:, 0::2])
    np.bitwise_and(master.rows[:, 1:], 15, out=levels[:, 1::2])
    return levels[:, : master.width]


def _psnr_db(shown: NDArray[np.uint8], true: NDArray[np.uint8]) -> float:
    error = float(np.mean(np.square(shown.astype(np.float32) - true)))
    return 10 * math.log10(255**2 / error) if error else math.inf
