"""Workers that die, lose their lease, are stopped, or make way: the work goes on, once."""

import json
import os
import signal
import threading
from typing import Any

import pytest
from sqlalchemy import select, update

from app.jobs import acts as jobs
from app.jobs.errors import LeaseLost
from app.jobs.leases import Lease
from app.jobs.models import Job
from app.materials.intake.incoming import Incoming, WordedPage
from app.materials.intake.jobs import CONVERT, ConvertJob
from app.materials.intake.stages import current, rasterise, seal
from app.materials.pages import sharpening
from app.materials.pages.jobs import SHARPEN
from tests.app.materials import papers
from tests.app.materials.office import Office
from tests.support.slots import slot_over
from tests.support.waiting import LONG_SECONDS, eventually

pytestmark = pytest.mark.rare("workers that die at their work; only jobs move it")


def job_of(office: Office, kind: str = "convert") -> Job:
    with office.council.services.database.read() as session:
        return session.scalars(select(Job).where(Job.kind == kind)).one()


class Died(BaseException):
    """Stands for the end of a process at this point: no handler of ours may take notice of it."""


@pytest.mark.parametrize("place", ["after the objects of a page", "after the row of a page", "before ready"])
def test_a_worker_that_dies_is_followed_by_one_that_goes_on_where_it_stopped(
    office: Office, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(5))
    keep, ready = seal._keep_page, current._make_ready

    def keep_and_die(incoming: Incoming, page: seal.SealedPage) -> None:
        if page.number == 3 and place == "after the objects of a page":
            raise Died
        keep(incoming, page)
        if page.number == 3 and place == "after the row of a page":
            raise Died

    def die(*_: Any) -> None:
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(seal, "_keep_page", keep_and_die)
        if place == "before ready":
            patched.setattr(current, "_make_ready", die)
        with pytest.raises(Died):
            office.worker.run_one()
    assert office.worker.run_one() is False, "the dead worker's lease still holds"
    office.worker.start()
    drawn: list[int] = []
    build = seal._build

    def counting(incoming: Incoming, worded: WordedPage) -> seal.SealedPage:
        drawn.append(worded.page.number)
        return build(incoming, worded)

    monkeypatch.setattr(seal, "_build", counting)
    assert office.worker.run_one()

    kept = office.version(version.id)
    assert (kept.state, kept.pages, kept.pages_done) == ("ready", 5, 5)
    expected = {"after the objects of a page": [3, 4, 5], "after the row of a page": [4, 5], "before ready": []}
    assert sorted(drawn) == expected[place]
    assert office.kinds() == ["material.uploaded", "material.ready"]
    contents = office.council.services.vault.read(kept.sealed_key or "", version.id, f"v/{version.id}/outline")
    assert json.loads(contents)["links"] == {}
    assert ready is current._make_ready


def test_a_worker_that_lost_its_lease_changes_nothing_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(4))
    keep = seal._keep_page

    def lose(incoming: Incoming, page: seal.SealedPage) -> None:
        keep(incoming, page)
        if page.number == 2:
            with office.council.services.database.write() as session:
                session.execute(update(Job).values(leased_by="other-0#1"))

    monkeypatch.setattr(seal, "_keep_page", lose)
    office.worker.run_one()

    kept = office.version(version.id)
    assert (kept.state, kept.pages_done) == ("converting", 2)
    assert job_of(office).leased_by == "other-0#1"
    assert office.kinds() == ["material.uploaded"]


def test_a_job_that_kills_its_worker_each_time_is_given_up_with_a_sentence(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(1))

    def die(*_: Any) -> None:
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(rasterise, "_note_length", die)
        for _ in range(CONVERT.limits.attempts):
            with pytest.raises(Died):
                office.worker.run_one()
            office.worker.start()
    office.worker.run_one()

    kept = office.version(version.id)
    assert (kept.state, kept.failure_code) == ("failed", "V111")
    assert (kept.failure_sentence or "").startswith("読み取りが異常終了しました。")


