"""What comes out of a well-behaved paper: pixels, words, links, contents, in order and at the right size."""

import os
from collections.abc import Callable, Iterator

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from tests.viewer.conftest import WORDS, Papers
from viewer import failures
from viewer.render import READING_LONG_SIDE, DocumentInfo, RenderedPage, Renderer, memfd_from

RED = b" 1 0 0 rg 100 100 50 50 re f"


def _one(renderer: Renderer, paper: bytes, long_side_px: int = READING_LONG_SIDE) -> RenderedPage:
    with renderer.read(paper, long_side_px=long_side_px) as reading:
        (page,) = reading.pages()
    return page


def _ink_box(page: RenderedPage) -> tuple[float, float, float, float]:
    """The box of everything dark, in fractions of the page."""
    grey = page.pixels if page.pixels.ndim == 2 else page.pixels.min(axis=2)
    ys, xs = np.nonzero(grey < 128)
    height, width = grey.shape
    return xs.min() / width, ys.min() / height, (xs.max() + 1) / width, (ys.max() + 1) / height


def test_document_is_described_before_its_first_page(renderer: Renderer, papers: Papers) -> None:
    with renderer.read(papers.plain(3)) as reading:
        items = list(reading)

    assert items[0] == DocumentInfo(pages=3, is_repaired=False, outline=(), warnings=())
    assert [page.number for page in items[1:] if isinstance(page, RenderedPage)] == [1, 2, 3]


def test_a4_page_is_rendered_at_the_reading_scale(renderer: Renderer, papers: Papers) -> None:
    page = _one(renderer, papers.plain())

    assert page.pixels.shape == (READING_LONG_SIDE, 1600)
    assert (page.width_points, page.height_points) == (595, 842)
    assert page.scale == pytest.approx(READING_LONG_SIDE / 842)
    assert page.pixels[0, 0] == 255
    assert page.pixels.min() < 30


@pytest.mark.parametrize("times", [2, 4])
def test_zoom_has_that_many_times_the_pixels(renderer: Renderer, papers: Papers, times: int) -> None:
    page = _one(renderer, papers.plain(), long_side_px=READING_LONG_SIDE * times)

    assert page.pixels.shape[0] == READING_LONG_SIDE * times
    assert page.scale == pytest.approx(READING_LONG_SIDE * times / 842)


def test_grey_page_has_one_channel_and_coloured_page_has_three(renderer: Renderer, papers: Papers) -> None:
    with renderer.read(papers.of(WORDS, WORDS + RED)) as reading:
        grey, coloured = reading.pages()

    assert grey.pixels.ndim == 2
    assert coloured.pixels.shape == (READING_LONG_SIDE, 1600, 3)
    assert (coloured.pixels == (255, 0, 0)).all(axis=2).sum() > 10_000


def test_grey_drawn_with_colour_operators_is_still_grey(renderer: Renderer, papers: Papers) -> None:
    page = _one(renderer, papers.of(b"0.5 0.5 0.5 rg 100 100 200 200 re f"))

    assert page.pixels.ndim == 2
    assert page.pixels[1800, 400] == pytest.approx(128, abs=1)


def test_colour_image_of_grey_pixels_is_sent_as_grey(renderer: Renderer, papers: Papers) -> None:
    page = _one(renderer, papers.of(b"q 400 0 0 400 50 50 cm /Im Do Q", change=_with_image(b"\x80\x80\x80" * 4)))

    assert page.pixels.ndim == 2
    assert (page.pixels == 128).sum() > 100_000


def test_one_coloured_pixel_keeps_the_page_coloured(renderer: Renderer, papers: Papers) -> None:
    image = _with_image(b"\x80\x80\x80" * 3 + b"\x80\x90\x80")

    page = _one(renderer, papers.of(b"q 4 0 0 4 50 50 cm /Im Do Q", change=image))

    assert page.pixels.ndim == 3


