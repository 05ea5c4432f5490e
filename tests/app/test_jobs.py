"""Leases: one worker a job, lost by time, and nothing changed by who lost one."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import clock, jobs
from app.db import Database
from app.jobs import Job, LeaseLost
from tests.support import backends


@pytest.fixture
def database(each_database: str, tmp_path: Path) -> Iterator[Database]:
    with backends.database_for(tmp_path) as url:
        opened = Database(url)
        former = clock.use(time.time)
        yield opened
        clock.use(former)
        opened.close()


def enqueue(database: Database, subject: str, *, kind: str = "convert", priority: int = 5) -> None:
    with database.write() as session:
        jobs.enqueue(session, kind, subject, priority=priority)


def lease(database: Database, worker: str = "w") -> Job | None:
    with database.write() as session:
        return jobs.lease(session, worker, ["convert", "sharpen"])


def later(seconds: float) -> None:
    moment = clock.unix_seconds() + seconds
    clock.use(lambda: moment)


def test_the_smaller_priority_goes_first_then_the_older(database: Database) -> None:
    enqueue(database, "slow", kind="sharpen", priority=7)
    enqueue(database, "first", priority=3)
    enqueue(database, "second", priority=3)

    order = [job.subject for job in (lease(database), lease(database), lease(database)) if job]

    assert order == ["first", "second", "slow"]
    assert lease(database) is None


def test_a_lease_that_ran_out_goes_to_another_and_the_former_holder_can_do_nothing(database: Database) -> None:
    enqueue(database, "a")
    former = lease(database, "one")
    assert former is not None
    assert lease(database, "two") is None
    later(jobs.LEASE_SECONDS + 1)

    new = lease(database, "two")

    assert new is not None
    assert new.attempts == 2
    for act in (
        jobs.renew,
        jobs.finish,
        jobs.put_back,
        lambda session, job: jobs.fail(session, job, "x", again_in_seconds=None),
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

    for _ in range(jobs.MAX_ATTEMPTS):
        job = lease(database)
        assert job is not None
        with database.write() as session:
            ends.append(jobs.fail(session, job, "store away", again_in_seconds=20))
        assert lease(database) is None
        later(21)

    assert ends == [False, False, True]
    assert lease(database) is None


def test_getting_on_starts_the_count_of_attempts_anew(database: Database) -> None:
    enqueue(database, "a")

    for _ in range(jobs.MAX_ATTEMPTS + 2):
        job = lease(database)
        assert job is not None
        assert not job.is_exhausted
        with database.write() as session:
            jobs.renew(session, job, got_on=True)
        later(jobs.LEASE_SECONDS + 1)


def test_work_given_back_is_due_at_once_and_counts_as_untried(database: Database) -> None:
    enqueue(database, "a")
    job = lease(database)
    assert job is not None

    with database.write() as session:
        jobs.put_back(session, job)

    again = lease(database)
    assert again is not None
    assert again.attempts == 1
