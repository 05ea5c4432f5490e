"""WebSockets, one for each tab: admitted by the gate like a request, and again at every message. Knows no domain."""

import json
import logging
from dataclasses import dataclass
from typing import Generic, TypedDict

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.audit import news
from app.db import told_of
from app.errors import AppError, BadInput, TooFast
from app.push.publications import TOPIC_CHARACTERS
from app.web import csrf
from app.web.answers import as_json
from app.web.call import Call
from app.web.forms.sent import read_json
from app.web.gate import UNBOUNDED, Gate
from app.web.lanes.callers import Caller
from app.web.lanes.rates import Pace, Rate
from app.web.live.hub import Hub, Watch
from app.web.live.tabs import Answered, Holder, Tab
from app.web.live.topics import Topics
from app.web.refusal import Refused
from app.web.rows import Row

log = logging.getLogger("gijo.live")

CLOSE = 4000
"""Added to an error's HTTP status for a close code: 4403 for 403. Codes from 4000 are ours (RFC 6455 §7.4.2)."""


class _Options(TypedDict):
    ws: str
    ws_max_size: int
    ws_ping_interval: float
    ws_ping_timeout: float
    ws_per_message_deflate: bool


SERVER_OPTIONS: _Options = {
    "ws": "websockets-sansio",
    "ws_max_size": 64 * 1024,
    "ws_ping_interval": 20.0,
    "ws_ping_timeout": 20.0,
    # what is compressed together with an attacker's words can be guessed from its length (BREACH)
    "ws_per_message_deflate": False,
}
"""Options for uvicorn: 64 KB a message, a ping every 20 seconds and 20 seconds to answer it."""

_TOPICS_AT_ONCE = 8
_SAYING = Pace(at_once=40, a_second=5)
"""Of messages of one tab; our own pages send one when they open and one a topic."""


class Live(Generic[Holder]):
    """Turns socket rows into Starlette routes, each with a hub of its own."""

    def __init__(self, gate: Gate, watch: Watch[Holder]) -> None:
        self._gate, self._watch = gate, watch

    def route(self, row: Row) -> WebSocketRoute:
        """The Starlette route of a socket row. Raises TypeError for a row without topics."""
        if row.topics is None:
            raise TypeError(f"{row.path} is no socket")
        services = self._gate.services
        hub = Hub(row.topics, self._watch, services.exchange, services.database)
        channel = _Channel(self._gate, self._watch, hub, row.topics, row)
        return WebSocketRoute(row.path, channel.serve, name=f"SOCKET {row.path}")


