"""Alarms: raised where a stolen ID shows, told to the person on every open screen, and answered by the person."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.access.facts import DeviceKind
from app.auth.alarms.models import Alarm, AlarmAnswer
from app.auth.alarms.raising import AlarmKind, AlarmSource, raise_alarm
from app.auth.sessions import acts as sessions
from app.members.models import Person
from tests.app.auth.devicing import device_of
from tests.app.auth.signing import (
    Clock,
    browser_at,
    code_of,
    enrol_person,
    first_step,
    is_signed_in,
    second_step,
    sign_in,
)
from tests.support.council import Browser, Council

pytestmark = pytest.mark.alike("what is told and to whom; others ask for the same on both")


def raised(council: Council, kind: str | None = None) -> list[Alarm]:
    with council.services.database.read() as unit:
        found = unit.query(Alarm).order_by(Alarm.at).all()
    return [alarm for alarm in found if kind is None or alarm.kind == kind]


def put(council: Council, login: str, kind: str, session_id: str | None = None) -> str:
    with council.services.database.write() as unit:
        raise_alarm(unit, kind, person_id=council.people[login].id, session_id=session_id, address="203.0.113.9")
    return raised(council, kind)[-1].id


def titles(browser: Browser) -> list[str]:
    return [alarm["title"] for alarm in browser.fetch("/alarms.json").json()["own"]]


@pytest.mark.clause("I 6-5(4)")
def test_signing_in_elsewhere_tells_the_open_tablet_and_the_secretariat(council: Council) -> None:
    secret = enrol_person(council, "member1")
    tablet, admin = council.browser("member1"), council.browser("admin")
    thief = browser_at(council, "203.0.113.9")

    sign_in(thief, "member1", secret)

    assert titles(tablet) == ["あなたの ID が、2\u00a0台の端末で同時に使われています。"]
    assert "203.0.113.9" in tablet.get("/account").text
    assert admin.fetch("/alarms.json").json()["office"] == 1
    assert "佐藤 花子 議員" in admin.get("/admin/connections").text
    assert council.ledger("auth.alarm")[-1]["detail"]["alarm"] == "second_place"


def test_stranger_who_was_first_is_told_and_so_is_the_member_who_comes_later(council: Council) -> None:
    secret = enrol_person(council, "member1")
    thief, member = council.browser("member1", device=DeviceKind.UNKNOWN), browser_at(council, "10.1.2.3")

    sign_in(member, "member1", secret)

    assert len(titles(thief)) == 1
    assert len(titles(member)) == 1


def test_second_sign_in_is_told_with_both_ends_and_once_as_it_goes_on(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    tablet, admin = council.browser("member1"), council.browser("admin")
    for _ in range(3):
        thief = browser_at(council, "203.0.113.9")
        sign_in(thief, "member1", secret)
        moment.forward(120)

    told = tablet.fetch("/alarms.json").json()["own"]
    board = admin.get("/admin/connections").text

    assert len(told) == 1
    assert "別の端末 2 台からも" in told[0]["text"]
    assert "別の端末 2 台からも" in board
    assert "新しい接続：未登録の" in told[0]["text"]
    assert "（203.0.113.9）" in told[0]["text"]
    assert "前からの接続：" in told[0]["text"]
    assert "（127.0.0.1）" in told[0]["text"]
    assert "この端末" in told[0]["text"]
    assert board.count("data-alarm-id") == 1
    assert _button(board, "新しい接続（未登録の") == "btn-stop-solid"
    assert _button(board, "前からの接続（") == "btn-stop"


def test_another_device_of_the_same_hall_and_make_is_counted_and_not_me_ends_it_too(
    council: Council, moment: Clock
) -> None:
    secret = enrol_person(council, "member1")
    tablet, own_second, strangers = council.browser("member1"), council.browser(), council.browser()
    for other in (own_second, own_second, strangers):
        other.client.cookies.clear()
        sign_in(other, "member1", secret)
        moment.forward(61)
    [told] = tablet.fetch("/alarms.json").json()["own"]

    tablet.post(f"/alarms/{told['id']}/answer", {"answer": "foreign", "next": "/"})

    assert "別の端末 1 台からも" in told["text"]
    assert [record["detail"].get("further") for record in council.ledger("auth.alarm")] == [None, 1]
    assert not is_signed_in(strangers)
    assert is_signed_in(tablet)


def test_what_a_chair_does_with_an_own_device_is_told_on_other_screens_and_to_the_offices(council: Council) -> None:
    old, here, admin = council.browser("chair"), council.browser("chair"), council.browser("admin")
    device = device_of(council, old)
    here.get("/account")

    answer = here.post(f"/devices/{device.id}/lost", {"next": "/"}, headers={"x-csrf-token": here.seen_token})

    assert answer.status_code == 303
    assert here.fetch("/alarms.json").json()["own"] == []
    assert admin.fetch("/alarms.json").json()["office"] == 1
    third = council.browser("chair")
    assert len(third.fetch("/alarms.json").json()["own"]) == 1


def _button(board: str, words: str) -> str:
    """The kind of the board's button with these words."""
    found = re.search(r'<button class="btn ([\w-]+) btn-sm" type="submit">' + re.escape(words), board)
    assert found, board
    return found[1]


