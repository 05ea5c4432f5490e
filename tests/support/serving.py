"""An application on a port of this machine, served from a thread of the test, so that a browser can come to it."""

import contextlib
import threading
import time
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.lanes.connections import ConnectionLimits, Door
from app.web.live.sockets import SERVER_OPTIONS


class _Unchanging:
    """Lets browsers keep the project's own scripts, styles and icons for the length of a test, in which none changes.

    The service has a browser ask again for each that is named without a version: twenty questions a screen, more than a
    third of what opening one costs. What it says of keeping is asked over HTTP (tests/app/web/test_statics.py).
    """

    _KEPT = (b"cache-control", b"max-age=3600")

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [(name, value) for name, value in message["headers"] if name != self._KEPT[0]]
                message = {**message, "headers": [*others, self._KEPT]}
            await send(message)

        is_ours = scope["type"] == "http" and scope["path"].startswith(("/static/", "/client/"))
        await self._app(scope, receive, send_kept if is_ours else send)


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
