"""Chooses the tests of a run. A test is left out only by a mark that says why. A pytest plugin.

`pytest` takes all, with the councils' databases on SQLite. `pytest --quick` takes what needs no browser, no server and
no patience, of long walks every fourth row, and of a property's examples a fourth. `pytest --backend postgresql` takes
what uses a database and can differ there. A test that starts a server or a browser, or opens a database, without the
mark for it fails, so that the choice never depends on luck.
"""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from tests.support import kinds, marks

EACH_DATABASE = "each_database"
FIRST = (
    "tests/install/",
    "tests/load/",
    "tests/servers/test_database_frozen.py",
    "tests/app/materials/test_corpus.py",
    "tests/rules/test_routes.py",
    "tests/rules/test_existence.py",
    "tests/browser/test_accessible.py",
    "tests/browser/test_large_screens.py",
    "tests/browser/test_filled_screens.py",
    "tests/browser/test_registers_accessible.py",
    "tests/browser/test_ways_back.py",
)
"""Files of few tests, or of many cases, that take longer than their marks say."""
_SECONDS = {marks.BROWSER: 4.0, marks.SERVER: 4.0, marks.SLOW: 5.0}
_SECONDS_OTHERWISE = 0.1
_opened_in: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--backend", choices=(kinds.SQLITE, kinds.POSTGRESQL), help="the database of the councils")
    parser.addoption("--quick", action="store_true", help="without " + ", ".join(marks.NOT_QUICK))


def pytest_configure(config: pytest.Config) -> None:
    for name, what in marks.MARKS.items():
        config.addinivalue_line("markers", f"{name}: {what}")
    if config.getoption("--quick"):
        marks.run_quickly(config)
    if backend := config.getoption("--backend"):
        os.environ[kinds.VARIABLE] = backend


def pytest_report_header(config: pytest.Config) -> list[str]:
    lines = [f"councils are kept in {kinds.chosen()}"]
    if config.getoption("--quick"):
        lines.append("quick: without what is marked " + ", ".join(marks.NOT_QUICK))
        lines.append(f"quick: of what is marked {marks.SAMPLED}, one case of {marks.EVERY}")
        lines.append(f"quick: of what is tried with many examples, one of {marks.EVERY}")
    return lines


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest files first, so that no process is left with a long one at the end."""
    for item in items:
        marks.check(item)
    not_sampled = _not_sampled(items) if config.getoption("--quick") else set()
    kept = [item for item in items if item not in not_sampled and _is_chosen(config, item)]
    config.hook.pytest_deselected(items=list(set(items) - set(kept)))
    seconds = _seconds_by_file(kept)
    kept.sort(key=lambda item: (not item.nodeid.startswith(FIRST), -seconds[item.path]))
    items[:] = kept


def _seconds_by_file(items: list[pytest.Item]) -> dict[Path, float]:
    """About how long each file takes on the wall, by the marks of its tests: enough to put the long ones first."""
    seconds: dict[Path, float] = defaultdict(float)
    for item in items:
        marked = [_SECONDS.get(mark.name, 0.0) for mark in item.iter_markers()]
        seconds[item.path] += max(marked, default=0.0) or _SECONDS_OTHERWISE
    return seconds


def _not_sampled(items: list[pytest.Item]) -> set[pytest.Item]:
    """The cases to leave out: of each test marked `sampled`, all but every fourth, in the order of the source."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker(marks.SAMPLED):
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    return {item for each in cases.values() for place, item in enumerate(each) if place % marks.EVERY != 0}


def _is_chosen(config: pytest.Config, item: pytest.Item) -> bool:
    if config.getoption("--quick") and any(item.get_closest_marker(name) for name in marks.NOT_QUICK):
        return False
    return config.getoption("--backend") != kinds.POSTGRESQL or runs_on_postgresql(item)


def runs_on_postgresql(item: pytest.Item) -> bool:
    """True for a test that uses a database, has not chosen one itself, and can differ on PostgreSQL."""
    meets_one = EACH_DATABASE in getattr(item, "fixturenames", ())
    return meets_one and not marks.is_alike(item) and item.get_closest_marker(marks.OWN_DATABASE) is None


@event.listens_for(Engine, "connect")
def _database_was_opened(_connection: object, _record: object) -> None:
    if (item := marks.running()) is not None:
        _opened_in.add(item.nodeid)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with marks.is_running(item):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    yield
    own = marks.OWN_DATABASE
    is_told = EACH_DATABASE in getattr(item, "fixturenames", ()) or item.get_closest_marker(own) is not None
    if item.nodeid in _opened_in and not is_told:
        pytest.fail(f"this test opened a database: ask for {EACH_DATABASE}, or mark it {own} and say why")
