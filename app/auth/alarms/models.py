"""Tables of alarms, of the offices that look after them, and of the persons' answers, one for each session."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, new_id
from app.seals import Sealed

DETAIL_LIMIT = 300
"""The most characters of an alarm's `detail`, which names what happened, and the ID and offices of who did it."""


class Alarm(Sealed):
    """One alarm. `session_id`: the session it is about, which may be gone. `detail`: shown to the offices in charge.

    `address`, `browser`: the peer's address and User-Agent of what raised it. `other_session_id`: of a second sign-in,
    the session that was there before.
    `further`: how many more devices have signed in from the same place since, while it waited.
    It stays on the board of each office that looks after it until that office has dealt with it (`AlarmWatch`),
    whatever the person has answered: a thief with the person's ID could have given that answer.
    """

    __tablename__ = "alarm"
    sealed_columns = (
        "kind",
        "person_id",
        "session_id",
        "address",
        "at",
        "detail",
        "browser",
        "other_session_id",
        "further",
    )
    __table_args__ = (Index("ix_alarm_person_at", "person_id", "at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    session_id: Mapped[str | None] = mapped_column(String(26), default=None)
    address: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    detail: Mapped[str] = mapped_column(String(DETAIL_LIMIT), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")
    other_session_id: Mapped[str | None] = mapped_column(String(26), default=None)
    further: Mapped[int] = mapped_column(Integer, default=0)


class AlarmWatch(Sealed):
    """One office that looks after an alarm, and what it did about it (`note`, by whom, when).

    Each office has a row of its own: when one has dealt with the alarm, it stays on the board of the others.
    """

    __tablename__ = "alarm_watch"
    sealed_columns = ("handled_by", "handled_at", "note")
    __table_args__ = (Index("ix_alarm_watch_role_handled", "role", "handled_at"),)

    alarm_id: Mapped[str] = mapped_column(ForeignKey("alarm.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    handled_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    note: Mapped[str] = mapped_column(String(200), default="")


class AlarmAnswer(Sealed):
    """The answer given in one session: `own` (it was me) or `foreign`. The alarm is no longer shown in that session."""

    __tablename__ = "alarm_answer"
    sealed_columns = ("answer", "at")

    alarm_id: Mapped[str] = mapped_column(ForeignKey("alarm.id"), primary_key=True)
    session_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    answer: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
