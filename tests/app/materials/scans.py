"""Scanned pages, made: typeset, rasterised, a little crooked and grainy, and put into a PDF as pictures."""

import io

import numpy as np
import pikepdf
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from viewer.fonts import japan1

FONT = str(japan1.__file__).replace("japan1.py", "NotoSerifJP-Gijo.ttf")
DOTS = 150
"""Of a cheap scan, an inch."""
_WIDTH, _HEIGHT = 600, 850
"""Pixels of a small page: it is read in a third of A4's time."""


def typeset(lines: list[str], *, size: int = 30, is_upright: bool = False, grain: float = 12.0) -> NDArray[np.uint8]:
    """A page of these lines as grey pixels, one degree crooked at most, with noise of `grain` levels."""
    page = Image.new("L", (_WIDTH, _HEIGHT), 250)
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, size)
    for place, line in enumerate(lines):
        if is_upright:
            for row, letter in enumerate(line):
                draw.text((_WIDTH - 70 - place * 2 * size, 50 + row * (size + 6)), letter, font=font, fill=20)
        else:
            draw.text((50, 60 + place * 2 * size), line, font=font, fill=20)
    turned = page.rotate(0.3, resample=Image.Resampling.BICUBIC, fillcolor=250)
    noise = np.random.default_rng(7).normal(0.0, grain, (_HEIGHT, _WIDTH))
    pixels: NDArray[np.uint8] = np.clip(np.asarray(turned) + noise, 0, 255).astype(np.uint8)
    return pixels


def scan(*pages: NDArray[np.uint8] | str) -> bytes:
    """A PDF of pictures; a text instead of one is a page of its words, written in Helvetica."""
    with pikepdf.new() as document:
        for page in pages:
            document.add_blank_page(page_size=(_WIDTH * 72 / DOTS, _HEIGHT * 72 / DOTS))
            _fill(document, document.pages[-1], page)
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def _fill(document: pikepdf.Pdf, sheet: pikepdf.Page, page: NDArray[np.uint8] | str) -> None:
    if isinstance(page, str):
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        sheet.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        rows = b" ".join(b"(%s) Tj T*" % line.encode() for line in page.splitlines())
        sheet.Contents = document.make_stream(b"BT /F 12 Tf 14 TL 30 350 Td %s ET" % rows)
        return
    packed = io.BytesIO()
    Image.fromarray(page).save(packed, "JPEG", quality=80)
    image = pikepdf.Stream(document, packed.getvalue())
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = page.shape[1], page.shape[0], 8
    image.ColorSpace, image.Filter = pikepdf.Name.DeviceGray, pikepdf.Name.DCTDecode
    sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=document.make_indirect(image)))
    width, height = page.shape[1] * 72 / DOTS, page.shape[0] * 72 / DOTS
    sheet.Contents = document.make_stream(b"q %f 0 0 %f 0 0 cm /I Do Q" % (width, height))
