"""The places from which each person reads, and whether a place is new for them.

The rows only summarise the ledger. An altered row is reported and deleted, and a missing one is computed from the
ledger again. So nothing can be hidden by changing, inserting or deleting a row.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy.orm import Session

from app import clock
from app.auth.alarms.habits import records
from app.auth.alarms.habits.models import HabitPlace
from app.auth.alarms.habits.records import READING, Use
from app.seals import Sealed
from app.settings import Zone
from app.web.addresses import is_in

INSIDE, OUTSIDE = "inside", "outside"
REMEMBERED = timedelta(days=90)
"""A place from which a person has not read for this long counts as new for them."""

Model = TypeVar("Model", bound=Sealed)


class Learned(Protocol):
    """The columns of `HabitPlace` that are read here."""

    @property
    def days(self) -> int: ...
    @property
    def last_on(self) -> str: ...


class FromLedger(NamedTuple):
    """On how many days of the last 90 a person has read from a place, and the last such day."""

    days: int
    last_on: str


def usable(session: Session, model: type[Model], key: object, *, lock: bool = False) -> Model | None:
    """A row of the watch, None without one. An altered row is deleted; its seal has reported it."""
    row = session.get(model, key, with_for_update=lock)
    if row is None or row.is_intact:
        return row
    session.delete(row)
    session.flush()
    return None


def is_new_outside(session: Session, use: Use, zones: tuple[Zone, ...], inside_days: int) -> bool:
    """Whether this is the first reading outside of a person who has read inside on at least `inside_days` days."""
    day = clock.jst(use.at).date()
    outside = usable(session, HabitPlace, (use.person_id, OUTSIDE))
    if outside is not None and _is_lately(outside, day) and not _is_of_future(outside, day):
        return False
    inside: Learned | None = usable(session, HabitPlace, (use.person_id, INSIDE))
    if inside is None:
        inside = _from_ledger(session, use, INSIDE, zones)
    return inside is not None and inside.days >= inside_days and _is_lately(inside, day)


def learn(session: Session, use: Use, place: str, zones: tuple[Zone, ...]) -> None:
    """Count a day on which the person read from a place, once a day."""
    day = clock.jst(use.at).date()
    known = usable(session, HabitPlace, (use.person_id, place))
    if known is None:
        former = _from_ledger(session, use, place, zones)
        days = 1 if former is None else former.days + (former.last_on < day.isoformat())
        session.add(HabitPlace(person_id=use.person_id, place=place, days=days, last_on=day.isoformat()))
        session.flush()
    elif known.last_on < day.isoformat() or _is_of_future(known, day):
        known.days, known.last_on = known.days + 1, day.isoformat()


def _from_ledger(session: Session, use: Use, place: str, zones: tuple[Zone, ...]) -> FromLedger | None:
    """The summary of the records before this one; None when the person has not read there in the last 90 days."""
    since = records.first_since(session, use.at - REMEMBERED)
    before = records.of_person(session, use.person_id, READING, since=since, until=use.seq - 1)
    days = {_day_of(each.at) for each in before if each.at <= use.at and _place_of(each, zones) == place}
    return FromLedger(len(days), max(days)) if days else None


def _place_of(use: Use, zones: tuple[Zone, ...]) -> str:
    return INSIDE if is_in(use.address, zones) else OUTSIDE


def _day_of(moment: datetime) -> str:
    return clock.jst(moment).date().isoformat()


def _is_lately(place: Learned, day: date) -> bool:
    return day - date.fromisoformat(place.last_on) <= REMEMBERED


def _is_of_future(place: Learned, day: date) -> bool:
    """True for a day after tomorrow or later, written while the clock ran ahead.

    One day is allowed, for two machines whose clocks lie on either side of midnight.
    """
    return date.fromisoformat(place.last_on) > max(day, clock.jst(clock.now()).date()) + timedelta(days=1)
