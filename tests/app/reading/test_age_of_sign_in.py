"""How old a sign-in may be for a paper is the council's to shorten, and then it counts, page by page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import SessionLimits
from tests.app.auth.signing import Clock
from tests.app.reading.shelf import lay
from tests.support.council import Council, council_in


@pytest.fixture
def strict(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council that asks for a sign-in of the last ten minutes."""
    with council_in(tmp_path / "home", sessions=SessionLimits(strong_seconds=600)) as founded:
        yield founded


@pytest.mark.parametrize("level", ["3A", "3C", "2"])
def test_page_after_a_shortened_time_asks_for_a_sign_in(strict: Council, level: str) -> None:
    paper, moment = lay(strict, level=level, people=("member1",)), Clock()
    member = strict.browser("member1")
    moment.forward(590)
    member.renew()

    in_time = member.fetch(paper.page())
    moment.forward(20)
    member.renew()
    late = member.fetch(paper.page())

    assert in_time.status_code == 200
    assert (late.status_code, late.json()["code"]) == (403, "P413")


def test_the_clerk_reads_the_shortened_time_beside_the_level(strict: Council) -> None:
    paper = lay(strict, level="3C", groups=("members",))

    page = strict.browser("clerk1").get(f"/prepare/materials/{paper.material}").text.replace("\xa0", " ")

    assert "10 分以内に本人確認" in page
    assert "24 時間以内" not in page
