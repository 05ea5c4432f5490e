"""Finds jobs: those that are due, those about a subject, and all that are open."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app import clock
from app.jobs.kinds import AnyJobKind
from app.jobs.models import Job

_LONGEST = timedelta(hours=1)
"""Longer than the lease and the pause of every kind."""


def due(kinds: Collection[AnyJobKind]) -> tuple[ColumnElement[bool], ...]:
    """The conditions for a row that a worker may lease now: queued and due, or leased by a worker that died.

    A lease or a pause longer than any is of a clock that ran ahead, and has been put right since.
    """
    moment = clock.now()
    longest = moment + _LONGEST
    is_left = or_(Job.leased_until < moment, Job.leased_until > longest)
    is_free = or_(Job.state == "queued", (Job.state == "leased") & is_left)
    is_time = or_(Job.run_after <= moment, Job.run_after > longest)
    return Job.kind.in_([kind.name for kind in kinds]), is_time, is_free


def is_due(session: Session, kinds: Collection[AnyJobKind]) -> bool:
    """True when `lease` would find a job. Asked in a reading unit, so that idle workers open no writing ones."""
    return session.execute(select(Job.id).where(*due(kinds)).limit(1)).first() is not None


def states_of(session: Session, kind: AnyJobKind, subject: str) -> Sequence[str]:
    """The states of all jobs of this kind about this subject, also of those that are over."""
    return session.scalars(select(Job.state).where(Job.kind == kind.name, Job.subject == subject)).all()


def has_job(kind: AnyJobKind, subject: InstrumentedAttribute[str], states: Collection[str]) -> ColumnElement[bool]:
    """The condition that there is a job of this kind, in one of these states, about what a column names."""
    return exists().where(Job.kind == kind.name, Job.subject == subject, Job.state.in_(states))


def progress_of(session: Session, kind: AnyJobKind, subject: str) -> tuple[int, int | None]:
    """How many steps of the newest such job are done, and of how many (None: nobody knows yet)."""
    query = select(Job.steps_done, Job.steps).where(Job.kind == kind.name, Job.subject == subject)
    found = session.execute(query.order_by(Job.created_at.desc()).limit(1)).first()
    return (0, None) if found is None else (found.steps_done, found.steps)


def open_jobs(session: Session, kinds: Collection[AnyJobKind] | None = None) -> Sequence[Job]:
    """All jobs that are queued or leased, in the order in which they are taken. `kinds`: of these alone."""
    query = select(Job).where(Job.state.in_(("queued", "leased")))
    if kinds is not None:
        query = query.where(Job.kind.in_([kind.name for kind in kinds]))
    return session.scalars(query.order_by(Job.priority, Job.created_at, Job.id)).all()
