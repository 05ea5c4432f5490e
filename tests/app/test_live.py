"""The live channel over real sockets: who is let in, what is told, and that what has ended is closed by itself."""

import contextlib
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text, update

from app import clock
from app.access.facts import Device as Kind
from app.auth import sessions
from app.auth.alarms import raise_alarm
from app.auth.models import SessionRow
from app.members.models import Office
from app.web import live_tabs
from tests.app.auth.devicing import alarms
from tests.app.auth.signing import enrol_person, sign_in
from tests.support.council import Browser, Council, council_in
from tests.support.sockets import Line, Served, served

AT_ONCE_SECONDS = 2.0


@pytest.fixture
def hall(council: Council) -> Iterator[Served]:
    with served(council) as one:
        yield one


def put_alarm(council: Council, login: str = "member1") -> None:
    with council.services.database.write() as unit:
        raise_alarm(unit, "many_failures", person_id=council.people[login].id, address="203.0.113.9")


def heard(line: Line, seconds: float = AT_ONCE_SECONDS) -> Any:
    """The first message that tells of an alarm."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        said = line.hear(deadline - time.monotonic())
        if said["alarms"]["own"] or said["alarms"]["office"]:
            return said
    raise AssertionError("no alarm in time")


def settled(line: Line, *topics: str) -> None:
    """The question is answered, and the first sweep over."""
    line.ask(*topics)
    while not line.is_silent(1.3):
        pass


def rows_of(council: Council, session_id: str) -> Any:
    with council.services.database.read() as unit:
        return unit.scalars(select(SessionRow).where(SessionRow.id == session_id)).one()


def test_sign_in_elsewhere_is_on_the_open_tablet_and_with_the_secretariat_within_two_seconds(hall: Served) -> None:
    council = hall.council
    secret = enrol_person(council, "member1")
    tablet, admin, other = council.browser("member1"), council.browser("admin"), council.browser("member2")
    thief = council.browser()
    with hall.line(tablet) as own, hall.line(admin) as office, hall.line(other) as stranger:
        for line in (own, office, stranger):
            settled(line, "alarms")

        assert sign_in(thief, "member1", secret).status_code == 303

        assert heard(own)["alarms"]["own"][0]["title"] == "あなたの ID が、2\u00a0台の端末で同時に使われています。"
        assert heard(office)["alarms"] == {"own": [], "office": 1}
        assert stranger.is_silent(AT_ONCE_SECONDS)


def test_what_is_answered_and_handled_is_told_as_well(hall: Served) -> None:
    council = hall.council
    tablet, admin = council.browser("member1"), council.browser("admin")
    put_alarm(council)
    with hall.line(tablet) as own, hall.line(admin) as office:
        settled(own, "alarms")
        settled(office, "alarms", "board")
        alarm = tablet.fetch("/alarms.json").json()["own"][0]["id"]

        tablet.post(f"/alarms/{alarm}/answer", {"answer": "own", "next": "/"})

        assert own.hear(AT_ONCE_SECONDS)["alarms"]["own"] == []
        assert office.hear(AT_ONCE_SECONDS) == {"alarms": {"own": [], "office": 1}, "board": True}
        admin.post(f"/admin/alarms/{alarm}/handle", {"note": "電話で確かめた"})
        assert office.hear(AT_ONCE_SECONDS)["alarms"]["office"] == 0


def test_board_is_told_of_sessions_that_begin_and_end(hall: Served) -> None:
    council = hall.council
    secret = enrol_person(council, "member2")
    tablet = council.browser()
    with hall.line(council.browser("admin")) as board:
        settled(board, "board")

        sign_in(tablet, "member2", secret)
        assert board.hear(AT_ONCE_SECONDS) == {"board": True}

        tablet.get("/account")
        tablet.post("/signout", headers={"x-csrf-token": tablet.seen_token})
        assert board.hear(AT_ONCE_SECONDS) == {"board": True}


def test_question_in_the_address_is_answered_at_once_and_news_follows(hall: Served) -> None:
    put_alarm(hall.council)
    with hall.line(hall.council.browser("admin"), path="/live?ask=alarms,board") as line:
        assert line.hear(1.0) == {"alarms": {"own": [], "office": 1}, "board": True}
        assert line.is_silent(1.3)

        put_alarm(hall.council, "member2")

        assert line.hear(AT_ONCE_SECONDS) == {"alarms": {"own": [], "office": 2}, "board": True}
    for path, code in (("/live?ask=papers", 4422), ("/live?ask=,", 4422), ("/live?ask=board", 4403)):
        with hall.line(hall.council.browser("member1"), path=path) as line:
            assert line.wait_end()[0] == code, path


def test_nothing_is_missed_between_the_answer_and_the_first_look(hall: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the two fall: each tab remembers how far into the ledger its first answer saw."""
    monkeypatch.setattr(live_tabs, "SWEEP_SECONDS", 0.02)
    tablet = hall.council.browser("member1")
    with hall.line(hall.council.browser("member2")):
        for count in range(1, 9):
            with hall.line(tablet, path="/live?ask=alarms") as line:
                with hall.council.services.database.write() as unit:
                    who = hall.council.people["member1"].id
                    raise_alarm(unit, "many_failures", person_id=who, session_id=str(count), address="203.0.113.9")

                told: list[Any] = []
                while len(told) < min(count, 3):
                    told = line.hear(AT_ONCE_SECONDS)["alarms"]["own"]


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


