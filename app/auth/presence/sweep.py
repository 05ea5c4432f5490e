"""The sweep's questions: which sessions behind open sockets still hold, and what is new for whom. Reads, never writes.

One query for all sockets of a process, one look at the end of the ledger: other processes' doings are found there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from app import clock
from app.access.facts import DeviceKind
from app.access.roles import Role
from app.audit import news
from app.audit.vocabulary import EventKind
from app.auth.devices import standing as devices
from app.auth.presence import endings as live_ends
from app.auth.presence.identity import proof_is_due
from app.auth.presence.queries import FoundSession, device_kind, in_office, of_sessions
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import SessionRow
from app.db import Database
from app.errors import AppError
from app.settings import Settings
from app.web.call import Call
from app.web.live_tabs import Finding

ALARMS, BOARD, PROVE = "alarms", "board", "prove"

_OF_ALARMS = frozenset({EventKind.ALARM, EventKind.ALARM_ANSWERED, EventKind.ALARM_HANDLED})
_OF_THE_BOARD = _OF_ALARMS | {
    EventKind.SIGN_IN,
    EventKind.SIGN_OUT,
    EventKind.SESSION_ENDED,
    EventKind.DEVICE_APPROVED,
    EventKind.DEVICE_SUSPENDED,
    EventKind.DEVICE_RESUMED,
    EventKind.DEVICE_REVOKED,
    EventKind.DEVICE_SITTING,
    EventKind.PERSON_SUSPENDED,
    EventKind.PERSON_RESUMED,
    EventKind.PERSON_RETIRED,
    EventKind.OFFICE_CHANGED,
}

_STATEMENT = of_sessions().where(SessionRow.id.in_(bindparam("ids", expanding=True)))


@dataclass
class Holder:
    """Whose socket it is, and the cookie it was opened with: a copy must not outlive what HTTP allows the copy.

    `seen`: the ledger's end when its page last knew everything, until the first look has caught up with it.
    `device`: what it counted as then.
    """

    session_id: str
    person_id: str
    token_hash: str
    seen: int | None
    device: DeviceKind
    is_prodded: bool = False


@dataclass
class _Fresh:
    """What has come into the ledger after the number `since`, where the last look ended."""

    since: int
    people: set[str | None] = field(default_factory=set)
    has_alarms: bool = False
    is_for_board: bool = False

    def topics(self, holder: Holder, *, is_office: bool) -> set[str]:
        """What is new for a person; all may be, for a tab that the last look came before or went past."""
        seen, holder.seen = holder.seen, None
        if seen is not None and seen < self.since:
            return {ALARMS, BOARD}
        alarms = {ALARMS} if holder.person_id in self.people or (self.has_alarms and is_office) else set()
        return alarms | ({BOARD} if self.is_for_board else set())


class SessionWatch:
    """`web.live_tabs.Watch` for sessions and alarms."""

    def __init__(self, settings: Settings, database: Database, session_key: bytes) -> None:
        self._settings = settings
        self._database = database
        self._key = session_key
        self._seen: int | None = None

    def holder(self, call: Call) -> Holder:
        """What the sweep keeps of a tab that was just admitted."""
        token = call.request.cookies.get(self._settings.cookie_name, "")
        hashed = sessions.token_hash(self._key, token)
        viewer = call.viewer
        return Holder(viewer.session_id, viewer.person_id, hashed, news.head(call.session), call.actor.device)

    def rest(self) -> None:
        """Begin at the ledger's end when somebody listens again."""
        self._seen = None

    def look(self, tabs: Sequence[tuple[Holder, frozenset[str]]]) -> list[Finding]:
        """In one reading unit: every tab's session, and the news."""
        with self._database.read() as session:
            found: dict[str, list[FoundSession]] = {}
            for row in session.execute(_STATEMENT, {"ids": list({holder.session_id for holder, _ in tabs})}):
                one = FoundSession._make(row)
                found.setdefault(one.id, []).append(one)
            fresh = self._news(session)
        moment = clock.now()
        return [
            self._finding(holder, topics, found.get(holder.session_id, []), fresh, moment) for holder, topics in tabs
        ]

    def _news(self, session: Session) -> _Fresh:
        """The first look after a rest finds nothing itself: each tab knows how far it has seen."""
        end = news.head(session)
        before, self._seen = self._seen, end
        fresh = _Fresh(since=end if before is None else before)
        if end == fresh.since:
            return fresh
        for one in news.between(session, fresh.since, end, _OF_THE_BOARD):
            fresh.is_for_board = True
            if one.kind in _OF_ALARMS:
                fresh.has_alarms = True
                fresh.people.add(str(one.detail.get("person")) if one.kind is EventKind.ALARM_HANDLED else one.actor_id)
        return fresh

    def _finding(
        self, holder: Holder, topics: frozenset[str], found: list[FoundSession], fresh: _Fresh, moment: datetime
    ) -> Finding:
        held = in_office(found, moment)
        if (ending := self._ending(holder, found, held)) is not None:
            return Finding(ending)
        is_office = any(row.role == Role.ADMINISTRATOR for row in held)
        told = fresh.topics(holder, is_office=is_office) & topics
        if self._is_time_to_prove(holder, held[0], moment):
            told.add(PROVE)
        return Finding(topics=frozenset(told))

    def _ending(self, holder: Holder, found: list[FoundSession], held: list[FoundSession]) -> AppError | None:
        """Why a tab may not stay; the same questions that identification asks of a request."""
        if not found:
            return live_ends.SessionOver(live_ends.OTHERWISE, "gone")
        row = found[0]
        if (over := _over(self._settings, row, is_in_office=bool(held))) is not None:
            return over
        if holder.device is not DeviceKind.UNKNOWN and device_kind(row) is DeviceKind.UNKNOWN:
            return live_ends.device_period_over()
        if not sessions.is_present_cookie(row, holder.token_hash):
            return live_ends.CookieIsOld()
        if row.device_id is not None and proof_is_due(self._settings, row.renewed_at):
            return live_ends.ProofIsDue()
        return None

    def _is_time_to_prove(self, holder: Holder, row: FoundSession, moment: datetime) -> bool:
        """Once each time: a tab whose timers sleep is woken by the message."""
        limit = timedelta(seconds=self._settings.sessions.renew_seconds)
        is_time = row.device_id is not None and row.renewed_at is not None and moment - row.renewed_at >= limit
        was_told, holder.is_prodded = holder.is_prodded, is_time
        return is_time and not was_told


def _over(settings: Settings, row: FoundSession, *, is_in_office: bool) -> live_ends.SessionOver | None:
    """The first cause that counts, in the order in which a person would want to hear it."""
    if row.ended_at is not None:
        return live_ends.of_cause(row.ended_because)
    causes = (
        (row.person_state != "active", live_ends.SUSPENDED, "suspended"),
        (not is_in_office, live_ends.TERM_IS_OVER, "out_of_office"),
        (row.device_state in devices.STOPPED, live_ends.DEVICE_STOPPED, "device_stopped"),
        (sessions.has_lapsed(settings, row.created_at, row.seen_at), live_ends.TOO_LONG, "lapsed"),
    )
    return next((live_ends.SessionOver(words, cause) for holds, words, cause in causes if holds), None)
