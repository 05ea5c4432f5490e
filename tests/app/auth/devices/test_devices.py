"""Devices from the request to the end: who may do what, and what a device that nobody approved reaches."""

import pytest

from app.access.facts import DeviceKind
from app.auth.factors.strength import PASSKEY
from tests.app.auth.devicing import (
    add_paper,
    add_sitting,
    admit,
    alarms,
    approve,
    arrive,
    device_of,
    request_device,
    send,
)
from tests.app.auth.signing import Clock, code_of, enrol_person, first_step, is_signed_in, second_step
from tests.support.council import Council

pytestmark = [
    pytest.mark.alike("what becomes of devices and who is told; others ask for the same on both"),
    pytest.mark.rare("approving and ending devices; only that desk moves it"),
]


@pytest.fixture
def moment(strict: Council) -> Clock:
    del strict
    return Clock()


@pytest.mark.clause("I 6-2(3)②", "I 1章6(6)", "N 6(6)")
def test_right_credentials_on_an_unknown_device_reach_the_request_and_nothing_else(strict: Council) -> None:
    paper = add_paper(strict, "2")
    browser = strict.browser()
    first_step(browser, "member1") if enrol_person(strict, "member1") else None
    secret = enrol_person(strict, "member2")
    first_step(browser, "member2")

    answer = second_step(browser, code_of(secret))

    assert answer.headers["location"] == "/devices/request?next=%2F"
    assert "この端末はまだ登録されていません" in browser.get("/devices/request").text
    assert browser.get("/").headers["location"] == "/devices/request?next=%2F"
    for path in (f"/papers/{paper}", f"/papers/{paper}/contents", "/permits"):
        refused = browser.get(path)
        assert refused.status_code == 403, path
        assert "資料 2" not in refused.text
    assert browser.get("/account").status_code == 200
    reasons = {entry["detail"]["reason"] for entry in strict.ledger("access.refused")}
    assert reasons == {"device_not_registered", "device_not_approved"}


def test_browser_without_a_key_reads_nothing_and_is_told_why(strict: Council) -> None:
    paper = add_paper(strict, "1")
    secret = enrol_person(strict, "member1")
    browser = strict.browser()
    first_step(browser, "member1")

    second_step(browser, code_of(secret), has_key=False)

    assert "この端末を確かめられません" in browser.get("/devices/request").text
    assert browser.get(f"/papers/{paper}").status_code == 403
    assert send(browser, "/devices/request", {"name": "x", "kind": "issued"}).status_code == 409


def test_a_proof_of_another_sign_in_makes_no_device(strict: Council) -> None:
    secret = enrol_person(strict, "member1")
    browser = strict.browser()
    first_step(browser, "member1")
    from tests.app.auth.signing import form_token

    token = form_token(browser.get("/signin/code"))
    fields = {"code": code_of(secret), "csrf_token": token} | browser.tablet.fields_of_sign_in("another nonce")
    browser.post("/signin/code", fields, headers={"x-csrf-token": token})

    assert "この端末を確かめられません" in browser.get("/devices/request").text


@pytest.mark.clause("I 6-1(14)②")
def test_request_is_approved_against_the_number_and_opens_papers(strict: Council) -> None:
    paper = add_paper(strict, "3B")
    browser = arrive(strict, "member1")

    device = admit(strict, browser)

    assert (device.state, device.kind, device.serial) == ("approved", "issued", "T-07")
    assert browser.fetch("/devices/request/state").json()["counts_as"] == "issued"
    assert browser.get(f"/papers/{paper}").status_code == 200
    assert [entry["kind"] for entry in strict.ledger() if entry["kind"].startswith("device.")] == [
        "device.requested",
        "device.approved",
    ]


def test_wrong_number_approves_nothing_and_changes_the_number(strict: Council) -> None:
    browser, desk = arrive(strict, "member1"), strict.browser("admin")
    number = request_device(browser)
    desk.get("/admin/devices")
    wrong = f"{(int(number) + 1) % 10000:04}"

    answer = approve(desk, device_of(strict, browser).id, wrong)
    again = approve(desk, device_of(strict, browser).id, number)

    assert answer.status_code == 422
    assert "端末の画面の番号と違います" in answer.text
    assert device_of(strict, browser).match_number != number
    assert again.status_code in {303, 422}
    assert strict.ledger("device.refused")[0]["detail"]["because"] == "wrong_number"


