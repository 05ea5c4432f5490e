"""From where a session's requests come: a network and a browser's words, and whether the device's key was proven there.

A tablet that changes its network proves its key from there within seconds, because its scripts are asked to. A copied
cookie cannot: that is how a copy beside its owner is told from an owner on the move.
"""

from datetime import datetime, timedelta
from enum import Enum, auto
from hashlib import sha256
from typing import Protocol

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.auth.sessions.models import SessionPlace, SessionRow
from app.db import rows_changed, upsert
from app.web.addresses import network_of

_BROWSER_LIMIT = 200
TIME_TO_CHANGE = timedelta(seconds=10)
"""How long after a renewal an honest tablet may still send the former cookie, with requests slow on a weak line."""
_MOST_UNPROVEN = 16
"""Most places without a proof that are noted for one session. At further ones nothing is answered either."""


class PlaceStanding(Enum):
    """What is known of a place that a session's requests come from. Only at a PROVEN one are requests answered.

    PROVEN: the device's key was proven there. MET: not proven there, nor anywhere else since the first request from
    there. DUE: since that first request the key was proven at another place only. COPY: as DUE, and it still sends the
    former cookie after a refusal, while the owner has proven the key elsewhere and uses the present one.
    """

    PROVEN = auto()
    MET = auto()
    DUE = auto()
    COPY = auto()


class HomePlace(Protocol):
    """A session's row: its id, and from where (address, User-Agent) and when its device last proved its key."""

    @property
    def id(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def browser(self) -> str: ...
    @property
    def renewed_at(self) -> datetime | None: ...


def is_home(row: HomePlace, address: str, browser: str) -> bool:
    """Whether a request comes from where the last proof came from."""
    return browser[:_BROWSER_LIMIT] == row.browser and network_of(address) == network_of(row.address)


def standing_of(
    session: Session, row: HomePlace, address: str, browser: str, *, is_left_behind: bool
) -> tuple[PlaceStanding, bool]:
    """The standing of the place a request comes from, and True at its first request. No query at the home place.

    `is_left_behind`: it came with the former cookie, and the browser uses the present one.
    """
    if is_home(row, address, browser):
        return PlaceStanding.PROVEN, False
    found = session.execute(
        select(SessionPlace.met_at, SessionPlace.refused_at, SessionPlace.proven_at).where(
            SessionPlace.session_id == row.id, SessionPlace.place == _named(address, browser)
        )
    ).one_or_none()
    if found is None:
        return PlaceStanding.MET, True
    if found.proven_at is not None:
        return PlaceStanding.PROVEN, False
    if row.renewed_at is None or row.renewed_at <= found.met_at:
        return PlaceStanding.MET, False
    was_refused = found.refused_at is not None and row.renewed_at > found.refused_at
    is_copy = was_refused and is_left_behind and clock.now() - row.renewed_at > TIME_TO_CHANGE
    return (PlaceStanding.COPY if is_copy else PlaceStanding.DUE), False


def meet(session: Session, session_id: str, address: str, browser: str) -> None:
    """Note a place that was never proven, and ask the session's open screens for a proof, wherever they are.

    Whoever holds the cookie can name another browser with each request: only the first few places are noted.
    """
    unproven = select(func.count()).where(SessionPlace.session_id == session_id, SessionPlace.proven_at.is_(None))
    if (session.scalar(unproven) or 0) < _MOST_UNPROVEN:
        upsert(session, _place(session_id, address, browser), changed=("met_at",))
    _ask_for_proof(session, session_id)


def refuse(session: Session, session_id: str, address: str, browser: str) -> None:
    """Note the first refusal at a place for want of a proof, and ask the open screens once more. Nothing elsewhere."""
    first = rows_changed(
        session,
        update(SessionPlace)
        .where(
            SessionPlace.session_id == session_id,
            SessionPlace.place == _named(address, browser),
            SessionPlace.refused_at.is_(None),
            SessionPlace.proven_at.is_(None),
        )
        .values(refused_at=clock.now()),
    )
    if first:
        _ask_for_proof(session, session_id)


def prove(session: Session, row: SessionRow, address: str, browser: str) -> None:
    """The device has just proven its key from here: this place, and the one before, are its own from now on."""
    row.elsewhere_at = None
    if is_home(row, address, browser):
        return
    for at_address, with_browser in ((row.address, row.browser), (address, browser)):
        place = _place(row.id, at_address, with_browser)
        place.proven_at = place.met_at
        upsert(session, place, changed=("proven_at",))
    row.address, row.browser = address, browser[:_BROWSER_LIMIT]


def _ask_for_proof(session: Session, session_id: str) -> None:
    session.execute(update(SessionRow).where(SessionRow.id == session_id).values(elsewhere_at=clock.now()))


def _place(session_id: str, address: str, browser: str) -> SessionPlace:
    return SessionPlace(session_id=session_id, place=_named(address, browser), met_at=clock.now())


def _named(address: str, browser: str) -> str:
    return sha256(f"{network_of(address)}\n{browser[:_BROWSER_LIMIT]}".encode()).hexdigest()[:32]
