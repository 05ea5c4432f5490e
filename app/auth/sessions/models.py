"""Tables of sessions, sign-ins in progress and known browsers, each looked up by the keyed hash of its cookie."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, UtcDateTime, new_id, rows_changed
from app.seals import Sealed


class Begun:
    """Base of the models of what a person has begun on the way to a session and not finished."""

    @classmethod
    def end_of(cls, session: Session, person_id: str) -> int:
        """Delete this person's unfinished rows of the model, and what they have made so far. Returns how many."""
        raise NotImplementedError


class PendingSignIn(Begun, Sealed):
    """A sign-in whose password was right and whose second factor is awaited, for five minutes and five tries.

    The row is deleted when the session opens. `failures`: wrong second factors so far.
    """

    __tablename__ = "pending_sign_in"
    sealed_columns = ("token_hash", "person_id", "created_at", "expires_at")

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    next_path: Mapped[str] = mapped_column(String(500), default="/")

    @classmethod
    def end_of(cls, session: Session, person_id: str) -> int:
        """Delete the rows; there is nothing else to undo."""
        return rows_changed(session, delete(cls).where(cls.person_id == person_id))


class SessionRow(Sealed):
    """A signed-in browser. The cookie's value is not here, only its keyed hash.

    `device_id`: the device whose key was proven; None: a browser without one. What it counts as is decided at each
    request; `device` only keeps what it was when the session opened.
    `renewed_at`: the last proof by the device's key, at which the cookie changes; None: that proof is void, and a new
    one is awaited. `renewal_nonce`: what the next proof has to sign.
    `former_token_hash`: the cookie before the present one; it opens the session until `former_until`, and after that
    can only renew it. `is_confirmed`: the browser has used the present cookie.
    `settled_at`, `next_settled_at`: moments of renewals more than a minute apart; no cookie from before the first one
    is still on its way.
    `elsewhere_at`: since the last proof the cookie came from a place where the key was never proven (`SessionPlace`).
    `strong_at`: the last sign-in with two factors; `strong_with`: which they were (see `factors.strength`).
    `previous_sign_in_at`: the sign-in before this one; kept here because every page shows it, and no page should query
    for it.
    """

    __tablename__ = "session"
    sealed_columns = (
        "token_hash",
        "former_token_hash",
        "person_id",
        "device_id",
        "strong_with",
        "created_at",
        "strong_at",
        "renewed_at",
        "ended_at",
        "ended_because",
    )
    former_columns = (
        ("token_hash", "former_token_hash", "person_id", "device_id", "strong_with"),
        (
            "token_hash",
            "former_token_hash",
            "person_id",
            "device_id",
            "strong_with",
            "created_at",
            "strong_at",
            "renewed_at",
            "ended_at",
        ),
    )
    __table_args__ = (Index("ix_session_person_open", "person_id", "ended_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    former_token_hash: Mapped[str | None] = mapped_column(String(64), index=True, default=None)
    former_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    next_settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    elsewhere_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
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


class SessionPlace(Base):
    """A place other than where a session opened: a digest of network and browser, `place`, from which its cookie came.

    `met_at`: the first time. `proven_at`: the device's key was proven from there, too. `refused_at`: when a
    request from there was first refused for want of a proof.
    """

    __tablename__ = "session_place"

    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(32), primary_key=True)
    met_at: Mapped[datetime] = mapped_column(UtcDateTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    proven_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class CheckedNetwork(Sealed):
    """A network outside the trusted zones that a session's person has said to be safe. `network`: as `network_of`."""

    __tablename__ = "checked_network"
    sealed_columns = ("session_id", "network", "checked_at")

    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), primary_key=True)
    network: Mapped[str] = mapped_column(String(64), primary_key=True)
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KnownBrowser(Base):
    """A browser in which a person signed in before, by the keyed hash of its cookie.

    It is no proof of who sits there: it only gives failures in that browser counters apart from strangers'.
    """

    __tablename__ = "known_browser"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
