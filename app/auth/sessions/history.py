"""A person's last sign-ins and refused ones, shown to that person so that a stranger's use of the ID is noticed."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import LedgerRecord
from app.audit.vocabulary import EventKind
from app.auth.sessions.models import SessionRow

_RECENT = 10


def recent_sign_ins(session: Session, person_id: str) -> list[SessionRow]:
    """The last ten sign-ins, newest first, ended ones among them."""
    rows = session.scalars(
        select(SessionRow)
        .where(SessionRow.person_id == person_id)
        .order_by(SessionRow.created_at.desc(), SessionRow.id)
        .limit(_RECENT)
    )
    return list(rows)


def refusals_between(session: Session, person_id: str, since: datetime | None, until: datetime) -> int:
    """How often signing in with this person's ID was refused after `since` (None: ever) and up to `until`."""
    conditions = [LedgerRecord.actor_id == person_id, LedgerRecord.kind == EventKind.SIGN_IN_REFUSED.value]
    if since is not None:
        conditions.append(LedgerRecord.at > since)
    count = session.scalar(select(func.count()).select_from(LedgerRecord).where(*conditions, LedgerRecord.at <= until))
    return count or 0
