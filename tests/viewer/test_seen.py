"""What people checked on the page is all that the page says: words without ink of their own are not served."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.support.marks import examples
from tests.support.properties import ONE_FOR_ALL_EXAMPLES
from tests.viewer.conftest import Papers
from viewer.render import RenderedPage, Renderer

pytestmark = pytest.mark.rare("words that nobody sees; only the cleaning moves it")

OPEN = b"BT /F1 20 Tf 60 740 Td (Agenda) Tj ET "
SECRET = b"BT /F1 20 Tf 60 500 Td (Tanaka) Tj ET "
OVER = b"55 490 100 30 re f "
BLUE = b"q 0 0 1 rg 55 490 100 30 re f Q "


def _page(renderer: Renderer, paper: bytes) -> RenderedPage:
    with renderer.read(paper) as reading:
        return next(reading.pages())


def _served(page: RenderedPage) -> list[str]:
    return [word.text for word in page.words]


def _picture(pdf: Pdf) -> None:
    image = pdf.make_stream(b"\x80" * 3 * 64, Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8)
    image.stream_dict.ColorSpace, image.stream_dict.BitsPerComponent = Name.DeviceRGB, 8
    pdf.pages[0].Resources.XObject = Dictionary(I=image)


def _layer_that_is_off(pdf: Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("notes")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer])))
    pdf.pages[0].Resources.Properties = Dictionary(L=layer)


def _cropped(pdf: Pdf) -> None:
    pdf.pages[0].CropBox = Array([0, 600, 595, 842])


def _as_it_is(_: Pdf) -> None:
    pass


def _transparent(pdf: Pdf) -> None:
    pdf.pages[0].Resources.ExtGState = Dictionary(G=Dictionary(ca=0.02))


HIDING: dict[str, tuple[bytes, Callable[[Pdf], None]]] = {
    "black box over it": (SECRET + OVER, _as_it_is),
    "white box over it": (SECRET + b"1 g " + OVER, _as_it_is),
    "coloured box over it": (SECRET + BLUE, _as_it_is),
    "white on white": (b"1 g " + SECRET, _as_it_is),
    "nearly white on white": (b"0.94 g " + SECRET, _as_it_is),
    "black on a black box": (OVER + SECRET, _as_it_is),
    "nearly blue on blue": (BLUE + b"0.05 0.05 1 rg " + SECRET, _as_it_is),
    "picture over it": (SECRET + b"q 120 0 0 60 50 480 cm /I Do Q", _picture),
    "not drawn": (b"3 Tr " + SECRET, _as_it_is),
    "only clipped with": (b"q 7 Tr " + SECRET + b"Q", _as_it_is),
    "clipped away": (b"q 300 300 50 50 re W n " + SECRET + b"Q", _as_it_is),
    "layer that is off": (b"/OC /L BDC " + SECRET + b"EMC", _layer_that_is_off),
    "outside of the crop box": (SECRET, _cropped),
    "a speck": (b"BT /F1 0.5 Tf 60 500 Td (Tanaka) Tj ET", _as_it_is),
    "transparent": (b"/G gs " + SECRET, _transparent),
    "box over it with other words": (SECRET + b"1 g " + OVER + b"0 g BT /F1 20 Tf 60 500 Td (ooxxoo) Tj ET", _as_it_is),
    "another meaning than its letters": (
        b"/Span <</ActualText (Tanaka)>> BDC BT /F1 20 Tf 60 500 Td (...) Tj ET EMC",
        _as_it_is,
    ),
}


def _opacity(pdf: Pdf) -> None:
    pdf.pages[0].Resources.ExtGState = Dictionary(G=Dictionary(ca=0, CA=0))


SEEN_BELOW = b"BT /F1 20 Tf 60 500 Td (Report) Tj ET "


@pytest.mark.parametrize(
    "undrawn",
    [
        b"3 Tr " + SECRET,
        b"3 Tr BT /F1 20 Tf 60 503 Td (Tanaka) Tj ET",
        b"3 Tr BT /F1 8 Tf 62 503 Td (Tanaka) Tj ET",
        b"/G gs " + SECRET,
        b"/G gs 1 Tr " + SECRET,
    ],
)
def test_undrawn_word_over_a_drawn_one_is_not_vouched_for_by_its_ink(renderer: Renderer, undrawn: bytes) -> None:
    paper = Papers.of(OPEN + SEEN_BELOW + undrawn, change=_opacity)

    page = _page(renderer, paper)
    cleaned = _page(renderer, renderer.clean(paper).data)

    assert _served(page) == ["Agenda", "Report"]
    assert "".join(page.unseen) == "Tanaka"
    assert "Tanaka" not in "".join(_served(cleaned) + list(cleaned.unseen))


@pytest.mark.parametrize("way", HIDING)
def test_word_that_nobody_sees_is_not_served(renderer: Renderer, way: str) -> None:
    content, change = HIDING[way]

    page = _page(renderer, Papers.of(OPEN + content, change=change))

    assert "Agenda" in _served(page)
    assert not [word for word in _served(page) if "Tanaka" in word or "anak" in word]


@pytest.mark.parametrize("way", ["black box over it", "white on white", "not drawn", "picture over it", "a speck"])
def test_what_is_not_seen_is_told_apart_for_the_clerk(renderer: Renderer, way: str) -> None:
    content, change = HIDING[way]

    assert "".join(_page(renderer, Papers.of(OPEN + content, change=change)).unseen) == "Tanaka"
    assert _page(renderer, Papers.of(OPEN, change=change)).unseen == ()


def test_part_of_a_word_under_a_box_is_left_out_and_the_rest_is_served(renderer: Renderer) -> None:
    """「山田」 is read, 「太郎」 under the box is not, and the two halves do not join to a word that nobody wrote."""
    word = b"BT /F1 20 Tf 60 500 Td (Agenda) Tj ET 83 490 24 30 re f"

    page = _page(renderer, Papers.of(word))

    assert _served(page) == ["Ag", "da"]
    assert page.unseen == ("en",)


@pytest.mark.parametrize(
    "content",
    [
        b"0.6 g " + SECRET,
        BLUE + b"1 g " + SECRET,
        b"1 0 0 rg " + SECRET,
        b"1 Tr " + SECRET,
        b"q 40 480 200 60 re W n " + SECRET + b"Q",
        SECRET + b"q 0.7 0.7 1 RG 3 w 55 495 m 140 495 l S Q",
        SECRET + SECRET,
        SECRET + b"BT /F1 20 Tf 60 503 Td (______) Tj ET",
        b"q 0 1 -1 0 700 100 cm " + SECRET + b"Q",
        b"BT /F1 5 Tf 60 500 Td (Tanaka) Tj ET",
    ],
    ids=[
        "grey",
        "white on blue",
        "red",
        "outlined",
        "inside a clip",
        "struck",
        "twice",
        "underlined",
        "turned",
        "small",
    ],
)
def test_word_that_people_see_is_served(renderer: Renderer, content: bytes) -> None:
    assert "Tanaka" in "".join(_served(_page(renderer, Papers.of(content))))


def test_mark_for_blacking_out_that_nobody_applied_is_told(renderer: Renderer) -> None:
    def mark(pdf: Pdf) -> None:
        box = Dictionary(Type=Name.Annot, Subtype=Name.Redact, Rect=Array([55, 490, 155, 520]))
        pdf.pages[0].Annots = Array([pdf.make_indirect(box)])

    assert _page(renderer, Papers.of(SECRET, change=mark)).is_marked
    assert not _page(renderer, Papers.of(SECRET)).is_marked


_VEILS = {
    "none": (b"", b""),
    "box": (b"", b"q %s rg %d %d 400 36 re f Q "),
    "ground": (b"q %s rg %d %d 400 36 re f %s rg ", b"Q "),
    "mode": (b"q 3 Tr ", b"Q "),
    "clip": (b"q 0 0 1 1 re W n ", b"Q "),
    "layer": (b"/OC /L BDC ", b"EMC "),
    "picture": (b"", b"q 400 0 0 36 %d %d cm /I Do Q "),
    "strip": (b"", b"q %s rg 0 %d 595 20 re f Q "),
}
_COLOURS = st.sampled_from([b"0 0 0", b"1 1 1", b"1 0 0", b"0.2 0.4 0.6", b"0.9 0.9 0.5"])
_LINES = st.lists(
    st.tuples(
        st.text("ABCDEFGHKMNRSXYZabdeghkmnprsz", min_size=3, max_size=8),
        st.sampled_from(sorted(_VEILS)),
        st.sampled_from([8, 11, 16, 24]),
        st.integers(20, 200),
        _COLOURS,
    ),
    min_size=1,
    max_size=12,
)


def _line(place: int, line: tuple[str, str, int, int, bytes]) -> bytes:
    text, veil, size, x, colour = line
    y = 780 - 60 * place
    before, after = _VEILS[veil]
    if veil == "ground":
        before = before % (colour, x - 4, y - 8, colour)
    if veil == "box":
        after = after % (colour, x - 4, y - 8)
    if veil == "strip":
        after = after % (colour, y - 6) if size < 16 else b"q 1 g 0 %d 595 36 re f Q " % (y - 8)
    if veil == "picture":
        after = after % (x - 4, y - 8)
    return before + b"BT /F1 %d Tf %d %d Td (%s) Tj ET " % (size, x, y, text.encode()) + after


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=ONE_FOR_ALL_EXAMPLES,
)
@given(lines=_LINES)
def test_served_text_is_what_is_seen_whatever_stands_on_the_page(
    renderer: Renderer, lines: list[tuple[str, str, int, int, bytes]]
) -> None:
    def change(pdf: Pdf) -> None:
        _picture(pdf)
        _layer_that_is_off(pdf)

    content = b"".join(_line(place, line) for place, line in enumerate(lines))

    page = _page(renderer, Papers.of(content, change=change))

    hidden = [text for text, veil, *_ in lines if veil in {"box", "ground", "mode", "picture", "strip"}]
    assert sorted(_served(page)) == sorted(text for text, veil, *_ in lines if veil == "none")
    assert sorted(page.unseen) == sorted(hidden)


@pytest.mark.parametrize("first", ["\u00ad", " ", "\u200b", "\u3000"])
@pytest.mark.parametrize("glyphs", [1, 20])
def test_letters_that_a_blank_glyph_claims_behind_a_space_are_not_served(
    renderer: Renderer, glyphs: int, first: str
) -> None:
    def meaning(pdf: Pdf) -> None:
        code = (first + "秘密").encode("utf-16-be").hex().encode()
        table = b"1 begincodespacerange<00><FF>endcodespacerange 2 beginbfchar <41><0041> <20><%s> endbfchar" % code
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        font.ToUnicode = pdf.make_stream(b"begincmap " + table + b" endcmap")
        pdf.pages[0].Resources.Font.F2 = pdf.make_indirect(font)

    claimed = b"BT /F2 20 Tf 60 500 Td (A" + b" " * glyphs + b") Tj ET"
    paper = Papers.of(OPEN + claimed, change=meaning)

    for page in (_page(renderer, paper), _page(renderer, renderer.clean(paper).data)):
        assert not {"秘", "密"} & set("".join(_served(page)))
        assert "A" in "".join(_served(page)) or page.unseen == ()
