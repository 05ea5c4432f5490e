"""JPEG in and out through libjpeg-turbo, for photographs. Knows pixels only; checks sizes first."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from viewer.limits import DEFAULT

MAX_PIXELS = DEFAULT.page_pixels


def encode(pixels: NDArray[np.uint8], *, quality: int, is_chroma_kept: bool = False) -> bytes:
    """A baseline JPEG of (h, w, 3) RGB; 4:2:0 unless the chroma is kept whole."""
    out = io.BytesIO()
    subsampling = 0 if is_chroma_kept else 2
    Image.fromarray(pixels).save(out, "JPEG", quality=quality, subsampling=subsampling)
    return out.getvalue()


def is_of_size(data: bytes, width: int, height: int) -> bool:
    """Whether `data` begins like an RGB JPEG of that size; the pixels are not decoded."""
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            return image.size == (width, height) and image.mode == "RGB"
    except OSError:
        return False


def decode(data: bytes, width: int, height: int) -> NDArray[np.uint8]:
    """RGB of shape (height, width, 3). Raises ValueError when `data` is no JPEG of just that size."""
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            if image.size != (width, height) or width * height > MAX_PIXELS or image.mode != "RGB":
                raise ValueError(f"a {image.mode} JPEG of {image.size} where RGB of {(width, height)} was promised")
            return np.asarray(image)
    except OSError as error:
        raise ValueError("no readable JPEG") from error
