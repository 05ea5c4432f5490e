"""A name under another letter is as hidden as one under a box, whatever that letter is, means or claims to measure."""

# The parser ships no types.
# mypy: allow-untyped-calls

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Pdf

from tests.support.marks import examples
from tests.support.properties import ONE_FOR_ALL_EXAMPLES
from tests.viewer.conftest import Papers
from viewer.render import RenderedPage, Renderer
from viewer.sandbox import ink

pytestmark = pytest.mark.rare("words that are covered; only the cleaning moves it")

OPEN = b"BT /F1 20 Tf 60 740 Td (Agenda) Tj ET "
NAME = b"BT /F1 8 Tf 205 500 Td (Tanaka) Tj ET "
LARGE_NAME = b"BT /F1 20 Tf 60 500 Td (Tanaka) Tj ET "
BLOCK = (b"0 0 8000 1000", b"0 0 8000 1000 re f")
FAR_BLOCK = (b"-11000 0 0 1000", b"-10200 0 8000 1000 re f")

Change = Callable[[Pdf], None]


def _meaning(pdf: Pdf, code: int, said: str) -> object:
    table = b"1 begincodespacerange<00><FF>endcodespacerange 1 beginbfchar <%02X><%s> endbfchar"
    return pdf.make_stream(b"begincmap " + table % (code, said.encode("utf-16-be").hex().encode()) + b" endcmap")


def _dingbats(said: str) -> Change:
    """Font Z, whose n is a black square."""

    def change(pdf: Pdf) -> None:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats)
        font.ToUnicode = _meaning(pdf, 0x6E, said)
        pdf.pages[0].Resources.Font.Z = pdf.make_indirect(font)

    return change


def _type3(said: str, drawing: tuple[bytes, bytes] = BLOCK, width: int = 1000) -> Change:
    """Font Z, whose n is drawn as it says, in thousandths of its size."""

    def change(pdf: Pdf) -> None:
        box, drawn = drawing
        glyph = pdf.make_stream(b"%d 0 %s d1 %s" % (width, box, drawn))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([int(side) for side in box.split()]))
        font.FontMatrix = Array([0.001, 0, 0, 0.001, 0, 0])
        font.FirstChar, font.LastChar, font.Widths = 110, 110, Array([width])
        font.Encoding = Dictionary(Type=Name.Encoding, Differences=Array([110, Name("/block")]))
        font.CharProcs, font.Resources = Dictionary(block=glyph), Dictionary()
        font.ToUnicode = _meaning(pdf, 110, said)
        pdf.pages[0].Resources.Font.Z = pdf.make_indirect(font)

    return change


def _masked(cell: bytes) -> Change:
    """Graphics state G, whose soft mask is drawn with font Z."""

    def change(pdf: Pdf) -> None:
        _dingbats(" ")(pdf)
        form = pdf.make_stream(cell)
        form.stream_dict.Type, form.stream_dict.Subtype = Name.XObject, Name.Form
        form.stream_dict.BBox, form.stream_dict.Resources = Array([0, 0, 595, 842]), pdf.pages[0].Resources
        form.stream_dict.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
        mask = Dictionary(Type=Name.Mask, S=Name.Luminosity, G=form)
        pdf.pages[0].Resources.ExtGState = Dictionary(G=Dictionary(SMask=mask))

    return change


def _without_widths(pdf: Pdf) -> None:
    font = pdf.pages[0].Resources.Font.F1
    font.FirstChar, font.LastChar, font.Widths = 32, 126, Array([0] * 95)


def _as_it_is(_: Pdf) -> None:
    pass


def _win_ansi(pdf: Pdf) -> None:
    pdf.pages[0].Resources.Font.F1.Encoding = Name.WinAnsiEncoding


class Cover(NamedTuple):
    name: bytes
    over: bytes
    change: Change = _as_it_is


Z = b"BT /Z 24 Tf 55 495 Td (n) Tj ET "
COVERS = {
    "the lowest line of a keyboard": Cover(NAME, b"BT /F1 300 Tf 160 550 Td (_) Tj ET "),
    "a dash": Cover(NAME, b"BT /F1 160 Tf 190 456 Td (\227) Tj ET ", _win_ansi),
    "the rim of a wide block": Cover(NAME, b"BT /Z 70 Tf 200 490 Td (n) Tj ET ", _dingbats("■")),
    "blocks that are spaces": Cover(LARGE_NAME, b"BT /Z 150 Tf 50 450 Td (n) Tj ET ", _dingbats(" ")),
    "blocks that are soft hyphens": Cover(LARGE_NAME, b"BT /Z 150 Tf 50 450 Td (n) Tj ET ", _dingbats("\u00ad")),
    "a drawing that is a space": Cover(LARGE_NAME, Z, _type3(" ")),
    "a drawing wider than it claims": Cover(LARGE_NAME, Z, _type3("x", width=100)),
    "a drawing far from its place": Cover(LARGE_NAME, b"BT /Z 24 Tf 300 495 Td (n) Tj ET ", _type3("x", FAR_BLOCK)),
    "a box through letters": Cover(
        LARGE_NAME, b"q /G gs 50 480 200 60 re f Q ", _masked(b"1 g BT /Z 150 Tf 50 450 Td (n) Tj ET ")
    ),
    "a wide stroke": Cover(NAME, b"q 30 w 1 Tr BT /F1 40 Tf 206 488 Td (I) Tj 10 0 Td (I) Tj ET Q "),
    "one that is turned": Cover(NAME, b"BT /Z 0.1 Tf 0 600 -600 0 245 480 Tm (n) Tj ET ", _dingbats("■")),
}


