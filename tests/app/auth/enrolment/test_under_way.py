"""A recovery or an enrolment that somebody has begun ends with what it rests on, and so does a sign-in."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.access.facts import DeviceKind
from app.auth.devices.models import Device
from app.auth.factors.models import Enrolment, TotpKey
from app.auth.sessions.models import PendingSignIn
from tests.app.auth.alarms.test_alarms import put
from tests.app.auth.devicing import device_of, request_device
from tests.app.auth.enrolment.test_letters import choose_password, issue, open_letter, set_up_totp
from tests.app.auth.enrolment.test_recovery import codes_of, give_recovery
from tests.app.auth.signing import Clock, enrol_person, first_step
from tests.support.council import Browser, Council
from tests.support.shown import second_word

pytestmark = pytest.mark.rare("a thief in the middle of an enrolment; only enrolments move it")

NEW = "別の長い言葉を 9月に決めた"


def reset(council: Council) -> None:
    path = f"/admin/people/{council.people['member1'].id}/reset"
    council.browser("admin").post(path, {"reason": "盗まれた"})
    asked = council.ledger("factor.reset_asked")[-1]["detail"]["reset"]
    here = f"/admin/resets/{asked}/decide"
    confirmed = council.browser("clerk1").post(here, second_word(council, here))
    assert confirmed.status_code == 303


def suspend_and_lift(council: Council) -> None:
    path, admin = f"/admin/people/{council.people['member1'].id}", council.browser("chair")
    for act in ("suspend", "lift"):
        assert admin.post(f"{path}/{act}", {"reason": "確認のため"}).status_code == 303


def end_sessions(council: Council) -> None:
    path = f"/admin/people/{council.people['member1'].id}/sessions/end"
    assert council.browser("admin").post(path).status_code == 303


def change_password(council: Council) -> None:
    own = council.browser("member1")
    assert own.post("/account/factors/password", {"password": NEW, "again": NEW}).status_code == 303


def elsewhere(council: Council) -> Browser:
    """A second session of the member, on a device that nobody approved."""
    browser = council.browser("member1", device=DeviceKind.UNKNOWN)
    browser.get("/account")
    return browser


def end_strange_session(council: Council) -> None:
    strange = elsewhere(council)
    assert council.browser("member1").post(f"/account/sessions/{strange.session_id}/end").status_code == 303


def say_not_me(council: Council, kind: str, session_id: str | None) -> None:
    alarm = put(council, "member1", kind, session_id)
    answer = {"answer": "foreign", "next": "/account"}
    assert council.browser("member1").post(f"/alarms/{alarm}/answer", answer).status_code == 303


def say_not_me_to_a_session_that_is_over(council: Council) -> None:
    strange = elsewhere(council)
    strange.post("/signout")
    say_not_me(council, "second_place", strange.session_id)


def say_not_me_to_many_failures(council: Council) -> None:
    say_not_me(council, "many_failures", None)


def end_connection(council: Council) -> None:
    path = f"/admin/connections/{elsewhere(council).session_id}/end"
    assert council.browser("admin").post(path).status_code == 303


def end_connection_that_is_over(council: Council) -> None:
    strange = elsewhere(council)
    strange.post("/signout")
    assert council.browser("admin").post(f"/admin/connections/{strange.session_id}/end").status_code == 303


def report_lost_on_the_board(council: Council) -> None:
    tablet = council.browser("member1")
    tablet.get("/account")
    path = f"/admin/connections/{tablet.session_id}/device"
    assert council.browser("admin").post(path, {"what": "lost"}).status_code == 303


def suspend_device_that_nobody_is_signed_in_on(council: Council) -> None:
    tablet = council.browser("member1")
    tablet.get("/account")
    tablet.post("/signout")
    path = f"/admin/connections/{tablet.session_id}/device"
    assert council.browser("admin").post(path, {"what": "suspended"}).status_code == 303


def report_lost_oneself(council: Council) -> None:
    tablet = council.browser("member1")
    tablet.get("/account")
    answer = council.browser("member1").post(f"/devices/{device_of(council, tablet).id}/lost")
    assert answer.status_code == 303


VOIDING = pytest.mark.parametrize(
    "act",
    [
        reset,
        suspend_and_lift,
        end_sessions,
        change_password,
        end_strange_session,
        say_not_me_to_a_session_that_is_over,
        say_not_me_to_many_failures,
        end_connection,
        end_connection_that_is_over,
        report_lost_on_the_board,
        suspend_device_that_nobody_is_signed_in_on,
        report_lost_oneself,
    ],
)


@VOIDING
def test_recovery_that_a_thief_has_begun_ends_with_it(
    council: Council, moment: Clock, act: Callable[[Council], None]
) -> None:
    enrol_person(council, "member1")
    thief = council.browser()
    first_step(thief, "member1")
    assert give_recovery(thief, codes_of(council)[4]).headers["location"] == "/enrol/factor"
    set_up_totp(thief, moment)
    shown = thief.get("/enrol/codes")

    act(council)

    assert shown.status_code == 200
    assert_over(council, thief)


@VOIDING
def test_sign_in_under_way_ends_with_it(council: Council, act: Callable[[Council], None]) -> None:
    enrol_person(council, "member1")
    first_step(council.browser(), "member1")

    act(council)

    with council.services.database.read() as unit:
        assert unit.scalars(select(PendingSignIn)).all() == []


def test_enrolment_ends_with_the_letter_that_replaces_its_own(council: Council, moment: Clock) -> None:
    thief = council.browser()
    open_letter(thief, issue(council))
    choose_password(thief)
    set_up_totp(thief, moment)

    issue(council)

    assert_over(council, thief)


def test_row_that_is_put_back_after_a_reset_goes_on_nowhere(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    council.browser("member1").get("/account")
    thief = council.browser()
    first_step(thief, "member1")
    give_recovery(thief, codes_of(council)[4])
    with council.services.database.read() as unit:
        kept = dict(unit.execute(select(Enrolment.__table__)).mappings().one())
    moment.forward(5)
    reset(council)
    with council.services.database.write() as unit:
        unit.execute(Enrolment.__table__.insert().values(kept))  # type: ignore[attr-defined]  # by SQL, seal and all

    answer = thief.get("/enrol/factor")

    assert answer.headers["location"].startswith("/enrol?late")


def test_what_somebody_has_begun_ends_when_the_person_says_not_me(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    tablet, thief = council.browser("member1"), council.browser()
    first_step(thief, "member1")
    give_recovery(thief, codes_of(council)[4])
    first_step(council.browser(), "member1")
    strange = council.browser("member1", device=DeviceKind.UNKNOWN)
    alarm = put(council, "member1", "second_place", strange.session_id)
    moment.forward(5)

    tablet.post(f"/alarms/{alarm}/answer", {"answer": "foreign", "next": "/account"})

    assert thief.get("/enrol/factor").headers["location"].startswith("/enrol?late")
    with council.services.database.read() as unit:
        assert unit.scalars(select(PendingSignIn)).all() == []


def test_signing_out_and_in_anew_ends_nothing_that_goes_on_elsewhere(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    there = council.browser()
    first_step(there, "member1")
    give_recovery(there, codes_of(council)[4])
    here = council.browser("member1")
    here.get("/account")
    moment.forward(5)

    here.post("/signout")

    assert there.get("/enrol/factor").status_code == 200


def test_device_that_was_asked_for_with_lost_factors_is_asked_for_again(council: Council) -> None:
    thief = council.browser("member1", device=DeviceKind.UNKNOWN)
    thief.get("/account")
    request_device(thief)

    reset(council)

    with council.services.database.read() as unit:
        states = set(unit.scalars(select(Device.state).where(Device.person_id == council.people["member1"].id)))
    assert "requested" not in states


def assert_over(council: Council, browser: Browser) -> None:
    assert browser.get("/enrol/codes").headers["location"].startswith("/enrol?late")
    with council.services.database.read() as unit:
        assert unit.scalars(select(Enrolment).where(Enrolment.finished_at.is_(None))).all() == []
        assert unit.scalars(select(TotpKey).where(TotpKey.confirmed_at.is_(None))).all() == []
