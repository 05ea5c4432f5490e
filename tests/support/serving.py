"""An application on a port of this machine, served from a thread of the test, so that a browser can come to it."""

import contextlib
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.lanes.connections import ConnectionLimits, Door
from app.web.live.sockets import SERVER_OPTIONS

_answers: dict[tuple[type, bytes, frozenset[tuple[bytes, bytes]]], list[Message]] = {}
"""What applications of a kind have answered to a request for a file of the project's own, in this process."""


class _Unchanging:
    """Lets browsers keep the project's own scripts, styles and icons for the length of a test, in which none changes.

    The service has a browser ask again for each that is named without a version: twenty questions a screen, more than a
    third of what opening one costs. What it says of keeping is asked over HTTP (tests/app/web/test_statics.py). The
    first answer of each file is the service's own; the next tests' browsers, which know nothing yet, get it again: with
    three threads that open, look at and read a small file, it costs four times as much.
    """

    _KEPT = (b"cache-control", b"max-age=3600")
    _OF_THE_ANSWER = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and scope["path"].startswith(("/static/", "/client/"))
        if not is_ours or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        asked = frozenset(each for each in scope["headers"] if each[0] in self._OF_THE_ANSWER)
        key = (type(self._app), scope["raw_path"] + b"?" + scope["query_string"], asked)
        said = _answers.get(key) or await self._said(scope, receive)
        if _is_whole(said):
            _answers[key] = said
        for message in said:
            await send(message)

    async def _said(self, scope: Scope, receive: Receive) -> list[Message]:
        said: list[Message] = []

        async def hear(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [(name, value) for name, value in message["headers"] if name != self._KEPT[0]]
                message = {**message, "headers": [*others, self._KEPT]}
            said.append(message)

        await self._app(scope, receive, hear)
        return said


def _is_whole(said: list[Message]) -> bool:
    """Whether it is a file to its end: the service stops in the middle for a browser that has gone on meanwhile."""
    if not said or said[0]["status"] != HTTPStatus.OK:
        return False
    return said[-1]["type"] == "http.response.body" and not said[-1].get("more_body", False)


@contextlib.contextmanager
def on_port(app: ASGIApp, port: int, limits: ConnectionLimits | None = None) -> Iterator[None]:
    """Within: it answers at 127.0.0.1, within these limits of connections."""
    server = uvicorn.Server(
        uvicorn.Config(
            _Unchanging(app),
            host="127.0.0.1",
            port=port,
            http=Door(limits or ConnectionLimits()).protocol(),
            log_level="error",
            lifespan="off",
            timeout_graceful_shutdown=1,  # an answer that a test holds back is not waited for
            **SERVER_OPTIONS,
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "it could not take its port"
        time.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(15)
