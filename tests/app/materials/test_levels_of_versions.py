"""A label is lowered for the file that somebody looked at: every other version keeps the level it was handled at."""

from typing import Any

import pytest
from sqlalchemy import select, update

from app.access.levels import Confidentiality
from app.access.roles import Role
from app.materials.models import Version
from app.members.models import Office as Term
from app.permits.models import Permit
from app.permits.queries import is_usable
from tests.app.materials import papers
from tests.app.materials.office import Office
from tests.app.permits import desk as permits
from tests.app.reading.shelf import Laid
from tests.support.council import Council
from tests.support.shown import second_word

pytestmark = [
    pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both"),
    pytest.mark.rare("former versions under other levels; only labels move it"),
]

JSON = {"accept": "application/json"}
WAYS_OUT = ("pages/1", "thumbs/1", "pages/1/text", "pages/1/zoom/2/0/0", "edition", "edition/contents")


def label(office: Office, material_id: str, to: str, login: str = "clerk1") -> Any:
    return office.council.browser(login).post(f"/prepare/materials/{material_id}/label", {"label": to}, headers=JSON)


def lower(office: Office, material_id: str, to: str, *, asker: str = "clerk1", second: str = "admin") -> None:
    """The label, lowered by two persons."""
    change = label(office, material_id, to, asker).json()["label_change"]
    here = f"/prepare/label-changes/{change}/decide"
    answer = office.council.browser(second).post(here, second_word(office.council, here), headers=JSON)
    assert answer.status_code == 200, answer.text
    assert office.material(material_id).confidentiality == to


def second_administrator(council: Council) -> str:
    with council.services.database.write() as session:
        terms = select(Term).where(Term.person_id == council.people["executive"].id)
        session.scalars(terms).one().role = Role.ADMINISTRATOR.value
    return "executive"


def redacted(office: Office) -> Version:
    """The former version of a paper: 3A until a version without its names took its place, which is at 2 now."""
    other = second_administrator(office.council)
    first = office.ready(label="3B")
    assert label(office, first.material_id, "3A", "admin").status_code == 200
    office.replaced(first, papers.pdf(2, words="redacted"), "admin")
    lower(office, first.material_id, "2", asker="admin", second=other)
    return first


@pytest.mark.usefixtures("sharper")
def test_former_version_stays_closed_to_clerks_by_every_way_out(office: Office) -> None:
    first = redacted(office)
    clerk, administrator = office.council.browser("clerk1"), office.council.browser("admin")
    present = office.material(first.material_id).current_version_id

    refused = {way: clerk.fetch(f"/papers/{first.id}/{way}").status_code for way in WAYS_OUT}

    assert set(refused.values()) <= {403, 404}, refused
    assert clerk.fetch(f"/papers/{present}/pages/1").status_code == 200
    assert administrator.fetch(f"/papers/{first.id}/pages/1").status_code == 200
    assert office.council.ledger("page.issued")[-1]["detail"]["level"] == "3A"


def test_name_of_a_former_file_is_told_to_nobody_who_may_not_know_it(office: Office) -> None:
    first = redacted(office)
    page = office.council.browser("clerk1").get(f"/prepare/materials/{first.material_id}").text

    assert first.file_name not in page
    assert first.file_name in office.council.browser("admin").get(f"/prepare/materials/{first.material_id}").text


def test_ledger_shows_the_chair_no_words_of_a_version_that_kept_3a(office: Office) -> None:
    first = redacted(office)
    office.council.browser("admin").fetch(f"/papers/{first.id}/pages/1")
    present = office.material(first.material_id).current_version_id
    office.council.browser("clerk1").fetch(f"/papers/{present}/pages/1")

    of_former, of_present = (
        next(record["code"] for record in office.council.ledger("page.issued") if record["version"] == version)
        for version in (first.id, present)
    )
    former, other = (
        office.council.browser("chair").get(f"/ledger/codes/{code}").text for code in (of_former, of_present)
    )

    assert 'class="line-now">機密性3A の資料（題名は出しません）' in former
    assert 'class="line-now">議案第16号' in other


