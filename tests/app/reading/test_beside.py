"""A half for a paper is handed out as its reader is; one for a former version to who prepares the paper alone."""

import re

import pytest

from app import clock
from app.materials.models import Material
from tests.app.reading.shelf import Laid, add_version, lay
from tests.support.council import Council

pytestmark = pytest.mark.alike("what a reader is handed; every row is asked for by everybody in the walk on both")


@pytest.fixture
def former(council: Council) -> Laid:
    """A version that another one has taken the place of."""
    laid = lay(council, level="2")
    add_version(council, laid.material, number=2, pages=3)
    return laid


def test_half_of_a_paper_is_its_reader_alone_under_a_number_of_its_own(council: Council) -> None:
    laid = lay(council, level="2")
    member = council.browser("member1")

    half = member.fetch(f"/papers/{laid.material}/half?n=7&p=2")

    assert half.status_code == 200
    assert half.text.strip().startswith('<div class="reader"')
    assert f'src="{laid.page(2)}"' in half.text
    ids = re.findall(r'\bid="([^"]+)"', half.text)
    assert ids
    assert all(each.startswith("r7-") for each in ids)
    assert 'id="r-' in member.fetch(f"/papers/{laid.material}/half?n=%22%3E").text  # what is no number names nothing


def test_half_of_a_paper_that_one_may_not_read_is_refused_as_one_that_is_not_there(council: Council) -> None:
    hidden = lay(council, level="2", groups=(), people=())
    member = council.browser("member1")

    refused = [member.fetch(f"/papers/{material}/half") for material in (hidden.material, "no-such-paper")]

    assert [answer.status_code for answer in refused] == [404, 404]
    assert refused[0].json() == refused[1].json()


def test_withdrawn_paper_of_3a_says_so_to_who_is_named_and_is_not_there_for_others(council: Council) -> None:
    laid = lay(council, level="3A", people=("member2",))
    named, other = council.browser("member2"), council.browser("member1")
    assert other.fetch(f"/papers/{laid.material}/half").status_code == 404

    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).withdrawn_at = clock.now()

    for way in (f"/papers/{laid.material}/half", f"/papers/{laid.material}/standing", laid.page()):
        assert named.fetch(way).json()["code"] == "P410"
        nowhere = way.replace(laid.material, "none").replace(laid.version, "none")
        assert other.fetch(way).json() == other.fetch(nowhere).json()


def test_former_version_is_laid_beside_by_who_prepares_the_paper_and_recorded(council: Council, former: Laid) -> None:
    clerk = council.browser("clerk1")

    half = clerk.fetch(f"/papers/{former.version}/edition?n=2")
    contents = clerk.fetch(f"/papers/{former.version}/edition/contents")

    assert half.status_code == 200
    assert "（第1版）" in half.text
    assert f'data-edition="{former.version}"' in half.text
    for absent in ("data-keeps-place", "data-person", "data-in-book", "data-meeting"):
        assert absent not in half.text
    assert len(contents.json()["pages"]) == 2
    assert contents.json()["since"] is None
    assert council.ledger("contents.issued")[-1]["version"] == former.version
    assert clerk.fetch(former.page(2)).status_code == 200


def test_former_version_is_closed_to_its_readers_as_if_it_were_not_there(council: Council, former: Laid) -> None:
    member = council.browser("member1")
    assert member.fetch(f"/papers/{former.material}/half").status_code == 200

    for way in ("edition", "edition/contents"):
        refused = [member.fetch(f"/papers/{version}/{way}") for version in (former.version, "no-such-version")]
        assert [answer.status_code for answer in refused] == [404, 404]
        assert refused[0].json() == refused[1].json()
