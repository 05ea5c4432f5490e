"""The gate: every request passes identify → csrf → facts → decide → view → ledger, in this order and nowhere else.

Knows no domain: a row brings its own facts loader, `main` brings identification and what domains do about refusals.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Protocol

import anyio
import anyio.to_thread
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.access.decisions import Denied, Duty
from app.access.policy import decide
from app.audit.owed import Owed, owing
from app.errors import AppError, Busy
from app.services import Services
from app.web import csrf
from app.web.bodies import StreamedBody, read_sent
from app.web.call import Call, Identity, Issue, Screens
from app.web.forms.sent import Sent
from app.web.lines import Lines, Turn
from app.web.refusal import Refused
from app.web.rows import Body, Row, Unit

OnSuspicion = Callable[[Call], None]
InsteadOfRefusal = Callable[[Refused], Response | None]


class Identify(Protocol):
    """From a request's cookie to whoever it stands for."""

    def __call__(
        self, services: Services, session: Session, request: Request, address: str, *, is_background: bool
    ) -> Identity:
        """Anonymous when the cookie opens nothing. `is_background`: no sign that a person is there."""


_LINE_SECONDS = 60.0
"""After so long in the line nobody waits for a page any more."""


@dataclass(frozen=True)
class Gate:
    """Turns rows into Starlette routes.

    `on_suspicion` hears of a refused request whose cookie looks copied, after its unit of work is over.
    `instead_of_refusal` may answer a refusal with a screen that leads on, so that nothing typed is lost.
    """

    services: Services
    screens: Screens
    identify: Identify
    address_of: Callable[[Request], str]
    lines: Lines
    light_limit: anyio.CapacityLimiter
    on_suspicion: OnSuspicion
    instead_of_refusal: InsteadOfRefusal
    turn: Turn = field(default_factory=Turn)

    def route(self, row: Row) -> Route:
        """The Starlette route of a row. HEAD follows GET, and is decided and recorded the same."""
        return Route(row.path, _Endpoint(self, row), methods=[row.method], name=row.name)

    async def serve(self, row: Row, request: Request) -> Response:
        """The answer to one request of a row. Raises AppError and what the router's boundary translates."""
        sent = await read_sent(request, row.body_limit_bytes) if row.body is Body.FORM else None
        if row.is_heavy or row.is_patient:
            return await self._in_line(row, request, sent)
        body = StreamedBody(request, row.body_limit_bytes) if row.body is Body.STREAM else None
        result = await anyio.to_thread.run_sync(self._handle, row, request, sent, body, limiter=self.light_limit)
        if isinstance(result, Issue):
            if not result.is_recorded:
                await self.services.ledger.commit(result.event)
            return result.response
        return result

    async def _in_line(self, row: Row, request: Request, sent: Sent | None) -> Response:
        """Pages: from the line's thread to the ledger's and back here, without a stop between."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Response] = loop.create_future()
        # With a database server, most of the time around a stamp is waiting for it, in which others can stamp.
        is_one_turn = row.unit is Unit.READ and self.services.database.is_embedded

        def make() -> None:
            try:
                with self.turn.taken() if is_one_turn else nullcontext():
                    result = self._handle(row, request, sent, None)
                if isinstance(result, Issue) and not result.is_recorded:
                    self.services.ledger.answer_when_durable(result.event, answer, result.response)
                    return
            except BaseException as error:  # noqa: BLE001 - whatever it is, the one who waits must hear of it
                loop.call_soon_threadsafe(_fail, answer, error)
                return
            response = result.response if isinstance(result, Issue) else result
            loop.call_soon_threadsafe(_answer, answer, response)

        self.lines.put(make, is_ahead=row.is_patient or is_ahead(request))
        try:
            async with asyncio.timeout(_LINE_SECONDS):
                return await answer
        except TimeoutError as error:
            raise Busy(cause="a page waited too long") from error

    def _handle(self, row: Row, request: Request, sent: Sent | None, body: StreamedBody | None) -> Response | Issue:
        try:
            if row.unit is Unit.OWN:
                with self.services.database.read() as session:
                    call = self.admit(row, request, session, sent, body)
                with owing(row.name, in_one_unit=False) as owed:
                    return self._view(row, call, owed)
            with owing(row.name, in_one_unit=row.unit is Unit.WRITE) as owed, self._unit(row) as session:
                return self._view(row, self.admit(row, request, session, sent, body), owed)
        except Refused as refused:
            self.services.ledger.commit_now(refused.event(row.action))
            if refused.call.identity.suspicion:
                self.on_suspicion(refused.call)
            if (answer := self.instead_of_refusal(refused)) is not None:
                return answer
            raise

    def _unit(self, row: Row) -> AbstractContextManager[Session]:
        database = self.services.database
        begin = database.write if row.unit is Unit.WRITE else database.glance if row.is_heavy else database.read
        return begin()

    def admit(self, row: Row, request: Request, session: Session, sent: Sent | None, body: StreamedBody | None) -> Call:
        """Identify, check for forgery, load facts, decide. Raises Refused with the decision."""
        address = self.address_of(request)
        identity = self.identify(self.services, session, request, address, is_background=row.is_background)
        call = Call(request, self.services, self.screens, session, identity, address, sent=sent, body=body)
        call.turn, call.place = self.turn, row.place
        if row.method not in {"GET", "HEAD"}:
            csrf.check(self.services.csrf_key, identity.session_id, request, sent)
        call.facts = row.facts(call) if row.facts is not None else None
        call.decision = decide(call.actor, row.action, call.facts, self.services.handling)
        if not call.decision.is_allowed:
            raise Refused(call, call.decision)
        return call

    def _view(self, row: Row, call: Call, owed: Owed) -> Response | Issue:
        duties = frozenset[Duty]() if call.decision is None else call.decision.duties
        if Duty.RECORD in duties and not row.is_step:
            owed.begin(call.session)
        with _plain_causes():
            try:
                result = row.view(call)
            except Denied as denied:
                raise Refused(call, denied.decision) from denied
        _check_kept(row, duties, result)
        if isinstance(result, Issue):
            owed.has_recorded = True  # it leaves only after its record is durable
        response = result.response if isinstance(result, Issue) else result
        if Duty.NO_STORE in duties:
            response.headers["Cache-Control"] = "private, no-store"
        return result


def _check_kept(row: Row, duties: frozenset[Duty], result: Response | Issue) -> None:
    """Raise AppError when a view answers otherwise than its row and the decision promise."""
    is_issue = isinstance(result, Issue)
    if row.issues_paper and not is_issue:
        raise AppError(cause=f"{row.name} answered with paper bytes outside the ledger")
    if is_issue and not row.issues_paper:
        raise AppError(cause=f"{row.name} issued a paper under action {row.action}")
    if Duty.COUNT_USE in duties and not (isinstance(result, Issue) and result.is_recorded):
        raise AppError(cause=f"{row.name} used a permit without counting its use in the commit of the record")


class _Endpoint:
    """A row as the router calls it: an object, because the router wraps functions in translators we do not need."""

    def __init__(self, gate: Gate, row: Row) -> None:
        self._gate = gate
        self._row = row

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._gate.serve(self._row, Request(scope, receive, send))
        await response(scope, receive, send)


def _answer(answer: "asyncio.Future[Response]", response: Response) -> None:
    if not answer.done():
        answer.set_result(response)


def _fail(answer: "asyncio.Future[Response]", error: BaseException) -> None:
    if isinstance(error, StopIteration):  # a future would refuse it
        error = AppError(cause="stray StopIteration")
    if not answer.done():
        answer.set_exception(error)


def is_ahead(request: Request) -> bool:
    """True when the reader says that nobody looks at this page yet."""
    return request.query_params.get("ahead") == "1"


@contextmanager
def _plain_causes() -> Iterator[None]:
    """A view's StopIteration or the like must not be taken for a value by the thread pool."""
    try:
        yield
    except (StopIteration, StopAsyncIteration, GeneratorExit) as error:
        raise AppError(cause=f"stray {type(error).__name__}") from error
