"""The table of halts: each time that the council was stopped, by whom and until when."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.access.stops.halting import HaltDepth
from app.db import UtcDateTime, new_id
from app.seals import Sealed

IN_FORCE = "now"


class Halt(Sealed):
    """One stop, from its beginning to its lifting. `depth`: a HaltDepth, which may change meanwhile.

    `in_force`: "now" while it lasts, else None; unique, so that at most one lasts even when two are begun at once.
    `began_by` and `ended_by` are None for acts of the command line.
    """

    __tablename__ = "halt"
    sealed_columns = ("depth", "reason", "began_by", "began_at", "in_force", "ended_by", "ended_at")

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    depth: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(200))
    began_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    in_force: Mapped[str | None] = mapped_column(String(3), unique=True, default=None)
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @property
    def stops(self) -> HaltDepth:
        """The depth."""
        return HaltDepth(self.depth)
