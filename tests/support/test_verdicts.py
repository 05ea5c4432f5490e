"""Passed or failed by clause, at the end of a run that is asked for it."""

from pathlib import Path

import pytest

from tests.support.small_run import run

pytestmark = pytest.mark.slow("runs small test runs in processes of their own")

FILES = {
    "conftest.py": """
pytest_plugins = ("tests.support.verdicts",)

def pytest_configure(config):
    config.addinivalue_line("markers", "clause(numbers): as in the real tests")
""",
    "test_desk.py": """
import pytest

@pytest.mark.clause("I 1", "I 2")
def test_that_passes():
    pass

@pytest.mark.clause("I 2")
def test_that_fails():
    assert False

@pytest.mark.clause("I 3")
def test_that_proves_nothing():
    pytest.skip("not here")

def test_of_no_clause():
    assert False
""",
}


@pytest.mark.clause("I 6-3(1)②", "I 6-3(3)①")
@pytest.mark.parametrize("processes", ["0", "2"])
def test_one_command_says_of_each_clause_whether_it_passed(tmp_path: Path, processes: str) -> None:
    done = run(tmp_path, FILES, "-m", "clause", "-n", processes)

    told = done.stdout.partition("what each clause's tests say")[2].splitlines()
    assert done.returncode == 1
    assert [line for line in told if line.startswith("I ")] == [
        "I 1 passed 1 tests",
        "I 2 NOT PASSED 2 tests test_desk.py::test_that_fails",
        "I 3 NOT PASSED 1 tests test_desk.py::test_that_proves_nothing",
    ]
    assert "test_of_no_clause" not in done.stdout


def test_other_runs_say_nothing_of_clauses(tmp_path: Path) -> None:
    assert "what each clause's tests say" not in run(tmp_path, FILES).stdout
