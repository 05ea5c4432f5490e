"""Leases: one worker a job, lost by time, and nothing changed by who lost one."""

from dataclasses import dataclass

import pytest

from app import clock
from app.db import Database
from app.jobs import acts as jobs
from app.jobs.errors import LeaseLost
from app.jobs.kinds import JobKind, JobLimits
from app.jobs.models import Job

LIMITS = JobLimits()


@dataclass(frozen=True)
class Letter:
    """A payload."""

    to: str


FAST = JobKind("fast", Letter, lambda letter: letter.to, priority=3)
SLOW = JobKind("slow", Letter, lambda letter: letter.to, priority=7)


def enqueue(database: Database, subject: str, *, kind: JobKind[Letter] = FAST) -> None:
    with database.write() as session:
        jobs.enqueue(session, kind, Letter(subject))


def lease(database: Database, worker: str = "w") -> Job | None:
    with database.write() as session:
        return jobs.lease(session, worker, [FAST, SLOW])


def later(seconds: float) -> None:
    moment = clock.unix_seconds() + seconds
    clock.use(lambda: moment)


def test_the_smaller_priority_goes_first_then_the_older(database: Database) -> None:
    enqueue(database, "slow", kind=SLOW)
    enqueue(database, "first")
    enqueue(database, "second")

    order = [job.subject for job in (lease(database), lease(database), lease(database)) if job]

    assert order == ["first", "second", "slow"]
    assert lease(database) is None


def test_a_lease_that_ran_out_goes_to_another_and_the_former_holder_can_do_nothing(database: Database) -> None:
    enqueue(database, "a")
    former = lease(database, "one")
    assert former is not None
    assert lease(database, "two") is None
    later(LIMITS.lease_seconds + 1)

    new = lease(database, "two")

    assert new is not None
    assert new.attempts == 2
    for act in (
        lambda session, job: jobs.hold(session, job, LIMITS),
        lambda session, job: jobs.get_on(session, job, LIMITS, done=1, of=None),
        jobs.finish,
        jobs.put_back,
        lambda session, job: jobs.put_off(session, job, "x", again_in_seconds=20),
        lambda session, job: jobs.fail(session, job, "x", LIMITS, is_hopeless=True),
    ):
        with pytest.raises(LeaseLost), database.write() as session:
            act(session, former)
    with database.write() as session:
        jobs.finish(session, new)


def test_the_same_worker_started_again_gets_another_lease_than_before(database: Database) -> None:
    enqueue(database, "a")
    former = lease(database, "host-1")
    enqueue(database, "b")
    other = lease(database, "host-10")
    with database.write() as session:
        jobs.release_leases(session, "host-1")

    new = lease(database, "host-1")

    assert former is not None
    assert new is not None
    assert new.id == former.id
    with pytest.raises(LeaseLost), database.write() as session:
        jobs.finish(session, former)
    assert other is not None
    with database.write() as session:
        jobs.finish(session, other)


def test_a_failed_job_comes_again_later_and_not_for_ever(database: Database) -> None:
    enqueue(database, "a")
    ends = []

    for _ in range(LIMITS.attempts):
        job = lease(database)
        assert job is not None
        with database.write() as session:
            ends.append(jobs.fail(session, job, "store away", LIMITS))
        assert lease(database) is None
        later(21)

    assert ends == [False, False, True]
    assert lease(database) is None


def test_getting_on_starts_the_count_of_attempts_anew(database: Database) -> None:
    enqueue(database, "a")

    for _ in range(LIMITS.attempts + 2):
        job = lease(database)
        assert job is not None
        assert not jobs.is_exhausted(job, LIMITS)
        with database.write() as session:
            jobs.get_on(session, job, LIMITS, done=1, of=None)
        later(LIMITS.lease_seconds + 1)


def test_work_given_back_is_due_at_once_and_counts_as_untried(database: Database) -> None:
    enqueue(database, "a")
    job = lease(database)
    assert job is not None

    with database.write() as session:
        jobs.put_back(session, job)

    again = lease(database)
    assert again is not None
    assert again.attempts == 1
