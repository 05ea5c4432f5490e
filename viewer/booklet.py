"""Marked pages bound as a PDF that holds images and nothing else. Knows no member; every word comes from the caller.

The paper keeps its size: the page is drawn a little smaller, and a line above and below says whose copy it is.
"""

import io
import secrets
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pikepdf
from isal import isal_zlib
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, Stream
from pikepdf.models.metadata import encode_pdf_date

from viewer import jpeg, png
from viewer.marking.glyphs import Typesetter, paste
from viewer.stamp import BUNDLED_FONTS
from viewer.writing.handwriting import Handwriting
from viewer.writing.overlay import PageFrame, write_over

NAMESPACE = "urn:gijo:booklet:1"
_BAND_POINTS = 24.0
_SIDE_POINTS = 18.0
_STRIP_POINTS = 12.0
_STRIP_DPI = 216
_TEXT_EM_OF_STRIP = 0.72
_PASSWORD_BYTES = 127  # ISO 32000-2, 7.6.4.3.3: what revision 6 looks at


@dataclass(frozen=True)
class BookletPage:
    """One issued page (PNG or JPEG) and the size of its paper. `holder`: its own line at the foot; "" for the PDF's.

    `begins`: the name in the outline of the part that begins with it, "" for none. `handwriting`: drawn over the image.
    """

    body: bytes
    media_type: str
    width_px: int
    height_px: int
    width_points: float
    height_points: float
    holder: str = ""
    begins: str = ""
    handwriting: Handwriting | None = None


def bind(
    pages: Iterable[BookletPage],
    *,
    title: str,
    author: str,
    permit_number: str,
    level_words: str,
    holder: str,
    issued_at: datetime,
    password: str | None,
) -> bytes:
    """The PDF; AES-256 (ISO 32000-2, revision 6) when `password` is given. `issued_at` carries its time zone.

    Raises MarkNotDrawable for a word of the lines, and ValueError for no page, a page that is not what it says,
    a time without zone, or a password that is empty or longer than a PDF can hold. May be printed, not changed.
    """
    bound = list(pages)
    if issued_at.tzinfo is None or not bound:
        raise ValueError("a booklet has at least one page, and a time of issue with its zone")
    total = len(bound)
    begins = [(page.begins, at) for at, page in enumerate(bound) if page.begins]
    typesetter = Typesetter(BUNDLED_FONTS)
    for words in (level_words, permit_number, holder, *{page.holder for page in bound}):
        typesetter.check(words)
    with Pdf.new() as pdf:
        heads: dict[float, Stream] = {}
        bound.reverse()
        for number in range(1, total + 1):
            page = bound.pop()  # not kept beside what the PDF holds of it: a pack has hundreds of pages
            if (width := page.width_points) not in heads:
                heads[width] = _strip(pdf, typesetter, level_words, permit_number, width)
            when = f"{issued_at:%Y-%m-%d %H:%M}　{number} / {total}"
            _add_page(pdf, page, heads[width], _strip(pdf, typesetter, page.holder or holder, when, width))
        _describe(pdf, title, author, permit_number, level_words, holder, issued_at)
        if begins:
            with pdf.open_outline() as outline:
                outline.root.extend(OutlineItem(name, at) for name, at in begins)
        return _save(pdf, password)


def _add_page(pdf: Pdf, page: BookletPage, head: Stream, foot: Stream) -> None:
    width, height = page.width_points, page.height_points
    if width <= 4 * _SIDE_POINTS or height <= 4 * _BAND_POINTS:
        raise ValueError(f"paper of {width} x {height} points has no room for a page")
    scale = 1 - 2 * _BAND_POINTS / height
    line = width - 2 * _SIDE_POINTS
    low, high = (_BAND_POINTS - _STRIP_POINTS) / 2, height - (_BAND_POINTS + _STRIP_POINTS) / 2
    content = (
        f"q {width * scale:.3f} 0 0 {height * scale:.3f} {width * (1 - scale) / 2:.3f} {_BAND_POINTS} cm /Page Do Q\n"
        f"q {line:.3f} 0 0 {_STRIP_POINTS} {_SIDE_POINTS} {high:.3f} cm /Head Do Q\n"
        f"q {line:.3f} 0 0 {_STRIP_POINTS} {_SIDE_POINTS} {low:.3f} cm /Foot Do Q\n"
    )
    blank = pdf.add_blank_page(page_size=(width, height))
    drawn = Dictionary(Page=_image(pdf, page), Head=head, Foot=foot)
    blank.obj.Resources = Dictionary(XObject=drawn)
    if page.handwriting is not None:
        frame = PageFrame(width * (1 - scale) / 2, _BAND_POINTS, width * scale, height * scale)
        content += write_over(pdf, blank.obj.Resources, page.handwriting, frame)
    blank.obj.Contents = Stream(pdf, content.encode())


def _image(pdf: Pdf, page: BookletPage) -> Stream:
    if page.media_type == "image/jpeg":
        if not jpeg.is_of_size(page.body, page.width_px, page.height_px):
            raise ValueError("no JPEG image of the size promised")
        image = _image_stream(pdf, page.width_px, page.height_px, 8, Name.DeviceRGB)
        image.write(page.body, filter=Name.DCTDecode)
        return image
    if page.media_type != "image/png":
        raise ValueError(f"{page.media_type} is no page image")
    bit_depth, colors, raster = _read_png(page)
    space = Name.DeviceGray if colors is None else _indexed(colors)
    image = _image_stream(pdf, page.width_px, page.height_px, bit_depth, space)
    _write_raster(image, raster, page.width_px, bit_depth)
    return image


