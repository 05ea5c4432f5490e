"""The plugin that runs browser tests a second time, in small runs of pytest of its own, with and without processes."""

import subprocess
from pathlib import Path

import pytest

from tests.support.small_run import run

pytestmark = pytest.mark.slow("runs small test runs in processes of their own")

CONFTEST = """
import itertools, pytest
pytest_plugins = ("tests.support.flaky",)
started = itertools.count(1)

@pytest.fixture(scope="session")
def machine():
    return object()

@pytest.fixture(scope="module")
def launched(machine):
    yield next(started)

def pytest_configure(config):
    config.addinivalue_line("markers", "browser: as in the real tests")
    config.addinivalue_line("markers", "server(which): as in the real tests")
"""
SCREEN = """
import pytest
pytestmark = pytest.mark.browser

def test_of_a_screen(launched):
    assert launched == 2, "the first browser drew nothing"

def test_that_the_module_goes_on_with(launched):
    pass
"""


def run_screens(folder: Path, test: str, *options: str, files: int = 1) -> subprocess.CompletedProcess[str]:
    """A run of this test under the plugin, in as many equal files as `files` says."""
    screens = {f"test_screen_{number}.py": test for number in range(files)}
    return run(folder, {"conftest.py": CONFTEST, **screens}, *options)


def test_that_passes_in_a_second_browser_is_told_as_flaky_with_its_reason(tmp_path: Path) -> None:
    done = run_screens(tmp_path, SCREEN)

    assert done.returncode == 0, done.stdout
    assert "1 passed, 1 flaky in" in done.stdout
    assert "flaky, passed only in a second browser: test_screen_0.py::test_of_a_screen" in done.stdout
    assert "AssertionError: the first browser drew nothing" in done.stdout


def test_that_fails_in_both_browsers_fails_and_shows_both_failures(tmp_path: Path) -> None:
    test = SCREEN.replace("launched == 2", "launched == 7").replace('"the first', 'f"browser {launched} of the')

    done = run_screens(tmp_path, test)

    assert done.returncode == 1
    assert "1 failed, 1 passed in" in done.stdout
    assert "flaky" not in done.stdout
    assert "AssertionError: browser 1 of the browser drew nothing" in done.stdout
    assert "AssertionError: browser 2 of the browser drew nothing" in done.stdout


def test_that_passes_at_once_is_run_once(tmp_path: Path) -> None:
    done = run_screens(tmp_path, SCREEN.replace("launched == 2", "launched == 1"))

    assert done.returncode == 0
    assert "2 passed in" in done.stdout
    assert "flaky" not in done.stdout


def test_without_a_browser_gets_no_second_attempt(tmp_path: Path) -> None:
    done = run_screens(tmp_path, SCREEN.replace("pytestmark = pytest.mark.browser", ""))

    assert done.returncode == 1
    assert "1 failed, 1 passed in" in done.stdout


def test_browser_that_does_not_start_the_first_time_is_started_again(tmp_path: Path) -> None:
    test = """
import pytest
pytestmark = pytest.mark.browser
starts = []

@pytest.fixture(scope="module")
def launched():
    starts.append(1)
    if len(starts) == 1:
        raise OSError("no process left")
    yield
    raise OSError("it had died")

def test_of_a_screen(launched):
    assert len(starts) == 2

def test_of_another(launched):
    pass
"""
    done = run_screens(tmp_path, test)

    assert "OSError: no process left" in done.stdout
    assert "1 flaky" in done.stdout
    assert "OSError: it had died" in done.stdout, "what fails when everything ends is not hidden"


@pytest.mark.parametrize("options", [(), ("-n", "2", "--dist", "loadfile")], ids=["one process", "two"])
@pytest.mark.parametrize(("files", "verdict"), [(2, 0), (3, 1)])
def test_run_fails_with_more_than_two_flaky_tests(
    tmp_path: Path, options: tuple[str, ...], files: int, verdict: int
) -> None:
    test = SCREEN.replace("launched == 2", "launched % 2 == 0")

    done = run_screens(tmp_path, test, *options, files=files)

    assert done.returncode == verdict, done.stdout
    assert f"{files} flaky" in done.stdout
    assert done.stdout.count("flaky, passed only in a second browser:") == files
    assert ("more than 2, so the run fails" in done.stdout) == bool(verdict)


@pytest.mark.browser
def test_browser_that_has_gone_is_followed_by_a_real_new_one(tmp_path: Path) -> None:
    test = """
import pytest
from tests.support.chromium import browser, launched
pytestmark = pytest.mark.browser
attempts = []

def test_of_a_screen(browser):
    attempts.append(1)
    if len(attempts) == 1:
        browser.close()
    browser.new_page().set_content("議場")

def test_that_the_module_goes_on_with(browser):
    browser.new_page()
"""
    done = run_screens(tmp_path, test)

    assert done.returncode == 0, done.stdout
    assert "TargetClosedError" in done.stdout
    assert "1 passed, 1 flaky in" in done.stdout
