"""People, offices with terms, groups, delegations, suspensions, retirements. No credentials: they are `auth`'s."""

from datetime import datetime

from sqlalchemy import Boolean, ColumnElement, ForeignKey, Index, Integer, String, and_, or_
from sqlalchemy.orm import Mapped, QueryableAttribute, mapped_column

from app import clock
from app.access.remits.remit import MOST_CHARACTERS
from app.db import Base, UtcDateTime, new_id
from app.seals import Sealed


class Person(Sealed):
    """A person with an ID. `state`: active | suspended | retired. A retired person's login is never given again.

    `title` is what follows the name on screens and marks (議員, 議長, 総務部長); `seat_number` is the 議席番号.
    `enrolled_by`: who issued the letter by which the person last enrolled, and could have kept a copy of it.
    """

    __tablename__ = "person"
    sealed_columns = ("state", "has_accommodation", "enrolled_by", "login", "name", "title", "seat_number")
    former_columns = (sealed_columns[:3], sealed_columns[:-1])

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    kana: Mapped[str] = mapped_column(String(128), default="")
    title: Mapped[str] = mapped_column(String(64))
    seat_number: Mapped[int | None] = mapped_column(Integer, default=None)
    state: Mapped[str] = mapped_column(String(10), default="active")
    has_accommodation: Mapped[bool] = mapped_column(Boolean, default=False)
    enrolled_by: Mapped[str | None] = mapped_column(String(26), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_active(self) -> bool:
        """True when neither suspended nor retired, and the row is intact."""
        return self.is_intact and self.state == "active"

    @property
    def display_name(self) -> str:
        """「佐藤 花子 議員」."""
        return f"{self.name} {self.title}".strip()


class Office(Sealed):
    """A role held from one moment to another. Outside its term it gives nothing; no job has to run for that.

    `scope`: what an investigator looks into, in words (7-2(2)); `remit`: what an office for a matter reaches, as
    `Remit.text`; "" for every other role. `given_at`: when it was entered; None of
    one that was entered with its person, or by an edition that did not keep it. A term that had ended and gets another
    end is given anew. `end_given_at`: when its present end was entered, which may be later than the end; None of one
    that was given with it, or by an edition that did not keep it.
    """

    __tablename__ = "office"
    is_missed = True
    sealed_columns = ("person_id", "role", "starts_at", "ends_at", "scope", "given_at", "end_given_at", "remit")
    former_columns = (sealed_columns[:-4], sealed_columns[:-3], sealed_columns[:-2], sealed_columns[:-1])
    __table_args__ = (Index("ix_office_person_role", "person_id", "role"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(16))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    scope: Mapped[str] = mapped_column(String(200), default="")
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    end_given_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    remit: Mapped[str] = mapped_column(String(MOST_CHARACTERS), default="")

    @property
    def since(self) -> datetime:
        """The moment from which it has had effect without a break: the later one of its beginning and its entry.

        Used to find out what came first. Whether it is held now: `runs_at`.
        """
        return self.starts_at if self.given_at is None else max(self.starts_at, self.given_at)

    @classmethod
    def gave_at(cls, moment: QueryableAttribute[datetime]) -> ColumnElement[bool]:
        """A condition in SQL: it had effect at a moment, given as a column.

        A term that was brought back counts only from then on, as in `since`: no column keeps when its gap was.
        """
        return and_(
            cls.starts_at <= moment,
            or_(cls.given_at.is_(None), cls.given_at <= moment),
            or_(cls.ends_at.is_(None), cls.ends_at > moment),
        )

    def runs_at(self, moment: datetime) -> bool:
        """True within its term. The seal is not checked: see `is_intact`."""
        return self.starts_at <= moment and (self.ends_at is None or self.ends_at > moment)


class Group(Sealed):
    """A named set of people that papers can be addressed to: 議員, 執行部, a committee.

    `key` never changes, and says whether people belong to it by an office (`members.belonging`).
    """

    __tablename__ = "people_group"
    is_missed = True
    sealed_columns = ("key", "name")
    former_columns = (sealed_columns[:-1],)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(Integer, default=0)


class GroupMember(Sealed):
    """A person who was put into a group, with the time of the membership. Groups that are offices have no such rows.

    `added_at`: when it was entered; None in rows from before this column, which count as always there. `starts_at`:
    when it begins, None for at once. `ends_at`: when it ends without an act, None for never. An ended membership stays
    until the person is put into the group again; then it becomes a `FormerMember`.
    """

    __tablename__ = "people_group_member"
    is_missed = True
    sealed_columns = ("added_at", "starts_at", "ends_at")
    former_columns = ((), sealed_columns[:1])

    group_id: Mapped[str] = mapped_column(ForeignKey("people_group.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    added_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=clock.now)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @property
    def since(self) -> datetime | None:
        """From when it gives what it gives; None for always."""
        return max((moment for moment in (self.starts_at, self.added_at) if moment is not None), default=None)

    @classmethod
    def inside_at(cls, moment: ColumnElement[datetime]) -> ColumnElement[bool]:
        """The condition that it has begun and is not over at a moment."""
        return and_(
            or_(cls.starts_at.is_(None), cls.starts_at <= moment), or_(cls.ends_at.is_(None), cls.ends_at > moment)
        )

    def runs_at(self, moment: datetime) -> bool:
        """The same of a row. Whether the row is as it was written, `is_intact` says."""
        return self.ran_after(moment, until=moment)

    def ran_after(self, since: datetime, *, until: datetime) -> bool:
        """Whether it has begun by `until`, and had not ended at `since`."""
        return (self.starts_at is None or self.starts_at <= until) and not self.is_over_at(since)

    def is_over_at(self, moment: datetime) -> bool:
        """True from its end on; one that is to come is not over."""
        return self.ends_at is not None and self.ends_at <= moment


class FormerMember(Sealed):
    """Who was in a group from when until when: a membership that is over. `starts_at`: None for always until then."""

    __tablename__ = "people_group_former"
    is_missed = True
    sealed_columns = ("group_id", "person_id", "starts_at", "ends_at")

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    group_id: Mapped[str] = mapped_column(ForeignKey("people_group.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Suspension(Sealed):
    """利用停止 (7-6③): decided by the chair, lifted by the chair. The person's `state` says whether one is in force;
    permits from before a suspension have ended.
    """

    __tablename__ = "suspension"
    is_missed = True
    sealed_columns = ("person_id", "decided_at", "lifted_at")

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    decided_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lifted_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    lifted_reason: Mapped[str] = mapped_column(String(200), default="")


class Delegation(Sealed):
    """A deputy or the administrator carries duties of the chair for a time (1(1)④).

    `duties`: names of `ChairDuty`, joined by commas. It has no effect outside its period, after it was taken back, or
    once its giver is no longer chair; another term of the giver does not bring it back.
    """

    __tablename__ = "delegation"
    sealed_columns = (
        "from_person",
        "to_person",
        "duties",
        "starts_at",
        "ends_at",
        "revoked_at",
        "created_at",
        "revoked_by",
    )
    former_columns = (sealed_columns[:-2], sealed_columns[:-1])

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
