"""Which kind of database the councils of a run are kept in: as `--backend` or GIJO_TEST_BACKEND says, or SQLite."""

import os

import pytest

VARIABLE = "GIJO_TEST_BACKEND"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
ON_POSTGRESQL = pytest.param(POSTGRESQL, marks=pytest.mark.server("PostgreSQL"))
BOTH = (SQLITE, ON_POSTGRESQL)
"""For tests that run on both within one run."""


def chosen() -> str:
    """The kind of this run."""
    return os.environ.get(VARIABLE, SQLITE)
