"""Connections to PostgreSQL that do not wait for ever. Knows waiting; knows no statement and no table.

A server that is frozen, or a machine behind a dead switch, keeps its connections open: the kernel at the other end
acknowledges what is sent, so time-outs of the network never come, and the server's own time-outs stand still with it.
Only the waiting side can give up.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import psycopg
import sqlalchemy
from psycopg.abc import PQGen
from sqlalchemy import Engine, event

STATEMENT_SECONDS = 22.0
"""Longer than the server's own `statement_timeout`, so that a server that still answers ends a statement first."""
SIGN_OF_LIFE_SECONDS = 5.0
_REST_SECONDS = 3.0
_TRIAL_SECONDS = SIGN_OF_LIFE_SECONDS + 1.0
_JUST_NOW_SECONDS = 1.0
"""The pool opens another connection at once when one gives no sign of life; that would only wait as long again."""
_STILL_WARM_SECONDS = 0.2
_NEVER = float("-inf")
_ENDED = (psycopg.errors.AdminShutdown, psycopg.errors.CrashShutdown, psycopg.errors.IdleSessionTimeout)
"""The server's last words on a connection. The driver takes it for open until the next statement fails as well."""

Answer = TypeVar("Answer")
Row = TypeVar("Row")


class SilentServer(psycopg.OperationalError):
    """The database neither answers nor refuses."""


class Silence:
    """Whether a server was silent a moment ago. One object for each process and server. Thread-safe.

    After a caller has waited in vain, all callers are refused for some seconds, then one at a time tries. Without this
    every request would wait the full time, and so would those queued behind it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noticed_at = _NEVER
        self.ended_at = _NEVER
        """When the server last ended a connection: what it said on others before that moment proves nothing."""
        self._rests_until = _NEVER
        self._probe: threading.Thread | None = None

    def check(self) -> None:
        """Raise SilentServer while callers are refused. Otherwise the caller may try."""
        if self._rests_until == _NEVER:
            return
        with self._lock:
            now = time.monotonic()
            if now < self._rests_until:
                raise SilentServer("the database did not answer a moment ago")
            if self._rests_until != _NEVER:
                self._rests_until = now + _TRIAL_SECONDS

    def noticed(self) -> None:
        """Note that a caller waited in vain."""
        with self._lock:
            self._noticed_at = time.monotonic()
            self._rests_until = self._noticed_at + _REST_SECONDS

    def ended(self) -> None:
        """Note that the server has ended a connection, as it does with all of them before it stops."""
        self.ended_at = time.monotonic()

    def broken(self) -> None:
        """Note that the server answered."""
        if self._rests_until != _NEVER:
            with self._lock:
                self._rests_until = _NEVER

    def probe(self, connect: Callable[[], object]) -> None:
        """Test, while a caller waits, whether the server still takes connections. One test at a time.

        Waiting alone proves nothing, since a statement may be slow for a good reason. A server that takes no connection
        is silent.
        """
        with self._lock:
            if self._probe is None or not self._probe.is_alive():
                self._probe = threading.Thread(target=self._try, args=(connect,), name="database-probe", daemon=True)
                self._probe.start()

    def _try(self, connect: Callable[[], object]) -> None:
        try:
            connect()
        except psycopg.errors.ConnectionTimeout:
            self.noticed()
        except psycopg.Error:
            return  # a refusal is an answer; the one who waits hears of a server that went away by itself

    def was_noticed_since(self, moment: float) -> bool:
        """True when a caller waited in vain after that moment, and the server has not answered since."""
        return self._rests_until != _NEVER and self._noticed_at >= moment


class Patient(psycopg.Connection[Row]):
    """A connection that gives up a server which is silent for `limit_seconds`, and closes itself then.

    It gives up earlier when others have found the server silent meanwhile, since then the statement is lost, not slow.
    """

    silence: Silence
    limit_seconds = STATEMENT_SECONDS
    heard_at = _NEVER
    greet: Callable[[], None] | None = None
    """Opens another connection to the same server, within the seconds of a sign of life, and closes it."""

    def wait(self, gen: PQGen[Answer], interval: float = 0.1, timeout: float | None = None) -> Answer:
        """As the driver's own, within limits, and closed after the server's last words. Raises SilentServer."""
        try:
            answer = super().wait(self._bounded(gen), interval, timeout)
        except SilentServer:
            self.pgconn.finish()
            self.silence.noticed()
            raise
        except _ENDED:
            self.pgconn.finish()
            self.silence.ended()
            raise
        self.silence.broken()
        self.heard_at = time.monotonic()
        return answer

    def _bounded(self, gen: PQGen[Answer]) -> PQGen[Answer]:
        """The driver's generator, stopped when it has lasted too long; checked several times a second."""
        began = time.monotonic()
        probe_at = began + SIGN_OF_LIFE_SECONDS
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and self._has_waited_enough(began):
                    raise SilentServer("the database fell silent")
                if not ready and self.greet is not None and time.monotonic() > probe_at:
                    probe_at += SIGN_OF_LIFE_SECONDS
                    self.silence.probe(self.greet)
                wanted = gen.send(ready)
        except StopIteration as end:
            answer: Answer = end.value
            return answer

    def _has_waited_enough(self, began: float) -> bool:
        seconds = time.monotonic() - began
        return seconds > self.limit_seconds or (
            seconds > SIGN_OF_LIFE_SECONDS and self.silence.was_noticed_since(began)
        )


def install(engine: Engine) -> Silence:
    """Make the engine's connections give up silent servers. Returns the Silence that they share."""
    silence = Silence()
    dialect, ping = engine.dialect, engine.dialect.do_ping

    class Connection(Patient[Any]):
        pass

    Connection.silence = silence

    def connect(_dialect: Any, _record: Any, arguments: Sequence[Any], options: dict[str, Any]) -> Patient[Any]:
        def greet() -> None:
            psycopg.connect(*arguments, **options).close()

        if silence.was_noticed_since(time.monotonic() - _JUST_NOW_SECONDS):
            raise SilentServer("the database did not give a sign of life just now")
        try:
            opened = Connection.connect(*arguments, **options)
        except psycopg.errors.ConnectionTimeout:
            silence.noticed()
            raise
        opened.greet = greet
        return opened

    def ask_for_a_sign_of_life(connection: Any) -> bool:
        if connection.heard_at > max(silence.ended_at, time.monotonic() - _STILL_WARM_SECONDS):
            return True  # Pages come often, and each test would cost a round trip.
        connection.limit_seconds = SIGN_OF_LIFE_SECONDS
        try:
            return ping(connection)
        finally:
            connection.limit_seconds = STATEMENT_SECONDS

    event.listen(engine, "do_connect", connect)
    dialect.do_ping = ask_for_a_sign_of_life  # type: ignore[assignment]  # the pool tries each connection by it
    return silence


def taken_out(engine: Engine) -> Patient[object]:
    """A connection of the engine that its pool no longer counts. The caller has to close it."""
    borrowed = engine.raw_connection()
    driver = borrowed.driver_connection
    borrowed.detach()
    if not isinstance(driver, Patient):
        raise TypeError("no connection to PostgreSQL")
    return driver


def take_time(connection: sqlalchemy.Connection, seconds: float) -> None:
    """Let statements on this connection take longer. The server's own limits have to be raised separately."""
    driver = connection.connection.driver_connection
    if isinstance(driver, Patient):
        driver.limit_seconds = seconds
