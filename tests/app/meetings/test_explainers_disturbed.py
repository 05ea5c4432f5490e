"""Explainers of an item whose papers were narrowed by hand, moved about, or altered beside the service."""

from datetime import timedelta

from sqlalchemy import insert, select, update

from app import clock
from app.access.roles import Role
from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.materials.models import Material, Reader
from app.meetings.explaining import acts as explaining_acts
from app.meetings.models import Attachment, ExplainedReader, Explainer
from app.members import offices
from app.members.models import Office
from app.members.subjects import about_person
from tests.app.conftest import SetClock
from tests.app.meetings.test_explainers import ALL, Sitting, able, name, put, sitting
from tests.support.council import Council
from tests.support.shown import publish

__all__ = ["sitting"]


def test_paper_that_was_addressed_to_one_executive_by_hand_stays_theirs(council: Council, sitting: Sitting) -> None:
    private = put(council, sitting, 1, "一人あての資料", groups=(), people=("executive",))
    budget = put(council, sitting, 1)
    name(council, sitting, 1, "executive")

    assert name(council, sitting, 1, "hayashi").status_code == 303
    swapped = able(council, private), able(council, budget)
    assert name(council, sitting, 1).status_code == 303

    assert swapped == ({"executive"}, {"hayashi", "member1"})
    assert (able(council, private), able(council, budget)) == ({"executive"}, ALL)


def test_executive_named_by_hand_beside_the_executive_stays_when_others_explain(
    council: Council, sitting: Sitting
) -> None:
    paper = put(council, sitting, 1, people=("executive",))

    name(council, sitting, 1, "executive")
    name(council, sitting, 1, "hayashi")

    assert able(council, paper) == ALL
    council.browser("clerk1").post(f"/prepare/meetings/{sitting[0]}/papers/{paper}/move", {"agenda_item": sitting[2]})
    assert name(council, sitting, 2, "executive").status_code == 303
    assert able(council, paper) == {"executive", "member1"}


def test_who_no_longer_explains_the_item_of_a_moved_paper_reads_it_no_longer(
    council: Council, sitting: Sitting
) -> None:
    name(council, sitting, 1, "hayashi")
    paper = put(council, sitting, 2)
    there = f"/prepare/meetings/{sitting[0]}/papers/{paper}/move"
    clerk = council.browser("clerk1")
    clerk.post(there, {"agenda_item": sitting[1]})
    clerk.post(there, {"agenda_item": sitting[2]})
    assert able(council, paper) == {"hayashi", "member1"}

    assert name(council, sitting, 2, "executive").status_code == 303

    assert able(council, paper) == {"executive", "member1"}
    assert name(council, sitting, 2).status_code == 303
    assert able(council, paper) == ALL


def test_reader_put_there_beside_the_service_is_not_sealed_by_naming_explainers(
    council: Council, sitting: Sitting, at: SetClock
) -> None:
    paper, moved = put(council, sitting, 1), put(council, sitting, 2)
    stranger = council.people["member1"].id
    with council.services.database.write() as unit:
        for each in (paper, moved):
            unit.query(Reader).filter_by(material_id=each, group_id=council.groups["members"].id).delete()
            unit.execute(insert(Reader).values(material_id=each, person_id=stranger, seal="x" * 32))
    assert "member1" not in able(council, paper)

    named = name(council, sitting, 1, "executive").status_code
    assert name(council, sitting, 2, "hayashi").status_code == 409
    with council.services.database.write() as unit:
        unit.add(Explainer(item_id=sitting[2], person_id=council.people["executive"].id))
    here = f"/prepare/meetings/{sitting[0]}/papers/{paper}/move"
    assert council.browser("clerk1").post(here, {"agenda_item": sitting[2]}).status_code == 409

    assert named == 409
    assert [able(council, each) for each in (paper, moved)] == [ALL - {"member1"}] * 2


def test_paper_whose_place_was_altered_keeps_everybody_from_being_named_or_published(
    council: Council, sitting: Sitting
) -> None:
    paper, clerk = put(council, sitting, 1, is_published=False), council.browser("clerk1")
    name(council, sitting, 1, "hayashi")
    with council.services.database.write() as unit:
        unit.execute(update(Attachment).values(agenda_item_id=sitting[2]))

    assert [name(council, sitting, item, "executive").status_code for item in (1, 2)] == [409, 409]

    assert "置き場所に書き換えの疑い" in clerk.get(f"/prepare/meetings/{sitting[0]}").text
    answer = publish(clerk, f"/prepare/meetings/{sitting[0]}/papers/{paper}/publish")
    assert (answer.status_code, able(council, paper)) == (409, set())


