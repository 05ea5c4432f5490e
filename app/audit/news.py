"""What the ledger has come to hold since a moment: one look at its end, one range of its numbers. Knows no reader."""

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
    """A record, as far as it is news. `seq`: its number in the chain."""

    seq: int
    kind: EventKind
    actor_id: str | None
    detail: Mapping[str, object]


def head(session: Session) -> int:
    """The number of the newest record. Numbers are given under a lock, so what is committed later is greater."""
    return session.scalar(_HEAD) or 0


def between(session: Session, after: int, until: int, kinds: Iterable[EventKind]) -> list[LedgerNews]:
    """Records of these kinds with a number greater than `after` and up to `until`, in order."""
    rows = session.execute(
        select(LedgerRecord.seq, LedgerRecord.kind, LedgerRecord.actor_id, LedgerRecord.body)
        .where(LedgerRecord.seq > after, LedgerRecord.seq <= until, LedgerRecord.kind.in_([*kinds]))
        .order_by(LedgerRecord.seq)
    )
    return [
        LedgerNews(row.seq, EventKind(row.kind), row.actor_id, json.loads(row.body).get("detail") or {}) for row in rows
    ]
