"""An empty queue, on the time of tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import clock
from app.db import Database
from tests.support import backends, morning


@pytest.fixture
def database(each_database: str, tmp_path: Path) -> Iterator[Database]:
    """With its tables, and nothing in them."""
    with backends.database_for(tmp_path) as url:
        opened = Database(url)
        former = clock.use(morning.now)
        yield opened
        clock.use(former)
        opened.close()
