"""Empty databases of both kinds for the revisions to run on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db import Database
from tests.support import backends, kinds, postgres


@pytest.fixture(params=kinds.BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without a table."""
    if request.param == kinds.SQLITE:
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    backends.skip_without_postgresql()
    with postgres.shared().database() as url:
        yield url


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    """That database, opened."""
    database = Database(empty_url)
    yield database
    database.close()
