"""The file that goes to the public holds what its pages show, and nothing besides."""

import io
from collections.abc import Callable

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.viewer.conftest import WORDS, Papers
from tests.viewer.test_seen import HIDING, OPEN, OVER, SECRET
from viewer import failures
from viewer.render import Cleaned, RenderedPage, Renderer

pytestmark = pytest.mark.rare("what a cleaned file leaves behind; only the cleaning moves it")

CANARY = "Tanaka"


def _pages(renderer: Renderer, paper: bytes) -> list[RenderedPage]:
    with renderer.read(paper) as reading:
        return list(reading.pages())


def _plain(paper: bytes) -> bytes:
    """Every object and stream of a file, unpacked, one after the other."""
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(paper)) as pdf:
        pdf.save(
            out, object_stream_mode=pikepdf.ObjectStreamMode.disable, stream_decode_level=pikepdf.StreamDecodeLevel.all
        )
    return out.getvalue()


DOTS = bytes(range(0, 256, 4)) * 3


def _pictures(paper: bytes) -> list[tuple[tuple[int, int], bytes]]:
    """Width, height and bytes of every picture in a file, unpacked as far as nothing is lost."""
    with Pdf.open(io.BytesIO(paper)) as pdf:
        images = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and "/Width" in thing]
        deflated = [thing.get("/Filter") == Name.FlateDecode for thing in images]
        return [
            ((int(image.Width), int(image.Height)), image.read_bytes() if is_plain else image.read_raw_bytes())
            for image, is_plain in zip(images, deflated, strict=True)
        ]


def _alike(one: RenderedPage, other: RenderedPage) -> bool:
    return one.pixels.shape == other.pixels.shape and float(np.abs(one.pixels.astype(int) - other.pixels).mean()) < 1


def _script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{CANARY}')"))


def _launch(pdf: Pdf) -> None:
    action = Dictionary(S=Name.Launch, F=String(CANARY))
    pdf.pages[0].AA = Dictionary(O=action)


def _attachment(pdf: Pdf) -> None:
    pdf.attachments["secret.txt"] = CANARY.encode()


def _field(pdf: Pdf) -> None:
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(CANARY), Rect=Array([9, 9, 99, 30]))
    pdf.pages[0].Annots = Array([pdf.make_indirect(field)])
    pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].Annots)


def _comment(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Popup, Contents=String(CANARY), Rect=Array([9, 9, 99, 30]))
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def _author(pdf: Pdf) -> None:
    pdf.docinfo["/Author"] = CANARY
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [CANARY]


def _private(pdf: Pdf) -> None:
    pdf.pages[0].PieceInfo = Dictionary(Word=Dictionary(Private=String(CANARY)))


def _structure(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, Alt=String(CANARY)))


def _sound(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Movie, T=String(CANARY), Rect=Array([9, 9, 99, 30]))
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


HELD: dict[str, tuple[Callable[[Pdf], None], str]] = {
    "script": (_script, "javascript"),
    "launch": (_launch, "actions"),
    "attachment": (_attachment, "attachments"),
    "field": (_field, "forms"),
    "comment": (_comment, "comments"),
    "author": (_author, "metadata"),
    "private data": (_private, "private"),
    "text for machines": (_structure, "private"),
    "film": (_sound, "media"),
}


@pytest.mark.sampled("cleans a paper for each thing that files hold, for two seconds of a processor")
@pytest.mark.parametrize("what", HELD)
def test_what_a_file_holds_beside_its_pages_is_left_behind_and_named(renderer: Renderer, what: str) -> None:
    change, code = HELD[what]
    original = Papers.of(OPEN, change=change)
    assert CANARY.encode() in _plain(original) or what == "attachment"

    cleaned = renderer.clean(original)

    assert CANARY.encode() not in _plain(cleaned.data)
    assert code in cleaned.removed
    assert cleaned.pictures == ()
    (former,), (page,) = _pages(renderer, original), _pages(renderer, cleaned.data)
    assert [word.text for word in page.words] == ["Agenda"]
    assert _alike(former, page)


