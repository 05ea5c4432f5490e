"""What a session asks for again: the same bytes, kept for a while, and each time the gate and a record of its own."""

import pytest

from app import clock
from app.materials.models import Material
from app.vault.objects import page_name, thumbnail_name
from tests.app.reading.shelf import issued, lay
from tests.support.council import Council

pytestmark = pytest.mark.alike("what a reader is handed and told; others ask for the same on both")


def test_page_asked_for_again_needs_no_master_and_is_recorded_each_time(council: Council) -> None:
    laid = lay(council)
    member, other = council.browser("member1"), council.browser("member2")
    paths = (laid.page(), laid.thumbnail())
    first = [member.fetch(path).content for path in paths]
    vault = council.services.vault
    for name in (page_name(laid.version, 1), thumbnail_name(laid.version, 1)):
        council.services.store.delete(name)
        vault._masters.forget(name)

    again = [member.fetch(path) for path in paths]

    assert [answer.content for answer in again] == first
    assert len(issued(council)) == 4
    assert other.fetch(laid.page()).status_code >= 500, "each reader has an image of their own, and each session"


def test_page_that_is_kept_leaves_no_more_once_its_paper_is_withdrawn(council: Council) -> None:
    laid = lay(council)
    member = council.browser("member1")
    assert member.fetch(laid.page()).status_code == 200
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).withdrawn_at = clock.now()

    refused = member.fetch(laid.page())

    assert refused.status_code == 410
    assert len(issued(council)) == 1


def test_page_that_is_kept_shows_the_level_of_now(council: Council) -> None:
    laid = lay(council)
    member = council.browser("member1")
    former = member.fetch(laid.page()).content
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).confidentiality = "3C"

    now = member.fetch(laid.page())

    assert (now.status_code, now.content == former) == (200, False)
