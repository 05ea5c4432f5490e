"""A scan without text is told; a clerk's file that shows a 個人番号 is held until the administrator has looked."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from app.materials.pages.personal_numbers import has_personal_number
from app.materials.progress import warning_words
from tests.app.materials.office import Office
from tests.app.materials.papers import pdf

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")

VALID = "123456789018"
"""The check digit of 12345678901 is 8."""


@pytest.mark.parametrize(
    "lines",
    [
        [VALID],
        [f"番号：{VALID}です"],
        ["１２３４５６７８９０１８"],
        ["1234-5678-9018"],
        ["1234－5678－9018"],
        ["個人番号", "1234 5678 9018"],
        ["マイナンバー 1 2 3 4 5 6 7 8 9 0 1 8"],
        ["023456789013"],
        [f"No.{VALID}"],
        [f"-{VALID}-"],
        [f"№{VALID}."],
        ["個 人 番 号 1 2 3 4 5 6 7 8 9 0 1 8"],
        ["個 人", "番 号", "1234 5678 9018"],
        ["マイ ナンバー", "1234　 5678  9018"],
        ["My Number 1234 5678 9018"],
        ["個人番号 1234", "5678", "9018", "氏名"],
        ["個人番号", *"123456789018"],
        ["個人番号 |1|2|3|4|5|6|7|8|9|0|1|8|"],
        ["個人番号：1234・5678・9018"],
        ["個人番号 1234/5678/9018"],
    ],
)
def test_number_with_a_right_check_digit_is_found(lines: list[str]) -> None:
    assert has_personal_number(lines)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["123456789010"],
        ["1123456789018"],
        ["1234567890181"],
        ["1234-5678-9018-3456"],
        ["123,456,789,018"],
        ["1234 5678 9018"],
        ["000000000000"],
        ["個人番号カード交付事業 1 2 3 4 5 6 7 8 9 0 1 8 9"],
        ["電話 0299-12-3456"],
        [f"12-{VALID}"],
        [f"{VALID}-12"],
        [f"3.{VALID}"],
        [f"{VALID}.5"],
        ["個人番号カード", "1234", "5678", "9018", "3456"],
        ["個人番号カード 1,234 5,678 9,018"],
    ],
)
def test_other_numbers_are_let_alone(lines: list[str]) -> None:
    assert not has_personal_number(lines)


def _scan(*, blank: bool = False) -> bytes:
    """Two pages: one with text, one that is only a picture, or nothing."""
    with pikepdf.open(io.BytesIO(pdf(2))) as document:
        content = b"" if blank else b"0.2 g 50 50 300 400 re f"
        document.pages[1].Contents = document.make_stream(content)
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def test_page_without_text_is_told(office: Office) -> None:
    words = warning_words(office.ready(_scan()))

    assert len(words) == 1
    assert words[0].startswith("文字の情報がないページがあります（2\u00a0ページ）。")


def test_blank_page_is_not_told(office: Office) -> None:
    assert warning_words(office.ready(_scan(blank=True))) == []


@pytest.mark.clause("N 2(8)")
def test_file_with_a_personal_number_is_held_with_its_pages(office: Office) -> None:
    version = office.ready(pdf(2, words=f"No. {VALID} of"), is_published=False)

    assert (version.state, version.failure_code) == ("failed", "M162")
    assert "（1、2\u00a0ページ）" in str(version.failure_sentence)
    assert "議会事務局長が確かめて" in str(version.failure_sentence)
    assert office.council.ledger("material.failed")[-1]["detail"]["failure"] == "M162"


def _with_something_inside(width: int) -> bytes:
    """The number, with a glyph that shows nothing and says x in the middle of it."""
    with pikepdf.open(io.BytesIO(pdf(1, words=f"No. {VALID} of"))) as document:
        font, blank = (Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica) for _ in range(2))
        table = b"1 begincodespacerange<00><FF>endcodespacerange 1 beginbfchar <20><0078> endbfchar"
        blank.FirstChar, blank.LastChar, blank.Widths = 32, 32, Array([width])
        blank.ToUnicode = document.make_stream(b"begincmap " + table + b" endcmap")
        page = document.pages[0]
        page.Resources = Dictionary(Font=Dictionary(F1=document.make_indirect(font), F2=document.make_indirect(blank)))
        content = b"BT /F1 9 Tf 20 400 Td (%s) Tj /F2 9 Tf ( ) Tj /F1 9 Tf (%s) Tj ET"
        page.Contents = document.make_stream(content % (VALID[:4].encode(), VALID[4:].encode()))
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


@pytest.mark.parametrize("width", [0, 100])
def test_number_is_held_though_a_glyph_in_it_says_what_nobody_sees(office: Office, width: int) -> None:
    assert office.ready(_with_something_inside(width), is_published=False).failure_code == "M162"


def test_administrator_who_has_looked_brings_it_and_the_record_says_what_it_holds(office: Office) -> None:
    version = office.register("admin")
    office.put(version.id, pdf(1, words=f"No. {VALID} of"), "admin")
    office.work()

    ready = office.version(version.id)
    assert ready.state == "ready"
    assert warning_words(ready)[0].startswith(
        "個人番号（マイナンバー）とみられる 12 けたの数字があります（1\u00a0ページ）。"
    )
    assert "number" in office.council.ledger("material.ready")[-1]["detail"]["warnings"]


def test_further_version_is_held_as_well(office: Office) -> None:
    version = office.ready(pdf(1))

    newer = office.prepared(version, pdf(1, words=f"No. {VALID} of"))

    assert (newer.state, newer.failure_code) == ("failed", "M162")
    assert office.version(version.id).state == "ready"
