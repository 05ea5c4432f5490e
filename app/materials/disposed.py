"""Papers that were disposed of, by their rows and by the ledger: whose row is taken away stays disposed of."""

from collections.abc import Sequence

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.audit.models import LedgerRecord
from app.audit.search import detail_of
from app.audit.vocabulary import EventKind
from app.materials.models import DisposedPaper

_ENDS = select(LedgerRecord).where(LedgerRecord.kind == EventKind.MATERIAL_DISPOSED.value)


def disposed_paper(session: Session, material_id: str) -> DisposedPaper | None:
    """What is left of a disposed paper, as the ledger tells it if its row is missing; None for any other paper."""
    if (left := session.get(DisposedPaper, material_id)) is not None:
        return left
    record = session.scalars(_ENDS.where(LedgerRecord.material_id == material_id).order_by(LedgerRecord.seq)).first()
    return None if record is None else _as_told(record)


def disposed_papers(session: Session) -> Sequence[DisposedPaper]:
    """All of them, the newest first."""
    found = {left.material_id: left for left in session.scalars(select(DisposedPaper))}
    for record in session.scalars(_ENDS):
        if record.material_id is not None and record.material_id not in found:
            found[record.material_id] = _as_told(record)
    return sorted(found.values(), key=lambda left: (left.at, left.material_id), reverse=True)


def is_missed(left: DisposedPaper) -> bool:
    """Whether its row is missing, so that what it says is told by the ledger."""
    return inspect(left).transient


def _as_told(record: LedgerRecord) -> DisposedPaper:
    """As the row was made, and no row of the session. Whatever the record does not tell is as strict as can be."""
    detail = detail_of(record.body)
    entry = detail.get("entry")
    return DisposedPaper(
        material_id=record.material_id,
        at=record.at,
        asked_by=str(detail.get("asked_by")),
        decided_by=str(record.actor_id),
        level=str(detail.get("level")),
        reason=str(detail.get("reason")),
        kept_until=str(detail.get("kept_until")),
        is_due=detail.get("due") is True,
        versions=str(detail.get("versions")),
        entry=entry if isinstance(entry, int) else 0,
    )
