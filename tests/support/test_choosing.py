"""What a quick run leaves out, and that nobody starts a server, a browser or a database in it by oversight."""

from pathlib import Path

import pytest

from tests.support.small_run import run

pytestmark = pytest.mark.slow("runs small test runs in processes of their own")

CONFTEST = 'pytest_plugins = ("tests.support.choosing",)'
MARKED = """
import pytest

@pytest.mark.browser
def test_of_a_screen(): pass

@pytest.mark.server("PostgreSQL")
def test_of_a_race(): pass

@pytest.mark.slow("reads everything")
def test_of_everything(): pass

@pytest.mark.rare("only the sandbox moves it")
def test_of_the_sandbox(): pass

def test_of_a_rule(): pass
"""


def test_quick_run_leaves_out_browsers_servers_and_what_is_slow_or_rare(tmp_path: Path) -> None:
    done = run(tmp_path, {"conftest.py": CONFTEST, "test_page.py": MARKED}, "--quick", "-v")

    assert done.returncode == 0, done.stdout
    assert "test_of_a_rule PASSED" in done.stdout
    assert "1 passed, 4 deselected" in done.stdout


WALK = """
import pytest

@pytest.mark.sampled("walks all rows")
@pytest.mark.parametrize("row", range(9))
def test_of_a_row(row): pass

@pytest.mark.parametrize("row", range(9))
def test_of_another(row): pass
"""


def test_quick_run_takes_every_fourth_row_of_a_long_walk(tmp_path: Path) -> None:
    done = run(tmp_path, {"conftest.py": CONFTEST, "test_page.py": WALK}, "--quick", "-v")

    passed = [row for row in range(9) if f"test_of_a_row[{row}] PASSED" in done.stdout]
    assert passed == [0, 4, 8]
    assert "12 passed, 6 deselected" in done.stdout


@pytest.mark.parametrize(("options", "examples"), [((), 40), (("--quick",), 10)])
def test_quick_run_tries_a_fourth_of_the_examples_of_a_property(
    tmp_path: Path, options: tuple[str, ...], examples: int
) -> None:
    test = f"""
from hypothesis import given, settings, strategies
from tests.support.marks import examples
tried = []

@given(number=strategies.integers())
@settings(max_examples=examples(40), database=None)
def test_of_a_property(number): tried.append(number)

def test_how_often(): assert len(tried) == {examples}
"""
    done = run(tmp_path, {"conftest.py": CONFTEST, "test_page.py": test}, *options)

    assert "2 passed" in done.stdout, done.stdout


def test_whole_run_leaves_out_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, {"conftest.py": CONFTEST, "test_page.py": MARKED, "test_walk.py": WALK})

    assert "23 passed" in done.stdout
    assert "deselected" not in done.stdout


def test_files_that_take_long_by_their_marks_begin_first(tmp_path: Path) -> None:
    one_of_a_browser = "import pytest\n\n@pytest.mark.browser\ndef test_of_a_screen(): pass"
    files = {"conftest.py": CONFTEST, "test_a_few.py": "def test_of_a_rule(): pass", "test_many.py": WALK}

    done = run(tmp_path, files | {"test_screen.py": one_of_a_browser}, "-v")

    begun = [done.stdout.index(f"{name}.py::test_of") for name in ("test_screen", "test_many", "test_a_few")]
    assert begun == sorted(begun), done.stdout


@pytest.mark.parametrize(
    ("what", "complaint"),
    [
        ("from tests.support.tied import tied; tied(['gijo'])", "this test starts gijo: mark it server"),
        ("from tests.support import backends; backends.skip_without_postgresql()", "this test starts PostgreSQL"),
        ("from tests.support import stores; stores.gateway()", "this test starts an S3 server: mark it server"),
    ],
)
def test_that_starts_a_server_and_does_not_say_so_fails(tmp_path: Path, what: str, complaint: str) -> None:
    done = run(tmp_path, {"conftest.py": CONFTEST, "test_page.py": f"def test_of_a_page():\n    {what}"})

    assert done.returncode == 1
    assert complaint in done.stdout


def test_that_starts_a_browser_and_does_not_say_so_fails(tmp_path: Path) -> None:
    conftest = CONFTEST + "\nfrom tests.support.chromium import browser, launched"

    done = run(tmp_path, {"conftest.py": conftest, "test_page.py": "def test_of_a_page(browser): pass"})

    assert "this test starts Chromium: mark it browser" in done.stdout


def test_that_opens_a_database_and_does_not_say_so_fails(tmp_path: Path) -> None:
    test = (
        "def test_of_a_page():\n    from sqlalchemy import create_engine; create_engine('sqlite://').connect().close()"
    )

    done = run(tmp_path, {"conftest.py": CONFTEST, "test_page.py": test})

    assert "this test opened a database: ask for each_database" in done.stdout
