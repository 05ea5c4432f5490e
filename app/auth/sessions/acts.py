"""Server-side sessions: opaque 256-bit cookies, kept as keyed hashes; both limits are checked at each request.

NIST SP 800-63B-4 §2.2.3 and §5: either limit ends the session, activity resets idleness, a cookie's expiry is none.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import clock
from app.access.facts import DeviceKind
from app.auth.sessions.models import SessionRow
from app.db import new_id, rows_changed
from app.settings import Settings

_GIVEN_UP = frozenset({"signed_out", "replaced"})


@dataclass(frozen=True)
class NewSession:
    """A session just opened; `token` goes into the cookie and nowhere else."""

    row: SessionRow
    token: str


def token_hash(key: bytes, token: str) -> str:
    """What the database keeps of a token."""
    return hmac.new(key, token.encode(), sha256).hexdigest()


def new_token(key: bytes, session_id: str) -> str:
    """A cookie's value: 256 bits nobody can guess, then which session it is of, then our seal under both.

    The guard is the first part alone. The rest tells a cookie that this session left behind long ago, which is a copy,
    from one that somebody made up.
    """
    named = f"{secrets.token_urlsafe(32)}.{session_id}"
    return f"{named}.{_seal(key, named)}"


def session_of(key: bytes, untrusted_token: str) -> str | None:
    """The session that a cookie was once given out for, open or not; None when it was not us who made it."""
    named, _, seal = untrusted_token.rpartition(".")
    if not hmac.compare_digest(seal.encode(), _seal(key, named).encode()):
        return None
    return named.rpartition(".")[2]


def _seal(key: bytes, named: str) -> str:
    digest = hmac.new(key, b"a session's cookie: " + named.encode(), sha256).digest()
    return base64.urlsafe_b64encode(digest[:15]).decode()


def open_session(
    session: Session,
    key: bytes,
    *,
    person_id: str,
    device: DeviceKind,
    address: str,
    browser: str,
    device_id: str | None = None,
    strong_with: str = "",
) -> NewSession:
    """A fresh session after a strong sign-in; the former cookie of this browser is never taken over.

    `device_id`: the device whose key was proven with this sign-in; what it counts as is looked up at each request.
    `device` is what it counts as now, kept for the record only: without `device_id` a session's device is unknown.
    """
    session_id = new_id()
    token = new_token(key, session_id)
    moment = clock.now()
    previous = session.scalar(select(func.max(SessionRow.created_at)).where(SessionRow.person_id == person_id))
    row = SessionRow(
        id=session_id,
        token_hash=token_hash(key, token),
        person_id=person_id,
        device_id=device_id,
        device=device.value,
        created_at=moment,
        seen_at=moment,
        strong_at=moment,
        strong_with=strong_with,
        renewed_at=moment,
        renewal_nonce=secrets.token_urlsafe(32),
        previous_sign_in_at=previous,
        address=address,
        browser=browser[:200],
    )
    session.add(row)
    session.flush()
    return NewSession(row, token)


def has_lapsed(settings: Settings, created_at: datetime, seen_at: datetime) -> bool:
    """True when the idle or the absolute limit has passed."""
    moment = clock.now()
    limits = settings.sessions
    return moment - created_at >= timedelta(seconds=limits.absolute_seconds) or moment - seen_at >= timedelta(
        seconds=limits.idle_seconds
    )


class HeldCookies(Protocol):
    """The cookies of a session, hashed: the newest, and the one before it with the end of its last minute."""

    @property
    def token_hash(self) -> str: ...
    @property
    def former_token_hash(self) -> str | None: ...
    @property
    def former_until(self) -> datetime | None: ...


def is_present_cookie(row: HeldCookies, hashed: str) -> bool:
    """True when a cookie opens the session of this row now: the newest one, or the one before for its last minute."""
    if row.token_hash == hashed:
        return True
    return row.former_token_hash == hashed and row.former_until is not None and clock.now() < row.former_until


def was_given_up(session: Session, session_id: str, for_longer_than: timedelta) -> bool:
    """True when its browser gave the session up itself, so that only a copy can still send its cookie."""
    row = session.get(SessionRow, session_id)
    if row is None or row.ended_at is None or row.ended_because not in _GIVEN_UP:
        return False
    return clock.now() - row.ended_at > for_longer_than


def open_sessions(session: Session, settings: Settings, person_id: str) -> list[SessionRow]:
    """A person's sessions that still open something, newest first."""
    rows = session.scalars(
        select(SessionRow)
        .where(SessionRow.person_id == person_id, SessionRow.ended_at.is_(None))
        .order_by(SessionRow.created_at.desc())
    )
    return [row for row in rows if not has_lapsed(settings, row.created_at, row.seen_at)]


def open_elsewhere(session: Session, settings: Settings, person_id: str) -> int:
    """How many other browsers the person is signed in on at this moment."""
    return len(open_sessions(session, settings, person_id))


def touch(session: Session, session_id: str, *, is_background: bool = False) -> None:
    """Note activity, and that the browser uses its present cookie. What a script asks by itself is no activity."""
    change = update(SessionRow).where(SessionRow.id == session_id, SessionRow.ended_at.is_(None))
    change = change.values(is_confirmed=True)
    session.execute(change if is_background else change.values(seen_at=clock.now()))


def end_session(session: Session, session_id: str, because: str) -> bool:
    """End one session; False when it had ended before."""
    return _end(session, SessionRow.id == session_id, because) > 0


def end_all_sessions(session: Session, person_id: str, because: str) -> int:
    """End every open session of a person; the next request of each is anonymous."""
    return _end(session, SessionRow.person_id == person_id, because)


def end_device_sessions(session: Session, device_id: str, because: str) -> int:
    """End every open session on a device, whoever's it is; the next request of each is anonymous."""
    return _end(session, SessionRow.device_id == device_id, because)


def _end(session: Session, which: ColumnElement[bool], because: str) -> int:
    return rows_changed(
        session,
        update(SessionRow)
        .where(which, SessionRow.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_because=because),
    )


def set_cookie(response: Response, settings: Settings, token: str) -> None:
    """The session cookie: `__Host-`, Secure on HTTPS; HttpOnly, SameSite=Strict; gone when the browser closes."""
    response.set_cookie(
        settings.cookie_name, token, path="/", secure=settings.is_https, httponly=True, samesite="strict"
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    """Take the cookie away."""
    response.delete_cookie(settings.cookie_name, path="/", secure=settings.is_https, httponly=True, samesite="strict")
