"""The live board: who is connected, alarms first; ending a session, stopping a device, dealing with an alarm."""

import re
from datetime import timedelta

import pytest

from app import clock, days
from app.access.facts import DeviceKind
from app.auth.alarms.models import Alarm
from app.auth.alarms.raising import raise_alarm
from app.auth.devices.models import Device
from app.auth.sessions import acts as sessions
from app.board.queries import open_connections
from app.meetings.models import Meeting, MeetingGroup
from app.members.models import Office
from tests.app.people.ends import end_office
from tests.app.reading.shelf import lay
from tests.app.reading.test_reader import at as keep_position
from tests.support.council import Browser, Council

pytestmark = pytest.mark.alike("what is counted and shown to whom; others ask for the same on both")


def alarm_about(council: Council, login: str, kind: str = "second_place", session_id: str | None = None) -> str:
    with council.services.database.write() as unit:
        person_id = council.people[login].id
        raise_alarm(unit, kind, person_id=person_id, session_id=session_id, address="203.0.113.9", detail="試験")
        unit.flush()
        return unit.query(Alarm).filter_by(person_id=person_id, kind=kind).order_by(Alarm.at.desc()).limit(1).one().id


def is_open(browser: Browser) -> bool:
    return bool(browser.get("/account").status_code == 200)


def test_board_names_everybody_connected_with_their_device_and_address(council: Council) -> None:
    council.browser("member1")
    council.browser("member2", device=DeviceKind.UNKNOWN)

    text = council.browser("admin").get("/admin/connections").text

    assert "佐藤 花子 議員" in text
    assert "支給　試験の端末" in text
    assert "未登録の" in text
    assert "127.0.0.1" in text


def test_ended_sessions_and_those_past_their_limits_are_not_on_the_board(council: Council) -> None:
    gone, idle = council.browser("member1"), council.browser("member2")
    with council.services.database.write() as unit:
        sessions.end_session(unit, gone.session_id, "signed_out")
    start = clock.unix_seconds()
    clock.use(lambda: start + council.settings.sessions.idle_seconds + 1)
    assert not is_open(idle)

    text = council.browser("admin").get("/admin/connections").text

    assert "佐藤 花子" not in text
    assert "𠮷田 次郎" not in text


def test_sitting_that_is_on_is_named_and_its_attendees_are_counted(council: Council) -> None:
    with council.services.database.write() as unit:
        moment, clerk = clock.now(), council.people["clerk1"].id
        meeting = Meeting(title="第4回定例会", starts_at=moment, state="published", created_at=moment, created_by=clerk)
        unit.add(meeting)
        unit.flush()
        unit.add(MeetingGroup(meeting_id=meeting.id, group_id=council.groups["members"].id))
    council.browser("member1")

    text = council.browser("admin").get("/admin/connections").text

    assert "開議中" in text
    assert "第4回定例会" in text
    assert re.search(r"<b>1</b>/ 4\u00a0人", text)


@pytest.mark.clause("I 2章1(2)③")
def test_ending_a_session_takes_effect_on_its_next_request_and_is_recorded(council: Council) -> None:
    member, admin = council.browser("member1"), council.browser("admin")
    assert is_open(member)

    answer = admin.post(f"/admin/connections/{member.session_id}/end")

    assert answer.headers["location"] == "/admin/connections?done=ended"
    assert not is_open(member)
    ended = council.ledger("auth.session_ended")[-1]
    assert (ended["session"], ended["detail"]["because"]) == (member.session_id, "ended_by_office")
    assert ended["actor"] == council.people["admin"].id


@pytest.mark.parametrize("login", ["chair", "clerk1", "member1", "deputy"])
def test_only_the_administrator_ends_connections(council: Council, login: str) -> None:
    member, other = council.browser("member2"), council.browser(login)

    answer = other.post(f"/admin/connections/{member.session_id}/end")

    assert answer.status_code == 403
    assert is_open(member)


def test_chair_sees_the_board_without_its_buttons(council: Council) -> None:
    council.browser("member1")

    answer = council.browser("chair").get("/admin/connections")

    assert answer.status_code == 200
    assert "佐藤 花子 議員" in answer.text
    assert "/end" not in answer.text


