"""The table of paper copies."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, new_id
from app.permits.reserves.states import CopyState
from app.seals import Sealed


class PaperCopy(Sealed):
    """One person's copy of the papers of an application. `number`: the copy's number in its set, as on each page.

    `state`: a CopyState. `moved_at`, `moved_by`: when it came into that state, and by whom; None while it is kept.
    `entry`: the number of its entry in the register of disposals, once it was counted as destroyed; None in rows from
    before this column.
    """

    __tablename__ = "permit_copy"
    is_missed = True
    sealed_columns = ("application", "person_id", "number", "state", "moved_at", "moved_by", "entry")
    former_columns = (sealed_columns[:-1],)
    __table_args__ = (Index("uq_permit_copy_application_person", "application", "person_id", unique=True),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    application: Mapped[str] = mapped_column(String(26))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(8), default=CopyState.KEPT.value)
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    moved_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    entry: Mapped[int | None] = mapped_column(Integer, default=None)
