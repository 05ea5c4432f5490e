"""A spare: held ready by the office, lent to one person who signed in on it, and back by itself with its sessions."""

import re
from typing import Any

import pytest

from app import clock, days
from app.auth.devices.models import SPARE, DeviceState
from app.auth.devices.spares import acts
from tests.app.auth.devicing import add_paper, admit, approve, arrive, device_of, send
from tests.app.auth.signing import enrol_person, is_signed_in, sign_in
from tests.app.conftest import SetClock
from tests.support.council import Browser, Council

pytestmark = [
    pytest.mark.alike("what becomes of devices and who is told; others ask for the same on both"),
    pytest.mark.rare("spares and who has them; only the fleet moves it"),
]

HERE = "/admin/devices/spares"


def kept(council: Council) -> Browser:
    """A tablet that a clerk has brought, the administrator has approved, and the office holds ready now."""
    tablet = arrive(council, "clerk1")
    admit(council, tablet)
    answer = council.browser("admin").post(f"/admin/devices/{device_of(council, tablet).id}/spare", {"serial": "Y-01"})
    assert answer.headers["location"] == f"{HERE}?done=kept"
    return tablet


def ask(tablet: Browser) -> str:
    """The number on the screen of the spare, after its borrower has asked."""
    page = tablet.get("/devices/request").text
    assert "この端末は予備機です" in page
    assert send(tablet, "/devices/request", {"next": "/"}).status_code == 303
    found = re.search(r'id="match-number"[^>]*>(\d{4})<', tablet.get("/devices/request").text)
    assert found
    return found[1]


def lend(council: Council, tablet: Browser, number: str, back_at: str = "", by: str = "admin") -> Any:
    fields = {"number": number, "back_at": back_at}
    return council.browser(by).post(f"/admin/devices/{device_of(council, tablet).id}/lend", fields)


def lent(council: Council, login: str = "member1", back_at: str = "") -> Browser:
    tablet = arrive(council, login, kept(council))
    assert lend(council, tablet, ask(tablet), back_at).headers["location"] == f"{HERE}?done=lent"
    return tablet


def reads(council: Council, tablet: Browser, level: str = "3C") -> bool:
    """Whether a paper of a level that needs an issued tablet is open to who is signed in there."""
    return bool(tablet.get(f"/papers/{add_paper(council, level)}").status_code == 200)


def steps(council: Council) -> list[str]:
    return [each["detail"]["step"] for each in council.ledger("device.spare")]


@pytest.mark.clause("I 6-1(14)②")
def test_spare_is_lent_by_its_number_and_counts_as_issued_for_its_borrower_only(strict: Council, at: SetClock) -> None:
    at("2027-04-01 09:00:00")
    tablet = arrive(strict, "member1", kept(strict))
    assert not reads(strict, tablet)
    number = ask(tablet)
    assert "佐藤 花子" in strict.browser("admin").get(HERE).text
    assert lend(strict, tablet, f"{(int(number) + 1) % 10_000:04}").status_code == 422
    again = re.search(r'id="match-number"[^>]*>(\d{4})<', tablet.get("/devices/request").text)
    assert again
    assert lend(strict, tablet, again[1], by="clerk2").status_code == 403

    assert lend(strict, tablet, again[1], "17:00").status_code == 303

    assert reads(strict, tablet)
    page = strict.browser("admin").get(HERE).text
    assert all(words in page for words in ("貸し出し中 1 台", "佐藤 花子", "17:00"))
    slips = [f"/admin/devices/{device_of(strict, tablet).id}/{slip}.pdf" for slip in ("receipt", "return", "loss")]
    assert [strict.browser("admin").get(path).status_code for path in slips] == [200] * 3
    other = strict.browser()
    other.tablet = tablet.tablet
    other = arrive(strict, "member2", other)
    assert not reads(strict, other)
    assert "ほかの人の端末" in other.get("/devices/request").text
    assert steps(strict) == ["kept", "lent"]


@pytest.mark.clause("I 6-1(14)②")
def test_spare_comes_back_at_its_time_with_its_sessions_ended(strict: Council, at: SetClock) -> None:
    at("2027-04-01 09:00:00")
    tablet = lent(strict, back_at="09:04")
    at("2027-04-01 09:03:59")
    assert reads(strict, tablet)

    at("2027-04-01 09:04:00")

    assert tablet.get("/account").headers["location"].startswith("/signin")
    acts.return_overdue(strict.services.database)
    device = device_of(strict, tablet)
    assert (device.state, device.person_id, device.expires_at) == (DeviceState.APPROVED, None, None)
    over = strict.ledger("device.spare")[-1]["detail"]
    assert (over["step"], over["because"], over["holder"]) == ("back", "over", strict.people["member1"].id)


