"""Up to which level the store holds papers, as two persons have decided: a file above it is not taken in."""

from collections.abc import Iterator

import pytest

from app.access.levels import Confidentiality
from app.materials.errors import UploadOverruled
from app.materials.intake import receipt
from app.materials.intake.errors import StoreHoldsLess
from app.materials.intake.storing import tell_beyond
from tests.app.board.setting.changing import changed
from tests.app.materials import papers
from tests.app.materials.office import Office

pytestmark = pytest.mark.both("what is kept above the level is looked for in the database")


def told(office: Office) -> list[str]:
    tell_beyond(office.council.services.database)
    return [one["detail"]["about"] for one in office.council.ledger("auth.alarm") if one["detail"]["alarm"] == "check"]


@pytest.mark.clause("I 2章2(1) 取扱制限3", "I 2章2(2)④-1", "N 6(8) 外部サービス")
@pytest.mark.parametrize("label", ["3B", None])
def test_file_of_a_higher_level_than_the_store_may_hold_is_not_taken_in_and_leaves_nothing(
    office: Office, label: str | None
) -> None:
    held, refused = office.register(label="2"), office.register(label=label)
    changed(office.council, "store_level", chosen=["2"])

    taken, stopped = office.put(held.id, papers.pdf(1)), office.put(refused.id, papers.pdf(1))

    assert (taken.status_code, stopped.status_code, stopped.json()["code"]) == (201, 409, "M181")
    assert office.objects(held.id)
    assert (office.objects(refused.id), office.version(refused.id).state) == ([], "receiving")
    assert told(office) == []


@pytest.mark.clause("I 2章2(1) 取扱制限3")
def test_level_is_asked_again_when_the_file_is_complete(office: Office) -> None:
    version, services = office.register(label="2"), office.council.services

    def arriving() -> Iterator[bytes]:
        yield papers.pdf(1)
        changed(office.council, "store_level", chosen=["1"])

    with pytest.raises(StoreHoldsLess):
        receipt.receive(services.database, services.vault, version.id, arriving(), office.by("clerk1"))

    assert (office.version(version.id).failure_code, office.objects(version.id)) == (UploadOverruled.code, [])


@pytest.mark.clause("I 2章2(2)④-1")
def test_what_lies_there_already_is_told_once_and_a_raise_takes_effect_all_the_same(office: Office) -> None:
    version = office.ready(label="2")
    changed(office.council, "store_level", chosen=["2"])
    assert told(office) == []

    raised = office.council.browser("clerk1").post(f"/prepare/materials/{version.material_id}/label", {"label": "3B"})

    assert raised.status_code == 303
    once = told(office)
    assert [("機密性2 まで" in one, "機密性3B の資料" in one) for one in once] == [(True, True)]
    assert told(office) == once
    for _ in range(2):  # papers of one title, as 3A has none that is told
        other = office.ready(label="2")
        office.council.browser("clerk1").post(f"/prepare/materials/{other.material_id}/label", {"label": "3B"})
        assert len(told(office)) == len(once) + 1, "each paper is told of, whatever it is called"
        once = told(office)
    assert office.material(version.material_id).level is Confidentiality.C3B
