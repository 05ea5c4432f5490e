"""The chain as it stands in the database, as lines that anybody can verify without the service."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.checkpoints import ORIGIN
from app.audit.models import LedgerCheckpoint, LedgerHead, LedgerRecord
from app.db import microseconds
from storage.ledger import GENESIS_HASH, Checkpoint, Entry, Header, Signer, write

_STRIDE = 2000


def lines(session: Session, signer: Signer, council: str) -> Iterator[str]:
    """The export, line by line with newlines, closed by a signature made now. Memory does not grow with the chain."""
    moment = microseconds(clock.now())
    header = Header(origin=ORIGIN, council=council, key_id=signer.key_id, exported_at=moment)
    return write(header, _items(session), signer, moment)


def _items(session: Session) -> Iterator[Entry | Checkpoint]:
    signed = session.execute(select(LedgerCheckpoint.seq, LedgerCheckpoint.note).order_by(LedgerCheckpoint.seq))
    notes = {row.seq: row.note for row in signed}
    last_seq = 0
    while rows := session.execute(
        select(LedgerRecord.seq, LedgerRecord.prev_hash, LedgerRecord.hash, LedgerRecord.body)
        .where(LedgerRecord.seq > last_seq)
        .order_by(LedgerRecord.seq)
        .limit(_STRIDE)
    ).all():
        for seq, prev_hash, hash_, body in rows:
            yield Entry(seq, prev_hash, hash_, body.encode())
            last_seq = seq
            if note := notes.pop(seq, None):
                yield Checkpoint.parse(note)
    for note in notes.values():
        yield Checkpoint.parse(note)


def column_mismatch(session: Session) -> int | None:
    """The first record whose search columns do not say what its body says, None when all agree.

    The chain covers bodies; the columns only help to find them, and must not tell another story.
    """
    query = select(LedgerRecord).order_by(LedgerRecord.seq).execution_options(yield_per=_STRIDE)
    for row in session.scalars(query):
        body = Entry(row.seq, row.prev_hash, row.hash, row.body.encode()).record
        told = (row.kind, row.actor_id, row.material_id, row.issue_code, microseconds(row.at))
        if told != (body.get("kind"), body.get("actor"), body.get("material"), body.get("code"), body.get("at")):
            return row.seq
    return None


def head_mismatch(session: Session) -> bool:
    """True when the head row does not name the last record: the end was cut off, or the head was changed."""
    head = session.get(LedgerHead, 1)
    last = session.execute(select(LedgerRecord.seq, LedgerRecord.hash).order_by(LedgerRecord.seq.desc())).first()
    expected = (last.seq, last.hash) if last else (0, GENESIS_HASH)
    return head is None or (head.seq, head.hash) != expected
