"""A copied cookie in use beside its owner, with the same address or the same browser words; and tablets on the move."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from app.auth.factors.models import RecoveryCode
from app.auth.factors.strength import PASSKEY
from app.auth.sessions.models import SessionPlace, SessionRow
from app.members.models import Person
from tests.app.auth.devicing import add_paper, alarms, copied, send
from tests.app.auth.signing import Clock, enrol_person, is_signed_in
from tests.support.council import Browser, Council

pytestmark = pytest.mark.rare("a stolen copy beside its owner; only renewals move it")

ELSEWHERE, ON_LTE = "203.0.113.9", "198.51.100.7"
OTHER_WORDS = "Mozilla/5.0 (iPad; CPU OS 15_8 like Mac OS X) AppleWebKit/605.1.15 Version/15.6 Safari/604.1"


def contents(browser: Browser, paper: str) -> tuple[int, str]:
    """What a script that asks for a paper's contents is answered, without renewing: status and code."""
    headers = {"accept": "*/*", "sec-fetch-site": "same-origin", "sec-fetch-dest": "empty"}
    answer = browser.client.get(f"/papers/{paper}/contents", headers=headers)
    return answer.status_code, "" if answer.status_code == 200 else answer.json()["code"]


@pytest.mark.parametrize("level", ["3A", "3B", "3C"])
def test_level_3_asks_for_a_proof_of_the_last_minute(
    council: Council, tablet: Browser, moment: Clock, level: str
) -> None:
    paper = add_paper(council, level, named="member1")
    tablet.renew()
    is_signed_in(tablet)
    moment.forward(60)
    assert contents(tablet, paper) == (200, "")

    moment.forward(1)

    assert contents(tablet, paper) == (401, "A410")
    tablet.renew()
    assert contents(tablet, paper) == (200, "")
    assert alarms(council) == []


@pytest.mark.parametrize("level", ["1", "2"])
def test_other_levels_go_on_as_long_as_the_session_does(
    council: Council, tablet: Browser, moment: Clock, level: str
) -> None:
    paper = add_paper(council, level)
    moment.forward(350)

    assert contents(tablet, paper) == (200, "")


