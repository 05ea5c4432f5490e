"""A letter whose glyph shows nothing is not vouched for by the ink of another, wherever it stands."""

from collections.abc import Callable, Mapping

import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from tests.viewer.conftest import Papers
from tests.viewer.test_seen import OPEN
from viewer.render import RenderedPage, Renderer
from viewer.sandbox.glyphs.said import believed

pytestmark = pytest.mark.rare("words that hide under others; only the cleaning moves it")

HIDDEN = "田中"
BLANK = 0x20
"""A code whose glyph in Helvetica has no ink."""

Change = Callable[[Pdf], None]


def _meaning(means: Mapping[int, str], *, width: int | None = None) -> Change:
    """A second font, Helvetica, whose codes mean what the file says; its blank glyph claims to be so wide."""

    def change(pdf: Pdf) -> None:
        lines = b"".join(
            b"<%02X><%s> " % (code, text.encode("utf-16-be").hex().encode()) for code, text in means.items()
        )
        table = b"1 begincodespacerange<00><FF>endcodespacerange %d beginbfchar %sendbfchar" % (len(means), lines)
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        font.ToUnicode = pdf.make_stream(b"begincmap " + table + b" endcmap")
        if width is not None:
            font.FirstChar, font.LastChar = BLANK, 126
            font.Widths = Array([width] + [500] * (126 - BLANK))
        pdf.pages[0].Resources.Font.F2 = pdf.make_indirect(font)

    return change


def _between(glyphs: bytes) -> bytes:
    """R, glyphs of the second font, and "eport" behind them."""
    return b"BT /F1 20 Tf 60 500 Td (R) Tj /F2 20 Tf (%s) Tj /F1 20 Tf (eport) Tj ET" % glyphs


def _upon(glyphs: bytes) -> bytes:
    """As `_between`, with these glyphs on the very place of the R."""
    return b"BT /F1 20 Tf 60 500 Td (R) Tj 0 0 Td /F2 20 Tf (%s) Tj /F1 20 Tf 14.5 0 Td (eport) Tj ET" % glyphs


def _pale(pdf: Pdf) -> None:
    """A font, and an opacity that the list of letters takes for 24 of 255, and the list of glyphs for less."""
    _meaning({0x61: "田"})(pdf)
    pdf.pages[0].Resources.ExtGState = Dictionary(G=Dictionary(ca=0.0935, CA=0.0935))


def _blank(text: str, width: int = 0) -> Change:
    return _meaning({BLANK: text}, width=width)


MARKS = _meaning({0x54: "\u3099", 0x61: "\u0301"})
UNSEEN: dict[str, tuple[bytes, Change]] = {
    "blank glyph of no width": (_between(b" "), _blank("田")),
    "many of them": (_between(b"   "), _blank("田")),
    "blank glyph with a width": (_between(b" "), _blank("田", 500)),
    "blank glyph upon a letter": (_upon(b" "), _blank("田")),
    "blank glyph that says three letters": (_between(b" "), _blank("田中x")),
    "behind a control character": (_upon(b" "), _blank("\x01田中")),
    "behind a joiner": (_upon(b" "), _blank("\u200d田中")),
    "behind a selector": (_upon(b" "), _blank("\ufe0f田中")),
    "behind a mark": (_upon(b" "), _blank("\u3099田中")),
    "blank mark": (_between(b" "), _blank("\u0301")),
    "blank filler": (_between(b" "), _blank("\u3164")),
    "soft hyphen without ink": (_between(b" "), _blank("\u00ad")),
    "tags behind a letter": (_between(b"A"), _meaning({0x41: "A\U000e0054\U000e0061"})),
    "selectors behind a letter": (_between(b"A"), _meaning({0x41: "A\ufe01\ufe02"})),
    "selector with the ink of a letter": (_between(b"A"), _meaning({0x41: "\ufe01田"})),
    "kanji said of a letter": (_between(b"A"), _meaning({0x41: "A田中"})),
    "figures said of one figure": (_between(b"1"), _meaning({0x31: "123"})),
    "one kanji said twice": (_between(b"A"), _meaning({0x41: "1田田"})),
    "marks under a box": (
        b"BT /F1 20 Tf 60 500 Td (R) Tj /F2 20 Tf 200 0 Td (Ta) Tj ET 0 g 255 490 120 40 re f",
        MARKS,
    ),
    "marks that are not drawn": (b"BT /F1 20 Tf 60 500 Td (Report) Tj 3 Tr /F2 20 Tf (Ta) Tj ET", MARKS),
    "letter too pale to be drawn": (b"BT /F1 20 Tf 60 500 Td (R) Tj /G gs 0 0 Td /F2 20 Tf (a) Tj ET", _pale),
    "dots that say letters": (_between(b"."), _meaning({0x2E: "田"})),
}
PLAIN = set("AgendaReport1\ufffd")


