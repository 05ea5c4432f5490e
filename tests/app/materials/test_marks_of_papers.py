"""Whose information a paper is, its 完全性 and 可用性: set beside the label, lowered by two persons, and acted upon."""

import csv
import io
from typing import Any

import pytest
from sqlalchemy import select, update

from app.jobs.models import Job
from app.materials.models import Material
from tests.app.materials.office import Office
from tests.support.shown import second_word

pytestmark = [
    pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both"),
    pytest.mark.rare("marks that a file brings; only the intake moves it"),
]

JSON = {"accept": "application/json"}


def mark(office: Office, material_id: str, login: str = "clerk1", label: str = "2", **marks: str) -> Any:
    path = f"/prepare/materials/{material_id}/label"
    return office.council.browser(login).post(path, {"label": label, "reason": "決裁による", **marks}, headers=JSON)


def decide(office: Office, change_id: str, login: str, decision: str = "confirm") -> Any:
    path = f"/prepare/label-changes/{change_id}/decide"
    return office.council.browser(login).post(path, second_word(office.council, path, decision), headers=JSON)


def marks_now(office: Office, material_id: str) -> str:
    return office.material(material_id).marks.text


@pytest.mark.both("what happens at once or in between")
def test_marks_are_raised_at_once_recorded_and_shown(office: Office) -> None:
    paper = office.ready(label="2").material_id

    answer = mark(office, paper, source="executive", integrity="2", availability="2")

    assert (answer.json()["marks"], answer.json()["marks_change"]) == ("executive/2/2", None)
    told = office.council.ledger("material.changed")[-1]["detail"]
    assert (told["what"], told["from"], told["to"]) == ("marks", "council/1/1", "executive/2/2")
    page = office.council.browser("clerk1").fetch(f"/prepare/materials/{paper}").text
    for words in ("執行部の情報", "完全性2", "可用性2"):
        assert f'<span class="tag">{words}</span>' in page


def test_what_a_form_does_not_ask_stays_as_it_was(office: Office) -> None:
    paper = office.ready(label="2").material_id
    mark(office, paper, integrity="2")

    assert mark(office, paper, label="3C").json()["marks"] == "council/2/1"


@pytest.mark.clause("I 2章2(1) 完全性1")
@pytest.mark.clause("I 2章2(1) 可用性1")
@pytest.mark.parametrize(
    ("former", "lowered"),
    [({"integrity": "2"}, {"integrity": "1"}), ({"availability": "2"}, {"availability": "1"})],
    ids=["integrity", "availability"],
)
def test_marks_of_a_published_paper_are_lowered_by_two_persons(
    office: Office, former: dict[str, str], lowered: dict[str, str]
) -> None:
    paper = office.ready(label="2").material_id
    mark(office, paper, **former)
    stands = marks_now(office, paper)

    change = mark(office, paper, **lowered).json()["marks_change"]

    assert marks_now(office, paper) == stands
    assert mark(office, paper, **lowered).json()["code"] == "M152"
    assert decide(office, change, "clerk1").json()["code"] == "P417"
    waiting = office.council.browser("clerk2").fetch("/prepare/waiting").text
    assert "→ 議会の情報・完全性1・可用性1" in waiting
    assert decide(office, change, "clerk2").status_code == 200
    assert marks_now(office, paper) == "council/1/1"


def test_a_lowering_is_taken_back_by_who_asked_and_closed_by_a_raise(office: Office) -> None:
    paper = office.ready(label="2").material_id
    mark(office, paper, integrity="2")

    change = mark(office, paper, integrity="1").json()["marks_change"]
    path = f"/prepare/label-changes/{change}/withdraw"
    assert office.council.browser("clerk2").post(path, {}, headers=JSON).status_code in {403, 404}
    assert office.council.browser("clerk1").post(path, {}, headers=JSON).status_code == 200
    again = mark(office, paper, integrity="1").json()["marks_change"]
    mark(office, paper, availability="2")

    assert decide(office, again, "clerk2").json()["code"] == "M107"
    assert marks_now(office, paper) == "council/2/2"


def test_before_anybody_relied_on_them_marks_are_lowered_by_one(office: Office) -> None:
    paper = office.register(label="2").material_id
    mark(office, paper, integrity="2", availability="2")

    assert mark(office, paper, integrity="1", availability="1").json()["marks_change"] is None
    assert marks_now(office, paper) == "council/1/1"


@pytest.mark.clause("I 2章2(2)②")
def test_a_label_that_the_executive_gave_is_lowered_by_two_persons_even_unread(office: Office) -> None:
    paper = office.register(label="2").material_id
    mark(office, paper, source="executive")

    change = mark(office, paper, label="1").json()["label_change"]

    assert change is not None
    assert office.material(paper).confidentiality == "2"
    assert decide(office, change, "clerk2").json()["label"] == "1"


