"""Real papers render whole; real hostile files end in a clear state."""

import os
from pathlib import Path

import pytest

from viewer import failures
from viewer.limits import MIB, Limits
from viewer.render import READING_LONG_SIDE, Renderer

pytestmark = [pytest.mark.corpus, pytest.mark.slow("draws every paper of the corpus")]


def _pdfs(corpus: Path, folder: str) -> list[Path]:
    found = sorted((corpus / folder).glob("*.pdf"))
    assert found
    return found


@pytest.mark.parametrize("folder", ["japanese", "general"])
def test_every_honest_paper_renders_page_by_page(corpus: Path, renderer: Renderer, folder: str) -> None:
    for path in _pdfs(corpus, folder):
        with renderer.read(path.read_bytes()) as reading:
            numbers = []
            for page in reading.pages():
                numbers.append(page.number)
                assert max(page.pixels.shape[:2]) == READING_LONG_SIDE, path.name
                assert page.pixels.max() > 200, path.name

        assert numbers == list(range(1, reading.info.pages + 1)), path.name
        assert not reading.info.is_repaired, path.name
        assert {"javascript", "launch", "xfa", "external"}.isdisjoint(reading.info.warnings), path.name


def test_survey_report_has_words_and_typeset_manual_has_contents_and_links(corpus: Path, renderer: Renderer) -> None:
    with renderer.read((corpus / "japanese" / "opendata-r7-houkokusyo.pdf").read_bytes(), pages=range(1, 9)) as reading:
        text = "".join(word.text for page in reading.pages() for word in page.words)
    with renderer.read((corpus / "general" / "platex-pldoc.pdf").read_bytes(), pages=range(1, 6)) as reading:
        links = sum(len(page.links) for page in reading.pages())

    assert "調査" in text
    assert len(reading.info.outline) > 100
    assert links > 20


# What each file must end in: warnings it is shown with, or the failure and its page.
SHOWN = {
    "der-truncated-half.pdf": {"repaired"},
    "malpdf-test30.pdf": {"repaired", "external"},
    "pdfium-annot-javascript.pdf": {"javascript", "form"},
    "pdfium-bug-xrefv4-loop.pdf": set[str](),
    "pdfium-embedded-attachments.pdf": {"javascript", "attachments"},
    "pdfium-launch-action.pdf": {"launch", "form"},
    "pdfium-simple-xfa.pdf": {"xfa"},
    "pdfium-uri-action.pdf": {"uri", "form"},
    "pdfjs-attachment.pdf": {"attachments"},
    "pdfjs-autoprint.pdf": {"javascript"},
    "pdfjs-contentstreamcycletype3insidetype3.pdf": set[str](),
    "pdfjs-empty-protected.pdf": {"encrypted"},
    "pypdf-r6-owner-password.pdf": {"encrypted"},
}
REFUSED: dict[str, tuple[type[failures.ViewerFailure], int | None]] = {
    "der-png-named.pdf": (failures.NotPdf, None),
    "gen-late-bomb-page2.pdf": (failures.PageTooSlow, 2),
    "gen-image-30000-rgb.pdf": (failures.PageTooSlow, 1),
    "gen-page-200000.pdf": (failures.PageTooLarge, 1),
    "gen-svg-named.pdf": (failures.NotPdf, None),
    "pdfjs-pages-tree-refs.pdf": (failures.DamagedDocument, 2),
    "pdfjs-poppler-67295-0.pdf": (failures.DamagedDocument, None),
    "pdfjs-poppler-85140-0.pdf": (failures.DamagedDocument, None),
    "pdfjs-poppler-91414-0-53.pdf": (failures.NoPages, None),
    "poi-poc-xmlbomb.xlsx": (failures.NotPdf, None),
    "poi-protected-agile.docx": (failures.NotPdf, None),
    "poi-simplemacro.docm": (failures.NotPdf, None),
    "qpdf-440599107.fuzz.pdf": (failures.DamagedDocument, 3),
    "qpdf-bad1.pdf": (failures.NotPdf, None),
    "qpdf-empty.pdf": (failures.NoPages, None),
}


def test_every_hostile_file_is_expected(corpus: Path) -> None:
    assert {path.name for path in (corpus / "hostile").iterdir()} == {*SHOWN, *REFUSED}


def test_every_hostile_file_ends_in_a_clear_state_and_leaves_nothing_behind(corpus: Path) -> None:
    def state() -> tuple[int, int]:
        resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        return len(list(Path("/proc/self/fd").iterdir())), resident

    with Renderer(Limits(page_seconds=2)) as renderer:
        with renderer.read((corpus / "hostile" / "pdfjs-autoprint.pdf").read_bytes()) as reading:
            assert len(list(reading.pages())) == 1
        fds, resident = state()
        for name, expected in SHOWN.items():
            with renderer.read((corpus / "hostile" / name).read_bytes()) as reading:
                assert len(list(reading.pages())) == reading.info.pages, name
            assert set(reading.info.warnings) == expected, name
        for name, (failure, page) in REFUSED.items():
            with pytest.raises(failure) as refused, renderer.read((corpus / "hostile" / name).read_bytes()) as reading:
                list(reading.pages())
            assert refused.value.page == page, name
            assert refused.value.code.startswith("V1"), name
        fds_after, resident_after = state()

    assert fds_after == fds
    assert resident_after - resident < 32 * MIB
