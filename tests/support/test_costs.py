"""The table of costs at the end of a run, with and without processes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import costs
from tests.support.small_run import run

pytestmark = pytest.mark.slow("runs small test runs in processes of their own")

FILES = {
    "conftest.py": '''
import subprocess, sys, pytest

pytest_plugins = ("tests.support.costs",)
SERVER = """
import sys, time
for line in sys.stdin:
    until = time.process_time() + float(line)
    while time.process_time() < until:
        pass
    print("done", flush=True)
"""

@pytest.fixture(scope="session")
def serve():
    piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", SERVER], **piped) as server:
        def work(seconds):
            print(seconds, file=server.stdin, flush=True)
            server.stdout.readline()
        yield work
''',
    "desk/test_busy.py": """
import time, pytest

@pytest.fixture
def prepared():
    until = time.process_time() + 0.4
    while time.process_time() < until:
        pass

def test_in_its_own_process(prepared):
    pass

def test_that_only_waits():
    time.sleep(0.6)
""",
    "hall/test_child.py": """
import subprocess, sys

def test_by_another_program():
    burn = "import time; until = time.process_time() + 0.4\\nwhile time.process_time() < until: pass"
    subprocess.run([sys.executable, "-c", burn], check=True)
""",
    "kitchen/test_cook.py": """
def test_that_is_served(serve):
    serve(0.4)
""",
    "kitchen/later/test_guest.py": """
def test_after_which_the_server_ends(serve):
    serve(0)
""",
}


@pytest.mark.parametrize("options", [(), ("-n", "2", "--dist", "loadfile")], ids=["one process", "two"])
def test_each_folder_has_its_tests_its_seconds_and_those_of_the_processor(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    done = run(tmp_path, FILES, *options)

    rows = re.findall(r"^\| ([a-z/]+) \| (\d+) \| ([\d.]+) \| ([\d.]+) \|$", done.stdout, re.MULTILINE)
    tests = {name: int(count) for name, count, _, _ in rows}
    wall = {name: float(seconds) for name, _, seconds, _ in rows}
    processor = {name: float(seconds) for name, _, _, seconds in rows}
    assert tests == {"desk": 2, "hall": 1, "kitchen": 1, "kitchen/later": 1, "all": 5}, done.stdout
    assert wall["desk"] >= 1.0
    assert wall["all"] == pytest.approx(sum(wall.values()) - wall["all"], abs=0.3)
    assert 0.4 <= processor["desk"] < 0.8, "waiting is not the processor's"
    assert processor["hall"] >= 0.4
    assert processor["kitchen"] >= 0.4, "though the server runs on"
    assert processor["kitchen/later"] < 0.4
    files = re.findall(r"^\| ([a-z/]+/test_[a-z]+\.py) \| (\d+) \| [\d.]+ \| ([\d.]+) \|$", done.stdout, re.MULTILINE)
    assert {file: int(count) for file, count, _ in files} == {
        "desk/test_busy.py": 2, "hall/test_child.py": 1, "kitchen/test_cook.py": 1, "kitchen/later/test_guest.py": 1,
    }  # fmt: skip
    assert [float(cost) for _, _, cost in files] == sorted((float(cost) for _, _, cost in files), reverse=True)
    alone = re.search(r"^The last process worked alone for ([\d.]+) s, at last at (\S+)\.$", done.stdout, re.MULTILINE)
    assert (alone is not None) == bool(options)
    if alone is not None:
        assert float(alone[1]) < wall["all"]
        assert alone[2] in {file for file, _, _ in files}


BURNS = "import sys; sum(range(6_000_000)); print('burnt', flush=True); sys.stdin.read()"
STARTS = (
    f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BURNS!r}, 'un' + 'waited']); sys.stdin.read()"
)
"""Starts a program that burns some time, and waits for its own end and not for the program's."""


def test_program_that_nobody_waits_for_is_still_counted_when_that_is_said_before_its_end() -> None:
    began = costs._spent()
    with subprocess.Popen([sys.executable, "-c", STARTS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"burnt\n"
        running = costs._spent()
        costs.keep_what_is_spent_by(b"unwaited")
        parent.kill()

    assert running - began > 0.05
    assert costs._spent() >= running - 0.02
