"""Who is named as a reader before a paper becomes 3A: no clerk reads it by a name that a clerk gave."""

from typing import Any

import pytest

from tests.app.materials.office import Office
from tests.app.materials.test_labels import JSON, decide, label, readers

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")


def name_readers(office: Office, material_id: str, login: str, *people: str) -> Any:
    form = {"people": [office.council.people[one].id for one in people]}
    return office.council.browser(login).post(f"/prepare/materials/{material_id}/readers", form, headers=JSON)


@pytest.mark.parametrize("whom", ["clerk1", "clerk2"])
def test_a_clerk_makes_no_clerk_a_reader(office: Office, whom: str) -> None:
    version = office.ready(label="3B")
    before = readers(office, version.material_id)

    answer = name_readers(office, version.material_id, "clerk2", whom, "member1")

    assert answer.json()["code"] == "M131"
    assert readers(office, version.material_id) == before


def test_a_clerk_whom_the_administrator_named_before_does_not_read_the_paper_as_3a(office: Office) -> None:
    version = office.ready(label="3B")
    assert name_readers(office, version.material_id, "admin", "clerk2", "member1").status_code == 200

    label(office, version.material_id, "3A", "admin")

    assert readers(office, version.material_id) == [(None, office.council.people["member1"].id)]
    assert office.council.browser("clerk2").fetch(f"/papers/{version.id}/pages/1").status_code != 200
    assert name_readers(office, version.material_id, "admin", "clerk2").status_code == 200
    assert readers(office, version.material_id) == [(None, office.council.people["clerk2"].id)]


def test_clerks_are_out_from_the_proposal_of_3a_on(office: Office) -> None:
    version = office.ready(label="3B")
    name_readers(office, version.material_id, "admin", "clerk2", "member1")

    change = label(office, version.material_id, "3A").json()["label_change"]

    assert readers(office, version.material_id) == [(None, office.council.people["member1"].id)]
    page = office.council.browser("admin").get(f"/prepare/materials/{version.material_id}").text
    assert "名前を挙げられている読む人　佐藤 花子" in page
    assert decide(office, change, "confirm", "admin").status_code == 200
    assert readers(office, version.material_id) == [(None, office.council.people["member1"].id)]
