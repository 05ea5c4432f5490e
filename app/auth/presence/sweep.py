"""The sweep's question to this domain: which sessions behind open sockets still hold. One query for all, no change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from app import clock
from app.access.actions import Action
from app.access.facts import DeviceKind
from app.auth.devices import standing as devices
from app.auth.presence import endings as live_ends
from app.auth.presence.identity import proof_is_due
from app.auth.presence.queries import FoundSession, device_kind, in_office, of_sessions
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import SessionRow
from app.errors import AppError
from app.settings import Settings
from app.web.call import Call
from app.web.live.hub import Finding
from app.web.live.topics import Topic

PROVE = Topic("prove", Action.LIVE_LISTEN, lambda _call: True)
"""Told by the sweep to a tab whose device has to prove itself; its timers may sleep."""

_STATEMENT = of_sessions().where(SessionRow.id.in_(bindparam("ids", expanding=True)))


@dataclass
class SocketHolder:
    """Whose socket it is, and the cookie it was opened with: a copy must not outlive what HTTP allows the copy.

    `device`: what it counted as then.
    """

    session_id: str
    token_hash: str
    device: DeviceKind
    is_prodded: bool = False


class SessionWatch:
    """`web.live.hub.Watch` for sessions."""

    def __init__(self, settings: Settings, session_key: bytes) -> None:
        self._settings = settings
        self._key = session_key

    def holder(self, call: Call) -> SocketHolder:
        """What the sweep keeps of a tab that was just admitted."""
        token = call.request.cookies.get(self._settings.cookie_name, "")
        return SocketHolder(call.viewer.session_id, sessions.token_hash(self._key, token), call.actor.device)

    def look(self, session: Session, holders: Sequence[SocketHolder]) -> list[Finding]:
        """One query for all of them."""
        found: dict[str, list[FoundSession]] = {}
        for row in session.execute(_STATEMENT, {"ids": list({holder.session_id for holder in holders})}):
            one = FoundSession._make(row)
            found.setdefault(one.id, []).append(one)
        moment = clock.now()
        return [self._finding(holder, found.get(holder.session_id, []), moment) for holder in holders]

    def _finding(self, holder: SocketHolder, found: list[FoundSession], moment: datetime) -> Finding:
        held = in_office(found, moment)
        if (ending := self._ending(holder, found, held)) is not None:
            return Finding(ending)
        is_time = self._is_time_to_prove(holder, held[0], moment)
        return Finding(topics=frozenset({PROVE.name}) if is_time else frozenset())

    def _ending(self, holder: SocketHolder, found: list[FoundSession], held: list[FoundSession]) -> AppError | None:
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

    def _is_time_to_prove(self, holder: SocketHolder, row: FoundSession, moment: datetime) -> bool:
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
