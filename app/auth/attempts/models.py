"""The table of counters of failed sign-ins."""

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime


class AttemptCounter(Base):
    """Failures in one scope (see `attempts`). `key` is a keyed hash, so that a typed ID is never kept.

    `failures`: in a row, until a success. `level`: the same, but leaking away with time, in thousandths, as of
    `changed_at`. `person_id`: whose account, when the ID is somebody's. `told_at`: the last refusal put in the ledger.
    """

    __tablename__ = "attempt_counter"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str | None] = mapped_column(String(26), index=True, default=None)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    level: Mapped[int] = mapped_column(Integer, default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    blocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
