"""What somebody does by SQL to a meeting and to who attends it: it opens nothing, and is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app import clock
from app.audit.notes import By
from app.db import microseconds
from app.meetings.acts import MeetingPlan, create_meeting
from app.meetings.models import AgendaItem, Meeting, MeetingGroup
from app.members.belonging import kept_by_hand
from tests.app.meetings.scenes import put_item, put_meeting, put_paper
from tests.support.council import Council

PUBLISH = "UPDATE meeting SET published_at = :at, state = 'published' WHERE id = :meeting"
JOIN = "INSERT INTO meeting_group (meeting_id, group_id, seal) VALUES (:meeting, :group, '')"


def called(council: Council, *, is_published: bool, group: str = "members") -> str:
    with council.services.database.write() as unit:
        begins = clock.now() + timedelta(days=3)
        plan = MeetingPlan("秘密会", begins, "", [council.groups[group].id])
        meeting = create_meeting(unit, By.person(council.people["clerk1"].id), plan)
        if is_published:
            row = unit.get_one(Meeting, meeting.id)
            row.state, row.published_at = "published", clock.now()
        unit.add(AgendaItem(meeting_id=meeting.id, number_label="1", title="秘密の日程", position=1))
        return meeting.id


def altered(council: Council) -> set[str]:
    council.services.findings.close()
    return {record["detail"]["name"].split("/")[0] for record in council.ledger("evidence.altered")}


@pytest.mark.parametrize(
    ("statement", "group", "table"),
    [(PUBLISH, "members", "meeting"), (JOIN, "executives", "meeting_group")],
    ids=["published", "attended"],
)
def test_meeting_that_was_opened_by_sql_is_shown_to_nobody(
    council: Council, statement: str, group: str, table: str
) -> None:
    meeting = called(council, is_published=statement == JOIN, group=group)
    member = council.browser("member1")
    assert member.get(f"/meetings/{meeting}").status_code == 404
    values = {"at": microseconds(clock.now()), "group": council.groups["members"].id, "meeting": meeting}
    with council.services.database.engine.begin() as connection:
        connection.execute(text(statement), values)

    answers = [member.get(f"/meetings/{meeting}"), member.get("/")]

    assert answers[0].status_code != 200
    assert "秘密会" not in answers[1].text
    assert "秘密の日程" not in answers[1].text
    assert altered(council) == {table}


def test_group_whose_name_was_altered_is_taken_for_no_meeting_and_by_no_list(council: Council) -> None:
    """It was chosen by a name that may be another one's."""
    group = council.gather("soumu")
    with council.services.database.engine.begin() as connection:
        connection.execute(text("UPDATE people_group SET name = '議会運営委員会' WHERE id = :id"), {"id": group.id})
    words = {"title": "定例会", "day": "2027-03-01", "time": "10:00", "place": "議場", "groups": [group.id]}

    refused = council.browser("clerk1").post("/prepare/meetings/new", words)
    with council.services.database.read() as unit:
        by_name = kept_by_hand(unit)

    assert (refused.status_code, "書き換えられた疑い" in refused.text) == (409, True)
    assert "議会運営委員会" not in by_name
    assert altered(council) == {"people_group"}


def test_who_attends_an_untouched_meeting_sees_it(council: Council) -> None:
    meeting = called(council, is_published=True)

    assert council.browser("member1").get(f"/meetings/{meeting}").status_code == 200
    assert "秘密の日程" in council.browser("member1").get("/").text
    assert council.browser("executive").get(f"/meetings/{meeting}").status_code == 404


@pytest.mark.parametrize("act", ["", "/copy"], ids=["changed", "copied"])
def test_group_that_was_put_into_a_meeting_by_sql_is_taken_over_by_no_act(council: Council, act: str) -> None:
    meeting, clerk = called(council, is_published=False), council.browser("clerk1")
    kept = {"title": "秘密会", "day": "2026-12-10", "time": "10:00", "groups": [council.groups["members"].id]}
    with council.services.database.engine.begin() as connection:
        connection.execute(text(JOIN), {"meeting": meeting, "group": council.groups["executives"].id})

    answers = [
        clerk.get(f"/prepare/meetings/{meeting}/edit"),
        clerk.post(f"/prepare/meetings/{meeting}{act or '/edit'}", {} if act else kept),
    ]

    assert [(answer.status_code, "S501" in answer.text) for answer in answers] == [(409, True)] * 2
    assert altered(council) == {"meeting_group"}
    with council.services.database.read() as unit:
        assert len(unit.scalars(select(Meeting.id)).all()) == 1
        seals = unit.scalars(select(MeetingGroup.seal).where(MeetingGroup.meeting_id == meeting)).all()
        assert sorted(map(bool, seals)) == [False, True]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE office SET scope = 'x' WHERE person_id = :person", "議員 3\u00a0人"),
        ("UPDATE person SET kana = 'x', title = 'x' WHERE id = :person", "議員 3\u00a0人"),
        ("UPDATE people_group_member SET starts_at = 1 WHERE person_id = :person", "委員会 soumu 1\u00a0人"),
        ("UPDATE people_group SET name = '総務' WHERE key = 'soumu'", "書き換えの疑い"),
        ("UPDATE material_reader SET added_at = 1 WHERE group_id = :soumu", "書き換えの疑い"),
    ],
)
def test_whoever_reads_nothing_by_an_altered_row_is_not_counted_among_the_readers(
    council: Council, statement: str, words: str
) -> None:
    council.gather("soumu", "member1", "chair")
    meeting = put_meeting(council, groups=("members", "soumu"))
    paper = put_paper(
        council, meeting, "議案書", item=put_item(council, meeting, "議案第12号"), groups=("members", "soumu")
    )
    clerk, screens = (
        council.browser("clerk1"),
        (f"/prepare/meetings/{meeting}?paper={paper}", f"/prepare/materials/{paper}"),
    )
    before = [clerk.get(screen).text for screen in screens]
    values = {"person": council.people["member1"].id, "soumu": council.groups["soumu"].id}

    with council.services.database.engine.begin() as connection:
        connection.execute(text(statement), {name: each for name, each in values.items() if f":{name}" in statement})

    assert [words in page for page in before] == [False, False]
    assert [words in clerk.get(screen).text for screen in screens] == [True, True]
