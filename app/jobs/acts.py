"""All changes of a job's row: enqueue, lease, prolong, finish, put back, put off, fail, withdraw.

A lease is a time until which no other worker takes the row; when a worker dies, it runs out. So `kill -9` at any moment
leaves a job queued or leased, never lost. Every lease has a name of its own (`leased_by`), and every change of a leased
job is made under that name: a worker that has lost its lease can neither finish nor fail the job.
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


def enqueue(session: Session, kind: JobKind[Payload], payload: Payload, *, is_first: bool = False) -> Job:
    """Add a job in the caller's unit, so that it exists exactly when the act that needs it was committed.

    `is_first`: before all others of its kind that wait.
    """
    subject, text = kind.write(payload)
    moment = clock.now()
    priority = kind.priority - 1 if is_first else kind.priority
    job = Job(kind=kind.name, subject=subject, payload=text, priority=priority, run_after=moment, created_at=moment)
    session.add(job)
    return job


def lease(session: Session, worker: str, kinds: Collection[AnyJobKind]) -> Job | None:
    """Lease the next job that is due, or whose worker died; None when there is none. It is ours once this unit commits.

    `worker`: at most 40 characters. The job may have been withdrawn, or leased too often (`is_exhausted`): the caller
    has to check both.
    """
    query = select(Job).where(*due(kinds)).order_by(Job.priority, Job.created_at, Job.id).limit(1)
    # Rows that other workers are leasing now are skipped, or all workers would wait for the same one (PostgreSQL).
    job = session.scalars(query.with_for_update(skip_locked=True)).first()
    if job is None:
        return None
    limits = next(kind.limits for kind in kinds if kind.name == job.kind)
    job.state, job.leased_by = "leased", f"{worker[:40]}#{secrets.token_hex(8)}"
    job.leased_until = _lease_end(limits)
    job.attempts += 1
    return job


def is_exhausted(job: Job, limits: JobLimits) -> bool:
    """True when the job was leased more often than its limit without getting on: it must be given up, not tried."""
    return job.attempts > limits.attempts


def hold(session: Session, job: Job, limits: JobLimits) -> bool:
    """Prolong a lease; False when the job was withdrawn meanwhile. Raises LeaseLost."""
    return _change(session, job, {"leased_until": _lease_end(limits)}) is None


def get_on(session: Session, job: Job, limits: JobLimits, *, done: int, of: int | None) -> None:
    """Note a finished step in the unit that keeps its result. Raises LeaseLost, Withdrawn.

    The count of attempts starts at one again: only attempts without any progress use the job up.
    """
    values: dict[str, object] = {"leased_until": _lease_end(limits), "attempts": 1, "steps_done": done, "steps": of}
    if _change(session, job, values) is not None:
        raise Withdrawn
    job.attempts = 1


def show(session: Session, job: Job, limits: JobLimits, *, done: int, of: int) -> None:
    """How far this attempt is, for people to see; nothing of it is kept. Raises LeaseLost, Withdrawn."""
    values: dict[str, object] = {"leased_until": _lease_end(limits), "steps_done": done, "steps": of}
    if _change(session, job, values) is not None:
        raise Withdrawn


def finish(session: Session, job: Job) -> None:
    """Mark the job as done; its row stays. Raises LeaseLost."""
    _change(session, job, {"state": "done", "leased_until": None, "last_error": None})


def put_back(session: Session, job: Job) -> None:
    """Give unfinished work back to the queue, due at once, with no attempt counted. Raises LeaseLost.

    For a worker that is to stop, and for background work while something more urgent waits.
    """
    _change(session, job, {"state": "queued", "leased_until": None, "attempts": 0})


def put_off(session: Session, job: Job, error: str, *, again_in_seconds: int) -> None:
    """Have the job tried again later, without counting this attempt: the cause lies outside it. Raises LeaseLost."""
    moment = clock.now() + timedelta(seconds=again_in_seconds)
    attempts = max(0, job.attempts - 1)
    values: dict[str, object] = {"state": "queued", "leased_until": None, "run_after": moment, "attempts": attempts}
    _change(session, job, values | {"last_error": error[:2000]})


def fail(session: Session, job: Job, error: str, limits: JobLimits, *, is_hopeless: bool = False) -> bool:
    """Note a failure: the job is tried again later, or given up after its last attempt. True when it is given up.

    `is_hopeless`: give it up at once, since it would fail again. Raises LeaseLost.
    """
    is_over = is_hopeless or job.attempts >= limits.attempts
    values: dict[str, object] = {"last_error": error[:2000], "leased_until": None, "state": "failed"}
    if not is_over:
        values |= {"state": "queued", "run_after": clock.now() + timedelta(seconds=limits.again_in_seconds)}
    _change(session, job, values)
    return is_over


def withdraw(session: Session, job_id: str, known: Collection[str]) -> bool:
    """Note that a job is no longer wanted; False when it is over already.

    A worker ends it and calls its kind's `given_up`; one that is working on it notices at the next step, and keeps
    nothing of that step. `known`: names of the kinds that workers here handle; a job of any other kind ends at once.
    """
    values: dict[str, object] = {"withdrawn_at": clock.now(), "run_after": clock.now()}
    query = update(Job).where(Job.id == job_id, Job.state.in_(("queued", "leased"))).returning(Job.kind)
    kind = session.scalars(query.values(**values)).one_or_none()
    if kind is not None and kind not in known:
        ended: dict[str, object] = {"state": "failed", "leased_until": None, "last_error": "withdrawn"}
        session.execute(update(Job).where(Job.id == job_id).values(**ended))
    return kind is not None


def release_leases(session: Session, worker: str) -> None:
    """At a worker's start: make jobs due that a dead process of this name held. Only one worker may have the name."""
    session.execute(
        update(Job)
        .where(Job.state == "leased", Job.leased_by.startswith(f"{worker[:40]}#", autoescape=True))
        .values(state="queued", leased_until=None)
    )


def _lease_end(limits: JobLimits) -> datetime:
    return clock.now() + timedelta(seconds=limits.lease_seconds)


def _change(session: Session, job: Job, values: dict[str, object]) -> datetime | None:
    """Change a leased job under the lease's name; when it was withdrawn, None if it was not. Raises LeaseLost."""
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
