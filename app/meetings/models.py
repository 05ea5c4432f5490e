"""A meeting, its agenda, and the papers attached to it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, new_id


class Meeting(Base):
    """A sitting. `state`: draft | published. Attendees are groups (MeetingGroup)."""

    __tablename__ = "meeting"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(100), default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class MeetingGroup(Base):
    """A group that attends a meeting."""

    __tablename__ = "meeting_group"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("people_group.id"), primary_key=True)


class AgendaItem(Base):
    """日程: a node of the agenda tree. `position` orders siblings; `number_label` is 「日程第5」."""

    __tablename__ = "agenda_item"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("agenda_item.id"), default=None)
    position: Mapped[int] = mapped_column(Integer)
    number_label: Mapped[str] = mapped_column(String(32), default="")
    title: Mapped[str] = mapped_column(String(200))


class Attachment(Base):
    """Where a paper stands: in one meeting, under one agenda item or under none."""

    __tablename__ = "attachment"

    material_id: Mapped[str] = mapped_column(ForeignKey("material.id"), primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    agenda_item_id: Mapped[str | None] = mapped_column(ForeignKey("agenda_item.id"), default=None)
    position: Mapped[int] = mapped_column(Integer)
