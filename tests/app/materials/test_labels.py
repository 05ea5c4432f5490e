"""Who may set, raise and lower a paper's label, and what follows from it at once."""

import itertools
from typing import Any

import pytest
from sqlalchemy import select

from app.access.levels import Confidentiality, effective, highest
from app.access.table import DEFAULT
from app.materials.labels.proposals import LABEL_CHANGE, LabelChange
from app.materials.models import Material, PageRow, Reader, Version
from app.materials.queries import paper_of_version
from app.proposals.models import Proposal
from app.tables import metadata
from tests.app.materials.office import Office

JSON = {"accept": "application/json"}


def label(office: Office, material_id: str, wanted: str, login: str = "clerk1") -> Any:
    path = f"/prepare/materials/{material_id}/label"
    return office.council.browser(login).post(path, {"label": wanted, "reason": "決裁による"}, headers=JSON)


def decide(office: Office, change_id: str, decision: str, login: str) -> Any:
    path = f"/prepare/label-changes/{change_id}/decide"
    return office.council.browser(login).post(path, {"decision": decision}, headers=JSON)


def level_now(office: Office, material_id: str) -> str | None:
    return office.material(material_id).confidentiality


def readers(office: Office, material_id: str) -> list[tuple[str | None, str | None]]:
    with office.council.services.database.read() as session:
        rows = session.scalars(select(Reader).where(Reader.material_id == material_id)).all()
    return [(row.group_id, row.person_id) for row in rows]


def test_a_paper_without_a_label_is_handled_as_3c(office: Office) -> None:
    version = office.register()

    material = office.material(version.material_id)

    assert material.confidentiality is None
    assert material.level is Confidentiality.C3C


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
    assert LABEL_CHANGE.read(change).payload == LabelChange(None, "3A")
    assert office.material(version.material_id).level is Confidentiality.C3A


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


def test_raising_a_released_paper_closes_it_to_residents_at_once(office: Office) -> None:
    version = office.ready(label="1")
    browser = office.council.browser("clerk1")
    assert browser.post(f"/prepare/materials/{version.material_id}/release", {}, headers=JSON).json()["is_released"]

    label(office, version.material_id, "2")
    label(office, version.material_id, "1")

    assert not office.material(version.material_id).is_released
    assert office.council.ledger("material.labelled")[-2]["detail"]["release_ended"] is True


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


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_pack_is_handled_as_the_highest_of_its_papers(size: int) -> None:
    labels: list[Confidentiality | None] = [None, *Confidentiality]

    for papers in itertools.product(labels, repeat=size):
        pack = highest(papers)
        assert all(pack.rank >= effective(each).rank for each in papers)
        assert pack in {effective(each) for each in papers}
        for raised in Confidentiality:
            assert highest([*papers, raised]).rank >= pack.rank
