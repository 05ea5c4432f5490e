"""A tablet whose browser has lost its key is known again by the passkey of its holder and one touch of the office."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from app.access.facts import DeviceKind
from app.auth.devices.models import Device
from app.auth.sessions.models import SessionRow
from tests.app.auth.devices.test_rules_before_devices import OWN_DEVICES, write_rule
from tests.app.auth.devicing import add_paper, admit, approve, arrive, device_of, request_device, send
from tests.app.auth.keys import add_key, sign_in_with_key
from tests.app.auth.signing import Clock
from tests.support.authenticator import Authenticator
from tests.support.council import Browser, Council

pytestmark = pytest.mark.rare("keys of devices that were lost; only the proving of devices moves it")


@pytest.fixture
def moment(strict: Council) -> Clock:
    del strict
    return Clock()


def enrolled(council: Council, login: str = "member1", kind: DeviceKind = DeviceKind.ISSUED) -> tuple[Device, Any]:
    """Somebody's approved device, and the passkey that they have registered on it."""
    browser, passkey = arrive(council, login), Authenticator()
    device = admit(council, browser, kind=kind)
    register(council, browser, passkey)
    return device, passkey


def register(council: Council, browser: Browser, passkey: Authenticator) -> None:
    """A passkey on the account page of a browser that has signed in by its screens."""
    device = device_of(council, browser)
    with council.services.database.read() as unit:
        of_device = (SessionRow.device_id == device.id, SessionRow.ended_at.is_(None))
        browser.session_id = unit.scalars(select(SessionRow.id).where(*of_device)).one()
    answer = add_key(browser, passkey)
    assert answer.status_code == 200, answer.text
    browser.session_id = ""


def without_key(council: Council, passkey: Any) -> Browser:
    """The same person on the same tablet, in a browser that has made a new key."""
    browser = council.browser()
    assert sign_in_with_key(browser, passkey).status_code == 200
    browser.get("/account")
    return browser


def row(council: Council, device: Device) -> Device:
    with council.services.database.read() as unit:
        return unit.get_one(Device, device.id)


def again(browser: Browser, former: Device) -> Any:
    return send(browser, "/devices/request/again", {"former": former.id, "next": "/"})


def nod(council: Council, device: Device, login: str = "admin") -> Any:
    """The touch, on what the desk shows at this moment."""
    return touch(*at_desk(council, login), device)


def at_desk(council: Council, login: str = "admin") -> tuple[Browser, str]:
    """Somebody at the desk, and the mark of the request that stands on their screen."""
    desk = council.browser(login)
    desk.get("/account")
    found = re.search(r'name="shown" value="(\w+)"', desk.get("/admin/devices").text)
    return desk, found[1] if found else ""


def touch(desk: Browser, shown: str, device: Device) -> Any:
    return send(desk, f"/admin/devices/{device.id}/bind", {"shown": shown})


def test_tablet_that_lost_its_key_reads_again_after_one_touch_and_the_former_key_is_over(
    strict: Council, moment: Clock
) -> None:
    paper = add_paper(strict, "3B")
    former, passkey = enrolled(strict)
    moment.forward(90 * 24 * 3600)
    browser = without_key(strict, passkey)

    assert "「支給タブレット 07」として登録し直す" in browser.get("/devices/request").text
    assert again(browser, former).status_code == 303
    assert "前の端末「支給タブレット 07」（T-07）の登録し直し" in strict.browser("admin").get("/admin/devices").text
    assert nod(strict, device_of(strict, browser)).headers["location"] == "/admin/devices?done=bound"

    assert browser.get(f"/papers/{paper}").status_code == 200
    now, then = device_of(strict, browser), row(strict, former)
    assert (now.state, now.kind, now.serial) == ("approved", "issued", "T-07")
    assert (now.expires_at, now.replaces_id) == (None, None)
    assert (then.state, then.ended_because) == ("revoked", "replaced")
    told = strict.ledger("device.approved")[-1]["detail"]
    assert (told["device"], told["replaces"]) == (now.id, former.id)
    assert strict.ledger("device.revoked")[-1]["detail"]["because"] == "replaced"
    assert nod(strict, now).status_code == 409


