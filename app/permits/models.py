"""A permit from the asking to its last use."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, new_id


class Permit(Base):
    """例外許可 (7-4) to download one version of a paper. `state`: asked | granted | refused | revoked.

    `purpose`: print | save.
    `number` is what people call it (「令和8年 第3号」). Lapsing needs no job: `expires_at` and `uses` are
    checked at use.
    """

    __tablename__ = "permit"
    __table_args__ = (Index("ix_permit_person_version", "person_id", "version_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    material_id: Mapped[str] = mapped_column(ForeignKey("material.id"), index=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("material_version.id"))
    purpose: Mapped[str] = mapped_column(String(8), default="save")
    reason: Mapped[str] = mapped_column(Text)
    wanted_until: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="asked", index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    max_uses: Mapped[int] = mapped_column(Integer, default=1)
    uses: Mapped[int] = mapped_column(Integer, default=0)