def _read_png(page: BookletPage) -> tuple[int, bytes | None, bytes]:
    """Bit depth, palette and deflated raster; the raster goes into the PDF as it is (predictor 15 is PNG's own)."""
    if not page.body.startswith(png.SIGNATURE):
        raise ValueError("no PNG")
    chunks: dict[bytes, bytes] = {}
    place = len(png.SIGNATURE)
    while place + 12 <= len(page.body):
        length, kind = struct.unpack_from(">I4s", page.body, place)
        chunks[kind] = chunks.get(kind, b"") + page.body[place + 8 : place + 8 + length]
        place += 12 + length
    if place != len(page.body) or not {b"IHDR", b"IDAT", b"IEND"} <= chunks.keys() or len(chunks[b"IHDR"]) != 13:
        raise ValueError("a PNG without its parts")
    width, height, bit_depth, color_type, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    if (width, height) != (page.width_px, page.height_px) or any(rest):
        raise ValueError("a PNG of another size or order than promised")
    if (color_type, b"PLTE" in chunks) not in {(png.GRAYSCALE, False), (png.INDEXED, True)}:
        raise ValueError("a PNG that is neither grey nor indexed")
    return bit_depth, chunks.get(b"PLTE"), chunks[b"IDAT"]


def _indexed(colors: bytes) -> Array:
    return Array([Name.Indexed, Name.DeviceRGB, len(colors) // 3 - 1, pikepdf.String(colors)])


def _image_stream(pdf: Pdf, width: int, height: int, bit_depth: int, space: pikepdf.Object) -> Stream:
    image = Stream(pdf, b"")
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height, image.BitsPerComponent, image.ColorSpace = width, height, bit_depth, space
    return image


def _write_raster(image: Stream, raster: bytes, width: int, bit_depth: int) -> None:
    how = Dictionary(Predictor=15, Colors=1, BitsPerComponent=bit_depth, Columns=width)
    image.write(raster, filter=Name.FlateDecode, decode_parms=how)


def _strip(pdf: Pdf, typesetter: Typesetter, left: str, right: str, width_points: float) -> Stream:
    """A line of text as a grey image: `left` at its left end, `right` at its right end."""
    width = round((width_points - 2 * _SIDE_POINTS) / 72 * _STRIP_DPI)
    height = round(_STRIP_POINTS / 72 * _STRIP_DPI)
    size = round(height * _TEXT_EM_OF_STRIP)
    lengths = [typesetter.set_line(words, size)[1] for words in (left, right)]
    size = max(6, min(size, int(size * width / (sum(lengths) + 2 * size))))
    ink: NDArray[np.uint8] = np.zeros((height, width), np.uint8)
    for words, is_right in ((left, False), (right, True)):
        placed, length = typesetter.set_line(words, size)
        start = width - round(length) - 1 if is_right else 0
        for x, y, glyph in placed:
            paste(ink, glyph, start + x, round(height * 0.76) + y)
    rows = np.zeros((height, 1 + width), np.uint8)
    rows[:, 1:] = 255 - ink
    image = _image_stream(pdf, width, height, 8, Name.DeviceGray)
    _write_raster(image, isal_zlib.compress(rows, 2), width, 8)
    return image


def _describe(
    pdf: Pdf, title: str, author: str, permit_number: str, level_words: str, holder: str, issued_at: datetime
) -> None:
    """Write the document's properties twice: as entries that people see, and as XMP (ISO 16684-1) for programs."""
    pikepdf.models.PdfMetadata.register_xml_namespace(NAMESPACE, "gijo")
    with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp["dc:title"] = title
        xmp["dc:creator"] = [author]
        xmp["dc:language"] = {"ja"}
        xmp["xmp:CreateDate"] = issued_at.isoformat()
        xmp["gijo:Level"] = level_words
        xmp["gijo:Permit"] = permit_number
        xmp["gijo:Holder"] = holder
    properties = {
        Name.Title: title,
        Name.Author: author,
        Name.Subject: level_words,
        Name.Keywords: f"{permit_number}, {holder}",
        Name.CreationDate: encode_pdf_date(issued_at),
    }
    for key, words in properties.items():
        pdf.docinfo[key] = words
    pdf.Root.Lang = pikepdf.String("ja-JP")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _save(pdf: Pdf, password: str | None) -> bytes:
    encryption: pikepdf.Encryption | bool = False
    if password is not None:
        if not 1 <= len(password.encode()) <= _PASSWORD_BYTES:
            raise ValueError(f"a PDF password has 1 to {_PASSWORD_BYTES} bytes")
        allow = pikepdf.Permissions(
            extract=False, modify_annotation=False, modify_assembly=False, modify_form=False, modify_other=False
        )
        # Nobody knows the owner password: with it the permissions could be lifted.
        encryption = pikepdf.Encryption(
            user=password, owner=secrets.token_urlsafe(32), R=6, aes=True, metadata=True, allow=allow
        )
    out = io.BytesIO()
    pdf.save(
        out,
        encryption=encryption,
        deterministic_id=password is None,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()
