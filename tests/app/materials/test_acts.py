"""What the secretariat does with a paper that exists, over HTTP, and what it leaves in the ledger."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from app.access.actions import Action
from app.access.policy import decide
from app.access.reasons import Reason
from app.materials.errors import UploadBroken
from app.materials.intake import receipt
from app.materials.models import Material, Reader, Version
from app.materials.queries import paper_of_material, paper_of_version
from app.materials.visible import Visibility, visible_to
from app.members.models import Person
from tests.app.materials import papers
from tests.app.materials.office import Office
from tests.support.bringing_back import bring_back

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")

JSON = {"accept": "application/json"}


def post(office: Office, material_id: str, act: str, data: dict[str, Any], login: str = "clerk1") -> Any:
    return office.council.browser(login).post(f"/prepare/materials/{material_id}/{act}", data, headers=JSON)


def readers(office: Office, material_id: str) -> set[tuple[str | None, str | None]]:
    with office.council.services.database.read() as session:
        rows = session.scalars(select(Reader).where(Reader.material_id == material_id)).all()
    return {(row.group_id, row.person_id) for row in rows}


def seen(office: Office, login: str, material_id: str) -> Visibility:
    actor = reader(office, login)
    with office.council.services.database.read() as session:
        return visible_to(session, actor, [material_id])[material_id]


def reader(office: Office, login: str) -> Any:
    from dataclasses import replace

    from app.access.facts import DeviceKind

    return replace(office.by(login).actor, device=DeviceKind.ISSUED, strong_age_seconds=10)


def test_forms_go_on_to_their_own_page_and_never_to_another_site(office: Office) -> None:
    version = office.register()
    browser, path = office.council.browser("clerk1"), f"/prepare/materials/{version.material_id}/title"

    own = browser.post(path, {"title": "議案第17号", "back": "/prepare/meetings/m1"})
    other = browser.post(path, {"title": "議案第18号", "back": "//evil.example/"})
    none = browser.post(path, {"title": "議案第19号"})

    assert (own.status_code, own.headers["location"]) == (303, "/prepare/meetings/m1")
    assert other.headers["location"] == "/"
    assert none.headers["location"] == f"/prepare/materials/{version.material_id}"


def test_a_new_title_is_recorded_with_the_old_one(office: Office) -> None:
    version = office.register()

    post(office, version.material_id, "title", {"title": "　議案第17号　予算\t 説明書\ue000 "})

    now = "議案第17号　予算 説明書\ue000"  # the wide blank and the rare kanji as they were written
    assert office.material(version.material_id).title == now
    detail = office.council.ledger("material.changed")[-1]["detail"]
    assert (detail["from"], detail["to"]) == ("議案第16号", now)


@pytest.mark.both("changes a column that no other act changes")
def test_how_a_paper_is_bound_is_said_by_the_clerk_recorded_and_told_to_the_reader(office: Office) -> None:
    version = office.ready(label="2")
    browser = office.council.browser("clerk1")
    prepared, paper = f"/prepare/materials/{version.material_id}", f"/papers/{version.material_id}"
    assert 'data-binding="left"' in browser.get(paper).text

    changed = post(office, version.material_id, "binding", {"binding": "right"})
    again = post(office, version.material_id, "binding", {"binding": "right"})
    wrong = post(office, version.material_id, "binding", {"binding": "top"})

    assert (changed.status_code, again.status_code, wrong.status_code) == (200, 200, 422)
    details = [record["detail"] for record in office.council.ledger("material.changed")]
    assert [(each["what"], each["from"], each["to"]) for each in details] == [("binding", "left", "right")]
    assert 'data-binding="right"' in browser.get(paper).text
    assert '<option value="right" selected' in browser.get(prepared).text
    post(office, version.material_id, "binding", {"binding": "left"})  # the way back
    assert 'data-binding="left"' in browser.get(paper).text


@pytest.mark.parametrize("title", ["", "   ", "あ" * 201])
def test_a_title_that_cannot_be_used_is_refused(office: Office, title: str) -> None:
    version = office.register()

    answer = post(office, version.material_id, "title", {"title": title})

    assert answer.status_code == 422
    assert "title" in answer.json()["fields"]
    assert office.material(version.material_id).title == "議案第16号"


@pytest.mark.clause("I 2章2(1) 取扱制限2")
def test_readers_are_groups_and_persons_and_the_change_is_recorded(office: Office) -> None:
    version = office.register()
    group, person = office.council.groups["executives"], office.council.people["member2"]

    answer = post(office, version.material_id, "readers", {"groups": [group.id], "people": [person.id]})

    assert answer.status_code == 200
    assert readers(office, version.material_id) == {(group.id, None), (None, person.id)}
    detail = office.council.ledger("material.changed")[-1]["detail"]
    assert (detail["from"], detail["to"]) == ("議員 4 人", "執行部 1 人、𠮷田 次郎")


def test_readers_that_stay_as_they_are_leave_no_record(office: Office) -> None:
    version = office.register()
    before = readers(office, version.material_id)

    answer = post(office, version.material_id, "readers", {"groups": [office.council.groups["members"].id]})

    assert answer.status_code == 200
    assert readers(office, version.material_id) == before
    assert office.council.ledger("material.changed") == []


def test_a_reader_exchanged_for_a_namesake_is_recorded(office: Office) -> None:
    version, (one, other) = office.register(), (office.council.people[login] for login in ("member1", "member2"))
    with office.council.services.database.write() as session:
        session.get_one(Person, other.id).name = one.name
    post(office, version.material_id, "readers", {"people": [one.id]})

    answer = post(office, version.material_id, "readers", {"people": [other.id]})

    assert answer.status_code == 200
    assert readers(office, version.material_id) == {(None, other.id)}
    assert office.council.ledger("material.changed")[-1]["detail"]["person_ids"] == other.id


def test_a_paper_for_nobody_or_for_unknown_groups_is_refused(office: Office) -> None:
    version = office.register()
    before = readers(office, version.material_id)

    assert post(office, version.material_id, "readers", {}).json()["code"] == "M123"
    assert post(office, version.material_id, "readers", {"groups": ["nobody"]}).status_code == 422
    assert readers(office, version.material_id) == before


def test_3a_is_for_named_persons_only(office: Office) -> None:
    version = office.ready(label="3A")
    with office.council.services.database.write() as session:
        session.get_one(Material, version.material_id).confidentiality = "3A"
    members, person = office.council.groups["members"], office.council.people["member1"]

    by_group = post(office, version.material_id, "readers", {"groups": [members.id]}, "admin")
    by_name = post(office, version.material_id, "readers", {"people": [person.id]}, "admin")

    assert by_group.json()["code"] == "M122"
    assert by_name.status_code == 200
    assert seen(office, "member1", version.material_id) is Visibility.OPEN
    assert seen(office, "member2", version.material_id) is Visibility.WITHHELD


@pytest.mark.both("what happens at once or in between")
def test_a_withdrawn_paper_is_closed_at_once_and_comes_back_unreleased(office: Office) -> None:
    version = office.ready(label="1")
    office.release(version.material_id)

    assert post(office, version.material_id, "withdraw", {"reason": " "}).status_code == 422
    assert post(office, version.material_id, "withdraw", {"reason": "誤記"}).json()["is_withdrawn"] is True
    closed = seen(office, "member1", version.material_id)
    assert post(office, version.material_id, "withdraw", {"reason": "誤記"}).json()["code"] == "M109"
    assert post(office, version.material_id, "restore", {}).json()["is_withdrawn"] is True
    assert post(office, version.material_id, "restore", {}).json()["code"] == "M177"
    assert seen(office, "member1", version.material_id) is Visibility.HIDDEN
    own = office.council.browser("clerk1").get(f"/prepare/materials/{version.material_id}").text
    waiting = own.rpartition("/prepare/label-changes/")[2].partition("/")[0]
    path = f"/prepare/label-changes/{waiting}"
    assert office.council.browser("clerk1").post(f"{path}/decide", {"decision": "confirm"}).status_code == 403
    assert office.council.browser("clerk1").post(f"{path}/withdraw").status_code == 303
    assert bring_back(office.council, version.material_id).status_code == 303

    assert closed is Visibility.HIDDEN
    assert seen(office, "member1", version.material_id) is Visibility.OPEN
    assert not office.material(version.material_id).is_released
    assert post(office, version.material_id, "restore", {}).json()["code"] == "M110"
    assert office.council.ledger("material.withdrawn")[0]["detail"]["reason"] == "誤記"


def test_a_failed_upload_is_removed_with_everything_but_its_records(office: Office) -> None:
    version = office.register()
    office.put(version.id, papers.encrypted())
    office.worker.run_one()

    answer = post(office, version.material_id, "remove", {})

    assert answer.json() == {"removed": [version.id]}
    office.work()
    assert office.objects(version.id) == []
    with office.council.services.database.read() as session:
        assert session.scalars(select(Material)).all() == []
        assert session.scalars(select(Version)).all() == []
        assert session.scalars(select(Reader)).all() == []
    assert office.kinds() == ["material.uploaded", "material.failed", "material.changed"]


def test_a_paper_that_can_be_read_is_never_removed_but_its_failed_replacement_is(office: Office) -> None:
    version = office.ready()
    assert post(office, version.material_id, "remove", {}).json()["code"] == "M121"
    replacement = post(office, version.material_id, "replace", {"file_name": "x.pdf"}).json()
    office.council.browser("clerk1").put(replacement["upload"], papers.encrypted())
    office.worker.run_one()

    answer = post(office, version.material_id, "remove", {})

    assert answer.json() == {"removed": [replacement["version"]]}
    assert office.material(version.material_id).current_version_id == version.id


def test_a_file_on_its_way_cannot_be_replaced_or_removed(office: Office) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(1))

    assert post(office, version.material_id, "replace", {"file_name": "y.pdf"}).json()["code"] == "M104"
    assert post(office, version.material_id, "remove", {}).json()["code"] == "M121"


def test_a_file_that_broke_off_with_the_service_can_be_put_in_anew_or_removed(office: Office) -> None:
    version = office.register()
    with office.council.services.database.write() as session:
        session.get_one(Version, version.id).sealed_key = office.council.services.vault.new_key(version.id)

    again = post(office, version.material_id, "replace", {"file_name": "x.pdf"}).json()
    put = office.council.browser("clerk1").put(again["upload"], papers.pdf(1))
    office.worker.run_one()
    removed = post(office, version.material_id, "remove", {}).json()

    assert put.status_code == 201
    assert office.material(version.material_id).current_version_id == again["version"]
    assert removed == {"removed": [version.id]}


@pytest.mark.both("what happens at once or in between")
def test_a_paper_removed_while_its_file_arrives_leaves_nothing(office: Office) -> None:
    version = office.register()
    content = papers.pdf(1)

    def chunks() -> Iterator[bytes]:
        yield content[:50]
        post(office, version.material_id, "remove", {})
        yield content[50:]

    services = office.council.services
    with pytest.raises(UploadBroken):
        receipt.receive(services.database, services.vault, version.id, chunks(), office.by("clerk1"))

    assert office.objects(version.id) == []
    with services.database.read() as session:
        assert session.scalars(select(Material)).all() == []


def test_readers_get_the_current_version_only_and_the_secretariat_every_one(office: Office) -> None:
    first = office.ready(papers.pdf(1), label="1")
    office.release(first.material_id)
    second = office.replaced(first, papers.pdf(2))

    def reason(login: str, version_id: str) -> Reason:
        actor = reader(office, login)
        with office.council.services.database.read() as session:
            facts = paper_of_version(session, actor, version_id).facts(actor)
        return decide(actor, Action.PAGE_READ, facts).reason

    assert reason("member1", first.id) is Reason.NOT_PUBLISHED
    assert reason("member1", second.id) is Reason.ALLOWED
    assert reason("clerk1", first.id) is Reason.ALLOWED


@pytest.mark.clause("I 1章4(2)④", "I 6-1(3)")
def test_lists_show_a_person_what_the_policy_lets_them_know_of(office: Office) -> None:
    open_paper, draft = office.ready(label="2"), office.ready(label="2", is_published=False)

    assert seen(office, "member1", open_paper.material_id) is Visibility.OPEN
    assert seen(office, "executive", open_paper.material_id) is Visibility.HIDDEN
    assert seen(office, "member1", draft.material_id) is Visibility.HIDDEN
    assert seen(office, "clerk1", draft.material_id) is Visibility.OPEN
    assert seen(office, "member1", "unknown") is Visibility.HIDDEN


def test_a_3a_paper_is_counted_for_others_only_once_it_is_published(office: Office) -> None:
    draft, laid = office.ready(label="3A", is_published=False), office.ready(label="3A")

    assert seen(office, "member1", draft.material_id) is Visibility.HIDDEN
    assert seen(office, "member1", laid.material_id) is Visibility.WITHHELD
    assert seen(office, "clerk1", laid.material_id) is Visibility.WITHHELD
    assert seen(office, "admin", laid.material_id) is Visibility.OPEN


def test_a_reader_on_an_unapproved_tablet_still_sees_the_paper_named(office: Office) -> None:
    from dataclasses import replace

    from app.access.facts import DeviceKind

    version = office.ready(label="3B")
    actor = replace(reader(office, "member1"), device=DeviceKind.UNKNOWN)

    with office.council.services.database.read() as session:
        assert visible_to(session, actor, [version.material_id])[version.material_id] is Visibility.OPEN


def test_naming_and_group_both_make_an_audience_but_only_naming_names(office: Office) -> None:
    version = office.ready(label="2")

    with office.council.services.database.read() as session:
        for login, expected in (("member1", (True, False)), ("executive", (False, False))):
            actor = reader(office, login)
            facts = paper_of_material(session, actor, version.material_id).facts(actor)
            assert (facts.in_audience, facts.is_named) == expected


@pytest.mark.clause("I 1章6(2)")
def test_the_row_of_a_label_is_shown_before_anything_is_saved(office: Office) -> None:
    paper, browser = office.register().material_id, office.council.browser("clerk1")

    none = browser.fetch("/prepare/preview-label?level=").json()
    named = browser.fetch(f"/prepare/preview-label?level=2&papers={paper}").json()

    assert none["level"] == "3C"
    assert named["words"] == "機密性2"
    assert "議員 4\u00a0人" in named["rows"][0]["text"]
    assert office.council.browser("member1").fetch("/prepare/preview-label?level=2").status_code == 403


def test_preview_says_without_a_tick_that_nobody_can_read_what_only_groups_were_to_read(office: Office) -> None:
    paper, browser = office.register().material_id, office.council.browser("clerk1")

    found = {
        level: browser.fetch(f"/prepare/preview-label?level={level}&papers={paper}").json()["rows"][0]
        for level in ("2", "3A")
    }

    assert found["2"]["tone"] == "ok"
    assert found["3A"]["tone"] == "warn"
    assert found["3A"]["text"] == "だれも読めません。読む人を、名前で指定してください"
    assert "data-readers-words" not in browser.get(f"/prepare/materials/{paper}").text


def test_scripts_may_send_json(office: Office) -> None:
    version = office.register()
    browser = office.council.browser("clerk1")
    path = f"/prepare/materials/{version.material_id}/title"
    headers = JSON | {
        "content-type": "application/json",
        "x-csrf-token": browser.csrf_token,
        "origin": "http://localhost",
    }

    answer = browser.client.post(path, content='{"title": "議案第20号"}', headers=headers)
    broken = browser.client.post(path, content="[1, 2", headers=headers)

    assert answer.json()["title"] == "議案第20号"
    assert broken.status_code == 422
