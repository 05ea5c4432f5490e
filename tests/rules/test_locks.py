"""What is installed was decided before: each lock is closed under its requirements, and pip has nothing to choose."""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name

from tests.rules.house import ROOT
from tests.rules.locks import Locked, environment_of, faults, lines_of, read_lock
from tests.support.missing import missing

pytestmark = pytest.mark.rare("packages of the locks; only a lock moves it")

LOAD = ROOT / ".venv-load"
PYTHONS = ("3.11.2", "3.12.0", "3.13.0", "3.14.0")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNNING: list[str] = PROJECT["project"]["dependencies"]
DEVELOPING: list[str] = [*RUNNING, *PROJECT["project"]["optional-dependencies"]["dev"]]
BUILDING: list[str] = PROJECT["dependency-groups"]["build"]
REHEARSING = lines_of(ROOT / "load/rehearsal/requirements.in")

LOCKS = {
    "requirements.lock": RUNNING,
    "requirements-dev.lock": DEVELOPING,
    "requirements-build.lock": BUILDING,
    "load/rehearsal/requirements.lock": REHEARSING,
}


def entries(lock: str) -> list[Locked]:
    return read_lock((ROOT / lock).read_text("utf-8"))


def installed(lock: str) -> dict[str, Distribution]:
    """The distributions of the environment that was made from this lock, or from one that holds all of it."""
    if lock.startswith("load/"):
        folders = [str(folder) for folder in LOAD.glob("lib/python*/site-packages")]
        if not folders:
            missing("the rehearsal's environment", "make .venv-load/.installed")
        return {canonicalize_name(each.name): each for each in distributions(path=folders)}
    return {canonicalize_name(each.name): each for each in distributions()}


def requirements_in(lock: str) -> Callable[[str], Sequence[str]]:
    """As its installed version says. That of another Python (numpy has one) asks for the same, as far as is known."""
    here = installed(lock)
    return cache(lambda name: here[name].requires or [])


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("python", PYTHONS)
def test_everything_a_locked_package_asks_for_is_in_the_lock_and_nothing_else(lock: str, python: str) -> None:
    found = faults(entries(lock), LOCKS[lock], requirements_in(lock), environment_of(python))

    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_installed_is_what_is_locked(lock: str) -> None:
    here = installed(lock)
    ours = environment_of(".".join(map(str, sys.version_info[:3])))

    wanted = {entry.name: entry.version for entry in entries(lock) if entry.is_for(ours)}

    assert wanted
    assert {name: here[name].version if name in here else "" for name in wanted} == wanted


def test_what_runs_is_developed_with_the_very_same_versions() -> None:
    developing = {(entry.name, entry.version, entry.marker) for entry in entries("requirements-dev.lock")}

    assert {(entry.name, entry.version, entry.marker) for entry in entries("requirements.lock")} <= developing
    assert {(entry.name, entry.version, entry.marker) for entry in entries("requirements-build.lock")} <= developing
    assert PROJECT["build-system"]["requires"] == BUILDING


@pytest.mark.clause("I 6-3(1)①")
@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes(lock: str) -> None:
    assert [entry.name for entry in entries(lock) if not entry.hashes] == []


def test_pip_resolves_nothing_and_builds_nothing_that_is_not_ours() -> None:
    stamps = (".venv/.installed-run", ".venv/.installed-dev", ".venv-load/.installed")
    command = [shutil.which("make") or "make", "--dry-run", "--always-make", *stamps]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    installing = [line for line in said.splitlines() if "pip install" in line]
    free = [
        line
        for line in installing
        if "--no-deps" not in line
        or not ("--require-hashes --only-binary :all:" in line or "--no-build-isolation --editable ." in line)
    ]

    assert len(installing) == 5
    assert free == []


@pytest.mark.parametrize(("python", "is_made"), [(sys.executable, False), ("/gone/python3", True)])
def test_an_environment_whose_python_has_left_the_machine_is_made_anew(
    tmp_path: Path, python: str, *, is_made: bool
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(python)
    (tmp_path / ".installed-run").touch()
    command = [shutil.which("make") or "make", "--dry-run", f"VENV={tmp_path}", "install"]

    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert (f"-m venv --clear {tmp_path}" in said) is is_made


# The check itself can fail: it is shown the faults that locks have had.


def test_a_lock_without_what_an_extra_brings_is_not_closed() -> None:
    lock = read_lock("pytest-cov==7.1.0 \\\n    --hash=sha256:00\ncoverage==7.17.3 \\\n    --hash=sha256:00\n")
    asks = {"pytest-cov": ["coverage[toml]>=7.10.6"], "coverage": ["tomli; extra == 'toml'", "zoo; extra == 'z'"]}

    found = faults(lock, ["pytest-cov>=7"], asks.__getitem__, environment_of("3.11.2"))

    assert found == ["coverage[toml] asks for tomli; extra == 'toml': not in the lock"]


def test_a_lock_that_lacks_a_package_of_another_python_is_not_closed() -> None:
    lock = read_lock("numpy==2.4.6 ; python_full_version < '3.12' \\\n    --hash=sha256:00\n")

    assert faults(lock, ["numpy>=2.4"], lambda _: [], environment_of("3.11.2")) == []
    assert faults(lock, ["numpy>=2.4"], lambda _: [], environment_of("3.13.0")) == [
        "the project asks for numpy>=2.4: not in the lock"
    ]


def test_a_lock_with_a_version_that_does_not_do_is_not_closed() -> None:
    lock = read_lock("pytest-cov==7.1.0\ncoverage==7.10.5\n")
    asks = {"pytest-cov": ["coverage[toml]>=7.10.6"], "coverage": []}

    found = faults(lock, ["pytest-cov"], asks.__getitem__, environment_of("3.11.2"))

    assert "pytest-cov asks for coverage[toml]>=7.10.6: 7.10.5 is in the lock" in found


def test_a_lock_with_a_line_that_pins_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="not a pinned distribution"):
        read_lock("coverage>=7\n")


@pytest.mark.parametrize("lock", LOCKS)
def test_no_package_of_a_lock_can_be_left_out(lock: str) -> None:
    whole, asks, here = entries(lock), requirements_in(lock), environment_of("3.11.2")

    unnoticed = [
        left_out.name
        for left_out in whole
        if left_out.is_for(here)
        and not faults([entry for entry in whole if entry != left_out], LOCKS[lock], asks, here)
    ]

    assert unnoticed == []


def test_a_package_that_nobody_asks_for_is_noticed() -> None:
    lock = [*entries("requirements.lock"), Locked("left-pad", "1.0", "", 1)]

    found = faults(lock, RUNNING, requirements_in("requirements.lock"), environment_of("3.11.2"))

    assert found == ["nobody asks for left-pad"]