@pytest.mark.clause("I 2章2(2)②")
def test_nobody_alone_says_that_a_label_was_not_the_executives(office: Office) -> None:
    paper = office.register(label="2").material_id
    mark(office, paper, source="executive")

    asked = mark(office, paper, label="1", source="council").json()

    change = asked["marks_change"]
    assert None not in {change, asked["label_change"]}
    assert (marks_now(office, paper), office.material(paper).confidentiality) == ("executive/1/1", "2")
    assert decide(office, change, "clerk1").json()["code"] == "P417"
    assert decide(office, change, "clerk2").status_code == 200
    assert marks_now(office, paper) == "council/1/1"


def test_form_made_from_other_marks_is_refused(office: Office) -> None:
    paper = office.ready(label="2").material_id
    mark(office, paper, integrity="2")

    answer = mark(office, paper, integrity="1", availability="1", marks_from="council/1/1")

    assert answer.json()["code"] == "M150"
    assert marks_now(office, paper) == "council/2/1"


@pytest.mark.clause("I 2章2(1) 完全性2", "N 1")
def test_replacement_of_a_paper_of_integrity_2_is_sent_out_by_another_person(office: Office) -> None:
    version = office.ready(label="2")
    mark(office, version.material_id, integrity="2")
    newer = office.prepared(version)

    refused = office.replacement(newer, "replacement/send")

    assert refused.json()["code"] == "M157"
    assert office.material(version.material_id).current_version_id == version.id
    assert office.replacement(newer, "replacement/send", login="clerk2").status_code == 200
    assert office.material(version.material_id).current_version_id == newer.id


@pytest.mark.clause("I 2章2(1) 完全性2")
def test_version_of_ones_own_is_not_put_back_alone_on_a_paper_of_integrity_2(office: Office) -> None:
    first = office.ready(label="2", login="clerk2")
    own = office.replaced(first)
    assert office.replacement(first, "put-back").status_code == 200
    mark(office, first.material_id, integrity="2")

    refused = office.replacement(own, "put-back")

    assert refused.json()["code"] == "M157"
    assert office.material(first.material_id).current_version_id == first.id
    assert office.replacement(own, "put-back", login="clerk2").status_code == 200
    assert office.material(first.material_id).current_version_id == own.id


def test_marks_that_were_written_beside_the_service_close_the_paper(office: Office) -> None:
    version = office.ready(label="2")
    mark(office, version.material_id, integrity="2")
    with office.council.services.database.engine.begin() as connection:
        connection.execute(update(Material).where(Material.id == version.material_id).values(integrity="1"))

    answer = office.council.browser("member1").fetch(f"/papers/{version.id}/pages/1", headers=JSON)

    assert answer.json()["code"] == "S502"


@pytest.mark.both("asks for rows as no other test does")
@pytest.mark.clause("I 2章2(1) 可用性2")
def test_file_of_a_paper_of_availability_2_is_converted_before_those_that_wait(office: Office) -> None:
    first, second = office.register(label="2"), office.register(label="2")
    mark(office, second.material_id, availability="2")
    for version in (first, second):
        office.put(version.id, b"%PDF-1.7\n%%EOF")

    with office.council.services.database.read() as session:
        waiting = session.scalars(select(Job).where(Job.kind == "convert").order_by(Job.priority)).all()

    assert [job.subject for job in waiting] == [second.id, first.id]


def test_list_of_papers_names_marks_and_hashes_and_hides_3a_from_clerks(office: Office) -> None:
    plain, secret = office.ready(label="2"), office.ready(label="3A", login="admin")
    mark(office, plain.material_id, integrity="2", source="executive")

    answers = {who: office.council.browser(who).fetch("/prepare/materials/list.csv") for who in ("clerk1", "admin")}

    lists = {
        who: list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))) for who, answer in answers.items()
    }
    row = next(each for each in lists["clerk1"] if each["保管の名前"] == plain.id)
    assert (row["出どころ"], row["完全性"], row["SHA-256"]) == ("執行部", "2", office.version(plain.id).sha256)
    hidden = next(each for each in lists["clerk1"] if each["保管の名前"] == secret.id)
    assert (hidden["ファイル"], hidden["SHA-256"]) == ("", "")
    assert "議案第16号" not in hidden["資料"]
    shown = next(each for each in lists["admin"] if each["保管の名前"] == secret.id)
    assert shown["SHA-256"] == office.version(secret.id).sha256
    assert office.council.ledger("material.listed")[-1]["detail"]["rows"] == 2
    assert office.council.browser("member1").fetch("/prepare/materials/list.csv").status_code == 403