def test_terms_of_a_personal_device_move_with_the_chairs_word(strict: Council, moment: Clock) -> None:
    former, passkey = enrolled(strict, kind=DeviceKind.PERSONAL)
    chair = strict.browser("chair")
    chair.get("/account")
    assert send(chair, f"/devices/{former.id}/sitting", {"decision": "allow"}).status_code == 303
    before = row(strict, former)
    moment.forward(3600 + 60)
    browser = without_key(strict, passkey)
    again(browser, former)

    nod(strict, device_of(strict, browser))

    now = device_of(strict, browser)
    assert (now.kind, now.expires_at) == ("personal", before.expires_at)
    assert (now.chair_approved_by, now.chair_approved_at) == (before.chair_approved_by, before.chair_approved_at)


def test_personal_device_is_not_bound_again_before_its_holder_acknowledged_the_rules(
    strict: Council, moment: Clock
) -> None:
    former, passkey = enrolled(strict, kind=DeviceKind.PERSONAL)
    moment.forward(3600 + 60)
    write_rule(strict.browser("admin"), *OWN_DEVICES)
    browser = without_key(strict, passkey)
    again(browser, former)

    refused = nod(strict, device_of(strict, browser))

    assert refused.status_code == 409
    assert "まだ確認していません" in refused.text
    assert device_of(strict, browser).state == "requested"
    assert row(strict, former).state == "approved"


def test_password_and_code_alone_bind_nothing(strict: Council) -> None:
    former, _ = enrolled(strict)
    browser = arrive(strict, "member1", strict.browser())

    page = browser.get("/devices/request").text
    answer = again(browser, former)

    assert "パスキーでサインインし直すと" in page
    assert answer.status_code == 403
    assert "A126" in answer.text
    assert device_of(strict, browser).state == "seen"


def test_passkey_of_somebody_else_binds_none_of_this_persons_devices(strict: Council) -> None:
    former, _ = enrolled(strict)
    _, passkey = enrolled(strict, "member2")
    thief = without_key(strict, passkey)

    assert again(thief, former).status_code == 409
    assert device_of(strict, thief).state == "seen"


@pytest.mark.parametrize("act", ["suspend", "revoke"])
def test_device_that_was_stopped_is_never_bound_again(strict: Council, moment: Clock, act: str) -> None:
    former, passkey = enrolled(strict)
    moment.forward(60)
    early = without_key(strict, passkey)
    assert again(early, former).status_code == 303
    desk = strict.browser("admin")
    desk.get("/account")
    assert send(desk, f"/admin/devices/{former.id}/{act}", {"because": "lost"}).status_code == 303

    late = without_key(strict, passkey)

    assert again(late, former).status_code == 409
    assert nod(strict, device_of(strict, early)).status_code == 409
    assert device_of(strict, early).state == "requested"


def test_former_device_that_is_still_used_shows_that_this_is_another_one(strict: Council, moment: Clock) -> None:
    tablet, passkey = arrive(strict, "member1"), Authenticator()
    former = admit(strict, tablet)
    register(strict, tablet, passkey)
    other = without_key(strict, passkey)
    again(other, former)
    moment.forward(60)
    tablet.client.cookies.clear()
    assert sign_in_with_key(tablet, passkey).status_code == 200

    assert "別の端末からの申し込みです" in strict.browser("admin").get("/admin/devices").text
    assert nod(strict, device_of(strict, other)).status_code == 409
    assert row(strict, former).state == "approved"


def test_former_device_on_which_somebody_reads_on_without_proving_its_key_anew_is_not_taken(
    strict: Council, moment: Clock
) -> None:
    tablet, passkey = arrive(strict, "member1"), Authenticator()
    former = admit(strict, tablet)
    register(strict, tablet, passkey)
    moment.forward(7200)
    tablet.client.cookies.clear()
    assert sign_in_with_key(tablet, passkey).status_code == 200
    moment.forward(20)
    other = without_key(strict, passkey)
    again(other, former)
    moment.forward(61)
    assert tablet.get("/account").status_code == 200
    proven_at = row(strict, former).last_seen_at
    assert proven_at is not None
    assert proven_at < device_of(strict, other).created_at

    answer = nod(strict, device_of(strict, other))

    assert (answer.status_code, "A127" in answer.text) == (409, True)
    moment.forward(7200)
    assert "A127" in nod(strict, device_of(strict, other)).text
    assert row(strict, former).state == "approved"