@pytest.mark.parametrize(
    ("end", "words"),
    [
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
        code, said = line.wait_end(AT_ONCE_SECONDS)

        assert (code, said["end"]["code"]) == (4401, "A401")
        assert words in said["end"]["sentence"]
        kept.ask("alarms")
        assert "alarms" in kept.hear()
    with hall.line(tablet) as again:
        assert again.wait_end()[0] == 4401


def test_office_that_ends_at_midnight_closes_the_socket_at_midnight(hall: Served) -> None:
    midnight = datetime(2027, 5, 1, tzinfo=clock.JST)
    hall.time.put_to(midnight.timestamp() - 60)
    member = hall.council.people["member1"].id
    with hall.council.services.database.write() as unit:
        unit.execute(update(Office).where(Office.person_id == member).values(ends_at=midnight))
    with hall.line(hall.council.browser("member1")) as line, hall.line(hall.council.browser("member2")) as other:
        settled(line, "alarms")
        hall.time.put_to(midnight.timestamp() - 3)
        assert line.is_silent(1.5)

        code, said = line.wait_end(2.0 + AT_ONCE_SECONDS)

        assert code == 4401
        assert "任期が終わった" in said["end"]["sentence"]
        assert clock.now() >= midnight
        assert other.is_silent(1.2)


def test_session_revoked_in_mid_conversation_gets_no_further_answer(
    hall: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_tabs, "SWEEP_SECONDS", 600.0)
    tablet = hall.council.browser("member1")
    with hall.line(tablet) as line:
        line.ask("alarms")
        assert "alarms" in line.hear()
        with hall.council.services.database.write() as unit:
            sessions.end_session(unit, tablet.session_id, "ended_by_office")

        line.ask("alarms")

        code, said = line.wait_end(1.0)
        assert (code, list(said)) == (4401, ["end"])
    refused = hall.council.ledger("access.refused")[-1]["detail"]
    assert (refused["action"], refused["reason"]) == ("live.listen", "not_signed_in")


def test_nobody_who_is_not_signed_in_is_let_in(hall: Served) -> None:
    for cookie in (None, "x" * 43, "x" * 5000):
        with hall.line(None, cookie=cookie) as line:
            code, said = line.wait_end()

        assert (code, said["end"]["sentence"][:13]) == (4401, "サインインが必要です。サイ")


def test_page_of_another_site_cannot_open_a_socket_with_the_members_cookie(hall: Served) -> None:
    tablet = hall.council.browser("member1")

    for origin in ("https://evil.example", "null", "http://localhost:1", f"{hall.address}.evil.example", None):
        assert hall.refusal(tablet, origin=origin) == 403, origin
    assert hall.refusal(tablet, headers={"sec-fetch-site": "cross-site"}) == 403
    assert hall.refusal(tablet) is None


def test_name_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    with council_in(tmp_path / "named", allowed_hosts=("gijo.example",)) as council, served(council) as hall:
        assert hall.refusal(council.browser("member1")) == 403


def test_other_paths_are_no_sockets(hall: Served) -> None:
    tablet = hall.council.browser("member1")

    for path in ("/", "/account", "/static/js/live.js", "/live/1"):
        assert hall.refusal(tablet, path=path) == 403, path


def test_plain_http_is_no_origin_where_https_is_spoken(tmp_path: Path) -> None:
    with council_in(tmp_path / "https", is_https=True) as council, served(council) as hall:
        tablet = council.browser("member1")

        assert hall.refusal(tablet) == 403
        assert hall.refusal(tablet, origin=hall.address.replace("http", "https")) is None


def test_cookie_copied_before_a_renewal_ends_with_it_and_cannot_open_another_socket(hall: Served) -> None:
    tablet = hall.council.browser("member1")
    copied = str(tablet.client.cookies[hall.council.settings.cookie_name])
    with hall.line(tablet, cookie=copied) as thief:
        settled(thief, "alarms")
        hall.time.forward(200)

        assert tablet.renew().status_code == 200
        assert tablet.get("/account").status_code == 200
        assert thief.is_silent(1.3)  # pages on their way may still use it, for a minute
        hall.time.forward(61)

        assert thief.wait_end(AT_ONCE_SECONDS)[0] == 4409
    with hall.line(tablet) as own, hall.line(None, cookie=copied) as again:
        code, said = again.wait_end()
        own.ask("alarms")
        assert heard(own)["alarms"]["own"]
    assert (code, said["end"]["code"]) == (4401, "A410")
    assert alarms(hall.council) == ["cookie_replayed"]


def test_cookie_copied_to_another_browser_elsewhere_is_refused(tmp_path: Path) -> None:
    proxy = (ip_network("127.0.0.1/32"), ip_network("::1/128"))
    with council_in(tmp_path / "proxied", trusted_proxies=proxy) as council, served(council) as hall:
        tablet = council.browser("member1")
        home = {"x-forwarded-for": "127.0.0.1"}
        with hall.line(tablet, headers=home) as own:
            own.ask("alarms")
            assert "alarms" in own.hear()

        strange = {"x-forwarded-for": "203.0.113.9", "user-agent": "another browser"}
        with hall.line(tablet, headers=strange) as thief:
            code, said = thief.wait_end()

    assert (code, said["end"]["code"]) == (4401, "A410")


def test_device_is_told_in_time_to_prove_itself_and_is_closed_when_it_does_not(hall: Served) -> None:
    tablet = hall.council.browser("member1")
    limits = hall.council.settings.sessions
    with hall.line(tablet) as line:
        settled(line, "alarms")

        hall.time.forward(limits.renew_seconds)
        assert line.hear(AT_ONCE_SECONDS) == {"prove": True}
        assert line.is_silent(1.3)
        hall.time.forward(limits.renew_grace_seconds + 1)

        code, said = line.wait_end(AT_ONCE_SECONDS)
    assert (code, said["end"]["code"]) == (4401, "A410")
    assert rows_of(hall.council, tablet.session_id).ended_at is None


def test_socket_stays_open_for_a_device_that_nobody_approved(hall: Served) -> None:
    browser = hall.council.browser("member1", device=Kind.UNKNOWN)

    with hall.line(browser) as line:
        line.ask("alarms")

        assert line.hear() == {"alarms": {"own": [], "office": 0}}


def test_listening_is_no_sign_that_a_person_is_there(hall: Served) -> None:
    tablet = hall.council.browser("member1")
    before = rows_of(hall.council, tablet.session_id).seen_at
    hall.time.forward(120)

    with hall.line(tablet) as line:
        settled(line, "alarms")
        line.ask("alarms")
        line.hear()

    assert rows_of(hall.council, tablet.session_id).seen_at == before


def test_board_is_for_those_who_may_see_it(hall: Served) -> None:
    with hall.line(hall.council.browser("member1")) as line:
        line.ask("alarms", "board")

        code, said = line.wait_end()

    assert (code, said["end"]["code"]) == (4403, "P403")
    assert hall.council.ledger("access.refused")[-1]["detail"]["reason"] == "role"


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"ask": []}',
        '{"ask": "alarms"}',
        '{"ask": [1]}',
        '{"ask": ["papers"]}',
        '{"ask": ["' + "a" * 30 + '"]}',
        '{"ask": [' + '"alarms",' * 9 + '"alarms"]}',
        "[" * 40_000,
        b'{"ask": ["alarms"]}',
    ],
)
def test_what_no_script_of_ours_says_ends_the_conversation(hall: Served, message: str | bytes) -> None:
    with hall.line(hall.council.browser("member1")) as line:
        line.say(message)

        assert line.wait_end()[0] == 4422