def test_the_desk_does_not_show_the_number(strict: Council) -> None:
    browser, desk = arrive(strict, "member1"), strict.browser("admin")
    number = request_device(browser)

    page = desk.get("/admin/devices").text

    assert "佐藤 花子 議員" in page
    assert f">{number}<" not in page
    assert f'"{number}"' not in page


@pytest.mark.parametrize("login", ["clerk1", "member2", "deputy", "executive", "investigator"])
def test_nobody_else_approves_devices(strict: Council, login: str) -> None:
    browser, other = arrive(strict, "member1"), strict.browser(login)
    number = request_device(browser)

    answer = other.post(
        f"/admin/devices/{device_of(strict, browser).id}/approve",
        {"number": number, "kind": "issued", "period": "open"},
    )

    assert answer.status_code == 403
    assert other.get("/admin/devices").status_code == (200 if login == "deputy" else 403)
    assert device_of(strict, browser).state == "requested"


def test_device_of_somebody_with_power_is_not_approved_by_whoever_issued_their_letter(strict: Council) -> None:
    browser = arrive(strict, "chair")
    number, path = request_device(browser), f"/admin/devices/{device_of(strict, browser).id}/approve"
    with strict.services.database.write() as unit:
        unit.merge(strict.people["chair"]).enrolled_by = strict.people["admin"].id
    form = {"number": number, "kind": "issued", "period": "open"}

    answer = strict.browser("admin").post(path, form)

    assert answer.status_code == 403
    assert "登録用紙を発行した人は、端末の承認はできません" in answer.text
    assert strict.browser("deputy").post(path, form).status_code == 403
    assert strict.browser("deputy", strong_with=PASSKEY).post(path, form).status_code == 303
    assert device_of(strict, browser).state == "approved"


def test_administrators_own_device_is_approved_by_the_chair_not_by_themselves(strict: Council) -> None:
    browser = arrive(strict, "admin")
    number = request_device(browser)
    device = device_of(strict, browser)
    desk, chair = strict.browser("admin"), strict.browser("chair", strong_with=PASSKEY)

    waiting = browser.get("/devices/request").text
    own = desk.post(f"/admin/devices/{device.id}/approve", {"number": number, "kind": "issued", "period": "open"})
    by_chair = chair.post(f"/admin/devices/{device.id}/approve", {"number": number, "kind": "issued", "period": "open"})

    assert "議長か、副責任者か、ほかの議会事務局長に、この番号を伝えてください。" in waiting
    assert (own.status_code, by_chair.status_code) == (403, 303)
    assert device_of(strict, browser).approved_by == strict.people["chair"].id


def test_chair_does_not_approve_a_members_device(strict: Council) -> None:
    browser, chair = arrive(strict, "member1"), strict.browser("chair")
    number = request_device(browser)
    fields = {"number": number, "kind": "issued", "period": "open"}

    answer = chair.post(f"/admin/devices/{device_of(strict, browser).id}/approve", fields)

    assert answer.status_code == 403


@pytest.mark.clause("I 2章2(1) 取扱制限1")
def test_personal_device_reads_level_2_and_never_level_3(strict: Council) -> None:
    open_paper, secret_paper = add_paper(strict, "2"), add_paper(strict, "3C")
    browser = arrive(strict, "member1")

    admit(strict, browser, kind=DeviceKind.PERSONAL)

    assert browser.get(f"/papers/{open_paper}").status_code == 200
    refused = browser.get(f"/papers/{secret_paper}")
    assert refused.status_code == 403
    assert "支給された端末" in refused.text


def test_personal_device_needs_an_end(strict: Council) -> None:
    browser, desk = arrive(strict, "member1"), strict.browser("admin")
    number = request_device(browser, kind="personal")
    desk.get("/admin/devices")

    answer = approve(desk, device_of(strict, browser).id, number, kind="personal", period="open", serial="個 12")

    assert answer.status_code == 422
    assert "個人の端末には期限が必要です" in answer.text
    assert 'value="個 12"' in answer.text


