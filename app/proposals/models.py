"""The table of proposals, of all kinds. Only the kind knows what the subject's id is an id of."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, new_id
from app.seals import Sealed

_IS_OPEN = text("state = 'asked'")


class Proposal(Sealed):
    """One proposal. `state`: asked → confirmed | refused | withdrawn | stale | expired.

    `subject`: the id of what it is about. `payload`: what its kind needs for the effect, as JSON. For each kind and
    subject at most one is open; a unique index makes sure of that even when two ask at once.
    """

    __tablename__ = "proposal"
    sealed_columns = (
        "kind",
        "subject",
        "payload",
        "state",
        "asked_by",
        "expires_at",
        "decided_by",
        "decided_at",
        "asked_at",
        "reason",
    )
    former_columns = (sealed_columns[:-2], sealed_columns[:-1])
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
