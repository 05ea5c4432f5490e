"""A page, or the image that a reader would get of it, as one lightness a pixel, so that both can be compared."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from viewer.master import Master, MasterKind, values_of
from viewer.stamp import Issued

Lightness = NDArray[np.int16]
"""(h, w), 0 to 255."""


def of_page(master: Master) -> Lightness:
    """A master's pixels."""
    if master.kind is MasterKind.GRAY:
        return values_of(master).astype(np.int16) * 17
    if master.kind is MasterKind.COLOR:
        shades = _light(np.frombuffer(master.palette or b"", np.uint8).reshape(-1, 3))
        return shades[values_of(master)]
    return _light(master.rows)


def of_image(issued: Issued) -> Lightness:
    """The pixels of an image's bytes, opened by another library than the one that wrote them. Raises OSError."""
    with Image.open(BytesIO(issued.body)) as image:
        return _light(np.asarray(image.convert("RGB")))


def _light(colors: NDArray[np.uint8]) -> Lightness:
    red, green, blue = (colors[..., channel].astype(np.int16) for channel in range(3))
    return np.asarray((red + 2 * green + blue) >> 2, np.int16)
