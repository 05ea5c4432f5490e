"""The entrance: who a request counts for, how fast that caller may go, and its place in a lane."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from functools import partial

from anyio import sleep, to_thread
from starlette.requests import Request

from app.errors import TooFast
from app.settings import Settings
from app.web.call import Identity
from app.web.lanes.callers import Caller, Callers, SessionOf
from app.web.lanes.coming import ComingBodies
from app.web.lanes.connections import LINE
from app.web.lanes.lanes import Lane, Lanes
from app.web.lanes.rates import Pace, Rate
from app.web.lanes.streams import Streams
from app.web.lanes.under_way import UnderWay, UnderWayLimits
from app.web.rows import Row

OnExcess = Callable[[Caller], None]

_PATIENCE_SECONDS = 5.0
"""The longest that a request for a page waits when its reader asks too fast; it is refused if it had to wait longer."""
_WORTH_TELLING = 60
_HEEDLESS, _HEEDLESS_SECONDS = 60, 4.0
"""After so many refusals in a row, further ones are answered after so many seconds, since a refusal is work, too.

Requests that count for an address are not delayed: the connections would then be missing to a hall behind it.
"""


class Entrance:
    """Decides for each request who it counts for, whether it comes too fast, and which lane serves it.

    `on_excess` is called, in a thread, for a person who asks for pages faster than anybody turns them: once until they
    slow down. `session_of`: see `callers.SessionOf`.
    """

    def __init__(
        self,
        settings: Settings,
        address_of: Callable[[Request], str],
        session_of: SessionOf,
        on_excess: OnExcess,
        limits: UnderWayLimits,
    ) -> None:
        rates = settings.rates
        reading = partial(Rate, patience_seconds=_PATIENCE_SECONDS, told_at=_WORTH_TELLING)
        self._reading = (
            reading(Pace(rates.reading_at_once, rates.reading_a_minute / 60)),
            reading(Pace(rates.hours_at_once, rates.hours_a_minute / 60)),
        )
        self._person = Rate(Pace(rates.person_at_once, rates.person_a_second))
        self._address = Rate(Pace(rates.address_at_once, rates.address_a_second))
        self._sockets = Rate(Pace(rates.sockets_at_once, rates.sockets_a_minute / 60))
        self._hashing = Rate(Pace(rates.hashing_at_once, rates.hashing_a_minute / 60))
        self._cookie_name = settings.cookie_name
        self._address_of, self._on_excess = address_of, on_excess
        self._callers, self._lanes, self._coming = Callers(session_of), Lanes(), ComingBodies()
        self._under_way = UnderWay(limits)
        self.streams = Streams()

    async def enter(self, row: Row, caller: Caller) -> None:
        """Admit the caller to this row, after a wait if they ask a little too fast. Raises TooFast."""
        rates = self._rates_of(row, caller)
        verdicts = [rate.take(caller.key, row.cost) for rate in rates]
        if any(verdict.is_news for verdict in verdicts):
            await to_thread.run_sync(self._on_excess, caller)
        wait_seconds = max(verdict.wait_seconds for verdict in verdicts)
        if any(verdict.is_refused for verdict in verdicts):
            if caller.session_id and max(verdict.slowed for verdict in verdicts) > _HEEDLESS:
                await sleep(_HEEDLESS_SECONDS)
            raise TooFast(wait_seconds)
        if wait_seconds:
            await sleep(wait_seconds)

    def _rates_of(self, row: Row, caller: Caller) -> tuple[Rate, ...]:
        if caller.person_id is not None and (row.is_heavy or row.lane is Lane.SEARCH):
            return self._reading
        # A cookie that bears our seal never counts by address: a stranger at the hall's address could use up that
        # rate, and shut out everybody there whose cookie was just renewed.
        usual = self._person if caller.session_id else self._address
        if row.is_socket:
            return usual, self._sockets
        if row.lane is Lane.HASHING and caller.session_id:  # a hall that signs in has no cookies yet
            return usual, self._hashing
        return (usual,)

    def caller(self, request: Request) -> Caller:
        """Who the request counts for, which its connection notes, too. On the event loop only."""
        caller = self._callers.of(request.cookies.get(self._cookie_name), self._address_of(request))
        if caller.person_id is not None and (line := request.scope.get(LINE)) is not None:
            line.be_used(caller.person_id, caller.session_id)
        return caller

    def under_way(self, caller: Caller) -> AbstractContextManager[None]:
        """Serve a request of this caller in the block, until its answer has been sent. Raises TooMuchAtOnce."""
        return self._under_way.place(caller)

    def coming(self, caller: Caller) -> AbstractAsyncContextManager[None]:
        """Receive the body of a form in the block. Raises BadInput as `ComingBodies.place` does."""
        return self._coming.place(caller.key)

    def place(self, row: Row, caller: Caller) -> AbstractAsyncContextManager[None]:
        """A place in the row's lane. Raises TooMuchAtOnce, Busy."""
        return self._lanes.place(row.lane, caller.key)

    async def by_name(self, row: Row, request: Request, caller: Caller, note_who: Callable[[Request], None]) -> Caller:
        """The caller of a search as the person who asks, also with a cookie that this process has not met before.

        Else one person with two cookies would be two callers, and hold both threads. `note_who`: looks the session up
        and calls `note`. Raises TooMuchAtOnce, Busy.
        """
        if row.lane is not Lane.SEARCH or caller.person_id is not None:
            return caller
        async with self._lanes.place(Lane.SCREENS, caller.key):
            await to_thread.run_sync(note_who, request)
        return self.caller(request)

    def note(self, request: Request, identity: Identity) -> None:
        """Note who was identified, for the next request with this cookie. Thread-safe."""
        if cookie := request.cookies.get(self._cookie_name):
            actor = identity.actor
            is_open = actor.is_signed_in or actor.needs_renewal
            self._callers.note(cookie, actor.person_id, identity.session_id if is_open else "")
        person_id = identity.actor.person_id
        if person_id is not None and (line := request.scope.get(LINE)) is not None:
            line.note_used(person_id, identity.session_id)
