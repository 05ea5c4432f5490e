"""The extract of the ledger for whoever looks into it within a remit: what their screens show, and nothing more."""

from collections.abc import Iterator

from sqlalchemy import select

from app import clock
from app.access.facts import Actor
from app.audit.checkpoints import ORIGIN
from app.audit.export import ReadingUnit
from app.audit.models import LedgerHead, LedgerRecord
from app.audit.search import lies_within, opened
from app.db import microseconds
from app.ledger.lookups import KeptEntries, names_for
from storage.ledger import GENESIS_HASH, Entry, ExtractBounds, ExtractHeader, Signer, Withheld, write_extract

_STRIDE = 500


def lines(begin: ReadingUnit, signer: Signer, council: str, actor: Actor, kept: KeptEntries) -> Iterator[str]:
    """The extract, line by line with newlines. No unit is open while a line is with the caller."""
    remits = actor.ledger_remits
    with begin() as session:
        head = session.get(LedgerHead, 1)
        seq, hash_ = (head.seq, head.hash) if head else (0, GENESIS_HASH)
    bounds = tuple(
        ExtractBounds(
            tuple(sorted(remit.people)),
            None if remit.since is None else microseconds(remit.since),
            None if remit.until is None else microseconds(remit.until),
        )
        for remit in remits
    )
    header = ExtractHeader(ORIGIN, council, signer.key_id, microseconds(clock.now()), seq, hash_, bounds)
    return write_extract(header, _items(begin, actor, kept, seq), signer)


def _items(begin: ReadingUnit, actor: Actor, kept: KeptEntries, end_seq: int) -> Iterator[Entry | Withheld]:
    last_seq = 0
    within = select(LedgerRecord).where(*lies_within(actor.ledger_remits), LedgerRecord.seq <= end_seq)
    while True:
        with begin() as session:
            stride = within.where(LedgerRecord.seq > last_seq).order_by(LedgerRecord.seq).limit(_STRIDE)
            rows = session.scalars(stride).all()
            found = opened(rows)
            names = names_for(session, actor, found, kept)
            items = [
                Withheld(row.seq, row.hash)
                if names.is_kept_back(record)
                else Entry(row.seq, row.prev_hash, row.hash, row.body.encode())
                for row, record in zip(rows, found, strict=True)
            ]
        if not items:
            return
        yield from items
        last_seq = items[-1].seq
