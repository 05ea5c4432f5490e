"""What was altered beside the service is destroyed by no disposal, and escapes none."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.meetings.models import Meeting
from app.permits.models import Permit
from app.permits.reserves.volumes.models import Volume
from tests.app.disposals.conftest import inquire
from tests.app.disposals.ending import ask, asked, decide
from tests.app.disposals.test_disposal import before_a_meeting, permit
from tests.app.materials.office import Office
from tests.app.permits.desk import decide as decide_permit
from tests.app.permits.desk import permits
from tests.app.permits.excepting import Excepting
from tests.app.permits.test_reserves import granted
from tests.app.permits.test_volumes import bound
from tests.app.test_seals import sql

ALTERED = {
    "a version's paper": "UPDATE material_version SET material_id = :other, number = 9 WHERE id = :first",
    "a version's level": "UPDATE material_version SET kept_level = '1' WHERE id = :first",
    "the hash of a version's file": "UPDATE material_version SET sha256 = 'ab' WHERE id = :first",
    "a meeting to come says it is over": "UPDATE meeting SET starts_at = 0",
    "a paper of a meeting to come is laid before one that is over": "UPDATE attachment SET meeting_id = :over",
    "a PDF says it is of another permit": "UPDATE permit_booklet SET permit_id = :spare",
}


@pytest.mark.clause("I 2章2(1) 取扱制限5")
@pytest.mark.parametrize("what", ALTERED)
def test_paper_of_which_something_was_altered_is_not_disposed_of(office: Office, what: str) -> None:
    first, other = office.ready(label="2"), office.ready(label="2")
    newer = office.replaced(first)
    for version in (newer, other):
        permit(office, version, "refused")
    with office.council.services.database.read() as unit:
        spare = unit.scalars(select(Permit.id).where(Permit.material_id == other.material_id)).one()
    values = {"first": first.id, "other": other.material_id, "spare": spare}
    where = asked(office, first.material_id)
    values["over"] = before_a_meeting(office, other, -3)
    if "meeting" in what:
        before_a_meeting(office, first, 3)
    statement = ALTERED[what]

    sql(office.council, statement, **{name: value for name, value in values.items() if f":{name}" in statement})

    assert (decide(office, where, "chair").status_code, office.version(newer.id).sealed_key is None) == (409, False)
    assert "D417" in ask(office, first.material_id).text or "D417" in office.council.browser("chair").get(where).text


def test_version_that_only_says_it_is_gone_is_shown_and_destroyed_with_a_line(office: Office) -> None:
    version = office.ready(label="2")
    sql(office.council, "UPDATE material_version SET state = 'failed' WHERE id = :id", id=version.id)
    where = asked(office, version.material_id)
    assert version.sha256 in office.council.browser("chair").get(where).text

    assert decide(office, where, "chair").status_code == 303

    assert version.sha256 in office.council.ledger("material.disposed")[0]["detail"]["versions"]


@pytest.mark.parametrize("state", ["leaving", "taken", "over"])
def test_volume_that_was_altered_keeps_the_disposal_of_its_papers_back(office: Office, state: str) -> None:
    council = office.council
    scene, admin = Excepting(council, level="2"), council.browser("admin")
    granted(scene, "member1")
    bound(admin)
    sql(council, "UPDATE permit_volume SET state = :state", state=state)
    decide_permit(council, permits(council)[0].id, decision="revoke", reason="止めるため")
    inquire(council, runs=False)
    with council.services.database.write() as unit:
        unit.scalars(select(Meeting)).one().starts_at -= timedelta(days=5)

    answer = ask(office, scene.laid[0].material)

    assert (answer.status_code, "D417" in answer.text) == (409, True)
    with council.services.database.read() as unit:
        assert unit.scalars(select(Volume)).one().sealed_key
