"""One session, or one person in many, holds lines, slow answers and sockets: others find the process free."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest
from starlette.responses import Response, StreamingResponse
from starlette.testclient import WebSocketTestSession

from app.access.actions import Action
from app.main import build
from app.routes import ROUTES
from app.web.call import Call
from app.web.lanes.connections import ConnectionLimits
from app.web.lanes.under_way import UnderWayLimits
from app.web.live import hub
from app.web.rows import page
from tests.app.web.lanes.test_connections import answers, connected, is_ended
from tests.app.web.lanes.test_lanes import head
from tests.support.council import ORIGIN, Browser, Council
from tests.support.ports import free_port
from tests.support.serving import on_port
from tests.support.waiting import eventually


def drip(_call: Call) -> Response:
    """An answer that takes as long as its reader likes."""

    async def pieces() -> AsyncIterator[bytes]:
        while True:
            yield b"."
            await asyncio.sleep(0.05)

    return StreamingResponse(pieces())


SLOW = page("/trial/slow", drip, Action.ACCOUNT_READ)


@contextmanager
def slow_answers(council: Council, limits: UnderWayLimits) -> Iterator[int]:
    """A port with one more row, whose answers never end."""
    port = free_port()
    with on_port(build(council.services, (*ROUTES, SLOW), limits), port):
        yield port


def ask(
    council: Council, browser: Browser, port: int, held: ExitStack, path: str = "/trial/slow"
) -> tuple[bytes, socket.socket]:
    """The first line of the answer, and the connection, which stays open."""
    line = held.enter_context(closing(connected(port)))
    line.sendall(head(council, browser, port, f"GET {path}", "User-Agent: test"))
    return line.recv(65536).partition(b"\r\n")[0].split(b" ")[1], line


def seen(browser: Browser) -> Browser:
    """The process knows whose its cookie is."""
    assert browser.get("/account").status_code == 200
    return browser


def statuses(council: Council, browser: Browser, port: int, held: ExitStack, times: int) -> list[bytes]:
    return [ask(council, browser, port, held)[0] for _ in range(times)]


def test_session_has_so_many_slow_answers_and_others_go_on(council: Council) -> None:
    hoarder, other = seen(council.browser("member1")), seen(council.browser("member2"))
    with slow_answers(council, UnderWayLimits(session=4, person=100)) as port, ExitStack() as held:
        ask(council, hoarder, port, held, "/account")

        assert statuses(council, hoarder, port, held, 6) == [b"200"] * 4 + [b"429"] * 2
        assert ask(council, other, port, held, "/account")[0] == b"200"


@pytest.mark.clause("I 6-5(6)")
def test_person_in_many_sessions_has_no_more_than_a_person(council: Council) -> None:
    with slow_answers(council, UnderWayLimits(session=4, person=6)) as port, ExitStack() as held:
        told: list[bytes] = []
        for _ in range(3):
            one = council.browser("member1")
            ask(council, one, port, held, "/account")
            told += statuses(council, one, port, held, 4)

        assert told == [b"200"] * 6 + [b"429"] * 6


def test_answer_that_was_taken_or_left_makes_room(council: Council) -> None:
    member = seen(council.browser("member1"))
    with slow_answers(council, UnderWayLimits(session=2, person=2)) as port, ExitStack() as held:
        ask(council, member, port, held, "/account")
        first = [ask(council, member, port, held) for _ in range(2)]
        assert ask(council, member, port, held)[0] == b"429"
        first[0][1].close()

        assert eventually(lambda: ask(council, member, port, held)[0] == b"200"), "its place is never free"


def test_idle_lines_of_a_session_end_with_the_one_used_longest_ago(council: Council) -> None:
    hoarder, other = council.browser("member1"), council.browser("member2")
    port = free_port()
    with on_port(council.app, port, ConnectionLimits(at_once=8, session_each=3)), ExitStack() as held:
        lines = []
        for _ in range(12):
            status, line = ask(council, hoarder, port, held, "/account")
            assert status == b"200"
            lines.append(line)

        assert all(is_ended(line) for line in lines[:9])
        assert ask(council, other, port, held, "/account")[0] == b"200"
        assert answers(held.enter_context(closing(connected(port))))


def test_line_that_was_used_again_a_moment_ago_is_not_the_one_that_ends(council: Council) -> None:
    member, path = council.browser("member1"), "/alarms.json"
    port = free_port()
    with on_port(council.app, port, ConnectionLimits(session_each=2)), ExitStack() as held:
        (_, first), (_, second) = (ask(council, member, port, held, path) for _ in range(2))
        first.sendall(head(council, member, port, f"GET {path}", "User-Agent: test"))
        assert first.recv(65536).startswith(b"HTTP/1.1 200")

        assert ask(council, member, port, held, path)[0] == b"200"
        assert is_ended(second)
        assert answers(first)


def test_idle_lines_of_a_person_in_many_sessions_are_bounded_too(council: Council) -> None:
    port = free_port()
    with on_port(council.app, port, ConnectionLimits(at_once=8, session_each=3, person_each=4)), ExitStack() as held:
        for _ in range(4):
            one = council.browser("member1")
            for _ in range(3):
                assert ask(council, one, port, held, "/account")[0] == b"200"

        assert answers(held.enter_context(closing(connected(port))))


def open_line(browser: Browser) -> WebSocketTestSession:
    return browser.client.websocket_connect("ws://localhost/live?ask=alarms", headers={"origin": ORIGIN})


def test_person_in_many_sessions_has_so_many_sockets(council: Council) -> None:
    sessions = hub.TABS_A_PERSON // hub.TABS_A_SESSION
    with ExitStack() as held:
        for _ in range(sessions):
            one = council.browser("member1")
            for _ in range(hub.TABS_A_SESSION):
                line = held.enter_context(open_line(one))
                assert "alarms" in line.receive_json()

        more = held.enter_context(open_line(council.browser("member1")))
        assert more.receive_json()["end"]["code"] == "L429"
        other = held.enter_context(open_line(council.browser("member2")))
        assert "alarms" in other.receive_json()
