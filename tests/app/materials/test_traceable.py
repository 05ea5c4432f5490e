"""The office sees which pages of a paper name nobody when a copy of them is found, and where the mark is."""

import pytest
from sqlalchemy import select, update

from app.materials.models import Material, PageRow
from app.materials.pages.traceable import pieces_of
from tests.app.materials import papers
from tests.app.materials.office import Office

pytestmark = pytest.mark.both("which pages have too few carriers, and the counts of all")

FULL = [f"Resolution {number} of the council is carried" for number in range(40)]
FEW = ["Annex"]
TITLE = "この資料の 2〜3\u00a0ページは、写しから人をたどれません"


def test_pages_that_name_nobody_are_told_on_the_papers_screen_unless_residents_may_read_it(office: Office) -> None:
    version = office.ready(papers.written(FULL, FEW, FEW, []), label="2")
    clerk = office.council.browser("clerk1")

    shown = clerk.get(f"/prepare/materials/{version.material_id}").text.replace("&nbsp;", "\u00a0")
    with office.council.services.database.write() as session:
        words = pieces_of(session, version.id)
        counts = session.scalars(
            select(PageRow.pieces).where(PageRow.version_id == version.id).order_by(PageRow.number)
        ).all()
        session.execute(update(Material).values(confidentiality="1"))

    assert counts[0] is not None
    assert counts[0] >= 30
    assert counts[1] == counts[2]
    assert counts[3] is None, "a blank page has nothing to trace"
    assert words[-1] == "4\u00a0ページ：何も書かれていません"
    assert f"1\u00a0ページ：{counts[0]}\u00a0か所" in words
    assert TITLE in shown
    assert words[0] in shown
    assert TITLE not in clerk.get(f"/prepare/materials/{version.material_id}").text.replace("&nbsp;", "\u00a0")