def test_former_save_is_left_behind(renderer: Renderer) -> None:
    """What was deleted and saved over lies before the new end of the file."""
    first = Papers.of(OPEN + SECRET)
    start = first.rindex(b"startxref") + 10
    contents = b"4 0 obj\n<</Length 46>>stream\nBT /F1 40 Tf 60 700 Td (Agenda) Tj ET          \nendstream\nendobj\n"
    with Pdf.open(io.BytesIO(first)) as pdf:
        number = pdf.pages[0].Contents.objgen[0]
    contents = contents.replace(b"4 0 obj", b"%d 0 obj" % number)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size 9/Root 1 0 R/Prev %d>>\n" % (
        number,
        len(first),
        int(first[start:].split()[0]),
    )
    second = first + contents + table + b"startxref\n%d\n%%%%EOF\n" % (len(first) + len(contents))

    cleaned = renderer.clean(second)

    assert "revisions" in cleaned.removed
    assert CANARY.encode() not in _plain(cleaned.data)
    assert [word.text for word in _pages(renderer, cleaned.data)[0].words] == ["Agenda"]


@pytest.mark.sampled("cleans a paper for each way of hiding, for four seconds of a processor")
@pytest.mark.parametrize("way", [way for way in HIDING if way != "another meaning than its letters"])
def test_hidden_word_is_not_in_the_cleaned_file(renderer: Renderer, way: str) -> None:
    content, change = HIDING[way]
    original = Papers.of(OPEN + content, change=change)

    cleaned = renderer.clean(original)

    (page,) = _pages(renderer, cleaned.data)
    assert page.unseen == ()
    assert CANARY not in "".join(word.text for word in page.words)
    assert _alike(_pages(renderer, original)[0], page)
    assert CANARY.encode() not in _plain(cleaned.data)


def test_marked_part_is_black_and_its_words_are_gone(renderer: Renderer) -> None:
    def mark(pdf: Pdf) -> None:
        box = Dictionary(Type=Name.Annot, Subtype=Name.Redact, Rect=Array([55, 490, 155, 520]))
        pdf.pages[0].Annots = Array([pdf.make_indirect(box)])

    cleaned = renderer.clean(Papers.of(OPEN + SECRET, change=mark))

    (page,) = _pages(renderer, cleaned.data)
    assert cleaned.removed == ("comments", "marks")
    assert (cleaned.pictures, page.words) == ((1,), ())
    left, top, right, bottom = (round(side * page.scale) for side in (57, 842 - 518, 153, 842 - 492))
    assert page.pixels[top:bottom, left:right].max() == 0


def test_picture_under_a_box_and_a_cut_picture_do_not_go_out_whole(renderer: Renderer) -> None:
    """Dots that stand for a face: 64 pixels, of which the page shows a part."""

    def picture(pdf: Pdf) -> None:
        image = pdf.make_stream(DOTS, Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8)
        image.stream_dict.ColorSpace, image.stream_dict.BitsPerComponent = Name.DeviceRGB, 8
        pdf.pages[0].Resources.XObject = Dictionary(I=image)

    shown = b"q 100 0 0 100 200 300 cm /I Do Q "
    whole = renderer.clean(Papers.of(OPEN + shown, change=picture))
    covered = renderer.clean(Papers.of(OPEN + shown + b"210 310 40 40 re f", change=picture))
    cut = renderer.clean(Papers.of(OPEN + b"q 200 300 50 50 re W n " + shown + b"Q", change=picture))
    outside = renderer.clean(Papers.of(OPEN + b"q 100 0 0 100 -50 300 cm /I Do Q ", change=picture))

    assert _pictures(whole.data)
    for made in (whole, covered, cut, outside):
        assert made.pictures == ()
        assert [word.text for word in _pages(renderer, made.data)[0].words] == ["Agenda"]
        assert all(size > (8, 8) and DOTS not in held for size, held in _pictures(made.data))
    left, top, right, bottom = (round(side * 2264 / 842) for side in (211, 842 - 349, 249, 842 - 311))
    assert _pages(renderer, covered.data)[0].pixels[top:bottom, left:right].max() == 0


