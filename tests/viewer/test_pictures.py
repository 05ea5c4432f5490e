"""Pictures from anywhere are opened in the sandbox: JPEG, PNG and WebP, upright and in grey, nothing else."""

import io

import numpy as np
import pytest
from PIL import Image

from viewer.failures import NotAPicture
from viewer.render import PICTURE_LONG_SIDE, Renderer

ORIENTATION = 0x0112
_TURNED_RIGHT = 6


def packed(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def slope(width: int = 300, height: int = 200) -> Image.Image:
    return Image.fromarray(np.linspace(0, 255, width * height).astype(np.uint8).reshape(height, width))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_picture_of_each_kind_comes_out_in_grey(renderer: Renderer, kind: str) -> None:
    pixels = renderer.picture(packed(slope().convert("RGB"), kind))
    assert pixels.shape == (200, 300)
    assert np.abs(pixels.astype(int) - np.asarray(slope())).mean() < 2


def test_photograph_that_was_taken_upright_comes_out_upright(renderer: Renderer) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = _TURNED_RIGHT
    pixels = renderer.picture(packed(slope(), "JPEG", exif=exif))
    assert pixels.shape == (300, 200)


def test_larger_picture_is_made_smaller(renderer: Renderer) -> None:
    pixels = renderer.picture(packed(slope(6000, 3000), "PNG"))
    assert pixels.shape == (PICTURE_LONG_SIDE // 2, PICTURE_LONG_SIDE)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 not a picture",
        b"",
        packed(slope(), "PNG")[:300],
        packed(slope(), "GIF"),
        packed(Image.new("1", (20_000, 20_000)), "PNG"),
    ],
    ids=["a PDF", "nothing", "cut off", "a GIF", "too many pixels"],
)
def test_anything_else_is_refused_with_a_sentence(renderer: Renderer, data: bytes) -> None:
    with pytest.raises(NotAPicture) as caught:
        renderer.picture(data)
    assert "JPEG、PNG、WebP" in caught.value.sentence
