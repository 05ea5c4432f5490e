"""A published meeting is cancelled, put off or hidden again, a draft deleted: each with its way back, if any."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.access.levels import Confidentiality
from app.audit.notes import By, RecordSubject, note
from app.audit.vocabulary import EventKind
from app.materials.models import Material, Version
from app.meetings.models import AgendaItem, Meeting
from app.members.models import Office
from tests.app.meetings.scenes import put_item, put_meeting, put_paper
from tests.app.permits import desk as permits
from tests.app.reading.shelf import Laid
from tests.support.council import Council
from tests.support.shown import publish

pytestmark = pytest.mark.alike("what is offered, refused and told of a meeting; others ask for the same on both")

TITLE = "令和8年第4回定例会　第1日"


def of(council: Council, meeting: str) -> Meeting:
    with council.services.database.read() as unit:
        return unit.get_one(Meeting, meeting)


def page(council: Council, meeting: str, login: str = "clerk1") -> str:
    text: str = council.browser(login).get(f"/prepare/meetings/{meeting}/call-off").text
    return text


def read_by_member(council: Council, paper: str) -> None:
    """As the ledger has it once something of the paper has gone out."""
    with council.services.database.write() as unit:
        by = By.person(council.people["member1"].id, council.people["member1"].id, "192.0.2.1")
        material = unit.get_one(Material, paper)
        version = unit.get_one(Version, material.current_version_id)
        about = RecordSubject(material.id, version.id)
        note(unit, by, EventKind.CONTENTS_ISSUED, about, level="2")


def test_members_see_on_their_home_that_a_meeting_was_cancelled_and_why(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    paper = put_paper(council, meeting, "議案書", is_published=True)

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/call-off/cancel", {"reason": "台風のため"})

    assert answer.status_code == 303
    home = council.browser("member1").get("/").text
    assert ("中止" in home, "台風のため" in home, "次の会議" in home) == (True, True, False)
    assert "新着" not in home
    assert council.browser("member1").get(f"/papers/{paper}").status_code == 200  # what was handed out stays readable
    record = council.ledger("meeting.changed")[-1]["detail"]
    assert (record["change"], record["reason"]) == ("cancelled", "台風のため")


def test_cancelling_needs_a_reason_and_a_published_meeting(council: Council) -> None:
    published, draft = put_meeting(council, is_published=True), put_meeting(council)
    clerk = council.browser("clerk1")

    assert clerk.post(f"/prepare/meetings/{published}/call-off/cancel", {"reason": " "}).status_code == 422
    assert clerk.post(f"/prepare/meetings/{draft}/call-off/cancel", {"reason": "台風"}).status_code == 409


def test_cancelling_is_taken_back_until_the_meeting_would_have_begun(council: Council) -> None:
    meeting = put_meeting(council, is_published=True, days=0.5)
    clerk = council.browser("clerk1")
    clerk.post(f"/prepare/meetings/{meeting}/call-off/cancel", {"reason": "台風のため"})
    assert "までは、取り消せます" in page(council, meeting)

    back = clerk.post(f"/prepare/meetings/{meeting}/call-off/take-back")
    clerk.post(f"/prepare/meetings/{meeting}/call-off/cancel", {"reason": "台風のため"})
    with council.services.database.write() as unit:
        unit.get_one(Meeting, meeting).starts_at = clock.now() - timedelta(minutes=1)
    late = clerk.post(f"/prepare/meetings/{meeting}/call-off/take-back")

    assert (back.status_code, late.status_code) == (303, 409)
    assert of(council, meeting).called_off == "cancelled"
    assert "もう取り消せません" in page(council, meeting)


def test_cancelled_meeting_is_no_sitting_and_takes_no_more_papers(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    paper = put_paper(council, meeting, "追加資料")
    clerk = council.browser("clerk1")
    clerk.post(f"/prepare/meetings/{meeting}/call-off/cancel", {"reason": "台風のため"})

    assert publish(clerk, f"/prepare/meetings/{meeting}/papers/{paper}/publish").status_code == 409


def test_meeting_is_put_off_to_another_day_with_its_papers_and_back(council: Council) -> None:
    put_meeting(council, "あすの会議", days=0.5, is_published=True)
    meeting = put_meeting(council, is_published=True)
    put_paper(council, meeting, "議案書", is_published=True)
    former = of(council, meeting).starts_at
    later = clock.jst(former + timedelta(days=3))
    fields = {"how": "adjourned", "day": f"{later:%Y-%m-%d}", "time": "13:00", "put_off_reason": "審議が続くため"}
    clerk = council.browser("clerk1")

    answer = clerk.post(f"/prepare/meetings/{meeting}/call-off/put-off", fields)
    home = council.browser("member1").get("/").text
    moved, way_back = of(council, meeting).starts_at, page(council, meeting)
    back = clerk.post(f"/prepare/meetings/{meeting}/call-off/take-back")

    assert (answer.status_code, back.status_code) == (303, 303)
    assert clock.jst(moved).date() == later.date()
    assert f"もとの日時：{clock.meeting_text(former)}　理由：審議が続くため" in home, (
        "below the meeting that comes first"
    )
    assert f"{clock.day_text(former)}の終わりまでは、取り消せます。" in way_back
    assert of(council, meeting).starts_at == former


def test_new_day_lies_ahead_and_is_no_cancelling(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    clerk, path = council.browser("clerk1"), f"/prepare/meetings/{meeting}/call-off/put-off"
    fields = {"how": "lapsed", "day": "2020-01-01", "time": "10:00", "put_off_reason": "定足数"}

    assert clerk.post(path, fields).status_code == 422
    assert clerk.post(path, fields | {"how": "cancelled", "day": "2099-01-01"}).status_code == 422


@pytest.mark.both("what happens at once or in between")
def test_published_meeting_is_hidden_again_while_nobody_has_read_it(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    put_item(council, meeting, "議案第12号")
    paper = put_paper(council, meeting, "議案書", is_published=True)
    clerk = council.browser("clerk1")

    answer = clerk.post(f"/prepare/meetings/{meeting}/hide")

    assert answer.status_code == 303
    assert TITLE not in council.browser("member1").get("/").text
    assert council.browser("member1").get(f"/papers/{paper}").status_code == 404
    assert council.ledger("material.changed")[-1]["detail"]["what"] == "hidden"
    assert publish(clerk, f"/prepare/meetings/{meeting}/publish").status_code == 303


def test_first_label_of_what_was_published_and_hidden_takes_two_persons(council: Council) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第16号", "日程第1")
    paper = put_paper(council, meeting, "議案書", level=None)
    clerk, path = council.browser("clerk1"), f"/prepare/materials/{paper}/label"
    for act in ("publish", "hide", "publish", "hide"):
        assert publish(clerk, f"/prepare/meetings/{meeting}/{act}").status_code == 303

    asked = clerk.post(path, {"label": "1"}, headers={"accept": "application/json"}).json()

    assert asked["label_change"] is not None
    with council.services.database.read() as unit:
        row = unit.get_one(Material, paper)
        assert (row.confidentiality, row.published_at) == (None, None)
        assert row.first_published_at is not None


def test_meeting_that_somebody_has_read_is_not_hidden_and_the_screen_says_so(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    paper = put_paper(council, meeting, "議案書", is_published=True)
    read_by_member(council, paper)

    assert council.browser("clerk1").post(f"/prepare/meetings/{meeting}/hide").status_code == 409
    assert "未公開には戻せません" in page(council, meeting)
    assert of(council, meeting).published_at is not None


def test_clerk_does_not_hide_a_meeting_with_a_published_3a_paper(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    put_item(council, meeting, "議案第12号")
    secret = Confidentiality.C3A
    put_paper(council, meeting, "身上調書", secret, is_published=True, groups=(), people=("member1",))
    path = f"/prepare/meetings/{meeting}/hide"

    assert council.browser("clerk1").post(path).status_code == 409
    assert council.browser("admin").post(path).status_code == 303


def test_draft_is_deleted_with_its_agenda_once_it_has_no_papers(council: Council) -> None:
    meeting, other = put_meeting(council), put_meeting(council, is_published=True)
    item = put_item(council, meeting, "議案第12号")
    put_item(council, meeting, "その1", parent=item)
    paper = put_paper(council, meeting, "議案書")
    clerk = council.browser("clerk1")

    with_papers = clerk.post(f"/prepare/meetings/{meeting}/delete")
    published = clerk.post(f"/prepare/meetings/{other}/delete")
    taken = clerk.post(f"/prepare/materials/{paper}/take-out")
    deleted = clerk.post(f"/prepare/meetings/{meeting}/delete")

    assert [each.status_code for each in (with_papers, published, taken, deleted)] == [409, 409, 303, 303]
    assert "会議を削除しました。" in clerk.get(deleted.headers["location"]).text
    with council.services.database.read() as unit:
        assert unit.get(Meeting, meeting) is None
        assert unit.get(AgendaItem, item) is None
    assert council.ledger("meeting.changed")[-1]["detail"]["title"] == TITLE


def test_published_paper_that_nobody_has_read_is_taken_out_without_staying_in_the_lists(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    paper = put_paper(council, meeting, "別の会議の資料", is_published=True)

    answer = council.browser("clerk1").post(f"/prepare/materials/{paper}/take-out")

    assert answer.status_code == 303
    assert "別の会議の資料" not in council.browser("clerk1").get(f"/prepare/meetings/{meeting}").text
    with council.services.database.read() as unit:
        assert unit.get(Material, paper) is None
    assert council.ledger("material.changed")[-1]["detail"]["what"] == "taken out"


def test_paper_that_somebody_has_read_is_only_withdrawn_and_its_page_says_so(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    paper = put_paper(council, meeting, "議案書", is_published=True)
    read_by_member(council, paper)
    clerk = council.browser("clerk1")

    answer = clerk.post(f"/prepare/materials/{paper}/take-out", headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (409, "M136")
    assert "もう読んだ人がいるので、取り除けません" in clerk.get(f"/prepare/materials/{paper}").text


def test_only_the_secretariat_calls_a_meeting_off(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)

    for act in ("call-off/cancel", "call-off/put-off", "call-off/take-back", "hide", "delete"):
        for login in ("member1", "chair"):
            answer = council.browser(login).post(f"/prepare/meetings/{meeting}/{act}", {"reason": "台風"})
            assert answer.status_code == 403
    assert of(council, meeting).called_off == ""


@pytest.mark.parametrize("state", ["cancelled", "begun"])
def test_what_is_too_late_is_not_undone_by_another_day(council: Council, state: str) -> None:
    meeting = put_meeting(council, is_published=True, days=0.5 if state == "cancelled" else -0.1)
    clerk = council.browser("clerk1")
    if state == "cancelled":
        clerk.post(f"/prepare/meetings/{meeting}/call-off/cancel", {"reason": "台風のため"})
    groups, later = [council.groups["members"].id], clock.jst(clock.now() + timedelta(days=9))
    words = {"title": "第1日", "day": f"{later:%Y-%m-%d}", "time": "10:00", "place": "議場", "groups": groups}
    starts = of(council, meeting).starts_at

    moved = clerk.post(f"/prepare/meetings/{meeting}/edit", words)
    local = clock.jst(starts)
    renamed = clerk.post(
        f"/prepare/meetings/{meeting}/edit", words | {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
    )

    assert (moved.status_code, renamed.status_code) == (422, 303)
    assert of(council, meeting).starts_at == starts.replace(second=0, microsecond=0)
    assert clerk.post(f"/prepare/meetings/{meeting}/hide").status_code == 409


def test_published_meeting_is_not_moved_into_the_past(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    words = {
        "title": "第1日",
        "day": "2020-01-01",
        "time": "10:00",
        "place": "",
        "groups": [council.groups["members"].id],
    }

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/edit", words)

    assert (answer.status_code, "過ぎた日時には変えられません" in answer.text) == (422, True)


def test_what_was_put_off_is_not_taken_back_after_its_first_day(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    with council.services.database.write() as unit:
        row = unit.get_one(Meeting, meeting)
        row.called_off, row.called_off_at, row.called_off_reason = "lapsed", clock.now(), "定足数"
        row.formerly_at = clock.now() - timedelta(days=2)

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/call-off/take-back")

    assert answer.status_code == 409
    assert "もう取り消せません" in page(council, meeting)


def test_who_read_as_somebody_else_than_a_secretary_has_read(council: Council) -> None:
    meeting = put_meeting(council, is_published=True)
    paper = put_paper(council, meeting, "議案書", is_published=True)
    read_by_member(council, paper)
    with council.services.database.write() as unit:
        person = council.people["member1"].id
        for term in unit.scalars(select(Office).where(Office.person_id == person)):
            term.ends_at = clock.now()
        unit.flush()
        later = clock.now() + timedelta(milliseconds=1)
        unit.add(Office(person_id=person, role="clerk", starts_at=later))

    assert council.browser("clerk1").post(f"/prepare/meetings/{meeting}/hide").status_code == 409
    assert council.browser("clerk2").post(f"/prepare/materials/{paper}/take-out").status_code == 409


def test_permit_is_over_once_its_paper_was_hidden(council: Council) -> None:
    meeting = put_meeting(council)
    put_item(council, meeting, "議案第16号", "日程第1")
    paper = put_paper(council, meeting, "議案書")
    clerk, path = council.browser("clerk1"), f"/prepare/meetings/{meeting}"
    assert publish(clerk, f"{path}/publish").status_code == 303
    laid = Laid(paper, str(material_of(council, paper).current_version_id))
    permit = permits.granted(council, laid)

    for act in ("hide", "publish"):
        assert publish(clerk, f"{path}/{act}").status_code == 303

    assert permits.prepare(council.browser("member1"), permit).status_code == 403
    assert "未公開に戻して終了" in council.browser("member1").get("/permits").text


def material_of(council: Council, paper: str) -> Material:
    with council.services.database.read() as unit:
        return unit.get_one(Material, paper)


@pytest.mark.both("what happens at once or in between")
@pytest.mark.parametrize("how", ["an earlier beginning", "without the group"])
def test_sitting_that_goes_on_is_not_ended_by_changing_its_words(council: Council, how: str) -> None:
    meeting = put_meeting(council, is_published=True, days=-0.1)
    local = clock.jst(of(council, meeting).starts_at)
    if how == "an earlier beginning":
        local -= timedelta(hours=9)
    group = council.gather("budget").id if how == "without the group" else council.groups["members"].id
    words = {"title": "第1日", "day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}", "place": "", "groups": [group]}

    answer = council.browser("clerk1").post(f"/prepare/meetings/{meeting}/edit", words)

    assert (answer.status_code, "開いている会議" in answer.text) == (422, True)


@pytest.mark.parametrize("days", [-40, -300])
def test_meeting_that_was_held_is_not_called_off_afterwards(council: Council, days: int) -> None:
    meeting, clerk = put_meeting(council, days=days, is_published=True), council.browser("clerk1")
    soon = clock.jst(clock.now() + timedelta(days=3))
    moved = {"how": "lapsed", "day": f"{soon:%Y-%m-%d}", "time": "10:00", "put_off_reason": "定足数"}

    answers = [
        clerk.post(f"/prepare/meetings/{meeting}/call-off/{act}", fields).status_code
        for act, fields in (("put-off", moved), ("cancel", {"reason": "台風"}))
    ]

    assert (answers, of(council, meeting).called_off) == ([409, 409], "")
    assert "この会議の日は過ぎている" in page(council, meeting)


def test_meeting_that_nobody_came_to_is_called_off_on_its_day(council: Council) -> None:
    meeting, clerk = put_meeting(council, days=0, is_published=True), council.browser("clerk1")

    answer = clerk.post(f"/prepare/meetings/{meeting}/call-off/cancel", {"reason": "定足数"})

    assert (answer.status_code, of(council, meeting).called_off) == (303, "cancelled")
    assert "取り消せません" in page(council, meeting)