def _page(renderer: Renderer, paper: bytes) -> RenderedPage:
    with renderer.read(paper) as reading:
        return next(reading.pages())


def _said(page: RenderedPage) -> str:
    return "".join(word.text for word in page.words)


@pytest.mark.parametrize("way", UNSEEN)
def test_what_no_ink_of_its_own_shows_is_not_served(renderer: Renderer, way: str) -> None:
    content, change = UNSEEN[way]
    paper = Papers.of(OPEN + content, change=change)

    page = _page(renderer, paper)
    cleaned = _page(renderer, renderer.clean(paper).data)

    assert "Agenda" in _said(page)
    assert set(_said(page)) <= PLAIN
    assert set(_said(cleaned) + "".join(cleaned.unseen)) <= PLAIN


def test_number_is_one_number_though_a_glyph_says_something_nobody_sees_in_it(renderer: Renderer) -> None:
    content = b"BT /F1 20 Tf 60 500 Td (1234) Tj /F2 20 Tf ( ) Tj /F1 20 Tf (56789018) Tj ET"

    page = _page(renderer, Papers.of(content, change=_blank("x")))

    assert [word.text for word in page.words] == ["1234", "56789018"]
    assert page.words[0].x1 == pytest.approx(page.words[1].x0, abs=0.001)
    assert page.unseen == ("x",)


SEEN: dict[str, tuple[bytes, Change, str]] = {
    "ligature": (_between(b"A"), _meaning({0x41: "ffi"}), "Rffieport"),
    "ligature that is one character": (_between(b"A"), _meaning({0x41: "\ufb03"}), "Rffieport"),
    "sign made of kanji": (_between(b"A"), _meaning({0x41: "(株)"}), "R(株)eport"),
    "sign of four kanji": (_between(b"A"), _meaning({0x41: "株式会社"}), "R株式会社eport"),
    "letter with a mark": (_between(b"A"), _meaning({0x41: "か\u309a"}), "Rか\u309aeport"),
    "kanji with a selector": (_between(b"A"), _meaning({0x41: "葛\U000e0100"}), "R葛eport"),
    "mark with ink": (_between(b"`"), _meaning({0x60: "\u0300"}), "R\u0300eport"),
    "hyphen at the end of a line": (_between(b"-"), _meaning({0x2D: "\u00ad"}), "Report"),
    "dots": (_between(b"..."), _meaning({}), "R...eport"),
    "letters without a width": (_between(b"AAA"), _meaning({0x41: "田"}), "R田田田eport"),
}


@pytest.mark.parametrize("way", SEEN)
def test_what_one_glyph_can_say_is_served(renderer: Renderer, way: str) -> None:
    content, change, said = SEEN[way]
    paper = Papers.of(content, change=change)

    page = _page(renderer, paper)
    cleaned = renderer.clean(paper)

    assert (_said(page), page.unseen) == (said, ())
    assert "unseen" not in cleaned.removed
    assert _said(_page(renderer, cleaned.data)).replace("\ufffd", "") == said


@pytest.mark.parametrize(
    ("text", "letters"),
    [("a", 1), ("fi", 2), ("ffij", 3), ("田中", 1), ("田a", 1), ("a田", 1), ("123", 1), ("12", 2), ("1/2", 3)],
)
def test_one_glyph_says_as_many_letters_as_a_script_writes_in_one(text: str, letters: int) -> None:
    assert believed(text) == letters
