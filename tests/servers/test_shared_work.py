"""Several processes share one queue and one chain: no job twice, no record without its place."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from app.jobs import acts as jobs
from app.jobs.models import Job
from app.materials.intake.jobs import CONVERT, ConvertJob
from tests.servers.running import Town

pytestmark = [
    pytest.mark.server("PostgreSQL, and workers on it"),
    pytest.mark.own_database("PostgreSQL itself is what fails or is shared here"),
]

JOBS = 120
TAKE = """
import json, sys, threading
from app.jobs import acts as jobs
from app.materials.intake.jobs import CONVERT
from app.db import Database
from app.settings import Settings
database, name, taken = Database(sys.argv[1]), sys.argv[2], []
def work(slot):
    while True:
        with database.write() as session:
            job = jobs.lease(session, f"{name}-{slot}", [CONVERT])
        if job is None:
            return
        taken.append(job.subject)
        with database.write() as session:
            jobs.finish(session, job)
print("ready", flush=True)
sys.stdin.readline()
slots = [threading.Thread(target=work, args=(slot,)) for slot in range(2)]
for slot in slots: slot.start()
for slot in slots: slot.join()
print(json.dumps(taken))
"""
APPEND = """
import sys, threading
from app.audit.append import GroupCommitter
from app.audit.vocabulary import Event, EventKind
from app.db import Database
database, name = Database(sys.argv[1]), sys.argv[2]
ledger = GroupCommitter(database, wait_ms=2)
def append(thread):
    for number in range(50):
        ledger.commit_now(Event(EventKind.PAGE_ISSUED, page=number, issue_code=f"{name}{thread}-{number:03}"))
print("ready", flush=True)
sys.stdin.readline()
threads = [threading.Thread(target=append, args=(thread,)) for thread in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
ledger.close()
"""
SIGN = """
import sys
from pathlib import Path
from app.audit import checkpoints
from app.db import Database
from storage.ledger import Signer
from storage.local import LocalStore
database, home = Database(sys.argv[1]), Path(sys.argv[2])
signer, store = Signer.load(home / "ledger-key"), LocalStore(home / "store")
print("ready", flush=True)
sys.stdin.readline()
for _ in range(40):
    checkpoints.sign(database, signer, store)
"""


def together(*commands: list[str]) -> list[str]:
    """Run programs in processes that begin at the same moment; what each printed."""
    started = [
        subprocess.Popen([sys.executable, "-c", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for command in commands
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    printed = [process.communicate(timeout=120)[0] for process in started]
    assert [process.returncode for process in started] == [0] * len(started)
    return printed


def test_workers_in_several_processes_take_every_job_once(town: Town) -> None:
    url = town.council.settings.database_url
    with town.council.services.database.write() as session:
        for number in range(JOBS):
            jobs.enqueue(session, CONVERT, ConvertJob(f"paper {number}"))

    printed = together(*([TAKE, url, f"worker{number}"] for number in range(3)))

    taken = [json.loads(line) for line in printed]
    assert sorted(subject for each in taken for subject in each) == sorted(f"paper {number}" for number in range(JOBS))
    assert sum(bool(each) for each in taken) >= 2
    with town.council.services.database.read() as session:
        assert set(session.scalars(select(Job.state))) == {"done"}
        assert set(session.scalars(select(Job.attempts))) == {1}


def test_processes_that_append_and_sign_at_once_leave_one_whole_chain(town: Town) -> None:
    url, home = town.council.settings.database_url, str(town.council.settings.home)
    before = len(town.council.ledger())

    together(
        *([APPEND, url, f"P{number}T"] for number in range(3)),
        [SIGN, url, home],
        [SIGN, url, home],
    )

    records = town.council.ledger()
    assert len(records) == before + 3 * 4 * 50
    assert [record["seq"] for record in records] == list(range(1, len(records) + 1))
    wanted = {f"P{one}T{thread}-{number:03}" for one in range(3) for thread in range(4) for number in range(50)}
    assert {record["code"] for record in records if record["kind"] == "page.issued"} == wanted
    verdict = town.verdict()
    assert verdict.ok, verdict.sentence
    assert verdict.records == len(records)
    assert verdict.checkpoints >= 2


def test_two_workers_of_one_machine_have_names_of_their_own(tmp_path: Path) -> None:
    program = "import sys; from pathlib import Path; from app.worker import _own_name\n"
    program += "with _own_name(Path(sys.argv[1])) as name: print(name, flush=True); sys.stdin.readline()"
    command = [sys.executable, "-c", program, str(tmp_path)]

    def begin() -> tuple["subprocess.Popen[str]", str]:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        return process, process.stdout.readline().strip()

    (first, first_name), (second, second_name) = begin(), begin()
    first.kill()
    first.communicate()
    third, third_name = begin()
    second.communicate("\n")
    third.communicate("\n")

    assert first_name != second_name
    assert third_name == first_name
