"""Jobs of a domain that the queue has never heard of: done, tried again, given up and told, withdrawn, left alone."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from app import clock
from app.db import Database
from app.errors import PaperDamaged, StorageUnavailable
from app.jobs import acts
from app.jobs.errors import Withdrawn
from app.jobs.leases import Lease
from app.jobs.models import Job
from app.jobs.runs import JobRun
from app.jobs.slots import UNREADABLE_AGAIN_SECONDS
from tests.app.jobs.post import COUNT, LETTER, Count, Letter, Post
from tests.support.waiting import LONG_SECONDS, eventually


@pytest.fixture
def post(database: Database) -> Post:
    return Post(database)


def forward(seconds: float) -> None:
    moment = clock.unix_seconds() + seconds
    clock.use(lambda: moment)


def test_a_handler_gets_its_payload_and_the_job_is_done_when_it_returns(post: Post) -> None:
    job_id = post.ask(Letter("佐藤 花子", sheets=3))

    assert post.slot().run_one()

    assert post.sent == ["佐藤 花子 1", "佐藤 花子 2", "佐藤 花子 3"]
    job = post.job(job_id)
    assert (job.state, job.steps_done, job.steps, job.subject) == ("done", 3, 3, "佐藤 花子")
    assert not post.slot().run_one()


def test_what_ends_in_one_commit_with_its_result_is_not_ended_again(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    class AtOnce(Post):
        def send(self, letter: Letter, run: JobRun) -> None:
            with self.database.write() as session:
                run.finish(session)
                session.execute(update(Job).values(last_error=f"{letter.to}: of the same commit"))

    at_once = AtOnce(post.database)
    job_id = at_once.ask(Letter("a"))

    at_once.slot().run_one()

    job = post.job(job_id)
    assert (job.state, job.last_error) == ("done", "a: of the same commit")
    assert caplog.messages == [], "a second end would find the job gone"


def test_how_far_it_is_can_be_seen_while_it_is_done(post: Post) -> None:
    job_id = post.ask(Letter("a", sheets=2))
    seen: list[tuple[str, int, int | None]] = []

    def look(_sheet: int) -> None:
        job = post.job(job_id)
        seen.append((job.state, job.steps_done, job.steps))

    post.before_sheet = look
    post.slot().run_one()

    assert seen == [("leased", 0, None), ("leased", 1, 2)]


def test_what_fails_each_time_is_given_up_and_whoever_waits_is_told_once(post: Post) -> None:
    job_id = post.ask(Letter("a"))
    post.fails_with = OSError("no paper")
    states = []

    for _ in range(LETTER.limits.attempts):
        assert post.slot().run_one()
        states.append((post.job(job_id).state, len(post.told)))
        forward(LETTER.limits.again_in_seconds + 1)

    assert states == [("queued", 0), ("queued", 0), ("failed", 1)]
    assert post.told == [("a", "OSError")]
    assert post.job(job_id).last_error == "OSError: no paper"
    assert not post.slot().run_one()


def test_what_cannot_get_better_is_given_up_at_once(post: Post) -> None:
    job_id = post.ask(Letter("a"))
    post.fails_with = PaperDamaged(cause="cell 3")

    post.slot().run_one()

    assert post.job(job_id).state == "failed"
    assert post.told == [("a", "PaperDamaged")]


def test_a_store_that_is_away_costs_no_attempt_until_its_day_is_over(post: Post) -> None:
    job_id = post.ask(Letter("a"))
    post.fails_with = StorageUnavailable(cause="no route")

    for _ in range(LETTER.limits.attempts + 2):
        assert post.slot().run_one()
        forward(LETTER.limits.again_in_seconds + 1)
    waiting = post.job(job_id)
    forward(LETTER.limits.store_may_be_away_for.total_seconds())
    for _ in range(LETTER.limits.attempts):
        post.slot().run_one()
        forward(LETTER.limits.again_in_seconds + 1)

    assert (waiting.state, waiting.attempts) == ("queued", 0)
    assert post.job(job_id).state == "failed"
    assert post.told == [("a", "StorageUnavailable")]


def test_a_job_withdrawn_while_it_waits_is_not_begun_and_is_told(post: Post) -> None:
    job_id = post.ask(Letter("a"))
    begun: list[int] = []
    post.before_sheet = begun.append

    assert post.withdraw(job_id)
    assert post.slot().run_one()

    assert (begun, post.sent) == ([], [])
    assert post.told == [("a", "Withdrawn")]
    assert post.job(job_id).state == "failed"
    assert not post.withdraw(job_id), "it is over"


def test_a_job_withdrawn_while_it_is_done_keeps_nothing_of_its_next_step(post: Post) -> None:
    job_id = post.ask(Letter("a", sheets=3))

    def withdraw_at_the_second(sheet: int) -> None:
        if sheet == 2:
            post.withdraw(job_id)

    post.before_sheet = withdraw_at_the_second
    post.slot().run_one()

    assert post.sent == ["a 1"]
    job = post.job(job_id)
    assert (job.state, job.steps_done) == ("failed", 1)
    assert post.told == [("a", "Withdrawn")]


def test_a_step_that_takes_long_hears_of_a_withdrawal_from_its_lease(post: Post) -> None:
    job_id = post.ask(Letter("a"))
    with post.database.write() as session:
        job = acts.lease(session, "w", [LETTER])
    assert job is not None

    with Lease(post.database, job, LETTER.limits, every_seconds=0.05) as lease:
        lease.check()
        post.withdraw(job_id)
        with pytest.raises(Withdrawn):
            assert not eventually(lease.check)


def test_background_work_makes_way_for_what_somebody_waits_for(post: Post) -> None:
    with post.database.write() as session:
        acts.enqueue(session, COUNT, Count("pages"))

    def ask_once() -> None:
        if not post.sent:
            post.ask(Letter("a"))

    post.before_count = ask_once
    post.slot().run_one()
    assert post.sent == ["pages 0"]
    while post.slot().run_one():
        pass

    assert post.sent == ["pages 0", "a 1", "pages 0", "pages 1", "pages 2"]


def test_background_work_is_not_begun_beside_what_somebody_waits_for(post: Post) -> None:
    with post.database.write() as session:
        acts.enqueue(session, COUNT, Count("pages"))
    shift = post.shift()

    with shift.hurrying():
        assert not post.slot(shift).run_one()

    assert post.slot(shift).run_one()


def test_a_kind_of_a_newer_version_is_left_alone_and_stands_in_nobodys_way(post: Post) -> None:
    newer = post.ask(Letter("later"))
    with post.database.write() as session:
        session.execute(update(Job).values(kind="recognise", priority=1))
    post.ask(Letter("now"))

    while post.slot().run_one():
        pass

    assert post.sent == ["now 1"]
    kept = post.job(newer)
    assert (kept.state, kept.attempts) == ("queued", 0)


def test_a_payload_of_a_newer_version_waits_for_the_version_that_reads_it(post: Post) -> None:
    job_id = post.ask(Letter("later"))
    with post.database.write() as session:
        session.execute(update(Job).values(payload='{"to":"later","colour":"red"}'))

    assert post.slot().run_one()

    kept = post.job(job_id)
    assert (kept.state, kept.attempts, post.sent, post.told) == ("queued", 0, [], [])
    assert kept.run_after > clock.now() + timedelta(seconds=UNREADABLE_AGAIN_SECONDS - 60)
    forward(UNREADABLE_AGAIN_SECONDS + 1)
    with post.database.write() as session:
        session.execute(update(Job).values(payload='{"to":"later"}'))
    assert post.slot().run_one()
    assert post.sent == ["later 1"]


def test_a_payload_of_a_newer_version_ends_when_it_is_withdrawn(post: Post) -> None:
    job_id = post.ask(Letter("later"))
    with post.database.write() as session:
        session.execute(update(Job).values(payload='{"to":"later","colour":"red"}'))
    assert post.slot().run_one()

    assert post.withdraw(job_id)
    assert post.slot().run_one()

    assert (post.job(job_id).state, post.sent, post.told) == ("failed", [], [])


def test_a_slot_gives_its_work_back_when_the_worker_stops(post: Post) -> None:
    job_id = post.ask(Letter("a", sheets=2))
    shift = post.shift()
    shift.stop.set()

    post.slot(shift).run_one()

    job = post.job(job_id)
    assert (job.state, job.steps_done, post.sent) == ("queued", 1, ["a 1"])


def test_a_running_slot_lives_through_a_job_that_cannot_be_told_of(post: Post) -> None:
    class Mute(Post):
        def tell(self, letter: Letter, run: JobRun, error: Exception) -> None:
            super().tell(letter, run, error)
            raise OSError("the post is closed")

    mute = Mute(post.database, fails_with=PaperDamaged(cause="x"))
    job_id = mute.ask(Letter("a"))
    shift = mute.shift()
    thread = threading.Thread(target=mute.slot(shift).run)
    thread.start()

    assert eventually(lambda: mute.told)
    shift.stop.set()
    thread.join(LONG_SECONDS)

    assert not thread.is_alive()
    assert post.job(job_id).state == "leased", "it is told again when the lease has run out"