def _with_image(rgb: bytes) -> Callable[[Pdf], None]:
    def add(pdf: Pdf) -> None:
        image = pdf.make_stream(rgb)
        image.stream_dict.update(
            {
                "/Type": Name.XObject,
                "/Subtype": Name.Image,
                "/Width": 2,
                "/Height": 2,
                "/BitsPerComponent": 8,
                "/ColorSpace": Name.DeviceRGB,
            }
        )
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im=image))

    return add


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_word_box_lies_on_the_ink_of_the_page_as_displayed(renderer: Renderer, papers: Papers, rotation: int) -> None:
    def turn(pdf: Pdf) -> None:
        pdf.pages[0].Rotate = rotation
        pdf.pages[0].CropBox = Array([20, 100, 595, 842])

    page = _one(renderer, papers.of(WORDS, change=turn))

    (word,) = page.words
    assert word.text == "Agenda"
    left, top, right, bottom = _ink_box(page)
    assert word.x0 <= left + 0.01 < right - 0.01 <= word.x1
    assert word.y0 <= top + 0.01 < bottom - 0.01 <= word.y1
    assert (page.width_points > page.height_points) == (rotation in {90, 270})


@pytest.mark.parametrize("rotation", [0, 90])
def test_link_box_lies_where_the_page_shows_it(renderer: Renderer, papers: Papers, rotation: int) -> None:
    def add_link(pdf: Pdf) -> None:
        page = pdf.pages[0]
        page.Rotate = rotation
        page.Annots = Array([_link(pdf, Array([pdf.pages[2].obj, Name.Fit]))])

    paper = papers.of(b"100 500 200 40 re f", WORDS, WORDS, change=add_link)
    with renderer.read(paper) as reading:
        page = next(reading.pages())

    (link,) = page.links
    assert link.target_page == 3
    assert link[:4] == pytest.approx(_ink_box(page), abs=0.003)


def _link(pdf: Pdf, destination: Array) -> pikepdf.Object:
    box = Array([100, 500, 300, 540])
    return pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=box, Border=Array([0, 0, 0]), Dest=destination)
    )


def test_link_to_the_web_is_reported_and_is_no_link(renderer: Renderer, papers: Papers) -> None:
    def add_link(pdf: Pdf) -> None:
        link = _link(pdf, Array([pdf.pages[0].obj, Name.Fit]))
        del link["/Dest"]
        link.A = Dictionary(S=Name.URI, URI=pikepdf.String("https://example.invalid/"))
        pdf.pages[0].Annots = Array([link])

    with renderer.read(papers.of(WORDS, change=add_link)) as reading:
        (page,) = reading.pages()

    assert page.links == ()
    assert reading.info.warnings == ("uri",)


ROMAN, PLAIN = Dictionary(S=Name.r), Dictionary(S=Name.D, St=7, P=pikepdf.String("A-"))


def _kids(pdf: Pdf) -> Dictionary:
    return Dictionary(
        Kids=Array(
            [pdf.make_indirect(Dictionary(Nums=Array([place, label]))) for place, label in ((1, PLAIN), (0, ROMAN))]
        )
    )


def _endless(pdf: Pdf) -> Dictionary:
    node = pdf.make_indirect(Dictionary(Nums=Array([0, ROMAN, 1, PLAIN])))
    node.Kids = Array([node] * 3)
    return node


@pytest.mark.parametrize(
    ("labels", "numberings"),
    [
        (lambda _: Dictionary(Nums=Array([0, ROMAN, 1, PLAIN])), [(1, "r", 1), (2, "D", 7)]),
        (_kids, [(1, "r", 1), (2, "D", 7)]),
        (_endless, [(1, "r", 1), (2, "D", 7)]),
        (lambda _: Dictionary(Nums=Array([-1, ROMAN, 99, PLAIN, 2, Dictionary(S=Name.Odd)])), [(3, "", 1)]),
        (
            lambda _: Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=-4), 1, Dictionary(S=Name.D, St=2**31)])),
            [(1, "", 1), (2, "", 1)],
        ),
        (lambda _: Dictionary(Nums=Array([0])), [(1, "", 1)]),
        (lambda _: Dictionary(Nums=pikepdf.String("no"), Kids=Name.No), []),
        (lambda _: Array([]), []),
    ],
)
def test_rules_by_which_pages_are_numbered_come_without_their_words(
    renderer: Renderer, papers: Papers, labels: Callable[[Pdf], pikepdf.Object], numberings: list[tuple[int, str, int]]
) -> None:
    def number(pdf: Pdf) -> None:
        pdf.Root.PageLabels = labels(pdf)

    with renderer.read(papers.of(WORDS, WORDS, WORDS, change=number)) as reading:
        assert [tuple(each) for each in reading.info.numberings] == numberings


