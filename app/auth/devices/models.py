"""The table of devices. A device is known by a public key; the private key never leaves the tablet's browser."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, new_id
from app.seals import Sealed


class DeviceState(StrEnum):
    """How far a device has come. The values are kept in the table."""

    SEEN = "seen"
    """Somebody has signed in on it, and asked for nothing."""
    REQUESTED = "requested"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    INFECTED = "infected"
    """Stopped because it is infected, or may be: used again by another person's word than who stopped it."""
    REVOKED = "revoked"


SPARE = "spare"
"""The kind of a tablet that the office holds ready. It counts as issued, and only for the person it is lent to."""
STOPPED = frozenset({DeviceState.SUSPENDED, DeviceState.INFECTED, DeviceState.REVOKED})
IN_HAND = frozenset({DeviceState.APPROVED, DeviceState.SUSPENDED, DeviceState.INFECTED})
"""Registered, and not over: its holder has it, whether it may be used at present or not."""


class Device(Sealed):
    """One browser profile on one tablet, known by its public key (SPKI of an ECDSA P-256 key, base64).

    `state`: a `DeviceState`. `kind`: issued | personal, decided at approval, or SPARE. `person_id`: the holder, for
    whom alone it counts; None: issued, for whoever signs in on it, and of a spare for nobody. `match_number`: four
    digits on the tablet's screen while requested, which the approver has to type.
    `approved_*`: use of the system, by the administrator (6-1(14)②); `approved_at` stays when it is
    asked for anew. `chair_approved_*`: use of a personal device in sittings (5(1)④).
    `replaces_id`: while requested, the holder's former device, which is the same tablet with a key that its browser has
    lost. `stopped_by`: who stopped it as infected at `stopped_at`, and so does not clear it. `stopped_while`: the state
    that it was in then, and gets back when it is cleared. `starts_at`, `expires_at`: the period of
    approval, checked at each request; after it the device is unknown, without anybody's act.
    """

    __tablename__ = "device"
    sealed_columns = (
        "person_id",
        "kind",
        "state",
        "key_hash",
        "approved_by",
        "chair_approved_at",
        "starts_at",
        "expires_at",
        "replaces_id",
        "stopped_by",
        "stopped_while",
    )
    former_columns = (sealed_columns[:-3], sealed_columns[:-2], sealed_columns[:-1])
    __table_args__ = (Index("ix_device_person_state", "person_id", "state"), Index("ix_device_state", "state"))

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    name: Mapped[str] = mapped_column(String(60), default="")
    serial: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[str] = mapped_column(String(10), default="personal")
    state: Mapped[str] = mapped_column(String(10), default=DeviceState.SEEN)
    public_key: Mapped[str] = mapped_column(Text)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    match_number: Mapped[str] = mapped_column(String(4), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    browser: Mapped[str] = mapped_column(String(200), default="")
    requested_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    requested_from: Mapped[str] = mapped_column(String(64), default="")
    approved_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    chair_approved_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    chair_approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    replaces_id: Mapped[str | None] = mapped_column(String(26), default=None)
    stopped_by: Mapped[str | None] = mapped_column(String(26), default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    stopped_while: Mapped[str | None] = mapped_column(String(10), default=None)
    ended_because: Mapped[str] = mapped_column(String(20), default="")
