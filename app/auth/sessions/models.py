"""Sessions, sign-ins in progress and known browsers at rest, each looked up by the keyed hash of its cookie."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, new_id


class PendingSignIn(Base):
    """Between password and code: short-lived, one per browser, removed when honoured or after too many codes."""

    __tablename__ = "pending_sign_in"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    next_path: Mapped[str] = mapped_column(String(500), default="/")


class SessionRow(Base):
    """A signed-in browser. The cookie's value is not here, only its keyed hash.

    `device_id`: the device whose key was proven; None: a browser without one. What it counts as now is found out at
    each request; `device` only remembers what it was when the session opened. `renewed_at`: the last proof by that key
    (None: that proof counts no more); the cookie changes with it. `former_token_hash`: the cookie before, which still
    opens the session until `former_until` and can be renewed after it; `is_confirmed`: the browser has used the present
    one. `renewal_nonce`: what the next proof has to sign. `strong_at`: the last sign-in with two factors,
    and `strong_with` which they were (see `strength`).
    `previous_sign_in_at`: the sign-in before this one, kept here so that showing it costs the hot path nothing.
    """

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_person_open", "person_id", "ended_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    former_token_hash: Mapped[str | None] = mapped_column(String(64), index=True, default=None)
    former_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    device_id: Mapped[str | None] = mapped_column(ForeignKey("device.id"), index=True, default=None)
    device: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    strong_at: Mapped[datetime] = mapped_column(UtcDateTime)
    strong_with: Mapped[str] = mapped_column(String(20), default="")
    renewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    renewal_nonce: Mapped[str] = mapped_column(String(64), default="")
    is_confirmed: Mapped[bool] = mapped_column(Boolean, default=True)
    previous_sign_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended_because: Mapped[str | None] = mapped_column(String(16), default=None)
    address: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str] = mapped_column(String(200), default="")


class KnownBrowser(Base):
    """A browser on which a person signed in before, by the keyed hash of its cookie. It proves nothing about a person:
    it only lets that browser keep its own count of failures, apart from strangers'.
    """

    __tablename__ = "known_browser"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
