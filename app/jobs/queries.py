"""Looking at the queue: what is due, what was asked for, what is open."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.jobs.kinds import AnyJobKind
from app.jobs.models import Job


def due(kinds: Collection[AnyJobKind]) -> tuple[ColumnElement[bool], ...]:
    """The conditions on a row that a worker may take now: free, or held by one that has died."""
    moment = clock.now()
    is_free = or_(Job.state == "queued", (Job.state == "leased") & (Job.leased_until < moment))
    return Job.kind.in_([kind.name for kind in kinds]), Job.run_after <= moment, is_free


def is_due(session: Session, kinds: Collection[AnyJobKind]) -> bool:
    """True when a lease would find something (a reading unit is enough to ask)."""
    return session.execute(select(Job.id).where(*due(kinds)).limit(1)).first() is not None


def was_asked(session: Session, kind: AnyJobKind, subject: str) -> bool:
    """True when there is such a job, waiting, under way or over."""
    query = select(Job.id).where(Job.kind == kind.name, Job.subject == subject)
    return session.execute(query.limit(1)).first() is not None


def open_jobs(session: Session) -> Sequence[Job]:
    """Everything that waits or is under way, in the order in which it would be taken."""
    query = select(Job).where(Job.state.in_(("queued", "leased")))
    return session.scalars(query.order_by(Job.priority, Job.created_at, Job.id)).all()
