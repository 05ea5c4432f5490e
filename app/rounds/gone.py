"""Finds rows that the ledger names but that are gone: the service would have recorded that it deletes them.

Alarms, the offices told of each, stops and approved devices are named by the records of these acts, all other rows by
the units that insert them (`audit.rows.missed`). What the ledger has named is remembered, so that each look reads only
the records since the one before.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, func, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.audit.models import LedgerRecord
from app.audit.news import head
from app.audit.rows.missed import accepted, known_rows
from app.audit.search import detail_of, parts_of
from app.audit.vocabulary import PAPER_ISSUED, EventKind
from app.auth.alarms.models import Alarm, AlarmAnswer, AlarmWatch
from app.auth.devices.models import Device
from app.halts.models import Halt
from app.seals import AlteredRow, Sealed, altered_rows, is_there, key_texts, tell_missing

_LATELY = timedelta(days=1)
_OF_ALARMS: tuple[type[Sealed], ...] = (Alarm, AlarmWatch, AlarmAnswer)
_AT_ONCE: tuple[type[Sealed], ...] = (Alarm, AlarmWatch, Halt)
_BY_DETAIL = (EventKind.ALARM, EventKind.HALT_BEGAN, EventKind.DEVICE_APPROVED)
_BY_THEIR_ACTS: tuple[type[Sealed], ...] = (Alarm, AlarmWatch, Halt, Device)
_MOST_BODIES = 1000


class RowWatch:
    """What the ledger names of these tables, read once and then kept up to date. Belongs to one thread."""

    def __init__(self, sealed: Sequence[type[Sealed]]) -> None:
        missed = [model for model in sealed if model.is_missed]
        self._models = {model.__tablename__: model for model in (*_BY_THEIR_ACTS, *missed)}
        self._seq = 0
        self._named: dict[str, set[str]] = {table: set() for table in self._models}
        self._counted: dict[str, int] = {}
        self._waiting: set[str] | None = None
        self._new: dict[str, datetime] = {}

    def gone(self, session: Session) -> list[AlteredRow]:
        """The missing rows, but those that a person has examined and accepted."""
        return self._gone_of(session, tuple(self._models.values()))

    def look(self, session: Session) -> None:
        """Report each missing row once, not those that the ledger records as found already, and each that is back."""
        self._tell(session, self.gone(session))
        self._tell_back(session)

    def look_at_alarms(self, session: Session) -> None:
        """Look for alarms and stops that are missing, and at the seals of alarms: of all at the first look, then of
        those that wait and of those of the last day. An alarm that was closed by SQL is on no board.
        """
        self._learn(session)
        list(altered_rows(session, _OF_ALARMS, self._where_it_changes(session)))
        self._waiting = set(session.scalars(select(AlarmWatch.alarm_id).where(AlarmWatch.handled_at.is_(None))))
        fewer = tuple(model for model in _AT_ONCE if self._has_fewer(session, model))
        self._tell(session, self._gone_of(session, fewer))
        self._tell_back(session)

    def _where_it_changes(self, session: Session) -> "_OfAlarms | None":
        if self._waiting is None:
            return None
        still = session.scalars(select(AlarmWatch.alarm_id).where(AlarmWatch.handled_at.is_(None)))
        since = clock.now() - _LATELY
        self._new = {key: at for key, at in self._new.items() if at >= since}
        return _OfAlarms(self._waiting | set(self._new) | set(still), since)

    def _has_fewer(self, session: Session, model: type[Sealed]) -> bool:
        """True when there are fewer rows than the ledger names, or fewer than at the last look."""
        table = model.__tablename__
        count = session.scalar(select(func.count()).select_from(model)) or 0
        before = self._counted.get(table, 0)
        self._counted[table] = count
        return count < max(len(self._named[table]), before)

    def _gone_of(self, session: Session, models: tuple[type[Sealed], ...]) -> list[AlteredRow]:
        self._learn(session)
        candidates = [row for model in models for row in self._absent(session, model)]
        if not candidates:
            return []
        self._learn(session)  # a deletion of the service's own is committed with its record
        left = {row for row in candidates if row.key in self._named[row.table]}
        return sorted(left - accepted(session))

    def _absent(self, session: Session, model: type[Sealed]) -> Iterator[AlteredRow]:
        table = model.__tablename__
        if named := self._named[table]:
            yield from (AlteredRow(table, key) for key in named.difference(key_texts(session, model)))

    def _tell(self, session: Session, gone: list[AlteredRow]) -> None:
        found = known_rows(session).gone if gone else frozenset[AlteredRow]()
        for row in gone:
            if row not in found:
                tell_missing(session, self._models[row.table], row.key.split(","), what="gone")

    def _tell_back(self, session: Session) -> None:
        """Report the rows that were missing and are there again, so that they are missed anew when they go again."""
        known = known_rows(session)
        for row in sorted(known.gone | known.accepted):
            model = self._models.get(row.table)
            if model is not None and is_there(session, model, row.key):
                tell_missing(session, model, row.key.split(","), what="back")

    def _learn(self, session: Session) -> None:
        """Read the records since the last time, in their order."""
        last = head(session)
        if last <= self._seq:
            return
        by_detail = LedgerRecord.kind.in_([kind.value for kind in _BY_DETAIL])
        query = select(LedgerRecord.kind, LedgerRecord.at, LedgerRecord.body).where(
            LedgerRecord.seq > self._seq,
            LedgerRecord.seq <= last,
            LedgerRecord.kind.not_in([kind.value for kind in PAPER_ISSUED]),  # none of them names a row
            or_(by_detail, LedgerRecord.body.contains('"rows')),
        )
        for kind, at, body in session.execute(
            query.order_by(LedgerRecord.seq).execution_options(yield_per=_MOST_BODIES)
        ):
            self._take(kind, at, body)
        self._seq = last

    def _take(self, kind: str, at: datetime, body: str) -> None:
        added, gone = parts_of(body, "rows"), parts_of(body, "rows_gone")
        for table, key in (*_by_detail(kind, body), *map(_split, added)):
            if table in self._named:
                self._named[table].add(key)
            if table == Alarm.__tablename__:
                self._new[key] = at
        for table, key in map(_split, gone):
            self._named.get(table, set()).discard(key)


class _OfAlarms:
    """Which rows of the tables of alarms are looked at: those of these alarms, and alarms since a moment."""

    def __init__(self, ids: set[str], since: datetime) -> None:
        self._ids, self._since = sorted(ids), since

    def __call__(self, table: Table) -> ColumnElement[bool]:
        if table.name == Alarm.__tablename__:
            return or_(table.c.id.in_(self._ids), table.c.at >= self._since)
        return table.c.alarm_id.in_(self._ids)


def gone_rows(session: Session, sealed: Sequence[type[Sealed]]) -> list[AlteredRow]:
    """Every missing row of these tables, but those that a person has examined and accepted."""
    return RowWatch(sealed).gone(session)


def _split(name: str) -> tuple[str, str]:
    table, _, key = name.partition("/")
    return table, key


def _by_detail(kind: str, body: str) -> Iterator[tuple[str, str]]:
    """The rows that an alarm, a stop or an approval names in its own details, as table and key."""
    if kind not in _BY_DETAIL:
        return
    detail = detail_of(body)
    if kind == EventKind.HALT_BEGAN:
        yield Halt.__tablename__, str(detail.get("halt"))
    elif kind == EventKind.DEVICE_APPROVED:
        yield Device.__tablename__, str(detail.get("device"))
    elif isinstance(row := detail.get("row"), str):
        yield Alarm.__tablename__, row
        for role in str(detail.get("offices") or "").split():
            yield AlarmWatch.__tablename__, f"{row},{role}"
