"""Tables of notes: each person's key, the noted pages that it seals, and who else may see them. No row says what is
written.
"""

from datetime import datetime

from sqlalchemy import Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, new_id
from app.seals import Sealed


class NoteKey(Base):
    """A person's data key, wrapped by the key ring and bound to the person's id. Once it is gone, no note opens."""

    __tablename__ = "note_key"

    person_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    sealed_key: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NotedPage(Base):
    """All that a person has noted on one page of a version, as one sealed object bound to person, version and page.

    `counter`: how often it was changed, by which two tablets of the person see that they are not alone.

    No foreign keys: the worker destroys unread what is left of a paper that is gone; it stands in no disposal's way.
    """

    __tablename__ = "noted_page"
    __table_args__ = (
        Index("ix_noted_page_version", "version_id"),
        Index("ix_noted_page_person_material", "person_id", "material_id"),
    )

    person_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    version_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    page: Mapped[int] = mapped_column(Integer, primary_key=True)
    material_id: Mapped[str] = mapped_column(String(26))
    counter: Mapped[int] = mapped_column(Integer)
    size_bytes: Mapped[int] = mapped_column(Integer)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoteShare(Sealed):
    """By an act of their owner, one person or one group may see their notes on a page, or on a whole paper (`page` 0).

    `version_id`: in which version the page has that number. Whether it still gives anything: `sharing.standing`.

    A deletion by SQL opens nothing: whoever it named sees less. No foreign keys, as for `NotedPage`.
    """

    __tablename__ = "note_share"
    sealed_columns = ("owner_id", "material_id", "version_id", "page", "person_id", "group_id", "shared_at")
    __table_args__ = (
        Index("ix_note_share_material", "material_id"),
        Index("ix_note_share_owner", "owner_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    owner_id: Mapped[str] = mapped_column(String(26))
    material_id: Mapped[str] = mapped_column(String(26))
    version_id: Mapped[str] = mapped_column(String(26))
    page: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[str | None] = mapped_column(String(26), default=None)
    group_id: Mapped[str | None] = mapped_column(String(26), default=None)
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)