def test_former_device_rests_for_an_hour_before_its_key_can_be_taken_for_lost(strict: Council, moment: Clock) -> None:
    former, passkey = enrolled(strict)
    moment.forward(1800)
    browser = without_key(strict, passkey)
    again(browser, former)

    early = nod(strict, device_of(strict, browser))
    assert (early.status_code, "A144" in early.text) == (409, True)
    assert "1 時間以内に使われています" in strict.browser("admin").get("/admin/devices").text
    moment.forward(1900)
    assert nod(strict, device_of(strict, browser)).status_code == 303


@pytest.mark.parametrize("is_asked_for_anew", [False, True])
def test_device_that_was_approved_by_its_own_key_takes_no_others_place(
    strict: Council, moment: Clock, *, is_asked_for_anew: bool
) -> None:
    issued, passkey = enrolled(strict)
    own = without_key(strict, passkey)
    admit(strict, own, kind=DeviceKind.PERSONAL)
    moment.forward(7200)
    own.client.cookies.clear()
    assert sign_in_with_key(own, passkey).status_code == 200
    own.get("/account")
    if is_asked_for_anew:
        request_device(own, kind="personal")
        assert send(own, "/devices/request/withdraw", {"next": "/"}).status_code == 303
        assert "として登録し直す" not in own.get("/devices/request").text
    before = device_of(strict, own).state

    answer = again(own, issued)

    assert (answer.status_code, "A145" in answer.text) == (409, True)
    assert (device_of(strict, own).state, device_of(strict, own).replaces_id) == (before, None)
    assert row(strict, issued).state == "approved"


def test_touch_binds_only_what_stood_on_the_desk(strict: Council, moment: Clock) -> None:
    tablet, passkey = arrive(strict, "member1"), Authenticator()
    personal = admit(strict, tablet, kind=DeviceKind.PERSONAL)
    register(strict, tablet, passkey)
    issued = admit(strict, arrive(strict, "member1"))
    moment.forward(7200)
    browser = without_key(strict, passkey)
    again(browser, personal)
    desk, shown = at_desk(strict)
    assert shown
    again(browser, issued)
    device = device_of(strict, browser)

    for stale in (shown, ""):
        answer = touch(desk, stale, device)
        assert (answer.status_code, "A146" in answer.text) == (409, True)

    assert (row(strict, personal).state, row(strict, issued).state) == ("approved", "approved")
    assert nod(strict, device).status_code == 303
    assert (row(strict, personal).state, row(strict, issued).state) == ("approved", "revoked")


def test_another_kind_of_machine_is_not_the_same_tablet(strict: Council) -> None:
    _, passkey = enrolled(strict)
    browser = without_key(strict, passkey)
    browser.client.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/150.0"

    assert "として登録し直す" not in browser.get("/devices/request").text


def test_request_for_the_same_tablet_can_be_approved_by_its_number_beside_the_former(strict: Council) -> None:
    former, passkey = enrolled(strict)
    browser = without_key(strict, passkey)
    again(browser, former)
    device = device_of(strict, browser)
    desk = strict.browser("admin")
    desk.get("/account")

    assert approve(desk, device.id, device.match_number).status_code == 303

    assert row(strict, former).state == "approved"
    assert device_of(strict, browser).replaces_id is None


def test_own_tablet_and_foreign_offices_are_nodded_by_nobody_else(strict: Council) -> None:
    former, passkey = enrolled(strict)
    browser = without_key(strict, passkey)
    again(browser, former)

    for login in ("clerk1", "member2", "chair"):
        assert nod(strict, device_of(strict, browser), login).status_code == 403
    assert request_device(browser)  # asked for anew, as any other device
    assert device_of(strict, browser).replaces_id is None
