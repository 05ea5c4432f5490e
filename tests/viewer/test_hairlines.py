"""Lines thinner than a pixel are drawn as one full pixel, as other programs draw them."""

import numpy as np
import pytest
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Pdf

from tests.viewer.conftest import Papers
from viewer.render import Renderer

pytestmark = pytest.mark.rare("thin lines; only the drawing moves it")

SCALE = 2264 / 842


def _drawn(renderer: Renderer, content: bytes) -> NDArray[np.uint8]:
    with renderer.read(Papers.of(content)) as reading:
        return next(reading.pages()).pixels


def _across(pixels: NDArray[np.uint8], x: float, y: float) -> NDArray[np.uint8]:
    """The pixels above, in and below a level line at x, y in points."""
    row, column = (842 - y) * SCALE, round(x * SCALE)
    return pixels[int(row) - 3 : int(row) + 4, column]


@pytest.mark.parametrize("thick", [0.06, 0.12, 0.24, 0.33])
@pytest.mark.parametrize("y", [500.0, 500.13, 500.29])
def test_thin_rectangle_is_one_dark_row(renderer: Renderer, thick: float, y: float) -> None:
    column = _across(_drawn(renderer, b"100 %f 200 %f re f" % (y, thick)), 200, y)

    assert sorted(column.tolist()) == [0] + [255] * (len(column) - 1)


def test_upright_one_is_one_dark_column(renderer: Renderer) -> None:
    pixels = _drawn(renderer, b"100.1 300 0.2 200 re f")

    row = pixels[round(442 * SCALE), round(100 * SCALE) - 3 : round(100 * SCALE) + 4]
    assert sorted(row.tolist()) == [0] + [255] * (len(row) - 1)


def test_border_that_two_cells_draw_is_one_row_in_its_own_colour(renderer: Renderer) -> None:
    line = b"100 500.2 200 0.2 re f "
    column = _across(_drawn(renderer, b"0.9 g 90 400 300 200 re f 1 0 0 rg " + line + line), 200, 500.2)

    red = np.all(column == (255, 0, 0), axis=-1)
    assert np.count_nonzero(red) == 1
    assert len(np.unique(column[~red], axis=0)) == 1


def test_hidden_line_stays_hidden_and_a_thick_one_as_it_is(renderer: Renderer) -> None:
    hidden = _drawn(renderer, b"100 500 200 0.2 re f 1 g 90 490 300 20 re f")
    assert hidden.min() == 255
    thick = _across(_drawn(renderer, b"100 500.1 200 1 re f"), 200, 500.6)
    assert np.count_nonzero(thick == 0) >= 2


def test_stroke_thinner_than_a_pixel_has_as_much_ink_as_one(renderer: Renderer) -> None:
    column = _across(_drawn(renderer, b"0.05 w 100 500 m 300 500 l S"), 200, 500)

    assert 200 <= (255 - column.astype(int)).sum() <= 310


def _marked(pdf: Pdf) -> None:
    """Something else on the page is marked to be blacked out, so the page becomes one picture."""
    mark = Dictionary(Type=Name.Annot, Subtype=Name.Redact, Rect=Array([55, 690, 155, 720]))
    pdf.pages[0].Annots = Array([pdf.make_indirect(mark)])


@pytest.mark.parametrize("thick", [0.06, 0.2])
@pytest.mark.parametrize("pictures", [(), (1,)])
def test_cleaned_file_shows_the_line_as_dark_as_the_reader_does(
    renderer: Renderer, thick: float, pictures: tuple[int, ...]
) -> None:
    content = b"100 500.13 200 %f re f BT /F1 12 Tf 100 600 Td (Gijo) Tj ET" % thick

    cleaned = renderer.clean(Papers.of(content, change=_marked if pictures else None))

    assert cleaned.pictures == pictures
    with renderer.read(cleaned.data) as reading:
        column = _across(next(reading.pages()).pixels, 200, 500.13).astype(int)
    assert column.min() < 90, column
    assert 200 <= (255 - column).sum() <= 400


def test_cleaned_file_shows_no_line_that_was_hidden(renderer: Renderer) -> None:
    cleaned = renderer.clean(Papers.of(b"100 500 200 0.2 re f 1 g 90 490 300 20 re f"))

    with renderer.read(cleaned.data) as reading:
        assert next(reading.pages()).pixels.min() == 255
