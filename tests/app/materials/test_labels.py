"""Who may set, raise and lower a paper's label, and what follows from it at once."""

import itertools
from typing import Any

import pytest
from sqlalchemy import select, text

from app.access.levels import Confidentiality, effective, highest
from app.access.table import DEFAULT
from app.materials.labels.proposals import LABEL_CHANGE, LabelChange
from app.materials.models import Material, PageRow, Reader, Version
from app.materials.queries import paper_of_version
from app.proposals.models import Proposal
from app.tables import metadata
from tests.app.materials.office import Office
from tests.support.shown import second_word

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")

JSON = {"accept": "application/json"}


def label(office: Office, material_id: str, wanted: str, login: str = "clerk1") -> Any:
    path = f"/prepare/materials/{material_id}/label"
    return office.council.browser(login).post(path, {"label": wanted, "reason": "決裁による"}, headers=JSON)


def decide(office: Office, change_id: str, decision: str, login: str) -> Any:
    path = f"/prepare/label-changes/{change_id}/decide"
    return office.council.browser(login).post(path, second_word(office.council, path, decision), headers=JSON)


def level_now(office: Office, material_id: str) -> str | None:
    return office.material(material_id).confidentiality


def readers(office: Office, material_id: str) -> list[tuple[str | None, str | None]]:
    with office.council.services.database.read() as session:
        rows = session.scalars(select(Reader).where(Reader.material_id == material_id)).all()
    return [(row.group_id, row.person_id) for row in rows]


@pytest.mark.clause("I 2章2(1) 機密性1")
def test_a_paper_without_a_label_is_handled_as_3c(office: Office) -> None:
    version = office.register()

    material = office.material(version.material_id)

    assert material.confidentiality is None
    assert material.level is Confidentiality.C3C


@pytest.mark.both("what happens at once or in between")
@pytest.mark.clause("N 6(2)")
@pytest.mark.parametrize("wanted", ["1", "2", "3B", "3C"])
def test_a_clerk_gives_a_first_label_below_3a_at_once(office: Office, wanted: str) -> None:
    version = office.register()

    answer = label(office, version.material_id, wanted)

    assert answer.json()["label"] == wanted
    assert answer.json()["label_change"] is None
    record = office.council.ledger("material.labelled")[-1]
    assert record["actor"] == office.council.people["clerk1"].id
    assert (record["detail"]["to"], record["detail"]["reason"]) == (wanted, "決裁による")
    assert "from" in record["detail"]


@pytest.mark.parametrize(("former", "wanted"), [("1", "2"), ("2", "3C"), ("3C", "3B"), ("1", "3B"), ("2", "1")])
def test_a_clerk_raises_freely_and_lowers_2(office: Office, former: str, wanted: str) -> None:
    version = office.register(label=former)

    answer = label(office, version.material_id, wanted)

    assert (answer.json()["label"], answer.json()["label_change"]) == (wanted, None)


@pytest.mark.parametrize(("former", "wanted"), [("3B", "3C"), ("3B", "2"), ("3C", "1")])
def test_lowering_a_level_3_label_waits_for_a_second_person(office: Office, former: str, wanted: str) -> None:
    version = office.register(label=former)

    change = label(office, version.material_id, wanted).json()["label_change"]

    assert level_now(office, version.material_id) == former
    assert decide(office, change, "confirm", "clerk1").json()["code"] == "P417"
    assert level_now(office, version.material_id) == former
    assert decide(office, change, "confirm", "clerk2").status_code == 200
    assert level_now(office, version.material_id) == wanted
    assert decide(office, change, "confirm", "clerk2").json()["code"] == "M107"


@pytest.mark.rare("a paper from before labels were asked for")
@pytest.mark.parametrize("wanted", ["1", "2"])
def test_a_paper_published_as_3c_without_a_label_is_lowered_by_two_persons(office: Office, wanted: str) -> None:
    version = office.ready()

    change = label(office, version.material_id, wanted).json()["label_change"]

    assert level_now(office, version.material_id) is None
    assert decide(office, change, "confirm", "clerk1").json()["code"] == "P417"
    assert decide(office, change, "confirm", "clerk2").status_code == 200
    assert level_now(office, version.material_id) == wanted


