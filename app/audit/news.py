"""Reads what was added to the ledger: the number of its last record, and the records between two numbers."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import LedgerHead, LedgerRecord
from app.audit.vocabulary import EventKind

_HEAD = select(LedgerHead.seq).where(LedgerHead.id == 1)


@dataclass(frozen=True)
class LedgerNews:
    """The parts of a record that topics decide by. `seq`: its number in the chain."""

    seq: int
    kind: EventKind
    actor_id: str | None
    detail: Mapping[str, object]
    material_id: str | None = None


def head(session: Session) -> int:
    """The number of the newest record. A record committed later always has a greater one: the head is locked."""
    return session.scalar(_HEAD) or 0


def between(session: Session, after: int, until: int, kinds: Iterable[EventKind]) -> list[LedgerNews]:
    """Records of these kinds with a number greater than `after` and up to `until`, in order."""
    rows = session.execute(
        select(LedgerRecord.seq, LedgerRecord.kind, LedgerRecord.actor_id, LedgerRecord.material_id, LedgerRecord.body)
        .where(LedgerRecord.seq > after, LedgerRecord.seq <= until, LedgerRecord.kind.in_([*kinds]))
        .order_by(LedgerRecord.seq)
    )
    return [
        LedgerNews(
            row.seq, EventKind(row.kind), row.actor_id, json.loads(row.body).get("detail") or {}, row.material_id
        )
        for row in rows
    ]
