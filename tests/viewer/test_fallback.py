"""A paper that names fonts and does not bring them: every letter has its own form, and what is missing is told."""

# The parser ships no types.
# mypy: allow-untyped-calls

import numpy as np
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.support.marks import examples
from tests.viewer.conftest import Papers
from viewer.render import RenderedPage, Renderer
from viewer.stamp import BUNDLED_FONTS

pytestmark = pytest.mark.rare("fonts that are missing; only the drawing moves it")

RARE = "𠮷𡈽𩸽𠀋𣘺𦚰𠮟㊞㍿≒"
FACES = ("NotoSerifJP-Gijo.ttf", "NotoSansJP-Gijo.ttf")
MINCHO, GOTHIC = 0, 1
SIZE = 40
FIRST = (60, 700)
GAIJI = b"\xf0\x40"  # the first character that a council makes for itself, in Shift_JIS


def _fonts(pdf: Pdf, base: bytes, codes: str, **more: object) -> None:
    """A composite font without a program, as word processors write it when nothing is embedded."""
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/X"), Flags=4, Ascent=860, Descent=-140)
    inner = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Japan1"), Supplement=6),
        FontDescriptor=pdf.make_indirect(descriptor),
        W=Array([1, 95, 500, 231, 632, 500]),
    )
    inner.BaseFont = Name("/" + "Q" * len(base))  # a name that is no text comes in when the file is made
    font = Dictionary(Type=Name.Font, Subtype=Name.Type0, Encoding=Name("/" + codes))
    font.BaseFont, font.DescendantFonts = inner.BaseFont, Array([pdf.make_indirect(inner)])
    for key, value in more.items():
        font[f"/{key}"] = value
    for page in pdf.pages:
        page.Resources.Font.J = pdf.make_indirect(font)


def _paper(said: bytes, base: bytes = b"MS-Mincho", codes: str = "UniJIS-UTF16-H") -> bytes:
    content = b"BT /J %d Tf %d %d Td <%s> Tj ET" % (SIZE, *FIRST, said.hex().encode())
    paper = Papers.of(content, change=lambda pdf: _fonts(pdf, base, codes))
    return paper.replace(b"/" + b"Q" * len(base), b"/" + base)


def _page(renderer: Renderer, paper: bytes) -> RenderedPage:
    with renderer.read(paper) as reading:
        return next(reading.pages())


def _cells(page: RenderedPage, count: int, *, is_down: bool = False) -> list[NDArray[np.bool_]]:
    """The ink of each letter of a line, cell by cell."""
    side, x = SIZE * page.scale, FIRST[0] * page.scale
    y: float = (page.height_points - FIRST[1]) * page.scale
    dark = (page.pixels if page.pixels.ndim == 2 else page.pixels.min(axis=2)) < 128
    cells = []
    for place in range(count):
        left = x - side / 2 if is_down else x + place * side
        top = y + place * side if is_down else y - 0.88 * side
        cells.append(dark[round(top) :, round(left) :][: int(side), : int(side)])
    return cells


def _expected(text: str, font: int, scale: float) -> list[NDArray[np.bool_]]:
    """The same letters in a paper that brings the font."""
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        page.insert_font("F", str(BUNDLED_FONTS[0].with_name(FACES[font])))
        for place, letter in enumerate(text):
            page.insert_text((FIRST[0] + place * SIZE, 842 - FIRST[1]), letter, fontname="F", fontsize=SIZE)
        pixmap = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csGRAY)
        pixels = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width)
    drawn = RenderedPage(1, 595, 842, scale, pixels, (), (), 0)
    return _cells(drawn, len(text))


