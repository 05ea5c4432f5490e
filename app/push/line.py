"""The connection by which a process hears others (PostgreSQL's LISTEN). Passes texts on and does not interpret them."""

import contextlib
import logging
import select
import threading
import time
from collections.abc import Callable, Iterator

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.driver import pg_connections
from app.driver.pg_connections import SIGN_OF_LIFE_SECONDS, Patient

log = logging.getLogger("gijo.push")

CHANNEL = "gijo_live"
NAME = "gijo live"
"""The connection's application_name, by which administrators find it in pg_stat_activity."""

_LOOK_SECONDS = 0.5
_QUIET_SECONDS = 5.0
"""After so many seconds of silence a query is sent, to notice a server that froze or went away."""
_AGAIN_SECONDS = (0.25, 0.5, 1.0, 2.0, 4.0)


class Line(threading.Thread):
    """A thread that listens until it is stopped, and connects again when the connection is lost or falls silent.

    `heard` is called with each text. `gap` is called each time a connection begins to listen: what was sent while there
    was none is lost.
    """

    def __init__(self, engine: Engine, heard: Callable[[str], None], gap: Callable[[], None]) -> None:
        super().__init__(name="live", daemon=True)
        self._engine, self._heard, self._gap = engine, heard, gap
        self._stop_asked = threading.Event()
        self._tries = 0
        self.failures = 0
        """How often the connection was lost, or could not be had."""

    def stop(self) -> None:
        """Ask the thread to end, which takes it up to half a second. To wait for that, join it."""
        self._stop_asked.set()

    def run(self) -> None:
        while not self._stop_asked.is_set():
            try:
                self._listen()
            except (psycopg.Error, SQLAlchemyError, OSError) as failure:
                log.warning("cannot hear the other processes, the sweep goes on: %s", type(failure).__name__)
            except Exception:
                log.exception("hearing the other processes failed")
            self.failures += not self._stop_asked.is_set()
            if self._stop_asked.wait(_AGAIN_SECONDS[min(self._tries, len(_AGAIN_SECONDS) - 1)]):
                return
            self._tries += 1

    def _listen(self) -> None:
        with _own_connection(self._engine) as connection:
            connection.add_notify_handler(self._told)
            connection.execute(f"SET application_name = '{NAME}'")
            connection.execute(f"LISTEN {CHANNEL}")
            self._tries = 0
            self._gap()
            heard_at = time.monotonic()
            while not self._stop_asked.is_set():
                if select.select([connection.fileno()], [], [], _LOOK_SECONDS)[0]:
                    self._take(connection)
                    heard_at = time.monotonic()
                elif time.monotonic() - heard_at > _QUIET_SECONDS:
                    connection.execute("SELECT 1")
                    heard_at = time.monotonic()

    def _take(self, connection: Patient[object]) -> None:
        connection.pgconn.consume_input()
        while (notice := connection.pgconn.notifies()) is not None:
            self._heard(notice.extra.decode("utf-8", "replace"))

    def _told(self, notice: psycopg.Notify) -> None:
        """Take a notification that psycopg read together with the answer to a statement (LISTEN, SELECT 1)."""
        self._heard(notice.payload)


@contextlib.contextmanager
def _own_connection(engine: Engine) -> Iterator[Patient[object]]:
    connection = pg_connections.taken_out(engine)
    try:
        connection.limit_seconds = SIGN_OF_LIFE_SECONDS
        connection.autocommit = True
        yield connection
    finally:
        connection.close()
