"""An application on a port of this machine, served from a thread of the test, so that a browser can come to it."""

import contextlib
import threading
import time
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from app.web.lanes.connections import ConnectionLimits, Door
from app.web.live.sockets import SERVER_OPTIONS


@contextlib.contextmanager
def on_port(app: ASGIApp, port: int, limits: ConnectionLimits | None = None) -> Iterator[None]:
    """Within: it answers at 127.0.0.1, within these limits of connections."""
    server = uvicorn.Server(
        uvicorn.Config(
            app,
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
