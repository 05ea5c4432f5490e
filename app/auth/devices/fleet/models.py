"""The table of tablets that take the place of others."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, new_id
from app.seals import Sealed


class FleetTablet(Sealed):
    """One new tablet and its person. `asset`: the office's number of it. `device_id`: its key's row, once approved.

    `former_id`: the person's device that ends when this one is first used, or on the day `ends_on` (ISO, "" for none).
    `state`: listed | approved | used (the former has ended) | undone.
    """

    __tablename__ = "fleet_tablet"
    is_missed = True
    sealed_columns = ("asset", "person_id", "device_id", "former_id", "ends_on", "state", "listed_at", "listed_by")
    former_columns = (sealed_columns[:-2],)
    __table_args__ = (Index("ix_fleet_tablet_state", "state"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    asset: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    device_id: Mapped[str | None] = mapped_column(String(26), default=None)
    former_id: Mapped[str | None] = mapped_column(String(26), default=None)
    ends_on: Mapped[str] = mapped_column(String(10), default="")
    state: Mapped[str] = mapped_column(String(10), default="listed")
    listed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    listed_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
