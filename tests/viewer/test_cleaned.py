"""Each way of hiding something in a page: a reader that is none of ours finds no trace of it in the cleaned file."""

import io
import re
from collections.abc import Callable

import numpy as np
import pikepdf
import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.support.marks import examples
from tests.support.properties import ONE_FOR_ALL_EXAMPLES
from tests.viewer.conftest import Papers
from tests.viewer.test_seen import HIDING, OPEN, SECRET
from viewer import failures, wire
from viewer.render import Renderer

pytestmark = pytest.mark.rare("ways of hiding in a paper; only the cleaning moves it")

TOKEN = "Tanaka"
MARK = b"TanakaTanakaTanaka"
PLACE = "137.391"
REPORT = b"BT /F1 20 Tf 60 500 Td (Report) Tj ET "


def _streams(paper: bytes) -> list[tuple[str, bytes]]:
    with Pdf.open(io.BytesIO(paper)) as pdf:
        found = []
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                is_jpeg = thing.get("/Filter") == Name.DCTDecode
                found.append((repr(thing), thing.read_raw_bytes() if is_jpeg else thing.read_bytes()))
        return found


def _all_said(paper: bytes) -> str:
    """Every meaning that the file gives to a letter, every text and name in it, and all its bytes unpacked."""
    parts = [paper.decode("latin-1")]
    for shown, held in _streams(paper):
        parts += [shown, held.decode("latin-1")]
        parts += [bytes.fromhex(found.decode()).decode("utf-16-be") for found in re.findall(rb"> ?<([0-9A-F]+)>", held)]
    return "\n".join(parts)


def _texts(renderer: Renderer, paper: bytes) -> list[str]:
    with renderer.read(paper) as reading:
        return [word.text for page in reading.pages() for word in page.words] + [
            text for page in reading.pages() for text in page.unseen
        ]


def _image(pdf: Pdf, **entries: object) -> None:
    data = MARK * 20
    image = pdf.make_stream(data[: 10 * 10 * 3], Type=Name.XObject, Subtype=Name.Image, Width=10, Height=10)
    image.stream_dict.ColorSpace, image.stream_dict.BitsPerComponent = Name.DeviceRGB, 8
    for key, value in entries.items():
        image.stream_dict[f"/{key}"] = value
    pdf.pages[0].Resources.XObject = Dictionary(I=image)


def _lightened(pdf: Pdf) -> None:
    _image(pdf)
    pdf.pages[0].Resources.ExtGState = Dictionary(G=Dictionary(BM=Name.Lighten))


def _decoded_to_white(pdf: Pdf) -> None:
    _image(pdf, Decode=Array([1, 1, 1, 1, 1, 1]))


def _rows_below(pdf: Pdf) -> None:
    _image(pdf)
    image = pdf.pages[0].Resources.XObject.I
    image.write(b"\xff" * 300 + MARK)


def _profile(pdf: Pdf) -> None:
    profile = pdf.make_stream(b"\0" * 128 + MARK, N=3, Alternate=Name.DeviceRGB)
    _image(pdf, ColorSpace=Array([Name.ICCBased, profile]))
    pdf.pages[0].Resources.XObject.I.write(b"\x40" * 300)


def _masked_away(pdf: Pdf) -> None:
    _image(pdf)
    nothing = pdf.make_stream(b"\0" * 100, Type=Name.XObject, Subtype=Name.Image, Width=10, Height=10)
    nothing.stream_dict.ColorSpace, nothing.stream_dict.BitsPerComponent = Name.DeviceGray, 8
    pdf.pages[0].Resources.XObject.I.SMask = nothing


def _program(name: str, shape: str) -> bytes:
    names = [".notdef", *"TankXYZ"]
    sides = {"square": (50, 0, 450, 600), "nothing": None, "dot": (200, 200, 210, 210), "far": (9000, 0, 9400, 600)}
    drawn = {}
    for letter in names:
        pen = TTGlyphPen(None)
        if (box := sides[shape]) is not None:
            x0, y0, x1, y1 = box
            pen.moveTo((x0, y0))
            for corner in ((x0, y1), (x1, y1), (x1, y0)):
                pen.lineTo(corner)
            pen.closePath()
        drawn[letter] = pen.glyph()
    builder = FontBuilder(1000)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): letter for letter in names[1:]})
    builder.setupGlyf(drawn)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": name})
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def _font(pdf: Pdf, *, name: str = "Plain", shape: str = "square") -> None:
    """F2 draws every letter of the alphabet in one way: a square, nothing, or a dot."""
    program = pdf.make_stream(_program(name, shape))
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name(f"/{name}"), Flags=32, FontFile2=program)
    descriptor.FontBBox = Array([0, -200, 500, 800])
    descriptor.Ascent, descriptor.Descent, descriptor.ItalicAngle, descriptor.StemV, descriptor.CapHeight = (
        800,
        -200,
        0,
        80,
        700,
    )
    font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name(f"/{name}"), FirstChar=32, LastChar=126)
    font.Widths = Array([500] * 95)
    font.Encoding = Name.WinAnsiEncoding
    font.FontDescriptor = pdf.make_indirect(descriptor)
    pdf.pages[0].Resources.Font.F2 = pdf.make_indirect(font)


