"""Finds rows of alarms and stops that the ledger names but that are missing. The service never deletes such rows."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.models import LedgerRecord
from app.audit.search import Found, opened
from app.audit.vocabulary import EventKind
from app.auth.alarms.models import Alarm, AlarmAnswer, AlarmWatch
from app.halts.models import Halt
from app.seals import AlteredRow, Sealed, altered_rows, tell_missing

_LATELY = timedelta(days=7)
_MODELS: dict[str, type[Sealed]] = {model.__tablename__: model for model in (Alarm, AlarmWatch, Halt)}


def gone_rows(session: Session, *, since: datetime | None = None) -> list[AlteredRow]:
    """The missing rows, among those added since a moment, or among all.

    Left out are rows that a person has examined and accepted, and alarms of editions that did not record the row's id.
    """
    gone = sorted(_told(session, since) - _there(session))
    accepted = _names(session, EventKind.ALTERED_ACCEPTED) if gone else frozenset[str]()
    return [row for row in gone if _name(row) not in accepted]


def look_for_gone(session: Session, *, since: datetime | None = None) -> None:
    """Report each missing row once: not those that the ledger records as found already."""
    gone = gone_rows(session, since=since)
    found = _names(session, EventKind.ALTERED) if gone else frozenset[str]()
    for row in gone:
        if _name(row) not in found:
            tell_missing(session, _MODELS[row.table], row.key.split(","))


def look_at_alarms(session: Session) -> None:
    """Check the seals of all alarms, and for missing rows of the last days: an alarm closed by SQL is on no board."""
    list(altered_rows(session, (Alarm, AlarmWatch, AlarmAnswer)))
    look_for_gone(session, since=clock.now() - _LATELY)


def _told(session: Session, since: datetime | None) -> set[AlteredRow]:
    """The rows that the ledger names: alarms, the offices told of each, and stops."""
    rows: set[AlteredRow] = set()
    for found in _records(session, EventKind.ALARM, since):
        row, offices = found.detail.get("row"), str(found.detail.get("offices") or "").split()
        if isinstance(row, str):
            rows.add(AlteredRow(Alarm.__tablename__, row))
            rows |= {AlteredRow(AlarmWatch.__tablename__, f"{row},{role}") for role in offices}
    stops = _records(session, EventKind.HALT_BEGAN, since)
    return rows | {AlteredRow(Halt.__tablename__, str(found.detail.get("halt"))) for found in stops}


def _there(session: Session) -> set[AlteredRow]:
    watches = session.execute(select(AlarmWatch.alarm_id, AlarmWatch.role))
    return (
        {AlteredRow(Alarm.__tablename__, key) for key in session.scalars(select(Alarm.id))}
        | {AlteredRow(AlarmWatch.__tablename__, f"{alarm},{role}") for alarm, role in watches}
        | {AlteredRow(Halt.__tablename__, key) for key in session.scalars(select(Halt.id))}
    )


def _names(session: Session, kind: EventKind) -> frozenset[str]:
    return frozenset(str(found.detail.get("name")) for found in _records(session, kind, None))


def _records(session: Session, kind: EventKind, since: datetime | None) -> Iterator[Found]:
    query = select(LedgerRecord).where(LedgerRecord.kind == kind.value)
    if since is not None:
        query = query.where(LedgerRecord.at >= since)
    return iter(opened(session.scalars(query.order_by(LedgerRecord.seq))))


def _name(row: AlteredRow) -> str:
    return f"{row.table}/{row.key}"