def test_lowering_while_the_next_file_is_on_its_way_is_not_about_that_file(office: Office) -> None:
    first = office.ready(label="3B")
    path = f"/prepare/materials/{first.material_id}/replace"
    newer = office.council.browser("clerk1").post(path, {"file_name": "b.pdf"}, headers=JSON).json()["version"]
    lower(office, first.material_id, "2")
    office.put(newer, papers.pdf(3))
    office.work()

    sent = office.replacement(office.version(newer), "replacement/send")

    assert (sent.status_code, sent.json()["code"]) == (409, "M149")
    label(office, first.material_id, "3B")
    assert office.replacement(office.version(newer), "replacement/send").status_code == 200


def test_file_of_a_draft_whose_label_went_down_meanwhile_comes_in_again(office: Office) -> None:
    first = office.ready(label="3B", is_published=False)
    path = f"/prepare/materials/{first.material_id}/replace"
    newer = office.council.browser("clerk1").post(path, {"file_name": "b.pdf"}, headers=JSON).json()["version"]
    lower(office, first.material_id, "2")
    office.put(newer, papers.pdf(3))
    office.work()

    assert office.material(first.material_id).current_version_id == first.id
    assert office.version(newer).failure_code == "M130"


def test_refused_3a_leaves_no_trace_on_the_versions_before_it(office: Office) -> None:
    first = office.ready(label="2")
    second = office.replaced(first)
    change = label(office, first.material_id, "3A").json()["label_change"]
    here = f"/prepare/label-changes/{change}/decide"
    office.council.browser("admin").post(here, second_word(office.council, here, "refuse"), headers=JSON)

    assert office.version(first.id).kept_level == "2"
    assert office.version(second.id).kept_level is None
    assert office.replacement(first, "put-back").status_code == 200


def test_level_that_was_lowered_by_hand_closes_the_version(office: Office) -> None:
    first = redacted(office)
    with office.council.services.database.write() as session:
        session.execute(update(Version).where(Version.id == first.id).values(kept_level="1"))

    assert office.council.browser("admin").fetch(f"/papers/{first.id}/pages/1").status_code == 409
    office.council.services.findings.close()
    assert office.council.ledger("evidence.altered")


def test_permit_does_not_come_back_with_its_version(office: Office) -> None:
    council, first = office.council, office.ready(label="2")
    permits.ask(council.browser("member1"), Laid(first.material_id, first.id))
    permit_id = permits.permits(council)[-1].id
    permits.decide(council, permit_id)
    second = office.replaced(first)
    office.replacement(first, "put-back")

    with council.services.database.read() as session:
        assert not is_usable(session.get_one(Permit, permit_id))
    assert permits.receive(council.browser("member1"), permit_id).status_code == 403
    assert "差し替えで終了" in council.browser("member1").get("/permits").text
    assert office.material(second.material_id).level is Confidentiality.C2


def test_release_ends_with_its_version_and_is_told_and_does_not_come_back(office: Office) -> None:
    council, first = office.council, office.ready(label="1")
    assert office.release(first.material_id).status_code == 200
    told = len(council.ledger("auth.alarm"))

    office.replaced(first)

    assert council.ledger("material.replaced")[-1]["detail"]["release_ended"] is True
    assert [record["detail"]["alarm"] for record in council.ledger("auth.alarm")[told:]] == ["release"]
    assert office.replacement(first, "put-back", login="clerk2").status_code == 200
    assert council.browser().get(f"/papers/{first.material_id}/original").status_code != 200
    assert office.material(first.material_id).released_version_id is None


def test_state_that_is_shown_after_going_back_is_that_of_the_former_version(office: Office) -> None:
    first = office.ready(papers.with_javascript(), label="2")
    office.replaced(first)
    office.replacement(first, "put-back")

    state = office.council.browser("clerk1").get(f"/prepare/materials/{first.material_id}/state").json()

    assert state["version"] == first.id
    assert any("プログラム" in words for words in state["warnings"])


def test_request_for_a_version_that_was_replaced_meanwhile_is_not_granted(office: Office) -> None:
    council, first = office.council, office.ready(label="2")
    permit = permits.asked(council, Laid(first.material_id, first.id))
    office.replaced(first)

    screen = council.browser("chair").get("/permits/decide").text
    answer = permits.decide(council, permit)

    assert "申請のあとで差し替えられました" in screen
    assert 'value="grant"' not in screen
    assert (answer.status_code, permits.permits(council)[0].state) == (409, "asked")
    office.replacement(first, "put-back")
    assert permits.decide(council, permit).status_code == 303
