"""What was altered beside the service is destroyed by no disposal, and escapes none."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from app.materials.models import DisposedPaper
from app.meetings.models import Meeting
from app.ops import seal_commands
from app.permits.models import Permit
from app.permits.reserves.volumes.models import Volume
from app.rounds.gone import RowWatch
from tests.app.disposals.conftest import inquire
from tests.app.disposals.ending import ask, asked, decide, dispose
from tests.app.disposals.test_disposal import JSON, before_a_meeting, permit
from tests.app.materials.office import Office
from tests.app.permits.desk import decide as decide_permit
from tests.app.permits.desk import permits
from tests.app.permits.excepting import Excepting
from tests.app.permits.test_reserves import granted
from tests.app.permits.test_volumes import bound
from tests.app.rounds.test_gone import look
from tests.app.test_seals import sql

pytestmark = pytest.mark.rare("rows changed by SQL beside the service")

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


def test_paper_whose_row_of_disposal_was_deleted_stays_disposed_of_and_is_told_anew_each_time(office: Office) -> None:
    council, version = office.council, office.ready(label="2")
    where, watch = dispose(office, version.material_id), RowWatch(seal_commands.SEALED)
    office.work()
    with council.services.database.read() as unit:
        row = unit.execute(select(DisposedPaper.__table__)).one()._asdict()
    sql(council, "DELETE FROM disposed_paper")

    assert look(council, watch) == [f"disposed_paper/{version.material_id}"]

    clerk = council.browser("clerk1")
    for screen in ("/disposals", where, f"/prepare/materials/{version.material_id}/disposal"):
        page = clerk.get(screen).text
        assert [words for words in ("控えの消失", version.sha256, "二重に入れた資料のため") if words not in page] == []
    answer = clerk.post(f"/prepare/materials/{version.material_id}/replace", {"file_name": "x.pdf"}, headers=JSON)
    assert answer.json()["code"] == "M174"
    with council.services.database.write() as unit:
        unit.execute(insert(DisposedPaper).values(**row))
    look(council, watch)
    assert "控えの消失" not in clerk.get("/disposals").text
    sql(council, "DELETE FROM disposed_paper")
    assert len(look(council, watch)) == 2


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
