"""The table of checks: what each process found last."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, new_id

WORDS_LIMIT = 200


class MarkCheck(Base):
    """The last check of one process (`id`) on a machine. `outcome`: a CheckOutcome, the same `since` then."""

    __tablename__ = "mark_check"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    machine: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(String(WORDS_LIMIT), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
