"""A tablet's HTTP: one address, one set of cookies, connections that stay open. A listener is told of every exchange.

Blocking calls of the standard library; the program that runs many of them at once patches them to be cooperative.
"""

import http.client
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

AGENT = (
    "Mozilla/5.0 (iPad; CPU OS 15_8 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Safari/604.1"
)
_PATIENCE_SECONDS = 30.0
_STALE_SECONDS = 50.0


class LineLost(Exception):
    """The server was not there, or went away before the answer was whole."""


@dataclass(frozen=True)
class Answer:
    """One answer, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass
class Exchange:
    """One request from its start to its end. `status` 0: the line was lost."""

    began: float
    seconds: float
    method: str
    path: str
    status: int
    size_bytes: int
    why: str = ""


class Listener(Protocol):
    """Counts all requests, so that none is missing when the results are written."""

    def begin(self) -> None:
        """Note that a request is sent."""

    def end(self, exchange: Exchange) -> None:
        """Note that its answer has arrived, or the connection was lost."""


@dataclass
class Line:
    """One connection, used by one thread at a time."""

    connection: http.client.HTTPConnection
    used_at: float = field(default_factory=time.monotonic)


class Browser:
    """Cookies are shared by all its lines; a line is named by what it is for (read, ahead, small)."""

    def __init__(self, host: str, port: int, address: str, listener: Listener) -> None:
        self.host, self.port, self.address, self._listener = host, port, address, listener
        self._cookies: dict[str, str] = {}
        self._lines: dict[str, Line] = {}
        self._lock = threading.Lock()

    def get(self, path: str, *, line: str = "read", accept: str = "text/html") -> Answer:
        """GET; redirects are the caller's. Raises LineLost."""
        return self._exchange("GET", path, None, {"Accept": accept}, line)

    def image(self, path: str, *, line: str = "read") -> Answer:
        """GET as an <img> asks. Raises LineLost."""
        return self._exchange("GET", path, None, {"Accept": "image/png,image/*;q=0.8", "Sec-Fetch-Dest": "image"}, line)

    def post(self, path: str, fields: Mapping[str, str], *, line: str = "read", csrf: str = "") -> Answer:
        """A form sent from our own page; with `csrf`, by a script that wants JSON. Raises LineLost."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", **self._own_page(csrf)}
        return self._exchange("POST", path, urlencode(fields).encode(), headers, line)

    def send(self, method: str, path: str, body: bytes, media_type: str, csrf: str, *, line: str = "read") -> Answer:
        """A script's POST or PUT with a body of its own. Raises LineLost."""
        return self._exchange(method, path, body, {"Content-Type": media_type, **self._own_page(csrf)}, line)

    def beside(self) -> "Browser":
        """The same person in another tab: shared cookies, lines of its own."""
        other = Browser(self.host, self.port, self.address, self._listener)
        other._cookies = self._cookies
        return other

    @property
    def origin(self) -> str:
        """The header Origin of our own pages."""
        return f"http://{self.host}:{self.port}"

    @property
    def cookie_line(self) -> str:
        """The cookies that the browser would send now, as a header."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def close(self) -> None:
        """Close all connections."""
        for line in self._lines.values():
            line.connection.close()

    def _own_page(self, csrf: str) -> dict[str, str]:
        headers = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        return headers | ({"X-CSRF-Token": csrf, "Accept": "application/json"} if csrf else {"Accept": "text/html"})

    def _exchange(self, method: str, path: str, body: bytes | None, headers: dict[str, str], line: str) -> Answer:
        headers["User-Agent"] = AGENT
        headers["Cookie"] = self.cookie_line
        began = time.monotonic()
        asked = path.partition("?")[0]
        self._listener.begin()
        try:
            try:
                answer = self._send(method, path, body, headers, line, began)
            except BrokenPipeError:
                # The line was closed while it lay idle; nothing was sent, and a browser opens another.
                self._hang_up(line)
                answer = self._send(method, path, body, headers, line, began)
        except (OSError, http.client.HTTPException) as error:
            self._hang_up(line)
            why = f"{type(error).__name__} {error}"
            self._listener.end(Exchange(began, time.monotonic() - began, method, asked, 0, 0, why))
            raise LineLost(why) from error
        self._listener.end(Exchange(began, answer.seconds, method, asked, answer.status, len(answer.body)))
        return answer

    def _send(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str], line: str, began: float
    ) -> Answer:
        connection = self._connection(line)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        whole = response.read()  # raises IncompleteRead when fewer bytes came than were promised
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self._cookies[name] = value
        answer_headers = {name.lower(): value for name, value in response.headers.items()}
        if response.will_close:
            self._hang_up(line)
        return Answer(response.status, answer_headers, whole, time.monotonic() - began)

    def _connection(self, name: str) -> http.client.HTTPConnection:
        """The line's connection; one that lay idle for long is not trusted to be still open."""
        now = time.monotonic()
        with self._lock:
            line = self._lines.get(name)
            if line is not None and now - line.used_at > _STALE_SECONDS:
                line.connection.close()
                line = None
            if line is None:
                connection = http.client.HTTPConnection(
                    self.host, self.port, timeout=_PATIENCE_SECONDS, source_address=(self.address, 0)
                )
                line = self._lines[name] = Line(connection)
            line.used_at = now
        return line.connection

    def _hang_up(self, name: str) -> None:
        with self._lock:
            line = self._lines.pop(name, None)
        if line is not None:
            line.connection.close()
