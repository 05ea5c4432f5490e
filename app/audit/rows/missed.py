"""Names in the ledger the rows that are missed when they are gone, and says which of them were found to be missing.

Rows of a model with `is_missed` are named in a record of the unit that inserts or deletes them, whatever the act. The
record is signed with the chain, so whoever deletes such a row beside the service leaves its name behind.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Connection, event, exists, inspect, select
from sqlalchemy.orm import Mapper, Session, object_session

from app.audit.models import LedgerRecord
from app.audit.search import detail_of
from app.audit.vocabulary import Event, EventKind
from app.seals import AlteredRow, Sealed, is_there, key_text

_TOUCHED = "gijo.missed"
ANY_FOUND = exists().where(LedgerRecord.kind == EventKind.ALTERED.value)
"""Whether anything was ever found altered or missing, for statements of the hot path: most councils know of nothing."""


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


class KnownRows(NamedTuple):
    """Rows that were found to be missing. `gone`: not known to be back. `accepted`: by somebody who has looked.

    `altered`: rows that were found altered, and neither to fit again since nor accepted.
    """

    gone: frozenset[AlteredRow]
    accepted: frozenset[AlteredRow]
    altered: frozenset[AlteredRow]


def is_any_missing(session: Session, models: Collection[type[Sealed]]) -> bool:
    """Whether a row of these tables was found to be missing, has not come back, and is accepted by nobody.

    What rests on such a table being whole is then as closed as when one of its rows does not fit its seal.
    """
    return bool(missing_rows(session, models))


def missing_rows(session: Session, models: Collection[type[Sealed]]) -> list[AlteredRow]:
    """The rows that make `is_any_missing` true."""
    by_table = {model.__tablename__: model for model in models}
    known = known_rows(session)
    left = sorted(row for row in known.gone - known.accepted if row.table in by_table)
    return [row for row in left if not is_there(session, by_table[row.table], row.key)]


def accepted(session: Session) -> frozenset[AlteredRow]:
    """The rows that somebody has examined and accepted as missing, and that were not found to be back since."""
    return known_rows(session).accepted


def known_rows(session: Session) -> KnownRows:
    """What the ledger tells of rows that were found to be missing or altered.

    A row is missed anew, and has to be accepted anew, once it was back. One that was accepted while it was there is
    missed when it goes. Older records do not tell which it was: the row was gone then.
    """
    gone, accepted_as_gone, altered = set[AlteredRow](), set[AlteredRow](), set[AlteredRow]()
    kinds = (EventKind.ALTERED.value, EventKind.ALTERED_ACCEPTED.value)
    records = select(LedgerRecord.kind, LedgerRecord.body).where(LedgerRecord.kind.in_(kinds))
    for kind, body in session.execute(records.order_by(LedgerRecord.seq)):
        what, row = _told(body)
        if kind == EventKind.ALTERED:
            if what == "gone":
                gone.add(row)
            elif what == "back":
                gone.discard(row)
                accepted_as_gone.discard(row)
            elif what in {"row", "right"}:
                (altered.add if what == "row" else altered.discard)(row)
        elif what == "row":
            for each in (gone, accepted_as_gone, altered):
                each.discard(row)
        else:
            accepted_as_gone.add(row)
    return KnownRows(frozenset(gone), frozenset(accepted_as_gone), frozenset(altered))


@lru_cache(maxsize=1024)
def _told(body: str) -> tuple[str, AlteredRow]:
    """What a record says was found or accepted, and the row."""
    detail = detail_of(body)
    return str(detail.get("what")), row_named(str(detail.get("name")))


def row_named(name: str) -> AlteredRow:
    """The row of a name like "permit/01J…", as records have it."""
    table, _, key = name.partition("/")
    return AlteredRow(table, key)
