"""Lays a picture over the page that it shows: features alike in both, and the homography that most of them agree on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]

LEAST_ALIKE = 20
"""Features that agree on one homography; by chance it is fewer than ten."""
_FEATURES = 6_000
_GLANCED = 1_500
_GLANCE_PX = 900
_PAGE_SCALES = (0.7, 0.35)
_SCALES = (1.0, 0.5)
_SMALL_PX, _LARGE_PX = 1_200, 1_800
_MOST_SLANTED = 4.0
"""How many times as large as another a part of the page may be shown in a picture of it that can be read."""
_BLUR = 1.0
_NEAREST, _CLEARLY_NEARER = 2, 0.8


@dataclass(frozen=True)
class Features:
    """Points of an image, (n, 2) in its pixels, and what each looks like, (n, 128)."""

    points: NDArray[np.float32]
    looks: NDArray[np.float32]


@dataclass(frozen=True)
class Sighting:
    """A page in a picture: the homography from the picture's pixels to the page's, and how many features agree."""

    homography: NDArray[np.float64]
    alike: int


@dataclass
class Picture:
    """A grey picture of some page, and its features once they are asked for."""

    pixels: Gray
    _features: Features | None = field(default=None, repr=False)
    _few: Features | None = field(default=None, repr=False)

    def features(self) -> Features:
        """Of the picture in two sizes: letters tell where they are exactly, words and lines which of them they are."""
        if self._features is None:
            long = max(self.pixels.shape)
            scale = min(2.0, _SMALL_PX / long) if long < _SMALL_PX else min(1.0, _LARGE_PX / long)
            self._features = _features(self.pixels, [scale * each for each in _SCALES])
        return self._features

    def glance(self, page: Gray) -> int:
        """How many of a few features agree on one view of this page: a twentieth of the time that `find` takes.

        It tells which pages are worth finding; below LEAST_ALIKE it tells nothing.
        """
        if self._few is None:
            self._few = _glanced(self.pixels)
        mine, others = self._few, _glanced(page)
        if min(len(mine.points), len(others.points)) < LEAST_ALIKE:
            return 0
        likeness = mine.looks @ others.looks.T  # of vectors of length one
        nearest, next_nearest = -np.partition(-likeness, 1, axis=1)[:, :_NEAREST].T
        is_clear = 1 - nearest < _CLEARLY_NEARER**2 * (1 - next_nearest)
        if int(is_clear.sum()) < LEAST_ALIKE:
            return 0
        here, there = mine.points[is_clear], others.points[likeness[is_clear].argmax(axis=1)]
        homography, agree = cv2.findHomography(here, there, cv2.USAC_MAGSAC, 8.0, maxIters=2_000, confidence=0.99)
        return int(agree.sum()) if homography is not None else 0

    def find(self, page: Gray, its: Features | None = None) -> Sighting | None:
        """Where the picture shows this page, None when it does not. `its`: the page's features, if they are known."""
        mine, others = self.features(), its or features_of_page(page)
        if min(len(mine.points), len(others.points)) < LEAST_ALIKE:
            return None
        pairs = cv2.FlannBasedMatcher({"algorithm": 1, "trees": 4}, {"checks": 96}).knnMatch(
            mine.looks, others.looks, _NEAREST
        )
        clear = [
            pair[0] for pair in pairs if len(pair) == _NEAREST and pair[0].distance < _CLEARLY_NEARER * pair[1].distance
        ]
        if len(clear) < LEAST_ALIKE:
            return None
        here = np.array([mine.points[pair.queryIdx] for pair in clear], np.float32)
        there = np.array([others.points[pair.trainIdx] for pair in clear], np.float32)
        homography, agree = cv2.findHomography(here, there, cv2.USAC_MAGSAC, 6.0, maxIters=20_000, confidence=0.9999)
        alike = int(agree.sum()) if homography is not None else 0
        if alike < LEAST_ALIKE or not _is_a_view(np.asarray(homography, np.float64), self.pixels.shape):
            return None
        return Sighting(np.asarray(homography, np.float64), alike)


def features_of_page(page: Gray) -> Features:
    """Of a page in two sizes; for a page in which several pictures are found."""
    return _features(page, _PAGE_SCALES)


def laid_over(picture: Gray, found: Sighting, shape: tuple[int, ...]) -> tuple[Gray, NDArray[np.bool_]]:
    """The picture as it lies over a page of that shape, and where it reaches."""
    size = (shape[1], shape[0])
    laid = cv2.warpPerspective(picture, found.homography, size, flags=cv2.INTER_CUBIC, borderValue=255)
    whole = np.full(picture.shape, 255, np.uint8)
    reach = cv2.warpPerspective(whole, found.homography, size, flags=cv2.INTER_NEAREST)
    return np.asarray(laid, np.uint8), np.asarray(reach > 0)


def middle_of(picture: Gray, found: Sighting) -> tuple[float, float]:
    """The middle of the picture, where the lens's axis is, in pixels of the page."""
    height, width = picture.shape
    x, y, depth = found.homography @ np.array([width / 2, height / 2, 1.0])
    return float(x / depth), float(y / depth)


def _is_a_view(homography: NDArray[np.float64], shape: tuple[int, ...]) -> bool:
    """Whether a camera could have seen a page so: not mirrored, not edge on, no part very much larger than another."""
    height, width = shape
    scales = []
    for x, y in ((0, 0), (width, 0), (0, height), (width, height), (width / 2, height / 2)):
        across, along, depth = (homography @ np.array([x, y, 1.0])).tolist()
        if depth <= 0:
            return False
        to = np.array([[1, 0, -across / depth], [0, 1, -along / depth]]) @ homography[:, :2] / depth
        stretched = np.linalg.svd(to, compute_uv=False)
        if np.linalg.det(to) <= 0 or stretched[0] > 2 * stretched[1]:
            return False
        scales.append(float(stretched[0]))
    return max(scales) <= _MOST_SLANTED * min(scales)


def _glanced(image: Gray) -> Features:
    return _features(image, [min(1.0, _GLANCE_PX / max(image.shape))], _GLANCED)


def _features(image: Gray, scales: Sequence[float], most: int = _FEATURES) -> Features:
    finder = cv2.SIFT.create(most, contrastThreshold=0.02)
    places: list[NDArray[np.float32]] = [np.zeros((0, 2), np.float32)]
    looks: list[NDArray[np.float32]] = [np.zeros((0, 128), np.float32)]
    for scale in scales:
        if min(image.shape) * scale < 1:  # a line that is smaller than a pixel
            continue
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        sized = cv2.GaussianBlur(cv2.resize(image, None, fx=scale, fy=scale, interpolation=way), (0, 0), _BLUR)
        points, found = finder.detectAndCompute(sized, None)
        if points:
            counts = np.asarray(found, np.float32)
            looks.append(np.sqrt(counts / (counts.sum(axis=1, keepdims=True) + 1e-6)))  # RootSIFT
            places.append(np.array([point.pt for point in points], np.float32) / np.float32(scale))
    return Features(np.concatenate(places), np.concatenate(looks))
