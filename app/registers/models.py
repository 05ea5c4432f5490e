"""Tables of register entries: what each holds now, and one row for every change, with what it held then. Sealed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, new_id
from app.seals import Sealed


class RegisterEntry(Sealed):
    """One entry. `typed`: what its form holds, as a JSON object from field names to lists of texts as typed.

    `number`: counts within the register. `changes`: how often it was changed; a change has to name the count that its
    author saw, so that nobody overwrites what somebody else has written meanwhile. `due_on`: "2026-12-31", or "".
    """

    __tablename__ = "register_entry"
    is_missed = True
    sealed_columns = ("register", "number", "state", "typed", "due_on", "changes", "created_at", "created_by")
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


class RegisterChange(Sealed):
    """An entry's content from this change on, by whom and when. `number` 0: the new entry. Rows are never changed."""

    __tablename__ = "register_change"
    sealed_columns = ("state", "typed", "at", "by")

    entry_id: Mapped[str] = mapped_column(ForeignKey("register_entry.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    typed: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(ForeignKey("person.id"))