@pytest.mark.both("asks for rows as no other test does")
@pytest.mark.clause("I 6-5(2)")
@pytest.mark.parametrize(("what", "state"), [("lost", "revoked"), ("suspended", "suspended")])
def test_stopping_the_device_of_a_session_ends_every_session_on_it(council: Council, what: str, state: str) -> None:
    member, admin = council.browser("member1"), council.browser("admin")

    answer = admin.post(f"/admin/connections/{member.session_id}/device", {"what": what})

    assert answer.headers["location"] == f"/admin/connections?done={what}"
    assert not is_open(member)
    with council.services.database.read() as unit:
        assert unit.query(Device).filter_by(person_id=council.people["member1"].id).one().state == state
    assert council.ledger(f"device.{state}")[-1]["actor"] == council.people["admin"].id


def test_device_that_was_stopped_already_is_not_suspended_again(council: Council) -> None:
    member, admin = council.browser("member1"), council.browser("admin")
    admin.post(f"/admin/connections/{member.session_id}/device", {"what": "lost"})

    answer = admin.post(f"/admin/connections/{member.session_id}/device", {"what": "suspended"})

    assert answer.status_code == 409


@pytest.mark.clause("I 6-5(5)")
def test_alarm_stands_on_the_board_until_somebody_writes_down_what_came_of_it(council: Council) -> None:
    alarm = alarm_about(council, "member1")
    admin = council.browser("admin")
    assert "佐藤 花子 議員の ID が、2\u00a0台の端末で同時に使われています。" in admin.get("/admin/connections").text

    refused = admin.post(f"/admin/alarms/{alarm}/handle", {"note": " "})
    answer = admin.post(f"/admin/alarms/{alarm}/handle", {"note": "電話で本人に確かめた"})

    assert refused.status_code == 422
    assert answer.headers["location"] == "/admin/connections?done=handled"
    assert "同時に使われています" not in admin.get("/admin/connections").text
    assert "電話で本人に確かめた" in admin.get("/admin/connections/alarms").text
    handled = council.ledger("auth.alarm_handled")[-1]
    assert (handled["actor"], handled["detail"]["note"]) == (council.people["admin"].id, "電話で本人に確かめた")


@pytest.mark.clause("I 1章6(7)", "N 6(7)")
def test_incident_is_opened_from_an_alarm_in_one_step_with_its_time(council: Council) -> None:
    alarm_about(council, "member1")
    admin = council.browser("admin")
    (link,) = re.findall(r'href="(/registers/incidents/new\?happened=[^"]+)"', admin.get("/admin/connections").text)

    form = admin.get(link).text

    happened = re.findall(r'<textarea[^>]*? name="happened"[^>]*>\n([^<]*)<', form)[0]
    assert re.fullmatch(r"警報（.*\d+:\d\d）：", happened), happened
    report = {"mishap": "intrusion", "happened": f"{happened}本人に覚えがない", "noticed_on": str(days.today())}
    assert admin.post("/registers/incidents/new", report).has_redirect_location
    board = admin.get("/admin/connections").text
    assert "事故の記録に第1号が記録されました" in board
    assert board.count("/registers/incidents/new?") == 1  # an alarm about the incident leads to no further one


@pytest.mark.parametrize(("kind", "is_offered"), [("second_place", True), ("release", True), ("incident", False)])
def test_only_of_what_somebody_did_it_can_be_said_that_it_was_their_own_act(
    council: Council, kind: str, *, is_offered: bool
) -> None:
    alarm_about(council, "member1", kind)

    page = council.browser("admin").get("/admin/connections").text

    assert (">本人の操作と確認した</button>" in page) is is_offered
    assert ("ほかの対応を記録" in page) is is_offered
    assert "対応を記録" in page


def test_alarm_is_dealt_with_once(council: Council) -> None:
    alarm = alarm_about(council, "member1")
    admin = council.browser("admin")
    admin.post(f"/admin/alarms/{alarm}/handle", {"note": "はじめ"})

    second = admin.post(f"/admin/alarms/{alarm}/handle", {"note": "あと"})

    assert second.status_code == 409
    assert len(council.ledger("auth.alarm_handled")) == 1


