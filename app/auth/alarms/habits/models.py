"""Tables of the habits: how far the ledger was looked through, what was told last, and from where people read."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime


class HabitCursor(Base):
    """One row: the number of the last record of the ledger that was looked at."""

    __tablename__ = "habit_cursor"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)


class HabitEvent(Base):
    """What is unusual about a person and goes on: `last_at` is its latest record. One event is told once."""

    __tablename__ = "habit_event"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HabitPlace(Base):
    """On how many days a person has read inside the trusted zones, or outside them; `last_on`: the latest such day.

    `place`: inside | outside. Days are those of Japan, as 2026-12-01.
    """

    __tablename__ = "habit_place"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(8), primary_key=True)
    days: Mapped[int] = mapped_column(Integer)
    last_on: Mapped[str] = mapped_column(String(10))
