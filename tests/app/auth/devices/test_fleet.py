"""A fleet of tablets handed out in a day: number after number, from a list or typed; the former ends with first use."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app import clock, days
from app.auth.devices.fleet import acts, queries
from app.auth.devices.fleet.models import FleetTablet
from app.auth.devices.models import DeviceState
from tests.app.auth.devicing import admit, arrive, device_of, request_device
from tests.app.auth.signing import Clock, is_signed_in
from tests.support.council import Browser, Council

pytestmark = pytest.mark.alike("what becomes of devices and who is told; others ask for the same on both")

HERE = "/admin/devices/fleet"


@pytest.fixture
def moment(strict: Council) -> Clock:
    del strict
    return Clock()


def plan(council: Council, asset: str, login: str, **more: str) -> Any:
    return council.browser("admin").post(f"{HERE}/new", {"asset": asset, "login": login} | more)


def row_of(council: Council, asset: str) -> FleetTablet:
    with council.services.database.read() as unit:
        (found,) = [each for each, _person in queries.tablets(unit) if each.asset == asset]
        return found


def mark_on(page: str) -> str:
    """The mark of what the desk shows."""
    return page.split('name="shown" value="')[1].split('"', maxsplit=1)[0]


def hand_out(council: Council, asset: str, number: str) -> Any:
    desk = council.browser("admin")
    page = desk.get(f"{HERE}?asset={asset}").text
    return desk.post(f"{HERE}/{row_of(council, asset).id}/hand-out", {"number": number, "shown": mark_on(page)})


def undo(council: Council, asset: str, login: str = "admin") -> Any:
    return council.browser(login).post(f"{HERE}/{row_of(council, asset).id}/undo")


def exchanged(council: Council, **more: str) -> tuple[Browser, Browser]:
    """A member's former tablet, and the new one that was just approved for it."""
    former = arrive(council, "member1")
    admit(council, former)
    new = arrive(council, "member1")
    number = request_device(new)
    assert plan(council, "T-20", "member1", **more).headers["location"] == f"{HERE}?asset=T-20"
    assert hand_out(council, "T-20", number).headers["location"] == f"{HERE}?done=approved"
    return former, new


@pytest.mark.clause("I 6-1(14)②")
def test_former_tablet_ends_when_the_new_one_is_first_used_6_1_14(strict: Council, moment: Clock) -> None:
    former, new = exchanged(strict)
    assert (device_of(strict, new).state, device_of(strict, new).serial) == ("approved", "T-20")

    acts.end_formers(strict.services.database)
    assert is_signed_in(former)
    assert row_of(strict, "T-20").state == queries.APPROVED

    moment.forward(90)
    assert is_signed_in(new)
    acts.end_formers(strict.services.database)

    assert not is_signed_in(former)
    assert (device_of(strict, former).state, device_of(strict, former).ended_because) == (
        DeviceState.REVOKED,
        "replaced",
    )
    assert row_of(strict, "T-20").state == queries.USED
    assert [each["detail"]["step"] for each in strict.ledger("device.fleet")] == ["listed", "approved", "used"]
    assert undo(strict, "T-20").status_code == 409
    listed = f"{clock.moment_text(row_of(strict, 'T-20').listed_at)}　{strict.people['admin'].display_name}"
    assert f"<td>{listed}</td>" in strict.browser("admin").get(HERE).text


def test_former_tablet_ends_by_its_day_without_a_use(strict: Council, moment: Clock) -> None:
    former, _new = exchanged(strict, ends_on=(days.today() + timedelta(days=2)).isoformat())

    acts.end_formers(strict.services.database)
    assert device_of(strict, former).state == DeviceState.APPROVED
    moment.forward(2 * 86400)
    acts.end_formers(strict.services.database)

    assert device_of(strict, former).state == DeviceState.REVOKED


def test_until_it_is_used_it_is_undone_and_the_former_goes_on(strict: Council, moment: Clock) -> None:
    former, new = exchanged(strict)

    assert undo(strict, "T-20", "chair").status_code == 403
    assert undo(strict, "T-20").headers["location"] == f"{HERE}?done=undone"

    assert device_of(strict, new).state == DeviceState.SEEN
    assert not is_signed_in(new)
    moment.forward(90)
    acts.end_formers(strict.services.database)
    assert is_signed_in(former)
    assert undo(strict, "T-20").status_code == 409


