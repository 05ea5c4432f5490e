"""Entries of registers at rest: the present state of each, and every state before it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, new_id


class RegisterEntry(Base):
    """One matter in a register. `typed` is what its form holds, as JSON of field → texts as they were typed.

    `number` runs within the register. `changes` counts what was done to it: who changes it names the count that was
    seen, so that nobody writes over what somebody else has written meanwhile. `due_on`: 2026-12-31, or "".
    """

    __tablename__ = "register_entry"
    __table_args__ = (
        UniqueConstraint("register", "number", name="uq_register_entry_number"),
        Index("ix_register_entry_state", "register", "state"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    register: Mapped[str] = mapped_column(String(32))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    typed: Mapped[str] = mapped_column(Text)
    due_on: Mapped[str] = mapped_column(String(10), default="")
    changes: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(ForeignKey("person.id"))


class RegisterChange(Base):
    """What an entry was from this change on, who made it so, and when. Nothing here is ever altered."""

    __tablename__ = "register_change"

    entry_id: Mapped[str] = mapped_column(ForeignKey("register_entry.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    typed: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(ForeignKey("person.id"))