@pytest.mark.parametrize("set_as", [b"q /G gs 400 0 0 400 70 300 cm /I Do Q", b"q 0.5 0 0 0.2 72 500 cm /I Do Q"])
def test_picture_that_is_transparent_or_a_speck_does_not_go_out_whole(renderer: Renderer, set_as: bytes) -> None:
    def picture(pdf: Pdf) -> None:
        dots = np.random.default_rng(2).integers(0, 256, 64 * 64 * 3, np.uint8)
        image = pdf.make_stream(dots.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=64, Height=64)
        image.stream_dict.ColorSpace, image.stream_dict.BitsPerComponent = Name.DeviceRGB, 8
        pdf.pages[0].Resources.XObject = Dictionary(I=image)
        pdf.pages[0].Resources.ExtGState = Dictionary(G=Dictionary(ca=0, CA=0))

    assert all(size != (64, 64) for size, _ in _pictures(renderer.clean(Papers.of(OPEN + set_as, change=picture)).data))


def test_photograph_loses_what_the_camera_wrote_into_it(renderer: Renderer) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = CANARY
    out = io.BytesIO()
    Image.effect_noise((64, 64), 60).convert("RGB").save(out, "JPEG", exif=exif, comment=CANARY)

    def picture(pdf: Pdf) -> None:
        image = pdf.make_stream(out.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=64, Height=64)
        image.stream_dict.ColorSpace, image.stream_dict.BitsPerComponent = Name.DeviceRGB, 8
        image.stream_dict.Filter = Name.DCTDecode
        pdf.pages[0].Resources.XObject = Dictionary(I=image)

    original = Papers.of(OPEN + b"q 100 0 0 100 200 300 cm /I Do Q ", change=picture)
    assert CANARY.encode() in original

    cleaned = renderer.clean(original)

    assert CANARY.encode() not in cleaned.data
    assert cleaned.pictures == ()
    assert _alike(_pages(renderer, original)[0], _pages(renderer, cleaned.data)[0])


def test_plain_scan_stays_as_it_was_scanned(renderer: Renderer) -> None:
    """A page that is one large coloured picture; the drawn pages are held while they are read to be compared."""
    grey = np.random.default_rng(1).integers(0, 256, (220, 155), np.uint8).repeat(8, 0).repeat(8, 1)
    dots = np.stack([grey, 255 - grey, grey], 2)

    def scan(pdf: Pdf) -> None:
        for page in pdf.pages:
            image = pdf.make_stream(dots.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=1240, Height=1760)
            image.stream_dict.ColorSpace, image.stream_dict.BitsPerComponent = Name.DeviceRGB, 8
            page.Resources.XObject = Dictionary(I=image)

    cleaned = renderer.clean(Papers.of(*[b"q 595 0 0 842 0 0 cm /I Do Q "] * 3, change=scan))

    assert (cleaned.pages, cleaned.pictures) == (3, ())


def test_title_contents_and_links_stay_without_what_is_hidden(renderer: Renderer) -> None:
    def furnish(pdf: Pdf) -> None:
        pdf.docinfo["/Title"] = "Budget"
        with pdf.open_outline() as outline:
            outline.root += [pikepdf.OutlineItem("First", 0), pikepdf.OutlineItem(f"About {CANARY}", 1)]
        links = [
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([60, 700, 200, 740]), A=action)
            for action in (
                Dictionary(S=Name.URI, URI=String("https://city.example.jp/")),
                Dictionary(S=Name.URI, URI=String("javascript:alert(1)")),
                Dictionary(S=Name.URI, URI=String("file:///etc/passwd")),
                Dictionary(S=Name.GoTo, D=Array([pdf.pages[1].obj, Name.Fit])),
            )
        ]
        pdf.pages[0].Annots = Array([pdf.make_indirect(link) for link in links])

    shown = b" BT /F1 12 Tf 60 600 Td (Budget: First, https://city.example.jp/) Tj ET"
    cleaned = renderer.clean(Papers.of(WORDS + shown, b"3 Tr " + SECRET, change=furnish))

    with Pdf.open(io.BytesIO(cleaned.data)) as pdf:
        assert pdf.docinfo["/Title"] == "Budget"
        targets = [str(link.A.get("/URI", "inside")) if "/A" in link else "inside" for link in pdf.pages[0].Annots]
    assert targets == ["https://city.example.jp/", "inside"]
    with renderer.read(cleaned.data) as reading:
        assert [(entry.title, entry.page) for entry in reading.info.outline] == [("First", 1)]
        assert [link.target_page for link in next(reading.pages()).links] == [2]


ADDRESSES = {
    "mail of the hidden person": "mailto:tanaka@example.jp",
    "query that names a user": "https://city.example.jp/?user=taro",
    "address that stands nowhere": "https://intra.example.jp/",
}


