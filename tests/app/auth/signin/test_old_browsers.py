"""Browsers that the council finds too old (6-4(2)): told of while there is time, then refused; what they claim."""

from datetime import timedelta
from typing import Any

import pytest

from app import days
from app.auth.sessions.claims import claimed
from app.standards.browsers import OldestBrowsers
from app.standards.values import UnfitValue
from tests.app.auth.devicing import alarms, device_of
from tests.app.auth.enrolment.test_letters import choose_password, finish, issue, open_letter, set_up_totp
from tests.app.auth.signing import Clock, causes, code_of, enrol_person, first_step, is_signed_in, second_step
from tests.app.board.setting.changing import changed, look
from tests.support.council import Browser, Council

KEY = "oldest_browsers"
IPAD = (
    "Mozilla/5.0 (iPad; CPU OS {0}_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/{0}.4 Mobile/15E148 Safari/604.1"
)
AT_HOME = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
)
CHROME = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"


def minimum(version: int, in_days: int) -> str:
    return f"Safari {version} {days.today() + timedelta(days=in_days)}"


def arrive(council: Council, login: str, agent: str) -> tuple[Browser, Any]:
    browser, secret = council.browser(), enrol_person(council, login)
    browser.client.headers["user-agent"] = agent
    first_step(browser, login)
    return browser, second_step(browser, code_of(secret))


@pytest.mark.clause("I 6-4(2)")
def test_old_browser_is_told_of_until_the_day_and_refused_from_then_on_6_4_2(council: Council) -> None:
    moment = Clock()
    changed(council, KEY, written=minimum(17, 10))

    old, answer = arrive(council, "member1", IPAD.format(16))
    assert answer.headers["location"].startswith("/signin/browser?next=")
    told = old.get(answer.headers["location"])
    assert "からサインインできなくなります" in told.text
    assert "Safari 17 か" in told.text
    assert is_signed_in(old)
    new, answer = arrive(council, "member2", IPAD.format(17))
    assert "/signin/browser" not in answer.headers["location"]
    assert new.get("/signin/browser?next=/account").headers["location"] == "/account"

    moment.forward(10 * 86400)
    old, answer = arrive(council, "member1", IPAD.format(16))
    assert answer.headers["location"] == "/signin?why=old"
    assert "古い版のため、サインインできません" in old.get("/signin?why=old&asked").text
    assert not is_signed_in(old)
    assert causes(council) == ["old_browser"]
    arrive(council, "member1", IPAD.format(16))
    assert alarms(council).count("old_browser") == 1
    assert "ブラウザーが古いため" in council.browser("admin").get("/admin/connections").text
    assert is_signed_in(arrive(council, "member2", IPAD.format(17))[0])


def test_letter_is_not_finished_in_a_browser_that_is_too_old(council: Council) -> None:
    moment = Clock()
    changed(council, KEY, written=minimum(17, 0))
    browser = council.browser()
    browser.client.headers["user-agent"] = IPAD.format(16)
    open_letter(browser, issue(council))
    choose_password(browser)
    set_up_totp(browser, moment)

    refused = finish(browser)
    browser.client.headers["user-agent"] = IPAD.format(17)
    finished = finish(browser)

    assert refused.status_code == 403
    assert "古い版のため" in refused.text
    assert finished.status_code == 303
    assert alarms(council).count("old_browser") == 1


def test_chair_and_administrator_come_in_to_set_right_what_was_set_too_high(council: Council) -> None:
    changed(council, KEY, written=minimum(99, 0))

    chair, answer = arrive(council, "chair", IPAD.format(17))

    assert answer.headers["location"].startswith("/signin/browser")
    assert "いまも入れます" in chair.get(answer.headers["location"]).text
    assert is_signed_in(chair)
    assert not is_signed_in(arrive(council, "member1", IPAD.format(17))[0])


@pytest.mark.clause("I 6-4(2)")
def test_two_decide_the_oldest_version_and_see_whom_it_shuts_out_6_4_2(council: Council) -> None:
    tablet, _answer = arrive(council, "member1", IPAD.format(16))
    with council.services.database.write() as unit:
        device = unit.merge(device_of(council, tablet))
        device.state, device.person_id = "approved", council.people["member1"].id

    _browser, answer, shown = look(council, "admin", KEY, written=minimum(17, 30))

    assert shown
    assert "佐藤 花子" in answer.text
    changed(council, KEY, written=minimum(17, 30))
    assert "ブラウザーが古い" in council.browser("admin").get("/admin/devices").text


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (IPAD.format(16), ("safari", 16)),
        (AT_HOME, ("safari", 16)),
        (CHROME, ("chrome", 131)),
        (CHROME + " Edg/130.0", ("edge", 130)),
        ("Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0", ("firefox", 132)),
        ("test", None),
        ("", None),
    ],
)
def test_what_a_browser_claims_of_itself(agent: str, said: tuple[str, int] | None) -> None:
    assert claimed(agent) == said


def test_lines_of_a_value_are_read_compared_and_written_again() -> None:
    kind = OldestBrowsers()
    both = kind.read("chrome 120 2027-04-01\n\nＳａｆａｒｉ 17 2027-05-01")

    assert both == "safari:17:2027-05-01 chrome:120:2027-04-01"
    assert kind.read("\n".join(kind.lines(both))) == both
    assert kind.is_one(both)
    assert kind.is_one("")
    assert not kind.is_one("safari:17")
    assert kind.words("") == "定めない"
    assert kind.is_weaker("", both)
    assert kind.is_weaker(kind.read("Safari 17 2027-05-02\nChrome 120 2027-04-01"), both)
    assert not kind.is_weaker(kind.read("Safari 18 2027-05-01\nChrome 120 2027-03-01"), both)
    assert kind.stricter(both, "safari:16:2027-01-01") == "safari:17:2027-01-01 chrome:120:2027-04-01"


@pytest.mark.parametrize(
    "wrong", ["Safari", "Opera 9 2027-04-01", "Safari 17 2027-02-30", "Safari 17 2027-04-01\nsafari 18 2027-04-01"]
)
def test_line_that_is_no_minimum_is_refused_with_an_example(wrong: str) -> None:
    with pytest.raises(UnfitValue, match="Safari"):
        OldestBrowsers().read(wrong)
