"""Devices that are infected, or may be (6-4(3)⑤): stopped and reported in one act, used again by another's word."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.access.facts import DeviceKind
from app.auth.devices import standing
from app.auth.devices.models import Device, DeviceState
from app.registers.models import RegisterEntry
from tests.app.auth.devicing import alarms, device_of
from tests.app.auth.signing import is_signed_in
from tests.support.council import Browser, Council, council_in

pytestmark = pytest.mark.alike("what a form of a register takes and shows; others ask for the same on both")

SCREEN = "/devices/infected"
FOUND = "全体を調べ、何も見つからなかった。OS を最新にした。"


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home") as founded:
        yield founded


def stop(council: Council, browser: Browser, of: Browser, noticed: str = "") -> Any:
    return browser.post(f"/devices/{device_of(council, of).id}/infected", {"noticed": noticed})


def clear(council: Council, login: str, of: Browser, examined: str = FOUND) -> Any:
    device = device_of(council, of)
    fields = {"examined": examined, "shown": standing.stop_mark(device)}
    return council.browser(login).post(f"/devices/{device.id}/clear", fields)


def incidents(council: Council) -> list[dict[str, list[str]]]:
    with council.services.database.read() as unit:
        return [json.loads(each) for each in unit.scalars(select(RegisterEntry.typed))]


@pytest.mark.clause("I 6-4(3)⑤")
def test_member_stops_the_tablet_at_hand_from_home_and_both_offices_hear_of_the_incident_6_4_3_5(
    council: Council,
) -> None:
    tablet = council.browser("member1")
    assert f'href="{SCREEN}"' in tablet.get("/").text
    assert "この端末を止めて知らせる" in tablet.get(SCREEN).text

    answer = stop(council, tablet, tablet, "知らない画面が何度もひらく")

    assert answer.headers["location"] == "/signin?why=infected"
    assert "この端末を止め、" in tablet.get("/signin?why=infected&asked").text
    assert not is_signed_in(tablet)
    assert device_of(council, tablet).state == DeviceState.INFECTED
    person = council.browser("admin").get(f"/admin/people/{council.people['member1'].id}").text
    assert "試験の端末　支給された端末　" in person
    assert "感染の疑いで停止中" in person
    (said,) = incidents(council)
    assert said["mishap"] == ["malware"]
    assert "端末：試験の端末\n" in said["happened"][0]
    assert "使う人：佐藤 花子 議員\n" in said["happened"][0]
    assert said["happened"][0].endswith("気づいたこと：知らない画面が何度もひらく")
    assert alarms(council) == ["incident"]
    for office in ("admin", "chair"):
        assert "事故の記録に第1号が記録されました" in council.browser(office).get("/admin/connections").text
    kinds = [one["kind"] for one in council.ledger()]
    assert kinds.index("device.suspended") < kinds.index("register.entered")


@pytest.mark.clause("I 6-4(3)⑤")
@pytest.mark.parametrize("login", ["clerk1", "admin", "chair", "deputy"])
def test_another_registered_device_and_the_offices_stop_it_too_6_4_3_5(council: Council, login: str) -> None:
    first, second, office = council.browser("member1"), council.browser("member1"), council.browser(login)

    own = stop(council, second, first)
    helped = stop(council, office, second)

    assert own.headers["location"] == helped.headers["location"] == f"{SCREEN}?done=stopped"
    assert not is_signed_in(first)
    assert not is_signed_in(second)
    assert is_signed_in(office)
    assert len(incidents(council)) == 2
    assert "感染の疑いで止めた端末" in office.get(SCREEN).text


@pytest.mark.parametrize("login", ["member2", "executive", "investigator"])
def test_nobody_else_stops_another_persons_device_nor_sees_it_named(council: Council, login: str) -> None:
    tablet, other = council.browser("member1"), council.browser(login)

    answer = stop(council, other, tablet)

    assert answer.status_code == 403
    assert "佐藤 花子" not in other.get(SCREEN).text
    assert is_signed_in(tablet)
    assert incidents(council) == []


@pytest.mark.both("asks for rows as no other test does")
def test_whoever_is_signed_in_on_a_shared_tablet_stops_it(council: Council) -> None:
    tablet = council.browser("member2")
    with council.services.database.write() as unit:
        unit.get_one(Device, device_of(council, tablet).id).person_id = None

    answer = stop(council, tablet, tablet)

    assert answer.headers["location"] == "/signin?why=infected"
    assert "使う人：共用\n" in incidents(council)[0]["happened"][0]


def test_device_that_nobody_approved_stops_none(council: Council) -> None:
    tablet, stranger = council.browser("member1"), council.browser("member1", device=DeviceKind.UNKNOWN)

    assert stop(council, stranger, tablet).status_code == 403
    assert is_signed_in(tablet)


@pytest.mark.clause("I 6-4(3)⑤")
def test_stopped_tablet_is_used_again_by_another_than_who_stopped_it_with_what_was_found_6_4_3_5(
    council: Council,
) -> None:
    tablet = council.browser("member1")
    stop(council, council.browser("admin"), tablet)
    device = device_of(council, tablet).id

    by_stopper = clear(council, "admin", tablet)
    resumed = council.browser("chair").post(f"/admin/devices/{device}/resume")
    without_a_word = clear(council, "chair", tablet, " ")
    by_clerk = clear(council, "clerk1", tablet)

    assert by_stopper.status_code == resumed.status_code == by_clerk.status_code == 403
    assert without_a_word.status_code == 422
    assert device_of(council, tablet).state == DeviceState.INFECTED

    assert clear(council, "chair", tablet).headers["location"] == f"{SCREEN}?done=cleared"
    assert device_of(council, tablet).state == DeviceState.APPROVED
    assert device_of(council, tablet).stopped_by is None
    said = council.ledger("device.resumed")[0]["detail"]
    assert (said["examined"], said["stopped_by"]) == (FOUND, council.people["admin"].id)
    assert clear(council, "chair", tablet).status_code == 409


def test_administrator_cannot_resume_what_was_stopped_as_infected(council: Council) -> None:
    tablet = council.browser("member1")
    stop(council, tablet, tablet)

    answer = council.browser("admin").post(f"/admin/devices/{device_of(council, tablet).id}/resume")

    assert answer.status_code == 409
    assert device_of(council, tablet).state == DeviceState.INFECTED


def test_holder_does_not_clear_their_own_device(council: Council) -> None:
    tablet = council.browser("chair")
    stop(council, council.browser("clerk1"), tablet)

    assert clear(council, "chair", tablet).status_code == 403
    assert clear(council, "deputy", tablet).status_code == 403  # with a passkey alone: it is of somebody with power
    assert "自分の端末" in clear(council, "chair", tablet).text


@pytest.mark.both("asks for rows as no other test does")
def test_column_edited_in_the_database_clears_nothing(council: Council) -> None:
    tablet = council.browser("member1")
    stop(council, council.browser("admin"), tablet)
    with council.services.database.write() as unit:
        unit.connection().exec_driver_sql("UPDATE device SET stopped_by = NULL")

    answer = clear(council, "admin", tablet)

    assert answer.status_code == 409
    assert "書き換えられた" in answer.text
    assert device_of(council, tablet).state == DeviceState.INFECTED


@pytest.mark.parametrize("reporter", ["clerk1", "admin"])
def test_incident_of_an_officers_own_device_is_dealt_with_by_the_other_office(council: Council, reporter: str) -> None:
    stop(council, council.browser(reporter), council.browser("admin"))

    own = council.browser("admin")

    assert own.get("/registers/incidents/1").status_code == 200
    assert own.get("/registers/incidents/1/edit").status_code == 403
    assert "事故の記録 第1号" in council.browser("chair").get("/registers/waiting").text


def test_device_that_was_suspended_before_stays_so_when_it_is_cleared(council: Council) -> None:
    tablet = council.browser("member1")
    council.browser("admin").post(f"/admin/devices/{device_of(council, tablet).id}/suspend")
    stop(council, council.browser("member1"), tablet)

    assert clear(council, "deputy", tablet).status_code == 303

    assert device_of(council, tablet).state == DeviceState.SUSPENDED


def test_page_from_before_clears_no_later_infection(council: Council) -> None:
    tablet, chair = council.browser("member1"), council.browser("chair")
    stop(council, council.browser("clerk1"), tablet, "はじめの疑い")
    before = chair.get(SCREEN).text
    mark = before.split('name="shown" value="')[1].split('"')[0]
    clear(council, "deputy", tablet)
    stop(council, council.browser("clerk1"), tablet, "次の疑い")

    path = f"/devices/{device_of(council, tablet).id}/clear"
    answer = chair.post(path, {"examined": FOUND, "shown": mark})

    assert answer.status_code == 409
    assert device_of(council, tablet).state == DeviceState.INFECTED