def test_approval_ends_by_itself_at_midnight_of_its_last_day(strict: Council, moment: Clock) -> None:
    paper = add_paper(strict, "2")
    browser = arrive(strict, "member1")
    device = admit(strict, browser, kind=DeviceKind.PERSONAL)
    assert device.expires_at is not None

    moment.seconds = device.expires_at.timestamp() - 600
    arrive(strict, "member1", browser)
    before = browser.get(f"/papers/{paper}").status_code
    moment.forward(601)
    after = browser.get(f"/papers/{paper}").status_code

    assert (before, after) == (200, 403)


@pytest.mark.both("what happens at once or in between")
@pytest.mark.clause("I 2章5(1)④")
def test_personal_device_waits_for_the_chair_while_a_sitting_is_on(strict: Council) -> None:
    paper = add_paper(strict, "2")
    browser, chair = arrive(strict, "member1"), strict.browser("chair")
    device = admit(strict, browser, kind=DeviceKind.PERSONAL)
    add_sitting(strict)

    before = browser.get(f"/papers/{paper}")
    chair.get("/devices/sitting")
    allowed = send(chair, f"/devices/{device.id}/sitting", {"decision": "allow"})
    after = browser.get(f"/papers/{paper}")
    send(chair, f"/devices/{device.id}/sitting", {"decision": "disallow"})
    taken_back = browser.get(f"/papers/{paper}")

    assert before.status_code == 403
    assert "会議中に個人の端末を使うには、議長の承認が必要です" in before.text
    assert allowed.status_code == 303
    assert after.status_code == 200
    assert taken_back.status_code == 403
    assert strict.ledger("access.refused")[0]["detail"]["clause"] == "5(1)④"


@pytest.mark.parametrize(("began", "status"), [(-60, 200), (60, 403), (8 * 3600 - 60, 403), (8 * 3600 + 60, 200)])
def test_a_sitting_lasts_from_its_beginning_for_eight_hours(strict: Council, began: float, status: int) -> None:
    paper = add_paper(strict, "2")
    browser = strict.browser("member1", device=DeviceKind.PERSONAL)
    add_sitting(strict, began_seconds_ago=began)

    assert browser.get(f"/papers/{paper}").status_code == status


def test_issued_tablet_and_people_who_do_not_attend_are_not_touched_by_a_sitting(strict: Council) -> None:
    paper = add_paper(strict, "2", named="executive")
    member_paper = add_paper(strict, "2")
    add_sitting(strict)

    assert strict.browser("executive", device=DeviceKind.PERSONAL).get(f"/papers/{paper}").status_code == 200
    assert strict.browser("member1").get(f"/papers/{member_paper}").status_code == 200


@pytest.mark.parametrize("login", ["admin", "member2", "clerk1"])
def test_only_the_chair_or_a_delegate_decides_about_sittings(strict: Council, login: str) -> None:
    browser = arrive(strict, "member1")
    device = admit(strict, browser, kind=DeviceKind.PERSONAL)

    answer = strict.browser(login).post(f"/devices/{device.id}/sitting", {"decision": "allow"})

    assert answer.status_code == 403
    assert device_of(strict, browser).chair_approved_at is None


@pytest.mark.parametrize("act", ["suspend", "revoke"])
def test_stopped_device_is_dead_on_the_next_request_and_at_the_next_sign_in(strict: Council, act: str) -> None:
    browser, desk = arrive(strict, "member1"), strict.browser("admin")
    device = admit(strict, browser)
    desk.get("/admin/devices")
    secret = enrol_person(strict, "member1")
    browser = arrive(strict, "member1", browser)

    told = desk.get(send(desk, f"/admin/devices/{device.id}/{act}", {"because": "lost"}).headers["location"]).text

    assert {"suspend": "端末を一時停止しました。", "revoke": "紛失として止めました。"}[act] in told
    assert not is_signed_in(browser)
    assert browser.renew().status_code in {401, 403}
    first_step(browser, "member1")
    secret = enrol_person(strict, "member1")
    first_step(browser, "member1")
    again = second_step(browser, code_of(secret))
    assert again.headers["location"] == "/signin?why=stopped"
    assert "この端末は使用を止められています" in browser.get(again.headers["location"]).text
    assert "revoked_device" in alarms(strict)


