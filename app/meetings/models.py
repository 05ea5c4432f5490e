"""A meeting, its agenda, and the papers attached to it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, new_id
from app.seals import Sealed


class CalledOff(StrEnum):
    """How a published meeting does not take place as it was called: not at all, or on another day."""

    CANCELLED = "cancelled"
    ADJOURNED = "adjourned"
    LAPSED = "lapsed"

    @property
    def words(self) -> str:
        """The council's term for it."""
        return {"cancelled": "中止", "adjourned": "延会", "lapsed": "流会"}[self.value]


class Meeting(Sealed):
    """A sitting. `state`: draft | published. Attendees are groups (MeetingGroup).

    `called_off`: a CalledOff, with its moment and reason; "" for a meeting that takes place as called. A meeting that
    was put off begins at `starts_at` now; before, it was called for `formerly_at`.
    """

    __tablename__ = "meeting"
    is_missed = True
    sealed_columns = (
        "state",
        "created_by",
        "starts_at",
        "published_at",
        "called_off",
        "called_off_at",
        "formerly_at",
    )
    former_columns = (sealed_columns[:-2],)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(100), default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    called_off: Mapped[str] = mapped_column(String(10), default="")
    called_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    called_off_reason: Mapped[str] = mapped_column(String(200), default="")
    formerly_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @property
    def called_off_words(self) -> str:
        """「中止」, 「延会」, 「流会」, or "" for a meeting that takes place as it was called.

        「不明」 for what somebody wrote beside the service.
        """
        if not self.called_off:
            return ""
        return CalledOff(self.called_off).words if self.called_off in set(CalledOff) else "不明"

    @property
    def is_cancelled(self) -> bool:
        """True when it does not take place at all."""
        return self.called_off == CalledOff.CANCELLED


class MeetingGroup(Sealed):
    """A group that attends a meeting."""

    __tablename__ = "meeting_group"
    is_missed = True
    sealed_columns = ()

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


class Explainer(Sealed):
    """説明員: who of the executive attends to an item, and so is named among the readers of its papers."""

    __tablename__ = "agenda_explainer"
    is_missed = True
    sealed_columns = ()

    item_id: Mapped[str] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)


class ExplainedReader(Sealed):
    """A reader whom a paper has because they explain its item, and who goes when others do.

    `was_named`: they were named among its readers before, and stay.
    """

    __tablename__ = "explained_reader"
    is_missed = True
    sealed_columns = ("was_named",)

    material_id: Mapped[str] = mapped_column(ForeignKey("material.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    was_named: Mapped[bool] = mapped_column(Boolean, default=False)


class Attachment(Sealed):
    """A paper's place: one meeting, and in it one agenda item or none. Its order there is not sealed."""

    __tablename__ = "attachment"
    is_missed = True
    sealed_columns = ("meeting_id", "agenda_item_id")

    material_id: Mapped[str] = mapped_column(ForeignKey("material.id"), primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    agenda_item_id: Mapped[str | None] = mapped_column(ForeignKey("agenda_item.id"), default=None)
    position: Mapped[int] = mapped_column(Integer)
