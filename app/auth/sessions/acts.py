"""Server-side sessions: open, recognise, touch and end them, and set their cookies.

The database keeps only a keyed hash of each cookie. The limits of idle time and of whole time are checked at each
request on the server, not left to the cookie's expiry (NIST SP 800-63B-4 §2.2.3 and §5).
"""

import base64
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Protocol

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import clock
from app.access.facts import DeviceKind
from app.auth.sessions import begun
from app.auth.sessions.models import SessionRow
from app.db import new_id
from app.settings import SessionLimits, Settings
from app.standards.queries import in_force
from app.web.lanes.callers import MadeFor

# After these endings the browser itself has dropped the cookie, so that one sent later is a copy. After any other
# ending the right browser may still hold it.
ON_ITS_WAY = timedelta(seconds=60)
"""A cookie that was replaced no longer ago than this may come from a request that was under way meanwhile."""

_GIVEN_UP = frozenset({"signed_out", "replaced"})
_RANDOM_CHARACTERS, _SECONDS_DIGITS = 43, 8


@dataclass(frozen=True)
class NewSession:
    """A session just opened; `token` goes into the cookie and nowhere else."""

    row: SessionRow
    token: str


def token_hash(key: bytes, token: str) -> str:
    """HMAC-SHA-256 of a cookie's token, in hex: what the database keeps in its place."""
    return hmac.new(key, token.encode(), sha256).hexdigest()


def new_token(key: bytes, session_id: str) -> str:
    """A cookie's value: 256 random bits and when it was made, the session's id, and our seal (a MAC) over all of it.

    The parts are joined by full stops. Only the random bits open the session. The rest shows, long after the cookie was
    replaced, that it was ours, how old it is and of which session: then it is a copy, and not something made up.
    """
    made_at = f"{int(clock.unix_seconds()):0{_SECONDS_DIGITS}x}"
    named = f"{secrets.token_urlsafe(32)}{made_at}.{session_id}"
    return f"{named}.{_seal(key, named)}"


def made_at(token: str) -> datetime | None:
    """When a cookie was made, to the second; None for one that does not say so. Its seal is checked by `session_of`."""
    digits = token.partition(".")[0][_RANDOM_CHARACTERS:]
    if len(digits) != _SECONDS_DIGITS:
        return None
    try:
        return datetime.fromtimestamp(int(digits, 16), UTC)
    except ValueError:
        return None


def session_of(key: bytes, untrusted_token: str) -> str | None:
    """The id of the session that a cookie was once made for, open or ended; None when its seal is not ours."""
    named, _, seal = untrusted_token.rpartition(".")
    if not hmac.compare_digest(seal.encode(), _seal(key, named).encode()):
        return None
    return named.rpartition(".")[2]


def made_for(key: bytes, untrusted_token: str) -> MadeFor | None:
    """The session that a cookie was once made for, and when; None when its seal is not ours."""
    session_id, moment = session_of(key, untrusted_token), made_at(untrusted_token)
    return None if session_id is None or moment is None else MadeFor(session_id, int(moment.timestamp()))


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
    """A new session after a strong sign-in, always with a new cookie, so that one planted in the browser is worthless.

    `device_id`: the device whose key was proven with this sign-in. `device`: what it counts as now, for the record.
    `strong_with`: the factors, one of `factors.strength`. `address`, `browser`: the peer's address and User-Agent.
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


def has_lapsed(limits: SessionLimits, created_at: datetime, seen_at: datetime) -> bool:
    """True when a session's idle limit (since `seen_at`) or its absolute limit (since `created_at`) has passed.

    A session that a clock ahead of the present one has stamped would last as much longer, so it has lapsed too.
    """
    if clock.is_ahead(created_at) or clock.is_ahead(seen_at):
        return True
    moment = clock.now()
    return moment - created_at >= timedelta(seconds=limits.absolute_seconds) or moment - seen_at >= timedelta(
        seconds=limits.idle_seconds
    )


class HeldCookies(Protocol):
    """A row with the hashes of a session's newest cookie and of the one before, which is valid until `former_until`."""

    @property
    def token_hash(self) -> str: ...
    @property
    def former_token_hash(self) -> str | None: ...
    @property
    def former_until(self) -> datetime | None: ...


