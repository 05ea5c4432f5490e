"""The table of times that were set for one paper or one meeting."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime
from app.seals import Sealed


class OwnKeeping(Sealed):
    """How long a paper, or every paper of a meeting, is kept. `about_id`: the id of the one or the other.

    `value`: as a KeepingTime; "" once the usual time counts again. `decided_by`: who confirmed a shorter time; None
    for a longer one, which one person sets.
    """

    __tablename__ = "own_keeping"
    is_missed = True
    sealed_columns = ("value", "reason", "set_by", "decided_by", "set_at")

    about_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    value: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
