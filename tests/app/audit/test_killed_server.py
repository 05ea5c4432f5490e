"""`kill -9` of a serving process at any moment: whoever got a page, got it after its record was durable."""

import contextlib
import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from app.__main__ import main
from load import council as bench
from tests.support.ports import free_port
from tests.support.waiting import LONG_SECONDS, eventually
from viewer import master

pytestmark = [
    pytest.mark.server("the service"),
    pytest.mark.own_database(
        "looks into SQLite's file beside the service; PostgreSQL: tests/servers/test_processes.py"
    ),
]

_ITS_RECORDS = (
    "SELECT body FROM ledger_record JOIN person ON person.id = ledger_record.actor_id"
    " WHERE ledger_record.kind = 'page.issued' AND person.login = ?"
)
CLIENTS, ROUNDS, PAGES_A_ROUND = 8, 3, 40


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bench.Bench:
    """A council with one small published page and a member for each client."""
    home = tmp_path / "home"
    monkeypatch.setenv("GIJO_HOME", str(home))
    monkeypatch.delenv("GIJO_DATABASE_URL", raising=False)
    page = master.build(np.full((906, 640), 255, np.uint8))
    return bench.found(home, [page, page], members=CLIENTS)


@contextlib.contextmanager
def serving(home: Path) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """A real server process without worker; killed at the end when it still lives."""
    port = free_port()
    environment = os.environ | {"GIJO_HOME": str(home), "PORT": str(port), "HOST": "127.0.0.1"}
    command = [sys.executable, "-m", "app", "serve", "--no-worker"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        while not _answers(port):
            assert server.poll() is None, "the server did not start"
            time.sleep(0.05)
        yield port, server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(10)


def _answers(port: int) -> bool:
    """True when it serves: its socket listens before it does."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@dataclass
class Client:
    """One member turning pages as fast as they come. `whole` counts bodies by their path; `early` those unrecorded."""

    bench: bench.Bench
    number: int
    whole: Counter[str] = field(default_factory=Counter)
    early: int = 0

    def read_until_cut_off(self, port: int, stop: threading.Event) -> None:
        """Get pages on one connection until the server is gone; each is looked up as soon as it has come."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {"Cookie": self.bench.cookies[self.number], "User-Agent": "bench"}
        with contextlib.suppress(OSError, http.client.HTTPException):
            while not stop.is_set():
                path = self.bench.paths[sum(self.whole.values()) % len(self.bench.paths)]
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                body = answer.read()
                assert answer.status == 200, body[:300]
                self.whole[path] += 1
                self.early += sum(recorded(self.bench, self.number).values()) < sum(self.whole.values())
        connection.close()


def recorded(found: bench.Bench, number: int) -> Counter[str]:
    """What the database itself holds of one member's pages, read beside the service."""
    file = Path(found.settings.home) / "gijo.sqlite3"
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as database:
        rows = database.execute(_ITS_RECORDS, (f"member{number + 1:03}",)).fetchall()
    return Counter(f"/papers/{found.version_id}/pages/{json.loads(body)['page']}" for (body,) in rows)


def received(clients: Sequence[Client]) -> int:
    """How many pages have come whole."""
    return sum(client.whole.total() for client in clients)


def has_come(clients: Sequence[Client], pages: int) -> bool:
    return received(clients) >= pages


def test_every_page_that_arrived_before_the_kill_has_its_record(found: bench.Bench) -> None:
    clients = [Client(found, number) for number in range(CLIENTS)]

    for _ in range(ROUNDS):
        with serving(found.settings.home) as (port, server), ThreadPoolExecutor(CLIENTS) as threads:
            stop = threading.Event()
            running = [threads.submit(client.read_until_cut_off, port, stop) for client in clients]
            assert eventually(partial(has_come, clients, received(clients) + PAGES_A_ROUND))
            os.killpg(server.pid, signal.SIGKILL)
            for one in running:
                one.result(LONG_SECONDS)

    assert [client.early for client in clients] == [0] * CLIENTS
    for client in clients:
        kept = recorded(found, client.number)
        assert {path: kept[path] - count for path, count in client.whole.items() if kept[path] < count} == {}
    assert main(["ledger", "verify"]) == 0
