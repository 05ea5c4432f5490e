"""Checks one record's place in the chain: its neighbours, and the signed checkpoint that covers it.

A small proof for the screen. The whole ledger is checked by `gijo ledger verify`, also on another machine.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.checkpoints import last_checkpoint
from app.audit.models import LedgerCheckpoint, LedgerHead, LedgerRecord
from app.db import from_microseconds, microseconds
from storage.ledger import GENESIS_HASH, Checkpoint, CheckpointBroken, Signer, TrustedKey, hash_record

_STRIDE = 2000
_REACH = 100_000
"""The most records read to find a checkpoint after the record. There is one each minute, so this is never reached."""

_CHAIN = select(LedgerRecord.seq, LedgerRecord.prev_hash, LedgerRecord.body, LedgerRecord.hash)


@dataclass(frozen=True)
class RecordProof:
    """`is_linked`: the record fits its number, its neighbours and its own columns. `is_covered`: a later signed
    checkpoint covers it; None when none has been signed since. `records`: how many the ledger holds.
    """

    is_linked: bool
    is_covered: bool | None
    covered_by: int | None
    records: int
    signed_seq: int | None
    signed_at: datetime | None

    @property
    def is_sound(self) -> bool:
        return self.is_linked and self.is_covered is not False


def prove(session: Session, signer: Signer, seq: int) -> RecordProof:
    """Check the record of this number against the chain as it is in the database."""
    head = session.get(LedgerHead, 1)
    last = last_checkpoint(session)
    covered_by, is_covered = _covered(session, signer, seq)
    return RecordProof(
        is_linked=_is_linked(session, seq),
        is_covered=is_covered,
        covered_by=covered_by,
        records=head.seq if head else 0,
        signed_seq=last.seq if last else None,
        signed_at=from_microseconds(last.at) if last else None,
    )


def _is_linked(session: Session, seq: int) -> bool:
    near = session.scalars(select(LedgerRecord).where(LedgerRecord.seq.between(seq - 1, seq + 1))).all()
    rows = {row.seq: row for row in near}
    record, before, after = rows[seq], rows.get(seq - 1), rows.get(seq + 1)
    if (before.hash if before else GENESIS_HASH) != record.prev_hash or (before is None and seq != 1):
        return False
    if after is not None and after.prev_hash != record.hash:
        return False
    own_hash = _hash_of(record.seq, record.prev_hash, record.body)
    return own_hash == record.hash and _columns_agree(record)


def _hash_of(seq: int, prev_hash: str, body: str) -> str:
    return hash_record(prev_hash, seq, body.encode())


def _columns_agree(row: LedgerRecord) -> bool:
    """True when the search columns equal the body's values. The chain protects only the body."""
    try:
        body = json.loads(row.body)
    except ValueError:
        return False
    told = (row.kind, row.actor_id, row.material_id, row.issue_code, microseconds(row.at))
    return told == (body.get("kind"), body.get("actor"), body.get("material"), body.get("code"), body.get("at"))


def _covered(session: Session, signer: Signer, seq: int) -> tuple[int | None, bool | None]:
    """The number of the first checkpoint at or after the record, and whether its signature and the chain cover it."""
    query = select(LedgerCheckpoint).where(LedgerCheckpoint.seq >= seq).order_by(LedgerCheckpoint.seq)
    row = session.scalars(query.limit(1)).first()
    if row is None:
        return None, None
    try:
        checkpoint = Checkpoint.parse(row.note)
        TrustedKey.from_pem(signer.public_pem()).check(checkpoint)
    except CheckpointBroken:
        return row.seq, False
    is_same = checkpoint.seq == row.seq and row.seq - seq <= _REACH
    return row.seq, is_same and _leads_to(session, seq, checkpoint)


def _leads_to(session: Session, seq: int, checkpoint: Checkpoint) -> bool:
    expected, former = seq, ""
    while expected <= checkpoint.seq:
        query = _CHAIN.where(LedgerRecord.seq.between(expected, checkpoint.seq))
        rows = session.execute(query.order_by(LedgerRecord.seq).limit(_STRIDE)).all()
        if not rows:
            return False
        for row in rows:
            if row.seq != expected or (former and row.prev_hash != former) or _hash_of(*row[:3]) != row.hash:
                return False
            expected, former = row.seq + 1, row.hash
    return former == checkpoint.hash
