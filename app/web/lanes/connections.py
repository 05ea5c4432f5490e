"""Limits for connections, before it is known who is behind them: their number, and each request head's time and size.

They hold with and without a proxy in front. A proxy that the settings name carries the connections of a whole hall:
these count only against the process's total, not by address.
"""

import asyncio
import contextlib
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.settings import Zone
from app.web.addresses import is_in, network_of

LINE = "gijo.line"
"""Key in a request's scope of its connection: a `_Bounded`, which is told by whom it is used."""


@dataclass(frozen=True)
class ConnectionLimits:
    """`at_once`: connections of one process. `unknown_each`: those of one address that nobody signed in has used yet.

    `session_each`, `person_each`: those last used by a session, and by all sessions of a person; one more ends the one
    that has not been used for longest.
    `head_seconds`, `head_bytes`: for one request's line and headers. `stuck_seconds`: how long the client may not read
    any of an answer.
    """

    at_once: int = 2000
    unknown_each: int = 256
    session_each: int = 96  # ending one costs more than keeping it: who has too many comes again at once
    person_each: int = 192
    head_seconds: float = 10.0
    head_bytes: int = 64 * 1024
    stuck_seconds: float = 60.0


@dataclass
class Door:
    """The connections of one process. Only the event loop touches it."""

    limits: ConnectionLimits = ConnectionLimits()
    proxies: tuple[Zone, ...] = ()
    count: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    used_by: dict[str, "OrderedDict[_Bounded, None]"] = field(default_factory=dict)

    def protocol(self) -> type[HttpToolsProtocol]:
        """The protocol class of which uvicorn makes an instance for each connection."""
        return type("BoundedHttp", (_Bounded,), {"door": self})

    def may_come(self, network: str) -> bool:
        """Whether one more connection is taken from a network; "" for one through a named proxy."""
        is_full = self.count >= self.limits.at_once
        return not is_full and not (network and self.unknown[network] >= self.limits.unknown_each)

    def use(self, connection: "_Bounded", bounds: Mapping[str, int]) -> None:
        """Note that these callers have just used a connection. `bounds`: caller → how many; beyond, the oldest ends."""
        for key in connection.users - bounds.keys():
            self.let_go(connection, key)
        connection.users = frozenset(bounds)
        for key, most in bounds.items():
            own = self.used_by.setdefault(key, OrderedDict())
            own[connection] = None
            own.move_to_end(connection)
            if len(own) > most:
                next(iter(own)).end()

    def let_go(self, connection: "_Bounded", key: str) -> None:
        """Note that a caller no longer uses a connection."""
        own = self.used_by.get(key, OrderedDict())
        own.pop(connection, None)
        if not own:
            self.used_by.pop(key, None)


class _Bounded(HttpToolsProtocol):
    door: Door
    _network = ""
    _is_counted = _is_unknown = _waits_for_head = False
    _head_bytes = 0
    users: frozenset[str] = frozenset()
    _used_by: tuple[str, str] | None = None
    _timer: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        peer = self.client[0] if self.client else ""
        self._network = "" if is_in(peer, self.door.proxies) else network_of(peer)
        if not self.door.may_come(self._network):
            transport.abort()
            return
        self._is_counted, self._is_unknown = True, bool(self._network)
        self.door.count += 1
        self.door.unknown[self._network] += self._is_unknown
        self._begin_head()
        self._watch_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        self._leave()  # from here on the socket's own limits hold
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        if self._waits_for_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._waits_for_head:  # most heads come in one piece, and need no timer
            self._watch_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begin_head()
        cast("dict[str, object]", self.scope)[LINE] = self

    def on_headers_complete(self) -> None:
        self._waits_for_head = False
        if self._timer is not None:
            self._cancel()
        super().on_headers_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stuck = self.loop.call_later(self.door.limits.stuck_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stuck is not None:
            self._stuck.cancel()

    def _begin_head(self) -> None:
        if not self._waits_for_head:
            self._waits_for_head, self._head_bytes = True, 0
            self._cancel()

    def _watch_head(self) -> None:
        if self._head_bytes > self.door.limits.head_bytes:
            self.transport.abort()
        elif self._timer is None and self._is_counted:
            self._timer = self.loop.call_later(self.door.limits.head_seconds, self.transport.abort)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def note_used(self, person_id: str, session_id: str) -> None:
        """As `be_used`, from any thread. Wakes the event loop unless it noted them when the request came."""
        if not self._network or (person_id, session_id) == self._used_by:
            return
        with contextlib.suppress(RuntimeError):  # the loop is closed: so is the connection
            self.loop.call_soon_threadsafe(self.be_used, person_id, session_id)

    def be_used(self, person_id: str, session_id: str) -> None:
        """Note that a signed-in person uses this connection; on the event loop."""
        if not self._network:  # a named proxy's connection is everybody's
            return
        self._used_by = (person_id, session_id)
        self._become_known()
        if self._is_counted:
            limits = self.door.limits
            bounds = {f"person {person_id}": limits.person_each, f"session {session_id}": limits.session_each}
            self.door.use(self, bounds)

    def end(self) -> None:
        """End the connection, because its caller has too many."""
        self._leave()
        self.transport.abort()

    def _become_known(self) -> None:
        if self._is_unknown:
            self._is_unknown = False
            self._forget_unknown()

    def _forget_unknown(self) -> None:
        self.door.unknown[self._network] -= 1
        if not self.door.unknown[self._network]:
            del self.door.unknown[self._network]

    def _leave(self) -> None:
        self._cancel()
        if self._stuck is not None:
            self._stuck.cancel()
        for key in self.users:
            self.door.let_go(self, key)
        self.users = frozenset()
        if self._is_counted:
            self._is_counted = False
            self.door.count -= 1
            self._become_known()
