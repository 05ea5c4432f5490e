"""The gate: every request passes identify → csrf → facts → decide → view → ledger, in this order and nowhere else.

Knows no domain: a row brings its own facts loader, `main` brings identification and what domains do about refusals.
"""

import asyncio
import math
import threading
import time
from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

import anyio
import anyio.to_thread
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.access.decisions import Decision, Denied, Duty, deny
from app.access.policy import decide, decide_unknown
from app.access.reasons import Reason
from app.audit.owed import Owed, owing
from app.errors import AppError, Busy, Conflict, NotFound
from app.services import Services
from app.web import csrf
from app.web.bodies import LOOK_SECONDS, StreamedBody, read_sent
from app.web.call import Call, Identity, Issue, Screens
from app.web.forms.sent import Sent
from app.web.lanes.callers import Caller
from app.web.lanes.entrance import Entrance
from app.web.lanes.lanes import Lane
from app.web.lanes.refusals import RefusalCounter
from app.web.lines import Lines, Turn
from app.web.refusal import Refused
from app.web.rows import Among, Body, Row, Unit

Piece = str | bytes | memoryview
OnSuspicion = Callable[[Call], None]
InsteadOfRefusal = Callable[[Refused], Response | None]


class Identify(Protocol):
    """Finds out who sends a request, by its session cookie (`auth.presence.identity`)."""

    def __call__(
        self, services: Services, session: Session, request: Request, address: str, *, is_background: bool
    ) -> Identity:
        """The identity, anonymous when no session is open. `is_background`: does not count as a person's activity."""

    def again(self, session: Session, former: Identity, address: str) -> Identity:
        """The former identity, read again; anonymous if its session is over."""

    def hold(self, session: Session, identity: Identity) -> None:
        """Lock the person and the session of an identity until the writing unit ends."""


_LINE_SECONDS = 60.0
"""How long a page may take from joining the line; then its request is answered with E503 (Busy)."""
UNBOUNDED = anyio.CapacityLimiter(math.inf)
"""No limit of the thread pool's own: `entrance.place` has already limited how many requests run at once."""

_DONE_FIRST = frozenset({Reason.RENEWAL, Reason.RULES_FIRST})
"""What is asked of the person or the device before any paper is told of."""

_GIVEN_UP = "nobody waits any more"

STREAM_SECONDS = LOOK_SECONDS
"""Seconds between two decisions whether a person for whom a long answer is made, or to whom it is sent, may have it."""


