"""A paper that is written from top to bottom is bound at the right from the start, until the office says otherwise."""

import pytest
from fpdf import FPDF

from app.materials.models import Binding, Material
from app.materials.pages.contents import WrittenWord
from app.materials.pages.upright import is_upright, letters_by_direction
from tests.app.materials import papers
from tests.app.materials.office import Office
from viewer.stamp import BUNDLED_FONTS

pytestmark = pytest.mark.alike("where words stand on a page; what is written of it is one column")

LINES = ("議会の招集について", "議員の任期は四年とする", "会議は公開する")


def standing() -> bytes:
    """A page with lines that run from top to bottom, the first at the right, and a page number below."""
    paper = FPDF(format="A4", unit="pt")
    paper.add_page()
    paper.add_font("jp", fname=BUNDLED_FONTS[0])
    paper.set_font("jp", size=14)
    for column, line in enumerate(LINES):
        for place, letter in enumerate(line):
            paper.text(500 - 40 * column, 90 + 16 * place, letter)
    paper.text(290, 800, "- 1 -")
    return bytes(paper.output())


def word(text: str, x0: float, y0: float, x1: float, y1: float) -> WrittenWord:
    return WrittenWord(text=text, x0=x0, y0=y0, x1=x1, y1=y1, block=0, line=0)


def test_letters_are_counted_by_the_way_their_lines_run() -> None:
    tall, long = word("予算の議決", 0.8, 0.1, 0.82, 0.2), word("予算の議決", 0.1, 0.1, 0.2, 0.115)
    below = [word(letter, 0.5, 0.1 + 0.02 * at, 0.53, 0.12 + 0.02 * at) for at, letter in enumerate("条例案")]
    beside = [word(letter, 0.1 + 0.05 * at, 0.1, 0.13 + 0.05 * at, 0.12) for at, letter in enumerate("条例案")]

    assert letters_by_direction([tall]) == (5, 0)
    assert letters_by_direction([long]) == (0, 5)
    assert letters_by_direction(below) == (2, 0)
    assert letters_by_direction(beside) == (0, 0)
    assert is_upright([(5, 0), (2, 5)])
    assert not is_upright([])


def test_first_file_in_upright_lines_is_bound_at_the_right_and_the_office_changes_it(office: Office) -> None:
    version = office.ready(standing())
    clerk = office.council.browser("clerk1")

    assert binding_of(office, version.material_id) == Binding.RIGHT
    told = office.council.ledger("material.changed")[-1]
    assert (told["detail"]["what"], told["detail"]["to"]) == ("binding", "right")
    assert 'data-binding="right"' in clerk.fetch(f"/papers/{version.material_id}").text

    clerk.post(f"/prepare/materials/{version.material_id}/binding", {"binding": "left"})
    assert binding_of(office, version.material_id) == Binding.LEFT


def test_paper_in_level_lines_is_bound_at_the_left(office: Office) -> None:
    assert binding_of(office, office.ready(papers.pdf(2)).material_id) == Binding.LEFT


def binding_of(office: Office, material_id: str) -> str:
    with office.council.services.database.read() as session:
        return session.get_one(Material, material_id).binding
