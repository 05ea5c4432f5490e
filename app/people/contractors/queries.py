"""Finds the contractors' accounts: who is here by which contract, and which of them end soon."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.remits.remit import BoundContract, Remit
from app.access.roles import Role
from app.db import UtcDateTime
from app.members.models import Office, Person
from app.settings import MOST_REMIND_DAYS


@dataclass(frozen=True)
class Contractor:
    """One term of a contractor's account. `contract` None: the row was altered, and gives nothing."""

    person: Person
    office: Office
    contract: BoundContract | None

    @property
    def level(self) -> str:
        """The highest level in words."""
        return self.contract.level_words if self.contract is not None else ""

    @property
    def first(self) -> str:
        """The first day."""
        return days.begin_words(self.office.starts_at)

    @property
    def last(self) -> str:
        """The last day."""
        return days.end_words(self.office.ends_at)

    def state(self, remind_days: int) -> tuple[str, str]:
        """Tone and words of what it is now."""
        moment = clock.now()
        if self.contract is None:
            return "stop", "書き換えの疑い"
        if _is_over(self.office, moment):
            return "run", "終わりました"
        if self.office.starts_at > moment:
            return "run", "始まる前"
        return ("warn", "まもなく終わります") if ends_soon(self.office, remind_days) else ("ok", "使えます")


def contractors(session: Session) -> list[Contractor]:
    """All terms of contractors: those that have not ended first, by their end; then the others, the latest first."""
    query = select(Person, Office).join(Office, Office.person_id == Person.id)
    rows = session.execute(query.where(Office.role == Role.CONTRACTOR.value)).all()
    moment = clock.now()
    terms = [_term(person, office) for person, office in rows if office.starts_at != office.ends_at]
    lasting = [one for one in terms if not _is_over(one.office, moment)]
    over = [one for one in terms if _is_over(one.office, moment)]
    return [*sorted(lasting, key=_end), *sorted(over, key=_end, reverse=True)]


def count_ending(session: Session, remind_days: int) -> int:
    """How many accounts end within so many days."""
    running = session.scalars(select(Office).where(Office.role == Role.CONTRACTOR.value))
    return sum(office.is_intact and ends_soon(office, remind_days) for office in running)


def ends_soon(office: Office, remind_days: int) -> bool:
    """Whether an account that runs or is to come ends within so many days."""
    moment = clock.now()
    return not _is_over(office, moment) and _end_of(office) <= moment + timedelta(days=remind_days)


def any_ends() -> ColumnElement[bool]:
    """A condition in SQL: whether an account may end within the longest time for which it can be told ahead."""
    now: BindParameter[datetime] = bindparam("contractors_now", callable_=clock.now, type_=UtcDateTime())
    last: BindParameter[datetime] = bindparam("contractors_last", callable_=_last_moment, type_=UtcDateTime())
    return exists().where(Office.role == Role.CONTRACTOR.value, Office.ends_at > now, Office.ends_at <= last)


def _last_moment() -> datetime:
    return clock.now() + timedelta(days=MOST_REMIND_DAYS)


def _term(person: Person, office: Office) -> Contractor:
    return Contractor(person, office, Remit.read(office.remit).contract if office.is_intact else None)


def _end_of(office: Office) -> datetime:
    return office.ends_at or datetime.max.replace(tzinfo=clock.now().tzinfo)


def _end(one: Contractor) -> datetime:
    return _end_of(one.office)


def _is_over(office: Office, moment: datetime) -> bool:
    return _end_of(office) <= moment
