"""「自分の端末」: every session is seen, and can be ended by its owner alone."""

import re
from datetime import UTC, datetime

import pytest

from app import clock
from app.auth.sessions import words
from app.auth.sessions.models import SessionRow
from tests.app.auth.signing import Clock, enrol_person, first_step, form_token, is_signed_in, sign_in
from tests.support.council import Council

pytestmark = pytest.mark.alike("what a person's own page shows; others ask for the same on both")

IPAD = "Mozilla/5.0 (iPad; CPU OS 15_8 like Mac OS X) AppleWebKit/605.1.15 Version/15.6 Mobile/15E148 Safari/604.1"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"


def test_own_sessions_are_listed_with_browser_address_and_which_is_this(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    tablet, office = council.browser(), council.browser()
    tablet.client.headers["user-agent"] = IPAD
    office.client.headers["user-agent"] = WINDOWS
    sign_in(tablet, "member1", secret)
    moment.forward(60)
    sign_in(office, "member1", secret)
    council.browser("member2")

    page = tablet.get("/account").text

    assert page.count("の接続を終了") == 2
    listed = page[page.index('id="sessions"') :]
    assert listed.index("iPad の Safari") < listed.index("Windows の Edge")
    assert listed.count("127.0.0.1") == 4
    assert page.count('tag-ok">この端末') == 1
    assert clock.moment_text(clock.now()) in page


def test_last_sign_in_is_the_one_before_this(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    first = clock.now()
    browser = council.browser()
    sign_in(browser, "member1", secret)
    assert "はじめてのサインインです" in browser.get("/account").text
    moment.forward(7200)
    sign_in(browser, "member1", secret)

    page = browser.get("/account").text

    assert words.last_sign_in(first) in page
    assert words.last_sign_in(first).startswith("前回のサインイン　")


def test_one_session_is_ended_from_another(council: Council) -> None:
    lost, here = council.browser("member1"), council.browser("member1")

    answer = here.post(f"/account/sessions/{lost.session_id}/end")

    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert not is_signed_in(lost)
    assert is_signed_in(here)
    (entry,) = council.ledger("auth.session_ended")
    assert entry["session"] == lost.session_id
    assert entry["detail"] == {"because": "ended_by_owner", "from_session": here.session_id}


def test_ending_this_session_signs_out(council: Council) -> None:
    here = council.browser("member1")

    answer = here.post(f"/account/sessions/{here.session_id}/end")

    assert answer.headers["location"] == "/signin?why=out"
    assert "clear-site-data" in answer.headers
    assert not is_signed_in(here)


def test_session_of_somebody_else_is_not_found_and_stays_open(council: Council) -> None:
    other, here = council.browser("member2"), council.browser("chair")

    answers = [here.post(f"/account/sessions/{name}/end") for name in (other.session_id, "nosuchsession")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert is_signed_in(other)
    assert council.ledger("auth.session_ended") == []


def test_ending_twice_is_recorded_once(council: Council) -> None:
    lost, here = council.browser("member1"), council.browser("member1")

    answers = [here.post(f"/account/sessions/{lost.session_id}/end") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(council.ledger("auth.session_ended")) == 1


def test_lapsed_and_ended_sessions_are_not_listed(council: Council, moment: Clock) -> None:
    council.browser("member1")
    moment.forward(3600)
    here = council.browser("member1")

    page = here.get("/account").text

    assert page.count("の接続を終了") == 1
    with council.services.database.read() as unit:
        assert unit.query(SessionRow).count() == 2


def test_recent_sign_ins_show_those_that_ended_too(council: Council, moment: Clock) -> None:
    for _ in range(11):
        council.browser("member1")
        moment.forward(3600)
    here = council.browser("member1")

    page = here.get("/account").text

    assert page.count("<td>終了</td>") == 9
    assert page.count(">サインイン中<") == 1


def test_refusals_since_the_last_sign_in_are_told(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "member1")
    browser = council.browser()
    first_step(council.browser(), "member1", "not the right words")
    moment.forward(30)
    sign_in(browser, "member1", secret)
    first_page = browser.get("/account").text
    moment.forward(30)
    for _ in range(2):
        first_step(council.browser(), "member1", "not the right words")
    first_step(council.browser(), "member2", "not the right words")
    moment.forward(30)
    sign_in(browser, "member1", secret, next_path="/account")
    second_page = browser.get("/account").text
    moment.forward(30)

    sign_in(browser, "member1", secret, next_path="/account")

    assert "サインインが 1 回断られました" in first_page
    assert "サインインが 2 回断られました" in second_page
    assert "断られました" not in browser.get("/account").text


def test_anonymous_visitor_is_sent_to_sign_in_and_back(council: Council) -> None:
    answer = council.browser().get("/account")

    assert (answer.status_code, answer.headers["location"]) == (303, "/signin?next=%2Faccount")


def test_form_of_the_page_ends_the_session(council: Council) -> None:
    lost, here = council.browser("member1"), council.browser("member1")
    page = here.get("/account")
    target = re.findall(r'action="(/account/sessions/[^"]+/end)"', page.text)[1]

    here.post(target, {"csrf_token": form_token(page)}, headers={"x-csrf-token": ""})

    assert not is_signed_in(lost)


def test_words_of_the_last_sign_in() -> None:
    clock.use(lambda: datetime(2026, 12, 8, 1, 0, tzinfo=UTC).timestamp())

    assert words.last_sign_in(datetime(2026, 12, 7, 11, 14, tzinfo=UTC)) == "前回のサインイン　12月7日 20:14"
    assert words.last_sign_in(datetime(2025, 12, 7, 11, 4, tzinfo=UTC)) == "前回のサインイン　2025年12月7日 20:04"
    assert words.last_sign_in(None) == ""


def test_words_of_a_browser() -> None:
    assert words.browser_words(IPAD) == "iPad の Safari"
    assert words.browser_words(WINDOWS) == "Windows の Edge"
    assert words.browser_words("Mozilla/5.0 (Macintosh) Version/17 Safari/605") == "Mac または iPad の Safari"
    assert words.browser_words("curl/8") == "不明なブラウザー"
    assert words.browser_words("Linux") == "Linux"
