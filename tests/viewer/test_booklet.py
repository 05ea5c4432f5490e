"""A booklet opens everywhere, says whose copy it is, and holds the very images that were issued."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pikepdf
import pymupdf
import pytest
from PIL import Image

from viewer.booklet import NAMESPACE, BookletPage, bind
from viewer.failures import MarkNotDrawable
from viewer.marking.glyphs import Typesetter
from viewer.master import build
from viewer.stamp import BUNDLED_FONTS, Mark, Stamper
from viewer.writing.handwriting import PenStroke, TypedWords, handwriting

MARK = Mark("佐藤 花子 議員", "第7番", "2026-12-08 10:24", "K7QM-3F", "機密性2　複製・配付を禁じます")
ISSUED_AT = datetime(2026, 12, 8, 10, 24, tzinfo=timezone(timedelta(hours=9)))
PASSWORD = "みなと-4821-港"
WORDS: dict[str, Any] = {
    "title": "第4回定例会 議案書",
    "author": "みなと町議会事務局",
    "permit_number": "許可 第12号",
    "level_words": MARK.level_words,
    "holder": "佐藤 花子 議員　第7番",
    "issued_at": ISSUED_AT,
}


@pytest.fixture(scope="module")
def pages() -> list[BookletPage]:
    """A grey, a coloured and a photographed page, the last on landscape paper."""
    random = np.random.default_rng(2)
    gray = np.full((566, 401), 255, np.uint8)
    gray[100:110, 50:300] = 20
    color = np.full((566, 400, 3), 255, np.uint8)
    color[200:300, 100:200] = (200, 30, 60)
    photo = random.integers(0, 256, (400, 566, 3), np.uint8)
    issued = [Stamper(b"k" * 32).issue(build(page), MARK, page_id="p") for page in (gray, color, photo)]
    sizes = [(595.0, 842.0), (595.0, 842.0), (842.0, 595.0)]
    return [
        BookletPage(one.body, one.media_type, one.width, one.height, *size)
        for one, size in zip(issued, sizes, strict=True)
    ]


@pytest.fixture
def opened(pages: list[BookletPage]) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(bind(pages, **WORDS, password=None))) as pdf:
        yield pdf


def drawn(pdf: pikepdf.Pdf, page: int, name: str) -> pikepdf.PdfImage:
    image = pdf.pages[page].obj.Resources.XObject[name]
    assert isinstance(image, pikepdf.Stream)
    return pikepdf.PdfImage(image)


def test_every_page_keeps_its_paper_size_and_order(opened: pikepdf.Pdf) -> None:
    sizes = [[float(edge) for edge in page.mediabox] for page in opened.pages]

    assert sizes == [[0, 0, 595, 842], [0, 0, 595, 842], [0, 0, 842, 595]]
    assert opened.check_pdf_syntax() == []


def test_the_images_are_the_issued_ones_byte_for_byte(opened: pikepdf.Pdf, pages: list[BookletPage]) -> None:
    for number, page in enumerate(pages):
        assert bytes(opened.pages[number].obj.Resources.XObject.Page.read_raw_bytes()) in page.body


def test_the_images_show_what_was_issued(opened: pikepdf.Pdf, pages: list[BookletPage]) -> None:
    for number, page in enumerate(pages):
        with Image.open(io.BytesIO(page.body)) as issued:
            wanted = np.asarray(issued.convert("RGB"))
        got = np.asarray(drawn(opened, number, "/Page").as_pil_image().convert("RGB"))
        assert (got == wanted).all()


def test_a_booklet_holds_images_and_no_text_script_link_or_attachment(opened: pikepdf.Pdf) -> None:
    for page in opened.pages:
        assert set(page.obj.Resources.keys()) == {"/XObject"}
        assert {str(image.Subtype) for image in page.obj.Resources.XObject.values()} == {"/Image"}
        assert "/Annots" not in page.obj
    assert not {"/Names", "/OpenAction", "/AA", "/AcroForm"} & set(opened.Root.keys())


def test_head_and_foot_are_drawn_inside_the_paper_and_beside_the_page(opened: pikepdf.Pdf) -> None:
    content = opened.pages[0].obj.Contents.read_bytes().decode()
    boxes = {line.split()[-3]: [float(number) for number in line.split()[1:7]] for line in content.splitlines() if line}

    for name in ("/Head", "/Foot"):
        ink = np.asarray(drawn(opened, 0, name).as_pil_image().convert("L")) < 128
        assert ink[:, :200].any()
        assert ink[:, -200:].any()
        assert not ink[:, 900:1000].any()
    page, head, foot = boxes["/Page"], boxes["/Head"], boxes["/Foot"]
    assert 0 < foot[5] < foot[5] + foot[3] <= page[5] < page[5] + page[3] <= head[5] < head[5] + head[3] < 842
    assert page[0] / page[3] == pytest.approx(595 / 842, rel=1e-3)


def test_each_foot_counts_its_page(opened: pikepdf.Pdf) -> None:
    feet = [np.asarray(drawn(opened, number, "/Foot").as_pil_image()) for number in (0, 1)]

    assert feet[0].shape == feet[1].shape
    assert (feet[0] != feet[1]).any()


@pytest.mark.parametrize(("word", "strip"), [("permit_number", "/Head"), ("level_words", "/Head"), ("holder", "/Foot")])
def test_another_word_is_another_line(opened: pikepdf.Pdf, pages: list[BookletPage], word: str, strip: str) -> None:
    other = bind(pages, **{**WORDS, word: "機密性3A 第13号"}, password=None)

    with pikepdf.open(io.BytesIO(other)) as pdf:
        one, two = (np.asarray(drawn(which, 0, strip).as_pil_image()) for which in (opened, pdf))
    assert (one != two).any()


def test_a_long_holder_shrinks_and_does_not_run_into_the_date(pages: list[BookletPage]) -> None:
    body = bind(pages, **{**WORDS, "holder": "佐藤花子" * 20}, password=None)

    with pikepdf.open(io.BytesIO(body)) as pdf:
        ink = (np.asarray(drawn(pdf, 0, "/Foot").as_pil_image().convert("L")) < 200).any(axis=0)
    gaps = np.diff(np.flatnonzero(ink))
    assert gaps.max() > 15


def test_properties_and_xmp_tell_level_permit_and_holder(opened: pikepdf.Pdf) -> None:
    assert str(opened.docinfo.Title) == WORDS["title"]
    assert str(opened.docinfo.Subject) == MARK.level_words
    assert str(opened.docinfo.Keywords) == "許可 第12号, 佐藤 花子 議員　第7番"
    with opened.open_metadata() as xmp:
        assert xmp["dc:title"] == WORDS["title"]
        assert xmp[f"{{{NAMESPACE}}}Level"] == MARK.level_words
        assert xmp[f"{{{NAMESPACE}}}Permit"] == "許可 第12号"
        assert xmp[f"{{{NAMESPACE}}}Holder"] == WORDS["holder"]
        assert xmp["xmp:CreateDate"] == "2026-12-08T10:24:00+09:00"


@pytest.mark.clause("I 2章2(1) 取扱制限4")
def test_a_password_means_aes_256_over_everything(pages: list[BookletPage]) -> None:
    body = bind(pages, **WORDS, password=PASSWORD)

    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(body))
    with pikepdf.open(io.BytesIO(body), password=PASSWORD) as pdf:
        assert (pdf.encryption.R, pdf.encryption.bits) == (6, 256)
        assert {pdf.encryption.stream_method.name, pdf.encryption.string_method.name} == {"aesv3"}
        assert pdf.allow.print_highres
        assert not any([pdf.allow.extract, pdf.allow.modify_other, pdf.allow.modify_assembly])
        assert not pdf.owner_password_matched
        assert bytes(pdf.pages[0].obj.Resources.XObject.Page.read_raw_bytes()) in pages[0].body
    assert "許可".encode() not in body
    assert pages[2].body[100:200] not in body


def test_the_same_booklet_without_password_is_the_same_bytes(pages: list[BookletPage]) -> None:
    assert bind(pages, **WORDS, password=None) == bind(iter(pages), **WORDS, password=None)


@pytest.mark.parametrize("password", ["", "長" * 43])
def test_a_password_a_pdf_cannot_hold_is_refused(pages: list[BookletPage], password: str) -> None:
    with pytest.raises(ValueError, match="password"):
        bind(pages, **WORDS, password=password)


def test_a_booklet_without_pages_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one page"):
        bind([], **WORDS, password=None)


def test_a_time_without_zone_is_refused(pages: list[BookletPage]) -> None:
    with pytest.raises(ValueError, match="zone"):
        bind(pages, **{**WORDS, "issued_at": ISSUED_AT.astimezone(UTC).replace(tzinfo=None)}, password=None)


@pytest.mark.parametrize("word", ["permit_number", "level_words", "holder"])
def test_a_word_that_cannot_be_drawn_is_refused_by_name(pages: list[BookletPage], word: str) -> None:
    with pytest.raises(MarkNotDrawable) as refusal:
        bind(pages, **{**WORDS, word: "佐\u202e藤"}, password=None)

    assert refusal.value.characters == "U+202E"


@pytest.mark.parametrize(
    "change",
    [
        {"media_type": "image/webp"},
        {"media_type": "image/jpeg"},
        {"width_px": 400},
        {"height_px": 567},
        {"body": b"GIF89a"},
        {"height_points": 40.0},
        {"width_points": 40.0},
    ],
)
def test_a_page_that_is_not_what_it_says_is_refused(pages: list[BookletPage], change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"PNG|image|paper"):
        bind([replace(pages[0], **change)], **WORDS, password=None)


def test_a_photograph_of_another_size_is_refused(pages: list[BookletPage]) -> None:
    with pytest.raises(ValueError, match="JPEG"):
        bind([replace(pages[2], width_px=400)], **WORDS, password=None)


def test_a_cut_off_png_is_refused(pages: list[BookletPage]) -> None:
    for length in (8, 20, 60, len(pages[0].body) - 1):
        with pytest.raises(ValueError, match="PNG"):
            bind([replace(pages[0], body=pages[0].body[:length])], **WORDS, password=None)


def test_a_png_with_full_colour_is_refused(pages: list[BookletPage]) -> None:
    out = io.BytesIO()
    Image.new("RGB", (401, 566)).save(out, "PNG")

    with pytest.raises(ValueError, match="neither grey nor indexed"):
        bind([replace(pages[0], body=out.getvalue())], **WORDS, password=None)


def test_handwriting_lies_over_the_page_and_lets_what_is_under_it_through(pages: list[BookletPage]) -> None:
    strokes = [
        PenStroke([(1000, 5000, 255), (5000, 5000, 255)], 200, "red"),
        PenStroke([(1000, 1855, 128), (8000, 1855, 128)], 300, "yellow", is_light=True),
    ]
    typed = [TypedWords(1000, 7000, "財源は何か🙂\nabc", "green")]
    over = handwriting(strokes, typed, 842 / 595, Typesetter(BUNDLED_FONTS))
    page = replace(pages[0], handwriting=over)

    bound = bind([page], **WORDS, password=None)

    with pikepdf.open(io.BytesIO(bound)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert bytes(pdf.pages[0].obj.Resources.XObject.Page.read_raw_bytes()) in page.body
    with pymupdf.open(stream=bound) as seen:  # type: ignore[no-untyped-call]  # PyMuPDF has no types here
        pixmap = seen[0].get_pixmap(dpi=72)
        picture = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width, 3)
    scale, left, top = 1 - 48 / 842, 595 * 24 / 842, 24

    def at(x: int, y: int) -> list[int]:
        return [int(part) for part in picture[round(top + y / 1e4 * 842 * scale), round(left + x / 1e4 * 595 * scale)]]

    red, bar, yellow = at(3000, 5000), at(4000, 1855), at(7900, 1855)
    assert red[0] > 150
    assert max(red[1:]) < 90
    assert max(bar) < 70  # the bar of the page is as dark as before
    assert yellow[2] < min(yellow[:2])


def test_words_beyond_the_foot_of_the_page_take_no_room() -> None:
    typed = [TypedWords(100, 9000, "\n".join(["長い行" * 20] * 400), "black")]

    [picture] = handwriting([], typed, 842 / 595, Typesetter(BUNDLED_FONTS)).pictures

    assert picture.top + picture.height < 10_000 * 842 / 595 + 300
    assert len(picture.deflated) < 100_000
