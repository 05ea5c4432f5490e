"""The table of jobs."""

from datetime import datetime

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, new_id


class Job(Base):
    """One job. `state`: queued → leased → done | failed.

    `payload`: what its handler needs, as JSON. `subject`: an id by which the job is found again. `attempts`: leases
    since the last finished step; a job that kills its worker again and again is given up. `steps_done` of `steps`: how
    far it is, for people (`steps` None: not known yet). `run_after`: not before this time. `withdrawn_at`: when it was
    withdrawn; a worker then ends it.
    """

    __tablename__ = "job"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(32), index=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    payload: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8), default="queued", index=True)
    priority: Mapped[int] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    steps_done: Mapped[int] = mapped_column(Integer, default=0)
    steps: Mapped[int | None] = mapped_column(Integer, default=None)
    run_after: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    leased_by: Mapped[str | None] = mapped_column(String(64), default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    last_error: Mapped[str | None] = mapped_column(Text, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