def test_copy_at_the_same_place_reads_level_3_for_ten_seconds_after_the_owners_proof_at_most(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    paper = add_paper(council, "3C")
    thief = copied(council, tablet)
    assert contents(thief, paper) == (200, "")  # this is what nobody can tell from the owner
    tablet.renew()
    moment.forward(10)
    assert contents(thief, paper) == (200, "")

    moment.forward(1)

    assert contents(thief, paper) == (401, "A410")
    assert contents(tablet, paper) == (200, "")


def test_copy_that_comes_back_while_its_owner_reads_level_3_is_an_alarm(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    """The cookie changes more often than once a minute then, so what counts is when the copied one was made."""
    thief = copied(council, tablet)
    for _ in range(6):
        moment.forward(35)
        tablet.renew()
        is_signed_in(tablet)
    assert alarms(council) == []

    assert thief.fetch("/account").status_code == 401

    assert alarms(council) == ["cookie_replayed"]
    assert is_signed_in(tablet)


def test_page_that_was_on_its_way_while_the_owner_renewed_quickly_is_no_alarm(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    for _ in range(4):
        late = copied(council, tablet)
        moment.forward(30)
        tablet.renew()
        is_signed_in(tablet)
        late.fetch("/account")

    assert alarms(council) == []


@pytest.mark.clause("I 6-2(4)")
@pytest.mark.parametrize(("address", "words"), [(ELSEWHERE, ""), ("127.0.0.1", OTHER_WORDS)])
@pytest.mark.parametrize("level", ["1", "2", "3B"])
def test_copy_elsewhere_or_in_another_browser_is_shown_no_paper(
    council: Council, tablet: Browser, address: str, words: str, level: str
) -> None:
    paper = add_paper(council, level)
    thief = copied(council, tablet, address=address, agent=words)

    assert contents(thief, paper) == (401, "A410")
    assert contents(tablet, paper) == (200, "")


@pytest.mark.parametrize(("address", "words"), [(ELSEWHERE, ""), ("127.0.0.1", OTHER_WORDS)])
def test_both_active_at_once_is_an_alarm_and_shuts_the_copy_out(
    council: Council, tablet: Browser, moment: Clock, address: str, words: str
) -> None:
    paper = add_paper(council, "2")
    thief = copied(council, tablet, address=address, agent=words)
    contents(thief, paper)
    moment.forward(2)
    assert tablet.renew().status_code == 200  # its open screens are asked to
    is_signed_in(tablet)
    assert contents(thief, paper) == (401, "A410")
    assert thief.client.get("/account", headers={"accept": "*/*"}).status_code == 401
    assert alarms(council) == []

    moment.forward(11)

    assert contents(thief, paper) == (401, "A410")
    assert alarms(council) == ["cookie_replayed"]
    assert council.ledger("device.unproven")[0]["detail"]["because"] == "second_browser"
    assert is_signed_in(tablet)
    assert contents(tablet, paper) == (200, "")


def test_copy_that_asks_for_no_paper_is_found_too(council: Council, tablet: Browser, moment: Clock) -> None:
    thief = copied(council, tablet, address=ELSEWHERE)
    assert thief.fetch("/account").status_code == 401
    moment.forward(2)
    tablet.renew()
    is_signed_in(tablet)
    assert thief.fetch("/account").json()["code"] == "A410"
    moment.forward(61)

    thief.fetch("/account")

    assert alarms(council) == ["cookie_replayed"]
    assert is_signed_in(tablet)


def on(tablet: Browser, council: Council, address: str) -> Browser:
    """The same tablet in another network: cookie, key and nonce are its own."""
    moved = copied(council, tablet, address=address)
    moved.tablet, moved.nonce = tablet.tablet, tablet.nonce
    return moved


def test_tablet_between_wifi_and_lte_reads_on_and_raises_no_alarm(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    """It proves its key once in each network; after that it comes and goes as it likes."""
    paper, now = add_paper(council, "3B"), tablet
    proofs = 0
    for address in (ON_LTE, "127.0.0.1") * 10:
        now = on(now, council, address)
        moment.forward(17)
        if contents(now, paper) == (401, "A410"):
            proofs += 1
            assert now.renew().status_code == 200
        assert contents(now, paper) == (200, "")
        assert is_signed_in(now)

    assert proofs <= 1 + 20 * 17 // 60
    assert alarms(council) == []


def test_tablet_whose_browser_was_updated_proves_its_key_once_and_is_at_home_again(
    council: Council, tablet: Browser
) -> None:
    paper = add_paper(council, "2")
    updated = copied(council, tablet, agent=OTHER_WORDS)
    updated.tablet, updated.nonce = tablet.tablet, tablet.nonce

    before = contents(updated, paper)
    proof = updated.renew()

    assert (before, proof.status_code, contents(updated, paper)) == ((401, "A410"), 200, (200, ""))
    with council.services.database.read() as unit:
        assert unit.scalars(select(SessionRow.browser)).all() == [OTHER_WORDS]
    assert alarms(council) == []


def test_tablet_that_flees_a_weak_wifi_before_it_has_proven_its_key_raises_no_alarm(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    """Refused on LTE, back in the wireless before the proof went off, and on LTE again: it proves it there now."""
    paper = add_paper(council, "2")
    for _ in range(3):
        on(tablet, council, ON_LTE).client.get("/account")
        moment.forward(20)
        tablet.renew()
        is_signed_in(tablet)
        moment.forward(20)
    on_lte = on(tablet, council, ON_LTE)

    assert contents(on_lte, paper) == (401, "A410")
    assert on_lte.renew().status_code == 200
    assert contents(on_lte, paper) == (200, "")
    assert alarms(council) == []


def test_page_opened_in_another_network_asks_for_the_proof_at_once(council: Council, tablet: Browser) -> None:
    moved = on(tablet, council, ON_LTE)

    proving = moved.client.get("/account", headers={"accept": "text/html", "sec-fetch-site": "same-origin"})
    assert proving.url.path == "/session/renew"
    assert 'name="session-renewal" content="0 ' in proving.text
    assert moved.renew().status_code == 200
    assert 'name="session-renewal" content="0 ' not in moved.client.get("/account").text


def test_reader_opened_late_leaves_its_first_page_to_the_script(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    paper = add_paper(council, "3C")
    tablet.renew()
    is_signed_in(tablet)
    fresh = tablet.get(f"/papers/{paper}").text
    moment.forward(200)
    late = tablet.get(f"/papers/{paper}").text

    assert 'data-proof-seconds="60"' in fresh
    assert '<img class="sheet-page" src=' in fresh
    assert '<img class="sheet-page" alt=' in late


def test_thief_cannot_make_its_own_place_a_proven_one(council: Council, tablet: Browser) -> None:
    paper = add_paper(council, "2")
    thief = copied(council, tablet, address=ELSEWHERE)
    contents(thief, paper)

    answer = send(thief, "/session/renew", {"nonce": tablet.nonce, "signature": "A" * 88})

    assert answer.status_code == 401
    assert contents(thief, paper) == (401, "A410")


def form_of(browser: Browser, path: str, fields: dict[str, str]) -> Any:
    """A form that a page of this browser sends, without renewing."""
    headers = {"accept": "text/html", "origin": browser.origin, "sec-fetch-site": "same-origin"}
    headers["x-csrf-token"] = browser.seen_token or browser.csrf_token
    return browser.client.post(path, data=fields, headers=headers, follow_redirects=False)


@pytest.mark.parametrize(("address", "words"), [(ELSEWHERE, ""), ("127.0.0.1", OTHER_WORDS)])
def test_copy_beside_an_owner_who_is_away_opens_no_page_and_does_nothing(
    council: Council, moment: Clock, address: str, words: str
) -> None:
    del moment
    paper = add_paper(council, "3B", named="member1")
    for login, paths, acts in (
        ("member1", ["/", "/account", "/account/factors/recovery"], [("/account/factors/recovery", {})]),
        ("clerk1", [f"/prepare/materials/{paper}"], [(f"/prepare/materials/{paper}/withdraw", {"reason": "差し替え"})]),
        ("chair", ["/admin/offices"], [(f"/admin/people/{council.people['member2'].id}/suspend", {"reason": "理由"})]),
        ("admin", ["/admin/people", "/ledger"], [(f"/admin/people/{council.people['member2'].id}/letters", {})]),
    ):
        owner = council.browser(login, strong_with=PASSKEY)
        owner.get("/account")
        thief = copied(council, owner, address=address, agent=words)
        asked = [thief.client.get(path, headers={"accept": "*/*"}, follow_redirects=False) for path in paths]
        sent = [form_of(thief, path, fields) for path, fields in acts]

        assert {answer.status_code for answer in (*asked, *sent)} == {401}
        assert is_signed_in(owner)

    assert council.ledger("material.withdrawn") == []
    with council.services.database.read() as unit:
        assert unit.scalar(select(Person.state).where(Person.login == "member2")) == "active"
        assert unit.scalar(select(func.count()).select_from(RecoveryCode)) == 0


def test_copy_does_not_keep_the_owners_recovery_codes_in_sight(council: Council, moment: Clock) -> None:
    del moment
    enrol_person(council, "member1")
    tablet = council.browser("member1")
    tablet.get("/account")
    send(tablet, "/account/factors/recovery")
    codes = r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b"
    thief = copied(council, tablet, address=ELSEWHERE)

    assert re.search(codes, tablet.get("/account/factors/recovery").text)
    assert not re.search(codes, thief.client.get("/account/factors/recovery").text)


def test_copy_with_new_words_at_every_request_is_answered_nothing_and_fills_no_table(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    first = copied(council, tablet)
    seen = set()
    for number in range(40):
        one = copied(council, first, agent=f"Safari/{number}")
        seen.add(one.client.get("/account", headers={"accept": "*/*"}).status_code)
        if number == 20:
            moment.forward(2)
            tablet.renew()
            is_signed_in(tablet)

    assert seen == {401}
    with council.services.database.read() as unit:
        assert unit.scalar(select(func.count()).select_from(SessionPlace)) == 16
    moment.forward(61)
    copied(council, first, agent="Safari/40").client.get("/account", headers={"accept": "*/*"})
    assert alarms(council) == ["cookie_replayed"]


def test_form_sent_from_a_new_network_is_kept_and_sent_once_the_key_is_proven(council: Council, moment: Clock) -> None:
    del moment
    enrol_person(council, "member1")
    tablet = council.browser("member1")
    tablet.get("/account")
    moved = on(tablet, council, ON_LTE)
    typed = dict.fromkeys(("password", "again"), "別の長い言葉を 9月に決めた")

    held_up = form_of(moved, "/account/factors/password", typed)

    assert held_up.status_code == 401
    assert '<form method="post" action="/account/factors/password" data-held-up>' in held_up.text
    assert held_up.text.count(f'value="{typed["password"]}"') == 2
    assert "入力していた内容は、そのまま送ります" in held_up.text
    assert moved.renew().status_code == 200
    assert form_of(moved, "/account/factors/password", typed).headers["location"] == "/account/factors?done=password"


def test_script_from_a_new_network_is_told_to_prove_the_key_and_to_ask_again(council: Council, tablet: Browser) -> None:
    moved = on(tablet, council, ON_LTE)
    headers = {"accept": "application/json", "origin": moved.origin, "sec-fetch-site": "same-origin"}
    headers["x-csrf-token"] = moved.seen_token or moved.csrf_token

    answer = moved.client.post("/account/factors/password", data={}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "A410")
