"""What happens to a job's row: asked for, leased, renewed, finished, put back or off, failed, withdrawn.

A lease is a moment until which nobody else takes the row; a worker that dies lets it run out. `kill -9` at any
moment therefore leaves a job queued or leased, never lost. Every lease has a name of its own (`leased_by`), and
every change to a leased job is made under that name: a worker that lost its lease can neither finish nor fail it.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.jobs.errors import LeaseLost, Withdrawn
from app.jobs.kinds import AnyJobKind, JobKind, JobLimits
from app.jobs.models import Job
from app.jobs.payloads import Payload
from app.jobs.queries import due


def enqueue(session: Session, kind: JobKind[Payload], payload: Payload) -> Job:
    """Add a job inside the caller's transaction: it is there if and only if what asked for it is."""
    subject, text = kind.write(payload)
    moment = clock.now()
    job = Job(
        kind=kind.name, subject=subject, payload=text, priority=kind.priority, run_after=moment, created_at=moment
    )
    session.add(job)
    return job


def lease(session: Session, worker: str, kinds: Collection[AnyJobKind]) -> Job | None:
    """Take the next job that is due, or whose worker died. The caller's transaction makes it ours.

    `worker` is at most 40 characters. The job may be withdrawn, or leased once too often: see `is_exhausted`.
    """
    query = select(Job).where(*due(kinds)).order_by(Job.priority, Job.created_at, Job.id).limit(1)
    job = session.scalars(query.with_for_update(skip_locked=True)).first()
    if job is None:
        return None
    limits = next(kind.limits for kind in kinds if kind.name == job.kind)
    job.state, job.leased_by = "leased", f"{worker[:40]}#{secrets.token_hex(8)}"
    job.leased_until = _lease_end(limits)
    job.attempts += 1
    return job


def is_exhausted(job: Job, limits: JobLimits) -> bool:
    """True when this lease is one too many: the work is to be given up, not tried."""
    return job.attempts > limits.attempts


def hold(session: Session, job: Job, limits: JobLimits) -> bool:
    """Prolong a lease; False when the job was withdrawn meanwhile. Raises LeaseLost."""
    return _change(session, job, {"leased_until": _lease_end(limits)}) is None


def get_on(session: Session, job: Job, limits: JobLimits, *, done: int, of: int | None) -> None:
    """A step of the work is kept in this transaction: earlier attempts no longer count. Raises LeaseLost, Withdrawn."""
    values: dict[str, object] = {"leased_until": _lease_end(limits), "attempts": 1, "steps_done": done, "steps": of}
    if _change(session, job, values) is not None:
        raise Withdrawn
    job.attempts = 1


def finish(session: Session, job: Job) -> None:
    """Done; the row stays as a record. Raises LeaseLost."""
    _change(session, job, {"state": "done", "leased_until": None, "last_error": None})


def put_back(session: Session, job: Job) -> None:
    """Give unfinished work back, due at once: the worker stops, or something more urgent waits. Raises LeaseLost."""
    _change(session, job, {"state": "queued", "leased_until": None, "attempts": 0})


def put_off(session: Session, job: Job, error: str, *, again_in_seconds: int) -> None:
    """Wait for something that is no fault of the work; this attempt does not count. Raises LeaseLost."""
    moment = clock.now() + timedelta(seconds=again_in_seconds)
    attempts = max(0, job.attempts - 1)
    values: dict[str, object] = {"state": "queued", "leased_until": None, "run_after": moment, "attempts": attempts}
    _change(session, job, values | {"last_error": error[:2000]})


def fail(session: Session, job: Job, error: str, limits: JobLimits, *, is_hopeless: bool = False) -> bool:
    """Not done: try again later, or give up after the last attempt; True when given up. Raises LeaseLost."""
    is_over = is_hopeless or job.attempts >= limits.attempts
    values: dict[str, object] = {"last_error": error[:2000], "leased_until": None, "state": "failed"}
    if not is_over:
        values |= {"state": "queued", "run_after": clock.now() + timedelta(seconds=limits.again_in_seconds)}
    _change(session, job, values)
    return is_over


def withdraw(session: Session, job_id: str, known: Collection[str]) -> bool:
    """A job is no longer wanted; False when it is not open. A worker ends it, and tells whoever is told.

    Whoever works on it notices at the next step, and keeps none of that step. A job whose kind is not among the
    `known` names has no worker here that could end it, so its row ends at once.
    """
    values: dict[str, object] = {"withdrawn_at": clock.now(), "run_after": clock.now()}
    query = update(Job).where(Job.id == job_id, Job.state.in_(("queued", "leased"))).returning(Job.kind)
    kind = session.scalars(query.values(**values)).one_or_none()
    if kind is not None and kind not in known:
        ended: dict[str, object] = {"state": "failed", "leased_until": None, "last_error": "withdrawn"}
        session.execute(update(Job).where(Job.id == job_id).values(**ended))
    return kind is not None


def release_leases(session: Session, worker: str) -> None:
    """At a worker's start: what its former self held is due again at once (one worker a name)."""
    session.execute(
        update(Job)
        .where(Job.state == "leased", Job.leased_by.startswith(f"{worker[:40]}#", autoescape=True))
        .values(state="queued", leased_until=None)
    )


def _lease_end(limits: JobLimits) -> datetime:
    return clock.now() + timedelta(seconds=limits.lease_seconds)


def _change(session: Session, job: Job, values: dict[str, object]) -> datetime | None:
    """Change our row; the answer is when it was withdrawn. Raises LeaseLost."""
    found: Sequence[datetime | None] = session.scalars(
        update(Job)
        .where(Job.id == job.id, Job.state == "leased", Job.leased_by == job.leased_by)
        .values(**values)
        .returning(Job.withdrawn_at)
        .execution_options(synchronize_session=False)
    ).all()
    if not found:
        raise LeaseLost(job.id)
    return found[0]
