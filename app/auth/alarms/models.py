"""Alarms at rest: what happened to whose ID, what the person answered on which browser, what the secretariat did."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, new_id


class Alarm(Base):
    """One alarm. `session_id`: the session it is about, which may be gone. `detail`: for the office only.

    It stays on the secretariat's board until `handled_at`, whatever the person has answered: whoever holds a stolen
    ID could answer too.
    """

    __tablename__ = "alarm"
    __table_args__ = (
        Index("ix_alarm_person_at", "person_id", "at"),
        Index("ix_alarm_handled_at", "handled_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    session_id: Mapped[str | None] = mapped_column(String(26), default=None)
    address: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    detail: Mapped[str] = mapped_column(String(100), default="")
    handled_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    note: Mapped[str] = mapped_column(String(200), default="")


class AlarmAnswer(Base):
    """What was answered in one session: `own` (it was me) or `foreign`. It quiets the alarm in that session alone."""

    __tablename__ = "alarm_answer"

    alarm_id: Mapped[str] = mapped_column(ForeignKey("alarm.id"), primary_key=True)
    session_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    answer: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
