"""Connections that ask nothing, heads without an end, sockets that shout: bounded by us, whatever stands in front."""

import socket
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from app.settings import Rates
from app.web.lanes.connections import ConnectionLimits
from tests.app.web.lanes.test_lanes import head
from tests.support.council import ORIGIN, Council, council_in
from tests.support.ports import free_port
from tests.support.serving import on_port
from tests.support.waiting import LONG_SECONDS, eventually


def connected(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port))
    line.settimeout(LONG_SECONDS)
    return line


def is_ended(line: socket.socket) -> bool:
    """True once the other side has closed it."""
    try:
        return line.recv(4096) == b""
    except ConnectionError:
        return True


def answers(line: socket.socket) -> bool:
    line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return line.recv(4096).startswith(b"HTTP/1.1 200")


def is_taken(line: socket.socket) -> bool:
    """False for one that the other side ends at once."""
    try:
        return answers(line)
    except ConnectionError:
        return False


def fill(line: socket.socket) -> int:
    """Headers until the other side has enough: how many bytes went out. At most 8 MB."""
    sent_bytes = 0
    with suppress(ConnectionError):
        for _ in range(1000):
            sent_bytes += line.send(b"X-Filler: " + b"x" * 8000 + b"\r\n")
            time.sleep(0.001)
    return sent_bytes


def test_connection_that_never_finishes_its_head_is_ended(council: Council) -> None:
    port = free_port()
    with on_port(council.app, port, ConnectionLimits(head_seconds=0.5)), ExitStack() as held:
        silent, half = (held.enter_context(closing(connected(port))) for _ in range(2))
        half.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        begun = time.monotonic()

        assert is_ended(silent)
        assert is_ended(half)
        assert time.monotonic() - begun < 8


def test_connection_between_two_requests_is_kept(council: Council) -> None:
    port = free_port()
    with on_port(council.app, port, ConnectionLimits(head_seconds=0.5)), closing(connected(port)) as line:
        assert answers(line)
        time.sleep(1.0)
        assert answers(line)


def test_head_without_an_end_is_ended(council: Council) -> None:
    port = free_port()
    with on_port(council.app, port), closing(connected(port)) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        sent_bytes = fill(line)

    assert sent_bytes < 4_000_000


def test_address_holds_so_many_connections_and_who_signs_in_does_not_count(council: Council) -> None:
    port, member = free_port(), council.browser("member1")
    assert member.get("/").status_code == 200
    with on_port(council.app, port, ConnectionLimits(unknown_each=4)), ExitStack() as held:
        lines = [held.enter_context(closing(connected(port))) for _ in range(4)]
        assert all(answers(line) for line in lines)
        assert is_ended(held.enter_context(closing(connected(port))))
        for line in lines:
            line.sendall(head(council, member, port, "GET /"))
            assert line.recv(65536).startswith(b"HTTP/1.1 200")  # and is known to be a member's before it is answered

        assert answers(held.enter_context(closing(connected(port))))


def test_process_holds_so_many_connections_in_all_and_takes_new_ones_when_some_go(council: Council) -> None:
    port = free_port()
    with on_port(council.app, port, ConnectionLimits(at_once=3)), ExitStack() as held:
        lines = [held.enter_context(closing(connected(port))) for _ in range(3)]
        assert all(answers(line) for line in lines)
        assert is_ended(held.enter_context(closing(connected(port))))
        lines[0].close()

        assert eventually(lambda: is_taken(held.enter_context(closing(connected(port)))))


def test_socket_that_shouts_is_closed_with_its_reason(council: Council) -> None:
    client = council.browser("member1").client
    with client.websocket_connect("ws://localhost/live?ask=alarms", headers={"origin": ORIGIN}) as line:
        for _ in range(200):
            line.send_text('{"ask": ["alarms"]}')
        said = line.receive_json()
        while "end" not in said:
            said = line.receive_json()

    assert said["end"]["code"] == "E429"


def test_source_is_handed_out_a_few_times_and_then_slowly(each_database: str, tmp_path: Path) -> None:
    with council_in(tmp_path / "home", rates=Rates()) as council:
        stranger = council.browser()
        statuses = [stranger.get("/about/source.tar.gz").status_code for _ in range(13)]

    assert statuses[:10] == [200] * 10
    assert 429 in statuses
