"""Spares whose borrower leaves or is suspended while they have one, or ask for one."""

import argparse
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from app import days
from app.audit.notes import By
from app.auth.devices.models import Device, DeviceState
from app.auth.devices.spares import acts
from app.ops import device_commands
from tests.app.auth.devices.test_spares import ask, kept, lend, lent, reads, steps
from tests.app.auth.devicing import arrive, device_of, send
from tests.app.conftest import SetClock
from tests.support.council import Browser, Council

pytestmark = pytest.mark.rare("spares that change between two looks at them")


def leaving(council: Council) -> tuple[Browser, str]:
    """The administrator, and the page of the borrower, whose term is over and who has agreed to secrecy."""
    person, admin = f"/admin/people/{council.people['member1'].id}", council.browser("admin")
    assert admin.post(f"{person}/retire", {"last_day": "2027-03-31", "reason": "辞職"}).status_code == 303
    assert admin.post(f"{person}/secrecy").status_code == 303
    return admin, person


def test_nobody_leaves_for_good_with_a_spare_and_it_serves_the_next(strict: Council, at: SetClock) -> None:
    at("2027-04-01 09:00:00")
    tablet = lent(strict)
    admin, person = leaving(strict)

    assert admin.post(f"{person}/close").status_code == 409
    assert admin.post(f"{person}/returned", {"device": device_of(strict, tablet).id}).status_code == 303
    assert admin.post(f"{person}/close").status_code == 303

    assert (device_of(strict, tablet).state, device_of(strict, tablet).person_id) == (DeviceState.APPROVED, None)
    following = arrive(strict, "member2", tablet)
    assert lend(strict, following, ask(following)).status_code == 303
    assert reads(strict, following)
    assert steps(strict) == ["kept", "lent", "back", "lent"]


def test_spare_that_was_only_asked_for_stays_the_offices(strict: Council, at: SetClock) -> None:
    at("2027-04-01 09:00:00")
    tablet = arrive(strict, "member1", kept(strict))
    ask(tablet)
    admin, person = leaving(strict)

    assert admin.post(f"{person}/close").status_code == 303

    assert (device_of(strict, tablet).state, device_of(strict, tablet).person_id) == (DeviceState.APPROVED, None)


def test_spare_is_not_lent_to_whoever_was_suspended_or_left_meanwhile(strict: Council, at: SetClock) -> None:
    at("2027-04-01 09:00:00")
    tablet = arrive(strict, "member1", kept(strict))
    number, person = ask(tablet), f"/admin/people/{strict.people['member1'].id}"
    assert strict.browser("chair").post(f"{person}/suspend", {"reason": "確認中"}).status_code == 303
    suspended = lend(strict, tablet, number).status_code
    assert strict.browser("chair").post(f"{person}/lift", {"reason": "確認した"}).status_code == 303
    leaving(strict)

    assert (suspended, lend(strict, tablet, number).status_code) == (409, 409)
    assert steps(strict) == ["kept"]


def test_command_line_makes_no_spare_somebodys_own(
    strict: Council, at: SetClock, capsys: pytest.CaptureFixture[str]
) -> None:
    at("2027-04-01 09:00:00")
    tablet = arrive(strict, "member1", kept(strict))
    asked = argparse.Namespace(login="member1", number=ask(tablet))

    assert device_commands.approve(strict.settings, asked) == 1

    assert "番号を確かめてください" in capsys.readouterr().err
    assert not reads(strict, tablet)


@pytest.mark.parametrize("press", ["request", "request/withdraw"])
def test_borrower_who_presses_again_while_the_desk_lends_keeps_the_spare_whole(strict: Council, press: str) -> None:
    tablet = arrive(strict, "member1", kept(strict))
    number, device_id = ask(tablet), device_of(strict, tablet).id
    by = By.person(strict.people["admin"].id)

    with ThreadPoolExecutor(1) as pool:
        with strict.services.database.write() as first:
            device = first.get_one(Device, device_id, with_for_update=True)
            acts.lend(first, by, device, number, until=days.ends(days.today()))
            second = pool.submit(send, tablet, f"/devices/{press}", {"next": "/"})
            wait([second], timeout=1)
        answer = second.result()

    with strict.services.database.read() as unit:
        device = unit.get_one(Device, device_id)
        assert (device.is_intact, device.state) == (True, DeviceState.APPROVED)
    assert answer.status_code in {303, 409}
    assert reads(strict, tablet)
