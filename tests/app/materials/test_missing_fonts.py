"""A paper that names fonts and does not bring them: what the clerk reads, page by page."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from app.materials.progress import warning_words
from tests.app.materials.office import Office
from tests.app.materials.papers import pdf

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")

GAIJI = "\ue000"


def with_fonts(**said: tuple[int, str]) -> bytes:
    """Three pages; each font by its name, on which page (from 1) it stands, and what it says."""
    with pikepdf.open(io.BytesIO(pdf(3))) as document:
        for place, (name, (number, text)) in enumerate(said.items()):
            base = Name("/" + name.replace("_", "-"))
            inner = Dictionary(
                Type=Name.Font,
                Subtype=Name.CIDFontType2,
                BaseFont=base,
                CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Japan1"), Supplement=6),
                FontDescriptor=document.make_indirect(Dictionary(Type=Name.FontDescriptor, FontName=base, Flags=4)),
            )
            font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=base, Encoding=Name("/UniJIS-UTF16-H"))
            font.DescendantFonts = Array([document.make_indirect(inner)])
            page = document.pages[number - 1]
            page.Resources.Font[f"/J{place}"] = document.make_indirect(font)
            codes = text.encode("utf-16-be").hex().encode()
            page.contents_add(b"BT /J%d 20 Tf 70 300 Td <%s> Tj ET" % (place, codes))
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def test_missing_fonts_are_named_with_their_pages(office: Office) -> None:
    version = office.ready(with_fonts(MS_Mincho=(2, "議案"), MS_Gothic=(3, "予算")))

    told = (
        "PDF に入っていない書体があります（2、3\u00a0ページ）。MS-Mincho、MS-Gothic です。似た書体で表示するので、"
        "字の形や幅が元と違うことがあります。書体を埋め込んで作り直すと、元のとおりになります。"
    )
    assert warning_words(version) == [told]


def test_character_that_cannot_be_drawn_is_told_first_and_with_its_page(office: Office) -> None:
    version = office.ready(with_fonts(MS_Mincho=(3, f"高{GAIJI}")))

    words = warning_words(version)
    assert words[0].startswith("表示できない文字があり、□ で表示します（3\u00a0ページ）。")
    assert words[1].startswith("PDF に入っていない書体があります（3\u00a0ページ）。MS-Mincho です。")
    assert set(version.warnings.split(",")) == {"boxed", "fonts"}


def test_paper_whose_fonts_every_reader_has_is_told_nothing(office: Office) -> None:
    assert warning_words(office.ready(pdf(3))) == []