@dataclass(frozen=True)
class Gate:
    """Turns rows into Starlette routes, and takes each request through its steps.

    `address_of`: the peer's address. `lines`: threads for pages of papers; `light_limit`: for everything else.
    `on_suspicion` is called for a refused request whose cookie looks copied, after its unit of work is over.
    `instead_of_refusal` may answer a refusal with a screen that leads on, so that nothing typed is lost.
    """

    services: Services
    screens: Screens
    identify: Identify
    address_of: Callable[[Request], str]
    lines: Lines
    entrance: Entrance
    refusals: RefusalCounter
    on_suspicion: OnSuspicion
    instead_of_refusal: InsteadOfRefusal
    turn: Turn = field(default_factory=Turn)

    def route(self, row: Row) -> Route:
        """The Starlette route of a row. HEAD follows GET, and is decided and recorded the same."""
        return Route(row.path, _Endpoint(self, row), methods=[row.method], name=row.name)

    async def serve(self, row: Row, request: Request, caller: Caller) -> Response:
        """The response to one request of a row. Raises AppError, Refused among them, and anything a view raises."""
        await self.entrance.enter(row, caller)
        sent: Sent | None = None
        if row.body is Body.FORM:
            async with self.entrance.coming(caller):
                sent = await read_sent(request, row.body_limit_bytes)
        if row.is_heavy or row.is_patient:
            return await self._in_line(row, request, sent, caller)
        body = StreamedBody(request, row.body_limit_bytes) if row.body is Body.STREAM else None
        caller = await self.entrance.by_name(row, request, caller, self._note_who)
        async with self.entrance.place(row, caller):
            if row.lane is Lane.LONG:
                self.entrance.streams.check(caller.key)
            result = await anyio.to_thread.run_sync(self._handle, row, request, sent, body, limiter=UNBOUNDED)
        response = result.response if isinstance(result, Issue) else result
        if isinstance(response, StreamingResponse):
            response.body_iterator = self.entrance.streams.counted(caller.key, response.body_iterator)
        if isinstance(result, Issue) and not result.is_recorded:
            await self.services.ledger.commit(result.events)
        return response

    def _note_who(self, request: Request) -> None:
        with self.services.database.read() as session:
            identity = self.identify(self.services, session, request, self.address_of(request), is_background=True)
        self.entrance.note(request, identity)

    async def _in_line(self, row: Row, request: Request, sent: Sent | None, caller: Caller) -> Response:
        """The response of a row that waits in the line of pages.

        The line's thread makes it and hands it to the ledger's thread, which answers the future when the record is
        durable. So the event loop is woken once for a whole group of records.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Response] = loop.create_future()
        # With a database server, most of the time around a stamp is waiting for it, in which others can stamp.
        is_one_turn = row.unit is Unit.READ and self.services.database.is_embedded

        given_up = threading.Event()

        def make() -> None:
            try:
                with self.turn.taken() if is_one_turn else nullcontext():
                    result = self._handle(row, request, sent, None, given_up.is_set)
                if isinstance(result, Issue) and not result.is_recorded:
                    self.services.ledger.answer_when_durable(result.events, answer, result.response)
                    return
            except BaseException as error:  # noqa: BLE001 - the waiting caller must get every exception
                loop.call_soon_threadsafe(_fail, answer, error)
                return
            response = result.response if isinstance(result, Issue) else result
            loop.call_soon_threadsafe(_answer, answer, response)

        self.lines.put(make, caller.key, is_ahead=row.is_patient or is_ahead(request))
        try:
            async with asyncio.timeout(_LINE_SECONDS):
                return await answer
        except TimeoutError as error:
            raise Busy(cause="a page waited too long") from error
        finally:
            given_up.set()

    def _handle(
        self,
        row: Row,
        request: Request,
        sent: Sent | None,
        body: StreamedBody | None,
        is_given_up: Callable[[], bool] = lambda: False,
    ) -> Response | Issue:
        """The view's answer. `is_given_up`: True when nobody waits for it any more; then nothing is begun or kept."""
        if is_given_up():
            raise Busy(cause=_GIVEN_UP)
        try:
            if row.unit is Unit.OWN:
                with self.services.database.read() as session:
                    call = self.admit(row, request, session, sent, body)
                call.again = partial(self._hold_and_decide, row)
                if body is not None:
                    body.look = partial(self._look, row, call)
                # The reading unit is over before the view: it opens its own, with slow work between them.
                with owing(row.name, in_one_unit=False) as owed:
                    return self._view(row, call, owed)
            began = time.monotonic()
            with owing(row.name, in_one_unit=row.unit is Unit.WRITE) as owed, self._unit(row) as session:
                call = self.admit(row, request, session, sent, body)
                result = self._view(row, call, owed)
                if is_given_up():
                    raise Busy(cause=_GIVEN_UP)
                if row.among is not None and time.monotonic() - began >= STREAM_SECONDS:
                    self._look(row, call)
                return result
        except Refused as refused:
            # After the request's unit, which the refusal rolled back: the record of the refusal must stay.
            self.refusals.note(refused.event(row.action))
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
        """The steps before the view: identify, check for forgery, load facts, decide. Raises Refused, CrossSite."""
        address = self.address_of(request)
        identity = self.identify(self.services, session, request, address, is_background=row.is_background)
        self.entrance.note(request, identity)
        call = Call(request, self.services, self.screens, session, identity, address, sent=sent, body=body)
        call.turn, call.place = self.turn, row.place
        if row.method not in {"GET", "HEAD"}:
            csrf.check(
                self.services.csrf_key, identity.session_id, request, sent, is_https=self.services.settings.is_https
            )
        call.decision = self._decided(row, call)
        if not call.decision.is_allowed:
            raise Refused(call, call.decision)
        if row.among is not None:
            call.among, call.left_out = _decided_each(row.among, call)
        return call

    def _hold_and_decide(self, row: Row, call: Call, session: Session) -> Call:
        self.identify.hold(session, call.identity)
        return self._again(row, call, session)

    def _again(self, row: Row, call: Call, session: Session) -> Call:
        """For `Call.decide_again`: identify, load facts and decide again, in the unit of the effect. Raises Refused."""
        identity = self.identify.again(session, call.identity, call.address)
        now = replace(call, session=session, identity=identity, facts=None, decision=None, subject=None, again=None)
        now.decision = self._decided(row, now)
        if not now.decision.is_allowed:
            raise Refused(now, now.decision)
        if row.among is not None:
            now.among, now.left_out = _decided_each(row.among, now)
        return now

    def _decided(self, row: Row, call: Call) -> Decision:
        """The decision about the row's subject; for one that cannot be loaded, about one that nobody may know of.

        So a person who may not know of a thing gets the same answer, in the same time and with the same record,
        whether it exists or not.
        """
        try:
            call.facts = row.facts(call) if row.facts is not None else None
        except AppError as error:
            decision = decide_unknown(call.actor, row.action, call.handling)
            if isinstance(error, NotFound) or decision.reason is not Reason.UNKNOWN:
                call.material_id = None
                raise Refused(call, decision) from error
            raise
        except Denied as denied:  # what the facts rest on was altered; told only to who might know of such a thing
            decision = decide_unknown(call.actor, row.action, call.handling)
            raise Refused(call, denied.decision if decision.reason is Reason.UNKNOWN else decision) from denied
        return decide(call.actor, row.action, call.facts, call.handling)

    def _view(self, row: Row, call: Call, owed: Owed) -> Response | Issue:
        duties = _duties(call)
        if Duty.RECORD in duties and not row.is_step:
            owed.begin(call.session)
        with _plain_causes():
            try:
                result = row.view(call)
            except Denied as denied:
                raise Refused(call, denied.decision) from denied
            except NotFound as error:
                raise Refused(call, deny(Reason.UNKNOWN, "4②")) from error
        _check_kept(row, call, duties, result)
        if isinstance(result, Issue):
            owed.has_recorded = True  # it leaves only after its record is durable
        response = result.response if isinstance(result, Issue) else result
        if row.issues_paper:
            response.headers["X-Accel-Buffering"] = "no"  # a proxy would keep it on a disk while a slow line takes it
        if isinstance(response, StreamingResponse):
            response.body_iterator = self._while_allowed(row, call, response.body_iterator)
        if Duty.NO_STORE in duties or row.among is not None:
            response.headers["Cache-Control"] = "private, no-store"
        return result

    async def _while_allowed(self, row: Row, call: Call, pieces: AsyncIterable[Piece]) -> AsyncIterator[Piece]:
        """The pieces of a long answer, as long as its receiver may have them; then the connection is cut."""
        looked_at = time.monotonic()
        async for piece in pieces:
            if time.monotonic() - looked_at >= STREAM_SECONDS:
                await anyio.to_thread.run_sync(self._look_and_record, row, call, limiter=UNBOUNDED)
                looked_at = time.monotonic()
            yield piece

    def _look(self, row: Row, call: Call) -> None:
        """Decide once more while something goes on, in a short unit of its own. Raises Refused.

        Of several papers, raises Conflict when one is not allowed any more, or not as it was.
        """
        with self.services.database.read() as session:
            now = self._again(row, call, session)
        if not _duties_of_each(call.among) <= _duties_of_each(now.among):
            raise Conflict(cause="papers changed while they were looked through")

    def _look_and_record(self, row: Row, call: Call) -> None:
        """As `_look`, and record a refusal, which no caller is left to do."""
        try:
            self._look(row, call)
        except Refused as refused:
            self.services.ledger.commit_now(refused.event(row.action))
            raise