def test_spare_without_a_time_is_back_at_the_days_end_and_serves_the_next(strict: Council, at: SetClock) -> None:
    at("2027-04-01 09:00:00")
    tablet = lent(strict)
    assert device_of(strict, tablet).expires_at == days.ends(days.today())
    at("2027-04-02 09:00:00")

    following = arrive(strict, "member2", tablet)  # before any job has put it away

    assert not reads(strict, following)
    assert lend(strict, following, ask(following)).status_code == 303
    assert reads(strict, following)
    assert steps(strict) == ["kept", "lent", "back", "lent"]


def test_after_the_sitting_one_press_takes_all_spares_back(strict: Council, at: SetClock) -> None:
    at("2027-04-01 09:00:00")
    tablets = [lent(strict), lent(strict, "member2")]

    answer = strict.browser("admin").post(f"{HERE}/all-back")

    assert answer.headers["location"] == f"{HERE}?done=all"
    assert [tablet.get("/account").status_code in {303, 401} for tablet in tablets] == [True, True]
    assert "貸し出し中 0 台" in strict.browser("admin").get(HERE).text
    assert strict.browser("member1").post(f"{HERE}/all-back").status_code == 403


@pytest.mark.clause("I 2章4①")
def test_lost_spare_is_over_for_good_and_its_paper_names_who_had_it(strict: Council, at: SetClock) -> None:
    at("2027-04-01 09:00:00")
    tablet = lent(strict)
    device = device_of(strict, tablet).id
    mine = strict.browser("member1")

    assert mine.post(f"/devices/{device}/lost").status_code == 303

    assert tablet.get("/account").status_code in {303, 401}
    assert device_of(strict, tablet).state == DeviceState.REVOKED
    page = strict.browser("admin").get(HERE).text
    assert ("紛失のため停止" in page, "佐藤 花子" in page) == (True, True)
    assert strict.browser("admin").get(f"/admin/devices/{device}/loss.pdf").status_code == 200


def test_spare_never_becomes_somebodys_own(strict: Council, at: SetClock) -> None:
    at("2027-04-01 09:00:00")
    tablet = arrive(strict, "member1", kept(strict))
    number, desk = ask(tablet), strict.browser("admin")
    desk.get("/admin/devices")
    device = device_of(strict, tablet).id

    assert approve(desk, device, number).status_code == 409
    assert "佐藤 花子" not in desk.get("/admin/devices").text.split('id="devices"')[0]
    assert send(tablet, "/devices/request/withdraw", {"next": "/"}).status_code == 303
    assert (device_of(strict, tablet).state, device_of(strict, tablet).person_id) == (DeviceState.APPROVED, None)
    assert lend(strict, tablet, number).status_code == 409
    number = ask(tablet)
    back = lend(strict, tablet, number, "08:00")
    assert (back.status_code, "もう過ぎています" in back.text) == (422, True)
    assert lend(strict, tablet, number).status_code == 303
    assert send(tablet, "/devices/request", {"name": "私の端末", "kind": "issued", "next": "/"}).status_code == 409
    assert device_of(strict, tablet).kind == SPARE
    assert clock.now() < (device_of(strict, tablet).expires_at or clock.now())


def test_what_was_made_a_spare_by_mistake_becomes_somebodys_tablet_again(strict: Council, at: SetClock) -> None:
    at("2027-04-01 09:00:00")
    tablet, desk = kept(strict), strict.browser("admin")
    assert "その端末のブラウザーでサイトのデータを消し" in desk.get(HERE).text
    assert desk.post(f"/admin/devices/{device_of(strict, tablet).id}/revoke").status_code == 303
    sign_in(tablet, "member1", enrol_person(strict, "member1"))
    assert not is_signed_in(tablet)

    tablet = arrive(strict, "member1")  # its browser's data are gone, and with them the key
    admit(strict, tablet)

    assert reads(strict, tablet)
    assert device_of(strict, tablet).kind == "issued"


def test_nobody_lends_a_spare_to_themselves(strict: Council) -> None:
    tablet = arrive(strict, "admin", kept(strict))
    number = ask(tablet)

    assert lend(strict, tablet, number).status_code == 403
    assert lend(strict, tablet, number, by="member2").status_code == 403
