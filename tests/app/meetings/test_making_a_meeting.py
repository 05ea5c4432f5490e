"""Making and changing a meeting, and the secretariat's list of them."""

from typing import Any

import pytest

from app.meetings.models import Meeting, MeetingGroup
from tests.app.meetings.scenes import put_meeting
from tests.support.council import Council

pytestmark = pytest.mark.alike("what is offered, refused and told of a meeting; others ask for the same on both")


def _form(council: Council, **changes: Any) -> dict[str, Any]:
    form = {
        "title": "令和8年第4回定例会　第1日",
        "day": "2026-12-08",
        "time": "10:00",
        "place": "議場",
        "groups": [council.groups["members"].id],
    }
    return form | changes


@pytest.mark.both("asks for rows as no other test does")
def test_clerk_makes_a_meeting_and_goes_on_to_prepare_it(council: Council) -> None:
    answer = council.browser("clerk1").post("/prepare/meetings/new", _form(council))

    assert answer.status_code == 303
    with council.services.database.read() as unit:
        meeting = unit.query(Meeting).one()
        assert answer.headers["location"] == f"/prepare/meetings/{meeting.id}"
        assert meeting.starts_at.isoformat() == "2026-12-08T01:00:00+00:00"
        assert meeting.published_at is None
        assert [row.group_id for row in unit.query(MeetingGroup)] == [council.groups["members"].id]
    [record] = council.ledger("meeting.created")
    assert record["actor"] == council.people["clerk1"].id
    assert record["detail"]["meeting"] == meeting.id


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": "  "}, "会議の名前を入力してください。"),
        ({"title": "長" * 201}, "会議の名前は 200 文字までです。"),
        ({"day": "2026-02-30"}, "会議の日を選んでください。"),
        ({"time": "25:00"}, "始まる時刻を入力してください。"),
        ({"groups": []}, "出席する人を 1 つ以上選んでください。"),
        ({"groups": ["nobody"]}, "出席する人を 1 つ以上選んでください。"),
    ],
)
def test_form_that_cannot_be_used_comes_back_with_its_input_and_a_sentence(
    council: Council, change: dict[str, Any], sentence: str
) -> None:
    answer = council.browser("clerk1").post("/prepare/meetings/new", _form(council, place="第1委員会室") | change)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "第1委員会室" in answer.text
    with council.services.database.read() as unit:
        assert unit.query(Meeting).count() == 0


def test_clerk_changes_time_and_attendance(council: Council) -> None:
    meeting = put_meeting(council)
    groups = [council.groups["members"].id, council.groups["executives"].id]

    answer = council.browser("clerk1").post(
        f"/prepare/meetings/{meeting}/edit", _form(council, time="13:30", groups=groups)
    )

    assert answer.status_code == 303
    with council.services.database.read() as unit:
        assert unit.get_one(Meeting, meeting).starts_at.isoformat() == "2026-12-08T04:30:00+00:00"
        assert {row.group_id for row in unit.query(MeetingGroup)} == set(groups)
    assert council.ledger("meeting.changed")[0]["detail"]["meeting"] == meeting


@pytest.mark.parametrize("login", ["member1", "chair", "executive", "investigator"])
@pytest.mark.parametrize("path", ["/prepare", "/prepare/meetings/new", "/prepare/materials"])
def test_only_the_secretariat_prepares(council: Council, login: str, path: str) -> None:
    assert council.browser(login).get(path).status_code == 403
    assert council.ledger("access.refused")[-1]["detail"]["reason"] == "role"


def test_member_cannot_make_a_meeting(council: Council) -> None:
    answer = council.browser("member1").post("/prepare/meetings/new", _form(council))

    assert answer.status_code == 403
    with council.services.database.read() as unit:
        assert unit.query(Meeting).count() == 0


@pytest.mark.both("asks for rows as no other test does")
def test_form_from_another_site_changes_nothing(council: Council) -> None:
    answer = council.browser("clerk1").post(
        "/prepare/meetings/new",
        _form(council),
        headers={"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    )

    assert answer.status_code == 403
    with council.services.database.read() as unit:
        assert unit.query(Meeting).count() == 0


def test_list_parts_drafts_from_published_and_past_meetings(council: Council) -> None:
    put_meeting(council, "準備の会議", days=3)
    put_meeting(council, "公開の会議", days=2, is_published=True)
    put_meeting(council, "昔の会議", days=-40, is_published=True)

    page = council.browser("clerk1").get("/prepare").text

    places = [page.index(words) for words in ("準備の会議", "公開中の会議", "公開の会議", "終わった会議", "昔の会議")]
    assert places == sorted(places)


def test_meeting_that_is_not_there_is_not_found(council: Council) -> None:
    assert council.browser("clerk1").get("/prepare/meetings/nothing").status_code == 404


def test_form_that_is_sent_again_makes_no_second_meeting(council: Council) -> None:
    clerk = council.browser("clerk1")

    first, second = (clerk.post("/prepare/meetings/new", _form(council)) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 422)
    assert "同じ名前の会議がもうあります" in second.text
