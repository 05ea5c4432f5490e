"""The proof that nothing is left out on PostgreSQL unasked."""

from pathlib import Path

import pytest

from tests.support.asked import parts
from tests.support.small_run import run

pytestmark = pytest.mark.slow("runs small test runs in processes of their own")

PLUGINS = """
import pytest
pytest_plugins = ("tests.support.choosing", "tests.support.asked")

@pytest.fixture
def each_database():
    return "sqlite"

@pytest.fixture
def ask(each_database):
    from sqlalchemy import create_engine, text
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE seat (number, name)"))
        yield lambda statement, *values: connection.exec_driver_sql(statement, values)
    engine.dispose()
"""
KEPT = """
def test_that_runs_on_postgresql(ask):
    ask("SELECT number FROM seat WHERE number IN (?, ?)", 1, 2)
"""
ALIKE = """
import pytest

@pytest.mark.alike("a screen over the same question")
def test_of_a_screen(ask):
    ask("SELECT number FROM seat WHERE number IN (?, ?, ?)", 1, 2, 3)
"""
PROCESSES = [(), ("-n", "2", "--dist", "loadfile")]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("SELECT a FROM t WHERE a IN (?, ?, ?)", ["SELECT a FROM t WHERE a IN (?)"]),
        ("SELECT a FROM t WHERE a IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)", ["SELECT a FROM t WHERE a IN (?)"]),
        ("SELECT a FROM t WHERE (a, b) IN (VALUES (?, ?), (?, ?))", ["SELECT a FROM t WHERE (a, b) IN (?)"]),
        (
            "SELECT a FROM t WHERE (a, b) IN (SELECT 1, 1 FROM (SELECT 1, 1) WHERE 1!=1)",
            ["SELECT a FROM t WHERE (a, b) IN (?)"],
        ),
        ("INSERT INTO t (a, b) VALUES (?, ?)", ["INSERT t.a", "INSERT t.b", "INSERT t "]),
        ("INSERT INTO t (a) VALUES (?), (?) RETURNING a", ["INSERT t.a", "INSERT t RETURNING a"]),
        (
            "UPDATE t SET a=?, b=b + ? WHERE t.a IN (?, ?)",
            ["UPDATE t SET a=?", "UPDATE t SET b=b + ?", "UPDATE t WHERE t.a IN (?)"],
        ),
        ("DELETE FROM t WHERE t.a = ?", ["DELETE FROM t WHERE t.a = ?"]),
    ],
)
def test_statement_is_taken_apart_into_what_two_calls_of_it_have_in_common(statement: str, found: list[str]) -> None:
    assert list(parts(statement)) == found


@pytest.mark.parametrize("options", PROCESSES, ids=["one process", "two"])
def test_left_out_test_that_asks_what_others_ask_is_well(tmp_path: Path, options: tuple[str, ...]) -> None:
    done = run(tmp_path, {"conftest.py": PLUGINS, "test_a.py": KEPT, "test_b.py": ALIKE}, "--whole", *options)

    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
    assert "asked by nobody there" not in done.stdout


@pytest.mark.parametrize("options", PROCESSES, ids=["one process", "two"])
def test_left_out_test_that_asks_something_new_fails_the_run(tmp_path: Path, options: tuple[str, ...]) -> None:
    new = ALIKE.replace("SELECT number", "SELECT name")

    done = run(tmp_path, {"conftest.py": PLUGINS, "test_a.py": KEPT, "test_b.py": new}, "--whole", *options)

    assert done.returncode == 1
    assert "2 passed" in done.stdout
    assert "test_b.py::test_of_a_screen\n    SELECT name FROM seat WHERE number IN (?)" in done.stdout


def test_mark_without_its_reason_is_refused(tmp_path: Path) -> None:
    done = run(
        tmp_path, {"conftest.py": PLUGINS, "test_b.py": ALIKE.replace('("a screen over the same question")', "")}
    )

    assert done.returncode == 4
    assert "the mark alike wants one sentence that says why" in done.stdout + done.stderr


FILE_ALIKE = """
import pytest
pytestmark = pytest.mark.alike("a screen over the same question")

@pytest.mark.both("asks for a name")
def test_of_a_name(ask):
    ask("SELECT name FROM seat")

def test_of_a_screen(ask):
    ask("SELECT name FROM seat")
"""


def test_of_a_file_that_is_left_out_the_tests_marked_both_run_there_and_count(tmp_path: Path) -> None:
    files = {"conftest.py": PLUGINS, "test_a.py": FILE_ALIKE}

    there = run(tmp_path, files, "--backend", "postgresql", "-v")
    whole = run(tmp_path, files, "--whole")

    assert "test_of_a_name PASSED" in there.stdout
    assert "1 passed, 1 deselected" in there.stdout
    assert whole.returncode == 0, whole.stdout
    assert "2 passed" in whole.stdout


def test_on_postgresql_it_is_left_out(tmp_path: Path) -> None:
    done = run(tmp_path, {"conftest.py": PLUGINS, "test_a.py": KEPT, "test_b.py": ALIKE}, "--backend", "postgresql")

    assert "1 passed, 1 deselected" in done.stdout
