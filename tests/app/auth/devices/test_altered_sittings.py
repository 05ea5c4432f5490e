"""What somebody does by SQL to a sitting: it opens no personal device that only the chair may let in, and is told."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from app import clock
from app.access.facts import DeviceKind
from app.meetings.models import Meeting, MeetingGroup
from app.members.models import Group, GroupMember
from tests.app.auth.devicing import add_paper, add_sitting, device_of, send
from tests.support.council import Browser, Council

pytestmark = pytest.mark.rare("rows that were changed by SQL; only seals move it")


def run(council: Council, statement: str) -> None:
    values = {"group": council.groups["executives"].id, "other": council.people["executive"].id}
    with council.services.database.engine.begin() as connection:
        connection.execute(text(statement), {key: value for key, value in values.items() if f":{key}" in statement})


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE meeting SET starts_at = starts_at - 36000000000", "meeting"),
        ("UPDATE meeting SET called_off = 'cancelled'", "meeting"),
        ("UPDATE meeting SET state = 'draft'", "meeting"),
        ("UPDATE meeting_group SET group_id = :group", "meeting_group"),
        ("UPDATE people_group SET key = 'others' WHERE key = 'members'", "people_group"),
    ],
    ids=["earlier", "cancelled", "draft", "another group", "another key"],
)
def test_sitting_that_was_altered_opens_no_personal_device(council: Council, statement: str, table: str) -> None:
    paper = add_paper(council, "2", named="member1")
    browser = council.browser("member1", device=DeviceKind.PERSONAL)
    assert browser.get(f"/papers/{paper}").status_code == 200
    add_sitting(council)
    assert browser.get(f"/papers/{paper}").status_code == 403

    run(council, statement)

    answer = browser.get(f"/papers/{paper}")
    assert answer.status_code == 403
    assert "会議中に個人の端末を使うには、議長の承認が必要です" in answer.text
    council.services.findings.close()
    assert {record["detail"]["name"].split("/")[0] for record in council.ledger("evidence.altered")} == {table}


def test_member_who_was_moved_out_of_a_group_by_sql_stays_within_its_sitting(council: Council) -> None:
    with council.services.database.write() as unit:
        committee = Group(key="finance", name="予算委員会", position=9)
        unit.add(committee)
        unit.flush()
        unit.add(GroupMember(group_id=committee.id, person_id=council.people["member1"].id))
        moment = clock.now()
        called = {"created_at": moment, "created_by": council.people["clerk1"].id, "published_at": moment}
        meeting = Meeting(title="委員会", starts_at=moment - timedelta(minutes=10), state="published", **called)
        unit.add(meeting)
        unit.flush()
        unit.add(MeetingGroup(meeting_id=meeting.id, group_id=committee.id))
    paper = add_paper(council, "2", named="member1")
    browser = council.browser("member1", device=DeviceKind.PERSONAL)
    assert browser.get(f"/papers/{paper}").status_code == 403

    run(council, "UPDATE people_group_member SET person_id = :other")

    assert browser.get(f"/papers/{paper}").status_code == 403


def test_sitting_from_which_every_group_was_taken_by_sql_opens_no_personal_device(council: Council) -> None:
    paper = add_paper(council, "2", named="member1")
    browser = council.browser("member1", device=DeviceKind.PERSONAL)
    add_sitting(council)

    run(council, "DELETE FROM meeting_group")

    assert browser.get(f"/papers/{paper}").status_code == 403


def test_board_says_that_it_cannot_tell_which_sitting_is_on(council: Council) -> None:
    add_sitting(council)
    assert "本会議" in council.browser("admin").get("/admin/connections").text

    run(council, "UPDATE meeting SET called_off = 'cancelled'")

    page = council.browser("admin").get("/admin/connections").text
    assert "開かれている会議を示せません" in page
    assert "いま開かれている会議はありません" not in page


def test_chair_lets_a_personal_device_in_while_nobody_can_tell_whether_a_sitting_is_on(council: Council) -> None:
    paper = add_paper(council, "2", named="member1")
    browser, chair = council.browser("member1", device=DeviceKind.PERSONAL), council.browser("chair")
    add_sitting(council)
    run(council, "UPDATE meeting SET state = 'draft'")
    assert browser.get(f"/papers/{paper}").status_code == 403

    chair.get("/devices/sitting")
    assert send(chair, f"/devices/{device_of(council, browser).id}/sitting", {"decision": "allow"}).status_code == 303

    assert browser.get(f"/papers/{paper}").status_code == 200


@pytest.mark.parametrize("how", ["cancel", "adjourned", "lapsed"])
def test_clerk_who_ends_a_running_sitting_opens_no_personal_device(council: Council, how: str) -> None:
    paper = add_paper(council, "2", named="member1")
    browser, clerk = council.browser("member1", device=DeviceKind.PERSONAL), council.browser("clerk1")
    add_sitting(council)
    meeting = of_the_sitting(council)
    call_off(clerk, meeting.id, how, clock.now() + timedelta(minutes=30))

    assert of_the_sitting(council).called_off == {"cancel": "cancelled"}.get(how, how)
    assert browser.get(f"/papers/{paper}").status_code == 403
    groups = {"groups": [council.groups["executives"].id]}
    day = clock.jst(of_the_sitting(council).starts_at)
    fields = {"title": "会議", "day": f"{day:%Y-%m-%d}", "time": f"{day:%H:%M}", "place": ""}
    assert clerk.post(f"/prepare/meetings/{meeting.id}/edit", fields | groups).status_code == 422
    assert browser.get(f"/papers/{paper}").status_code == 403


def test_meeting_that_was_cancelled_before_it_began_is_no_sitting(council: Council) -> None:
    paper = add_paper(council, "2", named="member1")
    browser = council.browser("member1", device=DeviceKind.PERSONAL)
    add_sitting(council, began_seconds_ago=-60)
    call_off(council.browser("clerk1"), of_the_sitting(council).id, "cancel", clock.now())
    with council.services.database.write() as unit:
        meeting = unit.scalars(select(Meeting)).one()
        meeting.starts_at, meeting.called_off_at = clock.now(), clock.now() - timedelta(minutes=1)

    assert browser.get(f"/papers/{paper}").status_code == 200


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meeting SET formerly_at = formerly_at - 36000000000",
        "UPDATE meeting SET called_off_at = called_off_at - 36000000000",
    ],
)
def test_moment_that_was_set_back_by_sql_is_made_no_decision_by_taking_back(council: Council, statement: str) -> None:
    add_sitting(council, began_seconds_ago=-3600)
    meeting, clerk = of_the_sitting(council), council.browser("clerk1")
    call_off(clerk, meeting.id, "lapsed", clock.now() + timedelta(days=2))
    run(council, statement)

    back = clerk.post(f"/prepare/meetings/{meeting.id}/call-off/take-back")

    assert (back.status_code, of_the_sitting(council).called_off) == (409, "lapsed")


def of_the_sitting(council: Council) -> Meeting:
    with council.services.database.read() as unit:
        return unit.scalars(select(Meeting)).one()


def call_off(clerk: Browser, meeting: str, how: str, until: datetime) -> None:
    wanted = clock.jst(until + timedelta(minutes=1))
    moved = {"how": how, "day": f"{wanted:%Y-%m-%d}", "time": f"{wanted:%H:%M}", "put_off_reason": "地震"}
    path = f"/prepare/meetings/{meeting}/call-off"
    answer = (
        clerk.post(f"{path}/cancel", {"reason": "地震"}) if how == "cancel" else clerk.post(f"{path}/put-off", moved)
    )
    assert answer.status_code == 303, answer.text
