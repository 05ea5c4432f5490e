"""Moves every token to the present master key: in steps, each a unit of work with its record, while people read.

No object is touched. What is interrupted goes on where it stopped, since a step finds what is not moved yet.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.notes import COMMAND_LINE, note
from app.audit.vocabulary import EventKind
from app.db import Base, Database
from app.ops.keys.wrapped import WRAPPED, Wrapped
from app.seals import Sealed
from storage.keyring import KeyFailure, Keyring

STEP = 100
"""Rows in one unit of work: some milliseconds, for which writers wait on SQLite."""


class Moved(NamedTuple):
    """What a step did: of which kind, how many rows it moved, and the names of those that it could not move."""

    words: str
    rows: int
    stuck: tuple[str, ...]


def rewrap_all(database: Database, keyring: Keyring) -> Iterator[Moved]:
    """Step by step, a pass over each table. Rows that somebody holds just then are left for another run."""
    for kind in WRAPPED:
        after: str | None = ""
        while after is not None:
            with database.write() as session:
                moved, after = _step(session, keyring, kind, after)
            if moved is not None:
                yield moved


def _step(session: Session, keyring: Keyring, kind: Wrapped, after: str) -> tuple[Moved | None, str | None]:
    """Move the next rows behind the one with the key `after`. Returns the last one's key too, None behind the end."""
    key_id = keyring.current_id
    query = select(kind.model).where(kind.is_there, kind.key_id != key_id, kind.row_id > after)
    query = query.order_by(kind.row_id).limit(STEP)
    # A row that a request has locked is skipped, so that no unit waits here for another that waits for this one.
    rows = session.scalars(query.with_for_update(key_share=True, skip_locked=True)).all()
    if not rows:
        return None, None
    stuck = tuple(_name(kind, row) for row in rows if not _move(keyring, kind, row))
    moved = len(rows) - len(stuck)
    if moved:
        session.flush()
        note(session, COMMAND_LINE, EventKind.KEYS_REWRAPPED, key=key_id, what=kind.model.__tablename__, rows=moved)
    return Moved(kind.words, moved, stuck), _id_of(kind, rows[-1])


def _move(keyring: Keyring, kind: Wrapped, row: Base) -> bool:
    """False when the row's token does not open, or the row was altered: it stays as it is, as evidence."""
    if isinstance(row, Sealed) and not row.is_intact:
        return False
    try:
        token = keyring.rewrap(getattr(row, kind.column.key), kind.context(_id_of(kind, row)))
    except KeyFailure:
        return False
    setattr(row, kind.column.key, token)
    return True


def _id_of(kind: Wrapped, row: Base) -> str:
    return str(getattr(row, kind.row_id.key))


def _name(kind: Wrapped, row: Base) -> str:
    return f"{kind.model.__tablename__}/{_id_of(kind, row)}"
