"""The table of rounds: how far each came, and what it found."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, new_id

NAME_LIMIT = 200


class ObjectRound(Base):
    """One round. `is_marked`: over the papers of 完全性2 or 可用性2 alone.

    `after`: the name of the last object that was looked at; a round that was broken off goes on there. `looked`,
    `looked_bytes`: objects and their bytes before encryption; `found`: how many are missing or altered.
    """

    __tablename__ = "object_round"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_marked: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    after: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    looked: Mapped[int] = mapped_column(Integer, default=0)
    looked_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    found: Mapped[int] = mapped_column(Integer, default=0)
