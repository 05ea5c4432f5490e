"""The worker as a process of its own: killed in the middle, started again, stopped politely."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.access.facts import Actor
from app.access.roles import Role
from app.audit.notes import By
from app.materials.intake import acts as intake
from app.materials.intake import receipt
from app.materials.models import PageRow, Version
from tests.app.materials import papers
from tests.support.council import Council, council_in

pytestmark = pytest.mark.server("the worker")

PROGRAM = """
import sys, threading, signal
from pathlib import Path
from app.settings import Settings
from app.worker import run_worker
from app.materials.intake.stages import seal
home = Path(sys.argv[1])
keep, stands_at = seal._keep_page, int(sys.argv[3])
def keep_and_stand(incoming, page):
    keep(incoming, page)
    if page.number == stands_at:
        threading.Event().wait()
seal._keep_page = keep_and_stand
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
run_worker(Settings(home=home, database_url=sys.argv[2]), stop)
"""


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home") as founded:
        yield founded


@pytest.fixture
def start(council: Council) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Starts workers, and ends what a test leaves of them."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(stands_at: int = 0) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(council.settings.home), council.settings.database_url, str(stands_at)],
            start_new_session=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def upload(council: Council, content: bytes) -> Version:
    who = By(Actor(council.people["clerk1"].id, frozenset({Role.CLERK})))
    with council.services.database.write() as session:
        _, version = intake.register(session, who, title="予算書", file_name="yosan.pdf")
    receipt.receive(council.services.database, council.services.vault, version.id, [content], who)
    return version


def now(council: Council, version_id: str) -> Version:
    with council.services.database.read() as session:
        return session.get_one(Version, version_id)


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


def children_of(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            if parent == pid:
                found.append(int(folder.name))
    return found


def test_a_worker_killed_in_mid_document_is_followed_by_one_that_finishes_it_once(
    council: Council, start: Callable[..., "subprocess.Popen[bytes]"]
) -> None:
    version = upload(council, papers.pdf(40, width_mm=papers.A4_WIDTH_MM))
    first = start(5)  # else it might be done before anybody looks
    wait_until(lambda: now(council, version.id).pages_done >= 5, 60)
    sandbox = children_of(first.pid)

    first.send_signal(signal.SIGKILL)
    first.wait()
    stopped_at = now(council, version.id)
    start()
    wait_until(lambda: now(council, version.id).state in {"ready", "failed"}, 120)

    assert stopped_at.state == "converting"
    assert stopped_at.pages_done < 40
    kept = now(council, version.id)
    assert (kept.state, kept.pages, kept.pages_done) == ("ready", 40, 40)
    with council.services.database.read() as session:
        rows = session.query(PageRow).filter_by(version_id=version.id).all()
    assert sorted(row.number for row in rows) == list(range(1, 41))
    for number in (1, stopped_at.pages_done, stopped_at.pages_done + 1, 40):
        name = f"v/{version.id}/p/{number}/m"
        assert council.services.vault.master(kept.sealed_key or "", version.id, name).height == 2264
    kinds = [record["kind"] for record in council.ledger()]
    assert (kinds.count("material.uploaded"), kinds.count("material.ready")) == (1, 1)
    assert sandbox
    wait_until(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in sandbox), 10)


def test_a_worker_that_is_asked_to_stop_ends_soon_and_gives_its_work_back(
    council: Council, start: Callable[..., "subprocess.Popen[bytes]"]
) -> None:
    version = upload(council, papers.pdf(40, width_mm=papers.A4_WIDTH_MM))
    worker = start()
    wait_until(lambda: now(council, version.id).pages_done >= 2, 60)

    began = time.monotonic()
    os.kill(worker.pid, signal.SIGTERM)
    code = worker.wait(30)

    assert code == 0
    assert time.monotonic() - began < 10
    start()
    wait_until(lambda: now(council, version.id).state == "ready", 120)
