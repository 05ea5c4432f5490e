"""Long work in one lane, short screens in another: drips and rushes of one keep nobody else waiting. Real sockets."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection

import anyio
import pytest

from app.access.facts import Actor
from app.access.roles import Role
from app.audit.notes import By
from app.auth.factors import hashing
from app.materials.intake import acts as intake
from app.web import bodies
from app.web.lanes.lanes import ENTERED, WIDTHS, Lane, Lanes
from tests.app.auth.signing import enrol_person, first_step
from tests.support.council import BROWSER_WORDS, ORIGIN, Browser, Council
from tests.support.ports import free_port
from tests.support.serving import on_port
from tests.support.waiting import LONG_SECONDS

pytestmark = pytest.mark.rare("a service that is full; only the lanes move it")

_DRIPS = 26
_RUSH = 40
_HELD_SECONDS = 15
"""Less than a drip is borne with, or a hash waited for here."""


@contextmanager
def served(council: Council) -> Iterator[int]:
    port = free_port()
    with on_port(council.app, port):
        yield port


def head(council: Council, browser: Browser, port: int, line: str, *more: str) -> bytes:
    cookie = "; ".join(f"{one.name}={one.value}" for one in browser.client.cookies.jar)
    lines = [
        f"{line} HTTP/1.1",
        "Host: localhost",
        f"Origin: {ORIGIN}",
        "Sec-Fetch-Site: same-origin",
        f"X-CSRF-Token: {browser.csrf_token}",
        f"Cookie: {cookie}",
        f"User-Agent: {BROWSER_WORDS}",
        *more,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def screen_seconds(port: int) -> float:
    """How long the sign-in screen takes somebody who just came."""
    begun = time.monotonic()
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        line.request("GET", "/signin", headers={"Host": "localhost"})
        assert line.getresponse().status == 200
    return time.monotonic() - begun


def begin_upload(
    council: Council, port: int, version_id: str, browser: Browser, announced_bytes: int = 1_000_000
) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port))
    line = f"PUT /prepare/versions/{version_id}/file"
    connection.sendall(head(council, browser, port, line, f"Content-Length: {announced_bytes}") + b"%PDF-1.7")
    return connection


def registered(council: Council) -> str:
    """A paper's version that waits for its file."""
    by = By(Actor(council.people["clerk1"].id, frozenset({Role.CLERK})))
    with council.services.database.write() as session:
        return intake.register(session, by, title="資料", file_name="a.pdf")[1].id


def test_uploads_that_drip_keep_no_screen_waiting(council: Council) -> None:
    clerk = council.browser("clerk1")
    assert clerk.get("/").status_code == 303
    versions = [registered(council) for _ in range(_DRIPS)]

    with served(council) as port, ExitStack() as held:
        for version in versions:
            held.enter_context(closing(begin_upload(council, port, version, clerk)))
        time.sleep(1.0)

        assert screen_seconds(port) < _HELD_SECONDS


def test_one_person_holds_few_places_of_uploads_and_is_told(council: Council) -> None:
    clerk = council.browser("clerk1")
    assert clerk.get("/").status_code == 303
    width = WIDTHS[Lane.STREAMS]
    versions = [registered(council) for _ in range(width.each + width.each_waiting + 1)]

    with served(council) as port, ExitStack() as held:
        lines = [held.enter_context(closing(begin_upload(council, port, version, clerk))) for version in versions]
        last = lines[-1]
        last.settimeout(LONG_SECONDS)
        answer = last.recv(4096)

    assert answer.startswith(b"HTTP/1.1 429")
    assert b"E428" in answer
    assert b"retry-after: 10" in answer.lower()


def test_upload_that_drips_is_ended_with_its_cause(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_GRACE_SECONDS", 0.5)
    clerk, version = council.browser("clerk1"), registered(council)

    with served(council) as port, closing(begin_upload(council, port, version, clerk)) as line:
        line.settimeout(LONG_SECONDS)
        answer = b""
        for _ in range(40):
            time.sleep(0.1)
            try:
                line.sendall(b".")
            except OSError:
                break
        answer = line.recv(4096)

    assert answer.startswith(b"HTTP/1.1 400")
    assert b"M102" in answer
    assert [told["detail"]["cause"] for told in council.ledger("material.failed")] == ["ConnectionError: sender drips"]


def test_upload_over_a_slow_line_arrives(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_GRACE_SECONDS", 0.2)
    clerk, version = council.browser("clerk1"), registered(council)

    with served(council) as port, closing(begin_upload(council, port, version, clerk, 30_008)) as line:
        line.settimeout(LONG_SECONDS)
        for _ in range(10):
            time.sleep(0.1)
            line.sendall(b" " * 3000)
        answer = line.recv(4096)

    assert answer.startswith(b"HTTP/1.1 201")


@contextmanager
def no_hashing() -> Iterator[None]:
    """Within: whoever hashes a password waits."""
    held = 0
    while hashing.ROOM._running.acquire(blocking=False):
        held += 1
    try:
        yield
    finally:
        for _ in range(held):
            hashing.ROOM._running.release()


def test_rush_of_sign_ins_keeps_no_screen_waiting(council: Council) -> None:
    stranger = council.browser()
    form = "Content-Type: application/x-www-form-urlencoded"

    with served(council) as port, ExitStack() as held, no_hashing():
        for number in range(_RUSH):
            sent = f"login=nobody{number:02}&password=guess+guess+guess".encode()
            line = held.enter_context(closing(socket.create_connection(("127.0.0.1", port))))
            line.sendall(head(council, stranger, port, "POST /signin", form, f"Content-Length: {len(sent)}") + sent)
        time.sleep(1.0)

        assert screen_seconds(port) < _HELD_SECONDS


def test_hall_that_signs_in_at_once_behind_one_address_gets_in(council: Council) -> None:
    enrol_person(council, "member1")
    answers: list[int] = []

    def come() -> None:
        answers.append(first_step(council.browser(), "member1").status_code)

    people = [threading.Thread(target=come) for _ in range(30)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert answers == [303] * 30


@pytest.mark.clause("I 6-5(6)")
@pytest.mark.parametrize("lane", Lane)
def test_caller_who_fills_every_place_it_may_have_keeps_nobody_else_out(lane: Lane) -> None:
    lanes, width = Lanes(), WIDTHS[lane]

    async def come_in_crowds() -> None:
        async def stay() -> None:
            async with lanes.place(lane, "crowd"):
                await anyio.sleep_forever()

        async with anyio.create_task_group() as crowd:
            for _ in range(width.each + width.each_waiting):
                crowd.start_soon(stay)
            await anyio.wait_all_tasks_blocked()
            with anyio.fail_after(1):
                async with lanes.place(lane, "somebody else"):
                    pass
            crowd.cancel_scope.cancel()

    anyio.run(come_in_crowds)
    assert 2 * (width.each + width.each_waiting) <= width.threads + width.waiting


def test_password_is_hashed_in_its_lane_alone(council: Council) -> None:
    """What a new row forgets is no slow screen for all, but a fault of this row in its first test."""
    token = ENTERED.set(Lane.SCREENS)
    try:
        with pytest.raises(RuntimeError, match="in the lane screens"):
            hashing.matches(b"pepper", None, "guess")
    finally:
        ENTERED.reset(token)
