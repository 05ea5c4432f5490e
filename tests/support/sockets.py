"""A council behind a real server on a real port, and WebSockets to it as a browser's page opens them."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import uvicorn
from sqlalchemy import text
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from app import clock
from app.push import line as push_line
from app.web.live import hub
from app.web.live.sockets import SERVER_OPTIONS
from tests.support import morning
from tests.support.council import BROWSER_WORDS, Browser, Council
from tests.support.ports import free_port
from tests.support.waiting import LONG_SECONDS

_LISTENS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = :name AND datname = current_database()"
    " AND state = 'idle' AND query NOT LIKE 'SET%'"
)


class Time:
    """Goes on as it does, from where it is put."""

    def __init__(self) -> None:
        self.ahead_seconds = 0.0

    def now(self) -> float:
        return morning.now() + self.ahead_seconds

    def forward(self, seconds: float) -> None:
        self.ahead_seconds += seconds

    def put_to(self, unix_seconds: float) -> None:
        self.ahead_seconds = unix_seconds - morning.now()


@dataclass
class Line:
    """One open socket. `is_caught_up`: whether every tab of the server has been through a sweep, and waits for news."""

    connection: ClientConnection
    is_caught_up: Callable[[], bool]

    def ask(self, *topics: str) -> None:
        self.say(json.dumps({"ask": topics}))

    def say(self, message: str | bytes) -> None:
        self.connection.send(message)

    def hear(self, seconds: float = LONG_SECONDS) -> Any:
        """The next message; TimeoutError when there is none."""
        return json.loads(self.connection.recv(seconds))

    def is_silent(self, seconds: float) -> bool:
        """Nothing was said for so long, and the socket is open."""
        try:
            self.connection.recv(seconds)
        except TimeoutError:
            return True
        return False

    def wait_end(self, seconds: float = LONG_SECONDS) -> tuple[int, Any]:
        """The close code, and what was said last."""
        said: Any = None
        deadline = time.monotonic() + seconds
        try:
            while True:
                said = self.hear(max(0.01, deadline - time.monotonic()))
        except ConnectionClosed as closed:
            return (closed.rcvd.code if closed.rcvd else 1006), said


@dataclass
class Served:
    """A council's application on a port of this machine."""

    council: Council
    port: int
    time: Time
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self, **changes: Any) -> None:
        """Serve; `changes` replace options of the server."""
        options: dict[str, Any] = {**SERVER_OPTIONS, **changes}
        config = uvicorn.Config(self.council.app, port=self.port, log_level="error", lifespan="off", **options)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "it could not take its port"
            time.sleep(0.01)

    def stop(self) -> float:
        """Stop in order; how many seconds it took."""
        began = time.monotonic()
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(30)
        self._server = self._thread = None
        return time.monotonic() - began

    def refusal(self, browser: Browser | None, **options: Any) -> int | None:
        """The HTTP status with which a handshake is refused; None when it is not."""
        try:
            with self.line(browser, **options):
                return None
        except InvalidStatus as refused:
            return refused.response.status_code

    @contextlib.contextmanager
    def line(
        self,
        browser: Browser | None,
        *,
        origin: str | None = "",
        cookie: str | None = None,
        headers: dict[str, str] | None = None,
        path: str = "/live",
    ) -> Iterator[Line]:
        """A socket of this browser's page; `cookie` instead of its own, `origin` instead of our page's."""
        name = self.council.settings.cookie_name
        token = cookie or (browser.client.cookies.get(name) if browser else None)
        sent = {"cookie": f"{name}={token}"} if token else {}
        told = self.address if origin == "" else origin
        with connect(
            f"ws://localhost:{self.port}{path}",
            origin=None if told is None else Origin(told),
            additional_headers=sent | (headers or {}),
            user_agent_header=BROWSER_WORDS,
            max_size=1 << 20,
        ) as connection:
            yield Line(connection, self.is_caught_up)

    def is_caught_up(self) -> bool:
        """No tab is owed an answer or its first sweep, and on PostgreSQL what other processes say is heard.

        Where a test has made the sweep rest, none is waited for.
        """
        rests = hub.SWEEP_SECONDS > LONG_SECONDS
        services = self.council.services
        hubs = [one for one in services.exchange._listeners if isinstance(one, hub.Hub)]
        tabs = [tab for one in hubs for tab in list(one._open) if tab.ending is None]
        if not all((rests or tab.is_caught_up) and not tab._pending for tab in tabs):
            return False
        if services.database.is_embedded:
            return True
        with services.database.read() as unit:
            return bool(unit.scalar(_LISTENS, {"name": push_line.NAME}))


@contextlib.contextmanager
def served(council: Council, **changes: Any) -> Iterator[Served]:
    """Start, and stop at the end whatever happened; time can be moved."""
    moved = Time()
    former = clock.use(moved.now)
    one = Served(council, free_port(), moved)
    one.start(**changes)
    try:
        yield one
    finally:
        one.stop()
        clock.use(former)
