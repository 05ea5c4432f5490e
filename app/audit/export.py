"""Exports the chain as lines of text that anybody can verify without the service, and checks its columns."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.audit.checkpoints import ORIGIN
from app.audit.models import LedgerCheckpoint, LedgerHead, LedgerRecord
from app.db import microseconds
from storage.ledger import GENESIS_HASH, Checkpoint, Entry, Header, Signer, write

_STRIDE = 2000

ReadingUnit = Callable[[], AbstractContextManager[Session]]
"""Begins a unit that reads (`Database.read`)."""


def lines(begin: ReadingUnit, signer: Signer, council: str) -> Iterator[str]:
    """The export, line by line with newlines; the last line is a signature made now. Needs little memory.

    No unit is open while the caller has a line, so that a slow reader holds no connection. The export ends with the
    record that is the last when it begins. Since records are only added, the result is the same as if read at once.
    """
    moment = microseconds(clock.now())
    header = Header(origin=ORIGIN, council=council, key_id=signer.key_id, exported_at=moment)
    return write(header, _items(begin), signer, moment)


def _items(begin: ReadingUnit) -> Iterator[Entry | Checkpoint]:
    with begin() as session:
        signed = session.execute(select(LedgerCheckpoint.seq, LedgerCheckpoint.note).order_by(LedgerCheckpoint.seq))
        notes = {row.seq: row.note for row in signed}
        end_seq = session.scalar(select(func.max(LedgerRecord.seq))) or 0
    last_seq = 0
    records = select(LedgerRecord.seq, LedgerRecord.prev_hash, LedgerRecord.hash, LedgerRecord.body)
    records = records.where(LedgerRecord.seq <= end_seq).order_by(LedgerRecord.seq).limit(_STRIDE)
    while True:
        with begin() as session:
            rows = session.execute(records.where(LedgerRecord.seq > last_seq)).all()
        if not rows:
            break
        for seq, prev_hash, hash_, body in rows:
            yield Entry(seq, prev_hash, hash_, body.encode())
            last_seq = seq
            if note := notes.pop(seq, None):
                yield Checkpoint.parse(note)
    for note in notes.values():
        yield Checkpoint.parse(note)


def column_mismatch(session: Session) -> int | None:
    """The number of the first record whose search columns differ from its body, None when all agree.

    The chain's hashes cover the bodies only. The columns are for finding records, and could be altered unnoticed.
    """
    query = select(LedgerRecord).order_by(LedgerRecord.seq).execution_options(yield_per=_STRIDE)
    for row in session.scalars(query):
        body = Entry(row.seq, row.prev_hash, row.hash, row.body.encode()).record
        told = (row.kind, row.actor_id, row.material_id, row.issue_code, microseconds(row.at))
        if told != (body.get("kind"), body.get("actor"), body.get("material"), body.get("code"), body.get("at")):
            return row.seq
    return None


def head_mismatch(session: Session) -> bool:
    """True when the head row's number and hash are not the last record's: records were deleted, or the row altered."""
    head = session.get(LedgerHead, 1)
    last = session.execute(select(LedgerRecord.seq, LedgerRecord.hash).order_by(LedgerRecord.seq.desc())).first()
    expected = (last.seq, last.hash) if last else (0, GENESIS_HASH)
    return head is None or (head.seq, head.hash) != expected
