"""The numbers that are printed on pages: from the rules in the file to what a reader's screen is told."""

import io
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from app.materials.pages.numbers import printed_numbers
from tests.app.materials import papers
from tests.app.materials.office import Office
from viewer.render import PageNumbering

FRONT = PageNumbering(1, "r", 1)
BODY = PageNumbering(3, "D", 1)


@pytest.mark.parametrize(
    ("numberings", "pages", "printed"),
    [
        ([], 3, []),
        ([PageNumbering(1, "D", 1)], 3, []),
        ([PageNumbering(1, "", 1)], 3, []),
        ([PageNumbering(1, "", 1), PageNumbering(2, "D", 2)], 3, []),
        ([FRONT, BODY], 5, ["i", "ii", "1", "2", "3"]),
        ([PageNumbering(2, "D", 1)], 3, ["", "1", "2"]),
        ([PageNumbering(1, "D", 41)], 2, ["41", "42"]),
        (
            [PageNumbering(1, "R", 4), PageNumbering(3, "A", 26), PageNumbering(5, "a", 53)],
            5,
            ["IV", "V", "Z", "AA", "aaa"],
        ),
        ([PageNumbering(1, "r", 1994)], 1, ["mcmxciv"]),
        ([PageNumbering(1, "a", 9_999), PageNumbering(2, "D", 1)], 2, ["", "1"]),
    ],
)
def test_pages_have_the_numbers_that_the_file_says(
    numberings: list[PageNumbering], pages: int, printed: list[str]
) -> None:
    assert printed_numbers(numberings, pages) == printed


def budget_book() -> bytes:
    """Two pages of contents, i and ii, then three numbered from 1."""
    with pikepdf.open(io.BytesIO(papers.pdf(5))) as document:
        body = Dictionary(S=Name.D, P=pikepdf.String("Secret-"))
        document.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r), 2, body]))
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def told(office: Office, content: bytes) -> tuple[str, dict[str, Any]]:
    version = office.ready(content)
    answer = office.council.browser("clerk1").fetch(f"/papers/{version.material_id}/contents")
    return answer.text, answer.json()


def test_budget_book_has_the_numbers_that_stand_on_its_pages_and_nothing_of_a_prefix(office: Office) -> None:
    text, contents = told(office, budget_book())

    assert contents["numbers"] == ["i", "ii", "1", "2", "3"]
    assert "Secret" not in text


def test_paper_that_says_nothing_of_numbers_is_counted(office: Office) -> None:
    assert told(office, papers.pdf(2))[1]["numbers"] == []
