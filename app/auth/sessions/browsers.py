"""Browsers in which an account signed in before, recognised by a cookie.

It gives no access. It only lets failures of strangers count apart from failures in such a browser (`attempts.limits`).
"""

import secrets
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app import clock
from app.auth.sessions.acts import token_hash
from app.auth.sessions.cookies import KNOWN_SECONDS
from app.auth.sessions.models import KnownBrowser

_AT_MOST = 10


def recognise(session: Session, key: bytes, token: str, person_id: str | None) -> str:
    """The hash of the browser's token when the account signed in with it in the last 180 days, else ""."""
    if not token or person_id is None:
        return ""
    hashed = token_hash(key, token)
    oldest = clock.now() - timedelta(seconds=KNOWN_SECONDS)
    seen_at = session.scalar(
        select(KnownBrowser.seen_at).where(KnownBrowser.token_hash == hashed, KnownBrowser.person_id == person_id)
    )
    return hashed if seen_at is not None and seen_at > oldest else ""


def remember(session: Session, key: bytes, former_token: str, person_id: str) -> str:
    """Keep this browser as known to the account; returns its new token.

    The former token is void, so that a copy of it is good only until the next sign-in. Other accounts that know the
    browser are moved to the new token. At most ten browsers an account are kept, those used last.
    """
    token = secrets.token_urlsafe(32)
    hashed = token_hash(key, token)
    if former_token:
        former = token_hash(key, former_token)
        session.execute(
            delete(KnownBrowser).where(KnownBrowser.token_hash == former, KnownBrowser.person_id == person_id)
        )
        session.execute(update(KnownBrowser).where(KnownBrowser.token_hash == former).values(token_hash=hashed))
    session.add(KnownBrowser(token_hash=hashed, person_id=person_id, seen_at=clock.now()))
    session.flush()
    _forget_old(session, person_id)
    return token


def _forget_old(session: Session, person_id: str) -> None:
    kept = session.scalars(
        select(KnownBrowser.token_hash)
        .where(KnownBrowser.person_id == person_id)
        .order_by(KnownBrowser.seen_at.desc())
        .limit(_AT_MOST)
    ).all()
    session.execute(
        delete(KnownBrowser).where(KnownBrowser.person_id == person_id, KnownBrowser.token_hash.not_in(kept))
    )