def _is_same(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> bool:
    different, ink = int(np.count_nonzero(one != other)), int(np.count_nonzero(other))
    return different <= 0.06 * ink + 8


@pytest.mark.sampled("draws a page in each of nine fonts that are missing, for six seconds of a processor")
@pytest.mark.parametrize(
    ("base", "face"),
    [
        (b"MS-Mincho", MINCHO),
        (b"MS-Gothic", GOTHIC),
        ("ＭＳ明朝".encode("cp932"), MINCHO),
        ("ＭＳゴシック".encode("cp932"), GOTHIC),
        (b"HiraMinProN-W3", MINCHO),
        (b"Ryumin-Light", MINCHO),
        (b"GothicBBB-Medium", GOTHIC),
        (b"Meiryo", GOTHIC),
        (b"ABCDEF+YuMincho-Regular", MINCHO),
    ],
)
def test_rare_kanji_of_a_font_that_is_missing_are_drawn_in_the_style_of_its_name(
    renderer: Renderer, base: bytes, face: int
) -> None:
    page = _page(renderer, _paper(RARE.encode("utf-16-be"), base))

    drawn, expected = _cells(page, len(RARE)), _expected(RARE, face, page.scale)
    wrong = [letter for letter, one, other in zip(RARE, drawn, expected, strict=True) if not _is_same(one, other)]
    assert not wrong
    assert "".join(word.text for word in page.words) == RARE
    assert not page.is_boxed


@pytest.mark.parametrize("codes", ["UniJIS-UTF16-H", "UniJIS2004-UTF16-H"])
@given(text=st.text(st.characters(codec="euc_jis_2004", min_codepoint=0x3000, max_codepoint=0xFAFF), min_size=8))
@settings(max_examples=examples(12), deadline=None)
def test_any_character_of_jis_leaves_ink(renderer: Renderer, codes: str, text: str) -> None:
    text = "".join(letter for letter in text if not letter.isspace() and len(letter.encode("utf-16-be")) == 2)[:12]
    page = _page(renderer, _paper(text.encode("utf-16-be"), codes=codes))

    blank = [letter for letter, cell in zip(text, _cells(page, len(text)), strict=True) if not cell.any()]
    assert not blank


def test_upright_lines_have_upright_forms(renderer: Renderer) -> None:
    said = "「ー、〜（".encode("utf-16-be")
    flat = _cells(_page(renderer, _paper(said)), 5)
    upright = _cells(_page(renderer, _paper(said, codes="UniJIS-UTF16-V")), 5, is_down=True)

    for before, after in zip(flat, upright, strict=True):
        assert after.any()
        assert not _is_same(before, after)
    long, long_upright = flat[1], upright[1]
    assert np.ptp(np.flatnonzero(long.any(axis=0))) > 2 * np.ptp(np.flatnonzero(long.any(axis=1)))
    assert np.ptp(np.flatnonzero(long_upright.any(axis=1))) > 2 * np.ptp(np.flatnonzero(long_upright.any(axis=0)))


def test_signs_are_as_wide_as_kanji_and_fixed_letters_half_as_wide(renderer: Renderer) -> None:
    wide = _cells(_page(renderer, _paper("〜○△□".encode("utf-16-be"))), 4)
    for cell in wide:
        assert np.ptp(np.flatnonzero(cell.any(axis=0))) > 0.6 * cell.shape[1]

    narrow = _page(renderer, _paper(b"iiMM"))
    assert [word.text for word in narrow.words]
    letters = _page(renderer, _paper("ｉＭ".encode("utf-16-be") + "iM".encode("utf-16-be")))
    half = _cells(letters, 3)[2]
    columns = half.shape[1] // 2
    assert half[:, :columns].any()
    assert half[:, columns:].any()


def test_missing_fonts_are_named_and_nothing_is_said_of_those_that_every_reader_has(renderer: Renderer) -> None:
    assert _page(renderer, _paper("議".encode("utf-16-be"))).missing_fonts == ("MS-Mincho",)
    assert _page(renderer, _paper("議".encode("utf-16-be"), "ＭＳ明朝".encode("cp932"))).missing_fonts == ("MS明朝",)
    assert _page(renderer, Papers.plain()).missing_fonts == ()

    def change(pdf: Pdf) -> None:
        _fonts(pdf, b"MS-Mincho", "UniJIS-UTF16-H")

    assert _page(renderer, Papers.of(b"BT /F1 20 Tf 60 700 Td (Agenda) Tj ET", change=change)).missing_fonts == ()


@pytest.mark.parametrize(
    ("said", "codes", "place"),
    [
        (b"\x8bc" + GAIJI + b"\x88\xc4", "90ms-RKSJ-H", 1),
        ("議\ue000案".encode("utf-16-be"), "UniJIS-UTF16-H", 1),
        ("議\U0002a6d6案".encode("utf-16-be"), "UniJIS-UTF16-H", 1),
        ("議\uac00案".encode("utf-16-be"), "UniJIS-UCS2-H", 1),
    ],
)
def test_character_that_no_font_here_draws_is_a_box_in_its_place_and_told(
    renderer: Renderer, said: bytes, codes: str, place: int
) -> None:
    page = _page(renderer, _paper(said, codes=codes))

    cells = _cells(page, 3)
    assert all(cell.any() for cell in cells)
    expected = _expected("議\ufff0案", MINCHO, page.scale)
    assert _is_same(cells[2], expected[2])
    assert _is_same(cells[place], expected[place])
    assert page.is_boxed
    assert page.missing_fonts == ("MS-Mincho",)


def test_numbers_of_the_collection_draw_the_forms_that_they_stand_for(renderer: Renderer) -> None:
    """Files count glyphs by themselves too: 葛 of 1990 is number 1481, of 2004 number 7652, and ㋿ is 23058."""
    said = b"".join(number.to_bytes(2, "big") for number in (1481, 7652, 23_058))
    page = _page(renderer, _paper(said, codes="Identity-H"))

    old, new, era = _cells(page, 3)
    of_2004, era_expected = _expected("葛㋿", MINCHO, page.scale)
    assert _is_same(new, of_2004)
    assert old.any()
    assert not _is_same(old, new)
    assert _is_same(era, era_expected)


def test_cleaned_file_shows_the_same_letters_and_brings_them(renderer: Renderer) -> None:
    paper = _paper(RARE.encode("utf-16-be"))
    before = _page(renderer, paper)

    after = _page(renderer, renderer.clean(paper).data)

    for letter, one, other in zip(RARE, _cells(before, len(RARE)), _cells(after, len(RARE)), strict=True):
        assert _is_same(one, other), letter
    assert after.missing_fonts == ()
    assert "".join(word.text for word in after.words) == RARE


def test_font_without_a_description_is_drawn_all_the_same(renderer: Renderer) -> None:
    def change(pdf: Pdf) -> None:
        _fonts(pdf, b"MS-Mincho", "UniJIS-UTF16-H")
        del pdf.pages[0].Resources.Font.J.DescendantFonts[0]["/FontDescriptor"]

    content = b"BT /J %d Tf %d %d Td <8B70> Tj ET" % (SIZE, *FIRST)
    page = _page(renderer, Papers.of(content, change=change))

    assert _is_same(_cells(page, 1)[0], _expected("議", GOTHIC, page.scale)[0]) or _is_same(
        _cells(page, 1)[0], _expected("議", MINCHO, page.scale)[0]
    )
