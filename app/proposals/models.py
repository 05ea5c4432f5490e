"""What was asked for, and who decided it. What it is about is an id that its kind understands."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, new_id

_IS_OPEN = text("state = 'asked'")


class Proposal(Base):
    """One act of two persons. `state`: asked → confirmed | refused | withdrawn | stale | expired.

    `subject`: the id of what it is about. `payload`: what its kind needs to do it, as JSON. Of one kind, one proposal
    about one subject is open at a time; the database sees to that too.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        Index("uq_proposal_open", "kind", "subject", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        Index("ix_proposal_subject", "kind", "subject"),
        Index("ix_proposal_waiting", "state", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(26))
    payload: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(10), default="asked")
    asked_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
