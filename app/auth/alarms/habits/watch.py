"""Examines the ledger's new records, and raises an alarm about each unusual use in them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock
from app.audit.vocabulary import EventKind
from app.auth.alarms.habits import judging, records
from app.auth.alarms.habits.judging import HOUR, Unusual
from app.auth.alarms.habits.models import HabitCursor, HabitEvent, HabitPlace
from app.auth.alarms.habits.records import READING, Use
from app.auth.alarms.habits.zones import INSIDE, OUTSIDE, REMEMBERED, is_new_outside, learn, usable
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
"""The most records that are examined in one unit of work."""

_APART = {
    AlarmKind.BULK_READING: HOUR,
    AlarmKind.MANY_REFUSALS: HOUR,
    AlarmKind.UNUSUAL_HOURS: timedelta(hours=12),
    AlarmKind.NEW_ZONE: REMEMBERED,
}
"""Unusual uses of a kind that follow each other within this time are one event, with one alarm."""

_TOLD_BY = {AlarmKind.BULK_READING: AlarmKind.HARVEST, AlarmKind.MANY_REFUSALS: AlarmKind.MANY_REFUSALS}
"""Kind of habit → the immediate alarm that is raised about the same event when it happens fast.

Where the ledger holds that alarm, the habit raises none of its own.
"""


@dataclass(frozen=True)
class HabitWatch:
    """The watch of one council. `goes_on`: whether a sitting was on; then use at night is not unusual."""

    database: Database
    settings: Settings
    goes_on: GoesOn

    def look(self) -> None:
        """Examine all new records. At the first call, records that exist already are skipped."""
        while self._look_at_some():
            pass

    def _look_at_some(self) -> bool:
        """Examine up to `_AT_ONCE` records; False when none are left.

        A lock on the cursor makes a second process wait; it then finds the records examined.
        """
        with self.database.read() as session:
            cursor = session.get(HabitCursor, 1)
            is_usable = cursor is not None and cursor.is_intact and cursor.seq <= records.end_of_ledger(session)
            if cursor is not None and is_usable and not records.uses(session, after=cursor.seq, at_most=1):
                return False
        with self.database.write() as session:
            cursor = _cursor(session)
            if cursor is None:
                return False
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
        """Readings outside the trusted zones by people who have only read inside; also counts every place read from."""
        zones = in_force(session).trusted_zones
        if not zones:
            return
        seen: set[tuple[str, bool, date]] = set()
        for use in found:
            is_inside, day = is_in(use.address, zones), clock.jst(use.at).date()
            if not use.is_reading or (use.person_id, is_inside, day) in seen:
                continue
            seen.add((use.person_id, is_inside, day))
            if not is_inside and is_new_outside(session, use, zones, self.settings.habits.inside_days):
                yield Unusual(use, f"議会のネットワークの外での、はじめての閲覧（{clock.moment_text(use.at)}）")
            learn(session, use, INSIDE if is_inside else OUTSIDE, zones)


def without_night(settings: Settings) -> Settings:
    """The settings, for the demo council without hours of the night: it is tried out from all time zones."""
    return (
        replace(settings, habits=replace(settings.habits, night_from=0, night_to=0)) if settings.is_demo else settings
    )


def _cursor(session: Session) -> HabitCursor | None:
    """The cursor, locked; None when there was none, and one now stands at the ledger's end.

    One that was altered, or is gone, is made anew a day back, and so is one beyond the ledger's end: whoever sets it
    forward by SQL hides nothing of the last day.
    """
    cursor = usable(session, HabitCursor, 1, lock=True)
    end = records.end_of_ledger(session)
    if cursor is not None and cursor.seq <= end:
        return cursor
    if cursor is not None:
        cursor.seq = _a_day_back(session, end)
        raise_alarm(session, AlarmKind.ALTERED, person_id=None, address="", detail="決定の記録（habit_cursor/1）")
        return cursor
    if not records.was_sealed(session, HabitCursor.__tablename__) and not _has_learned(session):
        session.add(HabitCursor(id=1, seq=end))
        return None
    if _has_learned(session):
        tell_missing(session, HabitCursor, (1,))
    cursor = HabitCursor(id=1, seq=_a_day_back(session, end))
    session.add(cursor)
    session.flush()
    return cursor


def _has_learned(session: Session) -> bool:
    """Whether the watch has looked before, as other rows of it say."""
    return any(session.scalar(select(exists().select_from(model))) for model in (HabitEvent, HabitPlace))


def _a_day_back(session: Session, end: int) -> int:
    first = records.first_since(session, clock.now() - timedelta(days=1))
    return first - 1 if first else end


def _of_known(session: Session, found: list[Use]) -> list[Use]:
    """The records of people who have a row. A person whose row is missing is reported as an alteration.

    Left in, such a record would end the whole look at a foreign key, and so hide the other people's.
    """
    actors = {use.person_id for use in found}
    known = frozenset(session.scalars(select(Person.id).where(Person.id.in_(actors))))
    for person_id in sorted(actors - known):
        tell_missing(session, Person, (person_id,))
    return [use for use in found if use.person_id in known]


def _from(found: Iterable[Unusual], first: int) -> Iterator[Unusual]:
    """Those whose record has the number `first` or a later one; earlier ones were judged in an earlier look."""
    return (each for each in found if each.use.seq >= first)


def _tell(session: Session, kind: AlarmKind, found: Iterable[Unusual]) -> None:
    """Raise an alarm for each new event; for one that is still going on, only note its latest moment."""
    vouched: set[str] = set()
    for each in found:
        person_id, at = each.use.person_id, each.use.at
        event = usable(session, HabitEvent, (person_id, kind.value))
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
    """`last_at`, or None when it lies in the future: the clock was set back since, and no alarm may be lost by it."""
    return last_at if last_at <= max(at, clock.now()) + HOUR else None


def _was_told(session: Session, kind: AlarmKind, use: Use) -> bool:
    """Whether the ledger holds an alarm for an event that its row says is still going on.

    A row inserted beside the service, to silence an alarm, has none.
    """
    now = clock.now()
    since, until = min(use.at, now) - max(_APART[kind], timedelta(days=1)), max(use.at, now) + HOUR
    told = records.alarms_about(session, use.person_id, since=since, until=until)
    return not told.isdisjoint({kind.value, _TOLD_BY.get(kind, kind).value})


def _is_told(session: Session, kind: AlarmKind, use: Use) -> bool:
    """Whether the ledger holds the immediate alarm (`_TOLD_BY`) about the same event."""
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
