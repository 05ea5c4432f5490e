"""Permits and devices are decided after a recent strong sign-in only, and what was typed is carried through it."""

import pytest

from app.access.facts import DeviceKind
from tests.app.auth.devicing import device_of, request_device
from tests.app.auth.signing import Clock, enrol_person
from tests.app.auth.stale import confirm_and_send, fields_of, stale
from tests.app.permits.desk import asked, granted, permits, shown_of
from tests.app.reading.shelf import lay
from tests.support.council import Council

pytestmark = pytest.mark.alike("what a sign-in asks for and takes; others ask for the same on both")

GRANT = {
    "decision": "grant",
    "until": "week",
    "uses": "3",
    "reason": "配らないでください。\r\n「控え」は返すこと & <確認>",
}


def test_permit_is_granted_as_typed_after_the_chair_has_confirmed(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "chair")
    chair, permit_id = stale(council, moment, "chair"), asked(council, lay(council))

    held_up = chair.post(
        f"/permits/{permit_id}/decide",
        GRANT | {"shown": shown_of(council, permit_id)},
        headers={"referer": "http://localhost/permits/decide"},
    )
    before = permits(council)[0].state
    done = confirm_and_send(chair, held_up, secret)

    assert (held_up.status_code, before) == (403, "asked")
    assert "入力した内容は残っています。" in held_up.text
    assert 'href="/permits/decide"' in held_up.text
    assert done.headers["location"].startswith("/permits/decide?done=granted&")
    [permit] = permits(council)
    assert (permit.state, permit.max_uses) == ("granted", 3)
    assert permit.decision_reason == "配らないでください。\n「控え」は返すこと & <確認>"
    assert council.ledger("access.refused")[-1]["detail"]["reason"] == "sign_in_again"


@pytest.mark.parametrize("decision", ["refuse", "revoke"])
def test_no_and_taking_back_ask_for_it_too(council: Council, moment: Clock, decision: str) -> None:
    laid = lay(council)
    secret = enrol_person(council, "deputy")
    permit_id = granted(council, laid) if decision == "revoke" else asked(council, laid)
    deputy = stale(council, moment, "deputy")
    fields = {"decision": decision, "reason": "差し替えるため"}

    held_up = deputy.post(f"/permits/{permit_id}/decide", fields)
    done = confirm_and_send(deputy, held_up, secret)

    assert (held_up.status_code, done.status_code) == (403, 303)
    assert permits(council)[0].decision_reason == "差し替えるため"
    assert council.ledger("permit.decided")[-1]["detail"]["acting_for"] == council.people["chair"].id


def test_asker_is_told_of_the_rule_and_proves_nothing_for_it(council: Council, moment: Clock) -> None:
    permit_id = asked(council, lay(council), "chair")

    answer = stale(council, moment, "chair").post(f"/permits/{permit_id}/decide", GRANT)

    assert "自分が出した申請を、自分で決めることはできません。" in answer.text
    assert "本人確認" not in answer.text


def test_tablet_is_approved_with_the_number_typed_before_the_confirmation(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "admin")
    desk, tablet = stale(council, moment, "admin"), council.browser("member1", device=DeviceKind.UNKNOWN)
    tablet.get("/account")
    number = request_device(tablet)
    typed = {"number": number, "kind": "personal", "period": "180", "name": "私の板", "serial": "個 12"}

    held_up = desk.post(f"/admin/devices/{device_of(council, tablet).id}/approve", typed)
    kept = device_of(council, tablet)
    done = confirm_and_send(desk, held_up, secret)

    assert (held_up.status_code, kept.state, kept.match_number) == (403, "requested", number)
    assert done.headers["location"] == "/admin/devices?done=approved"
    device = device_of(council, tablet)
    assert (device.state, device.kind, device.name, device.serial) == ("approved", "personal", "私の板", "個 12")


def test_chair_confirms_before_a_personal_tablet_is_let_into_sittings(council: Council, moment: Clock) -> None:
    secret = enrol_person(council, "chair")
    tablet = council.browser("member1", device=DeviceKind.PERSONAL)
    chair = stale(council, moment, "chair")

    held_up = chair.post(f"/devices/{device_of(council, tablet).id}/sitting", {"decision": "allow"})
    done = confirm_and_send(chair, held_up, secret)

    assert (held_up.status_code, done.status_code) == (403, 303)
    assert device_of(council, tablet).chair_approved_by == council.people["chair"].id


def test_stopping_a_tablet_waits_for_no_confirmation(council: Council, moment: Clock) -> None:
    tablet = council.browser("member1")

    answer = stale(council, moment, "admin").post(
        f"/admin/devices/{device_of(council, tablet).id}/revoke", {"because": "lost"}
    )

    assert answer.status_code == 303
    assert device_of(council, tablet).state == "revoked"


def test_wrong_code_keeps_the_decision_and_the_way_back(council: Council, moment: Clock) -> None:
    enrol_person(council, "chair")
    chair, permit_id = stale(council, moment, "chair"), asked(council, lay(council))
    held = fields_of(
        chair.post(
            f"/permits/{permit_id}/decide", GRANT, headers={"referer": "http://localhost/permits/decide?permit=1"}
        )
    )

    wrong = fields_of(
        chair.post("/signin/again", {"held": held["held"], "next": held["next"], "password": "x", "code": "000000"})
    )

    assert (wrong["held"], wrong["next"]) == (held["held"], "/permits/decide?permit=1")
    assert permits(council)[0].state == "asked"
