"""A sheet on a copied font is the sheet that a parsed font gives, whatever was printed before."""

import re

import pytest
from fpdf.fonts import TTFFont

from app.web.printing.sheets import PrintedPart, draw
from tests.support import parsed_fonts


def drawn(words: str) -> bytes:
    """A sheet, without the name and the time that each has of its own."""
    sheet = draw("議会", "題", "作成", [PrintedPart("見出し", [("言葉", words)])])
    return re.sub(rb"/(ID|CreationDate)[^\n]*", b"", sheet)


def test_sheet_on_a_copied_font_is_the_one_that_a_parsed_font_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    copied = [drawn("𠮷田さん"), drawn("鰹"), drawn("𠮷田さん")]

    monkeypatch.setattr(TTFFont, "__init__", parsed_fonts._parse)
    parsed = [drawn("𠮷田さん"), drawn("鰹"), drawn("𠮷田さん")]

    assert copied == parsed
