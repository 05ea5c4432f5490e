"""A component that a machine lacks: skipped by name there, and a failure in CI."""

from pathlib import Path

import pytest

from tests.support.small_run import run

pytestmark = pytest.mark.slow("runs small test runs in processes of their own")

FILES = {
    "test_page.py": """
from tests.support.missing import missing

def test_of_a_page():
    missing("a printer", "buy one")
"""
}


def test_lack_is_a_skip_with_its_name_on_a_machine_at_home(tmp_path: Path) -> None:
    done = run(tmp_path, FILES, "-rs", CI="")

    assert done.returncode == 0
    assert "not here: a printer; buy one" in done.stdout


def test_lack_is_a_failure_in_ci(tmp_path: Path) -> None:
    done = run(tmp_path, FILES, CI="true")

    assert done.returncode == 1
    assert "not here: a printer; buy one" in done.stdout
