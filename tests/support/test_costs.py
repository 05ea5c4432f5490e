"""The table of costs at the end of a run, with and without processes."""

import re
from pathlib import Path

import pytest

from tests.support.small_run import run

FILES = {
    "conftest.py": 'pytest_plugins = ("tests.support.costs",)',
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
}


@pytest.mark.parametrize("options", [(), ("-n", "2", "--dist", "loadfile")], ids=["one process", "two"])
def test_each_folder_has_its_tests_its_seconds_and_those_of_the_processor(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    done = run(tmp_path, FILES, *options)

    rows = re.findall(r"^\| (desk|hall|all) \| (\d+) \| ([\d.]+) \| ([\d.]+) \|$", done.stdout, re.MULTILINE)
    tests = {name: int(count) for name, count, _, _ in rows}
    wall = {name: float(seconds) for name, _, seconds, _ in rows}
    processor = {name: float(seconds) for name, _, _, seconds in rows}
    assert tests == {"desk": 2, "hall": 1, "all": 3}, done.stdout
    assert wall["desk"] >= 1.0
    assert wall["all"] == pytest.approx(wall["desk"] + wall["hall"], abs=0.11)
    assert 0.4 <= processor["desk"] < 0.8, "waiting is not the processor's"
    assert processor["hall"] >= 0.4
