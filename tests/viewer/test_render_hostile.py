"""Every kind of hostile paper ends in a clear state, and the renderer reads the next paper as if nothing had been."""

from collections.abc import Callable

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.viewer.conftest import WORDS, Papers
from viewer import failures
from viewer.limits import MIB, Limits
from viewer.render import READING_LONG_SIDE, RenderedPage, Renderer

pytestmark = pytest.mark.rare("papers that attack the sandbox; only the sandbox moves it")


def _pages(renderer: Renderer, paper: bytes) -> list[RenderedPage]:
    with renderer.read(paper) as reading:
        return list(reading.pages())


def _million_pages() -> bytes:
    """A thousand times the same thousand pages, in some kilobytes."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    thousand = b"<</Type/Pages/Parent 2 0 R/Count 1000/Kids[%s]>>" % (b"3 0 R " * 1_000)
    root = b"<</Type/Pages/Kids[%s]/Count 1000000>>" % (b"4 0 R " * 1_000)
    return Papers.raw(b"<</Type/Catalog/Pages 2 0 R>>", root, page, thousand)


@pytest.mark.parametrize(
    ("paper", "failure"),
    [
        (b"", failures.NotPdf),
        (b"<html><body>agenda</body></html>", failures.NotPdf),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", failures.NotPdf),
        (b" " * 1_020 + Papers.plain(), failures.NotPdf),
        (b"\xef\xbb\xbf\xef\xbb\xbf" + Papers.plain(), failures.NotPdf),
        (b"<script>1</script>" + Papers.plain(), failures.NotPdf),
        (b"%PDF-1.7\n<html><body>agenda</body></html>", failures.DamagedDocument),
        (b"%PDF-1.7\n" + b"\0" * 10_000, failures.DamagedDocument),
        (Papers.encrypted("open"), failures.Encrypted),
        (Papers.without_pages(), failures.NoPages),
        (Papers.page_tree(b"3 0 R", 2_000_000_000), failures.DamagedDocument),
        (Papers.of(*[b""] * 1_001), failures.TooManyPages),
        (Papers.page_tree(b"3 0 R", -5), failures.DamagedDocument),
        (Papers.page_tree(b"3 0 R " * 5_000, 5_000), failures.TooManyPages),
        (_million_pages(), failures.TooManyPages),
    ],
    ids=[
        *("empty", "html", "svg", "shifted", "marks", "polyglot", "html-inside", "zeros", "locked", "no-page", "claim"),
        *("1001", "less than none", "one many times", "million"),
    ],
)
def test_paper_that_cannot_be_shown_is_refused_with_its_cause(
    renderer: Renderer, paper: bytes, failure: type[failures.ViewerFailure]
) -> None:
    with pytest.raises(failure) as refused:
        _pages(renderer, paper)

    assert refused.value.page is None
    assert refused.value.sentence.endswith("ください。")
    assert len(_pages(renderer, Papers.plain())) == 1


def test_owner_password_alone_is_no_obstacle_and_is_mentioned(renderer: Renderer, papers: Papers) -> None:
    with renderer.read(papers.encrypted("")) as reading:
        assert len(list(reading.pages())) == 1

    assert reading.info.warnings == ("encrypted",)


@pytest.mark.parametrize(
    "before",
    [b"\n", b"\r\n\r\n", b"\xef\xbb\xbf", b" \xef\xbb\xbf\n", b"\0" * 900],
    ids=["line", "lines", "mark", "all", "zeros"],
)
def test_spaces_and_a_mark_before_the_beginning_are_no_damage(
    renderer: Renderer, papers: Papers, before: bytes
) -> None:
    with renderer.read(before + papers.plain(2)) as reading:
        assert [word.text for page in reading.pages() for word in page.words] == ["Agenda"] * 2

    assert not reading.info.is_repaired


def test_file_above_the_limit_is_refused_before_any_child_sees_it(papers: Papers) -> None:
    with Renderer(Limits(file_bytes=1_000)) as renderer, pytest.raises(failures.FileTooLarge):
        renderer.read(papers.plain() + b" " * 1_000)


def test_truncated_paper_is_shown_with_a_warning(renderer: Renderer, papers: Papers) -> None:
    with renderer.read(papers.truncated()) as reading:
        try:
            shown = len(list(reading.pages()))
        except failures.DamagedDocument:
            return
        assert shown >= 1
        assert reading.info.is_repaired
        assert "repaired" in reading.info.warnings


def test_slow_page_is_killed_at_its_time_and_named(papers: Papers) -> None:
    with Renderer(Limits(page_seconds=0.6)) as renderer:
        with renderer.read(papers.slow(page=2)) as reading:
            pages = reading.pages()
            assert next(pages).number == 1
            with pytest.raises(failures.PageTooSlow) as late:
                next(pages)

        assert late.value.page == 2
        assert late.value.sentence.startswith("2 ページ目の中身が複雑すぎて")
        assert len(_pages(renderer, papers.plain())) == 1


@pytest.mark.slow("works until a document's time is over, for a second of a processor")
def test_pages_that_together_take_too_long_are_stopped(papers: Papers) -> None:
    with Renderer(Limits(document_seconds=0.6)) as renderer, pytest.raises(failures.DocumentTooSlow):
        _pages(renderer, papers.slow(page=1))


@pytest.mark.slow("works until the kernel's limit stops it, for more than a second of a processor")
def test_processor_time_is_bounded_by_the_kernel_too(papers: Papers) -> None:
    with Renderer(Limits(document_seconds=0.0, page_seconds=30)) as renderer:
        job_limit_only = renderer.read(papers.slow(page=1))
        job_limit_only._limits = Limits()
        with pytest.raises(failures.DocumentTooSlow) as stopped:
            list(job_limit_only)

    assert "processor time" in stopped.value.detail


def test_page_that_needs_too_much_memory_is_named(papers: Papers) -> None:
    coloured = papers.of(WORDS, b"1 0 0 rg 9 9 90 90 re f")
    with Renderer(Limits(memory_bytes=520 * MIB)) as renderer:
        with renderer.read(coloured, long_side_px=READING_LONG_SIDE * 4) as reading:
            pages = reading.pages()
            assert next(pages).number == 1
            with pytest.raises(failures.OutOfMemory) as stopped:
                next(pages)

        assert stopped.value.page == 2
        assert stopped.value.code == "V110"
        assert len(_pages(renderer, papers.plain())) == 1


@pytest.mark.slow("unpacks until the sandbox's limits stop it, for two seconds of a processor")
def test_deflate_bomb_ends_in_its_page_or_in_the_failure_of_that_page(papers: Papers) -> None:
    bomb = papers.deflate_bomb(256 * MIB)
    assert len(bomb) < 1 * MIB

    with Renderer(Limits(page_seconds=2, memory_bytes=600 * MIB)) as renderer:
        ending: tuple[str, int | None] = ("shown", 1)
        try:
            _pages(renderer, bomb)
        except failures.ViewerFailure as stopped:
            ending = (stopped.code, stopped.page)
        assert ending in {("shown", 1), ("V108", 1), ("V110", 1)}
        assert len(_pages(renderer, papers.plain())) == 1


def test_page_tree_that_contains_itself_is_damaged(renderer: Renderer, papers: Papers) -> None:
    with pytest.raises(failures.DamagedDocument):
        _pages(renderer, papers.page_tree(b"3 0 R 2 0 R", 2))


def test_paper_that_claims_more_pages_than_it_has_names_the_missing_one(renderer: Renderer, papers: Papers) -> None:
    with renderer.read(papers.page_tree(b"3 0 R", 3)) as reading:
        pages = reading.pages()
        assert next(pages).number == 1
        with pytest.raises(failures.DamagedDocument) as missing:
            list(pages)

    assert missing.value.page == 2


@pytest.mark.parametrize("size", [(200_000, 200_000), (14_401, 10)])
def test_page_of_impossible_size_is_named(renderer: Renderer, papers: Papers, size: tuple[int, int]) -> None:
    def enlarge(pdf: Pdf) -> None:
        pdf.pages[1].MediaBox = Array([0, 0, *size])

    with pytest.raises(failures.PageTooLarge) as refused:
        _pages(renderer, papers.of(WORDS, WORDS, change=enlarge))

    assert refused.value.page == 2


def test_page_like_a_ribbon_is_shown_in_proportion(renderer: Renderer, papers: Papers) -> None:
    (page,) = _pages(renderer, papers.of(b"", size=(14_400, 4)))

    assert page.pixels.shape[1] == READING_LONG_SIDE
    assert page.pixels.shape[0] in {1, 2}


def _open_action(action: Dictionary) -> Callable[[Pdf], None]:
    def add(pdf: Pdf) -> None:
        pdf.Root.OpenAction = action

    return add


def _attach(pdf: Pdf) -> None:
    pdf.attachments["budget.exe"] = b"MZ"


def _add_form(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(XFA=String("<xdp/>"), Fields=Array([]))


def _add_layers(pdf: Pdf) -> None:
    pdf.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary())


def _keep_content_elsewhere(pdf: Pdf) -> None:
    pdf.pages[0].Contents.stream_dict["/F"] = String("/etc/passwd")


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (_open_action(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))), ("javascript",)),
        (_open_action(Dictionary(S=Name.Launch, F=String("cmd.exe"))), ("launch",)),
        (_open_action(Dictionary(S=Name.URI, URI=String("https://example.invalid"))), ("uri",)),
        (_open_action(Dictionary(S=Name.GoToR, F=String("other.pdf"), D=Array([0, Name.Fit]))), ("remote",)),
        (_open_action(Dictionary(S=Name.SubmitForm, F=String("https://example.invalid"))), ("submit",)),
        (_attach, ("attachments",)),
        (_add_form, ("xfa",)),
        (_add_layers, ("layers",)),
        (_keep_content_elsewhere, ("external",)),
    ],
    ids=["javascript", "launch", "uri", "remote", "submit", "attachments", "xfa", "layers", "external"],
)
def test_active_content_is_reported_and_never_followed(
    renderer: Renderer, papers: Papers, change: Callable[[Pdf], None], codes: tuple[str, ...]
) -> None:
    with renderer.read(papers.of(WORDS, change=change)) as reading:
        assert len(list(reading.pages())) == 1

    assert reading.info.warnings == codes


def test_opening_at_a_page_is_harmless_and_not_worth_a_word(renderer: Renderer, papers: Papers) -> None:
    def open_at_page(pdf: Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))

    with renderer.read(papers.of(WORDS, change=open_at_page)) as reading:
        assert reading.info.warnings == ()


def test_title_that_speaks_of_javascript_is_no_javascript(renderer: Renderer, papers: Papers) -> None:
    def name(pdf: Pdf) -> None:
        pdf.docinfo["/Title"] = String("/JavaScript /S/Launch \\( in papers")

    with renderer.read(papers.of(WORDS, change=name)) as reading:
        assert reading.info.warnings == ()


GAIJI = b"\xb6\xde\x82l\x82r\xff"
"""A name as Japanese office programs of the nineties wrote it; no text in UTF-8."""


def _named_font(name: bytes) -> bytes:
    """A page in a font whose name and broken file the parser complains of."""
    content = b"BT /F1 40 Tf 60 700 Td (Agenda) Tj ET"
    return Papers.raw(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/TrueType/BaseFont/%s/FirstChar 32/LastChar 33/Widths[500 500]/FontDescriptor 6 0 R>>"
        % name,
        b"<</Type/FontDescriptor/FontName/%s/Flags 32/FontBBox[0 0 1 1]/ItalicAngle 0/FontFile2 7 0 R>>" % name,
        b"<</Length 6>>stream\nbroken\nendstream",
    )


@pytest.mark.parametrize(
    "paper",
    [
        Papers.of(b"/%s gs " % GAIJI + WORDS),
        Papers.of(b"/%s Do " % GAIJI + WORDS),
        Papers.of(WORDS + b" %s " % GAIJI + WORDS),
        Papers.of(b"/%s sh " % GAIJI + WORDS),
        Papers.of(b"/OC /%s BDC " % GAIJI + WORDS + b" EMC"),
        _named_font(GAIJI),
    ],
    ids=["gstate", "xobject", "operator", "shading", "layer", "font"],
)
def test_name_that_is_no_text_is_no_reason_to_refuse_a_paper(renderer: Renderer, paper: bytes) -> None:
    """The parser complains of what is missing by its name; its complaint must not end the reading."""
    (page,) = _pages(renderer, paper)

    assert page.pixels.min() < 128
