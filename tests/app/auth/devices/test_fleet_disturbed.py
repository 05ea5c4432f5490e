"""A fleet when something comes in between: a tablet that is stopped or altered, another person, another device."""

import base64
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from sqlalchemy import text

from app import days
from app.audit.notes import By
from app.auth.devices.fleet import acts, queries
from app.auth.devices.models import DeviceState
from tests.app.auth.devices.test_fleet import HERE, exchanged, hand_out, mark_on, plan, row_of, undo
from tests.app.auth.devices.test_keys_bound_again import again, enrolled, nod, without_key
from tests.app.auth.devices.test_spares import ask, lend
from tests.app.auth.devicing import admit, approve, arrive, device_of, request_device
from tests.app.auth.signing import Clock, is_signed_in
from tests.support.council import Browser, Council

pytestmark = pytest.mark.rare("a fleet that changes between two looks at it")


@pytest.fixture
def moment(strict: Council) -> Clock:
    del strict
    return Clock()


def revoke(council: Council, browser: Browser) -> None:
    answer = council.browser("admin").post(f"/admin/devices/{device_of(council, browser).id}/revoke", {})
    assert answer.headers["location"].endswith("done=revoked"), answer.text


def test_new_tablet_that_was_revoked_unused_makes_room_for_another(strict: Council, moment: Clock) -> None:
    former, new = exchanged(strict)
    revoke(strict, new)

    undone = undo(strict, "T-20")

    assert undone.headers.get("location") == f"{HERE}?done=undone", undone.text
    assert device_of(strict, new).state == DeviceState.REVOKED
    assert plan(strict, "T-26", "member1").headers["location"] == f"{HERE}?asset=T-26"
    assert is_signed_in(former)


def test_new_tablet_that_asks_anew_before_its_use_makes_room_too(strict: Council, moment: Clock) -> None:
    former, new = exchanged(strict)
    request_device(new)

    assert undo(strict, "T-20").status_code == 303

    assert device_of(strict, new).state == DeviceState.REQUESTED
    assert is_signed_in(former)


@pytest.mark.parametrize("act", ["revoke", "suspend"])
def test_former_tablet_outlives_its_day_while_the_new_one_is_stopped(strict: Council, moment: Clock, act: str) -> None:
    former, new = exchanged(strict, ends_on=(days.today() + timedelta(days=2)).isoformat())
    strict.browser("admin").post(f"/admin/devices/{device_of(strict, new).id}/{act}", {})
    moment.forward(2 * 86400)

    acts.end_formers(strict.services.database)

    assert device_of(strict, former).state == DeviceState.APPROVED
    assert row_of(strict, "T-20").state == queries.APPROVED


def test_new_tablet_that_is_only_suspended_is_decided_on_before_it_is_undone(strict: Council, moment: Clock) -> None:
    _former, new = exchanged(strict)
    strict.browser("admin").post(f"/admin/devices/{device_of(strict, new).id}/suspend")

    refused = undo(strict, "T-20")

    assert (refused.status_code, "いま止められています" in refused.text) == (409, True)
    revoke(strict, new)
    assert undo(strict, "T-20").status_code == 303


def test_altered_device_of_one_person_holds_up_nobody_elses(strict: Council, moment: Clock) -> None:
    pairs = []
    for login, asset in (("member1", "T-20"), ("member2", "T-21")):
        former = arrive(strict, login)
        admit(strict, former)
        new = arrive(strict, login)
        number = request_device(new)
        plan(strict, asset, login)
        hand_out(strict, asset, number)
        pairs.append((former, new))
    moment.forward(90)
    assert all(is_signed_in(new) for _former, new in pairs)
    first = min(row_of(strict, asset).id for asset in ("T-20", "T-21"))
    held, free = pairs if first == row_of(strict, "T-20").id else pairs[::-1]
    with strict.services.database.write() as unit:
        unit.execute(text("UPDATE device SET kind = 'personal' WHERE id = :id"), {"id": device_of(strict, held[0]).id})

    acts.end_formers(strict.services.database)

    assert device_of(strict, free[0]).state == DeviceState.REVOKED


def test_somebody_else_who_signs_in_on_the_new_tablet_ends_no_former(strict: Council, moment: Clock) -> None:
    former, new = exchanged(strict)
    moment.forward(90)
    arrive(strict, "member2", new)

    acts.end_formers(strict.services.database)

    assert device_of(strict, former).state == DeviceState.APPROVED


def keep_ready(council: Council, tablet: Browser) -> None:
    path = f"/admin/devices/{device_of(council, tablet).id}/spare"
    assert council.browser("admin").post(path, {"serial": "Y-01"}).status_code == 303


def test_former_tablet_that_is_lent_to_somebody_else_does_not_end_with_the_use_of_the_new_one(
    strict: Council, moment: Clock
) -> None:
    """It was given back at the hand-out, and is a spare: what was decided was about its former holder."""
    former, new = exchanged(strict)
    keep_ready(strict, former)
    borrower = arrive(strict, "member2", former)
    assert lend(strict, borrower, ask(borrower)).status_code == 303
    moment.forward(90)
    assert is_signed_in(new)

    acts.end_formers(strict.services.database)

    assert device_of(strict, borrower).state == DeviceState.APPROVED
    assert row_of(strict, "T-20").state == queries.USED


