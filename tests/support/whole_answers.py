"""A test client that takes a whole answer in one visit to the service's event loop.

Starlette's own client hands an answer over piece by piece, each a change of threads and back: 0.8 ms of a processor for
each request, where the refusal of one takes as long. What is sent piece by piece, and sockets, still go through it.
"""

import contextlib
from typing import Any
from urllib.parse import unquote

import anyio
import httpx2
from anyio.from_thread import BlockingPortal
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Scope

_PORTS = {"http": 80, "https": 443}


class WholeClient(TestClient):
    """A client of an application whose requests run on a portal that is open already. An error of it is a bare 500."""

    def __init__(self, app: ASGIApp, portal: BlockingPortal, *, base_url: str, client: tuple[str, int]) -> None:
        super().__init__(app, base_url=base_url, raise_server_exceptions=False, client=client)
        self.portal = portal
        self._transport = _WholeTransport(app, portal, client, self._transport)


class _WholeTransport(httpx2.BaseTransport):
    def __init__(
        self, app: ASGIApp, portal: BlockingPortal, client: tuple[str, int], piecewise: httpx2.BaseTransport
    ) -> None:
        self._app, self._portal, self._client, self._piecewise = app, portal, client, piecewise

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.scheme not in _PORTS or not isinstance(request.stream, httpx2.ByteStream):
            return self._piecewise.handle_request(request)
        answer = _Answer(request.read())
        self._portal.call(answer.ask, self._app, self._scope(request))
        body = b"" if request.method == "HEAD" else bytes(answer.body)
        return httpx2.Response(answer.status, headers=answer.headers, stream=httpx2.ByteStream(body), request=request)

    def _scope(self, request: httpx2.Request) -> dict[str, Any]:
        url = request.url
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": url.scheme,
            "path": unquote(url.path),
            "raw_path": url.raw_path.partition(b"?")[0],
            "query_string": url.query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": self._client,
            "server": [url.host, url.port or _PORTS[url.scheme]],
            "extensions": {},
            "state": {},
        }


class _Answer:
    """One request's body, and what comes back for it."""

    def __init__(self, sent: bytes) -> None:
        self.status, self.headers, self.body = 500, list[tuple[bytes, bytes]](), bytearray()
        self._sent: bytes | None = sent

    async def ask(self, app: ASGIApp, scope: Scope) -> None:
        self._is_whole = anyio.Event()
        with contextlib.suppress(Exception):  # the service has written it down; whoever asked gets what came
            await app(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        if self._sent is None:
            await self._is_whole.wait()
            return {"type": "http.disconnect"}
        body, self._sent = self._sent, None
        return {"type": "http.request", "body": body, "more_body": False}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message.get("headers", []))
            return
        assert not self._is_whole.is_set(), "an answer that was whole already goes on"
        self.body += message.get("body", b"")
        if not message.get("more_body", False):
            self._is_whole.set()
