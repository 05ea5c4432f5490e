"""The live channel over real sockets: who is let in, and what may be said there."""

import contextlib
from ipaddress import ip_network
from pathlib import Path

import pytest

from app.access.facts import DeviceKind
from app.web.live import hub
from tests.support.council import council_in
from tests.support.sockets import Served, served
from tests.support.waiting import eventually


def test_nobody_who_is_not_signed_in_is_let_in(hall: Served) -> None:
    for cookie in (None, "x" * 43, "x" * 5000):
        with hall.line(None, cookie=cookie) as line:
            code, said = line.wait_end()

        assert (code, said["end"]["sentence"][:13]) == (4401, "サインインが必要です。サイ")


def test_page_of_another_site_cannot_open_a_socket_with_the_members_cookie(hall: Served) -> None:
    tablet = hall.council.browser("member1")

    for origin in ("https://evil.example", "null", "http://localhost:1", f"{hall.address}.evil.example", None):
        assert hall.refusal(tablet, origin=origin) == 403, origin
    assert hall.refusal(tablet) is None


def test_name_that_is_not_ours_is_refused(each_database: str, tmp_path: Path) -> None:
    with council_in(tmp_path / "named", allowed_hosts=("gijo.example",)) as council, served(council) as hall:
        assert hall.refusal(council.browser("member1")) == 403


def test_other_paths_are_no_sockets(hall: Served) -> None:
    tablet = hall.council.browser("member1")

    for path in ("/", "/account", "/static/js/session/live.js", "/live/1"):
        assert hall.refusal(tablet, path=path) == 403, path


def test_plain_http_is_no_origin_where_https_is_spoken(each_database: str, tmp_path: Path) -> None:
    with council_in(tmp_path / "https", is_https=True) as council, served(council) as hall:
        tablet = council.browser("member1")

        assert hall.refusal(tablet) == 403
        assert hall.refusal(tablet, origin=hall.address.replace("http", "https")) is None


def test_cookie_copied_to_another_browser_elsewhere_is_refused(each_database: str, tmp_path: Path) -> None:
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


def test_socket_stays_open_for_a_device_that_nobody_approved(hall: Served) -> None:
    browser = hall.council.browser("member1", device=DeviceKind.UNKNOWN)

    with hall.line(browser) as line:
        line.ask("alarms")

        assert line.hear() == {"alarms": {"own": [], "more": 0, "office": 0, "can_answer": False}}


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


@pytest.mark.rare("opens a real socket to look at its frames")
def test_nothing_is_compressed(hall: Served) -> None:
    with hall.line(hall.council.browser("member1")) as line:
        assert line.connection.protocol.extensions == []
        assert "permessage-deflate" in str(line.connection.request.headers)  # type: ignore[union-attr]  # it was sent


def test_one_session_holds_a_few_sockets_and_others_are_not_kept_out(hall: Served) -> None:
    tablet = hall.council.browser("member1")
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(hall.line(tablet)) for _ in range(hub.TABS_A_SESSION)]
        for line in lines:
            line.ask("alarms")
            assert "alarms" in line.hear()
        with hall.line(tablet) as one_more:
            assert one_more.wait_end()[0] == 4429
        with hall.line(hall.council.browser("member1")) as other_session:
            other_session.ask("alarms")
            assert "alarms" in other_session.hear()
        lines[0].connection.close()

        def is_let_in() -> bool:
            with hall.line(tablet, path="/live?ask=alarms") as in_its_place:
                return "alarms" in in_its_place.hear()

        assert eventually(is_let_in)
