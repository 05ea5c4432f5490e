"""The live channel over real sockets: what has ended is closed by itself, and says why."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from app import clock
from app.access.facts import DeviceKind
from app.auth.devices.models import Device
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import SessionRow
from app.members.models import Office, Person
from app.web.live import hub
from tests.app.auth.devicing import alarms
from tests.app.live.hearing import AT_ONCE_SECONDS, SOME_SWEEPS_SECONDS, heard, rows_of, settled
from tests.support.council import Browser
from tests.support.sockets import Served


def ended_by_owner(hall: Served, tablet: Browser) -> None:
    hall.council.browser("member1").post(f"/account/sessions/{tablet.session_id}/end")


def ended_by_office(hall: Served, tablet: Browser) -> None:
    hall.council.browser("admin").post(f"/admin/connections/{tablet.session_id}/end")


def device_lost(hall: Served, tablet: Browser) -> None:
    hall.council.browser("admin").post(f"/admin/connections/{tablet.session_id}/device", {"what": "lost"})


def device_suspended(hall: Served, tablet: Browser) -> None:
    hall.council.browser("admin").post(f"/admin/connections/{tablet.session_id}/device", {"what": "suspended"})


def person_suspended(hall: Served, tablet: Browser) -> None:
    person = hall.council.people["member1"].id
    chair = hall.council.browser("chair")
    chair.post(f"/admin/people/{person}/suspend", {"reason": "調査のため"})


def signed_out(hall: Served, tablet: Browser) -> None:
    tablet.post("/signout")


def idle_for_an_hour(hall: Served, tablet: Browser) -> None:
    limit = hall.council.settings.sessions.idle_seconds
    with hall.council.services.database.write() as unit:
        moment = clock.now() - timedelta(seconds=limit)
        unit.execute(update(SessionRow).where(SessionRow.id == tablet.session_id).values(seen_at=moment))


def row_of_the_person_alone(hall: Served, tablet: Browser) -> None:
    """No session was ended: the state has to be enough."""
    with hall.council.services.database.write() as unit:
        unit.scalars(select(Person).where(Person.login == "member1")).one().state = "suspended"


def row_of_the_device_alone(hall: Served, tablet: Browser) -> None:
    with hall.council.services.database.write() as unit:
        unit.scalars(select(Device).where(Device.public_key == tablet.tablet.public_key)).one().state = "revoked"


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (row_of_the_person_alone, "この ID は、いま使えません"),
        (row_of_the_device_alone, "この端末は使用を止められています"),
        (ended_by_owner, "あなたの別の画面から終了されました"),
        (ended_by_office, "議会事務局が終了しました"),
        (device_lost, "この端末は使用を止められています"),
        (device_suspended, "この端末は使用を止められています"),
        (person_suspended, "この ID は、いま使えません"),
        (signed_out, "サインアウトしました"),
        (idle_for_an_hour, "しばらく操作がなかったか"),
    ],
)
def test_what_has_ended_is_closed_by_itself_and_says_why(hall: Served, end: Any, words: str) -> None:
    tablet, neighbour = hall.council.browser("member1"), hall.council.browser("member2")
    with hall.line(tablet) as line, hall.line(neighbour) as kept:
        settled(line, "alarms")

        end(hall, tablet)
        code, said = line.wait_end()

        assert (code, said["end"]["code"]) == (4401, "A413")
        assert words in said["end"]["sentence"]
        kept.ask("alarms")
        assert "alarms" in kept.hear()
    with hall.line(tablet) as again:
        assert again.wait_end()[0] == 4401


def test_screen_of_a_person_who_was_just_suspended_closes_within_two_seconds(unhurried_hall: Served) -> None:
    tablet = unhurried_hall.council.browser("member1")
    with unhurried_hall.line(tablet) as line:
        settled(line, "alarms")

        row_of_the_person_alone(unhurried_hall, tablet)

        assert line.wait_end(AT_ONCE_SECONDS)[0] == 4401


def test_question_of_a_session_that_was_over_just_before_is_answered_by_why_it_is(hall: Served) -> None:
    """Not by the sentence for visitors, which the admission of the question gives before the next sweep."""
    tablet = hall.council.browser("member1")
    with hall.line(tablet) as line:
        settled(line, "alarms")

        row_of_the_person_alone(hall, tablet)
        line.ask("desks")
        code, said = line.wait_end()

        assert (code, said["end"]["code"]) == (4401, "A413")
        assert "この ID は、いま使えません" in said["end"]["sentence"]


def test_office_that_ends_at_midnight_closes_the_socket_at_midnight(hall: Served) -> None:
    midnight = datetime(2027, 5, 1, tzinfo=clock.JST)
    hall.time.put_to(midnight.timestamp() - 120)
    member = hall.council.people["member1"].id
    with hall.council.services.database.write() as unit:
        unit.scalars(select(Office).where(Office.person_id == member)).one().ends_at = midnight
    with hall.line(hall.council.browser("member1")) as line, hall.line(hall.council.browser("member2")) as other:
        settled(line, "alarms")
        hall.time.put_to(midnight.timestamp() - 60)
        assert line.is_silent(SOME_SWEEPS_SECONDS)
        hall.time.put_to(midnight.timestamp())

        code, said = line.wait_end()

        assert code == 4401
        assert "任期が終わった" in said["end"]["sentence"]
        assert other.is_silent(SOME_SWEEPS_SECONDS)


def test_device_whose_period_ends_goes_dark_and_the_person_may_go_on_as_on_an_unknown_one(hall: Served) -> None:
    midnight = datetime(2027, 5, 1, tzinfo=clock.JST)
    hall.time.put_to(midnight.timestamp() - 120)
    tablet = hall.council.browser("member1", device=DeviceKind.PERSONAL)
    with hall.council.services.database.write() as unit:
        mine = Device.public_key == tablet.tablet.public_key
        unit.scalars(select(Device).where(mine)).one().expires_at = midnight
    with hall.line(tablet) as line:
        settled(line, "alarms")
        hall.time.put_to(midnight.timestamp() - 60)
        assert line.is_silent(SOME_SWEEPS_SECONDS)
        hall.time.put_to(midnight.timestamp())

        code, said = line.wait_end()

    assert (code, said["end"]["code"], said["end"]["action_href"]) == (4401, "A413", "/")
    assert "この端末を使える期間が終わりました" in said["end"]["sentence"]
    with hall.line(tablet) as again:
        settled(again, "alarms")
        assert again.is_silent(SOME_SWEEPS_SECONDS)


def test_session_revoked_in_mid_conversation_gets_no_further_answer(
    hall: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 600.0)
    tablet = hall.council.browser("member1")
    with hall.line(tablet) as line:
        line.ask("alarms")
        assert "alarms" in line.hear()
        with hall.council.services.database.write() as unit:
            sessions.end_session(unit, tablet.session_id, "ended_by_office")

        line.ask("alarms")

        code, said = line.wait_end()
        assert (code, list(said)) == (4401, ["end"])
    refused = hall.council.ledger("access.refused")[-1]["detail"]
    assert (refused["action"], refused["reason"]) == ("live.listen", "not_signed_in")


def test_cookie_copied_before_a_renewal_ends_with_it_and_cannot_open_another_socket(hall: Served) -> None:
    tablet = hall.council.browser("member1")
    copied = str(tablet.client.cookies[hall.council.settings.cookie_name])
    with hall.line(tablet, cookie=copied) as thief:
        settled(thief, "alarms")
        hall.time.forward(200)

        assert tablet.renew().status_code == 200
        assert tablet.get("/account").status_code == 200
        assert thief.is_silent(SOME_SWEEPS_SECONDS)  # pages on their way may still use it, for a minute
        hall.time.forward(61)

        assert thief.wait_end()[0] == 4409
    with hall.line(tablet) as own, hall.line(None, cookie=copied) as again:
        code, said = again.wait_end()
        own.ask("alarms")
        assert heard(own)["alarms"]["own"]
    assert (code, said["end"]["code"]) == (4401, "A410")
    assert alarms(hall.council) == ["cookie_replayed"]


def test_cookie_of_two_renewals_ago_ends_at_once(hall: Served) -> None:
    tablet = hall.council.browser("member1")
    copied = str(tablet.client.cookies[hall.council.settings.cookie_name])
    with hall.line(tablet, cookie=copied) as thief:
        settled(thief, "alarms")

        for _ in range(2):
            hall.time.forward(10)
            assert tablet.renew().status_code == 200

        assert thief.wait_end()[0] == 4409


def test_device_is_told_in_time_to_prove_itself_and_is_closed_when_it_does_not(hall: Served) -> None:
    tablet = hall.council.browser("member1")
    limits = hall.council.settings.sessions
    with hall.line(tablet) as line:
        settled(line, "alarms")

        hall.time.forward(limits.renew_seconds)
        assert line.hear() == {"prove": {"now": True}}
        assert line.is_silent(SOME_SWEEPS_SECONDS)
        hall.time.forward(limits.renew_grace_seconds + 1)

        code, said = line.wait_end()
    assert (code, said["end"]["code"]) == (4401, "A410")
    assert rows_of(hall.council, tablet.session_id).ended_at is None


def test_server_that_stops_says_so_and_does_not_wait_for_open_sockets(hall: Served) -> None:
    with hall.line(hall.council.browser("member1")) as one, hall.line(hall.council.browser("admin")) as two:
        settled(one, "alarms")

        assert hall.stop() < 15  # it would wait for them for half a minute

        assert (one.wait_end()[0], two.wait_end()[0]) == (1012, 1012)


def test_sockets_are_closed_when_nobody_can_look_after_them(hall: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "SWEEP_SECONDS", 0.05)
    with hall.line(hall.council.browser("member1")) as line:
        line.ask("alarms")
        line.hear()
        with hall.council.services.database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE ledger_head RENAME TO gone"))

        assert line.wait_end()[0] == 4503