def is_present_cookie(row: HeldCookies, hashed: str) -> bool:
    """True when the cookie with this hash opens the session now: the newest one, or the one before in its minute."""
    if row.token_hash == hashed:
        return True
    return row.former_token_hash == hashed and row.former_until is not None and clock.now() < row.former_until


def was_given_up(session: Session, session_id: str, for_longer_than: timedelta) -> bool:
    """True when the session's browser signed out, or in anew, longer ago than this; only a copy still sends its cookie.

    `for_longer_than` leaves time for answers that are on their way.
    """
    row = session.get(SessionRow, session_id)
    if row is None or row.ended_at is None or row.ended_because not in _GIVEN_UP:
        return False
    return clock.now() - row.ended_at > for_longer_than


def open_sessions(session: Session, person_id: str) -> list[SessionRow]:
    """A person's sessions that are neither ended nor beyond their limits, newest first."""
    rows = session.scalars(
        select(SessionRow)
        .where(SessionRow.person_id == person_id, SessionRow.ended_at.is_(None))
        .order_by(SessionRow.created_at.desc())
    )
    limits = in_force(session).sessions
    return [row for row in rows if not has_lapsed(limits, row.created_at, row.seen_at)]


def touch(session: Session, session_id: str, *, is_background: bool = False) -> None:
    """Note that the browser uses its newest cookie and, unless `is_background`, that a person was active just now.

    Requests that a script sends by itself must not keep a session open after its person has left.
    """
    change = update(SessionRow).where(SessionRow.id == session_id, SessionRow.ended_at.is_(None))
    change = change.values(is_confirmed=True)
    session.execute(change if is_background else change.values(seen_at=clock.now()))


def end_session(session: Session, session_id: str, because: str) -> bool:
    """End one session, with its cause (`presence.endings.ENDED` has the words). False when there was nothing to end.

    As the two below it also ends what its person has begun elsewhere, unless the cause is of `begun.LEFT_ALONE`: also
    when the session itself was over before.
    """
    owners = session.scalars(select(SessionRow.person_id).where(SessionRow.id == session_id)).all()
    ended = _end(session, SessionRow.id == session_id, because)
    return _end_begun(session, owners, because) > 0 or bool(ended)


def end_all_sessions(session: Session, person_id: str, because: str) -> int:
    """End every open session of a person; how many. The next request of each is anonymous."""
    ended = _end(session, SessionRow.person_id == person_id, because)
    _end_begun(session, [person_id], because)
    return len(ended)


def end_device_sessions(session: Session, device_id: str, because: str) -> int:
    """End every open session on a device, whoever is signed in; how many. The next request of each is anonymous."""
    ended = _end(session, SessionRow.device_id == device_id, because)
    _end_begun(session, ended, because)
    return len(ended)


def _end_begun(session: Session, people: Iterable[str], because: str) -> int:
    if because in begun.LEFT_ALONE:
        return 0
    return sum(begun.end(session, person_id) for person_id in sorted(set(people)))


def _end(session: Session, which: ColumnElement[bool], because: str) -> list[str]:
    """End the open ones; whose they were. One that was altered is ended too, by its id: it opens nothing either way.

    It is not sealed again. Asked again until none is left: on PostgreSQL one may be committed between two looks.
    """
    query = select(SessionRow).where(which, SessionRow.ended_at.is_(None)).order_by(SessionRow.id)
    moment, owners = clock.now(), list[str]()
    locked = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    while rows := session.scalars(locked).all():
        altered = [row.id for row in rows if not row.is_intact]
        for row in rows:
            if row.is_intact:
                row.ended_at, row.ended_because = moment, because
        session.flush()
        if altered:
            ending = update(SessionRow).where(SessionRow.id.in_(altered))
            session.execute(ending.values(ended_at=moment, ended_because=because))
        owners += [row.person_id for row in rows]
    return owners


def set_cookie(response: Response, settings: Settings, token: str) -> None:
    """Set the session cookie: HttpOnly, SameSite=Strict, on HTTPS Secure and named `__Host-`; no expiry.

    Without an expiry the browser drops it when it closes; the limits are the server's.
    """
    response.set_cookie(
        settings.cookie_name, token, path="/", secure=settings.is_https, httponly=True, samesite="strict"
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    """Tell the browser to drop the session cookie, with the attributes that the prefix `__Host-` demands."""
    response.delete_cookie(settings.cookie_name, path="/", secure=settings.is_https, httponly=True, samesite="strict")