@pytest.mark.both("asks for rows as no other test does")
def test_a_published_paper_of_level_2_is_lowered_by_two_persons_whatever_the_ledger_can_be_made_to_say(
    office: Office,
) -> None:
    version = office.ready(label="2")
    with office.council.services.database.engine.begin() as connection:
        connection.execute(text("UPDATE ledger_record SET material_id = NULL, kind = 'x'"))

    change = label(office, version.material_id, "1").json()["label_change"]

    assert level_now(office, version.material_id) == "2"
    assert decide(office, change, "confirm", "clerk2").status_code == 200


@pytest.mark.both("what happens at once or in between")
@pytest.mark.parametrize("wanted", ["3B", "3C"])
def test_a_paper_published_without_a_label_gets_its_first_one_of_level_3_at_once(office: Office, wanted: str) -> None:
    version = office.ready()

    assert label(office, version.material_id, wanted).json()["label"] == wanted


@pytest.mark.parametrize(("former", "wanted"), [(None, "2"), ("2", "1")])
def test_what_somebody_else_has_opened_is_lowered_by_two_persons(
    office: Office, former: str | None, wanted: str
) -> None:
    version = office.ready(label=former, is_published=False)
    alone = office.ready(label=former, is_published=False)

    own = office.council.browser("clerk1").get(f"/papers/{alone.id}/pages/1")
    seen = office.council.browser("clerk2").get(f"/papers/{version.id}/pages/1")

    assert (own.status_code, seen.status_code) == (200, 200)
    assert label(office, version.material_id, wanted).json()["label_change"] is not None
    assert level_now(office, version.material_id) == former
    assert label(office, alone.material_id, wanted).json()["label_change"] is None
    assert level_now(office, alone.material_id) == wanted


def test_a_lowering_is_about_one_file_and_over_once_another_has_come(office: Office) -> None:
    version = office.ready(label="3B")
    change = label(office, version.material_id, "1").json()["label_change"]
    office.replaced(version)

    answer = decide(office, change, "confirm", "clerk2")

    assert answer.json()["code"] == "M106"
    assert level_now(office, version.material_id) == "3B"


def test_a_refused_lowering_changes_nothing_and_both_words_are_recorded(office: Office) -> None:
    version = office.register(label="3B")
    change = label(office, version.material_id, "2").json()["label_change"]

    decide(office, change, "refuse", "admin")

    assert level_now(office, version.material_id) == "3B"
    asked, decided = (
        office.council.ledger("material.label_change_asked"),
        office.council.ledger("material.label_change_decided"),
    )
    assert (asked[0]["detail"]["from"], asked[0]["detail"]["to"]) == ("3B", "2")
    assert (decided[0]["detail"]["decision"], decided[0]["actor"]) == ("refused", office.council.people["admin"].id)


def test_a_clerks_3a_is_kept_to_from_the_proposal_on_and_confirmed_by_the_administrator(office: Office) -> None:
    version = office.register(label="2")

    change = label(office, version.material_id, "3A").json()["label_change"]

    assert level_now(office, version.material_id) == "3A"
    assert decide(office, change, "confirm", "clerk2").json()["code"] == "P419"
    assert decide(office, change, "confirm", "admin").status_code == 200
    assert level_now(office, version.material_id) == "3A"
    assert readers(office, version.material_id) == []


def test_a_refused_3a_goes_back_to_the_former_label_with_its_readers(office: Office) -> None:
    version = office.register(label="2")
    before = readers(office, version.material_id)
    change = label(office, version.material_id, "3A").json()["label_change"]

    decide(office, change, "refuse", "admin")

    assert level_now(office, version.material_id) == "2"
    assert readers(office, version.material_id) == before