def test_message_of_more_than_64_kilobytes_closes_the_socket(hall: Served) -> None:
    with hall.line(hall.council.browser("member1")) as line:
        line.say(" " * 64 * 1024)
        assert line.wait_end()[0] == 4422
    with hall.line(hall.council.browser("member1")) as line:
        line.say(" " * (64 * 1024 + 1))
        assert line.wait_end()[0] == 1009


def test_nothing_is_compressed(hall: Served) -> None:
    with hall.line(hall.council.browser("member1")) as line:
        assert line.connection.protocol.extensions == []
        assert "permessage-deflate" in str(line.connection.request.headers)  # type: ignore[union-attr]  # it was sent


def test_one_session_holds_a_few_sockets_and_others_are_not_kept_out(hall: Served) -> None:
    tablet = hall.council.browser("member1")
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(hall.line(tablet)) for _ in range(live_tabs.TABS_A_SESSION)]
        for line in lines:
            line.ask("alarms")
            assert "alarms" in line.hear()
        with hall.line(tablet) as one_more:
            assert one_more.wait_end()[0] == 4429
        with hall.line(hall.council.browser("member1")) as other_session:
            other_session.ask("alarms")
            assert "alarms" in other_session.hear()
        lines[0].connection.close()
        time.sleep(0.2)
        with hall.line(tablet) as in_its_place:
            in_its_place.ask("alarms")
            assert "alarms" in in_its_place.hear()


def test_server_that_stops_says_so_and_does_not_wait_for_open_sockets(hall: Served) -> None:
    with hall.line(hall.council.browser("member1")) as one, hall.line(hall.council.browser("admin")) as two:
        settled(one, "alarms")

        assert hall.stop() < 3

        assert (one.wait_end()[0], two.wait_end()[0]) == (1012, 1012)


def test_sockets_are_closed_when_nobody_can_look_after_them(hall: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_tabs, "SWEEP_SECONDS", 0.05)
    with hall.line(hall.council.browser("member1")) as line:
        line.ask("alarms")
        line.hear()
        with hall.council.services.database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE ledger_head RENAME TO gone"))

        assert line.wait_end()[0] == 4503


def test_without_sockets_the_database_is_left_alone(hall: Served) -> None:
    tablet = hall.council.browser("member1")
    with hall.line(tablet) as line:
        settled(line, "alarms")
    time.sleep(0.3)
    statements: list[str] = []
    engine = hall.council.services.database.engine

    event.listen(engine, "before_cursor_execute", lambda *one: statements.append(one[2]))
    time.sleep(1.5)
    assert statements == []

    with hall.line(tablet) as line:
        settled(line, "alarms")
    assert statements != []
