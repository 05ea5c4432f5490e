"""What we encode is what any reader decodes."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.support.marks import examples
from viewer import png


@pytest.mark.clause("N 2(12)")
@settings(deadline=None, max_examples=examples(40))
@given(width=st.integers(1, 40), height=st.integers(1, 20), seed=st.integers(0, 2**32 - 1))
def test_indexed_pixels_come_back_from_another_decoder(width: int, height: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    colors = random.integers(0, 256, (256, 3), np.uint8)
    rows = np.zeros((height, 1 + width), np.uint8)
    rows[:, 1:] = random.integers(0, 256, (height, width), np.uint8)

    body = png.encode(rows, width, height, bit_depth=8, color_type=png.INDEXED, palette=colors.tobytes())

    with Image.open(io.BytesIO(body)) as image:
        assert (np.asarray(image.convert("RGB")) == colors[rows[:, 1:]]).all()


@settings(deadline=None, max_examples=examples(40))
@given(width=st.integers(1, 40), height=st.integers(1, 20), seed=st.integers(0, 2**32 - 1))
def test_sixteen_grey_levels_come_back_at_odd_widths_too(width: int, height: int, seed: int) -> None:
    levels = np.random.default_rng(seed).integers(0, 16, (height, width + width % 2), np.uint8)
    rows = np.zeros((height, 1 + (width + 1) // 2), np.uint8)
    rows[:, 1:] = levels[:, 0::2] << 4 | levels[:, 1::2]

    body = png.encode(rows, width, height, bit_depth=4, color_type=png.GRAYSCALE)

    with Image.open(io.BytesIO(body)) as image:
        image.load()
        assert image.size == (width, height)
        assert (np.asarray(image.convert("L")) == levels[:, :width] * 17).all()


@pytest.mark.parametrize("shape", [(2, 4), (3, 3), (2, 6)])
def test_rows_of_another_shape_are_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no 4 x 2 image"):
        png.encode(np.zeros(shape, np.uint8), 4, 2, bit_depth=8, color_type=png.GRAYSCALE)


def test_indexed_image_without_palette_is_refused() -> None:
    with pytest.raises(ValueError, match="palette"):
        png.encode(np.zeros((2, 5), np.uint8), 4, 2, bit_depth=8, color_type=png.INDEXED)


def test_grey_image_with_palette_is_refused() -> None:
    with pytest.raises(ValueError, match="palette"):
        png.encode(np.zeros((2, 5), np.uint8), 4, 2, bit_depth=8, color_type=png.GRAYSCALE, palette=b"abc")
