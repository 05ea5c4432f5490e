"""Durable jobs: a row a job, leased by a worker, tried again after a crash. Knows no domain: `kind` names a handler.

A lease is a moment until which nobody else takes the row; a worker that dies lets it run out. `kill -9` at any
moment therefore leaves a job queued or leased, never lost.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Integer, String, Text, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.db import Base, UtcDateTime, new_id

LEASE_SECONDS = 60
MAX_ATTEMPTS = 3


class Job(Base):
    """One piece of work. `state`: queued → leased → done | failed."""

    __tablename__ = "job"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(32), index=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(8), default="queued", index=True)
    priority: Mapped[int] = mapped_column(Integer, default=5)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    run_after: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    leased_by: Mapped[str | None] = mapped_column(String(64), default=None)
    last_error: Mapped[str | None] = mapped_column(Text, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


def enqueue(session: Session, kind: str, subject: str, *, priority: int = 5) -> Job:
    """Add a job inside the caller's transaction; smaller `priority` runs first."""
    moment = clock.now()
    job = Job(kind=kind, subject=subject, priority=priority, run_after=moment, created_at=moment)
    session.add(job)
    return job


def lease(session: Session, worker: str, kinds: Sequence[str]) -> Job | None:
    """Take the next job that is due, or whose worker died. The caller's transaction makes it ours."""
    moment = clock.now()
    due = (
        select(Job)
        .where(
            Job.kind.in_(kinds),
            Job.run_after <= moment,
            or_(Job.state == "queued", (Job.state == "leased") & (Job.leased_until < moment)),
        )
        .order_by(Job.priority, Job.created_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    job = session.scalars(due).first()
    if job is None:
        return None
    job.state, job.leased_by = "leased", worker
    job.leased_until = moment + timedelta(seconds=LEASE_SECONDS)
    job.attempts += 1
    return job


def renew(session: Session, job: Job) -> bool:
    """Prolong a lease; False when it was lost to another worker, and the work must stop."""
    until = clock.now() + timedelta(seconds=LEASE_SECONDS)
    changed = session.execute(
        update(Job)
        .where(
            Job.id == job.id,
            Job.state == "leased",
            Job.leased_by == job.leased_by,
            Job.attempts == job.attempts,
        )
        .values(leased_until=until)
    )
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE always answers with a CursorResult


def finish(session: Session, job: Job) -> None:
    """Done; the row stays as a record."""
    session.execute(update(Job).where(Job.id == job.id).values(state="done", leased_until=None, last_error=None))


def fail(session: Session, job: Job, error: str, *, again_in_seconds: int | None) -> None:
    """Not done: try again later, or give up when `again_in_seconds` is None."""
    values = {"last_error": error[:2000], "leased_until": None, "state": "failed"}
    if again_in_seconds is not None and job.attempts < MAX_ATTEMPTS:
        values |= {"state": "queued", "run_after": clock.now() + timedelta(seconds=again_in_seconds)}  # type: ignore[dict-item]  # one dict of column values
    session.execute(update(Job).where(Job.id == job.id).values(**values))


def release_leases(session: Session, worker_prefix: str) -> None:
    """At a worker's start: what its former self held is due again at once (one worker a host and slot)."""
    session.execute(
        update(Job)
        .where(Job.state == "leased", Job.leased_by.startswith(worker_prefix))
        .values(state="queued", leased_until=None)
    )
