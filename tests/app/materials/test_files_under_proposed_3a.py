"""A file that came under a proposed 3A keeps it once the 3A is refused, whenever and by whichever door it came."""

from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.materials.models import Material
from app.proposals.models import Proposal
from tests.app.materials import papers
from tests.app.materials.office import Office
from tests.support.shown import second_word

pytestmark = [
    pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both"),
    pytest.mark.rare("files while 3A is proposed; only that desk moves it"),
]

JSON = {"accept": "application/json"}


def propose_3a(office: Office, material_id: str) -> str:
    answer = office.council.browser("clerk1").post(
        f"/prepare/materials/{material_id}/label", {"label": "3A"}, headers=JSON
    )
    change: str = answer.json()["label_change"]
    return change


def decide(office: Office, change: str, decision: str = "refuse") -> Any:
    here = f"/prepare/label-changes/{change}/decide"
    return office.council.browser("admin").post(here, second_word(office.council, here, decision), headers=JSON)


def further(office: Office, material_id: str, login: str = "admin") -> str:
    answer = office.council.browser(login).post(
        f"/prepare/materials/{material_id}/replace", {"file_name": "secret.pdf"}, headers=JSON
    )
    version: str = answer.json()["version"]
    return version


def publish(office: Office, material_id: str) -> None:
    with office.council.services.database.write() as session:
        material = session.get_one(Material, material_id)
        material.published_at = material.first_published_at = clock.now()


def reads(office: Office, login: str, version: str) -> bool:
    return bool(office.council.browser(login).fetch(f"/papers/{version}/pages/1").status_code == 200)


def test_first_file_registered_under_it_does_not_come_in_at_the_former_level(office: Office) -> None:
    first = office.register("clerk1")
    change = propose_3a(office, first.material_id)
    newer = further(office, first.material_id)
    assert decide(office, change).status_code == 200
    publish(office, first.material_id)

    office.put(newer, papers.pdf(2), "admin")
    office.work()

    assert office.version(newer).failure_code == "M130"
    assert office.material(first.material_id).current_version_id is None
    assert not reads(office, "clerk1", newer)
    assert not reads(office, "member1", newer)


def test_file_that_was_registered_before_and_came_under_it_is_sent_out_by_nobody(office: Office) -> None:
    first = office.ready(label="2")
    newer = further(office, first.material_id)
    change = propose_3a(office, first.material_id)
    office.put(newer, papers.pdf(2), "admin")
    office.work()
    assert decide(office, change).status_code == 200

    sent = office.replacement(office.version(newer), "replacement/send")

    assert (sent.status_code, office.version(newer).kept_level) in {(403, "3A"), (404, "3A"), (409, "3A")}
    assert not reads(office, "clerk1", newer)
    assert not reads(office, "member1", newer)
    assert reads(office, "member1", first.id)


def test_only_file_that_nobody_could_look_at_yet_is_not_lowered_by_the_refusal(office: Office) -> None:
    first = office.register("admin", label="2")
    change = propose_3a(office, first.material_id)
    office.put(first.id, papers.pdf(2), "admin")
    assert decide(office, change).status_code == 200

    office.work()

    assert office.version(first.id).failure_code == "M130"


@pytest.mark.both("what happens at once or in between")
def test_refusal_is_not_about_a_draft_that_took_the_place_meanwhile(office: Office) -> None:
    first = office.ready(label="2", is_published=False)
    change = propose_3a(office, first.material_id)
    newer = office.prepared(first, login="admin")
    assert office.material(first.material_id).current_version_id == newer.id

    refused = decide(office, change)

    assert (refused.status_code, refused.json()["code"]) == (409, "M154")
    assert office.material(first.material_id).confidentiality == "3A"
    assert not reads(office, "clerk1", newer.id)
    assert decide(office, change, "confirm").status_code == 200


def test_refusal_is_not_about_a_version_that_was_put_back_under_it(office: Office) -> None:
    first = office.ready(label="3B")
    office.replaced(first)
    lowered = office.council.browser("clerk1").post(
        f"/prepare/materials/{first.material_id}/label", {"label": "2"}, headers=JSON
    )
    assert decide(office, lowered.json()["label_change"], "confirm").status_code == 200
    change = propose_3a(office, first.material_id)
    assert office.replacement(first, "put-back", login="admin").status_code == 200

    refused = decide(office, change)

    assert (refused.status_code, refused.json()["code"]) == (409, "M154")
    assert not reads(office, "member2", first.id)


def test_refusal_is_about_the_file_that_it_was_asked_for(office: Office) -> None:
    first = office.register("clerk1", label="3A")
    office.put(first.id, papers.pdf(2))
    office.work()
    with office.council.services.database.read() as session:
        change = session.scalars(select(Proposal.id).where(Proposal.subject == first.material_id)).one()

    assert decide(office, change).status_code == 200
    assert office.material(first.material_id).current_version_id == first.id
    assert office.material(first.material_id).confidentiality is None
    assert reads(office, "clerk1", first.id)


@pytest.mark.both("what happens at once or in between")
def test_3a_is_not_taken_back_while_a_colleagues_file_is_on_its_way(office: Office) -> None:
    first = office.ready(label="2")
    further(office, first.material_id)
    change = propose_3a(office, first.material_id)

    back = office.council.browser("clerk1").post(f"/prepare/label-changes/{change}/withdraw", headers=JSON)

    assert (back.status_code, back.json()["code"]) == (409, "M138")