def _decided_each(among: Among, call: Call) -> tuple[tuple[Call, ...], Counter[Reason]]:
    """A call for each of the papers that this person may be told of, and why they may not be told of the others.

    Raises Refused when something has to be done before: a proof of the device's key, which is too old for one of them,
    or reading rules. That refusal names no paper, as the whole request is refused.
    """
    allowed: list[Call] = []
    left_out: Counter[Reason] = Counter()
    handling = call.handling
    for candidate in among.load(call):
        decision = decide(call.actor, among.action, candidate.facts, handling)
        if decision.is_allowed:
            of_paper = replace(call, material_id=candidate.material_id, subject=candidate.subject)
            allowed.append(replace(of_paper, facts=candidate.facts, decision=decision))
        elif decision.reason in _DONE_FIRST:
            raise Refused(call, decision)
        else:
            left_out[decision.reason] += 1
    return tuple(allowed), left_out


def _duties_of_each(calls: Iterable[Call]) -> set[tuple[str | None, frozenset[Duty]]]:
    """To what the decision about each of several papers obliges, by the paper's id."""
    return {(one.material_id, one.decision.duties) for one in calls if one.decision is not None}


def _duties(call: Call) -> frozenset[Duty]:
    """What the decision obliges to, and those about each of several papers."""
    decisions = [one.decision for one in (call, *call.among) if one.decision is not None]
    return frozenset[Duty]().union(*(decision.duties for decision in decisions))


def _check_kept(row: Row, call: Call, duties: frozenset[Duty], result: Response | Issue) -> None:
    """Raises AppError when a view's answer breaks what its row or the decision promises, before anything is sent."""
    is_issue = isinstance(result, Issue)
    if isinstance(result, Issue) and not result.events:
        raise AppError(cause=f"{row.name} issued a paper without a record")
    if isinstance(result, Issue) and row.among is not None:
        told = {event.material_id for event in result.events} - {None}
        if not told <= {one.material_id for one in call.among}:
            raise AppError(cause=f"{row.name} told of a paper that was not decided about")
    if row.issues_paper and not is_issue:
        raise AppError(cause=f"{row.name} answered with paper bytes outside the ledger")
    if is_issue and not row.issues_paper:
        raise AppError(cause=f"{row.name} issued a paper under action {row.action}")
    if Duty.COUNT_USE in duties and not (isinstance(result, Issue) and result.is_recorded):
        raise AppError(cause=f"{row.name} used a permit without counting its use in the commit of the record")


class _Endpoint:
    """A row as an ASGI application. An object, because Starlette would wrap a function in its own error handling."""

    def __init__(self, gate: Gate, row: Row) -> None:
        self._gate = gate
        self._row = row

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        caller = self._gate.entrance.caller(request)
        with self._gate.entrance.under_way(caller):
            response = await self._gate.serve(self._row, request, caller)
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
    """True when the reader's script fetches a page ahead that nobody looks at yet (`?ahead=1`)."""
    return request.query_params.get("ahead") == "1"


@contextmanager
def _plain_causes() -> Iterator[None]:
    """Turn a StopIteration or the like from a view into an AppError: the thread pool would take it for a result."""
    try:
        yield
    except (StopIteration, StopAsyncIteration, GeneratorExit) as error:
        raise AppError(cause=f"stray {type(error).__name__}") from error
