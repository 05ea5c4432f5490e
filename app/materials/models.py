"""A paper (material), its versions and pages, its label, its readers and their places in it. Bytes lie in the store."""

from datetime import datetime

from sqlalchemy import BigInteger, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.access.levels import Availability, Confidentiality, Integrity, effective
from app.db import Base, UtcDateTime, new_id


class Material(Base):
    """A paper. `confidentiality` is always the label it is handled by; None means no label yet: handled as 3C.

    A proposed 3A stands here from the proposal on, a proposed lowering only once confirmed (`labels/proposals.py`).
    Members see it when `published_at` is set, `current_version_id` is ready and `withdrawn_at` is empty.
    Nothing derived from a paper keeps a label of its own: pages, text and permits' PDFs ask this row.
    """

    __tablename__ = "material"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(String(200))
    owner: Mapped[str] = mapped_column(String(16), default="council")
    confidentiality: Mapped[str | None] = mapped_column(String(2), default=None)
    integrity: Mapped[str] = mapped_column(String(1), default=Integrity.I1.value)
    availability: Mapped[str] = mapped_column(String(1), default=Availability.A1.value)
    current_version_id: Mapped[str | None] = mapped_column(String(26), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    released_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    withdrawn_reason: Mapped[str] = mapped_column(String(200), default="")

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def label(self) -> Confidentiality | None:
        """The label as an enumeration, None when there is none yet."""
        return None if self.confidentiality is None else Confidentiality(self.confidentiality)

    @property
    def level(self) -> Confidentiality:
        """The level this paper is handled at."""
        return effective(self.label)


class Version(Base):
    """One uploaded file of a paper. `state`: receiving → queued → converting → ready | failed.

    `sealed_key` is the data key of all its objects, wrapped by the key ring; without it they are noise. A version
    that is receiving gets it when its file begins to arrive, so that a second file for it is refused.
    `warnings` are the codes of what was found in the file, separated by spaces.
    """

    __tablename__ = "material_version"
    __table_args__ = (UniqueConstraint("material_id", "number"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    material_id: Mapped[str] = mapped_column(ForeignKey("material.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    file_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="receiving", index=True)
    sealed_key: Mapped[str | None] = mapped_column(Text, default=None)
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    pages: Mapped[int | None] = mapped_column(Integer, default=None)
    pages_done: Mapped[int] = mapped_column(Integer, default=0)
    zoom_pages_done: Mapped[int] = mapped_column(Integer, default=0)
    warnings: Mapped[str] = mapped_column(String(200), default="")
    failure_code: Mapped[str | None] = mapped_column(String(8), default=None)
    failure_sentence: Mapped[str | None] = mapped_column(Text, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class PageRow(Base):
    """One page of a version: its size on the screen, and which sharpness is ready (`zoom` 1, 2 or 4)."""

    __tablename__ = "material_page"

    version_id: Mapped[str] = mapped_column(ForeignKey("material_version.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    width_px: Mapped[int] = mapped_column(Integer)
    height_px: Mapped[int] = mapped_column(Integer)
    width_points: Mapped[float] = mapped_column(Float)
    height_points: Mapped[float] = mapped_column(Float)
    kind: Mapped[str] = mapped_column(String(8))
    zoom: Mapped[int] = mapped_column(Integer, default=1)


class Reader(Base):
    """Who may read a paper: a group or a person, one of the two."""

    __tablename__ = "material_reader"
    __table_args__ = (Index("ix_material_reader_material", "material_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    material_id: Mapped[str] = mapped_column(ForeignKey("material.id"))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("people_group.id"), default=None)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)


class ReadingPosition(Base):
    """The last page a person looked at in a version; the row's being there means that it was opened."""

    __tablename__ = "reading_position"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("material_version.id"), primary_key=True)
    material_id: Mapped[str] = mapped_column(String(26), index=True)
    page: Mapped[int] = mapped_column(Integer, default=1)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
