"""Devices: what a browser's key stands for. The key's private half never leaves the tablet."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, new_id


class Device(Base):
    """One browser profile on one tablet, known by its public key (SPKI of an ECDSA P-256 key, base64).

    `state`: seen (signed in on, nothing asked) | requested | approved | suspended | revoked. `kind`: issued | personal,
    set at approval. `person_id`: who asked, and the only person it counts for; None: issued for whoever signs in on it.
    `match_number`: four digits on the tablet's screen while requested, which the approver has to give.
    `approved_*`: use of the system, by the administrator (6-1(14)②). `chair_approved_*`: use of a personal device in
    sittings (5(1)④). Between `starts_at` and `expires_at` it counts; outside, nobody has to do anything.
    """

    __tablename__ = "device"
    __table_args__ = (Index("ix_device_person_state", "person_id", "state"), Index("ix_device_state", "state"))

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    name: Mapped[str] = mapped_column(String(60), default="")
    serial: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[str] = mapped_column(String(10), default="personal")
    state: Mapped[str] = mapped_column(String(10), default="seen")
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
    ended_because: Mapped[str] = mapped_column(String(20), default="")