def test_what_the_chair_has_to_hear_stands_on_both_boards_each_until_that_office_has_dealt_with_it(
    council: Council,
) -> None:
    alarm = alarm_about(council, "deputy", "office_of_power")
    admin, chair = council.browser("admin"), council.browser("chair")
    assert chair.fetch("/alarms.json").json()["office"] == 1

    admin.post(f"/admin/alarms/{alarm}/handle", {"note": "気にしない"})

    assert "役職か、それを左右する手続き" not in admin.get("/admin/connections").text
    assert "試験。思い当たらないときは" in chair.get("/admin/connections").text
    assert chair.fetch("/alarms.json").json()["office"] == 1
    assert [one["title"] for one in council.browser("deputy").fetch("/alarms.json").json()["own"]] == [
        "あなたの役職か、それを左右する手続きがありました。"
    ]
    answer = chair.post(f"/admin/alarms/{alarm}/handle", {"note": "本人に聞いた"})
    assert answer.headers["location"] == "/admin/connections?done=handled"
    assert chair.fetch("/alarms.json").json()["office"] == 0
    assert "本人に聞いた" in chair.get("/admin/connections/alarms").text
    assert "気にしない" not in chair.get("/admin/connections/alarms").text


def on_board(alarm: str) -> str:
    return f'data-alarm-id="{alarm}"'


def close_own(council: Council, login: str, alarm: str) -> str:
    """What somebody is told who would close an alarm about themselves."""
    browser = council.browser(login)
    board = browser.get("/admin/connections").text
    assert (on_board(alarm) in board, f"/admin/alarms/{alarm}/handle" in board) == (True, False)
    refused = browser.post(f"/admin/alarms/{alarm}/handle", {"note": "自分です"})
    assert refused.status_code == 409
    assert "書いた対応：「自分です」" in refused.text
    return str(refused.text)


def test_alarm_about_the_only_administrator_is_closed_by_the_chair_for_both_offices(council: Council) -> None:
    alarm = alarm_about(council, "admin")
    admin, chair = council.browser("admin"), council.browser("chair")

    assert "記録できる人：山本 一郎 議長。" in close_own(council, "admin", alarm)

    assert "同時に使われています" in chair.get("/admin/connections").text
    assert chair.post(f"/admin/alarms/{alarm}/handle", {"note": "電話で聞いた"}).status_code == 303
    assert "同時に使われています" not in chair.get("/admin/connections").text
    assert on_board(alarm) not in admin.get("/admin/connections").text
    assert admin.fetch("/alarms.json").json()["office"] == 0


def test_alarm_about_an_administrator_stays_with_the_others_until_one_of_them_deals_with_it(council: Council) -> None:
    with council.services.database.write() as unit:
        person = council.people["clerk1"].id
        unit.add(Office(person_id=person, role="administrator", starts_at=clock.now() - timedelta(days=1)))
    alarm = alarm_about(council, "admin")
    close_own(council, "admin", alarm)

    council.browser("chair").post(f"/admin/alarms/{alarm}/handle", {"note": "電話で聞いた"})

    second = council.browser("clerk1")
    assert "同時に使われています" in second.get("/admin/connections").text
    assert second.post(f"/admin/alarms/{alarm}/handle", {"note": "会って聞いた"}).status_code == 303


def test_alarm_about_the_only_administrator_is_the_deputys_where_there_is_no_chair(council: Council) -> None:
    alarm = alarm_about(council, "admin")
    end_office(council, "chair")
    deputy = council.browser("deputy")
    assert "/admin/connections" in deputy.get("/").text

    assert "記録できる人：" in close_own(council, "admin", alarm)

    assert deputy.fetch("/alarms.json").json()["office"] == 1
    assert deputy.post(f"/admin/alarms/{alarm}/handle", {"note": "電話で聞いた"}).status_code == 303
    assert on_board(alarm) not in council.browser("admin").get("/admin/connections").text
    assert council.ledger("auth.alarm_handled")[-1]["detail"]["acting_because"] == "vacant"


def test_alarm_about_somebody_who_became_the_only_administrator_since_is_put_before_the_chair(council: Council) -> None:
    alarm = alarm_about(council, "clerk1")
    end_office(council, "admin")
    with council.services.database.write() as unit:
        person = council.people["clerk1"].id
        unit.add(Office(person_id=person, role="administrator", starts_at=clock.now() - timedelta(days=1)))
    chair, board = council.browser("chair"), council.browser("clerk1")
    assert on_board(alarm) not in chair.get("/admin/connections").text
    assert "ほかの役職の画面に出す" in board.get("/admin/connections").text

    passed = board.post(f"/admin/alarms/{alarm}/handle", {"note": "ほかの役職に回した"})

    assert passed.headers["location"] == "/admin/connections?done=passed_on"
    assert council.ledger("auth.alarm_handled") == []
    assert "記録できる人：山本 一郎 議長。" in close_own(council, "clerk1", alarm)
    assert chair.post(f"/admin/alarms/{alarm}/handle", {"note": "会って聞いた"}).status_code == 303
    assert on_board(alarm) not in board.get("/admin/connections").text


