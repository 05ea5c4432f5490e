"""The file for the public is handed out only if the present rule made it and the second person saw what it holds."""

import pytest
from sqlalchemy import update

from app.db import Base
from app.materials.models import PublicFile
from app.materials.releases import cleaning
from app.ops import seal_commands
from tests.app.materials import papers
from tests.app.materials.office import NO_PROCEDURE, Office
from tests.app.materials.test_releases import ask, decide, post, public, shown_of
from tests.support.shown import mark_on

pytestmark = pytest.mark.rare("files for residents; only their release moves it")


def test_file_that_an_older_edition_made_is_not_handed_out_until_the_worker_has_made_it_anew(office: Office) -> None:
    version = office.ready(papers.with_javascript(), label="1")
    assert office.release(version.material_id).status_code == 200
    with office.council.services.database.write() as session:
        session.get_one(PublicFile, version.id).rule -= 1

    early = office.council.browser().fetch(f"/papers/{version.material_id}/original")
    cleaning.want_missing(office.council.services.database)
    office.work()

    assert (early.status_code, early.headers.get("content-disposition")) == (503, None)
    assert office.council.browser().fetch(f"/papers/{version.material_id}/original").status_code == 200


@pytest.mark.parametrize("edit", [{"rule": 9}, {"addresses": "1 http://elsewhere.example"}, {"sha256": "0" * 64}])
def test_file_whose_row_was_changed_beside_the_service_is_told_and_not_handed_out(
    office: Office, edit: dict[str, object]
) -> None:
    version = office.ready(papers.with_javascript(), label="1")
    assert office.release(version.material_id).status_code == 200
    with office.council.services.database.write() as session:
        session.execute(update(Base.metadata.tables[PublicFile.__tablename__]).values(edit))

    early = office.council.browser().fetch(f"/papers/{version.material_id}/original")
    cleaning.want_missing(office.council.services.database)
    office.work()

    assert (early.status_code, early.json()["code"]) == (503, "R202")
    assert office.council.browser().fetch(f"/papers/{version.material_id}/original").status_code == 503
    assert [row.table for row in seal_commands.find(office.council.settings)] == ["public_file"]


def test_nobody_opens_to_residents_what_was_changed_beside_the_service(office: Office) -> None:
    version = office.ready(papers.with_javascript(), label="1")
    asked = post(office, f"/prepare/materials/{version.material_id}/release", NO_PROCEDURE)
    office.work()
    with office.council.services.database.write() as session:
        session.execute(update(Base.metadata.tables[PublicFile.__tablename__]).values(removed=""))
    here, admin = f"/prepare/releases/{asked.json()['release']}", office.council.browser("admin")

    page = admin.get(here).text
    word = {"decision": "confirm", "shown": mark_on(page, f"{here}/decide")}
    refused = admin.post(f"{here}/decide", word, headers={"accept": "application/json"})

    assert "書き換えられた疑い" in page
    assert (refused.status_code, refused.json()["code"]) == (409, "M129")


def test_nothing_is_opened_before_its_file_for_the_public_is_made(office: Office) -> None:
    version = office.ready(label="1")
    asked = post(office, f"/prepare/materials/{version.material_id}/release", NO_PROCEDURE).json()["release"]

    page = office.council.browser("admin").get(f"/prepare/releases/{asked}").text
    early = decide(office, asked, "admin")
    office.work()
    late = decide(office, asked, "admin")

    assert "公開用の PDF を作っています" in page
    assert (early.json()["code"], late.json()["is_released"]) == ("M129", True)


def test_nothing_is_opened_by_a_screen_that_did_not_show_its_file(office: Office) -> None:
    version = office.ready(papers.with_javascript(), label="1")
    asked = post(office, f"/prepare/materials/{version.material_id}/release", NO_PROCEDURE).json()["release"]
    old = shown_of(office, asked)
    office.work()

    unseen, unmarked = decide(office, asked, "admin", shown=old), decide(office, asked, "admin", shown="")
    after_unseen = public(office, version.material_id)
    seen = decide(office, asked, "admin")

    assert len(old) == 16
    assert [answer.json()["code"] for answer in (unseen, unmarked)] == ["E410", "E410"]
    assert after_unseen == (401, 401)
    assert seen.json()["is_released"] is True


def test_what_is_sent_back_needs_no_look_at_its_file(office: Office) -> None:
    version = office.ready(label="1")
    release = ask(office, version.material_id)

    assert decide(office, release, "admin", "refuse", shown="").json()["is_released"] is False


def test_file_that_takes_the_place_of_the_one_two_persons_saw_is_in_the_ledger(office: Office) -> None:
    version = office.ready(label="1")
    assert office.release(version.material_id).status_code == 200
    released = office.council.ledger("material.released")
    with office.council.services.database.write() as session:
        session.get_one(PublicFile, version.id).rule = 0

    cleaning.want_missing(office.council.services.database)
    office.work()

    with office.council.services.database.read() as session:
        made = session.get_one(PublicFile, version.id)
    (anew,) = [each for each in office.council.ledger("material.changed") if each["detail"]["what"] == "file made anew"]
    assert anew["detail"]["sha256"] == made.sha256
    assert office.council.ledger("material.released") == released
    assert "公開用の PDF を新しい方式で作り直す" in office.council.browser("chair").get("/ledger").text


@pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")
def test_file_that_an_older_edition_made_is_made_anew_before_it_is_opened_again(office: Office) -> None:
    version = office.ready(papers.with_javascript(), label="1")
    assert office.release(version.material_id).status_code == 200
    office.council.browser("clerk1").post(f"/prepare/materials/{version.material_id}/release/end", {})
    with office.council.services.database.write() as session:
        older = session.get_one(PublicFile, version.id)
        older.rule, older.sha256 = 0, "0" * 64

    release = post(office, f"/prepare/materials/{version.material_id}/release", NO_PROCEDURE).json()["release"]
    early = decide(office, release, "admin")
    office.work()

    assert (early.status_code, early.json()["code"]) == (409, "M129")
    assert decide(office, release, "admin").status_code == 200
    with office.council.services.database.read() as session:
        assert session.get_one(PublicFile, version.id).sha256 != "0" * 64
    assert office.council.browser().fetch(f"/papers/{version.material_id}/original").status_code == 200