def test_outline_comes_with_pages_and_depth(renderer: Renderer, papers: Papers) -> None:
    def add_outline(pdf: Pdf) -> None:
        with pdf.open_outline() as outline:
            first = pikepdf.OutlineItem("第1号議案\u202e\n", 0)
            first.children.append(pikepdf.OutlineItem("別紙", 1))
            outline.root.extend([first, pikepdf.OutlineItem("第2号議案", 2)])

    with renderer.read(papers.of(WORDS, WORDS, WORDS, change=add_outline)) as reading:
        outline = reading.info.outline

    assert [tuple(entry) for entry in outline] == [("第1号議案", 1, 0), ("別紙", 2, 1), ("第2号議案", 3, 0)]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [(range(2, 4), [2, 3]), (range(1, 6, 2), [1, 3, 5]), (range(4, 99), [4, 5]), (range(9, 12), []), (range(3, 3), [])],
)
def test_only_the_wanted_pages_are_rendered(
    renderer: Renderer, papers: Papers, wanted: range, expected: list[int]
) -> None:
    with renderer.read(papers.plain(5), pages=wanted) as reading:
        numbers = [page.number for page in reading.pages()]

    assert numbers == expected


def test_words_are_left_out_when_not_wanted(renderer: Renderer, papers: Papers) -> None:
    with renderer.read(papers.plain(), with_text=False) as reading:
        (page,) = reading.pages()

    assert page.words == ()


def test_paper_in_a_sealed_memory_file_is_read_and_stays_the_callers(renderer: Renderer, papers: Papers) -> None:
    paper = papers.plain()
    fd = memfd_from([paper[:100], paper[100:]], limit_bytes=len(paper))

    with renderer.read(fd) as reading:
        assert len(list(reading.pages())) == 1

    assert os.pread(fd, 5, 0) == b"%PDF-"
    os.close(fd)


def test_memory_file_that_can_still_be_changed_is_refused(renderer: Renderer) -> None:
    fd = os.memfd_create("open", os.MFD_ALLOW_SEALING)

    with pytest.raises(ValueError, match="sealed"):
        renderer.read(fd)

    os.close(fd)


def test_memory_file_stops_at_the_limit() -> None:
    taken: list[int] = []

    def chunks() -> Iterator[bytes]:
        for number in range(10):
            taken.append(number)
            yield b"x" * 10

    with pytest.raises(failures.FileTooLarge):
        memfd_from(chunks(), limit_bytes=25)

    assert taken == [0, 1, 2]


@pytest.mark.parametrize(("long_side_px", "pages"), [(0, None), (9_057, None), (100, range(5))])
def test_impossible_wish_is_a_mistake(
    renderer: Renderer, papers: Papers, long_side_px: int, pages: range | None
) -> None:
    with pytest.raises(ValueError, match=r"must be|count from"):
        renderer.read(papers.plain(), long_side_px=long_side_px, pages=pages)


def test_pixels_that_are_not_copied_are_those_that_would_have_been(renderer: Renderer, papers: Papers) -> None:
    paper = papers.of(WORDS, WORDS + RED)
    with renderer.read(paper) as reading:
        copied = [page.pixels for page in reading.pages()]

    with renderer.read(paper, are_copied=False) as reading:
        looked_at = [page.pixels.copy() for page in reading.pages()]

    assert [pixels.shape for pixels in looked_at] == [pixels.shape for pixels in copied]
    assert all((one == other).all() for one, other in zip(looked_at, copied, strict=True))


def test_reading_closes_while_somebody_still_looks_at_its_last_page(renderer: Renderer, papers: Papers) -> None:
    with renderer.read(papers.plain(), are_copied=False) as reading:
        (page,) = reading.pages()

    assert page.pixels.min() < 30