def test_sharpening_makes_way_for_a_new_file(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = slot_over(office.shop, "pages", office.shift, kinds=(CONVERT, SHARPEN))  # words have a turn of their own
    first = office.register()
    office.put(first.id, papers.pdf(3))
    worker.run_one()
    second = office.register()
    build = sharpening._build_cells
    order: list[int] = []

    def uploading(shop: Any, task: Any, page: Any) -> int:
        if not order:
            office.put(second.id, papers.pdf(1))
        order.append(page.number)
        return build(shop, task, page)

    monkeypatch.setattr(sharpening, "_build_cells", uploading)
    worker.run_one()
    between = office.version(first.id).zoom_pages_done
    worker.run_one()
    converted = office.version(second.id).state
    while worker.run_one():
        pass

    assert between < 3
    assert converted == "ready"
    assert office.version(first.id).zoom_pages_done == 3


def test_sharpening_rests_while_the_slot_beside_converts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = slot_over(office.shop, "pages", office.shift, kinds=(CONVERT, SHARPEN))  # words have a turn of their own
    first = office.register()
    office.put(first.id, papers.pdf(3))
    worker.run_one()
    second = office.register()
    build, build_cells = seal._build, sharpening._build_cells
    is_converting, may_go_on = threading.Event(), threading.Event()
    beside = threading.Thread(target=slot_over(office.shop, "beside", office.shift, kinds=office.shift.urgent).run_one)

    def waiting(incoming: Incoming, worded: WordedPage) -> seal.SealedPage:
        is_converting.set()
        may_go_on.wait(LONG_SECONDS)
        return build(incoming, worded)

    def uploading(shop: Any, task: Any, page: Any) -> int:
        if beside.ident is None:
            office.put(second.id, papers.pdf(1))
            beside.start()
            is_converting.wait(LONG_SECONDS)
        return build_cells(shop, task, page)

    monkeypatch.setattr(seal, "_build", waiting)
    monkeypatch.setattr(sharpening, "_build_cells", uploading)
    worker.run_one()
    between = office.version(first.id).zoom_pages_done
    is_taken_up_meanwhile = worker.run_one()
    may_go_on.set()
    beside.join(LONG_SECONDS)
    while worker.run_one():
        pass

    assert between == 1
    assert not is_taken_up_meanwhile
    assert office.version(second.id).state == "ready"
    assert office.version(first.id).zoom_pages_done == 3


def test_a_stopped_worker_gives_its_work_back_at_once(office: Office) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(6))
    office.shift.stop.set()

    office.worker.run_one()

    assert job_of(office).state == "queued"
    office.shift.stop.clear()
    office.worker.run_one()
    assert office.version(version.id).state == "ready"


def test_a_running_slot_takes_what_comes_and_ends_when_told(office: Office) -> None:
    version = office.register()
    slot = slot_over(office.shop, "running", office.shift)
    thread = threading.Thread(target=slot.run)
    thread.start()

    office.put(version.id, papers.pdf(1))

    assert eventually(lambda: office.version(version.id).pages_done)
    office.shift.stop.set()
    thread.join(LONG_SECONDS)
    assert not thread.is_alive()
    assert office.version(version.id).pages_done == 1


def test_a_lease_is_renewed_while_one_step_takes_long(office: Office) -> None:
    database = office.council.services.database
    with database.write() as session:
        jobs.enqueue(session, CONVERT, ConvertJob("x"))
    with database.write() as session:
        job = jobs.lease(session, "slow", [CONVERT])
    assert job is not None

    with Lease(database, job, CONVERT.limits, every_seconds=0.05) as lease:
        with database.write() as session:
            session.execute(update(Job).values(leased_until=job.created_at))
        assert eventually(lambda: (kept := job_of(office).leased_until) is not None and kept > job.created_at)
        lease.check()
        with database.write() as session:
            jobs.release_leases(session, "slow")
        with pytest.raises(LeaseLost):
            assert not eventually(lease.check)


def test_a_conversion_that_is_taken_back_fails_its_version_with_a_sentence(office: Office) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(1))
    with office.council.services.database.write() as session:
        assert jobs.withdraw(session, job_of(office).id, {CONVERT.name})

    office.worker.run_one()

    kept = office.version(version.id)
    assert (kept.state, kept.failure_code) == ("failed", "J101")
    assert kept.failure_sentence == "サーバーの運用者が処理を取りやめました。必要なときは、もう一度操作してください。"
    assert office.kinds() == ["material.uploaded", "material.failed"]
    assert office.objects(version.id) == ["original"]


@pytest.mark.parametrize("is_stopping", [True, False], ids=["we are stopped", "only the sandbox is ended"])
def test_end_of_the_sandbox_is_never_the_papers_fault(
    office: Office, monkeypatch: pytest.MonkeyPatch, *, is_stopping: bool
) -> None:
    """As when a service is stopped with all its processes at once: the paper is taken up again and becomes ready."""
    version = office.register()
    office.put(version.id, papers.pdf(5))
    note_length = rasterise._note_length

    def end_sandbox(incoming: Incoming, pages: int) -> None:
        note_length(incoming, pages)
        if is_stopping:
            office.shift.stop.set()
        pid = office.shop.renderer._server.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    with monkeypatch.context() as patched:
        patched.setattr(rasterise, "_note_length", end_sandbox)
        office.worker.run_one()

    assert office.version(version.id).state == "converting"
    assert job_of(office).state == "queued"
    office.shift.stop.clear()
    with office.council.services.database.write() as session:
        session.execute(update(Job).values(run_after=job_of(office).created_at))
    office.worker.run_one()
    assert office.version(version.id).state == "ready"
