"""Fixtures every test may ask for, and the choice of the database they run on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import backends
from tests.support.council import Council, council_in


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--backend", choices=(backends.SQLITE, backends.POSTGRESQL), help="the database of the councils")


def pytest_configure(config: pytest.Config) -> None:
    if backend := config.getoption("--backend"):
        os.environ[backends.VARIABLE] = backend


def pytest_report_header() -> str:
    return f"councils are kept in {backends.chosen()}"


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    """A fresh small council."""
    with council_in(tmp_path / "home") as founded:
        yield founded
