"""Stops that the ledger names but that have no row: somebody deleted it beside the service. Such a stop still holds."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from app.access.stops.halting import HaltDepth
from app.audit.models import LedgerRecord
from app.audit.search import detail_of
from app.audit.vocabulary import EventKind
from app.halts.models import IN_FORCE, Halt

_BEGAN = LedgerRecord.kind == EventKind.HALT_BEGAN.value
MANY_BEGAN: ScalarSelect[int] = select(func.count()).select_from(LedgerRecord).where(_BEGAN).scalar_subquery()
"""How many records tell of a stop that began or was widened; 0 in a council that was never stopped."""
_RECORDS = select(LedgerRecord.at, LedgerRecord.actor_id, LedgerRecord.body).where(_BEGAN).order_by(LedgerRecord.seq)


def missed_stops(session: Session, there: Collection[str]) -> list[Halt]:
    """The stops that began, but are not among the ids `there`. The rows are not in the session.

    As deep as they ever were, and in force whatever the ledger says of their end: only a row that fits its seal says
    that two have lifted it.
    """
    found: dict[str, Halt] = {}
    for at, actor_id, body in session.execute(_RECORDS):
        halt_id, depth, reason = _told(body)
        if halt_id in there:
            continue
        if halt_id in found:
            found[halt_id].depth, found[halt_id].reason = depth, reason
        else:
            found[halt_id] = _as_it_began(halt_id, depth, reason, actor_id, at)
    return list(found.values())


def _as_it_began(halt_id: str, depth: str, reason: str, began_by: str | None, began_at: datetime) -> Halt:
    return Halt(
        id=halt_id, depth=depth, reason=reason, began_by=began_by, began_at=began_at, in_force=IN_FORCE, ended_at=None
    )


@lru_cache(maxsize=256)
def _told(body: str) -> tuple[str, str, str]:
    """Id, depth and reason. What cannot be read, because the record was altered, is as strict as can be."""
    detail = detail_of(body)
    depth = str(detail.get("depth"))
    known = depth if depth in {each.value for each in HaltDepth} else HaltDepth.ALL.value
    return str(detail.get("halt")), known, str(detail.get("reason") or "")
