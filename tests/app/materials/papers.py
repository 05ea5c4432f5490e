"""Small PDFs, good and bad, made for the tests."""

import io
import zlib
from collections.abc import Sequence

import pikepdf
from fpdf import FPDF

A4_WIDTH_MM = 210
STRIP_WIDTH_MM = 80
"""Wide enough for the words, and drawn and looked at in a third of A4's time."""


def pdf(pages: int = 2, *, words: str = "Gijo page", outline: bool = False, width_mm: float = STRIP_WIDTH_MM) -> bytes:
    """Pages as high as A4, each with its number."""
    document = FPDF(format=(width_mm, 297))
    document.set_font("helvetica", size=14)
    for number in range(1, pages + 1):
        document.add_page()
        if outline:
            document.start_section(f"Section {number}")
        for line in range(20):
            document.cell(text=f"{words} {number} line {line}")
            document.ln()
    return bytes(document.output())


def written(*pages: Sequence[str]) -> bytes:
    """A page of such lines each."""
    document = FPDF(format=(STRIP_WIDTH_MM, 297))
    document.set_font("helvetica", size=14)
    for lines in pages:
        document.add_page()
        for line in lines:
            document.cell(text=line)
            document.ln()
    return bytes(document.output())


def encrypted() -> bytes:
    """Needs a password."""
    return _saved(pdf(1), encryption=pikepdf.Encryption(owner="o", user="u"))


def with_javascript() -> bytes:
    """Runs a program when opened, in readers that let it."""
    with pikepdf.open(io.BytesIO(pdf(1))) as document:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        document.Root.OpenAction = document.make_indirect(action)
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def cut_in_half(pages: int = 4) -> bytes:
    """The end is missing: it opens only by repair, or not at all."""
    whole = pdf(pages)
    return whole[: len(whole) * 3 // 4]


def slow_page(strokes: int = 4_000_000) -> bytes:
    """Page 1 is harmless; page 2 is a few kilobytes that take minutes to draw."""
    with pikepdf.open(io.BytesIO(pdf(2))) as document:
        content = zlib.compress(b"0 0 m 600 800 l S 5 w 9 0 m 90 800 l S\n" * strokes, 9)
        stream = pikepdf.Stream(document, content)
        stream.Filter = pikepdf.Name.FlateDecode
        document.pages[1].Contents = document.make_indirect(stream)
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def no_pages() -> bytes:
    """Whole, and empty."""
    with pikepdf.new() as document:
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def huge_page() -> bytes:
    """A page of 200,000 points square."""
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(600, 800))
        document.pages[0].MediaBox = [0, 0, 200_000, 200_000]
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def _saved(whole: bytes, **options: object) -> bytes:
    with pikepdf.open(io.BytesIO(whole)) as document:
        target = io.BytesIO()
        document.save(target, **options)  # type: ignore[arg-type]  # passed on as given
    return target.getvalue()
