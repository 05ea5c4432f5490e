"""Sessions live by their device's key: renewals, and what a copied cookie gets."""

import pytest
from sqlalchemy import select

from app.auth.sessions.models import SessionRow
from tests.app.auth.devicing import alarms, copied, send
from tests.app.auth.signing import Clock, is_signed_in
from tests.support.council import BROWSER_WORDS, COOKIE_DOMAIN, Browser, Council
from tests.support.tablet import Tablet

IPAD = "Mozilla/5.0 (iPad; CPU OS 15_8 like Mac OS X) AppleWebKit/605.1.15 Version/15.6 Safari/604.1"


def row_of(council: Council, browser: Browser) -> SessionRow:
    with council.services.database.read() as unit:
        return unit.scalars(select(SessionRow).where(SessionRow.id == browser.session_id)).one()


def test_renewal_changes_cookie_and_nonce_and_the_session_goes_on(tablet: Browser, moment: Clock) -> None:
    cookie, nonce = tablet.client.cookies["gijo"], tablet.nonce
    moment.forward(240)

    answer = tablet.renew()

    assert answer.status_code == 200
    assert tablet.client.cookies["gijo"] != cookie
    assert tablet.nonce != nonce
    assert is_signed_in(tablet)


def test_without_a_renewal_nothing_is_answered_after_six_minutes(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    other = copied(council, tablet)
    moment.forward(359)
    assert other.client.get("/account").status_code == 200
    moment.forward(2)

    as_page = other.get("/account")
    as_fetch = other.fetch("/account")

    assert as_page.headers["location"] == "/session/renew?next=%2Faccount"
    assert (as_fetch.status_code, as_fetch.json()["code"]) == (401, "A410")


def test_overdue_device_proves_itself_and_comes_back(tablet: Browser, moment: Clock) -> None:
    moment.forward(1800)

    waiting = tablet.client.get("/session/renew?next=/account")

    assert "端末を確かめています" in waiting.text
    assert tablet.renew().status_code == 200
    assert is_signed_in(tablet)


def test_renewals_and_looks_of_scripts_do_not_keep_an_idle_session_alive(tablet: Browser, moment: Clock) -> None:
    for _ in range(13):
        moment.forward(280)
        tablet.renew()
        tablet.fetch("/devices/request/state")

    assert tablet.renew().status_code in {401, 403}
    assert not is_signed_in(tablet)


def test_copied_cookie_dies_with_the_owners_next_renewal(council: Council, tablet: Browser, moment: Clock) -> None:
    thief = copied(council, tablet)
    moment.forward(200)
    tablet.renew()
    is_signed_in(tablet)

    moment.forward(61)
    answer = thief.fetch("/account")

    assert answer.status_code == 401
    assert alarms(council) == ["cookie_replayed"]
    assert is_signed_in(tablet)


def renew_often(tablet: Browser, moment: Clock, times: int) -> None:
    for _ in range(times):
        moment.forward(240)
        tablet.renew()
        assert is_signed_in(tablet)


def test_copied_cookie_of_an_hour_ago_is_still_an_alarm(council: Council, tablet: Browser, moment: Clock) -> None:
    thief = copied(council, tablet)
    renew_often(tablet, moment, 15)
    assert alarms(council) == []

    moment.forward(61)
    answer = thief.fetch("/account")

    assert (answer.status_code, answer.json()["code"]) == (401, "A410")
    assert alarms(council) == ["cookie_replayed"]
    assert is_signed_in(tablet)


def test_copied_cookie_of_an_hour_ago_cannot_disturb_its_owner(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    thief = copied(council, tablet)
    renew_often(tablet, moment, 15)

    send(thief, "/session/renew", {"nonce": tablet.nonce, "signature": ""})

    assert alarms(council) == ["cookie_replayed"]
    assert tablet.client.get("/account").status_code == 200  # without renewing


def test_cookie_that_two_renewals_overtook_on_its_way_renews_and_is_no_alarm(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    late = copied(council, tablet)
    moment.forward(200)
    tablet.renew()
    tablet.renew()
    is_signed_in(tablet)

    answer = late.fetch("/account")

    assert (answer.status_code, answer.json()["code"]) == (401, "A410")
    assert alarms(council) == []


def test_made_up_cookie_that_names_a_session_raises_nothing(council: Council, tablet: Browser, moment: Clock) -> None:
    stranger = council.browser()
    secret, session_id, seal = tablet.client.cookies["gijo"].split(".")
    assert session_id == tablet.session_id
    moment.forward(100)

    for forged in (f"{'A' * 43}.{session_id}.{seal}", f"{secret}.{session_id}.{'A' * 20}", f"{session_id}.", "..", "é"):
        answer = stranger.client.get("/account", headers=[(b"cookie", f"gijo={forged}".encode()), (b"accept", b"*/*")])
        assert (answer.status_code, answer.json()["code"]) == (401, "A401")

    assert alarms(council) == []
    assert tablet.client.get("/account").status_code == 200


@pytest.mark.parametrize("renewals", [0, 3])
def test_cookie_that_comes_back_after_its_owner_signed_out_is_an_alarm(
    council: Council, tablet: Browser, moment: Clock, renewals: int
) -> None:
    thief = copied(council, tablet)
    renew_often(tablet, moment, renewals)
    tablet.post("/signout")

    assert thief.fetch("/account").json()["code"] == "A401"
    assert alarms(council) == []  # as another tab's request that was on its way
    moment.forward(61)
    assert thief.fetch("/account").json()["code"] == "A401"
    assert alarms(council) == ["cookie_replayed"]


def test_cookie_that_the_owner_still_holds_after_an_idle_hour_is_no_alarm(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    moment.forward(7200)

    assert tablet.fetch("/account").json()["code"] == "A401"
    assert tablet.client.get("/signin").status_code == 200
    assert alarms(council) == []


def test_former_cookie_goes_on_for_a_minute_for_what_is_on_its_way(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    late = copied(council, tablet)
    moment.forward(200)
    tablet.renew()
    is_signed_in(tablet)
    moment.forward(50)

    assert late.fetch("/account").status_code == 200
    assert alarms(council) == []


def test_cookie_copied_while_the_tablet_slept_is_not_let_in_by_its_waking(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    moment.forward(1000)
    thief = copied(council, tablet)
    tablet.renew()

    assert thief.client.get("/account", headers={"accept": "*/*"}).status_code == 401
    assert is_signed_in(tablet)


def test_two_renewals_of_a_tablet_that_wakes_do_not_let_the_copy_in_either(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    thief, other_tab, asleep = copied(council, tablet), copied(council, tablet), tablet.client.cookies["gijo"]
    moment.forward(1000)
    other_tab.tablet = tablet.tablet
    first = tablet.renew()
    other_tab.nonce = tablet.nonce

    second = other_tab.renew()

    assert (first.status_code, second.status_code) == (200, 200)
    assert thief.client.cookies["gijo"] == asleep
    assert thief.fetch("/account").status_code == 401
    assert is_signed_in(other_tab)


def test_tablet_that_missed_the_answer_to_its_renewal_renews_with_the_former_cookie(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    cookie = tablet.client.cookies["gijo"]
    moment.forward(250)
    tablet.renew()
    tablet.client.cookies.clear()
    tablet.client.cookies.set("gijo", cookie, domain=COOKIE_DOMAIN)  # the answer was lost
    moment.forward(400)

    assert is_signed_in(tablet)
    assert alarms(council) == []


def test_thief_who_renews_without_the_key_is_refused_and_shuts_the_copy_out(
    council: Council, tablet: Browser, moment: Clock
) -> None:
    moment.forward(100)
    thief = copied(council, tablet)

    answer = send(thief, "/session/renew", {"nonce": tablet.nonce, "signature": ""})
    after = thief.client.get("/account", headers={"accept": "*/*"})

    assert (answer.status_code, answer.json()["code"]) == (401, "A412")
    assert (after.status_code, after.json()["code"]) == (401, "A410")
    assert alarms(council) == ["cookie_replayed"]
    assert is_signed_in(tablet)  # it renews by itself


def test_signature_of_another_key_is_a_forgery(council: Council, tablet: Browser) -> None:
    thief = copied(council, tablet)

    answer = send(thief, "/session/renew", Tablet().fields_of_renewal(tablet.nonce))

    assert answer.status_code == 401
    assert alarms(council) == ["renewal_forged"]
    assert council.ledger("device.unproven")[0]["detail"]["because"] == "renewal_forged"


@pytest.mark.parametrize("signature", ["", "AAAA", "!!!", "A" * 88, "A" * 5000])
def test_malformed_signature_is_refused(council: Council, tablet: Browser, signature: str) -> None:
    thief = copied(council, tablet)

    assert send(thief, "/session/renew", {"nonce": tablet.nonce, "signature": signature}).status_code == 401


def test_signature_for_signing_in_does_not_renew(council: Council, tablet: Browser) -> None:
    thief = copied(council, tablet)
    fields = {"nonce": tablet.nonce, "signature": tablet.tablet.sign("sign-in", tablet.nonce)}

    assert send(thief, "/session/renew", fields).status_code == 401


def test_recorded_renewal_cannot_be_sent_again(council: Council, tablet: Browser, moment: Clock) -> None:
    recorded = tablet.tablet.fields_of_renewal(tablet.nonce)
    moment.forward(200)
    send(tablet, "/session/renew", recorded)
    tablet.get("/account")

    again = send(tablet, "/session/renew", recorded)

    assert again.status_code == 409
    assert again.json()["nonce"] == tablet.nonce
    assert alarms(council) == []


def test_cookie_from_another_address_and_another_browser_is_refused_at_once(council: Council, tablet: Browser) -> None:
    thief = copied(council, tablet, agent=IPAD, address="203.0.113.9")

    answer = thief.client.get("/account", headers={"accept": "*/*"})

    assert answer.status_code == 401
    assert alarms(council) == ["cookie_replayed"]
    assert row_of(council, tablet).renewed_at is None
    assert is_signed_in(tablet)


def test_tablet_that_changes_its_network_reads_on(council: Council, tablet: Browser) -> None:
    elsewhere = copied(council, tablet, agent=BROWSER_WORDS, address="203.0.113.9")
    elsewhere.tablet, elsewhere.nonce = tablet.tablet, tablet.nonce

    assert elsewhere.get("/account").status_code == 200
    assert alarms(council) == []


def test_session_of_a_clock_that_is_set_back_is_over_and_a_new_one_opens(council: Council, moment: Clock) -> None:
    """It would last as much longer as the clock was ahead."""
    moment.forward(7200)
    tablet = council.browser("member1")
    tablet.get("/account")
    moment.forward(-3600)

    as_it_is = tablet.client.get("/account", headers={"accept": "*/*"})

    assert (as_it_is.status_code, as_it_is.json()["code"]) == (401, "A401")
    assert not is_signed_in(tablet)
    assert is_signed_in(council.browser("member1"))


def test_clock_set_back_by_little_ends_no_session(council: Council, moment: Clock) -> None:
    moment.forward(7200)
    tablet = council.browser("member1")
    tablet.get("/account")
    moment.forward(-45)

    assert is_signed_in(tablet)


def test_act_that_comes_late_is_asked_again_and_done(council: Council, tablet: Browser, moment: Clock) -> None:
    other = council.browser("member1")
    moment.forward(900)

    answer = tablet.post(f"/account/sessions/{other.session_id}/end")

    assert answer.status_code == 303
    assert row_of(council, other).ended_because == "ended_by_owner"


def test_renewal_of_two_tabs_at_once_keeps_one_nonce(council: Council, tablet: Browser, moment: Clock) -> None:
    moment.forward(250)
    second_tab = tablet.tablet.fields_of_renewal(tablet.nonce)
    tablet.renew()

    answer = send(tablet, "/session/renew", second_tab)

    assert answer.status_code == 409
    assert send(tablet, "/session/renew", tablet.tablet.fields_of_renewal(answer.json()["nonce"])).status_code == 200
    assert is_signed_in(tablet)


@pytest.mark.parametrize("renewals", [1, 15])
def test_cloned_device_shows_itself_when_both_renew_and_ends_for_both(
    council: Council, tablet: Browser, moment: Clock, renewals: int
) -> None:
    clone = copied(council, tablet)
    clone.tablet = tablet.tablet
    renew_often(tablet, moment, renewals)
    clone.nonce = tablet.nonce

    answer = clone.renew()

    assert answer.status_code == 401
    assert alarms(council) == ["cookie_replayed"]
    assert not is_signed_in(tablet)
    assert not is_signed_in(clone)
    assert row_of(council, tablet).ended_because == "cloned"