def _blank(pdf: Pdf) -> None:
    _font(pdf, shape="nothing")


def _dots(pdf: Pdf) -> None:
    _font(pdf, shape="dot")


def _far(pdf: Pdf) -> None:
    _font(pdf, shape="far")


def _squares(pdf: Pdf) -> None:
    _font(pdf)


def _named(pdf: Pdf) -> None:
    _font(pdf, name=TOKEN)


def _drawn_like_pages(pdf: Pdf) -> None:
    """A font whose letters are pages of their own, here empty ones."""
    nothing = pdf.make_stream(b"500 0 d0")
    names = ["T", "a", "n", "k"]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]))
    font.FontBBox, font.FirstChar, font.LastChar = Array([0, 0, 500, 700]), 84, 110
    font.CharProcs = Dictionary({f"/{name}": nothing for name in names})
    font.Widths = Array([500] * 27)
    differences = [item for name in names for item in (ord(name), Name(f"/{name}"))]
    font.Encoding = Dictionary(Type=Name.Encoding, Differences=Array(differences))
    pdf.pages[0].Resources.Font.F2 = pdf.make_indirect(font)


def _as_it_is(_: Pdf) -> None:
    pass


IMAGE = b"q 100 0 0 100 200 300 cm /I Do Q "
LINES = f"{PLACE} 300 m 222 {PLACE} l 333 333 l h f ".encode()
WAYS: dict[str, tuple[bytes, Callable[[Pdf], None]]] = {
    "picture that blends into white": (b"1 g 190 290 120 120 re f q /G gs " + IMAGE + b"Q ", _lightened),
    "picture decoded to white": (IMAGE, _decoded_to_white),
    "rows of a picture below its last": (IMAGE, _rows_below),
    "words in a colour profile": (IMAGE, _profile),
    "picture that its mask takes away": (IMAGE, _masked_away),
    "drawing under a box": (LINES + b"1 g 0 100 595 300 re f 0 g ", _as_it_is),
    "drawing that is cut away": (b"q 9 9 9 9 re W n " + LINES + b"Q ", _as_it_is),
    "drawing off the page": (b"q 1 0 0 1 2000 0 cm " + LINES + b"Q ", _as_it_is),
    "drawing in white": (b"1 g " + LINES + b"0 g ", _as_it_is),
    "name of a font": (b"BT /F2 20 Tf 60 400 Td (XYZ) Tj ET ", _named),
    "blank letters over drawn ones": (REPORT + b"BT /F2 20 Tf 60 500 Td (Tanaka) Tj ET ", _blank),
    "dots as letters over drawn ones": (REPORT + b"BT /F2 20 Tf 60 500 Td (Tanaka) Tj ET ", _dots),
    "letters drawn elsewhere, over drawn ones": (REPORT + b"BT /F2 20 Tf 60 500 Td (Tanaka) Tj ET ", _far),
    "letters over drawn ones": (b"BT /F1 60 Tf 60 500 Td (OOO) Tj ET BT /F2 6 Tf 62 501 Td (Tanaka) Tj ET ", _squares),
    "letters that are empty pages": (REPORT + b"BT /F2 20 Tf 60 500 Td (Tanaka) Tj ET ", _drawn_like_pages),
    "solid letters over words": (SECRET + b"BT /F2 20 Tf 60 500 Td (XXXXXXXXXX) Tj ET ", _squares),
} | {f"word: {way}": found for way, found in HIDING.items() if way != "another meaning than its letters"}


@pytest.mark.sampled("cleans a paper for each of 32 ways of hiding, for five seconds of a processor")
@pytest.mark.parametrize("way", WAYS)
def test_what_is_hidden_is_nowhere_in_the_cleaned_file(renderer: Renderer, way: str) -> None:
    content, change = WAYS[way]
    original = Papers.of(OPEN + content, change=change)
    hidden = PLACE if content.find(LINES) >= 0 else TOKEN
    assert hidden in _all_said(original) or b"ooxxoo" in content

    cleaned = renderer.clean(original)

    assert hidden not in _all_said(cleaned.data)
    texts = _texts(renderer, cleaned.data)
    assert "Agenda" in texts or cleaned.pictures == (1,)
    assert not [text for text in texts if "anak" in text]


