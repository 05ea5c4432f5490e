"""The table of reviews."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, new_id
from app.seals import Sealed


class PermitReview(Sealed):
    """A review of all exceptions. `snapshot`: the permits at the time, as JSON (`Snapshot`). `result`: its outcome."""

    __tablename__ = "permit_review"
    is_missed = True
    sealed_columns = ("number", "reviewed_at", "reviewed_by", "result", "snapshot")

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(Integer, unique=True)
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewed_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    result: Mapped[str] = mapped_column(Text)
    snapshot: Mapped[str] = mapped_column(Text)