def test_copied_cookie_is_one_alarm_whatever_the_copy_tries_and_not_me_leaves_the_tablet_signed_in(
    council: Council, moment: Clock
) -> None:
    tablet, other, admin = council.browser("member1"), council.browser("member1"), council.browser("admin")
    person, thief = council.people["member1"].id, AlarmSource("Mozilla/5.0 (Windows NT 10.0) Edg/130")
    for kind in ("cookie_replayed", "renewal_forged", "cookie_replayed"):
        with council.services.database.write() as unit:
            raise_alarm(unit, kind, person_id=person, session_id=tablet.session_id, address="203.0.113.9", source=thief)
        moment.forward(90)

    told = other.fetch("/alarms.json").json()["own"]
    board = admin.get("/admin/connections").text
    other.post(f"/alarms/{told[0]['id']}/answer", {"answer": "foreign"})

    assert len(told) == 1
    assert "写しを使った所：" in told[0]["text"]
    assert "もとの接続：" in told[0]["text"]
    assert "btn-stop-solid" not in board
    assert is_signed_in(tablet)


def test_copy_that_is_used_from_another_place_is_told_anew(council: Council, moment: Clock) -> None:
    tablet, person = council.browser("member1"), council.people["member1"].id
    for address in ("203.0.113.9", "198.51.100.7"):
        with council.services.database.write() as unit:
            raise_alarm(unit, "cookie_replayed", person_id=person, session_id=tablet.session_id, address=address)
        moment.forward(90)

    assert len(titles(tablet)) == 2


def test_not_me_ends_the_other_session_and_the_alarm_stays_on_the_board(council: Council) -> None:
    tablet, thief = council.browser("member1"), council.browser("member1", device=DeviceKind.UNKNOWN)
    alarm = put(council, "member1", "second_place", thief.session_id)

    answer = tablet.post(f"/alarms/{alarm}/answer", {"answer": "foreign", "next": "/account"})

    assert answer.headers["location"] == "/account"
    assert not is_signed_in(thief)
    assert is_signed_in(tablet)
    assert titles(tablet) == []
    board = council.browser("admin").get("/admin/connections").text
    assert "本人は「自分ではありません」と答えました" in board
    ended = council.ledger("auth.session_ended")[-1]
    assert (ended["session"], ended["detail"]["because"]) == (thief.session_id, "not_mine")