@pytest.mark.parametrize("which", ADDRESSES)
def test_link_whose_address_is_not_read_on_a_page_does_not_stay(renderer: Renderer, which: str) -> None:
    def link(pdf: Pdf) -> None:
        action = Dictionary(S=Name.URI, URI=String(ADDRESSES[which]))
        there = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([55, 690, 155, 740]), A=action)
        pdf.pages[0].Annots = Array([pdf.make_indirect(there)])

    words = b" BT /F1 12 Tf 60 600 Td (https://city.example.jp/) Tj ET "
    cleaned = renderer.clean(Papers.of(WORDS + words + SECRET + OVER, change=link))

    with Pdf.open(io.BytesIO(cleaned.data)) as pdf:
        assert "/Annots" not in pdf.pages[0] or len(pdf.pages[0].Annots) == 0


def test_link_over_hidden_letters_does_not_stay(renderer: Renderer) -> None:
    """Both addresses are read on the page; which of them stood under the box is nobody's business."""

    def link(pdf: Pdf) -> None:
        actions = (
            Dictionary(S=Name.URI, URI=String("https://a.example.jp/")),
            Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit])),
        )
        pdf.pages[0].Annots = Array(
            [
                pdf.make_indirect(
                    Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([55, 490, 155, 520]), A=action)
                )
                for action in actions
            ]
        )

    words = b" BT /F1 12 Tf 60 600 Td (https://a.example.jp/ https://b.example.jp/) Tj ET "
    cleaned = renderer.clean(Papers.of(WORDS + words + SECRET + OVER, change=link))

    with Pdf.open(io.BytesIO(cleaned.data)) as pdf:
        assert "/Annots" not in pdf.pages[0] or len(pdf.pages[0].Annots) == 0


@pytest.mark.parametrize("title", ["Tanaka", "Himitsu case", "Mr Tanaka", "Agenda\u200bX"])
def test_title_that_is_read_on_no_page_does_not_stay(renderer: Renderer, title: str) -> None:
    """Part of a hidden run, longer than it, or nowhere on the pages at all."""

    def furnish(pdf: Pdf) -> None:
        pdf.docinfo["/Title"] = title
        with pdf.open_outline() as outline:
            outline.root += [pikepdf.OutlineItem("Agenda", 0), pikepdf.OutlineItem(title, 0)]

    hidden = b"BT /F1 20 Tf 60 500 Td (MrTanakaWrites) Tj ET 55 490 200 30 re f "
    cleaned = renderer.clean(Papers.of(WORDS + b" " + hidden, change=furnish))

    with Pdf.open(io.BytesIO(cleaned.data)) as pdf:
        assert "/Title" not in pdf.docinfo
    with renderer.read(cleaned.data) as reading:
        assert [entry.title for entry in reading.info.outline] == ["Agenda"]


def test_title_that_is_only_read_where_the_page_is_marked_does_not_stay(renderer: Renderer) -> None:
    def mark(pdf: Pdf) -> None:
        box = Dictionary(Type=Name.Annot, Subtype=Name.Redact, Rect=Array([55, 490, 155, 520]))
        pdf.pages[0].Annots = Array([pdf.make_indirect(box)])
        pdf.docinfo["/Title"] = CANARY

    cleaned = renderer.clean(Papers.of(OPEN + SECRET, change=mark))

    with Pdf.open(io.BytesIO(cleaned.data)) as pdf:
        assert "/Title" not in pdf.docinfo


def test_cleaning_a_cleaned_file_finds_nothing(renderer: Renderer, papers: Papers) -> None:
    once = renderer.clean(Papers.of(*[WORDS] * 5, change=_script))
    twice = renderer.clean(once.data)

    assert isinstance(once, Cleaned)
    assert (once.pages, twice.pages, twice.removed, twice.pictures) == (5, 5, (), ())


def test_file_that_cannot_be_cleaned_is_refused_with_its_cause(renderer: Renderer, papers: Papers) -> None:
    with pytest.raises(failures.Encrypted):
        renderer.clean(papers.encrypted("open"))
    with pytest.raises(failures.NotPdf):
        renderer.clean(b"<html>")
    assert len(_pages(renderer, papers.plain())) == 1