def _page(renderer: Renderer, paper: bytes) -> RenderedPage:
    with renderer.read(paper) as reading:
        return next(reading.pages())


def _served(page: RenderedPage) -> str:
    return "".join(word.text for word in page.words)


def _drawn(paper: bytes, part: pymupdf.Rect | None = None) -> NDArray[np.int16]:
    """A paper's first page, or a part of it (points from its upper left corner): height x width x 3."""
    with pymupdf.open(stream=paper) as document:
        pixmap = document[0].get_pixmap(matrix=pymupdf.Matrix(2264 / 842, 2264 / 842), clip=part)
        return np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.h, pixmap.w, 3).astype(np.int16)


@pytest.mark.sampled("cleans a paper for each way of covering, twice, for four seconds of a processor")
@pytest.mark.parametrize("way", COVERS)
@pytest.mark.parametrize("order", ["over", "under"])
def test_name_that_another_letter_covers_is_not_served_and_not_published(
    renderer: Renderer, way: str, order: str
) -> None:
    name, over, change = COVERS[way]
    paper = Papers.of(OPEN + (name + over if order == "over" else over + name), change=change)
    is_hidden = np.array_equal(_drawn(paper), _drawn(Papers.of(OPEN + over, change=change)))
    assert is_hidden

    page = _page(renderer, paper)
    cleaned = _page(renderer, renderer.clean(paper).data)

    assert "Agenda" in _served(page)
    assert not set("Tank") & set(_served(page).replace("Agenda", ""))
    assert "Tanaka" in "".join(page.unseen)
    assert page.is_covered
    assert not set("Tank") & set((_served(cleaned) + "".join(cleaned.unseen)).replace("Agenda", ""))


def test_name_in_vertical_writing_under_a_block_is_not_served(renderer: Renderer) -> None:
    def change(pdf: Pdf) -> None:
        info = Dictionary(Registry="Adobe", Ordering="Japan1", Supplement=2)
        part = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=Name("/Ryumin-Light"), CIDSystemInfo=info)
        part.FontDescriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/Ryumin-Light"), Flags=4)
        font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/Ryumin-Light"))
        font.Encoding, font.DescendantFonts = Name("/UniJIS-UCS2-V"), Array([pdf.make_indirect(part)])
        pdf.pages[0].Resources.Font.V = pdf.make_indirect(font)

    def line(said: str, size: int, x: int, y: int) -> bytes:
        return b"BT /V %d Tf %d %d Td <%s> Tj ET " % (size, x, y, said.encode("utf-16-be").hex().encode())

    name = line("佐藤花子", 12, 200, 600)
    read = line("議事録", 12, 300, 600) + line("印", 12, 200, 540)
    blocks = line("■", 72, 200, 612)

    bare = _page(renderer, Papers.of(read + name, change=change))
    page = _page(renderer, Papers.of(read + name + blocks, change=change))

    assert _served(bare) == "議事録印佐藤花子"
    assert not set("佐藤花子") & set(_served(page))
    assert "議事録" in _served(page)


@pytest.mark.parametrize(
    "content",
    [
        b"0.85 g BT /Z 400 Tf 100 400 Td (n) Tj ET 0 g " + NAME,
        b"BT /Z 70 Tf 200 490 Td (n) Tj ET 1 g " + NAME,
        b"BT /F1 8 Tf 205 500 Td (Tanaka) Tj 0.3 0 Td (Tanaka) Tj ET",
        b"2 Tr 0.4 w " + NAME,
        NAME + b"BT /F1 8 Tf 205 499 Td (______) Tj ET",
    ],
    ids=["on a pale letter", "white on a black letter", "printed twice", "filled and stroked", "underlined"],
)
def test_name_that_is_seen_on_another_letter_is_served(renderer: Renderer, content: bytes) -> None:
    page = _page(renderer, Papers.of(OPEN + content, change=_dingbats("■")))

    assert "Tanaka" in _served(page)