def test_tablet_that_was_undone_is_handed_out_again_with_the_key_that_it_has(strict: Council, moment: Clock) -> None:
    _former, new = exchanged(strict)
    undo(strict, "T-20")
    moment.forward(30)
    number = request_device(arrive(strict, "member1", new))

    plan(strict, "T-25", "member1")
    again = hand_out(strict, "T-25", number)

    assert again.status_code == 303
    assert (device_of(strict, new).state, device_of(strict, new).serial) == (DeviceState.APPROVED, "T-25")


def test_wrong_number_and_a_person_who_has_not_asked_keep_the_tablet_open(strict: Council) -> None:
    plan(strict, "T-21", "member1")

    nobody = hand_out(strict, "T-21", "0000")
    new = arrive(strict, "member1")
    number = request_device(new)
    wrong = hand_out(strict, "T-21", f"{(int(number) + 1) % 10000:04}")

    assert nobody.status_code == wrong.status_code == 422
    assert "申し込みがまだありません" in nobody.text
    assert "端末の画面の番号と違います" in wrong.text
    assert row_of(strict, "T-21").state == queries.LISTED
    assert device_of(strict, new).state == DeviceState.REQUESTED


def test_number_of_the_list_leads_to_its_person_by_keyboard_alone(strict: Council) -> None:
    plan(strict, "T-22", "member1")
    desk = strict.browser("admin")

    first, known, unknown = (desk.get(f"{HERE}{query}").text for query in ("", "?asset=Ｔ-22", "?asset=T-99"))

    assert "autofocus" in first.split('name="asset"')[1].split(">")[0]
    assert "T-22　佐藤 花子 議員" in known
    assert "autofocus" in known.split('name="number"')[1].split(">")[0]
    assert "T-99 は一覧にありません" in unknown


@pytest.mark.parametrize("login", ["clerk1", "member1", "chair"])
def test_nobody_else_lists_tablets(strict: Council, login: str) -> None:
    answer = strict.browser(login).post(f"{HERE}/new", {"asset": "T-1", "login": "member1"})

    assert answer.status_code == 403
    assert strict.browser("admin").get(HERE).text.count("これから") == 0


def test_list_is_tried_first_and_taken_in_whole_or_not_at_all(strict: Council) -> None:
    desk = strict.browser("admin")
    plan(strict, "T-30", "member2")
    wrong = "管理番号,ID\nT-30,member1\nT-31,nobody\nT-32,member2\nT-33,member1\nT-33,chair"
    right = "端末更新の一覧,\n\nＩＤ,管理番号\nmember1,T-40\nchair,T-41"

    tried, good = (desk.post(f"{HERE}/check", {"pasted": each}) for each in (wrong, right))
    refused = desk.post(f"{HERE}/import", {"pasted": wrong})

    assert tried.status_code == refused.status_code == 422
    for sentence in ("もう更新の一覧に", "この ID の人がいない", "もう別の端末が", "二度あります"):
        assert sentence in tried.text
    assert good.status_code == 200
    assert "T-40" not in desk.get(HERE).text
    assert desk.post(f"{HERE}/import", {"pasted": right}).headers["location"] == f"{HERE}?done=imported"
    assert "T-41" in desk.get(HERE).text
    assert desk.post(f"{HERE}/check", {"pasted": "番号\n1"}).status_code == 422


@pytest.mark.both("asks for rows as no other test does")
def test_row_altered_in_the_database_ends_nothing(strict: Council, moment: Clock) -> None:
    former, new = exchanged(strict)
    other = arrive(strict, "member2")
    admit(strict, other)
    with strict.services.database.write() as unit:
        unit.execute(text("UPDATE fleet_tablet SET former_id = :other"), {"other": device_of(strict, other).id})
    moment.forward(90)
    assert is_signed_in(new)

    acts.end_formers(strict.services.database)

    assert is_signed_in(former)
    assert is_signed_in(other)
