"""Which sessions behind open sockets are still valid: one query for all of them, once a second. Changes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.facts import DeviceKind
from app.access.stops.halting import HaltDepth
from app.auth.devices.models import STOPPED
from app.auth.presence import endings as live_ends
from app.auth.presence.identity import is_taken_away, proof_is_due, wants_proof
from app.auth.presence.queries import FoundSession, device_kind, in_office, of_sessions
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import SessionRow
from app.errors import AppError
from app.halts.queries import depth_now
from app.members.membership import moved_between
from app.settings import SessionLimits, Settings
from app.standards.queries import in_force
from app.web.call import Call
from app.web.live.hub import Finding
from app.web.live.topics import Topic


def _proof_wanted(call: Call) -> dict[str, bool]:
    return {"now": call.identity.renewal is not None and call.identity.renewal.due_in_seconds == 0}


PROVE = Topic("prove", Action.LIVE_LISTEN, _proof_wanted)
"""Sent to a tab whose device has to prove its key; a tab in the background may not have noticed by its own timers.

`now`: whatever the tab thinks of the time, because the session's cookie has come from somewhere else.
"""

_STATEMENT = of_sessions().where(SessionRow.id.in_(bindparam("ids", expanding=True)))


@dataclass
class SocketHolder:
    """What the sweep remembers of a socket when it was opened: session, hash of the cookie, and the device's kind.

    A socket ends with the cookie it was opened with, so that a copied cookie gains nothing by a socket.
    `is_prodded`: the tab was already told that the device's proof is due.
    """

    session_id: str
    token_hash: str
    device: DeviceKind
    is_prodded: bool = False


class SessionWatch:
    """Implements `web.live.hub.Watch`: decides for each open socket whether its session still holds."""

    def __init__(self, settings: Settings, session_key: bytes) -> None:
        self._settings = settings
        self._key = session_key
        self._looked_at: datetime | None = None

    def holder(self, call: Call) -> SocketHolder:
        """What the sweep keeps of a tab that was just admitted."""
        token = call.request.cookies.get(self._settings.cookie_name, "")
        return SocketHolder(call.viewer.session_id, sessions.token_hash(self._key, token), call.actor.device)

    def look(self, session: Session, holders: Sequence[SocketHolder]) -> list[Finding]:
        """A finding for each holder. One query for all, and two for those whose term or membership has changed."""
        moment, looked_at = clock.now(), self._looked_at
        self._looked_at = moment
        if depth_now(session) is HaltDepth.ALL:
            return [Finding(live_ends.all_stopped()) for _holder in holders]
        found: dict[str, list[FoundSession]] = {}
        for row in session.execute(_STATEMENT, {"ids": list({holder.session_id for holder in holders})}):
            one = FoundSession._make(row)
            found.setdefault(one.id, []).append(one)
        moved = set[str]() if looked_at is None else moved_between(session, looked_at, moment)
        return [self._finding(session, holder, found.get(holder.session_id, []), moment, moved) for holder in holders]

    def _finding(
        self, session: Session, holder: SocketHolder, found: list[FoundSession], moment: datetime, moved: set[str]
    ) -> Finding:
        held = in_office(session, found, moment)
        if (ending := self._ending(in_force(session).sessions, holder, found, held)) is not None:
            return Finding(ending)
        is_time = self._is_time_to_prove(in_force(session).sessions, holder, held[0], moment)
        topics = frozenset({PROVE.name}) if is_time else frozenset[str]()
        return Finding(topics=topics, is_news_of_all=held[0].person_id in moved)

    def _ending(
        self, limits: SessionLimits, holder: SocketHolder, found: list[FoundSession], held: list[FoundSession]
    ) -> AppError | None:
        """The error with which a tab must close; None when it may stay. Checks what a request is checked for."""
        if not found:
            return live_ends.SessionOver(live_ends.OTHERWISE, "gone")
        row = found[0]
        if (over := _over(limits, row, is_in_office=bool(held))) is not None:
            return over
        if holder.device is not DeviceKind.UNKNOWN and device_kind(row) is DeviceKind.UNKNOWN:
            return live_ends.device_period_over()
        if not sessions.is_present_cookie(row, holder.token_hash):
            return live_ends.CookieIsOld()
        if row.device_id is not None and proof_is_due(limits, row.renewed_at):
            return live_ends.ProofIsDue()
        return None

    def _is_time_to_prove(
        self, limits: SessionLimits, holder: SocketHolder, row: FoundSession, moment: datetime
    ) -> bool:
        """Once each time: a tab whose timers sleep is woken by the message."""
        limit = timedelta(seconds=limits.renew_seconds)
        is_due = row.renewed_at is not None and (moment - row.renewed_at >= limit or wants_proof(row))
        is_time = row.device_id is not None and is_due
        was_told, holder.is_prodded = holder.is_prodded, is_time
        return is_time and not was_told


def valid_sessions(session: Session, ids: Collection[str]) -> frozenset[str]:
    """Those of these sessions that have not ended, whatever their cookie, of people who are in office now."""
    moment, limits = clock.now(), in_force(session).sessions
    found = [FoundSession._make(row) for row in session.execute(_STATEMENT, {"ids": list(ids)})]
    held = in_office(session, found, moment)
    return frozenset(row.id for row in held if _over(limits, row, is_in_office=True) is None)


def _over(limits: SessionLimits, row: FoundSession, *, is_in_office: bool) -> live_ends.SessionOver | None:
    """The first cause that counts, in the order in which a person would want to hear it."""
    if row.ended_at is not None:
        return live_ends.of_cause(row.ended_because)
    causes = (
        (row.person_state != "active", live_ends.SUSPENDED, "suspended"),
        (not is_in_office, live_ends.TERM_IS_OVER, "out_of_office"),
        (row.device_state in STOPPED, live_ends.DEVICE_STOPPED, "device_stopped"),
        (is_taken_away(row), live_ends.SPARE_IS_BACK, "spare_returned"),
        (sessions.has_lapsed(limits, row.created_at, row.seen_at), live_ends.TOO_LONG, "lapsed"),
    )
    return next((live_ends.SessionOver(words, cause) for holds, words, cause in causes if holds), None)
