"""Durable jobs: a row a job, leased by a worker, tried again after a crash. Knows no domain: `kind` names a handler.

A lease is a moment until which nobody else takes the row; a worker that dies lets it run out. `kill -9` at any
moment therefore leaves a job queued or leased, never lost. Every lease has a name of its own (`leased_by`), and
every change to a leased job is made under that name: a worker that lost its lease can neither finish nor fail it.
"""

import logging
import secrets
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from sqlalchemy import ColumnElement, Integer, String, Text, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.db import Base, Database, UtcDateTime, new_id, rows_changed

log = logging.getLogger("gijo.jobs")

LEASE_SECONDS = 60
MAX_ATTEMPTS = 3


class Job(Base):
    """One piece of work. `state`: queued → leased → done | failed.

    `attempts` counts leases since the work last got on: a job that kills its worker without getting on is given up.
    """

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

    @property
    def is_exhausted(self) -> bool:
        """True when this lease is one too many: the work is to be failed, not tried."""
        return self.attempts > MAX_ATTEMPTS


class LeaseLost(Exception):
    """Another worker has the job, or it is over; whoever notices must leave everything as it is."""


def enqueue(session: Session, kind: str, subject: str, *, priority: int = 5) -> Job:
    """Add a job inside the caller's transaction; smaller `priority` runs first."""
    moment = clock.now()
    job = Job(kind=kind, subject=subject, priority=priority, run_after=moment, created_at=moment)
    session.add(job)
    return job


def was_asked(session: Session, kind: str, subject: str) -> bool:
    """True when there is such a job, waiting, under way or over."""
    query = select(Job.id).where(Job.kind == kind, Job.subject == subject)
    return session.execute(query.limit(1)).first() is not None


def is_due(session: Session, kinds: Sequence[str]) -> bool:
    """True when a lease would find something (a reading unit is enough to ask)."""
    return session.execute(select(Job.id).where(*_due(kinds)).limit(1)).first() is not None


def lease(session: Session, worker: str, kinds: Sequence[str]) -> Job | None:
    """Take the next job that is due, or whose worker died. The caller's transaction makes it ours.

    `worker` is at most 40 characters. The job may be exhausted: see `Job.is_exhausted`.
    """
    query = select(Job).where(*_due(kinds)).order_by(Job.priority, Job.created_at, Job.id).limit(1)
    job = session.scalars(query.with_for_update(skip_locked=True)).first()
    if job is None:
        return None
    job.state, job.leased_by = "leased", f"{worker[:40]}#{secrets.token_hex(8)}"
    job.leased_until = clock.now() + timedelta(seconds=LEASE_SECONDS)
    job.attempts += 1
    return job


def renew(session: Session, job: Job, *, got_on: bool = False) -> None:
    """Prolong a lease; `got_on`: a step of the work is kept, so earlier attempts no longer count. Raises LeaseLost."""
    values: dict[str, object] = {"leased_until": clock.now() + timedelta(seconds=LEASE_SECONDS)}
    if got_on:
        values["attempts"] = job.attempts = 1
    _change(session, job, values)


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


def fail(session: Session, job: Job, error: str, *, again_in_seconds: int | None) -> bool:
    """Not done: try again later, or give up when `again_in_seconds` is None; True when given up. Raises LeaseLost."""
    is_over = again_in_seconds is None or job.attempts >= MAX_ATTEMPTS
    values: dict[str, object] = {"last_error": error[:2000], "leased_until": None, "state": "failed"}
    if not is_over:
        values |= {"state": "queued", "run_after": clock.now() + timedelta(seconds=again_in_seconds or 0)}
    _change(session, job, values)
    return is_over


def release_leases(session: Session, worker: str) -> None:
    """At a worker's start: what its former self held is due again at once (one worker a name)."""
    session.execute(
        update(Job)
        .where(Job.state == "leased", Job.leased_by.startswith(f"{worker[:40]}#", autoescape=True))
        .values(state="queued", leased_until=None)
    )


def _due(kinds: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    moment = clock.now()
    is_free = or_(Job.state == "queued", (Job.state == "leased") & (Job.leased_until < moment))
    return Job.kind.in_(kinds), Job.run_after <= moment, is_free


def _change(session: Session, job: Job, values: dict[str, object]) -> None:
    changed = rows_changed(
        session,
        update(Job)
        .where(Job.id == job.id, Job.state == "leased", Job.leased_by == job.leased_by)
        .values(**values)
        .execution_options(synchronize_session=False),
    )
    if changed != 1:
        raise LeaseLost(job.id)


class Lease:
    """A leased job while it is worked on: a thread of its own renews it, also while one step takes long."""

    def __init__(self, database: Database, job: Job, *, every_seconds: float = LEASE_SECONDS / 4) -> None:
        self.job = job
        self._database = database
        self._every_seconds = every_seconds
        self._is_lost = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._renew, name=f"lease {job.kind}", daemon=True)

    def check(self) -> None:
        """Raise LeaseLost when somebody else has the job: the work must stop here."""
        if self._is_lost:
            raise LeaseLost(self.job.id)

    def _renew(self) -> None:
        while not self._over.wait(self._every_seconds):
            try:
                with self._database.write() as session:
                    renew(session, self.job)
            except LeaseLost:
                self._is_lost = True
                return
            except SQLAlchemyError:
                log.warning("a lease could not be renewed; it is tried again before it runs out", exc_info=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
