"""A small HTTP server that misbehaves on demand: errors, garbage, silence, cut answers. Real sockets, no S3."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.ports import free_port


@dataclass(frozen=True)
class Asked:
    """One request; `number` counts from 1."""

    number: int
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What to say. `promised_bytes` more than the body cuts the answer off; status 0 hangs up in silence."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    pause_seconds: float = 0
    promised_bytes: int = -1


HANG_UP = Answer(status=0)


def xml_error(status: int, code: str) -> Answer:
    """An error as S3 servers write it."""
    body = f"<Error><Code>{code}</Code><Message>m</Message><Resource>r</Resource></Error>".encode()
    return Answer(status, body, {"Content-Type": "application/xml"})


class FaultyServer(ThreadingHTTPServer):
    """Answers each request with what `respond` makes of it, and remembers the requests."""

    daemon_threads = True

    def __init__(self, port: int, respond: Callable[[Asked], Answer]) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.respond = respond
        self.asked: list[Asked] = []
        self.lock = threading.Lock()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        server = self.server
        assert isinstance(server, FaultyServer)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {key.lower(): value for key, value in self.headers.items()}
        with server.lock:
            asked = Asked(len(server.asked) + 1, self.command, self.path, headers, body)
            server.asked.append(asked)
        answer = server.respond(asked)
        time.sleep(answer.pause_seconds)
        self.close_connection = True
        if not answer.status:
            return
        promised_bytes = len(answer.body) if answer.promised_bytes < 0 else answer.promised_bytes
        with contextlib.suppress(ConnectionError):
            self.send_response(answer.status)
            for key, value in {"Content-Length": str(promised_bytes), "Connection": "close", **answer.headers}.items():
                self.send_header(key, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_any  # noqa: N815 - names the base class looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name for it
        """Say nothing: the tests look at `asked`."""


@contextlib.contextmanager
def faulty(respond: Callable[[Asked], Answer]) -> Iterator[FaultyServer]:
    """Run a server on a free port of ours until the block ends."""
    server = FaultyServer(free_port(), respond)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
