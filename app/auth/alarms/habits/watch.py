"""Looks through what the ledger has got since the last look, and raises an alarm about what is unusual in it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.vocabulary import EventKind
from app.auth.alarms.habits import judging, records
from app.auth.alarms.habits.judging import HOUR, Unusual
from app.auth.alarms.habits.models import HabitCursor, HabitEvent, HabitPlace
from app.auth.alarms.habits.records import READING, Use
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.db import Database
from app.members.models import Person
from app.seals import tell_missing
from app.settings import Settings
from app.standards.queries import in_force
from app.web.addresses import is_in

GoesOn = Callable[[Session, datetime], bool]
"""Whether a sitting went on at a moment."""

_AT_ONCE = 4000
"""Records that are looked at in one unit of work."""
_REMEMBERED = timedelta(days=90)
"""Who has not read from a place for so long is new there again."""

_APART = {
    AlarmKind.BULK_READING: HOUR,
    AlarmKind.MANY_REFUSALS: HOUR,
    AlarmKind.UNUSUAL_HOURS: timedelta(hours=12),
    AlarmKind.NEW_ZONE: _REMEMBERED,
}
"""What is unusual again after less is the same event, and was told."""

_TOLD_BY = {AlarmKind.BULK_READING: AlarmKind.HARVEST, AlarmKind.MANY_REFUSALS: AlarmKind.MANY_REFUSALS}
"""The alarms that tell the same offices of the same event at once, where it goes fast. No other tells of it."""


@dataclass(frozen=True)
class HabitWatch:
    """The watch of one council. `goes_on`: whether a sitting went on, during which nobody is told of the hour."""

    database: Database
    settings: Settings
    goes_on: GoesOn

    def look(self) -> None:
        """Look at all that is new. What was there before the first look is taken as usual."""
        while self._look_at_some():
            pass

    def _look_at_some(self) -> bool:
        """False when nothing is left. Another process that looks at the same moment waits, and finds it done."""
        with self.database.read() as session:
            cursor = session.get(HabitCursor, 1)
            is_within = cursor is not None and cursor.seq <= records.end_of_ledger(session)
            if cursor is not None and is_within and not records.uses(session, after=cursor.seq, at_most=1):
                return False
        with self.database.write() as session:
            cursor = session.get(HabitCursor, 1, with_for_update=True)
            if cursor is None:
                session.add(HabitCursor(id=1, seq=records.end_of_ledger(session)))
                return False
            _take_back(session, cursor)
            found = records.uses(session, after=cursor.seq, at_most=_AT_ONCE)
            if found:
                cursor.seq = found[-1].seq
            if of_known := _of_known(session, found):
                self._judge(session, of_known)
            return len(found) == _AT_ONCE

    def _judge(self, session: Session, found: list[Use]) -> None:
        limits = self.settings.habits
        first, last = found[0].seq, found[-1].seq
        since = min(first, records.first_since(session, min(use.at for use in found) - HOUR))
        reading = {use.person_id for use in found if use.is_reading}
        for person_id in sorted(records.who_read_much(session, reading, limits, since=since)):
            told = judging.bulk(records.of_person(session, person_id, READING, since=since, until=last), limits)
            _tell(session, AlarmKind.BULK_READING, _from(told, first))
        for person_id in sorted({use.person_id for use in found if use.refusals}):
            of_hour = records.of_person(session, person_id, {EventKind.REFUSED}, since=since, until=last)
            _tell(session, AlarmKind.MANY_REFUSALS, _from(judging.refusals(of_hour, limits), first))
        _tell(session, AlarmKind.UNUSUAL_HOURS, judging.at_night(found, limits, self._goes_on(session)))
        _tell(session, AlarmKind.NEW_ZONE, self._in_new_zones(session, found))

    def _goes_on(self, session: Session) -> Callable[[datetime], bool]:
        asked: dict[datetime, bool] = {}

        def goes_on(moment: datetime) -> bool:
            minute = moment.replace(second=0, microsecond=0)
            if minute not in asked:
                asked[minute] = self.goes_on(session, moment)
            return asked[minute]

        return goes_on

    def _in_new_zones(self, session: Session, found: Iterable[Use]) -> Iterator[Unusual]:
        """Readings outside the trusted zones by people who have read inside alone; and what is learned of all."""
        zones = in_force(session).trusted_zones
        if not zones:
            return
        seen: set[tuple[str, bool, date]] = set()
        for use in found:
            is_inside, day = is_in(use.address, zones), clock.jst(use.at).date()
            if not use.is_reading or (use.person_id, is_inside, day) in seen:
                continue
            seen.add((use.person_id, is_inside, day))
            if not is_inside and self._is_new_outside(session, use.person_id, day):
                yield Unusual(use, f"議会のネットワークの外での、はじめての閲覧（{clock.moment_text(use.at)}）")
            _learn(session, use.person_id, "inside" if is_inside else "outside", day)

    def _is_new_outside(self, session: Session, person_id: str, day: date) -> bool:
        inside, outside = (session.get(HabitPlace, (person_id, place)) for place in ("inside", "outside"))
        is_settled = inside is not None and inside.days >= self.settings.habits.inside_days and _is_lately(inside, day)
        is_known = outside is not None and _is_lately(outside, day) and not _is_of_future(outside, day)
        return is_settled and not is_known


def without_night(settings: Settings) -> Settings:
    """For the demo council, which people try out at whatever hour it is in Japan."""
    return (
        replace(settings, habits=replace(settings.habits, night_from=0, night_to=0)) if settings.is_demo else settings
    )


def _take_back(session: Session, cursor: HabitCursor) -> None:
    """A cursor beyond the ledger's end was put there: both offices hear of it, and the last day is looked at again."""
    end = records.end_of_ledger(session)
    if cursor.seq <= end:
        return
    first = records.first_since(session, clock.now() - timedelta(days=1))
    cursor.seq = first - 1 if first else end
    raise_alarm(session, AlarmKind.ALTERED, person_id=None, address="", detail="決定の記録（habit_cursor/1）")