def test_an_upload_that_a_clerk_labels_3a_is_a_proposal_and_its_file_may_follow(office: Office) -> None:
    version = office.register(label="3A")

    answer = office.put(version.id, b"%PDF-1.7 whatever")

    assert answer.status_code == 201
    with office.council.services.database.read() as session:
        change = session.scalars(select(Proposal)).one()
    assert (change.kind, change.subject, change.state) == ("label_change", version.material_id, "asked")
    assert LABEL_CHANGE.read(change).payload == LabelChange(None, "3A", version.id)
    assert office.material(version.material_id).level is Confidentiality.C3A


@pytest.mark.both("what happens at once or in between")
@pytest.mark.clause("I 2章1(2)②")
def test_the_administrator_sets_3a_at_once_and_clerks_cannot_touch_it_then(office: Office) -> None:
    version = office.register()

    answer = label(office, version.material_id, "3A", "admin")

    assert (answer.json()["label"], answer.json()["label_change"]) == ("3A", None)
    for name in ("label", "title", "readers", "withdraw", "replace"):
        refusal = office.council.browser("clerk1").post(
            f"/prepare/materials/{version.material_id}/{name}", {}, headers=JSON
        )
        assert refusal.json()["code"] == "P419", name


def test_a_raise_ends_a_lowering_that_was_waiting(office: Office) -> None:
    version = office.register(label="3C")
    change = label(office, version.material_id, "2").json()["label_change"]

    label(office, version.material_id, "3B")

    assert level_now(office, version.material_id) == "3B"
    assert decide(office, change, "confirm", "clerk2").json()["code"] == "M107"
    assert level_now(office, version.material_id) == "3B"


def test_a_second_lowering_waits_its_turn(office: Office) -> None:
    version = office.register(label="3B")
    label(office, version.material_id, "2")

    assert label(office, version.material_id, "1").json()["code"] == "M105"


def test_a_label_that_does_not_exist_is_refused_with_its_fields_sentence(office: Office) -> None:
    version = office.register()

    answer = label(office, version.material_id, "4")

    assert (answer.status_code, answer.json()["fields"]["label"]) == (422, "区分をえらんでください。")


@pytest.mark.both("what happens at once or in between")
def test_raising_a_released_paper_closes_it_to_residents_at_once(office: Office) -> None:
    version = office.ready(label="1")
    assert office.release(version.material_id).json()["is_released"]

    label(office, version.material_id, "2")
    back = label(office, version.material_id, "1")

    assert not office.material(version.material_id).is_released
    assert office.council.ledger("material.labelled")[-1]["detail"]["release_ended"] is True
    assert back.json()["label_change"] is not None  # what was public once is lowered by two persons


@pytest.mark.clause("I 2章2(2)①-2")
def test_everything_derived_from_a_paper_has_at_least_its_level_and_follows_a_raise(office: Office) -> None:
    """The label is in one column of one table: there is no copy that could stay behind."""
    tables = metadata.tables
    holders = {name for name, table in tables.items() if {"confidentiality", "label"} & set(table.columns.keys())}
    assert holders == {Material.__tablename__}
    assert not {"confidentiality", "label", "level"} & set(Version.__table__.columns.keys())
    assert not {"confidentiality", "label", "level"} & set(PageRow.__table__.columns.keys())
    version = office.ready(label="1")
    actor = office.by("member1").actor

    for former, wanted in itertools.pairwise(["1", "2", "3C", "3B"]):
        with office.council.services.database.read() as session:
            assert paper_of_version(session, actor, version.id).facts(actor).level == former
        label(office, version.material_id, wanted)
        with office.council.services.database.read() as session:
            paper = paper_of_version(session, actor, version.id)
        assert paper.facts(actor).level == wanted
        assert wanted in DEFAULT.level_words(paper.level, is_released=paper.is_released)


@pytest.mark.clause("I 2章2(2)③-2")
@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_pack_is_handled_as_the_highest_of_its_papers(size: int) -> None:
    labels: list[Confidentiality | None] = [None, *Confidentiality]

    for papers in itertools.product(labels, repeat=size):
        pack = highest(papers)
        assert all(pack.rank >= effective(each).rank for each in papers)
        assert pack in {effective(each) for each in papers}
        for raised in Confidentiality:
            assert highest([*papers, raised]).rank >= pack.rank


