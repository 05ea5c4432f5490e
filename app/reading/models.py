"""Where a reader is in a paper, and whether it is new to them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime


class ReadingPosition(Base):
    """The last page a person looked at in a version; the row's being there means that it was opened."""

    __tablename__ = "reading_position"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("material_version.id"), primary_key=True)
    material_id: Mapped[str] = mapped_column(String(26), index=True)
    page: Mapped[int] = mapped_column(Integer, default=1)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