@dataclass(frozen=True)
class _Channel(Generic[Holder]):
    """One row's sockets."""

    gate: Gate
    watch: Watch[Holder]
    hub: Hub[Holder]
    topics: Topics
    row: Row

    async def serve(self, socket: WebSocket) -> None:
        """One socket, from its handshake to its end."""
        request = _handshake(socket)
        if not csrf.comes_from_own_page(request, is_https=self.gate.services.settings.is_https):
            await socket.close()  # before it was accepted, this is HTTP 403
            return
        try:
            caller = self.gate.entrance.caller(request)
            await self.gate.entrance.enter(self.row, caller)
        except TooFast:
            await socket.close()  # the page tries again, later each time; words would cost what the rate is to save
            return
        try:
            told_before = self.hub.told
            async with self.gate.entrance.place(self.row, caller):
                tab, first = await anyio.to_thread.run_sync(self._admit, request, limiter=UNBOUNDED)
            self.hub.join(tab, told_before=told_before)
        except Exception as error:  # noqa: BLE001 - a page can read a close code, but no answer to a handshake
            await socket.accept()
            await _farewell(socket, _told(self.row, error))
            return
        try:
            await socket.accept()
            if first:
                await socket.send_text(first)
            async with anyio.create_task_group() as group:
                group.start_soon(self._hear, socket, tab, group.cancel_scope)
                await self._tell(request, socket, tab, caller)
                group.cancel_scope.cancel()
        finally:
            self.hub.leave(tab)

    async def _hear(self, socket: WebSocket, tab: Tab[Holder], scope: anyio.CancelScope) -> None:
        """Take the tab's messages until it closes the socket; end it at one that cannot be read."""
        said = Rate(_SAYING)
        while tab.ending is None:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                scope.cancel()
                return
            verdict = said.take(tab.session_id)
            if verdict.is_refused:
                tab.end(TooFast(verdict.wait_seconds))
                return
            try:
                tab.ask(_asked(message.get("text")))
            except BadInput as error:
                tab.end(error)

    async def _tell(self, request: Request, socket: WebSocket, tab: Tab[Holder], caller: Caller) -> None:
        """Send answers until the tab ends, and then its ending.

        Topics that the tab asked for and topics with news are answered alike, each after an admission of its own.
        """
        while tab.ending is None:
            await tab.wake.wait()
            tab.wake.clear()
            if tab.ending is not None or not (topics := tab.take()):
                continue
            try:
                async with self.gate.entrance.place(self.row, caller):
                    answer = await anyio.to_thread.run_sync(self._answer, request, topics, limiter=UNBOUNDED)
                tab.answered(answer)
                await socket.send_text(answer.text)
            except WebSocketDisconnect:
                return
            except Refused as refused:
                # "Nobody is signed in" would be true of every ended session. The person is told why this one ended.
                tab.end(await self.hub.ending_of(tab) or refused)
            except Exception as error:  # noqa: BLE001 - told as a close code, and logged unless it was meant
                tab.end(_told(self.row, error))
        await _farewell(socket, tab.ending)

    def _admit(self, request: Request) -> tuple[Tab[Holder], str]:
        """Admit a socket: the tab, and the answer to what its address asks (`?ask=alarms,board`), "" for nothing.

        One admission and one unit for both. Raises Refused (recorded), BadInput.
        """
        try:
            with self.gate.services.database.read() as session:
                call = self.gate.admit(self.row, request, session, None, None)
                tab = Tab(call.identity.session_id, call.viewer.person_id, self.watch.holder(call), news.head(session))
                if not (asked := request.query_params.get("ask", "")):
                    return tab, ""
                tab.topics |= _checked(asked.split(","))
                answer = self._answered(call, frozenset(tab.topics))
                tab.answered(answer)
                return tab, answer.text
        except Refused as refused:
            self._record(refused)
            if refused.call.identity.suspicion:
                self.gate.on_suspicion(refused.call)
            raise

    def _answer(self, request: Request, topics: frozenset[str]) -> Answered:
        """The answer to these topics, after a new admission. Raises Refused (recorded).

        No `on_suspicion` here: the cookie of the handshake may have been replaced since, and is then no copy.
        """
        try:
            with self.gate.services.database.read() as session:
                return self._answered(self.gate.admit(self.row, request, session, None, None), topics)
        except Refused as refused:
            self._record(refused)
            raise

    def _answered(self, call: Call, topics: frozenset[str]) -> Answered:
        """The answer and the number of the ledger's last record, read in one unit: all up to that record is in it."""
        call.asked = topics
        text = bytes(getattr(self.row.view(call), "body", b"{}")).decode()
        return Answered(text, self.topics.heard(call), news.head(call.session))

    def _record(self, refused: Refused) -> None:
        self.gate.refusals.note(refused.event(self.row.action))


def _handshake(socket: WebSocket) -> Request:
    """The handshake as an HTTP request, which it is, for the gate."""
    return Request({**socket.scope, "type": "http", "method": "GET"})


def _asked(untrusted_text: str | None) -> frozenset[str]:
    """The topics in a tab's message, as in `{"ask": ["alarms"]}`. Raises BadInput."""
    said = read_json(untrusted_text or "")
    return _checked(said.get("ask") if isinstance(said, dict) else None)


def _checked(untrusted_topics: object) -> frozenset[str]:
    """The topics as a set, when they are a few short names; `Topics` checks that they exist. Raises BadInput."""
    if not isinstance(untrusted_topics, list) or not 0 < len(untrusted_topics) <= _TOPICS_AT_ONCE:
        raise BadInput(cause="not a question")
    if not all(isinstance(topic, str) and 0 < len(topic) <= TOPIC_CHARACTERS for topic in untrusted_topics):
        raise BadInput(cause="not a topic")
    return frozenset(untrusted_topics)


async def _farewell(socket: WebSocket, error: AppError | None) -> None:
    """Send the ending as a message, then close. A close reason alone would hold only 40 characters of Japanese."""
    told = error or AppError()
    try:
        await socket.send_text(json.dumps({"end": as_json(told)}, ensure_ascii=False))
        await socket.close(CLOSE + told.status, told.code)
    except (WebSocketDisconnect, RuntimeError):
        return  # it had gone already


def _told(row: Row, error: Exception) -> AppError:
    """The error to close the tab with; an unknown exception is logged with its traceback and never shown."""
    if isinstance(error, AppError):
        return error
    if (told := told_of(error)) is not None:
        log.warning("socket %s: %s", row.path, told.cause)
        return told
    log.error("socket %s", row.path, exc_info=error)
    return AppError()
