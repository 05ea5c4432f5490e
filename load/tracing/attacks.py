"""What happens to a copy before somebody sees it again, as code with parameters. Grey pixels go in and come out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from load.tracing.cameras import photographed, printed_and_scanned, recorded

Gray = NDArray[np.uint8]


@dataclass(frozen=True)
class Leak:
    """What an attacker has: the copy of each of so many readers, a second one of the first reader's in another
    session, and for what is rewritten by the page itself, the page without a mark.
    """

    copies: Sequence[Gray]
    again: Gray
    page: Gray

    @property
    def own(self) -> Gray:
        return self.copies[0]


@dataclass(frozen=True)
class Attack:
    """A way of changing a copy; `readers`: how many of the leak's readers have a part in it."""

    name: str
    make: Callable[[Leak], Gray]
    readers: int = 1


def attacks() -> list[Attack]:
    """Every attack with its parameters, in the order of the table."""
    one: list[tuple[str, Callable[[Gray], Gray]]] = [
        ("as it is", lambda copy: copy),
        *[(f"scaled to {percent} %", _scaled_to(percent)) for percent in (75, 50, 40, 30, 25)],
        *[(f"JPEG {quality}", _packed_as(".jpg", quality)) for quality in (90, 50, 20)],
        ("WebP 50", _packed_as(".webp", 50)),
        ("640 px wide, JPEG 50", lambda copy: packed(scaled(copy, 640 / copy.shape[1]), ".jpg", 50)),
        *[(f"1/{parts} cut out", _cut_to(parts)) for parts in (2, 3, 4, 6)],
        ("turned by 3°", lambda copy: turned(copy, 3)),
        ("binarised", lambda copy: np.where(copy > 128, 255, 0).astype(np.uint8)),
        ("binarised at 50 %", lambda copy: np.where(scaled(copy, 0.5) > 150, 255, 0).astype(np.uint8)),
        ("dithered", dithered),
        ("contrast doubled", lambda copy: clipped((copy.astype(np.float32) - 128) * 2 + 128)),
        ("sharpened", sharpened),
        ("denoised", lambda copy: np.asarray(cv2.medianBlur(copy, 3), np.uint8)),
        ("printed and scanned, 150 dpi", printed_and_scanned),
        ("photograph, 2,000 px", lambda copy: photographed(copy, 2_000)),
        ("photograph, 1,500 px", lambda copy: photographed(copy, 1_500)),
        ("photograph, 1,000 px", lambda copy: photographed(copy, 1_000)),
        ("photograph, aslant, glare, shake", lambda copy: photographed(copy, 1_800, slant=0.16, glare=120, shake=5)),
        ("screen recording", recorded),
        ("messengers, three in turn", through_messengers),
        ("mark cut off by a threshold", lambda copy: np.where(copy > 150, 255, np.where(copy < 60, 0, copy))),
        ("mark painted over", inpainted),
    ]
    many: list[Attack] = [
        Attack("every level as the page has it", rewritten),
        Attack("two copies of one reader compared", lambda leak: compared(leak.own, leak.again)),
    ]
    for readers in (2, 3, 5):
        many += [
            Attack(f"{name} of {readers} readers", _of_all(way), readers)
            for name, way in (("mean", mean), ("median", median), ("patchwork", patchwork))
            if not (readers == 2 and way is median)  # the mean
        ]
    many += [Attack("darkest of 2 readers", _of_all(darkest), 2), Attack("lightest of 2 readers", _of_all(lightest), 2)]
    return [Attack(name, _of_own(way)) for name, way in one] + many


def _of_own(way: Callable[[Gray], Gray]) -> Callable[[Leak], Gray]:
    return lambda leak: np.asarray(way(leak.own), np.uint8)


def _of_all(way: Callable[[Sequence[Gray]], Gray]) -> Callable[[Leak], Gray]:
    return lambda leak: way(leak.copies)


def _scaled_to(percent: int) -> Callable[[Gray], Gray]:
    return lambda copy: scaled(copy, percent / 100)


def _packed_as(kind: str, quality: int) -> Callable[[Gray], Gray]:
    return lambda copy: packed(copy, kind, quality)