def withdraw(office: Office, change_id: str, login: str) -> Any:
    return office.council.browser(login).post(f"/prepare/label-changes/{change_id}/withdraw", {}, headers=JSON)


@pytest.mark.both("what happens at once or in between")
def test_a_clerk_takes_a_proposed_3a_back_while_it_waits(office: Office) -> None:
    version = office.ready(label="2")
    before = readers(office, version.material_id)
    change = label(office, version.material_id, "3A").json()["label_change"]

    answer = withdraw(office, change, "clerk1")

    assert answer.json()["label"] == "2"
    assert readers(office, version.material_id) == before
    assert office.council.ledger("material.label_change_decided")[-1]["detail"]["decision"] == "withdrawn"
    assert decide(office, change, "confirm", "admin").json()["code"] == "M107"


@pytest.mark.parametrize("login", ["clerk2", "admin", "member1"])
def test_nobody_but_the_asker_takes_a_proposed_3a_back(office: Office, login: str) -> None:
    version = office.ready(label="2")
    change = label(office, version.material_id, "3A").json()["label_change"]

    answer = withdraw(office, change, login)

    assert answer.status_code in {403, 404}
    assert level_now(office, version.material_id) == "3A"


def test_a_proposed_3a_stays_once_somebody_else_has_relied_on_it(office: Office) -> None:
    version = office.ready(label="2")
    change = label(office, version.material_id, "3A").json()["label_change"]
    path, person = f"/prepare/materials/{version.material_id}/readers", office.council.people["member1"].id
    assert office.council.browser("admin").post(path, {"people": [person]}, headers=JSON).status_code == 200

    answer = withdraw(office, change, "clerk1")

    assert answer.json()["code"] == "M138"
    assert level_now(office, version.material_id) == "3A"


def test_a_lowering_is_taken_back_by_its_asker_and_changes_nothing(office: Office) -> None:
    version = office.ready(label="3C")
    change = label(office, version.material_id, "2").json()["label_change"]

    assert withdraw(office, change, "clerk1").status_code == 200

    assert level_now(office, version.material_id) == "3C"
    assert decide(office, change, "confirm", "clerk2").json()["code"] == "M107"


def test_a_lowering_for_the_new_file_does_not_bring_the_former_one_back_under_it(office: Office) -> None:
    first = office.ready(label="3B")
    office.replaced(first)
    asked = label(office, first.material_id, "1").json()
    assert decide(office, asked["label_change"], "confirm", "admin").status_code == 200
    refused = office.replacement(first, "put-back")
    assert refused.status_code == 409
    assert "M140" in refused.text
    label(office, first.material_id, "3B")
    assert office.replacement(first, "put-back").status_code == 200


@pytest.mark.both("what happens at once or in between")
def test_nothing_is_lowered_while_a_replacement_waits(office: Office) -> None:
    first = office.ready(label="3B")
    second = office.prepared(first)
    refused = label(office, first.material_id, "1")
    assert refused.status_code == 409
    assert refused.json()["code"] == "M139"
    assert office.replacement(second, "replacement/send").status_code == 200
    assert label(office, first.material_id, "1").json()["label_change"] is not None


@pytest.mark.rare("a file given to a paper while its level waits for a second person")
@pytest.mark.parametrize("relied", ["sent out", "put back", "registered"])
def test_a_proposed_3a_stays_once_the_administrator_gave_it_a_file(office: Office, relied: str) -> None:
    first = office.ready(label="2")
    second = office.replaced(first) if relied == "put back" else office.prepared(first)
    asked = label(office, first.material_id, "3A").json()
    if relied == "sent out":
        done = office.replacement(second, "replacement/send", login="admin")
    elif relied == "put back":
        done = office.replacement(first, "put-back", login="admin")
    else:
        path = f"/prepare/materials/{first.material_id}/replace"
        done = office.council.browser("admin").post(
            path, {"file_name": "s.pdf"}, headers={"accept": "application/json"}
        )
    assert done.status_code in {200, 201}
    assert withdraw(office, asked["label_change"], "clerk1").status_code == 409
    assert level_now(office, first.material_id) == "3A"