def test_it_was_me_quiets_the_alarm_on_that_browser_alone(council: Council) -> None:
    tablet, other = council.browser("member1"), council.browser("member1")
    alarm = put(council, "member1", "second_place", other.session_id)

    other.post(f"/alarms/{alarm}/answer", {"answer": "own"})

    assert titles(other) == []
    assert len(titles(tablet)) == 1
    assert is_signed_in(tablet)


@pytest.mark.parametrize("words", ["own", "foreign"])
def test_browser_that_nobody_approved_answers_no_alarm(council: Council, words: str) -> None:
    tablet, thief = council.browser("member1"), council.browser("member1", device=DeviceKind.UNKNOWN)
    alarm = put(council, "member1", "second_place", thief.session_id)

    answer = thief.post(f"/alarms/{alarm}/answer", {"answer": words})

    assert answer.status_code == 403
    assert is_signed_in(tablet)
    assert council.ledger("auth.alarm_answered") == []


def test_bar_offers_no_answer_where_none_is_taken_and_says_where_it_is(council: Council) -> None:
    tablet, thief = council.browser("member1"), council.browser("member1", device=DeviceKind.UNKNOWN)
    put(council, "member1", "second_place", thief.session_id)

    there, here = thief.get("/account").text, tablet.get("/account").text

    assert "自分ではありません" in here
    assert "自分ではありません" not in there
    assert "登録済みの端末か、この端末が承認されたあとで答えてください" in there
    assert [browser.fetch("/alarms.json").json()["can_answer"] for browser in (thief, tablet)] == [False, True]


@pytest.mark.both("asks for rows as no other test does")
def test_member_who_came_later_ends_the_session_that_was_there_before(council: Council) -> None:
    thief, tablet = council.browser("member1"), council.browser("member1")
    alarm = put(council, "member1", "second_place", tablet.session_id)

    tablet.post(f"/alarms/{alarm}/answer", {"answer": "foreign"})

    assert not is_signed_in(thief)
    assert is_signed_in(tablet)


def test_alarm_of_somebody_else_does_not_exist(council: Council) -> None:
    alarm = put(council, "member1", "second_place")

    answer = council.browser("member2").post(f"/alarms/{alarm}/answer", {"answer": "own"})

    assert answer.status_code == 404
    assert titles(council.browser("member2")) == []


def test_answer_that_is_none_is_refused(council: Council) -> None:
    alarm = put(council, "member1", "second_place")

    assert council.browser("member1").post(f"/alarms/{alarm}/answer", {"answer": "?"}).status_code == 422


@pytest.mark.both("what happens at once or in between")
def test_two_answers_at_once_are_one(council: Council) -> None:
    tablet, thief = council.browser("member1"), council.browser("member1", device=DeviceKind.UNKNOWN)
    alarm = put(council, "member1", "second_place", thief.session_id)
    paths = [f"/alarms/{alarm}/answer"] * 4

    with ThreadPoolExecutor(4) as pool:
        statuses = [one.status_code for one in pool.map(lambda path: tablet.post(path, {"answer": "foreign"}), paths)]

    assert statuses == [303] * 4
    with council.services.database.read() as unit:
        assert unit.query(AlarmAnswer).count() == 1
    assert len(council.ledger("auth.alarm_answered")) == 1


def test_former_member_with_the_right_password_leaves_an_alarm_and_gets_nothing(council: Council) -> None:
    secret = enrol_person(council, "member1")
    with council.services.database.write() as unit:
        unit.get_one(Person, council.people["member1"].id).state = "suspended"
    thief = browser_at(council, "203.0.113.9")

    assert first_step(thief, "member1").status_code == 303
    assert [alarm.kind for alarm in raised(council)] == ["former_member"]
    assert second_step(thief, code_of(secret)).status_code in {303, 403}

    assert not is_signed_in(thief)
    assert "停止中の佐藤 花子 議員" in council.browser("admin").get("/admin/connections").text