def _of_known(session: Session, found: list[Use]) -> list[Use]:
    """The records of people whose rows are there; one that is gone is told as altered, and hides nobody else."""
    actors = {use.person_id for use in found}
    known = frozenset(session.scalars(select(Person.id).where(Person.id.in_(actors))))
    for person_id in sorted(actors - known):
        tell_missing(session, Person, (person_id,))
    return [use for use in found if use.person_id in known]


def _is_lately(place: HabitPlace, day: date) -> bool:
    return day - date.fromisoformat(place.last_on) <= _REMEMBERED


def _is_of_future(place: HabitPlace, day: date) -> bool:
    """Learned while the clock ran ahead. A day may lie between two machines' clocks."""
    return date.fromisoformat(place.last_on) > max(day, clock.jst(clock.now()).date()) + timedelta(days=1)


def _learn(session: Session, person_id: str, place: str, day: date) -> None:
    """Count one more day."""
    known = session.get(HabitPlace, (person_id, place))
    if known is None:
        session.add(HabitPlace(person_id=person_id, place=place, days=1, last_on=day.isoformat()))
        session.flush()
    elif known.last_on < day.isoformat() or _is_of_future(known, day):
        known.days, known.last_on = known.days + 1, day.isoformat()


def _from(found: Iterable[Unusual], first: int) -> Iterator[Unusual]:
    """Those of new records: the former ones of the hour were judged in their time."""
    return (each for each in found if each.use.seq >= first)


def _tell(session: Session, kind: AlarmKind, found: Iterable[Unusual]) -> None:
    """Raise the alarm for each event that is new; what goes on only moves its end."""
    vouched: set[str] = set()
    for each in found:
        person_id, at = each.use.person_id, each.use.at
        event = session.get(HabitEvent, (person_id, kind.value))
        last_at = None if event is None else _unless_of_future(event.last_at, at)
        if last_at is not None and person_id not in vouched and not _was_told(session, kind, each.use):
            last_at = None
        vouched.add(person_id)
        if (last_at is None or at - last_at > _APART[kind]) and not _is_told(session, kind, each.use):
            _raise(session, kind, each)
        if event is None:
            session.add(HabitEvent(person_id=person_id, kind=kind.value, last_at=at))
            session.flush()
        else:
            event.last_at = at if last_at is None else max(last_at, at)


def _unless_of_future(last_at: datetime, at: datetime) -> datetime | None:
    """None for a stamp from before the clock was set back, which must silence nothing."""
    return last_at if last_at <= max(at, clock.now()) + HOUR else None


def _was_told(session: Session, kind: AlarmKind, use: Use) -> bool:
    """Whether the ledger holds the alarm of an event that is said to go on; a row that was put there has none."""
    now = clock.now()
    since, until = min(use.at, now) - max(_APART[kind], timedelta(days=1)), max(use.at, now) + HOUR
    told = records.alarms_about(session, use.person_id, since=since, until=until)
    return not told.isdisjoint({kind.value, _TOLD_BY.get(kind, kind).value})


def _is_told(session: Session, kind: AlarmKind, use: Use) -> bool:
    """Another alarm has told of the same event, as the ledger says."""
    if kind not in _TOLD_BY:
        return False
    told = records.alarms_about(session, use.person_id, since=use.at - HOUR, until=use.at + HOUR)
    return _TOLD_BY[kind].value in told


def _raise(session: Session, kind: AlarmKind, unusual: Unusual) -> None:
    use = unusual.use
    raise_alarm(
        session,
        kind,
        person_id=use.person_id,
        session_id=use.session_id,
        address=use.address,
        detail=unusual.words,
    )
