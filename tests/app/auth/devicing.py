"""What the tests of devices share: a strict council, the steps of a request, papers of a level, and alarms."""

import re
from typing import Any

from sqlalchemy import select

from app import clock
from app.access.facts import DeviceKind
from app.auth.devices.models import Device
from app.auth.devices.standing import stop_mark
from app.auth.sessions.checks import NetworkPoint
from app.db import new_id
from app.materials.models import Material, Reader, Version
from app.meetings.models import Meeting, MeetingGroup
from tests.app.auth.signing import enrol_person, sign_in
from tests.support.council import Browser, Council


def arrive(council: Council, login: str, browser: Browser | None = None) -> Browser:
    """Somebody signs in with password and code, in a browser that holds a key of its own."""
    browser = browser or council.browser()
    browser.client.cookies.clear()
    answer = sign_in(browser, login, enrol_person(council, login))
    assert answer.status_code == 303, answer.text
    browser.get("/account")
    return browser


def send(browser: Browser, path: str, fields: dict[str, str] | None = None) -> Any:
    """A form of a page that the browser has seen."""
    return browser.post(path, fields or {}, headers={"x-csrf-token": browser.seen_token})


def request_device(browser: Browser, *, kind: str = "issued", name: str = "支給タブレット 07") -> str:
    """Ask for this device; the number on its screen."""
    answer = send(browser, "/devices/request", {"name": name, "kind": kind, "next": "/"})
    assert answer.status_code == 303, answer.text
    found = re.search(r'id="match-number"[^>]*>(\d{4})<', browser.get("/devices/request").text)
    assert found
    return found[1]


def device_of(council: Council, browser: Browser) -> Device:
    """The row behind a browser's key."""
    with council.services.database.read() as unit:
        return unit.scalars(select(Device).where(Device.public_key == browser.tablet.public_key)).one()


def approve(desk: Browser, device_id: str, number: str, **changes: str) -> Any:
    """The approver's form."""
    fields = {"number": number, "kind": "issued", "period": "open", "name": "支給タブレット 07", "serial": "T-07"}
    return send(desk, f"/admin/devices/{device_id}/approve", fields | changes)


def admit(council: Council, browser: Browser, *, kind: DeviceKind = DeviceKind.ISSUED) -> Device:
    """From the request to the approval by the administrator."""
    number = request_device(browser, kind=kind.value)
    desk = council.browser("admin")
    desk.get("/admin/devices")
    period = "open" if kind is DeviceKind.ISSUED else "180"
    answer = approve(desk, device_of(council, browser).id, number, kind=kind.value, period=period)
    assert answer.status_code == 303, answer.text
    return device_of(council, browser)


def requested(council: Council, login: str) -> tuple[str, str]:
    """A device that somebody asks approval for: its id, and the number on its screen."""
    enrol_person(council, login)
    browser = council.browser(login, device=DeviceKind.UNKNOWN)
    browser.get("/account")
    number = request_device(browser)
    return device_of(council, browser).id, number


def device_in(council: Council, login: str, kind: DeviceKind, state: str = "approved") -> str:
    """The id of a person's device in this state."""
    browser = council.browser(login, device=kind)
    device = device_of(council, browser).id
    with council.services.database.write() as unit:
        unit.get_one(Device, device).state = state
    return device


def stop_shown(council: Council, device: str) -> str:
    """The mark of a device's stop as infected, as the screen on which it is cleared holds it."""
    with council.services.database.read() as unit:
        return stop_mark(unit.get_one(Device, device))


def add_paper(council: Council, level: str, *, named: str | None = None) -> str:
    """A published paper of a level for all members (or one named person), its page not rendered; its id."""
    moment = clock.now()
    with council.services.database.write() as unit:
        version = Version(
            id=new_id(),
            material_id="",
            number=1,
            file_name="a.pdf",
            state="ready",
            pages=1,
            pages_done=1,
            created_at=moment,
            created_by=council.people["clerk1"].id,
            ready_at=moment,
        )
        material = Material(
            title=f"資料 {level}",
            confidentiality=level,
            created_at=moment,
            created_by=council.people["clerk1"].id,
            published_at=moment,
        )
        unit.add(material)
        unit.flush()
        version.material_id = material.id
        unit.add(version)
        unit.flush()
        material.current_version_id = version.id
        if named is None:
            unit.add(Reader(material_id=material.id, group_id=council.groups["members"].id))
        else:
            unit.add(Reader(material_id=material.id, person_id=council.people[named].id))
        return material.id


def add_sitting(council: Council, *, began_seconds_ago: float = 600) -> None:
    """A published meeting of all members that began a while ago."""
    from datetime import timedelta

    moment = clock.now()
    with council.services.database.write() as unit:
        meeting = Meeting(
            title="本会議",
            starts_at=moment - timedelta(seconds=began_seconds_ago),
            state="published",
            created_at=moment,
            created_by=council.people["clerk1"].id,
            published_at=moment,
        )
        unit.add(meeting)
        unit.flush()
        unit.add(MeetingGroup(meeting_id=meeting.id, group_id=council.groups["members"].id))


def alarms(council: Council) -> list[str]:
    """The kinds of the alarms, in order."""
    return [entry["detail"]["alarm"] for entry in council.ledger("auth.alarm")]


def copied(council: Council, browser: Browser, *, agent: str = "", address: str = "127.0.0.1") -> Browser:
    """Another browser with the first one's cookies and tokens: everything but the key."""
    from starlette.testclient import TestClient

    from tests.support.council import COOKIE_DOMAIN, ORIGIN

    thief = council.browser()
    thief.client = TestClient(council.app, base_url=ORIGIN, raise_server_exceptions=False, client=(address, 50000))
    for name, value in browser.client.cookies.items():
        thief.client.cookies.set(name, value, domain=COOKIE_DOMAIN)
    thief.client.headers["user-agent"] = agent or browser.client.headers["user-agent"]
    thief.session_id, thief.seen_token = browser.session_id, browser.seen_token
    return thief


def check_network(browser: Browser, *points: str, next_path: str = "/") -> Any:
    """Say of the network outside what is to be said: all of it unless `points` names some."""
    return browser.post("/account/network", {"points": list(points or NetworkPoint), "next": next_path})
