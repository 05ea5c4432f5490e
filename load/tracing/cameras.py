"""Models of cameras, printers and recorders. No photograph of a real one was compared with them."""

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
_LENS = -0.04
"""Of the first radial term: lines near the edge bend by some pixels."""


def photographed(
    copy: Gray, wide_px: int, *, slant: float = 0.05, glare: float = 0.0, shake: int = 1, noise: float = 6.0
) -> Gray:
    """A tablet photographed by hand, the photograph so many pixels wide.

    The screen's grid of pixels gives moiré; perspective by `slant` of the width, a lens, softness, uneven light, a
    `glare` of so many levels, `shake` in pixels, noise, and JPEG of quality 60.
    """
    height = round(wide_px * 4 / 3)
    view = cv2.warpPerspective(
        _on_a_grid(copy),
        cv2.getPerspectiveTransform(_corners(copy.shape), _seen(wide_px, height, slant)),
        (wide_px, height),
        flags=cv2.INTER_LINEAR,
        borderValue=70,
    )
    soft = cv2.GaussianBlur(_through_a_lens(np.asarray(view, np.uint8)), (0, 0), 0.5 + wide_px / 2_500)
    if shake > 1:
        soft = cv2.filter2D(soft, -1, np.full((1, shake), 1 / shake, np.float32))
    y, x = np.mgrid[0:height, 0:wide_px].astype(np.float32)
    lit = soft.astype(np.float32) * (0.7 + 0.3 * x / wide_px)
    lit += glare * np.exp(-((x / wide_px - 0.6) ** 2 + (y / wide_px - 0.5) ** 2) / 0.02)
    lit += np.random.default_rng(7).normal(0, noise, lit.shape)
    return _jpeg(np.clip(lit, 0, 255).astype(np.uint8), 60)


def printed_and_scanned(copy: Gray) -> Gray:
    """On paper and back at 150 dpi: ink spreads, the sheet lies aslant by half a degree, grain, JPEG 75."""
    height, width = copy.shape
    spread = cv2.erode(copy, np.ones((2, 2), np.uint8))
    way = cv2.getRotationMatrix2D((width / 2, height / 2), 0.5, 0.775)
    laid = cv2.warpAffine(spread, way, (width, height), flags=cv2.INTER_AREA, borderValue=255)
    soft = cv2.GaussianBlur(laid, (0, 0), 0.9).astype(np.float32)
    grain = np.random.default_rng(3).normal(0, 4, soft.shape)
    return _jpeg(np.clip(soft * 0.92 + 12 + grain, 0, 255).astype(np.uint8), 75)


def recorded(copy: Gray) -> Gray:
    """A frame of a screen recording 1,080 pixels high: made smaller, and packed hard twice."""
    small = cv2.resize(copy, None, fx=1_080 / copy.shape[0], fy=1_080 / copy.shape[0], interpolation=cv2.INTER_AREA)
    return _jpeg(_jpeg(np.asarray(small, np.uint8), 35), 35)


def _on_a_grid(copy: Gray) -> NDArray[np.uint8]:
    """As the pixels of a screen show it: three points high and wide, the last of each darker."""
    large = np.repeat(np.repeat(copy, 3, axis=0), 3, axis=1)
    large[2::3] -= large[2::3] // 6
    large[:, 2::3] -= large[:, 2::3] // 6
    return large


def _corners(shape: tuple[int, ...]) -> NDArray[np.float32]:
    height, width = 3 * shape[0], 3 * shape[1]
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)


def _seen(width: int, height: int, slant: float) -> NDArray[np.float32]:
    """Where the page's corners lie in the photograph, which it nearly fills."""
    off = slant * width
    return np.array(
        [
            [0.05 * width, 0.04 * height + 0.3 * off],
            [0.95 * width - 0.4 * off, 0.04 * height],
            [0.95 * width, 0.96 * height - 0.5 * off],
            [0.05 * width + off, 0.96 * height],
        ],
        np.float32,
    )


def _through_a_lens(view: Gray) -> Gray:
    height, width = view.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    across, along = (x - width / 2) / width, (y - height / 2) / width
    bend = 1 + _LENS * (across**2 + along**2)
    bent = cv2.remap(view, across * bend * width + width / 2, along * bend * width + height / 2, cv2.INTER_LINEAR)
    return np.asarray(bent, np.uint8)


def _jpeg(picture: Gray, quality: int) -> Gray:
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
