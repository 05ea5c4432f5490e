"""A device of somebody's own is approved once they have acknowledged the rules for it, and for outside use (5(1)④)."""

import pytest

from tests.app.auth.devicing import approve, arrive, device_of, request_device, send
from tests.support.council import Browser, Council

OWN_DEVICES, OUTSIDE = ("personal", "個人の端末の規程", "personal"), ("outside", "外で扱うときの規程", "everybody")


def write_rule(desk: Browser, kind: str, title: str, concerned: str) -> str:
    """The address of a new rule that is to be acknowledged; its writer has done so."""
    said = {"text": "守ること", "decided_by": "議長決裁", "in_force_on": "2026-03-30", "is_asked": "1"}
    answer = desk.post("/rules/new", {**said, "kind": kind, "title": title, "concerned": concerned})
    assert answer.status_code == 303
    rule = str(answer.headers["location"])
    desk.post(f"{rule}/acknowledge", {"seen": "1", "next": "/"})
    return rule


@pytest.mark.clause("I 2章5(1)④")
def test_personal_device_is_approved_after_its_holder_acknowledged_the_rules_for_it_5_1_4(strict: Council) -> None:
    """On that very device, which reaches these rules and no other one."""
    desk = strict.browser("admin")
    rules = [write_rule(desk, *OWN_DEVICES), write_rule(desk, *OUTSIDE)]
    other = write_rule(desk, "standard", "対策基準", "everybody")
    browser = arrive(strict, "member1")
    listed = browser.get("/devices/request").text
    number = request_device(browser, kind="personal")
    device = device_of(strict, browser)
    desk.get("/admin/devices")

    early = approve(desk, device.id, number, kind="personal", period="180")
    waiting = desk.get("/admin/devices").text
    pages = [browser.get(rule).status_code for rule in (*rules, other)]
    first = send(browser, f"{rules[0]}/acknowledge", {"seen": "1", "next": "/devices/request"})
    still_early = approve(desk, device.id, number, kind="personal", period="180")
    send(browser, f"{rules[1]}/acknowledge", {"seen": "1", "next": "/devices/request"})
    approved = approve(desk, device.id, number, kind="personal", period="180")

    assert "個人の端末の規程" in listed
    assert (early.status_code, still_early.status_code, approved.status_code) == (409, 409, 303)
    assert "まだ確認していません" in early.text
    assert "まだ確認していません" in waiting
    assert pages == [200, 200, 403]
    assert first.headers["location"] == "/devices/request"
    assert send(browser, f"{other}/acknowledge", {"seen": "1", "next": "/"}).status_code == 303  # approved now


def test_issued_device_does_not_wait_for_the_rules_of_personal_ones(strict: Council) -> None:
    desk, browser = strict.browser("admin"), arrive(strict, "member1")
    write_rule(desk, *OWN_DEVICES)
    number = request_device(browser)
    desk.get("/admin/devices")

    assert approve(desk, device_of(strict, browser).id, number).status_code == 303
