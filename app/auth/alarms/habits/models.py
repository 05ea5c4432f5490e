"""Tables of the habits: the last ledger record examined, the last alarms, and from where people read."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime
from app.seals import Sealed


class HabitCursor(Sealed):
    """The only row: the number (`seq`) of the last ledger record that was examined."""

    __tablename__ = "habit_cursor"
    sealed_columns = ("seq",)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)


class HabitEvent(Sealed):
    """An unusual use that may still be going on; one alarm is raised for all of it. `last_at`: its latest record."""

    __tablename__ = "habit_event"
    sealed_columns = ("last_at",)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HabitPlace(Sealed):
    """On how many days a person has read inside the trusted zones, or outside them; `last_on`: the latest such day.

    `place`: inside | outside. Days are those of Japan, as 2026-12-01.
    """

    __tablename__ = "habit_place"
    sealed_columns = ("days", "last_on")

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(8), primary_key=True)
    days: Mapped[int] = mapped_column(Integer)
    last_on: Mapped[str] = mapped_column(String(10))
