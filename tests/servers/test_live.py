"""Open sockets and several server processes: what one is told, closes the sockets of all."""

import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.servers.running import Serving, Tablet, Town, wait_until
from tests.support.council import BROWSER_WORDS
from tests.support.waiting import LONG_SECONDS

pytestmark = [
    pytest.mark.server("PostgreSQL, and the service on it"),
    pytest.mark.own_database("PostgreSQL itself is what fails or is shared here"),
]

AT_ONCE_SECONDS = 2.0


@contextlib.contextmanager
def line(tablet: Tablet, serving: Serving) -> Iterator[ClientConnection]:
    """A socket of this person's page at one of the servers, listening to alarms."""
    cookie = f"{tablet.town.council.settings.cookie_name}={tablet.token}"
    with connect(
        f"ws://localhost:{serving.port}/live",
        origin=Origin(serving.address("")),
        additional_headers={"cookie": cookie},
        user_agent_header=BROWSER_WORDS,
    ) as connection:
        connection.send(json.dumps({"ask": ["alarms"]}))
        assert "alarms" in json.loads(connection.recv(LONG_SECONDS))
        yield connection


def end_of(connection: ClientConnection, seconds: float) -> tuple[int, Any]:
    """The close code and what was said last."""
    deadline, said = time.monotonic() + seconds, None
    try:
        while True:
            said = json.loads(connection.recv(max(0.01, deadline - time.monotonic())))
    except ConnectionClosed as closed:
        return (closed.rcvd.code if closed.rcvd else 1006), said


def test_session_ended_in_one_process_closes_its_socket_in_another(town: Town) -> None:
    one, other = town.serve(), town.serve()
    tablet, account = town.sign_in("member1"), town.sign_in("member1")
    with line(tablet, other) as ended, line(account, other) as kept:
        answer = account.post(one, f"/account/sessions/{tablet.session_id}/end")

        code, said = end_of(ended, AT_ONCE_SECONDS)

        assert answer.status_code == 303
        assert (code, said["end"]["code"]) == (4401, "A413")
        kept.send(json.dumps({"ask": ["alarms"]}))
        assert "alarms" in json.loads(kept.recv(LONG_SECONDS))


def test_alarm_raised_in_one_process_is_heard_in_another(town: Town) -> None:
    one, other = town.serve(), town.serve()
    tablet, admin, thief = town.sign_in("member1"), town.sign_in("admin"), town.sign_in("member1")
    with line(tablet, other) as own, line(admin, other) as office:
        time.sleep(1.5)

        thief.post(one, "/session/renew", {"nonce": "x", "signature": ""})

        for connection, key in ((own, "own"), (office, "office")):
            deadline = time.monotonic() + AT_ONCE_SECONDS
            while not json.loads(connection.recv(max(0.01, deadline - time.monotonic())))["alarms"][key]:
                pass


def test_servers_with_open_sockets_stop_in_order_and_leave_no_process(town: Town) -> None:
    serving = town.serve(workers=2)
    children = serving.children()
    people = [town.sign_in(login) for login in ("member1", "member2", "chair", "admin")]
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(line(person, serving)) for person in people]
        began = time.monotonic()

        assert serving.stop() == 0

        assert time.monotonic() - began < 8  # for sockets it would wait ten seconds
        assert {end_of(each, LONG_SECONDS)[0] for each in lines} == {1012}
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), LONG_SECONDS)