def test_suspended_device_goes_on_after_it_is_resumed(strict: Council) -> None:
    browser, desk = arrive(strict, "member1"), strict.browser("admin")
    device = admit(strict, browser)
    desk.get("/admin/devices")
    send(desk, f"/admin/devices/{device.id}/suspend")

    send(desk, f"/admin/devices/{device.id}/resume")
    arrive(strict, "member1", browser)

    assert browser.get("/").status_code == 200


@pytest.mark.clause("I 2章4①")
def test_holder_stops_a_lost_device_from_another_one(strict: Council) -> None:
    lost = arrive(strict, "member1")
    device = admit(strict, lost)
    other = strict.browser("member1")
    page = other.get("/account").text

    answer = send(other, f"/devices/{device.id}/lost")

    assert "なくしたので止める" in page
    assert answer.headers["location"] == "/account?lost=1"
    assert not is_signed_in(lost)
    assert is_signed_in(other)
    assert device_of(strict, lost).ended_because == "lost"


def test_nobody_stops_another_members_device(strict: Council) -> None:
    browser = arrive(strict, "member1")
    device = admit(strict, browser)

    answer = strict.browser("member2").post(f"/devices/{device.id}/lost")

    assert answer.status_code == 404
    assert is_signed_in(browser)


def test_stranger_with_the_password_cannot_stop_the_members_tablet_from_an_unknown_device(strict: Council) -> None:
    tablet = arrive(strict, "member1")
    device = admit(strict, tablet)
    thief = arrive(strict, "member1")
    tablet = arrive(strict, "member1", tablet)

    answer = send(thief, f"/devices/{device.id}/lost")

    assert answer.status_code in {401, 403}
    assert device_of(strict, tablet).state == "approved"


def test_a_device_counts_for_its_holder_alone(strict: Council) -> None:
    browser = arrive(strict, "member1")
    admit(strict, browser)

    arrive(strict, "member2", browser)

    assert browser.get("/").headers["location"] == "/devices/request?next=%2F"
    assert "ほかの人の端末として登録されています" in browser.get("/devices/request").text
    assert send(browser, "/devices/request", {"name": "x", "kind": "issued"}).status_code == 409


def test_signing_in_elsewhere_raises_the_alarm(strict: Council) -> None:
    browser = arrive(strict, "member1")
    admit(strict, browser)
    secret = enrol_person(strict, "member1")  # a new password ends what was open
    browser = strict.browser("member1")
    thief = strict.browser()
    first_step(thief, "member1")

    second_step(thief, code_of(secret))

    assert alarms(strict) == ["second_place"]
    assert is_signed_in(browser)


def test_signing_in_again_on_the_same_device_is_no_second_place(strict: Council) -> None:
    secret = enrol_person(strict, "member1")
    browser = strict.browser()
    moment = Clock()
    first_step(browser, "member1")
    second_step(browser, code_of(secret))
    browser.client.cookies.clear()  # the browser was closed
    moment.forward(30)
    first_step(browser, "member1")
    second_step(browser, code_of(secret))

    assert alarms(strict) == []
    assert len(strict.ledger("auth.session_ended")) == 1


def test_chairs_word_for_sittings_does_not_come_back_with_a_resumed_device(council: Council) -> None:
    paper = add_paper(council, "2", named="member1")
    browser, chair = council.browser("member1", device=DeviceKind.PERSONAL), council.browser("chair")
    desk, device = council.browser("admin"), device_of(council, browser)
    add_sitting(council)
    chair.get("/devices/sitting")
    desk.get("/admin/devices")
    assert send(chair, f"/devices/{device.id}/sitting", {"decision": "allow"}).status_code == 303
    assert browser.get(f"/papers/{paper}").status_code == 200

    for act in ("suspend", "resume"):
        assert send(desk, f"/admin/devices/{device.id}/{act}").status_code == 303

    assert (device_of(council, browser).state, device_of(council, browser).chair_approved_at) == ("approved", None)
