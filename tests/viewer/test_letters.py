"""Letters are read as they lie in the parser's memory: the same as the parser writes them down."""

# The parser ships no types.
# mypy: allow-untyped-calls

import re

import pymupdf
import pytest
from pymupdf import mupdf

from tests.viewer.conftest import Papers
from viewer.sandbox import letters

LINE = b"BT /F1 20 Tf 60 %d Td (Agenda and minutes) Tj ET "
CHAR = re.compile(
    r'<font [^>]*size="(?P<size>[^"]*)"|<char c="(?P<c>[^"]*)" quad="(?P<quad>[^"]*)" x="[^"]*" y="(?P<y>[^"]*)"'
    r'[^>]* alpha="#(?P<alpha>[0-9a-f]*)" flags="(?P<flags>[0-9]+)"'
)


def _shown(content: bytes) -> pymupdf.DisplayList:
    with pymupdf.open(stream=Papers.of(content)) as document:
        shown: pymupdf.DisplayList = document[0].get_displaylist(annots=1)
        return shown


def _written(shown: pymupdf.DisplayList) -> list[tuple[str, tuple[float, ...], float, bool]]:
    """Text, box, size, whether it is drawn: as the parser's own XML has them."""
    buffer = mupdf.fz_new_buffer(1024)
    output = mupdf.FzOutput(buffer)
    mupdf.fz_print_stext_page_as_xml(output, shown.get_textpage(letters.TEXT_FLAGS), 0)
    output.fz_close_output()
    found: list[tuple[str, tuple[float, ...], float, bool]] = []
    size = 0.0
    for part in CHAR.finditer(mupdf.fz_buffer_extract_copy(buffer).decode()):
        if part["size"]:
            size = float(part["size"])
            continue
        quad = [float(number) for number in part["quad"].split()]
        box = (min(quad[0::2]), min(quad[1::2]), max(quad[0::2]), max(quad[1::2]))
        is_drawn = int(part["flags"]) & 48 != 0 and int(part["alpha"], 16) >= 24
        found.append((part["c"], box, size, is_drawn))
    return found


@pytest.mark.parametrize(
    "content",
    [
        LINE % 700 + LINE % 500 + LINE % 480,
        b"q 0 1 -1 0 700 100 cm " + LINE % 500 + b"Q",
        b"q 0.8 0.6 -0.6 0.8 200 -100 cm " + LINE % 500 + b"Q",
        b"3 Tr " + LINE % 700 + b"1 Tr " + LINE % 500 + b"0 Tr BT /F1 4 Tf 9 9 Td (small) Tj ET",
    ],
    ids=["lines", "turned", "slanting", "undrawn and outlined"],
)
def test_letters_are_those_that_the_parser_writes_down(content: bytes) -> None:
    shown = _shown(content)

    found = letters.found_on(shown)
    written = _written(shown)

    assert len(found) == len(written) > 0
    for place, (text, box, size, is_drawn) in enumerate(written):
        assert found.texts[place] == text
        assert found.boxes[place] == pytest.approx(box, abs=0.01)
        assert found.sizes[place] == pytest.approx(size, abs=0.01)
        assert found.is_undrawn[place] == (not is_drawn)


def test_sandbox_does_not_begin_on_a_parser_that_keeps_letters_in_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    letters.prove()
    found_on = letters.found_on

    def shifted(shown: pymupdf.DisplayList) -> letters.Letters:
        found = found_on(shown)
        found.boxes[:, 0] += 3
        return found

    monkeypatch.setattr(letters, "found_on", shifted)
    with pytest.raises(RuntimeError, match="another way"):
        letters.prove()


def test_page_without_letters_has_none() -> None:
    assert len(letters.found_on(_shown(b"0 0 100 100 re f"))) == 0
