"""Letters for which no font here has a glyph: what is drawn as a box is not served as words, and nothing vanishes."""

# The parser ships no types.
# mypy: allow-untyped-calls

from collections.abc import Callable, Mapping

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.viewer.conftest import Papers
from tests.viewer.test_fallback import FIRST, SIZE, _cells, _expected, _fonts, _is_same, _page
from viewer.render import RenderedPage, Renderer
from viewer.stamp import BUNDLED_FONTS

pytestmark = pytest.mark.rare("letters that no font draws; only the drawing moves it")

NAME = "山田太郎"
UNDRAWN = (30_000, 30_001, 30_002, 30_003)
KANJI = 1200  # 亜 and those after it, in Adobe-Japan1
KNOWN, GAIJI = 0x8ABF, 0xF040  # 漢 in Shift_JIS, and a character that a council has made for itself

Tweak = Callable[[Pdf, pikepdf.Object], None]


def _meaning(said: Mapping[int, str]) -> bytes:
    lines = "\n".join(f"<{code:04X}> <{text.encode('utf-16-be').hex()}>" for code, text in said.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def "
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange {len(said)} beginbfchar\n{lines}\nendbfchar "
        "endcmap end end"
    ).encode()


def _paper(
    codes: tuple[int, ...], means: Mapping[int, str] | None = None, how: str = "Identity-H", tweak: Tweak | None = None
) -> bytes:
    said = b"".join(code.to_bytes(2, "big") for code in codes)
    base = b"MS-Mincho"

    def change(pdf: Pdf) -> None:
        _fonts(pdf, base, how, **({"ToUnicode": pdf.make_stream(_meaning(means))} if means else {}))
        if tweak:
            tweak(pdf, pdf.pages[0].Resources.Font.J)

    content = b"BT /J %d Tf %d %d Td <%s> Tj ET" % (SIZE, *FIRST, said.hex().encode())
    return Papers.of(content, change=change).replace(b"/" + b"Q" * len(base), b"/" + base)


def _brings(pdf: Pdf, font: pikepdf.Object) -> None:
    """The font counts by itself, and is in the file."""
    inner = font.DescendantFonts[0]
    inner.FontDescriptor.FontFile2 = pdf.make_stream(BUNDLED_FONTS[0].read_bytes())
    inner.CIDToGIDMap, inner.CIDSystemInfo.Ordering = Name.Identity, String("Identity")


def _said(page: RenderedPage) -> str:
    return "".join(word.text for word in page.words)


BOXED = {
    "numbers of no collection": _paper(UNDRAWN, dict(zip(UNDRAWN, NAME, strict=True))),
    "upright": _paper(UNDRAWN, dict(zip(UNDRAWN, NAME, strict=True)), "Identity-V"),
    "a font of the file": _paper((0, 0, 0, 0), {0: NAME[0]}, tweak=_brings),
    "one box for all": _paper(UNDRAWN[:1], {UNDRAWN[0]: NAME[:3]}),
    "upright, behind a sign without a meaning": _paper(UNDRAWN[:1], {UNDRAWN[0]: "\ufffd" + NAME[:2]}, "Identity-V"),
}


@pytest.mark.parametrize("way", BOXED)
def test_what_is_drawn_as_a_box_is_told_and_not_served_as_words(renderer: Renderer, way: str) -> None:
    page = _page(renderer, BOXED[way])

    assert not set(_said(page)) & set(NAME)
    assert set("".join(page.unseen)) & set(NAME)
    assert page.is_boxed


@pytest.mark.parametrize("way", BOXED)
def test_cleaned_file_shows_the_box_and_does_not_say_what_it_stands_for(renderer: Renderer, way: str) -> None:
    cleaned = renderer.clean(BOXED[way])

    page = _page(renderer, cleaned.data)
    dark = (page.pixels if page.pixels.ndim == 2 else page.pixels.min(axis=2)) < 128
    assert dark.any()
    assert not set(_said(page) + "".join(page.unseen)) & set(NAME)
    assert "unseen" in cleaned.removed


def test_letters_beside_a_box_are_served(renderer: Renderer) -> None:
    page = _page(renderer, _paper((KANJI, UNDRAWN[0], KANJI + 1), {KANJI: "亜", UNDRAWN[0]: "山", KANJI + 1: "唖"}))

    assert [word.text for word in page.words] == ["亜", "唖"]
    assert page.unseen == ("山",)


def _no_font_at_all(pdf: Pdf, font: pikepdf.Object) -> None:
    font.DescendantFonts[0].FontDescriptor.FontFile2 = pdf.make_stream(b"no font at all")


def _first_of_two_is_no_font(pdf: Pdf, font: pikepdf.Object) -> None:
    _brings(pdf, font)
    font.DescendantFonts[0].CIDSystemInfo.Ordering = String("Japan1")
    font.DescendantFonts[0].FontDescriptor.FontFile = pdf.make_stream(b"no font at all")


def _no_stream(pdf: Pdf, font: pikepdf.Object) -> None:
    font.DescendantFonts[0].FontDescriptor.FontFile2 = pdf.make_indirect(Dictionary())


def _in_the_page(pdf: Pdf, font: pikepdf.Object) -> None:
    pdf.pages[0].Resources.Font.J = Dictionary({key: font[key] for key in font.keys()})  # noqa: SIM118 - no mapping


def _whole_in_the_page(pdf: Pdf, font: pikepdf.Object) -> None:
    _in_the_page(pdf, font)
    inner = font.DescendantFonts[0]
    direct = Dictionary({key: inner[key] for key in inner.keys()})  # noqa: SIM118 - no mapping
    direct.FontDescriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/X"), Flags=4)
    pdf.pages[0].Resources.Font.J.DescendantFonts = Array([direct])


OUT_OF_REACH: dict[str, Tweak] = {
    "its program is no font": _no_font_at_all,
    "the first of its programs is no font": _first_of_two_is_no_font,
    "its program is no stream": _no_stream,
    "it stands in the page": _in_the_page,
    "all of it stands in the page": _whole_in_the_page,
}


@pytest.mark.parametrize("way", OUT_OF_REACH)
def test_letter_of_a_font_that_cannot_be_had_is_a_box_in_its_place(renderer: Renderer, way: str) -> None:
    page = _page(renderer, _paper((KNOWN, GAIJI, KNOWN), None, "90ms-RKSJ-H", OUT_OF_REACH[way]))

    cells = _cells(page, 3)
    assert all(cell.any() for cell in cells)
    assert _is_same(cells[1], _expected("\ufff0", 0, page.scale)[0])
    assert page.is_boxed
    assert page.missing_fonts == ("MS-Mincho",)


def test_letter_that_a_character_map_of_the_file_leaves_out_is_told(renderer: Renderer) -> None:
    """Nothing says how wide it is, nor that it is one: the parser draws nothing for it."""
    codes = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 1 def "
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 begincidrange <0000> <7FFF> 0 endcidrange "
        b"endcmap end end"
    )

    def change(pdf: Pdf, font: pikepdf.Object) -> None:
        font.Encoding = pdf.make_stream(codes, Type=Name.CMap, CMapName=Name.Own)

    assert not _page(renderer, _paper((KANJI, KANJI), tweak=change)).is_boxed
    assert _page(renderer, _paper((KANJI, 0x9000, KANJI), tweak=change)).is_boxed
