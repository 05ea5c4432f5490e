"""Names in the ledger the rows that are missed when they are gone, and says which of them were found to be missing.

Rows of a model with `is_missed` are named in a record of the unit that inserts or deletes them, whatever the act. The
record is signed with the chain, so whoever deletes such a row beside the service leaves its name behind.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, event, inspect, select
from sqlalchemy.orm import Mapper, Session, object_session

from app.audit.models import LedgerRecord
from app.audit.search import detail_of
from app.audit.vocabulary import Event, EventKind
from app.seals import AlteredRow, Sealed, is_there, key_text

_TOUCHED = "gijo.missed"


@event.listens_for(Sealed, "after_insert", propagate=True)
def _after_insert(_mapper: Mapper[Sealed], _connection: Connection, row: Sealed) -> None:
    _note(row, is_added=True)


@event.listens_for(Sealed, "after_delete", propagate=True)
def _after_delete(_mapper: Mapper[Sealed], _connection: Connection, row: Sealed) -> None:
    _note(row, is_added=False)


def _note(row: Sealed, *, is_added: bool) -> None:
    if row.is_missed and (session := object_session(row)) is not None:
        session.info.setdefault(_TOUCHED, []).append((row, is_added))


def name_rows(session: Session, events: Sequence[Event]) -> list[Event]:
    """The events of a unit, in which the rows are named that it has inserted and deleted. `events`: at least one.

    What a savepoint has undone is not named. Many rows are spread over the events, so that no record becomes too long.
    """
    touched: list[tuple[Sealed, bool]] = session.info.pop(_TOUCHED, [])
    if not touched:
        return list(events)
    there = dict[str, bool]()
    for row, is_added in touched:
        state = inspect(row)
        if state.persistent if is_added else not state.persistent:
            there[f"{row.__tablename__}/{key_text(row)}"] = is_added
    added = [name for name, is_added in there.items() if is_added]
    gone = [name for name, is_added in there.items() if not is_added]
    many = len(events)
    return [
        replace(each, rows=" ".join(added[place::many]), rows_gone=" ".join(gone[place::many]))
        for place, each in enumerate(events)
    ]


def is_any_missing(session: Session, models: Collection[type[Sealed]]) -> bool:
    """Whether a row of these tables was found to be missing, has not come back, and is accepted by nobody.

    What rests on such a table being whole is then as closed as when one of its rows does not fit its seal.
    """
    by_table = {model.__tablename__: model for model in models}
    found = {row for row in found_gone(session) if row.table in by_table}
    if not found:
        return False
    left = found - accepted(session)
    return any(not is_there(session, by_table[row.table], row.key) for row in left)


def found_gone(session: Session) -> set[AlteredRow]:
    """The rows that the ledger records as found to be missing, whether or not they are back."""
    details = _details(session, EventKind.ALTERED)
    return {_row_of(detail) for detail in details if detail.get("what") == "gone"}


def accepted(session: Session) -> set[AlteredRow]:
    """The rows that somebody has examined and accepted as missing.

    One that was accepted as it was then, altered, is missed when it goes. Older records do not tell which it was.
    """
    found = set[AlteredRow]()
    for detail in _details(session, EventKind.ALTERED_ACCEPTED):
        if detail.get("what") == "row":
            found.discard(_row_of(detail))  # it was back
        else:
            found.add(_row_of(detail))
    return found


def _details(session: Session, kind: EventKind) -> list[dict[str, object]]:
    bodies = select(LedgerRecord.body).where(LedgerRecord.kind == kind.value).order_by(LedgerRecord.seq)
    return [detail_of(body) for body in session.scalars(bodies)]


def _row_of(detail: Mapping[str, object]) -> AlteredRow:
    table, _, key = str(detail.get("name")).partition("/")
    return AlteredRow(table, key)