def test_it_is_said_who_must_be_named_where_nobody_could_close_the_administrators_alarm(council: Council) -> None:
    alarm = alarm_about(council, "admin")
    end_office(council, "chair")
    end_office(council, "deputy")

    assert "議長かもう 1 人の議会事務局長を、「役職の申し出」で決めてください" in close_own(council, "admin", alarm)


def test_chair_deals_with_no_alarm_that_is_the_administrators_alone(council: Council) -> None:
    alarm = alarm_about(council, "member1")
    chair = council.browser("chair")

    answer = chair.post(f"/admin/alarms/{alarm}/handle", {"note": "見た"})

    assert answer.status_code == 404
    assert "同時に使われています" not in chair.get("/admin/connections").text
    assert council.ledger("auth.alarm_handled") == []


@pytest.mark.both("asks for rows as no other test does")
def test_alarms_about_offices_of_one_minute_all_stand(council: Council) -> None:
    first, second = (alarm_about(council, "deputy", "office_of_power") for _ in range(2))

    assert first != second


def test_state_for_the_script_holds_alarms_and_table(council: Council) -> None:
    member = council.browser("member1")
    alarm_about(council, "member1", session_id=member.session_id)

    state = council.browser("admin").fetch("/admin/connections/state").json()

    assert set(state) == {"head", "alarms", "table"}
    assert "同時に使われています" in state["alarms"]
    assert 'class="is-alarm"' in state["table"]


def test_asking_for_the_state_by_itself_does_not_keep_the_board_signed_in(council: Council) -> None:
    admin = council.browser("admin")
    start = clock.unix_seconds()
    clock.use(lambda: start + council.settings.sessions.idle_seconds - 10)
    assert admin.fetch("/admin/connections/state").status_code == 200

    clock.use(lambda: start + council.settings.sessions.idle_seconds + 10)

    assert admin.fetch("/admin/connections/state").status_code == 401


def test_name_that_looks_like_markup_is_shown_as_it_is(council: Council) -> None:
    with council.services.database.write() as unit:
        unit.merge(council.people["member1"]).name = "<b>花子</b>"
    council.browser("member1")
    alarm_about(council, "member1")

    state = council.browser("admin").fetch("/admin/connections/state").json()

    assert "<b>花子" not in state["table"] + state["alarms"]


def test_alarm_that_is_hours_old_still_waits(council: Council) -> None:
    alarm_about(council, "member1", "many_failures")
    start = clock.unix_seconds()
    clock.use(lambda: start + timedelta(days=20).total_seconds())

    assert "間違いが続いています" in council.browser("admin").get("/admin/connections").text


def test_refusals_of_today_are_those_of_people_and_of_sign_ins(council: Council) -> None:
    stranger, admin = council.browser(), council.browser("admin")

    def number() -> int:
        found = re.search(r"今日の拒否.*?(\d+)", admin.get("/admin/connections").text, re.DOTALL)
        assert found
        return int(found[1])

    assert number() == 0
    for path in ("/", "/prepare", "/ledger"):
        stranger.get(path)
    assert number() == 0

    council.browser("member1").get("/ledger")
    assert number() == 1


@pytest.mark.both("asks for rows as no other test does")
def test_page_stands_beside_the_connection_that_shows_it_and_not_beside_the_persons_other_one(
    council: Council,
) -> None:
    laid = lay(council, level="2")
    reading, _other = council.browser("member1"), council.browser("member1")
    assert reading.fetch(laid.page()).status_code == 200
    assert keep_position(reading, laid, 1).is_success

    with council.services.database.read() as unit:
        found = open_connections(unit, may_see_papers=True)

    pages = {one.session_id: one.page_words for one in found if one.person_id == council.people["member1"].id}
    assert [bool(words) for session_id, words in pages.items() if session_id == reading.session_id] == [True]
    assert [words for session_id, words in pages.items() if session_id != reading.session_id] == [""]