def test_outlines_and_tables_of_a_font_that_nobody_sees_are_left_behind(renderer: Renderer) -> None:
    """Seven letters and a name in the font that came; two on the page."""

    def change(pdf: Pdf) -> None:
        _font(pdf, name="Himitsu")

    cleaned = renderer.clean(Papers.of(b"BT /F2 20 Tf 60 400 Td (XYX) Tj ET", change=change))

    programs = [held for shown, held in _streams(cleaned.data) if "/CIDFontType0C" in shown]
    font = CFFFontSet()
    font.decompile(io.BytesIO(programs[0]), None)
    assert len(programs) == 1
    assert len(font[0].CharStrings) == 3
    assert "Himitsu" not in _all_said(cleaned.data)
    assert _texts(renderer, cleaned.data) == ["XYX"]


def test_where_a_word_was_taken_out_letters_stand_at_whole_dots(renderer: Renderer) -> None:
    """The room left by a name tells the name, to whoever measures it finely enough."""
    line = b"BT /F1 11 Tf 60.123 500 Td (Mr ) Tj (Tanaka) Tj ( spoke) Tj ET 77 495 40 18 re f "

    cleaned = renderer.clean(Papers.of(OPEN + line))

    (content,) = (held for _, held in _streams(cleaned.data) if b" Tm " in held)
    scale = 2264 / 842
    places = [float(x) * scale for x in re.findall(rb"(\S+) \S+ Tm ", content)]
    assert len(places) > 8
    assert all(abs(place - round(place)) < 0.01 for place in places)
    assert not re.findall(rb">-?\d", content)


def test_proof_refuses_what_is_not_on_its_lists(renderer: Renderer) -> None:
    clean = renderer.clean(Papers.of(OPEN)).data

    def proven(change: Callable[[Pdf], None]) -> bool:
        pdf = Pdf.open(io.BytesIO(clean))
        change(pdf)
        request = wire.Request(wire.Task.PROVE, 0, True, True, 100, 1, 0, 1)
        with renderer._begin(request, Papers.saved(pdf), 1, are_copied=True) as reading:
            try:
                return reading.proven() == 1
            except failures.NotCleaned:
                return False

    def draw(more: bytes) -> Callable[[Pdf], None]:
        return lambda pdf: pdf.pages[0].Contents.write(pdf.pages[0].Contents.read_bytes() + more)

    def name(pdf: Pdf) -> None:
        pdf.Root["/Names"] = Dictionary()

    def link(pdf: Pdf) -> None:
        action = Dictionary(S=Name.Launch, F=String("x"))
        there = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([1, 1, 9, 9]), Border=Array([0, 0, 0]), A=action
        )
        pdf.pages[0].Annots = Array([there])

    assert proven(_as_it_is)
    assert not proven(name)
    assert not proven(link)
    assert not proven(lambda pdf: pdf.pages[0].obj.update({"/Note": String("x")}))
    assert not proven(draw(b"1 1 9 9 re f\n"))
    assert not proven(draw(b"% Tanaka\n"))
    assert not proven(lambda pdf: _image(pdf, ColorSpace=Array([Name.CalGray, Dictionary()])))


_PARTS = st.lists(st.sampled_from(sorted(WAYS)), min_size=2, max_size=4, unique=True)


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=ONE_FOR_ALL_EXAMPLES,
)
@given(ways=_PARTS, seed=st.integers(0, 9))
def test_pages_that_hide_in_many_ways_say_nothing_of_it(renderer: Renderer, ways: list[str], seed: int) -> None:
    """Each on a page of its own, as each brings its own pictures and fonts; the rest of the page is as it falls."""
    dice = np.random.default_rng(seed)
    pages = []
    with Pdf.new() as bound:
        for way in ways:
            content, change = WAYS[way]
            ground = b"%.2f %.2f %.2f rg 20 %d 500 40 re f 0 g " % (*dice.uniform(0.3, 1, 3), dice.integers(560, 700))
            single = Pdf.open(io.BytesIO(Papers.of(ground + OPEN + content, change=change)))
            pages.append(single)
            if "/OCProperties" in single.Root:
                bound.Root.OCProperties = bound.copy_foreign(single.make_indirect(single.Root.OCProperties))
            bound.pages.append(single.pages[0])
        original = Papers.saved(bound)

    cleaned = renderer.clean(original)

    said = _all_said(cleaned.data)
    assert TOKEN not in said
    assert PLACE not in said
    assert not [text for text in _texts(renderer, cleaned.data) if "anak" in text]