def test_reader_said_to_explain_beside_the_service_lets_nobody_in(council: Council, sitting: Sitting) -> None:
    paper = put(council, sitting, 1)
    name(council, sitting, 1, "executive")
    with council.services.database.write() as unit:
        unit.execute(update(ExplainedReader).values(was_named=True))

    assert name(council, sitting, 1, "hayashi").status_code == 409

    assert able(council, paper) == {"executive", "member1"}


def test_paper_moved_between_items_of_one_explainer_stays_theirs(council: Council, sitting: Sitting) -> None:
    paper = put(council, sitting, 1)
    name(council, sitting, 1, "hayashi")
    name(council, sitting, 2, "hayashi", "executive")
    move = f"/prepare/meetings/{sitting[0]}/papers/{paper}/move"

    assert council.browser("clerk1").post(move, {"agenda_item": sitting[2]}).status_code == 303
    both = able(council, paper)
    assert council.browser("clerk1").post(move, {"agenda_item": sitting[1]}).status_code == 303

    assert (both, able(council, paper)) == (ALL, {"hayashi", "member1"})


def test_file_that_failed_is_removed_with_the_readers_of_its_item(council: Council, sitting: Sitting) -> None:
    name(council, sitting, 1, "hayashi")
    clerk = council.browser("clerk1")
    form = {"file_name": "補正.pdf", "title": "補正", "agenda_item": sitting[1]}
    came = clerk.post(f"/prepare/meetings/{sitting[0]}/papers", form).json()["material"]

    assert clerk.post(f"/prepare/materials/{came}/remove").status_code == 303
    with council.services.database.read() as unit:
        assert (unit.get(Material, came), unit.query(ExplainedReader).count()) == (None, 0)


def test_who_has_left_the_executive_is_let_in_nowhere_as_an_explainer(
    council: Council, sitting: Sitting, at: SetClock
) -> None:
    paper, private = put(council, sitting, 2), put(council, sitting, 2, "執行部だけ", groups=("executives",))
    name(council, sitting, 1, "hayashi")
    at("2027-03-02 09:00:00")
    with council.services.database.write() as unit:
        term = unit.query(Office).filter_by(person_id=council.people["hayashi"].id).one()
        offices.change_end(unit, term, clock.now(), administrators=3)
        offices.give(unit, term.person_id, Role.MEMBER, clock.now(), None, administrators=3)
    clerk, here = council.browser("clerk1"), f"/prepare/meetings/{sitting[0]}/papers"

    refused = clerk.post(f"{here}/{private}/move", {"agenda_item": sitting[1]})
    assert (refused.status_code, "いま執行部の役職にありません" in refused.text) == (422, True)
    assert name(council, sitting, 1, "hayashi", "executive").status_code == 303
    for each in (paper, private):
        assert clerk.post(f"{here}/{each}/move", {"agenda_item": sitting[1]}).status_code == 303

    assert able(council, private) == {"executive"}


def test_explainer_who_leaves_the_executive_for_another_office_reads_no_longer(
    council: Council, sitting: Sitting, at: SetClock
) -> None:
    """By the group they would have stopped with the term; one who was named by hand goes on."""
    explained, alone = (
        put(council, sitting, 1, groups=("executives",)),
        put(council, sitting, 2, groups=("executives",)),
    )
    by_hand = put(council, sitting, 1, "手で決めた資料", groups=("executives",), people=("hayashi",))
    name(council, sitting, 1, "executive", "hayashi")
    name(council, sitting, 2, "hayashi")
    with council.services.database.write() as unit:
        held = unit.scalars(select(Office).where(Office.person_id == council.people["hayashi"].id)).one()
        held.ends_at = clock.now() + timedelta(hours=1)
        unit.add(Office(person_id=held.person_id, role="member", starts_at=held.starts_at))
        note(unit, SYSTEM, EventKind.OFFICE_CHANGED, about_person(held.person_id), role="member")
    explaining_acts.take_out_former(council.services.database)
    before = able(council, explained)
    at("2027-03-01 11:00:00")

    for _look in range(2):
        explaining_acts.take_out_former(council.services.database)

    assert (before, able(council, explained)) == ({"executive", "hayashi"}, {"executive"})
    assert "hayashi" in able(council, by_hand)
    assert able(council, alone) == {"hayashi"}  # nobody else reads it, and the office is to decide who does
    told = [each for each in council.ledger("material.changed") if each.get("actor") is None]
    assert [each["material"] for each in told] == [explained]
