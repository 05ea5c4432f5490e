"""Devices that nobody asked for are forgotten; what was recorded about them is not."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.access.facts import DeviceKind
from app.auth.alarms.models import Alarm
from app.auth.alarms.raising import raise_alarm
from app.auth.devices import forgetting as devices_forgetting
from app.auth.devices.models import Device, DeviceState
from app.auth.sessions.models import SessionRow
from app.worker import TIDYING
from tests.app.auth.devicing import arrive, device_of
from tests.app.auth.signing import Clock
from tests.support.council import Browser, Council

MONTH_SECONDS = devices_forgetting.KEPT.total_seconds()


def forget(council: Council) -> int:
    with council.services.database.write() as unit:
        return devices_forgetting.forget_seen(unit)


def left(council: Council) -> list[str]:
    with council.services.database.read() as unit:
        return sorted(unit.scalars(select(Device.state)))


def visitor(council: Council) -> Browser:
    """Somebody signed in on a device of nobody's, and was noticed."""
    browser = council.browser("member1", device=DeviceKind.UNKNOWN)
    with council.services.database.write() as unit:
        about = device_of(council, browser).id
        raise_alarm(
            unit, "second_place", person_id=None, session_id=browser.session_id, address="127.0.0.1", detail=about
        )
    return browser


def test_device_that_was_only_seen_goes_after_a_month_and_what_was_said_of_it_stays(
    council: Council, moment: Clock
) -> None:
    browser = visitor(council)
    device, before = device_of(council, browser).id, council.ledger()
    moment.forward(MONTH_SECONDS - 1)
    early = forget(council)
    moment.forward(2)

    forgotten = forget(council)

    assert (early, forgotten, left(council)) == (0, 1, [])
    assert council.ledger() == before
    assert device in str(before[-1])
    with council.services.database.read() as unit:
        assert unit.scalars(select(Alarm.detail)).all() == [device]
        kept = unit.get_one(SessionRow, browser.session_id)
        assert (kept.device_id, kept.person_id) == (None, council.people["member1"].id)
    assert "佐藤 花子" in council.browser("member1").get("/account").text


@pytest.mark.parametrize(
    "state", [DeviceState.REQUESTED, DeviceState.APPROVED, DeviceState.SUSPENDED, DeviceState.REVOKED]
)
def test_device_that_somebody_decided_about_stays(council: Council, moment: Clock, state: str) -> None:
    browser = visitor(council)
    with council.services.database.write() as unit:
        unit.get_one(Device, device_of(council, browser).id).state = state
    moment.forward(2 * MONTH_SECONDS)

    assert (forget(council), left(council)) == (0, [state])


def test_device_that_is_signed_in_on_again_stays(council: Council, moment: Clock) -> None:
    visitor(council)
    browser = arrive(council, "member1", council.browser())
    with council.services.database.write() as unit:
        unit.get_one(Device, device_of(council, browser).id).state = DeviceState.SEEN
    moment.forward(MONTH_SECONDS - 60)
    arrive(council, "member1", browser)
    with council.services.database.write() as unit:
        unit.get_one(Device, device_of(council, browser).id).state = DeviceState.SEEN
    moment.forward(120)

    assert (forget(council), left(council)) == (1, [DeviceState.SEEN])
    assert device_of(council, browser).state == DeviceState.SEEN


def test_worker_forgets_and_the_device_is_met_anew_as_any_other(council: Council, moment: Clock) -> None:
    former = visitor(council)
    moment.forward(MONTH_SECONDS + 1)
    shop = SimpleNamespace(database=council.services.database)

    TIDYING["devices that nobody asked for"](shop)  # type: ignore[arg-type]  # of the workshop it takes the database alone
    gone = left(council)
    back = council.browser()
    back.tablet = former.tablet
    arrive(council, "member1", back)

    assert gone == []
    assert device_of(council, back).person_id is None  # the demo issues it anew
