"""Fixtures every test may ask for, and the choice of the database they run on.

A test that meets a database asks for `each_database`, through a fixture or by itself, and runs on SQLite and again on
PostgreSQL (`--backend postgresql` leaves the others out). One that brings a database of its own says so with the mark
`own_database("why")`, and runs once. A test that does neither and opens a database fails, so nothing is forgotten.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from tests.support import backends
from tests.support.chromium import browser, launched
from tests.support.council import Council, council_in

__all__ = ["browser", "launched"]
pytest_plugins = ("tests.support.costs", "tests.support.flaky")
ON_EACH, ON_ITS_OWN = "each_database", "own_database"
_LONG = (
    "tests/install/",
    "tests/load/",
    "tests/servers/test_database_frozen.py",
    "tests/app/materials/test_corpus.py",
    "tests/servers/",
    "tests/browser/",
    "tests/app/ops/",
    "tests/rules/test_routes.py",
    "tests/viewer/",
)
_opened_in: set[str] = set()
_running: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--backend", choices=(backends.SQLITE, backends.POSTGRESQL), help="the database of the councils")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{ON_ITS_OWN}(why): brings a database of its own, and runs once")
    if backend := config.getoption("--backend"):
        os.environ[backends.VARIABLE] = backend


def pytest_report_header() -> str:
    return f"councils are kept in {backends.chosen()}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long begins first, so that no process waits for another at the end.

    On PostgreSQL only what meets a database, and nothing that has chosen one itself.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))
    if config.getoption("--backend") != backends.POSTGRESQL:
        return
    others = [item for item in items if not _runs_on_each(item)]
    items[:] = [item for item in items if _runs_on_each(item)]
    config.hook.pytest_deselected(items=others)


def _runs_on_each(item: pytest.Item) -> bool:
    return ON_EACH in getattr(item, "fixturenames", ()) and item.get_closest_marker(ON_ITS_OWN) is None


@event.listens_for(Engine, "connect")
def _database_was_opened(_connection: object, _record: object) -> None:
    _opened_in.update(_running)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    _running[:] = [item.nodeid]
    try:
        return (yield)
    finally:
        _running.clear()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    yield
    is_told = ON_EACH in getattr(item, "fixturenames", ()) or item.get_closest_marker(ON_ITS_OWN) is not None
    if item.nodeid in _opened_in and not is_told:
        pytest.fail(f"this test opened a database: ask for {ON_EACH}, or mark it {ON_ITS_OWN} and say why")


@pytest.fixture(scope="session")
def each_database() -> str:
    """Which kind of database this run is on. Whoever asks for it runs on every kind."""
    return backends.chosen()


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A fresh small council."""
    with council_in(tmp_path / "home") as founded:
        yield founded