def test_failures_that_go_on_leave_one_alarm(council: Council) -> None:
    enrol_person(council, "member1")
    stranger = browser_at(council, "203.0.113.9")

    for _ in range(12):
        first_step(stranger, "member1", "wrong horse battery")

    assert [alarm.kind for alarm in raised(council)] == ["many_failures"]


def test_failures_with_an_id_that_is_nobodys_leave_no_alarm(council: Council) -> None:
    stranger = browser_at(council, "203.0.113.9")

    for _ in range(12):
        first_step(stranger, "nobody", "wrong horse battery")

    assert raised(council) == []


def test_same_alarm_is_raised_once_a_minute(council: Council, moment: Clock) -> None:
    put(council, "member1", "key_counter")
    put(council, "member1", "key_counter")
    assert len(raised(council)) == 1

    moment.forward(61)
    put(council, "member1", "key_counter")

    assert len(raised(council)) == 2


def test_alarm_from_when_nobody_was_there_waits_for_the_next_sign_in(council: Council, moment: Clock) -> None:
    put(council, "member1", "many_failures")
    moment.forward(3600)

    assert titles(council.browser("member1")) == ["あなたの ID で、サインインの間違いが続いています。"]

    moment.forward(8 * 24 * 3600)
    assert titles(council.browser("member1")) == []


def test_bar_stands_on_pages_without_any_script(council: Council) -> None:
    tablet = council.browser("member1")
    alarm = put(council, "member1", "factor_changed")

    text = tablet.get("/").text

    assert "本人確認の方法が変えられました" in text
    assert f'action="/alarms/{alarm}/answer"' in text


def test_asking_for_alarms_by_itself_is_no_activity(council: Council, moment: Clock) -> None:
    tablet = council.browser("member1")
    for _ in range(3):
        moment.forward(council.settings.sessions.idle_seconds / 3 + 1)
        tablet.fetch("/alarms.json")

    assert tablet.fetch("/alarms.json").status_code == 401


def test_stranger_gets_no_alarms(council: Council) -> None:
    put(council, "member1", "second_place")

    assert council.browser().fetch("/alarms.json").status_code == 401


def test_kind_that_is_not_known_is_refused(council: Council) -> None:
    with pytest.raises(ValueError, match="made_up"):
        put(council, "member1", "made_up")


def test_ended_session_asks_for_nothing_any_more(council: Council) -> None:
    tablet = council.browser("member1")
    with council.services.database.write() as unit:
        sessions.end_session(unit, tablet.session_id, "signed_out")

    assert tablet.fetch("/alarms.json").status_code == 401


def test_changed_factor_is_asked_about_on_every_screen_of_its_owner_and_where_it_was_changed(council: Council) -> None:
    enrol_person(council, "member1")
    here, office = council.browser("member1"), council.browser("admin")

    done = here.post("/account/factors/password", dict.fromkeys(("password", "again"), "別の長い言葉を 9月に決めた"))

    assert done.headers["location"] == "/account/factors?done=password"
    changed = "あなたのパスワードか本人確認の方法が変えられました。"
    assert titles(here) == [changed]  # a copy of its cookie would be the same session
    assert "変えられました" in here.get("/account").text
    assert titles(council.browser("member1")) == [changed]
    assert office.fetch("/alarms.json").json()["office"] == 1


def test_alarms_behind_the_three_that_are_shown_are_counted_and_come_up(council: Council) -> None:
    for _ in range(5):
        put(council, "member1", AlarmKind.OFFICE_OF_POWER)
    member = council.browser("member1")

    def told() -> tuple[int, int]:
        found = member.fetch("/alarms.json").json()
        return len(found["own"]), found["more"]

    assert told() == (3, 2)
    assert "ほかに 2 件のお知らせがあります" in member.get("/account").text
    for more in (1, 0):
        shown = member.fetch("/alarms.json").json()["own"][0]["id"]
        member.post(f"/alarms/{shown}/answer", {"answer": "own", "next": "/"})
        assert told() == (3, more)
    assert "ほかに" not in member.get("/account").text
