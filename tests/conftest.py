"""Fixtures every test may ask for, and the plugins of a run.

A test that meets a database asks for `each_database`, through a fixture or by itself, and runs on SQLite and again on
PostgreSQL. One that brings a database of its own says so with the mark `own_database("why")`, and runs once. A test
that does neither and opens a database fails, so nothing is forgotten (tests/support/choosing.py).
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

# an assertion that fails in a helper says what it saw, as one in a test does
pytest.register_assert_rewrite("tests.support", "tests.browser", "tests.app", "tests.flows", "tests.viewer")

from tests.support import kinds  # noqa: E402 - after the registration
from tests.support.chromium import browser, launched  # noqa: E402 - the same
from tests.support.council import Council, council_in  # noqa: E402 - the same
from tests.support.hashes import full_hashes  # noqa: E402 - the same

__all__ = ["browser", "full_hashes", "launched"]
pytest_plugins = (
    "tests.support.garbage",
    "tests.support.morning",
    "tests.support.scratch",
    "tests.support.properties",
    "tests.support.choosing",
    "tests.support.asked",
    "tests.support.compiled",
    "tests.support.compiled_templates",
    "tests.support.compiled_routes",
    "tests.support.packed_source",
    "tests.support.parsed_fonts",
    "tests.support.hashes",
    "tests.support.costs",
    "tests.support.flaky",
    "tests.support.verdicts",
)


@pytest.fixture(scope="session")
def each_database() -> str:
    """Which kind of database this run is on. Whoever asks for it runs on every kind."""
    return kinds.chosen()


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A fresh small council."""
    with council_in(tmp_path / "home") as founded:
        yield founded
