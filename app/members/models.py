"""People, offices with terms, groups, delegations, suspensions, retirements. No credentials: they are `auth`'s."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, new_id


class Person(Base):
    """Somebody with an ID. `state`: active | suspended | retired; a retired login is never given again.

    `title` is what follows the name on screens and marks (議員, 議長, 総務部長); `seat_number` is the 議席番号.
    """

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    kana: Mapped[str] = mapped_column(String(128), default="")
    title: Mapped[str] = mapped_column(String(64))
    seat_number: Mapped[int | None] = mapped_column(Integer, default=None)
    state: Mapped[str] = mapped_column(String(10), default="active")
    has_accommodation: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def display_name(self) -> str:
        """「佐藤 花子 議員」."""
        return f"{self.name} {self.title}".strip()


class Office(Base):
    """A role held from a day until a day; outside the term it gives nothing, without any job having to run."""

    __tablename__ = "office"
    __table_args__ = (Index("ix_office_person_role", "person_id", "role"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(16))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Group(Base):
    """A named set of people that papers can be addressed to: 全議員, 執行部, a committee. `key` is stable."""

    __tablename__ = "people_group"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(Integer, default=0)


class GroupMember(Base):
    """Who belongs to a group."""

    __tablename__ = "people_group_member"

    group_id: Mapped[str] = mapped_column(ForeignKey("people_group.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class Suspension(Base):
    """利用停止 (7-6③): decided by the chair, lifted by the chair. The person's `state` says whether one is in force."""

    __tablename__ = "suspension"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    decided_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lifted_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    lifted_reason: Mapped[str] = mapped_column(String(200), default="")


class Delegation(Base):
    """The chair lets a deputy or the administrator carry duties for a time (1(1)④).

    `duties`: names of `ChairDuty`, joined by commas. It gives nothing outside its period, after it was taken back, or
    when the one who gave it is chair no more.
    """

    __tablename__ = "delegation"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    from_person: Mapped[str] = mapped_column(ForeignKey("person.id"))
    to_person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    duties: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    revoked_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)


class Retirement(Base):
    """退職・任期満了の手続き (5(1)⑥): opened when an office ends for good, closed when everything is back."""

    __tablename__ = "retirement"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    opened_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    secrecy_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    secrecy_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