def test_new_tablet_that_was_made_a_spare_ends_no_former_and_is_not_taken_from_its_borrower(
    strict: Council, moment: Clock
) -> None:
    former, new = exchanged(strict, ends_on=(days.today() + timedelta(days=2)).isoformat())
    keep_ready(strict, new)
    moment.forward(2 * 86400)
    borrower = arrive(strict, "member2", new)
    assert lend(strict, borrower, ask(borrower)).status_code == 303
    moment.forward(90)
    assert is_signed_in(borrower)

    acts.end_formers(strict.services.database)
    undone = undo(strict, "T-20")

    assert device_of(strict, former).state == DeviceState.APPROVED
    assert undone.status_code == 303
    assert device_of(strict, borrower).state == DeviceState.APPROVED


def test_device_that_its_holder_calls_their_own_is_not_handed_out(strict: Council) -> None:
    plan(strict, "T-27", "member1")
    own = arrive(strict, "member1")
    number = request_device(own, kind="personal", name="自分の iPad")

    answer = hand_out(strict, "T-27", number)

    assert answer.status_code == 422
    assert device_of(strict, own).state == DeviceState.REQUESTED


def test_another_former_than_the_desk_showed_is_not_ended(strict: Council, moment: Clock) -> None:
    shown, other = arrive(strict, "member1"), arrive(strict, "member1")
    admit(strict, other)
    moment.forward(120)
    arrive(strict, "member1", shown)
    admit(strict, shown)
    new = arrive(strict, "member1")
    number = request_device(new)
    plan(strict, "T-28", "member1")
    page = strict.browser("admin").get(f"{HERE}?asset=T-28").text
    moment.forward(120)
    arrive(strict, "member1", other)

    fields = {"number": number, "shown": mark_on(page)}
    answer = strict.browser("admin").post(f"{HERE}/{row_of(strict, 'T-28').id}/hand-out", fields)

    assert (answer.status_code, "前の端末が変わりました" in answer.text) == (409, True)
    assert device_of(strict, new).state == DeviceState.REQUESTED
    assert hand_out(strict, "T-28", number).status_code == 303
    assert row_of(strict, "T-28").former_id == device_of(strict, other).id


@pytest.mark.parametrize(
    ("asset", "sentence"),
    [
        ("T\x00-1", "文字の種類が分かりません"),
        ('"T-1\nT-2"', "管理番号を 40 字まで"),
        ("T-\u202e1", "管理番号を 40 字まで"),
        ('"T-1', "2 行目：引用符"),
    ],
)
def test_list_with_signs_that_no_number_has_is_refused_with_a_sentence(
    strict: Council, asset: str, sentence: str
) -> None:
    sent = base64.b64encode(f"管理番号,ID\n{asset},member1".encode()).decode()

    answer = strict.browser("admin").post(f"{HERE}/check", {"file_base64": sent})

    assert answer.status_code == 422, answer.text
    assert sentence in answer.text


def test_day_that_passed_before_the_hand_out_ends_nothing_before_the_first_use(strict: Council, moment: Clock) -> None:
    former = arrive(strict, "member1")
    admit(strict, former)
    plan(strict, "T-29", "member1", ends_on=(days.today() + timedelta(days=2)).isoformat())
    moment.forward(3 * 86400)
    new = arrive(strict, "member1")
    assert hand_out(strict, "T-29", request_device(new)).status_code == 303

    acts.end_formers(strict.services.database)

    assert device_of(strict, former).state == DeviceState.APPROVED
    assert undo(strict, "T-29").status_code == 303


def test_former_tablet_that_was_bound_again_meanwhile_ends_with_its_new_key(strict: Council, moment: Clock) -> None:
    former, passkey = enrolled(strict)
    moment.forward(7200)
    new = arrive(strict, "member1")
    plan(strict, "T-34", "member1")
    hand_out(strict, "T-34", request_device(new))
    moment.forward(7200)
    bound = without_key(strict, passkey)
    again(bound, former)
    assert nod(strict, device_of(strict, bound)).status_code == 303
    arrive(strict, "member1", new)

    acts.end_formers(strict.services.database)

    assert row_of(strict, "T-34").state == queries.USED
    assert device_of(strict, bound).state == DeviceState.REVOKED


def test_number_of_a_tablet_that_is_stopped_as_infected_is_not_handed_out(strict: Council, moment: Clock) -> None:
    admit(strict, tablet := arrive(strict, "member1"))
    strict.browser("admin").post(f"/devices/{device_of(strict, tablet).id}/infected", {"noticed": ""})
    wiped = arrive(strict, "member1")
    number = request_device(wiped)
    plan(strict, "T-07", "member1")

    desk, fleet = strict.browser("admin"), hand_out(strict, "T-07", number)
    warned = desk.get("/admin/devices").text
    single = approve(desk, device_of(strict, wiped).id, number, serial="T-07")

    assert "感染の疑いで止まっています。同じ端末でないか" in warned
    for answer in (fleet, single):
        assert (answer.status_code, "この管理番号の端末は、感染の疑い" in answer.text) == (409, True)
    assert device_of(strict, wiped).state == DeviceState.REQUESTED
    assert approve(desk, device_of(strict, wiped).id, number, serial="T-08").status_code == 303


@pytest.mark.parametrize("path", ["new", "import"])
def test_two_who_list_at_once_list_nobody_twice(strict: Council, path: str) -> None:
    desk, person = strict.browser("admin"), strict.people["member1"].id
    by = By.person(strict.people["admin"].id)
    fields = {"asset": "T-41", "login": "member1", "pasted": "管理番号,ID\nT-41,member1"}

    with ThreadPoolExecutor(1) as pool:
        with strict.services.database.write() as first:
            acts.lock_list(first)
            acts.list_tablet(first, by, asset="T-40", person_id=person, ends_on="")
            second = pool.submit(desk.post, f"{HERE}/{path}", fields)
            wait([second], timeout=1)
        answer = second.result()

    assert (answer.status_code, "もう別の端末が予定" in answer.text) == (422, True)