def test_letters_of_a_font_without_widths_are_served_where_they_are_seen(renderer: Renderer) -> None:
    placed = b"".join(
        b"1 0 0 1 %d 500 Tm (%c) Tj " % (60 + 13 * place, letter) for place, letter in enumerate(b"NoTanaka")
    )
    paper = Papers.of(b"BT /F1 20 Tf " + placed + b"ET 0 g 84 490 90 30 re f", change=_without_widths)

    page = _page(renderer, paper)

    assert _served(page) == "No"
    assert "".join(page.unseen) == "Tanaka"
    assert all(word.x1 - word.x0 > 0.01 for word in page.words)


def test_glyph_without_ink_is_not_vouched_for_by_its_neighbours(renderer: Renderer) -> None:
    """A line there and back has a box, and no ink; a letter beside or below it does not lend it any."""
    hollow = _type3("T", (b"0 0 600 700", b"0 0 m 600 700 l 0 0 l f"), width=600)
    seen = b"BT /F1 20 Tf 60 500 Td (Report) Tj ET "

    page = _page(renderer, Papers.of(OPEN + seen + b"BT /Z 20 Tf 60 500 Td (nnnn) Tj ET", change=hollow))

    assert _served(page) == "AgendaReport"


def test_page_of_letters_heaped_on_each_other_ends_and_serves_none(renderer: Renderer) -> None:
    heap = b"BT /F1 12 Tf " + b"1 0 0 1 200 500 Tm (M) Tj 1 0 0 1 200 500 Tm (W) Tj " * 2000 + b"ET"

    page = _page(renderer, Papers.of(OPEN + heap))

    assert not set("MW") & set(_served(page))


class Letter(NamedTuple):
    """One letter of the name, and where it stands."""

    said: bytes
    x: float

    def shown(self) -> bytes:
        return b"BT /F1 10 Tf %.2f 500 Td (%s) Tj ET " % (self.x, self.said)


class Veil(NamedTuple):
    """A letter beside, over or under a name: how it is shown, what it means, where and how large."""

    code: bytes
    said: str
    is_type3: bool
    size: int
    stretch: int
    x: int
    y: int
    colour: bytes
    is_turned: bool

    def shown(self) -> bytes:
        font = b"/F1" if self.code in b"_-|I" else b"/Z"
        turn = b"0 1 -1 0" if self.is_turned else b"1 0 0 1"
        place = (font, self.size, self.stretch, turn, 150 + self.x, 500 + self.y, self.code)
        return b"q %s rg BT %s %d Tf %d Tz %s %d %d Tm (%s) Tj ET Q " % (self.colour, *place)

    def change(self, pdf: Pdf) -> None:
        (_type3(self.said, width=300) if self.is_type3 else _dingbats(self.said))(pdf)


VEILS = st.builds(
    Veil,
    code=st.sampled_from([b"n", b"n", b"_", b"-", b"|", b"I"]),
    said=st.sampled_from(["■", " ", "\u00ad", "A", "田"]),
    is_type3=st.booleans(),
    size=st.sampled_from([8, 12, 20, 40, 90, 300]),
    stretch=st.sampled_from([50, 100, 400]),
    x=st.integers(-40, 40),
    y=st.integers(-40, 60),
    colour=st.sampled_from([b"0 0 0", b"0 0 0", b"0.8 0.8 0.8", b"1 1 1", b"1 0 0"]),
    is_turned=st.booleans(),
)


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=ONE_FOR_ALL_EXAMPLES,
)
@given(
    veils=st.lists(VEILS, min_size=1, max_size=3),
    order=st.sampled_from(["over", "under"]),
    step=st.sampled_from([7, 9, 14]),
)
def test_letter_is_served_as_the_page_shows_it(
    renderer: Renderer, veils: Sequence[Veil], order: str, step: int
) -> None:
    name = [Letter(said, 150 + step * place) for place, said in enumerate([b"K", b"M", b"R"])]
    over = b"".join(veil.shown() for veil in veils)

    def paper(some: Sequence[Letter]) -> bytes:
        own = b"".join(letter.shown() for letter in some)
        return Papers.of(own + over if order == "over" else over + own, change=veils[0].change)

    served = _served(_page(renderer, paper(name)))

    around = pymupdf.Rect(140, 842 - 520, 200, 842 - 490)  # the name: taking a letter out changes no other dot
    shown = _drawn(paper(name), around)
    for letter in name:
        without = _drawn(paper([other for other in name if other != letter]), around)
        seen = int((np.abs(shown - without).max(axis=2) > ink.CONTRAST).sum())
        alone = int((_drawn(Papers.of(letter.shown()), around).min(axis=2) < 255 - ink.COVERED).sum())
        if seen < (ink.SHARE - 0.1) * alone:
            assert letter.said.decode() not in served
        if seen > (ink.SHARE + 0.4) * alone:
            assert letter.said.decode() in served