def _cut_to(parts: int) -> Callable[[Gray], Gray]:
    """The middle part of a page of so many: full width for two and three, else half or a third of it."""
    across = {2: 1, 3: 1, 4: 2, 6: 2}[parts]
    along = parts // across

    def cut(copy: Gray) -> Gray:
        height, width = copy.shape
        top, left = (height - height // along) // 3, (width - width // across) // 2
        return copy[top : top + height // along, left : left + width // across].copy()

    return cut


def clipped(values: NDArray[np.float32]) -> Gray:
    """Levels from 0 to 255."""
    return np.clip(values, 0, 255).astype(np.uint8)


def scaled(copy: Gray, times: float) -> Gray:
    """Made smaller as browsers do."""
    return np.asarray(cv2.resize(copy, None, fx=times, fy=times, interpolation=cv2.INTER_AREA), np.uint8)


def packed(copy: Gray, kind: str, quality: int) -> Gray:
    """As it comes out of a file of that kind."""
    option = cv2.IMWRITE_JPEG_QUALITY if kind == ".jpg" else cv2.IMWRITE_WEBP_QUALITY
    _, data = cv2.imencode(kind, copy, [option, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


def turned(copy: Gray, degrees: float) -> Gray:
    """Around its middle, on white."""
    height, width = copy.shape
    way = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.95)
    return np.asarray(cv2.warpAffine(copy, way, (width, height), flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)


def dithered(copy: Gray) -> Gray:
    """Black and white, in an ordered pattern of eight by eight."""
    pattern = np.array([[0, 2], [3, 1]])
    for _ in range(2):
        pattern = np.block([[4 * pattern, 4 * pattern + 2], [4 * pattern + 3, 4 * pattern + 1]])
    height, width = copy.shape
    level = np.tile((pattern + 0.5) * 4, (height // 8 + 1, width // 8 + 1))[:height, :width]
    return np.where(copy > level, 255, 0).astype(np.uint8)


def sharpened(copy: Gray) -> Gray:
    """By an unsharp mask."""
    soft = cv2.GaussianBlur(copy, (0, 0), 2).astype(np.float32)
    return clipped(2.5 * copy.astype(np.float32) - 1.5 * soft)


def through_messengers(copy: Gray) -> Gray:
    """Three that each make it smaller and pack it again."""
    for long_px, quality in ((1_600, 75), (1_280, 65), (1_080, 55)):
        copy = packed(scaled(copy, min(1.0, long_px / max(copy.shape))), ".jpg", quality)
    return copy


def inpainted(copy: Gray) -> Gray:
    """All that is neither paper nor black is filled from around it; then print is made black again."""
    between = ((copy > 90) & (copy < 250)).astype(np.uint8)
    half = scaled(copy, 0.5)
    mask = (scaled(between * np.uint8(255), 0.5) > 100).astype(np.uint8)
    return np.asarray(cv2.inpaint(half, mask, 2, cv2.INPAINT_TELEA), np.uint8)


def rewritten(leak: Leak) -> Gray:
    """Each level becomes the one that most often lies under it on the page: more than any attacker knows."""
    table = np.zeros(256, np.uint8)
    for level in np.unique(leak.own):
        table[level] = np.bincount(leak.page[leak.own == level]).argmax()
    return np.asarray(table[leak.own], np.uint8)


def compared(one: Gray, other: Gray) -> Gray:
    """The darker of both where there is print, the lighter elsewhere."""
    made = np.where(np.minimum(one, other) < 100, np.minimum(one, other), np.maximum(one, other))
    return np.asarray(made, np.uint8)


def mean(copies: Sequence[Gray]) -> Gray:
    """Of each pixel."""
    return np.asarray(np.mean(np.stack(copies), axis=0), np.uint8)


def median(copies: Sequence[Gray]) -> Gray:
    """Of each pixel."""
    return np.asarray(np.median(np.stack(copies), axis=0), np.uint8)


def darkest(copies: Sequence[Gray]) -> Gray:
    """Of each pixel."""
    return np.asarray(np.min(np.stack(copies), axis=0), np.uint8)


def lightest(copies: Sequence[Gray]) -> Gray:
    """Of each pixel."""
    return np.asarray(np.max(np.stack(copies), axis=0), np.uint8)


def patchwork(copies: Sequence[Gray], side: int = 200) -> Gray:
    """Squares, from each reader in turn."""
    made: Gray = copies[0].copy()
    for row in range(0, made.shape[0], side):
        for column in range(0, made.shape[1], side):
            whose = copies[(row // side + column // side) % len(copies)]
            made[row : row + side, column : column + side] = whose[row : row + side, column : column + side]
    return made
