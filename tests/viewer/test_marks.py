"""What is marked to be blacked out is black where it stands on the drawn page, or no file is made."""

# The parser ships no types.
# mypy: allow-untyped-calls

import io

import numpy as np
import pikepdf
import pymupdf
import pytest
from numpy.typing import NDArray

from viewer.cleaned_wire import MarkedPlace
from viewer.failures import NotCleaned
from viewer.render import Renderer

pytestmark = pytest.mark.rare("places that are marked to be black; only the cleaning moves it")

MARK = (55.0, 192.0, 210.0, 220.0)
"""In the page's own space, from below: around the name."""
CROP = (20.0, 30.0, 380.0, 290.0)
WHOLE = (0.0, 0.0, 400.0, 300.0)


def _marked(rotation: int, *, crop: tuple[float, ...] = WHOLE, unit: float = 1, by_quads: bool = False) -> bytes:
    document = pymupdf.open()
    empty = document.new_page(width=400, height=300)
    empty.insert_text((60, 100), "Tanaka Hanako", fontsize=20)
    empty.add_redact_annot(pymupdf.Rect(0, 0, 1, 1))
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(document.tobytes())) as pdf:
        page, mark = pdf.pages[0], pdf.pages[0].Annots[0]
        page.Rotate, page.UserUnit, page.CropBox = rotation, unit, pikepdf.Array(crop)
        x0, y0, x1, y1 = MARK
        if by_quads:
            mark.QuadPoints = pikepdf.Array([x0, y1, x1, y1, x0, y0, x1, y0])
            mark.Rect = pikepdf.Array([0, 0, 1, 1])
        else:
            mark.Rect = pikepdf.Array(MARK)
        pdf.save(out)
    return out.getvalue()


def _place(rotation: int, crop: tuple[float, ...]) -> tuple[float, float, float, float]:
    """Where the mark is on the drawn page, in fractions, by the rules of ISO 32000 and not by the parser."""
    left, low, right, high = crop
    x0, x1 = ((x - left) / (right - left) for x in MARK[0::2])
    y0, y1 = ((high - y) / (high - low) for y in (MARK[3], MARK[1]))
    return {
        0: (x0, y0, x1, y1),
        90: (1 - y1, x0, 1 - y0, x1),
        180: (1 - x1, 1 - y1, 1 - x0, 1 - y0),
        270: (y0, 1 - x1, y1, 1 - x0),
    }[rotation]


def _drawn(made: bytes) -> NDArray[np.uint8]:
    pixels = pymupdf.open(stream=made)[0].get_pixmap(dpi=144)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, pixels.n)[..., :3]


@pytest.mark.sampled("cleans 32 papers that differ in turn, cut, unit and marks, for eleven seconds of a processor")
@pytest.mark.parametrize("by_quads", [False, True])
@pytest.mark.parametrize("unit", [1, 2])
@pytest.mark.parametrize("crop", [WHOLE, CROP])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_marked_name_is_black_however_the_page_is_turned_and_cut(
    renderer: Renderer, rotation: int, crop: tuple[float, ...], unit: float, *, by_quads: bool
) -> None:
    made = renderer.clean(_marked(rotation, crop=crop, unit=unit, by_quads=by_quads))
    shown = _drawn(made.data)
    height, width = shown.shape[:2]
    x0, y0, x1, y1 = _place(rotation, crop)
    part = shown[int(y0 * height) + 2 : int(y1 * height) - 2, int(x0 * width) + 2 : int(x1 * width) - 2]
    assert part.size
    assert (part < 40).all()
    is_dark = (shown < 128).all(axis=2)
    corner = 0 if not by_quads else 3 * unit * 3 * unit * 4
    assert abs(int(is_dark.sum()) - part.shape[0] * part.shape[1]) < 0.2 * part.size / 3 + corner  # and nothing else


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_marked_place_that_is_not_black_ends_the_cleaning(renderer: Renderer, rotation: int) -> None:
    """The proof sees for itself: told of a place where the name still stands, or where all is white, it refuses."""
    made = renderer.clean(_marked(rotation))
    black = MarkedPlace(1, *_place(rotation, WHOLE))
    renderer._prove_black(made.data, [black])
    for place in (MarkedPlace(1, *_place((rotation + 180) % 360, WHOLE)), black._replace(x0=0.0, y0=0.0)):
        with pytest.raises(NotCleaned):
            renderer._prove_black(made.data, [black, place])
